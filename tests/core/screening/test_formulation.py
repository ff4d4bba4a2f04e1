"""Excipients: shared, different, culprit or unknown; and no allergy withholds epinephrine."""

from fractions import Fraction
from typing import Any

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.findings import Severity
from stepward.core.reactions import Reaction, Sign
from stepward.core.screening import case as cases
from stepward.core.screening.formulation import RULES, culprits, matches
from stepward.core.screening.look import Look
from tests.core.screening.looks import look, reaction

GRAVE = {"signs": (Sign.HIVES, Sign.WHEEZE)}


def codes(seen: Look) -> set[str]:
    return {finding.code for rule in RULES for finding in rule(seen)}


def cautions(seen: Look) -> set[str]:
    return {finding.code for rule in RULES for finding in rule(seen) if finding.severity is Severity.CAUTION}


@pytest.mark.parametrize(
    ("drug", "reactions", "wanted", "found"),
    [
        ("carboplatin", ("carboplatin",), {"excipients": ()}, set()),
        ("carboplatin", ("carboplatin",), {}, set()),
        ("paclitaxel", ("paclitaxel",), {}, {"EXC-04", "EXC-09"}),
        ("paclitaxel", ("paclitaxel",), {"product": "Taxol"}, {"EXC-04"}),
        ("paclitaxel", ("paclitaxel",), {"product": "Abraxane"}, {"EXC-10"}),
        ("paclitaxel", ("paclitaxel",), {"product": "Taxol", "excipients": ()}, {"EXC-12"}),
        ("docetaxel", ("docetaxel",), {"product": "Own Generic"}, {"EXC-07"}),
        ("docetaxel", ("docetaxel",), {"excipients": ("Tween 80", "stardust")}, {"EXC-04", "EXC-08"}),
        ("paclitaxel", ("teniposide",), {"product": "Taxol"}, {"EXC-03"}),
        ("docetaxel", ("methylprednisolone acetate multi-dose",), {"product": "Taxotere"}, {"EXC-03"}),
    ],
)
def test_compares_reacted_and_wanted_products(
    drug: str, reactions: tuple[str, ...], wanted: dict[str, Any], found: set[str]
) -> None:
    assert codes(look(drug, *(reaction(name) for name in reactions), wanted=wanted)) == found


@pytest.mark.parametrize(
    ("condition", "drug", "wanted", "found"),
    [
        ("PEG allergy", "methylprednisolone", {"product": "methylprednisolone acetate"}, {"EXC-01"}),
        ("allergy to macrogol", "docetaxel", {"product": "Taxotere"}, {"EXC-02"}),
        ("polysorbate 80 anaphylaxis", "docetaxel", {"product": "Taxotere"}, {"EXC-01"}),
        ("PEG tube", "docetaxel", {"product": "Taxotere"}, set()),
        ("PEG allergy", "carboplatin", {"excipients": ()}, {"EXC-13"}),
    ],
)
def test_warns_of_a_culprit_on_record(condition: str, drug: str, wanted: dict[str, Any], found: set[str]) -> None:
    assert cautions(look(drug, patient={"conditions": (condition,)}, wanted=wanted)) == found


def test_takes_what_was_reacted_to_as_a_culprit() -> None:
    assert [item.name for item in culprits(look("docetaxel", reaction("PEG 3350")))] == ["macrogol"]


def test_names_what_could_replace_the_product() -> None:
    seen = look("paclitaxel", reaction("paclitaxel"), wanted={"product": "Taxol"})
    solvent = next(item for item in matches(seen) if item.name == "polyoxyl 35 castor oil")

    assert "paclitaxel bound to albumin" in solvent.words
    assert any("bound to albumin" in finding.action for rule in RULES for finding in rule(seen))


@pytest.mark.parametrize(
    ("reactions", "there"),
    [
        ((reaction("carboplatin", **GRAVE),), False),
        ((reaction("carboplatin", **GRAVE), reaction("famotidine", signs=(Sign.HIVES,))), False),
        ((reaction("carboplatin", **GRAVE), reaction("famotidine", **GRAVE)), True),
    ],
)
def test_suspects_an_excipient_after_grave_reactions_to_two_drugs(
    reactions: tuple[Reaction, ...],
    there: bool,  # noqa: FBT001 - a table of answers
) -> None:
    assert ("EXC-05" in codes(look("carboplatin", *reactions))) is there


@pytest.mark.parametrize(
    ("result", "there"), [(cases.TestResult.NEGATIVE, True), (cases.TestResult.POSITIVE, False), (None, False)]
)
def test_suspects_an_excipient_after_a_negative_test(result: cases.TestResult | None, there: bool) -> None:  # noqa: FBT001
    tests = (cases.AllergyTest(kind=cases.TestKind.SKIN, result=result, days_ago=Fraction(10)),)

    assert ("EXC-06" in codes(look("carboplatin", reaction("carboplatin", **GRAVE), tests=tests))) is there


def test_never_withholds_epinephrine() -> None:
    seen = look("carboplatin", patient={"conditions": ("sulfite allergy",)})
    findings = [finding for rule in RULES for finding in rule(seen)]

    assert [item.code for item in findings] == ["EXC-11", "EXC-13"]
    assert findings[0].severity is Severity.NOTE


def test_cites_only_sources_on_file() -> None:
    seen = look("docetaxel", reaction("macrogol", **GRAVE), reaction("docetaxel", **GRAVE))
    cited = {name for rule in RULES for item in rule(seen) for name in (item.source, *item.also)}

    assert cited | {item.source for item in matches(seen)} <= set(shipped.sources())
