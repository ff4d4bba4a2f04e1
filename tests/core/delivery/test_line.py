"""The line as plug flow: exact balance, the published cases, and an independent solver."""

import random
from fractions import Fraction

import pytest

from stepward.core.delivery.line import (
    SALINE,
    Delivered,
    Event,
    Flush,
    Hold,
    Infuse,
    Line,
    NewLine,
    UnsoundLine,
    run,
)
from stepward.core.quantities import Volume

SET_UPS = 2_000
ALL_SET_UPS = 100_000


def balance(delivered: Delivered) -> Fraction:
    """Give what does not add up: nothing, always."""
    given = delivered.infused + delivered.primed
    return given - delivered.at_vein - delivered.left_in_line - delivered.discarded


def set_up(source: random.Random) -> tuple[Line, dict[int, Fraction], list[Event]]:
    """Make a random line with holds, step-backs, flushes and new lines."""
    count = source.randint(1, 4)
    strengths = {number: Fraction(source.randint(1, 10_000), 1000) for number in range(1, count + 1)}
    branches = {
        number: Volume(Fraction(source.randint(0, 50), 10)) for number in strengths if source.random() < Fraction(1, 3)
    }
    line = Line(
        common=Volume(Fraction(source.randint(0, 300), 10)),
        branches=branches,
        primed_with=source.choice([SALINE, *strengths]),
        branches_primed=source.random() < Fraction(1, 2),
    )
    events: list[Event] = []
    for _ in range(source.randint(1, 12)):
        carrier = Fraction(source.choice([0, 0, 5, 20]))
        kind = source.random()
        if kind < Fraction(7, 10):
            rate, minutes = Fraction(source.randint(1, 1500), 10), Fraction(source.randint(1, 900), 10)
            events.append(Infuse(solution=source.choice(list(strengths)), rate=rate, minutes=minutes, carrier=carrier))
        elif kind < Fraction(8, 10):
            events.append(Hold(minutes=Fraction(source.randint(0, 60)), carrier=carrier))
        elif kind < Fraction(9, 10):
            events.append(Flush(volume=Fraction(source.randint(1, 200), 10), rate=Fraction(source.randint(1, 200))))
        else:
            events.append(NewLine(primed_with=source.choice([SALINE, *strengths])))
    return line, strengths, events


def campaign(seed: int, most: int) -> None:
    """Check the balance of many random set-ups, exactly."""
    source = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in range(most):
        line, strengths, events = set_up(source)
        delivered = run(line, strengths, events)
        assert balance(delivered) == 0
        ends = [piece.end for piece in delivered.pieces]
        starts = [piece.start for piece in delivered.pieces]
        assert starts == [Fraction(0), *ends[:-1]][: len(starts)]


class TestBalance:
    def test_what_goes_in_comes_out_stays_or_is_thrown_away(self) -> None:
        campaign(seed=3, most=SET_UPS)

    @pytest.mark.soak
    @pytest.mark.parametrize("seed", range(10))
    def test_in_a_hundred_thousand_set_ups(self, seed: int) -> None:
        campaign(seed=seed, most=ALL_SET_UPS // 10)


def advect(line: Line, strengths: dict[int, Fraction], events: list[Event], cell: Fraction) -> list[Fraction]:
    """Solve the same by moving cells of a fixed volume: the drug that leaves with each cell, an independent way."""
    queue = [strengths.get(line.primed_with, Fraction(0))] * int(line.common.value / cell)
    out = []
    for event in events:
        if isinstance(event, Infuse):
            cells = event.rate * event.minutes / 60 / cell
            assert cells.denominator == 1
            for _ in range(int(cells)):
                queue.append(strengths[event.solution])
                out.append(queue.pop(0) * cell)
    return out


class TestAgainstCells:
    @pytest.mark.parametrize("common", ["0.5", "1", "2", "5", "10", "20"])
    @pytest.mark.parametrize("primed_with", [SALINE, 1])
    def test_the_drug_of_every_step_is_equal(self, common: str, primed_with: int) -> None:
        rates = (2, 5, 10, 20, 5, 10, 20, 40, 10, 20, 40)
        strengths = {1: Fraction("0.08"), 2: Fraction("0.8"), 3: Fraction("7.93704")}
        events: list[Event] = [
            Infuse(solution=1 + index // 4, rate=Fraction(rate), minutes=Fraction(15), step=index + 1)
            for index, rate in enumerate(rates)
        ]
        line = Line(common=Volume(Fraction(common)), primed_with=primed_with)

        exact = run(line, strengths, events)
        cells = advect(line, strengths, events, Fraction(1, 100))

        assert exact.at_vein == sum(cells, Fraction(0))
        position = 0
        for event in events:
            assert isinstance(event, Infuse)
            count = int(event.rate * event.minutes / 60 * 100)
            given = sum((piece.drug for piece in exact.pieces if piece.step == event.step), Fraction(0))
            assert given == sum(cells[position : position + count], Fraction(0))
            position += count


TEN_ML = Line(common=Volume(Fraction(10)), primed_with=1)
STRENGTHS = {1: Fraction(1), 2: Fraction(10)}


class TestEvents:
    def test_stepping_back_first_pushes_the_strong_solution_at_the_new_rate(self) -> None:
        strong = Infuse(solution=2, rate=Fraction(40), minutes=Fraction(30), step=1)
        back = Infuse(solution=1, rate=Fraction(20), minutes=Fraction(15), step=2)

        delivered = run(TEN_ML, STRENGTHS, [strong, Hold(minutes=Fraction(5)), back])

        first = next(piece for piece in delivered.pieces if piece.step == 2)
        assert first.dose_rate == 200
        assert first.minutes == 15

    def test_a_flush_brings_in_what_the_line_holds(self) -> None:
        delivered = run(TEN_ML, STRENGTHS, [Flush(volume=Fraction(10), rate=Fraction(80))])

        assert delivered.left_in_line == 0
        assert delivered.at_vein == 10

    def test_a_new_line_throws_the_old_content_away(self) -> None:
        delivered = run(TEN_ML, STRENGTHS, [NewLine(primed_with=2)])

        assert delivered.discarded == 10
        assert delivered.left_in_line == 100

    def test_a_carrier_dilutes_and_shortens_the_way(self) -> None:
        infuse = Infuse(solution=1, rate=Fraction(5), minutes=Fraction(60), carrier=Fraction(15))

        delivered = run(Line(common=Volume(Fraction(10))), STRENGTHS, [infuse])

        arrival = next(piece for piece in delivered.pieces if piece.dose_rate > 0)
        assert arrival.start == 30
        assert arrival.dose_rate == 5

    def test_a_carrier_runs_on_during_a_hold(self) -> None:
        delivered = run(TEN_ML, STRENGTHS, [Hold(minutes=Fraction(30), carrier=Fraction(10))])

        assert delivered.at_vein == 5

    def test_a_branch_of_its_own_delays_only_its_solution(self) -> None:
        line = Line(common=Volume(Fraction(0)), branches={1: Volume(Fraction(5))}, branches_primed=False)

        delivered = run(line, STRENGTHS, [Infuse(solution=1, rate=Fraction(10), minutes=Fraction(60))])

        assert next(piece for piece in delivered.pieces if piece.dose_rate > 0).start == 30


class TestRefusals:
    @pytest.mark.parametrize(
        "event",
        [
            Infuse(solution=9, rate=Fraction(1), minutes=Fraction(1)),
            Infuse(solution=1, rate=Fraction(0), minutes=Fraction(1)),
            Infuse(solution=1, rate=Fraction(1), minutes=Fraction(-1)),
            Infuse(solution=1, rate=Fraction(1), minutes=Fraction(1), carrier=Fraction(-1)),
            Hold(minutes=Fraction(-1)),
            Hold(minutes=Fraction(1), carrier=Fraction(-1)),
            Flush(volume=Fraction(0), rate=Fraction(1)),
            Flush(volume=Fraction(1), rate=Fraction(0)),
            NewLine(primed_with=9),
        ],
    )
    def test_refuses_what_makes_no_sense(self, event: Event) -> None:
        with pytest.raises(UnsoundLine):
            run(Line(common=Volume(Fraction(1))), {1: Fraction(1)}, [event])

    def test_refuses_negative_volumes(self) -> None:
        with pytest.raises(UnsoundLine, match="common volume is negative"):
            Line(common=Volume(Fraction(-1)))
        with pytest.raises(UnsoundLine, match="branch 2 volume is negative"):
            Line(common=Volume(Fraction(1)), branches={2: Volume(Fraction(-1))})
