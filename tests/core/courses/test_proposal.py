"""The ways to go on: each by its own fact, and none without a source that is on file."""

from datetime import UTC, datetime, timedelta

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.courses.course import Breakthrough, Course, Held
from stepward.core.courses.proposal import LADDERS, Change, Choices, Proposal, proposals
from stepward.core.reactions.signs import Sign

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
NEVER, AFTER_TWO = Choices(), Choices(quiet_before_shorter=2)
WHEEZE = Breakthrough(step=9, signs=(Sign.WHEEZE, Sign.HIVES), brown=2)


def held(*reactions: Breakthrough, protocol: str = "12-step", is_completed: bool = True, days: int = 0) -> Held:
    return Held(
        id=f"s{days}",
        at=AT + timedelta(days=days),
        protocol=protocol,
        is_completed=is_completed,
        steps=12,
        reached=12 if is_completed else 8,
        reactions=reactions,
    )


def ways(*sessions: Held, choices: Choices = NEVER, is_platinum: bool = False) -> tuple[Proposal, ...]:
    course = Course(drug="inventin", held=sessions, is_platinum=is_platinum)
    return proposals(course, shipped.protocol(course.last.protocol), choices)


def changed(*sessions: Held, choices: Choices = NEVER, is_platinum: bool = False) -> list[Change]:
    return [way.change for way in ways(*sessions, choices=choices, is_platinum=is_platinum)]


def test_h_04_a_quiet_session_is_repeated() -> None:
    (way,) = ways(held())

    assert (way.change, way.protocol, way.warning) == (Change.SAME, "12-step", "")


def test_h_04_a_moderate_reaction_lengthens_and_never_repeats_as_it_was() -> None:
    found = ways(held(WHEEZE))

    assert [way.change for way in found] == [
        Change.ADD_STEP, Change.LONGER, Change.SLOWER, Change.PREMEDICATION, Change.PREMEDICATION,
    ]  # fmt: skip
    assert [way.protocol for way in found if way.leads_to_plan] == ["12-step+9", "16-step", "12-step"]
    assert "step 9" in found[0].reason


@pytest.mark.parametrize("brown", [3, None])
def test_h_04_a_severe_or_ungraded_reaction_asks_first(brown: int | None) -> None:
    found = ways(held(Breakthrough(step=9, signs=(Sign.SYNCOPE,), brown=brown)))

    assert found[0].change is Change.ASK
    assert not found[0].leads_to_plan


def test_h_04_a_session_that_ended_early_asks_first() -> None:
    assert changed(held(WHEEZE, is_completed=False))[0] is Change.ASK
    assert changed(held(is_completed=False)) == [Change.ASK, Change.SAME]


def test_h_04_the_gravest_reaction_counts_and_the_earliest_of_equals() -> None:
    early, late = Breakthrough(step=4, signs=(Sign.ITCH,), brown=1), Breakthrough(step=11, signs=(Sign.ITCH,), brown=1)

    assert ways(held(early, WHEEZE))[0].protocol == "12-step+9"
    assert ways(held(early, late))[0].protocol == "12-step+4"


def test_h_04_a_reaction_after_the_last_step_adds_no_step() -> None:
    assert Change.ADD_STEP not in changed(held(Breakthrough(step=None, signs=(Sign.ITCH,), brown=1)))


def test_h_04_a_lengthened_ladder_is_not_lengthened_twice() -> None:
    found = ways(held(WHEEZE, protocol="12-step+9"))

    assert Change.ADD_STEP not in [way.change for way in found]
    assert "16-step" in [way.protocol for way in found]


def test_h_04_shorter_only_after_so_many_quiet_cycles_as_the_unit_says() -> None:
    quiet = (held(days=0), held(days=21))

    assert Change.SHORTER not in changed(*quiet)
    assert Change.SHORTER not in changed(quiet[0], choices=AFTER_TWO)
    assert Change.SHORTER in changed(*quiet, choices=AFTER_TWO)
    assert Change.SHORTER not in changed(held(WHEEZE), quiet[1], choices=AFTER_TWO)
    assert Change.SHORTER not in changed(held(protocol="16-step"), quiet[1], choices=AFTER_TWO)
    assert Change.SHORTER not in changed(*quiet, choices=AFTER_TWO, is_platinum=True)
    assert Change.SHORTER not in changed(held(protocol="4-step"), held(protocol="4-step", days=2), choices=AFTER_TWO)


def test_h_04_never_shorter_to_where_a_severe_reaction_came() -> None:
    quiet = (held(protocol="16-step", days=21), held(protocol="16-step", days=42))
    mild, severe, unknown = (Breakthrough(step=9, signs=(Sign.HIVES,), brown=grade) for grade in (1, 3, None))

    assert Change.SHORTER in changed(held(mild), *quiet, choices=AFTER_TWO)
    assert Change.SHORTER in changed(held(severe, protocol="16-step"), *quiet, choices=AFTER_TWO)
    for worst in (severe, unknown):
        assert Change.SHORTER not in changed(held(worst), *quiet, choices=AFTER_TWO)
        assert Change.SHORTER not in changed(held(worst, protocol="8-step"), *quiet, choices=AFTER_TWO)


def test_h_04_shorter_says_that_severe_reactions_came_on_shortened_protocols() -> None:
    way = next(w for w in ways(held(), held(days=21), choices=AFTER_TWO) if w.change is Change.SHORTER)

    assert way.protocol == "8-step"
    assert "severe breakthroughs" in way.warning
    assert "VETTER-2019" in way.sources


def test_h_04_platins_have_a_way_back_through_skin_tests() -> None:
    way = ways(held(), is_platinum=True)[-1]

    assert (way.change, way.leads_to_plan) == (Change.SKIN_TEST, False)
    assert "Six months" in way.warning


def test_h_04_fever_and_rigors_bring_no_antihistamine() -> None:
    titles = [way.title for way in ways(held(Breakthrough(step=9, signs=(Sign.FEVER, Sign.RIGORS), brown=1)))]

    assert "More antihistamine" not in titles
    assert "A steroid" in titles


def test_h_04_every_way_has_a_source_on_file_and_a_ladder_that_is_there() -> None:
    sessions = [
        (held(),),
        (held(WHEEZE),),
        (held(WHEEZE, is_completed=False),),
        (held(is_completed=False),),
        *((held(WHEEZE, protocol=name),) for name in LADDERS if len(shipped.protocol(name).steps) >= 9),
        (held(), held(days=21)),
    ]
    for found in (ways(*item, choices=AFTER_TWO, is_platinum=one) for item in sessions for one in (False, True)):
        assert found
        for way in found:
            assert way.sources
            assert shipped.sources().keys() >= set(way.sources), way
            if way.leads_to_plan:
                assert shipped.protocol(way.protocol).steps


def test_h_04_never_shortens_by_itself_whatever_happened() -> None:
    """Where a reaction came, no way is shorter than the ladder on which it came."""
    for name in LADDERS[1:]:
        length = len(shipped.protocol(name).steps)
        for step in range(1, length + 1):
            reaction = Breakthrough(step=step, signs=(Sign.ITCH,), brown=1)
            for way in ways(held(reaction, protocol=name), choices=Choices(quiet_before_shorter=1)):
                assert not way.leads_to_plan or len(shipped.protocol(way.protocol).steps) >= length


def test_h_04_a_reaction_without_a_grade_counts_as_the_gravest() -> None:
    unknown = Breakthrough(step=4, signs=(Sign.SYNCOPE,))

    assert held(WHEEZE, unknown).worst is unknown
    assert ways(held(WHEEZE, unknown))[0].change is Change.ASK
