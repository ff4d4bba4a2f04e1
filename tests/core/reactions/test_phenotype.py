"""What kind of reaction it was, by signs, onset and markers, with what decided."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.adapters.catalogue import shipped
from stepward.core.reactions import Phenotype, PhenotypeKind, Reaction, Setting, Sign, names_aerd, phenotype
from stepward.core.reactions.phenotype import AERD_SOURCE, CYTOKINE_SIGNS, ONSET, SOURCE, TYPE_1_SIGNS
from tests.core.reactions.made import ADULT, calm, reaction

WINDOW = Fraction(360)


def kind(given_reaction: Reaction, **setting: Any) -> Phenotype:
    """Tell the kind in an adult, with a window of six hours."""
    return phenotype(
        given_reaction, setting=Setting(**{"delayed_after_minutes": WINDOW, "patient_age": ADULT, **setting})
    )


class TestTheFiveCases:
    @pytest.mark.parametrize(
        ("signs", "facts", "expected"),
        [
            ((Sign.HIVES, Sign.FLUSHING, Sign.ITCH), {}, PhenotypeKind.TYPE_1),
            (
                (Sign.HIVES, Sign.HYPOTENSION, Sign.SYNCOPE),
                {"sbp_lowest": 74, "spo2_lowest": 90, "tryptase_acute": 24, "tryptase_baseline": 5},
                PhenotypeKind.TYPE_1,
            ),
            (
                (Sign.FEVER, Sign.CHILLS, Sign.RIGORS, Sign.BACK_PAIN),
                {"temperature_c": "39.1", "il6": 5200, "tryptase_acute": "4.6", "tryptase_baseline": "4.4"},
                PhenotypeKind.CYTOKINE_RELEASE,
            ),
            (
                (Sign.BLISTERS, Sign.MUCOSAL_EROSIONS, Sign.FEVER),
                {"onset_minutes": 20160, "diagnosis": "SJS"},
                PhenotypeKind.DELAYED,
            ),
            ((Sign.HIVES,), {}, PhenotypeKind.TYPE_1),
        ],
    )
    def test_come_out_as_expected(
        self, signs: tuple[Sign, ...], facts: dict[str, Any], expected: PhenotypeKind
    ) -> None:
        assert kind(calm(*signs, **{"onset_minutes": 15, **facts})).kind is expected


class TestBySigns:
    @pytest.mark.parametrize("sign", Sign)
    def test_each_points_to_one_kind(self, sign: Sign) -> None:
        found = kind(calm(sign, onset_minutes=15)).kind

        assert (found is PhenotypeKind.TYPE_1) == (sign in TYPE_1_SIGNS)
        assert (found is PhenotypeKind.CYTOKINE_RELEASE) == (sign in CYTOKINE_SIGNS)

    def test_of_both_are_mixed_and_say_so(self) -> None:
        found = kind(calm(Sign.HIVES, Sign.RIGORS, onset_minutes=15))

        assert found.kind is PhenotypeKind.MIXED
        assert found.because == ("hives", "rigors")

    def test_of_neither_are_unknown_and_ask(self) -> None:
        found = kind(calm(Sign.NAUSEA, Sign.DYSPNEA, onset_minutes=15))

        assert found.kind is PhenotypeKind.UNKNOWN
        assert found.unknown == ("tryptase during the reaction and at baseline",)

    def test_that_nobody_asked_for_are_unknown(self) -> None:
        found = kind(Reaction(drug="x"))

        assert found.kind is PhenotypeKind.UNKNOWN
        assert {"which signs there were", ONSET} <= set(found.unknown)


class TestByVitalsAndMarkers:
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"sbp_lowest": 90}, PhenotypeKind.UNKNOWN),
            ({"sbp_lowest": 89}, PhenotypeKind.TYPE_1),
            ({"temperature_c": "37.9"}, PhenotypeKind.UNKNOWN),
            ({"temperature_c": 38}, PhenotypeKind.CYTOKINE_RELEASE),
            ({"tryptase_acute": 8, "tryptase_baseline": 5}, PhenotypeKind.UNKNOWN),
            ({"tryptase_acute": "8.1", "tryptase_baseline": 5}, PhenotypeKind.TYPE_1),
            ({"tryptase_acute": "8.1", "tryptase_baseline": 5, "temperature_c": 39}, PhenotypeKind.MIXED),
            ({"diagnosis": "CRS"}, PhenotypeKind.CYTOKINE_RELEASE),
            ({"diagnosis": "CRS unlikely"}, PhenotypeKind.UNKNOWN),
            ({"il6": 5200}, PhenotypeKind.UNKNOWN),
        ],
    )
    def test_decide_without_signs(self, facts: dict[str, Any], expected: PhenotypeKind) -> None:
        assert kind(calm(Sign.NAUSEA, **{"onset_minutes": 15, **facts})).kind is expected


class TestDelayed:
    @pytest.mark.parametrize(
        ("onset", "window", "expected"),
        [
            (359, 360, PhenotypeKind.TYPE_1),
            (360, 360, PhenotypeKind.TYPE_1),
            (361, 360, PhenotypeKind.DELAYED),
            (61, 60, PhenotypeKind.DELAYED),
            (None, 360, PhenotypeKind.TYPE_1),
        ],
    )
    def test_is_by_the_window_of_the_unit(self, onset: int | None, window: int, expected: PhenotypeKind) -> None:
        found = kind(calm(Sign.HIVES, onset_minutes=onset), delayed_after_minutes=Fraction(window))

        assert found.kind is expected
        assert (ONSET in found.unknown) == (onset is None)

    @pytest.mark.parametrize(
        ("diagnosis", "signs", "expected"),
        [
            ("acute urticaria", (Sign.HIVES,), PhenotypeKind.TYPE_1),
            ("anaphylaxis, grade 2", (Sign.HIVES,), PhenotypeKind.TYPE_1),
            ("cytokine release", (Sign.RIGORS,), PhenotypeKind.CYTOKINE_RELEASE),
            ("possible anaphylaxis", (Sign.HIVES,), PhenotypeKind.DELAYED),
            ("acute urticaria", (Sign.HIVES, Sign.DELAYED_EXANTHEM), PhenotypeKind.DELAYED),
            ("acute urticaria", (Sign.BLISTERS,), PhenotypeKind.DELAYED),
        ],
    )
    def test_is_not_by_the_hour_alone_with_an_immediate_diagnosis(
        self, diagnosis: str, signs: tuple[Sign, ...], expected: PhenotypeKind
    ) -> None:
        found = kind(calm(*signs, onset_minutes=600, diagnosis=diagnosis), delayed_after_minutes=Fraction(360))

        assert found.kind is expected

    @pytest.mark.parametrize(
        ("signs", "onset", "expected"),
        [
            ((Sign.DELAYED_EXANTHEM,), None, PhenotypeKind.DELAYED),
            ((Sign.DELAYED_EXANTHEM,), 60, PhenotypeKind.DELAYED),
            ((Sign.DELAYED_EXANTHEM, Sign.HIVES), 60, PhenotypeKind.TYPE_1),
            ((Sign.DELAYED_EXANTHEM, Sign.HIVES), None, PhenotypeKind.DELAYED),
            ((Sign.PUSTULES, Sign.HIVES), 60, PhenotypeKind.DELAYED),
        ],
    )
    def test_is_by_signs_that_come_late(
        self, signs: tuple[Sign, ...], onset: int | None, expected: PhenotypeKind
    ) -> None:
        assert kind(calm(*signs, onset_minutes=onset)).kind is expected

    def test_is_by_a_diagnosis(self) -> None:
        found = kind(calm(Sign.FEVER, onset_minutes=15, diagnosis="DRESS"))

        assert (found.kind, found.because) == (PhenotypeKind.DELAYED, ("DRESS",))


class TestAerd:
    @pytest.mark.parametrize(
        ("signs", "setting", "diagnosis", "expected"),
        [
            ((Sign.WHEEZE,), {"is_nsaid": True, "conditions": ("AERD",)}, None, PhenotypeKind.AERD),
            ((Sign.RHINITIS,), {"is_nsaid": True, "conditions": ("Samter's triad",)}, None, PhenotypeKind.AERD),
            ((Sign.HIVES,), {"is_nsaid": True, "conditions": ("AERD",)}, None, PhenotypeKind.TYPE_1),
            ((Sign.WHEEZE,), {"is_nsaid": True, "conditions": ("asthma",)}, None, PhenotypeKind.TYPE_1),
            ((Sign.WHEEZE,), {"is_nsaid": True, "conditions": None}, None, PhenotypeKind.TYPE_1),
            ((Sign.WHEEZE,), {"is_nsaid": False, "conditions": ("AERD",)}, None, PhenotypeKind.TYPE_1),
            ((Sign.WHEEZE,), {"is_nsaid": True}, "AERD", PhenotypeKind.AERD),
            ((Sign.WHEEZE,), {"is_nsaid": None}, "AERD", PhenotypeKind.AERD),
            ((Sign.WHEEZE,), {"is_nsaid": False}, "AERD", PhenotypeKind.TYPE_1),
            ((Sign.WHEEZE,), {"is_nsaid": True}, "AERD?", PhenotypeKind.TYPE_1),
        ],
    )
    def test_is_an_nsaid_an_airway_and_the_disease(
        self, signs: tuple[Sign, ...], setting: dict[str, Any], diagnosis: str | None, expected: PhenotypeKind
    ) -> None:
        assert kind(calm(*signs, onset_minutes=90, diagnosis=diagnosis), **setting).kind is expected

    def test_asks_for_the_class_of_a_drug_that_is_not_known(self) -> None:
        found = kind(calm(Sign.WHEEZE, onset_minutes=90), conditions=("AERD",))

        assert "whether the drug is an NSAID" in found.unknown

    def test_is_not_made_delayed_by_a_short_window(self) -> None:
        found = kind(
            calm(Sign.WHEEZE, onset_minutes=90),
            is_nsaid=True,
            conditions=("AERD",),
            delayed_after_minutes=Fraction(60),
        )

        assert (found.kind, found.because) == (
            PhenotypeKind.AERD,
            ("aspirin-exacerbated respiratory disease", "wheeze"),
        )

    def test_is_named_by_a_condition_or_is_not(self) -> None:
        assert names_aerd(("asthma", "NSAID-exacerbated respiratory disease"))
        assert not names_aerd(())
        assert not names_aerd(None)


class TestEveryPhenotype:
    @given(st.lists(st.sampled_from(Sign), max_size=6), st.data())
    def test_is_blind_to_the_order_of_signs(self, signs: list[Sign], data: st.DataObject) -> None:
        assert kind(reaction(*data.draw(st.permutations(signs)))) == kind(reaction(*signs))

    def test_has_sources_on_file(self) -> None:
        assert {*SOURCE.split("; "), *AERD_SOURCE.split("; ")} <= set(shipped.sources())
