from typing import Any

import pytest

from stepward.adapters.catalogue.shipped import sources
from stepward.adapters.catalogue.treatment_cards import (
    ACT,
    FORM,
    OF_A_MEDICINE,
    OF_A_SAMPLE,
    SAMPLE,
    UnreadableCard,
    check_card,
    read_card,
    reads_of,
)
from stepward.adapters.catalogue.unit_words import UnitReader, example_words
from stepward.core.findings import Refusal
from stepward.core.quantities import Duration, Weight
from stepward.core.reactions import Sign
from stepward.core.treatment import Medicine, NotMeasurable, Remedy, Sample, doses_for
from stepward.shells.web.unit import card_words
from stepward.usecases.unit_records import Kind

EPINEPHRINE = {
    "what": "epinephrine", "name": "EPINEPHrine", "dose": "0.01 mg/kg", "at_most": "0.5 mg", "strength": "1 mg/mL",
    "increment": "0.01 mL", "route": "into the muscle", "repeat_after": "5 min", "repeat_most": "3",
    "signs": "Wheezing, hives", "source": "Test",
}  # fmt: skip
TRYPTASE = {
    "what": SAMPLE, "name": "Tryptase", "best_from": "60 min", "best_to": "2 h", "latest": "240 min", "source": "Test",
}  # fmt: skip
LIE = {"what": ACT, "name": "Lie flat.", "source": "Test"}


def words(*rows: Any, **others: Any) -> dict[str, Any]:
    return {"title": "Card 1", "rows": list(rows), **others}


def test_a_card_is_read_row_by_row() -> None:
    found = UnitReader().treatment_card("card-1", words(LIE, EPINEPHRINE, TRYPTASE, **{"for": {"years_from": "18"}}))
    _, second, third = found.rows

    assert isinstance(second, Medicine)
    assert second.remedy is Remedy.EPINEPHRINE
    assert second.signs == (Sign.WHEEZE, Sign.HIVES)
    assert second.repeat is not None
    assert (second.repeat.after, second.repeat.most) == (Duration.parse("5 min"), 3)
    assert isinstance(third, Sample)
    assert third.best_to == Duration.parse("120 min")
    assert found.for_whom.years_from == 18
    assert doses_for(found, Weight.parse("12 kg"), years=20).rows[1].doses[0].volume is not None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"title": "Card 1"}, "expected title"),
        (words(LIE, other="x"), "expected title"),
        (words(LIE, invented="yes"), "expected title"),
        (words(LIE, **{"for": {"height": "2 m"}}), "expected title"),
        (words("Lie flat."), "Row 1"),
        (words(LIE, {**LIE, "what": "dance"}), "Row 2"),
        (words({**LIE, "dose": "1 mg"}), "Row 1"),
        (words({**TRYPTASE, "dose": "1 mg"}), "Row 1"),
        (words({**EPINEPHRINE, "route": " "}), "Row 1"),
        (words({**EPINEPHRINE, "route": 3}), "Row 1"),
        (words({**EPINEPHRINE, "dose": "a bit"}), "Row 1"),
        (words({**EPINEPHRINE, "dose": "0 mg/kg"}), "more than zero"),
        (words({**EPINEPHRINE, "signs": "wheeze, gloom"}), "gloom"),
        (words({**EPINEPHRINE, "repeat_most": "often"}), "whole number"),
        (words({**EPINEPHRINE, "repeat_most": "03"}), "whole number"),
        (words({word: text for word, text in EPINEPHRINE.items() if word != "repeat_after"}), "time after which"),
        (words({word: text for word, text in EPINEPHRINE.items() if word != "increment"}), "least volume"),
        (words({word: text for word, text in EPINEPHRINE.items() if word != "dose"}), "goes with a dose"),
        (words({word: text for word, text in TRYPTASE.items() if word != "latest"}), "Row 1"),
        (words(LIE, **{"for": {"years_from": "ten"}}), "For whom"),
        (words({word: text for word, text in LIE.items() if word != "source"}), "source"),
    ],
)
def test_what_is_no_card_is_refused_with_its_row(content: dict[str, Any], says: str) -> None:
    with pytest.raises(Refusal, match=says):
        read_card("card-1", content)


def test_a_card_that_refuses_its_own_least_weight_is_not_kept() -> None:
    row = {**EPINEPHRINE, "increment": "0.1 mL"}

    check_card("card-1", words(row, **{"for": {"weight_from": "10 kg"}}))
    with pytest.raises(NotMeasurable, match="can measure"):
        UnitReader().check(Kind.TREATMENT_CARD, "card-1", words(row, **{"for": {"weight_from": "3 kg"}}))


def test_h_88_no_dose_ships() -> None:
    assert example_words(Kind.TREATMENT_CARD) == {}
    filled = card_words.values_of({})
    named = {name.rpartition("-")[2] for name, text in filled.items() if text}
    assert named == {"what", "order", "when"}
    assert {row.what for row in FORM} >= {remedy.value for remedy in Remedy} | {ACT, SAMPLE}


def test_what_is_shown_to_read_has_sources_that_are_on_file() -> None:
    readings = [reading for row in FORM for reading in reads_of(row.what)]

    assert len(readings) > 15
    assert all(reading.sources and set(reading.sources) <= set(sources()) for reading in readings)
    assert len(reads_of("epinephrine")) > 4
    assert reads_of(ACT) == ()


def test_the_form_asks_for_all_that_is_read() -> None:
    boxes = {box.name for section in card_words.SECTIONS for box in section.boxes}
    assert boxes >= OF_A_MEDICINE | OF_A_SAMPLE | {"what", "name", "source", "when", "signs", "title", "years_to"}


def test_an_invented_card_says_so() -> None:
    assert read_card("card-1", words(LIE, invented=True)).title == "Card 1 (invented)"
    with pytest.raises(UnreadableCard):
        read_card("card-1", words(LIE, invented=1))
