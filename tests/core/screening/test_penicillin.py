"""PEN-FAST: each item below, at and above its limit, and unknown."""

from fractions import Fraction
from typing import Any

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.findings import Severity
from stepward.core.reactions import Sign
from stepward.core.screening import case as cases
from stepward.core.screening.penicillin import delabel_first, pen_fast
from tests.core.screening.looks import look, reaction

OLD = Fraction(4000)
ADULT = {"age_years": Fraction(50)}
MILD: dict[str, Any] = {
    "signs": (Sign.HIVES,),
    "days_ago": OLD,
    "treated_with": (),
    "sbp_lowest": Fraction(120),
    "sbp_baseline": Fraction(120),
    "spo2_lowest": Fraction(98),
}


@pytest.mark.parametrize(
    ("facts", "fewest", "most"),
    [
        ({}, 0, 0),
        ({"days_ago": Fraction(1826)}, 2, 2),
        ({"days_ago": Fraction("1826.25")}, 2, 2),
        ({"days_ago": Fraction(1827)}, 0, 0),
        ({"days_ago": None}, 0, 2),
        ({"treated_with": ("diphenhydramine",)}, 1, 1),
        ({"treated_with": None}, 1, 1),
        ({"signs": (Sign.ANGIOEDEMA,)}, 2, 2),
        ({"diagnosis": "DRESS"}, 2, 2),
        ({"signs": None}, 0, 2),
        ({"days_ago": Fraction(30), "signs": (Sign.ANGIOEDEMA,), "treated_with": ("epinephrine",)}, 5, 5),
    ],
)
def test_counts_the_points(facts: dict[str, Any], fewest: int, most: int) -> None:
    found = pen_fast(reaction("penicillin", **{**MILD, **facts}), was_anaphylaxis=False)

    assert (found.fewest, found.most) == (fewest, most)


@pytest.mark.parametrize(("was", "points"), [(True, (2, 2)), (False, (0, 0)), (None, (0, 2))])
def test_counts_anaphylaxis(was: bool | None, points: tuple[int, int]) -> None:  # noqa: FBT001 - a table of answers
    found = pen_fast(reaction("penicillin", **MILD), was_anaphylaxis=was)

    assert (found.fewest, found.most) == points


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "PEN-01"),
        ({"days_ago": Fraction(30)}, "PEN-01"),
        ({"days_ago": Fraction(30), "treated_with": None}, "PEN-03"),
        ({"days_ago": None, "treated_with": None}, "PEN-02"),
        ({"signs": (Sign.HIVES, Sign.WHEEZE), "days_ago": Fraction(30)}, "PEN-03"),
    ],
)
def test_offers_to_test_the_label_below_three_points(facts: dict[str, Any], code: str) -> None:
    found = list(delabel_first(look("amoxicillin", reaction("penicillin", **{**MILD, **facts}), patient=ADULT)))

    assert [item.code for item in found] == [code]
    assert found[0].severity is Severity.NOTE
    assert {found[0].source, *found[0].also} <= set(shipped.sources())


@pytest.mark.parametrize(
    ("age", "code"), [(Fraction(15), "PEN-04"), (Fraction(16), "PEN-01"), (Fraction(17), "PEN-01"), (None, "PEN-04")]
)
def test_is_for_the_ages_that_were_tested(age: Fraction | None, code: str) -> None:
    seen = look("amoxicillin", reaction("penicillin", **MILD), patient={"age_years": age})

    assert [item.code for item in delabel_first(seen)] == [code]


def test_takes_the_reaction_with_most_points() -> None:
    seen = look(
        "amoxicillin",
        reaction("penicillin", **MILD),
        reaction("amoxicillin", **{**MILD, "signs": (Sign.ANGIOEDEMA,), "days_ago": Fraction(9)}),
        patient=ADULT,
    )

    assert [item.code for item in delabel_first(seen)] == ["PEN-03"]


def test_says_nothing_of_other_drugs_or_of_a_confirmed_allergy() -> None:
    positive = (cases.AllergyTest(kind=cases.TestKind.SKIN, result=cases.TestResult.POSITIVE),)

    assert not list(delabel_first(look("carboplatin", reaction("carboplatin", **MILD), patient=ADULT)))
    assert not list(delabel_first(look("amoxicillin", reaction("carboplatin", **MILD), patient=ADULT)))
    assert not list(delabel_first(look("amoxicillin", reaction("penicillin", **MILD), patient=ADULT, tests=positive)))
