"""Each scale by its own table: what decides a grade, and what leaves it open."""

from typing import Any

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.reactions import Scale, Sign, all_grades
from stepward.core.reactions.grade import NOT_KNOWN
from stepward.core.reactions.scales import anaphylaxis, astct, brown, ctcae, ring_messmer, wao_systemic
from tests.core.reactions.made import ADULT, calm, graded, reaction


class TestBrown:
    @pytest.mark.parametrize(
        ("signs", "vitals", "shown"),
        [
            ((), {}, "none"),
            ((Sign.FEVER, Sign.CHILLS), {}, "none"),
            ((Sign.DELAYED_EXANTHEM,), {}, "none"),
            ((Sign.HIVES, Sign.ITCH), {}, "1"),
            ((Sign.HIVES, Sign.NAUSEA), {}, "2"),
            ((Sign.STRIDOR,), {}, "2"),
            ((Sign.HIVES, Sign.CONFUSION), {}, "3"),
            ((Sign.SYNCOPE,), {}, "3"),
            ((Sign.HIVES,), {"spo2_lowest": 93}, "1"),
            ((Sign.HIVES,), {"spo2_lowest": 92}, "3"),
            ((Sign.HIVES,), {"sbp_lowest": 90}, "1"),
            ((Sign.HIVES,), {"sbp_lowest": 89}, "3"),
            ((Sign.HIVES,), {"spo2_lowest": None}, "at least 1"),
            ((Sign.HYPOTENSION,), {"spo2_lowest": None, "sbp_lowest": None}, "3"),
            ((), {"sbp_lowest": None}, NOT_KNOWN),
        ],
    )
    def test_grades_by_the_gravest_sign(self, signs: tuple[Sign, ...], vitals: dict[str, Any], shown: str) -> None:
        assert graded(brown.grade, calm(*signs, **vitals)).shown == shown

    def test_uses_the_pressure_of_a_child(self) -> None:
        assert graded(brown.grade, calm(Sign.HIVES, sbp_lowest=84), age=ADULT).value == 3
        assert graded(brown.grade, calm(Sign.HIVES, sbp_lowest=84), age=ADULT / 8).value == 1
        assert graded(brown.grade, calm(Sign.HIVES, sbp_lowest=84), age=None).shown == "at least 1"

    def test_says_what_decided_and_what_would_decide_more(self) -> None:
        found = graded(brown.grade, reaction(Sign.ITCH, Sign.HIVES))

        assert found.because == ("hives", "itch")
        assert found.unknown == ("the lowest systolic pressure", "the lowest oxygen saturation")
        assert found.at_least

    def test_leaves_signs_that_nobody_asked_for_open(self) -> None:
        assert graded(brown.grade, calm(signs=None)).value is None
        assert graded(brown.grade, calm(signs=None, spo2_lowest=80)).shown == "3"

    def test_leaves_a_word_nobody_read_open(self) -> None:
        found = graded(brown.grade, calm(Sign.HIVES, unread_signs=("swelling",)))

        assert (found.shown, found.unknown) == ("at least 1", ("what “swelling” means",))


class TestRingMessmer:
    @pytest.mark.parametrize(
        ("signs", "vitals", "shown"),
        [
            ((), {}, "none"),
            ((Sign.FLUSHING,), {}, "I"),
            ((Sign.FLUSHING, Sign.DYSPNEA), {}, "II"),
            ((Sign.DYSPNEA,), {}, "II"),
            ((Sign.FLUSHING,), {"sbp_lowest": 89}, "II"),
            ((Sign.FLUSHING,), {"sbp_lowest": 91, "sbp_baseline": 130}, "I"),
            ((Sign.FLUSHING,), {"sbp_lowest": 91, "sbp_baseline": 131}, "II"),
            ((Sign.FLUSHING,), {"spo2_lowest": 90}, "II"),
            ((Sign.FLUSHING,), {"sbp_baseline": None}, "at least I"),
            ((Sign.WHEEZE,), {}, "III"),
            ((Sign.COLLAPSE,), {}, "III"),
            ((Sign.CARDIAC_ARREST,), {}, "IV"),
        ],
    )
    def test_grades_by_the_gravest_sign(self, signs: tuple[Sign, ...], vitals: dict[str, Any], shown: str) -> None:
        assert graded(ring_messmer.grade, calm(*signs, **vitals)).shown == shown


class TestCtcae:
    @pytest.mark.parametrize(
        ("signs", "treatment", "infusion", "allergic"),
        [
            ((), (), "none", "none"),
            ((), ("diphenhydramine",), "none", "none"),
            ((Sign.FEVER,), (), "at least 1", "none"),
            ((Sign.FEVER,), ("acetaminophen",), "at least 2", "none"),
            ((Sign.HIVES,), (), "at least 1", "at least 1"),
            ((Sign.HIVES,), None, "at least 1", "at least 1"),
            ((Sign.HIVES,), ("oxygen",), "at least 2", "at least 1"),
            ((Sign.HIVES,), ("cetirizine",), "at least 2", "at least 2"),
            ((Sign.HIVES,), ("cetirizine 10 mg IV",), "at least 2", "at least 3"),
            ((Sign.WHEEZE,), (), "at least 1", "at least 3"),
            ((Sign.CARDIAC_ARREST,), (), "4", "4"),
            ((Sign.BLISTERS,), (), "none", "none"),
        ],
    )
    def test_grades_by_treatment(
        self, signs: tuple[Sign, ...], treatment: tuple[str, ...] | None, infusion: str, allergic: str
    ) -> None:
        given = calm(*signs, treated_with=treatment)

        assert graded(ctcae.infusion, given).shown == infusion
        assert graded(ctcae.allergic, given).shown == allergic

    def test_says_that_one_event_is_not_reported_twice(self) -> None:
        notes = {grade.scale: grade.note for grade in all_grades(calm(Sign.HIVES), patient_age=ADULT) if grade.note}

        assert set(notes) == {Scale.CTCAE_INFUSION, Scale.CTCAE_ALLERGIC}
        assert "never as both" in notes[Scale.CTCAE_ALLERGIC]

    def test_never_guesses_a_stay_in_hospital(self) -> None:
        found = graded(ctcae.infusion, calm(Sign.HIVES))

        assert "whether it meant a stay in hospital" in found.unknown
        assert "whether the infusion was interrupted" in found.unknown


class TestNiaidFaan:
    @pytest.mark.parametrize(
        ("signs", "vitals", "shown", "criterion"),
        [
            ((), {}, "not met", ()),
            ((Sign.HIVES,), {}, "not met", ()),
            ((Sign.HIVES, Sign.WHEEZE), {}, "met", ("1", "2")),
            ((Sign.HIVES, Sign.SYNCOPE), {}, "met", ("1", "2")),
            ((Sign.HIVES,), {"spo2_lowest": 92}, "met", ("1", "2")),
            ((Sign.HIVES,), {"spo2_lowest": 93}, "not met", ()),
            ((Sign.WHEEZE,), {}, "not met", ()),
            ((Sign.WHEEZE, Sign.SYNCOPE), {}, "met", ("2",)),
            ((), {"sbp_lowest": 89}, "met", ("3",)),
            ((), {"sbp_lowest": 90}, "not met", ()),
            ((), {"sbp_lowest": 91, "sbp_baseline": 131}, "met", ("3",)),
            ((), {"sbp_lowest": 91, "sbp_baseline": 130}, "not met", ()),
            ((), {"sbp_lowest": None}, NOT_KNOWN, ()),
            ((Sign.HIVES, Sign.VOMITING), {}, NOT_KNOWN, ()),
            ((Sign.HIVES, Sign.THROAT_TIGHTNESS), {}, NOT_KNOWN, ()),
            ((Sign.HIVES, Sign.NAUSEA), {}, "not met", ()),
        ],
    )
    def test_says_which_criterion(
        self, signs: tuple[Sign, ...], vitals: dict[str, Any], shown: str, criterion: tuple[str, ...]
    ) -> None:
        found = graded(anaphylaxis.niaid_faan, calm(*signs, **vitals))

        assert (found.shown, found.criterion) == (shown, criterion)

    def test_says_what_would_decide(self) -> None:
        found = graded(anaphylaxis.niaid_faan, calm(Sign.HIVES, Sign.ABDOMINAL_PAIN))

        assert found.unknown == ("whether vomiting or abdominal pain was severe or went on",)


class TestWao2020:
    @pytest.mark.parametrize(
        ("signs", "vitals", "shown", "criterion"),
        [
            ((), {}, "not met", ()),
            ((Sign.HIVES, Sign.ITCH), {}, "not met", ()),
            ((Sign.WHEEZE,), {}, "met", ("2",)),
            ((Sign.VOICE_CHANGE,), {}, "met", ("2",)),
            ((Sign.THROAT_TIGHTNESS,), {}, NOT_KNOWN, ()),
            ((Sign.HIVES, Sign.DYSPNEA), {}, "met", ("1",)),
            ((Sign.HIVES, Sign.VOMITING), {}, NOT_KNOWN, ()),
            ((Sign.HIVES,), {"sbp_lowest": 89}, "met", ("1", "2")),
            ((Sign.DYSPNEA,), {}, "not met", ()),
            ((), {"sbp_lowest": 89}, "met", ("2",)),
            ((), {"sbp_lowest": 90}, "not met", ()),
            ((), {"sbp_baseline": None}, NOT_KNOWN, ()),
        ],
    )
    def test_takes_the_drug_for_a_known_allergen(
        self, signs: tuple[Sign, ...], vitals: dict[str, Any], shown: str, criterion: tuple[str, ...]
    ) -> None:
        found = graded(anaphylaxis.wao_2020, calm(*signs, **vitals))

        assert (found.shown, found.criterion) == (shown, criterion)


class TestAstct:
    @pytest.mark.parametrize(
        ("signs", "facts", "shown"),
        [
            ((), {}, "none"),
            ((Sign.HYPOTENSION,), {}, "none"),
            ((), {"temperature_c": "37.9"}, "none"),
            ((), {"temperature_c": 38}, "1"),
            ((Sign.FEVER,), {}, "1"),
            ((Sign.CHILLS,), {"temperature_c": None}, NOT_KNOWN),
            ((Sign.FEVER,), {"sbp_lowest": 89}, "2"),
            ((Sign.FEVER, Sign.HYPOTENSION), {}, "2"),
            ((Sign.FEVER,), {"sbp_lowest": None}, "at least 1"),
            ((Sign.FEVER,), {"treated_with": None}, "at least 1"),
            ((Sign.FEVER,), {"treated_with": ("oxygen 2 L/min",)}, "at least 2"),
            ((Sign.FEVER,), {"treated_with": ("norepinephrine",)}, "at least 3"),
            ((Sign.FEVER,), {"treated_with": ("norepinephrine", "vasopressin")}, "at least 3"),
            ((Sign.FEVER,), {"treated_with": ("norepinephrine", "dopamine")}, "4"),
            ((Sign.FEVER,), {"treated_with": ("vasopressor",)}, "at least 3"),
            ((Sign.FEVER,), {"treated_with": ("vasopressin",)}, "3"),
            ((Sign.FEVER,), {"treated_with": ("CPAP",)}, "4"),
            ((Sign.FEVER,), {"treated_with": ("epinephrine",)}, "1"),
            ((), {"treated_with": ("dexamethasone",)}, NOT_KNOWN),
        ],
    )
    def test_grades_by_fever_pressure_and_oxygen(
        self, signs: tuple[Sign, ...], facts: dict[str, Any], shown: str
    ) -> None:
        assert graded(astct.grade, calm(*signs, **facts)).shown == shown

    def test_asks_for_a_fever_that_a_steroid_may_have_hidden(self) -> None:
        assert graded(astct.grade, calm(treated_with=("tocilizumab",))).unknown == (astct.MASKED,)


class TestWaoSystemic:
    @pytest.mark.parametrize(
        ("signs", "vitals", "shown"),
        [
            ((), {}, "none"),
            ((Sign.FEVER,), {}, "none"),
            ((Sign.HIVES,), {}, "1z"),
            ((Sign.RHINITIS,), {}, "1z"),
            ((Sign.HIVES, Sign.RHINITIS), {}, "2z"),
            ((Sign.COUGH,), {}, "at least 1z"),
            ((Sign.NAUSEA,), {}, "1z"),
            ((Sign.NAUSEA, Sign.ITCH), {}, "2z"),
            ((Sign.VOMITING,), {}, "2z"),
            ((Sign.DYSPNEA,), {}, "at least 2z"),
            ((Sign.THROAT_TIGHTNESS,), {}, "at least 1z"),
            ((Sign.STRIDOR,), {}, "3z"),
            ((Sign.DESATURATION,), {}, "at least 2z"),
            ((Sign.HIVES, Sign.SYNCOPE), {}, "at least 1z"),
            ((Sign.SYNCOPE,), {}, NOT_KNOWN),
            ((Sign.COLLAPSE,), {}, "4z"),
            ((Sign.HIVES,), {"spo2_lowest": 92}, "at least 2z"),
            ((Sign.HIVES,), {"spo2_lowest": 93}, "1z"),
            ((Sign.HIVES,), {"spo2_lowest": None}, "at least 1z"),
            ((Sign.HIVES,), {"sbp_lowest": 89}, "4z"),
            ((Sign.HIVES,), {"sbp_lowest": 90}, "1z"),
            ((Sign.HIVES,), {"sbp_baseline": None}, "at least 1z"),
        ],
    )
    def test_grades_by_organ(self, signs: tuple[Sign, ...], vitals: dict[str, Any], shown: str) -> None:
        assert graded(wao_systemic.grade, calm(*signs, **vitals)).shown == shown

    @pytest.mark.parametrize(
        ("minutes", "letter"), [(0, "a"), (5, "a"), ("5.1", "b"), (10, "b"), (11, "c"), (20, "c"), ("20.1", "d")]
    )
    def test_adds_the_delay_of_epinephrine(self, minutes: Any, letter: str) -> None:
        given = calm(Sign.HIVES, treated_with=("epinephrine",), epinephrine_after_minutes=minutes)

        assert graded(wao_systemic.grade, given).shown == f"1{letter}"

    @pytest.mark.parametrize(
        ("treatment", "question"),
        [(("epinephrine",), wao_systemic.DELAY_QUESTION), (None, "what it was treated with")],
    )
    def test_asks_for_a_delay_that_nobody_wrote(self, treatment: tuple[str, ...] | None, question: str) -> None:
        found = graded(wao_systemic.grade, calm(Sign.HIVES, treated_with=treatment))

        assert (found.shown, found.suffix, found.unknown) == ("1", "", (question,))


class TestAllGrades:
    def test_hold_one_of_each_scale_with_sources_on_file(self) -> None:
        found = all_grades(calm(Sign.HIVES), patient_age=ADULT)

        assert [grade.scale for grade in found] == list(Scale)
        words = {word.strip(";,") for grade in found for word in grade.source.split() if word.isupper() and "-" in word}
        assert words <= set(shipped.sources())

    def test_are_not_known_of_a_reaction_of_which_nothing_is(self) -> None:
        found = all_grades(reaction(signs=None), patient_age=None)

        assert {grade.shown for grade in found} == {NOT_KNOWN}
        assert all(grade.unknown for grade in found)
