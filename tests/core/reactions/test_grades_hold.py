"""What holds for every scale and every reaction: order never matters, and a sign more never means a grade less."""

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stepward.core.reactions import Reaction, Sign, all_grades
from stepward.core.reactions.grade import Grade

TREATMENTS = ("epinephrine", "diphenhydramine IV", "oxygen", "norepinephrine", "dopamine", "dexamethasone", "tea")
SOME = st.none() | st.tuples() | st.lists(st.sampled_from(TREATMENTS), max_size=3).map(tuple)


def numbers(*values: int) -> st.SearchStrategy[Fraction | None]:
    """Offer unknown, or one of the values around a threshold."""
    return st.none() | st.sampled_from(values).map(Fraction)


FACTS = st.fixed_dictionaries({
    "sbp_lowest": numbers(60, 71, 89, 90, 118),
    "sbp_baseline": numbers(100, 126, 180),
    "spo2_lowest": numbers(85, 92, 93, 99),
    "temperature_c": numbers(36, 38, 40),
    "treated_with": SOME,
    "unread_signs": st.sampled_from(((), ("swelling",))),
    "epinephrine_after_minutes": numbers(3, 30),
})  # fmt: skip
AGES = numbers(0, 1, 7, 56)
SIGNS = st.lists(st.sampled_from(Sign), max_size=6)


def height(grade: Grade) -> tuple[Fraction, bool]:
    """Rank a grade: not known stands between nothing and the first grade."""
    return (Fraction(1, 2) if grade.value is None else Fraction(grade.value), grade.at_least)


def grades(signs: list[Sign], facts: dict[str, Any], age: Fraction | None) -> tuple[Grade, ...]:
    """Grade on every scale."""
    return all_grades(Reaction(drug="x", signs=tuple(signs), **facts), patient_age=age)


class TestEveryScale:
    @given(signs=SIGNS, facts=FACTS, age=AGES, data=st.data())
    def test_is_blind_to_the_order_of_signs_and_treatments(
        self, signs: list[Sign], facts: dict[str, Any], age: Fraction | None, data: st.DataObject
    ) -> None:
        given_treatments = facts["treated_with"]
        turned = {**facts, "treated_with": given_treatments and tuple(reversed(given_treatments))}

        assert grades(data.draw(st.permutations(signs)), turned, age) == grades(signs, facts, age)

    @given(signs=SIGNS, facts=FACTS, age=AGES, more=st.sampled_from(Sign))
    def test_never_falls_with_one_sign_more(
        self, signs: list[Sign], facts: dict[str, Any], age: Fraction | None, more: Sign
    ) -> None:
        before, after = grades(signs, facts, age), grades([*signs, more], facts, age)

        assert all(height(new)[0] >= height(old)[0] for old, new in zip(before, after, strict=True))

    @given(signs=SIGNS, facts=FACTS, age=AGES, gone=st.sampled_from(["sbp_lowest", "sbp_baseline", "spo2_lowest"]))
    def test_never_turns_something_into_nothing_when_a_fact_is_taken_away(
        self, signs: list[Sign], facts: dict[str, Any], age: Fraction | None, gone: str
    ) -> None:
        before, after = grades(signs, facts, age), grades(signs, {**facts, gone: None}, age)

        for old, new in zip(before, after, strict=True):
            assert new.value != 0 or old.value == 0
            assert new.value is None or new.at_least or old.value is None or new.value >= old.value

    @given(signs=SIGNS, facts=FACTS, age=AGES)
    def test_says_what_decided_or_what_would(
        self, signs: list[Sign], facts: dict[str, Any], age: Fraction | None
    ) -> None:
        for grade in grades(signs, facts, age):
            assert bool(grade.because) == bool(grade.value)
            assert grade.unknown or (grade.value is not None and not grade.at_least)
            assert grade.at_least == grade.shown.startswith("at least")
