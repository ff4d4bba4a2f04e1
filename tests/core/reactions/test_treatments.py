"""What a reaction was treated with: read by kind, and asked about where a word is not known."""

import pytest

from stepward.core.reactions.treatments import HOW_TREATED, NAMES, Treatment, into_vein, kinds_of, pressors, treated
from tests.core.reactions.made import reaction


class TestKinds:
    @pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in NAMES.items() for name in names])
    def test_are_read_from_every_name(self, kind: Treatment, name: str) -> None:
        assert kinds_of(f"IV {name.capitalize()} 50 mg") == {kind}

    @pytest.mark.parametrize("text", ["no epinephrine", "none", "steroid not given", "tea", ""])
    def test_are_none_where_the_text_denies_or_names_nothing(self, text: str) -> None:
        assert kinds_of(text) == frozenset()

    def test_are_all_named(self) -> None:
        assert set(NAMES) == set(Treatment)


class TestTreated:
    @pytest.mark.parametrize(
        ("given", "holds"),
        [(None, None), ((), False), (("adrenaline",), True), (("oxygen",), False), (("oxygen", "herb tea"), None)],
    )
    def test_is_open_where_a_treatment_is_not_known(self, given: tuple[str, ...] | None, *, holds: bool | None) -> None:
        assert treated(reaction(treated_with=given), Treatment.EPINEPHRINE).holds is holds

    def test_asks_what_is_not_known(self) -> None:
        assert treated(reaction(), Treatment.OXYGEN).unknown == (HOW_TREATED,)
        assert treated(reaction(treated_with=("tea",)), Treatment.OXYGEN).unknown == ("what “tea” is",)


class TestIntoVein:
    @pytest.mark.parametrize(
        ("given", "holds"),
        [
            (None, None),
            ((), False),
            (("diphenhydramine",), None),
            (("diphenhydramine 50 mg IV",), True),
            (("i.v. steroid",), True),
            (("intravenous hydrocortisone",), True),
            (("saline",), True),
            (("norepinephrine",), True),
            (("ivermectin",), None),
        ],
    )
    def test_holds_where_the_text_or_the_kind_says_so(
        self, given: tuple[str, ...] | None, *, holds: bool | None
    ) -> None:
        assert into_vein(reaction(treated_with=given)).holds is holds


class TestPressors:
    def test_are_counted_without_vasopressin(self) -> None:
        given = reaction(treated_with=("vasopressin", "norepinephrine", "dopamine", "oxygen", "no ephedrine"))

        assert pressors(given) == ("dopamine", "norepinephrine")

    def test_are_one_by_two_names_and_none_by_a_general_word(self) -> None:
        assert pressors(reaction(treated_with=("norepinephrine", "Noradrenaline", "vasopressor"))) == (
            "norepinephrine",
        )

    def test_are_none_where_nothing_was_said(self) -> None:
        assert pressors(reaction()) == ()
