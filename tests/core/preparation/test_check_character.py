"""ISO/IEC 7064, MOD 37,36: published identifiers, and what it promises to find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.preparation.check_character import ALPHABET, NoCheckedText, check_character

TEXTS = st.text(ALPHABET, min_size=1, max_size=18)


class TestCheckCharacter:
    @pytest.mark.parametrize(
        ("text", "check"),
        [
            ("A12425GABC1234002", "M"),  # Global Release Identifier A1-2425G-ABC1234002-M, the standard's own example
            ("00000000C36D002B", "K"),  # ISAN 0000-0000-C36D-002B-K-0000-0000-E, root and episode
            ("00000000C36D002B00000000", "E"),  # the same, with its version
            ("0000000189470000", "8"),  # ISAN 0000-0001-8947-0000-8-0000-0000-D
            ("000000018947000000000000", "D"),
            ("00000000D07A0090", "Q"),  # ISAN 0000-0000-D07A-0090-Q-0000-0000-X
            ("00000000D07A009000000000", "X"),
        ],
    )
    def test_gives_that_of_published_identifiers(self, text: str, check: str) -> None:
        assert check_character(text) == check

    @pytest.mark.parametrize("text", ["", "a1", "A-1", "A 1", "Ä", "١"])
    def test_refuses_what_it_cannot_count(self, text: str) -> None:
        with pytest.raises(NoCheckedText):
            check_character(text)

    @given(TEXTS, st.data())
    def test_finds_every_exchange_of_one_character(self, text: str, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(text) - 1))
        other = data.draw(st.sampled_from([item for item in ALPHABET if item != text[place]]))

        assert check_character(text[:place] + other + text[place + 1 :]) != check_character(text)

    def test_finds_all_but_one_of_630_exchanges_of_neighbors(self) -> None:
        pairs = [(a, b) for a in ALPHABET for b in ALPHABET if a < b]

        for before in ALPHABET:  # a first character brings the sum to each of its 36 states
            missed = [a + b for a, b in pairs if check_character(before + a + b) == check_character(before + b + a)]
            assert len(missed) == 1
        assert len(pairs) == 630
