from fractions import Fraction

import pytest

from stepward.core.screening.policy import OWN, Choice, NotChosen, Option, Policy, UnsoundPolicy

HALF = Option(id="half", words="Half.", sources=("S",))
LIMIT = Option(id="80", words="Below 80.", sources=("S",), number=Fraction(80))
OURS = Option(id=OWN, words="As we do.", sources=("SITE",))


def choice(*, chosen: str | None = None, is_free: bool = False) -> Choice:
    return Choice(id="c", question="How?", options=(HALF, LIMIT), chosen=chosen, is_free=is_free)


class TestChoice:
    def test_refuses_an_option_that_is_not_there(self) -> None:
        with pytest.raises(UnsoundPolicy, match="'none' is none of its options"):
            choice(chosen="none")

    def test_gives_the_option_chosen(self) -> None:
        assert choice(chosen="half").option is HALF

    def test_says_which_one_is_not_made(self) -> None:
        with pytest.raises(NotChosen, match="How") as missing:
            _ = choice().option

        assert missing.value.choice_id == "c"

    def test_is_made_anew_and_never_changed(self) -> None:
        before = choice(chosen="half")

        assert before.made("80").option is LIMIT
        assert before.made(None).chosen is None
        assert before.option is HALF

    def test_takes_words_of_the_unit_only_where_it_is_free(self) -> None:
        free = choice(chosen="half", is_free=True).made(OURS)

        assert (free.option, free.options) == (OURS, (HALF, LIMIT, OURS))
        with pytest.raises(UnsoundPolicy, match="not words of the unit"):
            choice(chosen="half").made(OURS)


class TestPolicy:
    def policy(self, chosen: str | None = None) -> Policy:
        return Policy(version="unit-1", choices={"c": choice(chosen=chosen)})

    def test_gives_option_and_number(self) -> None:
        assert self.policy("80").chosen("c") is LIMIT
        assert self.policy("80").number("c") == 80

    def test_refuses_a_number_that_an_option_has_not(self) -> None:
        with pytest.raises(UnsoundPolicy, match="has no number"):
            self.policy("half").number("c")

    def test_refuses_an_unknown_question(self) -> None:
        with pytest.raises(UnsoundPolicy, match="no choice 'x'"):
            self.policy().chosen("x")
        assert not self.policy("half").is_chosen("x")

    def test_lists_what_is_open(self) -> None:
        assert [item.id for item in self.policy().open_choices] == ["c"]
        assert self.policy("half").open_choices == ()
        assert self.policy("half").is_chosen("c")

    def test_keeps_its_choices_as_they_are(self) -> None:
        with pytest.raises(TypeError):
            self.policy().choices["d"] = choice()  # type: ignore[index]
