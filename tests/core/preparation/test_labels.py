"""Labels: their identity, what stands on them, and which one a step takes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.preparation.bench import Filling
from stepward.core.preparation.label_check import NeededBag, UseBeforeUnknown, WrongLabel, judge_label
from stepward.core.preparation.labels import (
    Label,
    LabelIdentity,
    NoLabels,
    OrderWords,
    PatientWords,
    UnreadableLabel,
    labels_of,
)
from stepward.core.preparation.preparing import prepare
from stepward.core.preparation.recipe import DrawnFrom, Liquid, Outlook, Preparation
from stepward.core.quantities import Volume
from tests.core.preparation.benches import BENCH, keeps, ladder, ml, product

NOW = datetime(2026, 11, 22, 8, 20, tzinfo=UTC)
IDENTITIES = st.builds(
    LabelIdentity,
    order=st.from_regex(r"[0-9A-Z]{1,12}", fullmatch=True),
    solution=st.integers(1, 26),
    bag=st.integers(1, 99),
    is_intermediate=st.booleans(),
)


def made(**words: Any) -> Preparation:
    changes = {"stabilities": (keeps("12"),), "light": "Protect from light."}
    return prepare(ladder(**words), product(**changes), BENCH)


def labels(found: Preparation, **words: Any) -> dict[str, Label]:
    return {item.identity.mark: item for item in labels_of(found, OrderWords(order="S0311", **words))}


class TestIdentity:
    def test_is_order_solution_bag_and_check_character(self) -> None:
        assert str(LabelIdentity(order="S0311", solution=2, bag=1)) == "S0311-2-1-3"

    @given(IDENTITIES)
    def test_reads_back(self, identity: LabelIdentity) -> None:
        assert LabelIdentity.parse(f" {str(identity).lower()} ") == identity

    @given(IDENTITIES, st.data())
    def test_refuses_any_other_character(self, identity: LabelIdentity, data: st.DataObject) -> None:
        text = str(identity)
        place = data.draw(st.integers(0, len(text) - 1))
        other = data.draw(st.sampled_from([item for item in "0123456789ABCXYZ- .*" if item != text[place]]))

        with pytest.raises(UnreadableLabel):
            LabelIdentity.parse((text[:place] + other + text[place + 1 :]).replace(" ", "_"))

    @pytest.mark.parametrize("text", ["", "S0311-2-1", "S0311-0-1-K", "S0311-2-0-K", "S0311-02-1-Q", "S0311-AB-1-K"])
    def test_refuses_another_form(self, text: str) -> None:
        with pytest.raises(UnreadableLabel, match="not read as a label"):
            LabelIdentity.parse(text)

    @pytest.mark.parametrize(
        "words", [{"order": "s1"}, {"order": ""}, {"solution": 0}, {"solution": 100}, {"bag": 0}, {"bag": 100}]
    )
    def test_refuses_what_it_cannot_write(self, words: dict[str, Any]) -> None:
        facts: dict[str, Any] = {"order": "S1", "solution": 1}

        with pytest.raises(UnreadableLabel):
            LabelIdentity(**(facts | words))


class TestLabels:
    def test_hold_what_was_made_and_for_which_steps(self) -> None:
        found = made()

        for recipe in found.recipes:
            label = labels(found)[str(recipe.solution)]
            assert (label.amount, label.volume, label.strength) == (
                recipe.as_made.amount,
                recipe.as_made.volume,
                recipe.as_made.strength,
            )
            assert [step.number for step in label.steps] == [step.number for step in recipe.steps]
            assert label.uses + label.discard == label.volume
            assert label.count == 3
            assert label.after == (recipe.solution - 1 or None)
            assert "Light: Protect from light." in label.notes

    def test_count_what_the_lines_take_as_used(self) -> None:
        found = prepare(ladder(), product(), BENCH, {1: ml("20")})

        assert labels(found)["1"].lines == ml("20")
        assert labels(found)["1"].uses == Volume(Fraction("9.25")) + ml("20")
        assert labels(found)["2"].lines.is_zero

    def test_leave_use_before_open_where_nothing_is_known(self) -> None:
        label = labels(prepare(ladder(), product(), BENCH), made_at={1: NOW})["1"]

        assert (label.made_at, label.lasts, label.use_before) == (NOW, None, None)

    def test_count_use_before_from_when_it_was_made(self) -> None:
        assert labels(made(), made_at={1: NOW})["1"].use_before == NOW + timedelta(hours=12)
        assert labels(made())["1"].use_before is None
        planned = prepare(ladder(), product(stabilities=(keeps("12"),)), BENCH, None, Outlook(made_at=NOW))
        assert labels(planned)["2"].use_before == NOW + timedelta(hours=12)

    def test_carry_every_note_of_the_product(self) -> None:
        facts = {"light": "dark", "filter": "0.22 µm", "pvc": "none", "notes": ("Swirl, never shake.",)}
        label = labels(prepare(ladder(), product(**facts), BENCH))["1"]

        assert label.notes == ("Light: dark", "Filter: 0.22 µm", "PVC: none", "Swirl, never shake.")

    def test_number_the_bags(self) -> None:
        assert str(labels(made(), bags={2: 3})["2"].identity).startswith("S0311-2-3-")

    def test_carry_the_patient_where_there_is_one(self) -> None:
        patient = PatientWords(name="Ruiz, Marta", born=date(1971, 3, 14), identifier="INV 1", is_invented=True)

        assert labels(made(), patient=patient)["1"].patient is patient
        assert labels(made())["1"].patient is None

    def test_are_there_for_intermediates_too(self) -> None:
        found = prepare(ladder("20-step"), product(), replace(BENCH, filling=Filling.EMPTY_CONTAINER))
        label = labels(found)["A"]

        assert not label.steps
        assert label.serves
        assert [item.identity.mark for item in labels_of(found, OrderWords(order="X"))].index("A") < len(found.recipes)
        assert label.uses + label.discard == label.volume

    def test_count_what_intermediates_take_from_one_another(self) -> None:
        found = prepare(ladder("20-step"), product(), replace(BENCH, filling=Filling.EMPTY_CONTAINER))
        first = found.intermediates[0]
        second = replace(first, number=2, drug=replace(first.drug, drawn=ml("3")))
        to_second = replace(first, serves=(DrawnFrom(liquid=Liquid.INTERMEDIATE, number=2),))

        label = labels(replace(found, intermediates=(to_second, second)))["A"]

        assert label.uses == ml("3")
        assert label.serves[0].words == "intermediate B"

    def test_are_none_of_what_is_blocked(self) -> None:
        with pytest.raises(NoLabels):
            labels_of(prepare(ladder(), product(strength=None), BENCH), OrderWords(order="X"))


class TestJudgeLabel:
    NEEDED = NeededBag(step=5, solution=2, bag=2, voided=(1,), use_before=NOW + timedelta(hours=1))

    def judged(self, *, now: datetime = NOW, needed: NeededBag = NEEDED, **words: Any) -> LabelIdentity:
        facts: dict[str, Any] = {"order": "S0311", "solution": 2, "bag": 2}
        identity = LabelIdentity(**(facts | words))
        return judge_label(str(identity), order="S0311", needed=needed, now=now)

    def test_takes_the_bag_that_the_step_needs(self) -> None:
        assert self.judged() == LabelIdentity(order="S0311", solution=2, bag=2)

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ({"order": "S0312"}, "of order S0312"),
            ({"solution": 1}, "Step 5 needs solution 2"),
            ({"is_intermediate": True}, "never given"),
            ({"bag": 1}, "void"),
            ({"bag": 3}, "Bag 2 is the one to use"),
        ],
    )
    def test_refuses_another(self, words: dict[str, Any], says: str) -> None:
        with pytest.raises(WrongLabel, match=says):
            self.judged(**words)

    def test_refuses_from_the_use_before_time_on(self) -> None:
        with pytest.raises(WrongLabel, match="before 22 Nov 2026, 09:20 UTC"):
            self.judged(now=NOW + timedelta(hours=1))

        assert self.judged(now=NOW + timedelta(minutes=59, seconds=59)).bag == 2

    def test_asks_where_no_use_before_time_is_known(self) -> None:
        with pytest.raises(UseBeforeUnknown, match="pharmacist states"):
            self.judged(needed=replace(self.NEEDED, use_before=None))

    def test_refuses_a_misread_check_character(self) -> None:
        with pytest.raises(UnreadableLabel):
            judge_label("S0311-2-2-0", order="S0311", needed=self.NEEDED, now=NOW)
