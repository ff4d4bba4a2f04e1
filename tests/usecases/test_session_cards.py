"""The treatment card of one session: computed for this patient, frozen, read back as it was (H-35, H-88)."""

from dataclasses import replace

import pytest

from stepward.core.quantities import Duration, Weight
from stepward.core.treatment import Act, ForWhom, Remedy, Repeat, Sample
from stepward.usecases.session_cards import CardChanged, InUse, NoCard, kept, read_kept, suited
from tests.core.treatment.cards import card, medicine

EPINEPHRINE = medicine(
    "0.01 mg/kg",
    most="0.5 mg",
    remedy=Remedy.EPINEPHRINE,
    route="into the muscle",
    repeat=Repeat(after=Duration.parse("5 min"), most=3),
)
FLUID = medicine("5 mL/kg", "10 mL/kg", most="1000 mL", strength="", mark="5 mL", rate="in 5 minutes")
LIE = Act(words="Lie flat", source="Card 3 of a test")
TRYPTASE = Sample(
    name="tryptase",
    best_from=Duration.parse("60 min"),
    best_to=Duration.parse("2 h"),
    latest=Duration.parse("4 h"),
    source="Card 3 of a test",
)
WEIGHT = Weight.parse("68 kg")


def in_use(*rows: object, **others: object) -> InUse:
    """Put rows on a card that the unit approved."""
    return InUse(card=card(*rows, **others), version=3, approved_by="Dr A. Haddad")


class TestSuited:
    def test_h_35_doses_are_those_of_this_patient(self) -> None:
        (found,) = suited([in_use(LIE, EPINEPHRINE, FLUID, TRYPTASE)], WEIGHT, 55)

        lie, epinephrine, fluid, tryptase = found.rows
        assert (found.weight, found.version, found.approved_by) == ("68\u00a0kg", 3, "Dr A. Haddad")
        assert (lie.what, lie.name) == ("act", "Lie flat")
        assert [dose.words for dose in epinephrine.doses] == ["0.5\u00a0mg (0.5\u00a0mL)"]
        assert (epinephrine.again, epinephrine.most, epinephrine.is_epinephrine) == (300, 3, True)
        assert [dose.words for dose in fluid.doses] == ["340\u00a0mL", "680\u00a0mL"]
        assert tryptase.window == (3600, 7200, 14400)

    def test_h_88_leaves_out_a_card_for_somebody_else(self) -> None:
        child = in_use(LIE, for_whom=ForWhom(years_to=11))

        assert [item.version for item in suited([child, in_use(LIE)], WEIGHT, 55)] == [3]
        with pytest.raises(NoCard):
            suited([child], WEIGHT, 55)

    def test_h_35_gives_no_dose_without_a_weight(self) -> None:
        with pytest.raises(NoCard, match=r"[Ww]eight"):
            suited([in_use(EPINEPHRINE)], None, 55)


class TestKept:
    def test_h_63_comes_back_as_it_was_frozen(self) -> None:
        (found,) = suited([in_use(LIE, EPINEPHRINE, FLUID, TRYPTASE)], WEIGHT, 55)

        assert read_kept(kept(found)) == found

    def test_h_63_a_changed_word_is_found(self) -> None:
        (found,) = suited([in_use(EPINEPHRINE)], WEIGHT, 55)
        frozen = kept(found)

        with pytest.raises(CardChanged, match="on paper"):
            read_kept(replace(frozen, words=frozen.words.replace("0.5", "5.0")))
