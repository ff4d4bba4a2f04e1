"""What was recorded of a reaction: exact, in one order, and unknown where nothing was said."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.reactions import Danger, Reaction, Sign
from tests.core.reactions.made import reaction


class TestReaction:
    def test_knows_nothing_that_was_not_said(self) -> None:
        bare = Reaction(drug="carboplatin")

        assert bare.signs is None
        assert bare.danger is Danger.UNKNOWN
        assert not bare.signs_complete

    def test_tells_none_from_not_asked(self) -> None:
        assert reaction().signs == ()
        assert reaction().signs_complete

    def test_is_not_complete_with_a_word_nobody_read(self) -> None:
        assert not reaction(Sign.HIVES, unread_signs=("rash",)).signs_complete

    @given(st.lists(st.sampled_from(Sign)))
    def test_keeps_signs_once_and_in_one_order(self, signs: list[Sign]) -> None:
        assert reaction(*signs) == reaction(*reversed(signs), *signs)

    @pytest.mark.parametrize("name", ["sbp_lowest", "onset_minutes", "cycle", "il6"])
    def test_refuses_less_than_nothing(self, name: str) -> None:
        with pytest.raises(ValueError, match=f"{name} -1"):
            reaction(**{name: -1})

    def test_refuses_binary_floating_point(self) -> None:
        with pytest.raises(TypeError, match="temperature_c"):
            Reaction(drug="x", temperature_c=36.7)  # type: ignore[arg-type]

    def test_refuses_a_saturation_above_all(self) -> None:
        assert reaction(spo2_lowest=100).spo2_lowest == Fraction(100)
        with pytest.raises(ValueError, match="spo2_lowest 101"):
            reaction(spo2_lowest=101)

    def test_finds_any_of_its_signs(self) -> None:
        assert reaction(Sign.HIVES).has(Sign.ITCH, Sign.HIVES)
        assert not reaction(Sign.HIVES).has(Sign.ITCH)
        assert not reaction(signs=None).has(Sign.ITCH)
