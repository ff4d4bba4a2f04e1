from collections.abc import Callable
from typing import Any

import pytest

from stepward.core.quantities import Duration, Volume, Weight, parse_amount
from stepward.core.treatment import Act, ForWhom, Measure, Medicine, Repeat, Sample, UnsoundCard
from tests.core.treatment.cards import card, medicine

ONE = Volume.parse("1 mL")


def sample(first: str, last: str, latest: str) -> Sample:
    start, end, most = (Duration.parse(text) for text in (first, last, latest))
    return Sample(name="Tryptase", best_from=start, best_to=end, latest=most, source="Test")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (lambda: Act(words=" ", source="Test"), "no name"),
        (lambda: Act(words="Lie flat.", source=" "), "source"),
        (lambda: Medicine(name="oxygen", source="Test"), "its rate"),
        (lambda: Medicine(name="O2", source="Test", rate="6 L/min", measure=Measure(increment=ONE)), "no dose"),
        (lambda: sample("120 min", "60 min", "240 min"), "window"),
        (lambda: sample("60 min", "120 min", "90 min"), "window"),
        (lambda: sample("0 min", "0 min", "0 min"), "window"),
        (lambda: medicine("0.01 mg/kg"), "at most"),
        (lambda: medicine("1 mg/m2", most="2 mg"), "each kg"),
        (lambda: medicine("1 mg", up_to="2 mg/kg", most="2 mg"), "both ends alike"),
        (lambda: medicine("1 mg/kg", most="2 mL"), "one kind"),
        (lambda: medicine("1 mg", up_to="2 units"), "one kind"),
        (lambda: medicine("1 mg/kg", most="0 mg"), "above zero"),
        (lambda: medicine("1 mg", up_to="1 mg"), "upper end"),
        (lambda: medicine("1 mg", most="0.9 mg"), "above the most"),
        (lambda: medicine("1 mg", up_to="2 mg", most="1.5 mg"), "above the most"),
        (lambda: medicine("1 mg/kg", most="2 mg", mark=""), "least volume"),
        (lambda: medicine("10 mL", strength="", mark=""), "least volume"),
        (lambda: medicine("1 mg", mark="0 mL"), "above zero"),
        (lambda: medicine("10 mL", strength="1 mg/mL"), "no strength"),
        (lambda: medicine("1 mg", strength=""), "other dose has one"),
        (lambda: medicine("8 sprays", strength=""), "counted"),
        (lambda: medicine("1 mg", strength="1 units/mL"), "one kind"),
        (lambda: medicine("1 mg", strength="0 mg/mL"), "above zero"),
        (lambda: medicine("1 mg", repeat=Repeat(after=Duration.parse("0 min"))), "repeated"),
        (lambda: medicine("1 mg", repeat=Repeat(after=Duration.parse("5 min"), most=0)), "repeated"),
    ],
)  # fmt: skip
def test_a_row_that_contradicts_itself_is_refused(row: Callable[[], Any], says: str) -> None:
    with pytest.raises(UnsoundCard, match=says):
        card(row())


@pytest.mark.parametrize(
    "whom",
    [
        {"weight_from": Weight.parse("40 kg"), "weight_to": Weight.parse("10 kg")},
        {"weight_to": Weight.parse("0 kg")},
        {"years_from": 12, "years_to": 3},
        {"years_from": -1},
    ],
)
def test_whom_it_is_for_does_not_contradict_itself(whom: dict[str, Any]) -> None:
    with pytest.raises(UnsoundCard, match="For whom"):
        card(medicine("1 mg"), for_whom=ForWhom(**whom))


def test_a_card_has_a_row() -> None:
    with pytest.raises(UnsoundCard, match="at least one row"):
        card()


def test_a_card_keeps_its_rows_in_their_order() -> None:
    rows = (
        Act(words="Lie flat, legs up.", source="Test"),
        medicine("1 mg", repeat=Repeat(after=Duration.parse("5 min"), most=3)),
        medicine("8 sprays", strength="", mark=""),
        Medicine(name="oxygen", source="Test", rate="6 L/min by mask"),
        sample("60 min", "120 min", "240 min"),
    )
    found = card(*rows)
    assert found.rows == rows
    assert found.rows[1].dose.ends[0].amount == parse_amount("1 mg")  # type: ignore[union-attr] # it is a medicine
