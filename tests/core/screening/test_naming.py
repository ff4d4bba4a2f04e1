"""No name lets a dangerous reaction to kin pass: not of a class, not with more words, not beside another drug."""

from itertools import combinations
from typing import Any

import pytest

from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.adapters.catalogue.substance_files import substances
from stepward.core.screening.assessment import Assessment, Verdict
from stepward.core.substances import Relation
from stepward.shells.screening import screened
from tests.core.screening.vignettes import MILD, changed, content

LIST = substances()
CLASSES = sorted({one for item in LIST for one in item.classes})
PAIRED = [one for one in CLASSES if len(LIST.members(one)) > 1]
STOPS = {Verdict.BLOCKED, Verdict.NEEDS_ANSWERS}
SJS = {"diagnosis": "SJS", "signs": ["hives"], "danger_signs": "present"}


def judged(wanted: str, reacted: str, **facts: Any) -> Assessment:
    """Screen the mild case with another reaction beside the one to the wanted drug."""
    changes = {
        "drug.name": wanted,
        "drug.excipients": None,
        "reactions.0.drug": wanted,
        "reactions.1": {"drug": reacted, **facts},
    }
    return screened(content(changed(MILD, changes, [])), name=wanted, policy=shipped_policy())


@pytest.mark.parametrize("class_id", PAIRED)
def test_members_of_a_class_are_never_other_drugs(class_id: str) -> None:
    for one, other in combinations(LIST.members(class_id), 2):
        assert LIST.related(one.name, other.name).relation in {Relation.CROSS_REACTIVE, Relation.KIN}


@pytest.mark.parametrize("class_id", PAIRED)
def test_a_blistering_reaction_to_kin_stops(class_id: str) -> None:
    first, *_, last = LIST.members(class_id)

    assert judged(first.name, last.name, **SJS).verdict in STOPS
    assert judged(last.name, first.name, **SJS).verdict in STOPS


@pytest.mark.parametrize("class_id", [one for one in CLASSES if LIST.drug_class(one).names])
def test_a_blistering_reaction_to_the_class_stops(class_id: str) -> None:
    name = LIST.drug_class(class_id).names[0]

    assert judged(LIST.members(class_id)[0].name, name, **SJS).verdict is Verdict.BLOCKED


@pytest.mark.parametrize(
    ("wanted", "reacted"),
    [
        ("carboplatin", "oxaliplatin 5 mg/mL"),
        ("levofloxacin", "Cipro 500 mg tablets"),
        ("pegaspargase", "asparaginase"),
        ("cefadroxil", "Amoxil 250 mg/5 mL"),
        ("docetaxel", "carboplatin/paclitaxel"),
        ("vancomycin", "teicoplanin"),
        ("amoxicillin", "nosuchdrug or penicillin"),
        ("amoxicillin", "ibuprofen nosuchdrug"),
    ],
)
def test_a_blistering_reaction_bars_what_counts(wanted: str, reacted: str) -> None:
    assert judged(wanted, reacted, **SJS).verdict is Verdict.BLOCKED


@pytest.mark.parametrize("reacted", ["amoxicillin", "famotidine", "cefazolin", "penicillin", "sulfa"])
def test_more_words_never_make_a_reaction_count_less(reacted: str) -> None:
    alone, more = judged("amoxicillin", reacted, **SJS), judged("amoxicillin", f"{reacted} nosuchdrug", **SJS)

    assert more.verdict.rank >= alone.verdict.rank


def test_a_blistering_reaction_to_another_drug_is_no_matter() -> None:
    assert judged("carboplatin", "famotidine", **SJS).verdict is Verdict.PROCEED


@pytest.mark.parametrize("name", ["cephalosporin", "carboplatin/paclitaxel", "penicillin and cefazolin"])
def test_what_is_no_one_drug_is_never_assessed_as_one(name: str) -> None:
    assert judged(name, "famotidine", signs=["hives"], danger_signs="none").verdict in STOPS
