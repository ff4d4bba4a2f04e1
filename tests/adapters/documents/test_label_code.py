"""The code on a label: what it says, and that it is read back strictly."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from stepward.adapters.documents.label_code import CodeWords, code_of, code_words, element_string, read_code, runs_text
from stepward.core.preparation.labels import LabelIdentity, OrderWords, PatientWords, UnreadableLabel, labels_of
from stepward.core.quantities import Activity, Mass, Strength
from tests.core.preparation.test_labels import NOW, made

GOOD = "91S0311-2-1-3\x1d925-8\x1d930.8mg/mL\x1d9420261122T2020Z"
WORDS = CodeWords(
    identity=LabelIdentity(order="S0311", solution=2),
    steps=(5, 6, 7, 8),
    strength=Strength(Mass(Fraction(8, 10))),
    use_before=datetime(2026, 11, 22, 20, 20, tzinfo=UTC),
)


class TestElementString:
    def test_holds_identity_steps_strength_and_use_before(self) -> None:
        assert element_string(WORDS) == GOOD

    @given(
        st.sets(st.integers(1, 99), min_size=1, max_size=12), st.integers(1, 10**6), st.sampled_from([Mass, Activity])
    )
    def test_reads_back(self, steps: set[int], amount: int, kind: type[Mass | Activity]) -> None:
        per_ml = kind(Fraction(amount, 1000))
        words = CodeWords(
            identity=WORDS.identity, steps=tuple(sorted(steps)), strength=Strength(per_ml), use_before=None
        )

        assert read_code(element_string(words)) == words

    def test_holds_nothing_of_the_patient(self) -> None:
        patient = PatientWords(name="Ruiz, Marta", born=NOW.date(), identifier="INV0047")
        with_one, without = (labels_of(made(), OrderWords(order="S0311", patient=item)) for item in (patient, None))

        for one, other in zip(with_one, without, strict=True):
            assert element_string(code_words(one)) == element_string(code_words(other))

    def test_draws_runs_together(self) -> None:
        assert runs_text((1, 2, 3, 6, 8, 9)) == "1-3,6,8-9"


class TestCodeOf:
    def test_is_a_square_gs1_data_matrix(self) -> None:
        label = labels_of(made(), OrderWords(order="S0311"))[0]
        code = code_of(label)
        height, width = code.to_image(scale=1, add_quiet_zones=False).shape

        assert code.content_type is zxingcpp.ContentType.GS1
        assert code.symbology_identifier == "]d2"
        assert height == width
        assert read_code(code.symbology_identifier + code.bytes.decode()) == code_words(label)


class TestReadCode:
    def test_reads_with_and_without_the_symbology_identifier(self) -> None:
        assert read_code(GOOD) == read_code("]d2" + GOOD) == WORDS

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("-3\x1d", "-4\x1d"),  # check character
            ("91S", "21S"),  # another identifier
            ("\x1d", ""),  # separators lost
            ("\x1d92", "\x1d9"),
            ("\x1d925-8", "\x1d928-5"),
            ("\x1d925-8", "\x1d925,6,7,8"),
            ("\x1d925-8", "\x1d92"),
            ("\x1d925-8", "\x1d92x"),
            ("\x1d925-8", "\x1d925-8\x1d925-8"),
            ("\x1d930.8mg/mL", ""),
            ("0.8mg", "0,8mg"),
            ("0.8mg", "0.8furlong"),
            ("20261122T2020Z", "20261322T2020Z"),
            ("20261122T2020Z", "20261122T2020"),
        ],
    )
    def test_refuses_anything_else(self, old: str, new: str) -> None:
        with pytest.raises(UnreadableLabel):
            read_code(GOOD.replace(old, new))
