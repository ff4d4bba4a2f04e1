"""Unknown is never no: how statements are joined, and what each says would decide it."""

import pytest

from stepward.core.reactions import Sign
from stepward.core.reactions.evidence import NO, WHICH_SIGNS, Evidence, both, either, known, of_signs, perhaps
from stepward.core.reactions.evidence import at_least as so_many
from tests.core.reactions.made import reaction

YES = Evidence(holds=True, because=("a",))
OPEN = Evidence(holds=None, unknown=("b",))


class TestJoining:
    @pytest.mark.parametrize(
        ("parts", "any_holds", "all_hold"),
        [
            ((YES, YES), True, True),
            ((YES, OPEN), True, None),
            ((YES, NO), True, False),
            ((OPEN, OPEN), None, None),
            ((OPEN, NO), None, False),
            ((NO, NO), False, False),
        ],
    )
    def test_follows_three_valued_logic(
        self, parts: tuple[Evidence, ...], *, any_holds: bool | None, all_hold: bool | None
    ) -> None:
        assert either(*parts).holds is any_holds
        assert both(*parts).holds is all_hold

    @pytest.mark.parametrize(
        ("parts", "expected"), [((YES, YES, NO), True), ((YES, OPEN, NO), None), ((YES, NO, NO), False)]
    )
    def test_counts(self, parts: tuple[Evidence, ...], *, expected: bool | None) -> None:
        assert so_many(2, *parts).holds is expected

    def test_says_each_reason_and_each_question_once(self) -> None:
        assert either(YES, YES).because == ("a",)
        assert both(YES, OPEN, OPEN) == Evidence(holds=None, because=("a",), unknown=("b",))


class TestKnown:
    def test_takes_a_fact_as_it_is(self) -> None:
        assert known("a", holds=True) == YES
        assert known("a", holds=None, missing="b") == OPEN
        assert known("a", holds=False) == NO


class TestSigns:
    def test_hold_when_recorded(self) -> None:
        assert of_signs(reaction(Sign.ITCH, Sign.HIVES), (Sign.ITCH, Sign.HIVES)).because == ("hives", "itch")

    def test_do_not_hold_when_asked_and_absent(self) -> None:
        assert of_signs(reaction(Sign.ITCH), (Sign.HIVES,)) == NO

    def test_are_open_when_not_asked(self) -> None:
        assert of_signs(reaction(signs=None), (Sign.HIVES,)).unknown == (WHICH_SIGNS,)

    def test_are_open_while_a_word_is_not_read(self) -> None:
        assert of_signs(reaction(unread_signs=("rash",)), (Sign.HIVES,)).unknown == ("what “rash” means",)

    def test_become_a_question_when_the_scale_asks_for_more(self) -> None:
        assert perhaps(YES, "b") == OPEN
        assert perhaps(NO, "b") == NO
        assert perhaps(OPEN, "c") == OPEN
