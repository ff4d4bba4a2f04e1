"""A ladder with one step more: nothing is given faster than before, and the sum stays the target."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.protocols.lengthening import NotLengthened, added_step, lengthened
from stepward.core.protocols.plan import Ladder, Order, Plan
from stepward.core.protocols.planning import make_plan
from stepward.core.quantities import DoseRule, resolve

LADDERS = ("4-step", "8-step", "12-step", "12-step-from-2.5", "16-step", "20-step")
PLACES = [(name, step) for name in LADDERS for step in range(1, len(shipped.protocol(name).steps) + 1)]


def plan(protocol_id: str) -> Plan:
    target = resolve(DoseRule.parse("400 mg"), weight=None, height=None)
    return make_plan(shipped.protocol(protocol_id), Order(drug="inventin", target=target))


def speeds(ladder: Ladder) -> list[Fraction]:
    found = []
    for step in ladder.steps:
        assert step.dose_rate is not None
        found.append(step.dose_rate.value)
    return found


@pytest.mark.parametrize(("name", "before"), PLACES)
def test_h_33_a_step_more_gives_nothing_faster_and_the_same_sum(name: str, before: int) -> None:
    old, new = plan(name).exact, plan(f"{name}+{before}").exact

    assert len(new.steps) == len(old.steps) + 1
    assert new.total_dose == old.total_dose
    was, now = speeds(old), speeds(new)
    added = now[before - 1]
    slower = was[before - 2] if before > 1 else Fraction(0)
    assert slower < added < was[before - 1]
    if before > 1:
        jump = was[before - 1] / was[before - 2]
        assert added / was[before - 2] < jump
        assert now[before] / added < jump
    kept = [item for item in new.steps if item.number != before]
    assert [item.rate for item in kept] == [item.rate for item in old.steps]
    assert [item.duration for item in kept[:-1]] == [item.duration for item in old.steps[:-1]]


@pytest.mark.parametrize(("name", "before"), PLACES)
def test_h_33_the_verified_plan_has_no_new_block(name: str, before: int) -> None:
    old, new = plan(name), plan(f"{name}+{before}")

    blocks = {item.code for item in new.findings if item.severity.value == "BLOCK"}
    assert blocks <= {item.code for item in old.findings if item.severity.value == "BLOCK"}


def test_h_33_the_middle_lies_halfway_of_the_drug_and_not_of_the_rate() -> None:
    step = lengthened(shipped.protocol("12-step"), 9).steps[8]

    # 40 of 80 mL/h at a tenth is 1/20, 10 of 80 at full strength is 1/8: halfway lies 7/80, which is 7 mL/h of 80
    assert (step.solution, step.rate_fraction) == (3, Fraction(7, 80))


def test_h_33_says_that_no_source_prints_it() -> None:
    found = shipped.protocol("12-step+9")

    assert found.id == "12-step+9"
    assert found.title.endswith("one step added before step 9")
    assert "STEPWARD-METHOD" in found.sources
    assert not found.printed_table
    assert "halfway by arithmetic" in found.missing[0]


def test_h_33_has_a_file_of_its_own_to_approve() -> None:
    base, more = shipped.protocol_bytes("12-step"), shipped.protocol_bytes("12-step+9")

    assert more.startswith(base)
    assert shipped.file_hash(more) != shipped.file_hash(base)
    assert shipped.file_hash(more) != shipped.file_hash(shipped.protocol_bytes("12-step+8"))


@pytest.mark.parametrize(
    ("protocol_id", "sentence"),
    [
        ("12-step+13", "has no step 13"),
        ("12-step+0", "has no step 0"),
        ("12-step+9+3", "lengthened already"),
        ("12-step+nine", "expected the id of a ladder"),
        ("+9", "expected the id of a ladder"),
        ("12-step+\u0669", "expected the id of a ladder"),
        ("aspirin-4-dose-90-min+2", "no ladder of dilutions"),
        ("rituximab-12-step-full-strength+2", "no ladder of dilutions"),
    ],
)
def test_h_33_refuses_what_cannot_be_lengthened(protocol_id: str, sentence: str) -> None:
    with pytest.raises(NotLengthened, match=sentence):
        shipped.protocol(protocol_id)


def test_h_33_refuses_a_place_with_nothing_between() -> None:
    base = shipped.protocol("12-step")
    flat = (*base.steps[:3], replace(base.steps[3], rate_fraction=base.steps[2].rate_fraction), *base.steps[4:])

    with pytest.raises(NotLengthened, match="nothing lies between"):
        lengthened(replace(base, steps=flat), 4)


def test_h_33_an_unknown_ladder_stays_unknown() -> None:
    with pytest.raises(shipped.UnknownProtocol):
        shipped.protocol("13-step+2")
    assert added_step("12-step") is None
