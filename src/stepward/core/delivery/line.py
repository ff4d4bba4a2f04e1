"""The line between bag and vein as plug flow, in exact fractions.

Nouns: a `Line` has a common volume from where the solutions meet to the vein, and a branch of its own for each
solution. Tubes are queues of `Segment`s: what goes in at one end pushes the same volume out at the other, unmixed. An
`Event` is what happens for a while (`Infuse`, `Hold`, `Flush`) or at once (`NewLine`). `run` plays the events and
returns what came out at the vein, piece by piece, what is still in the line and what was thrown away.

Source: INFUSION-LINE-MODELS, plug flow: c_out(W) = c_in(W - V).
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import assert_never

from stepward.core.findings import Refusal
from stepward.core.quantities import Volume

NOTHING = Fraction(0)
SALINE = 0


class UnsoundLine(Refusal, ValueError):
    """The line or what happens to it makes no sense; says what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A plug of fluid: its volume in mL and the drug in each mL of it."""

    volume: Fraction
    strength: Fraction

    @property
    def drug(self) -> Fraction:
        """The drug in the whole plug."""
        return self.volume * self.strength


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The volumes between bag and vein in mL, and what they hold before the start (a solution's number, or saline)."""

    common: Volume
    branches: Mapping[int, Volume] = field(default_factory=dict)
    primed_with: int = SALINE
    branches_primed: bool = True

    def __post_init__(self) -> None:
        """Refuse negative volumes.

        Raises:
            UnsoundLine: naming the volume.
        """
        for name, volume in (
            ("common", self.common),
            *((f"branch {key}", item) for key, item in self.branches.items()),
        ):
            if volume.value < 0:
                msg = f"the {name} volume is negative: expected 0 mL or more"
                raise UnsoundLine(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Infuse:
    """A solution runs at a rate (mL/h) for minutes, beside a carrier; `step` is the step it belongs to."""

    solution: int
    rate: Fraction
    minutes: Fraction
    step: int = 0
    carrier: Fraction = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """The drug pump stands still for minutes; a carrier may run on."""

    minutes: Fraction
    carrier: Fraction = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Flush:
    """Saline is pushed to the vein at a rate (mL/h): through the branch of a solution, or the common volume alone."""

    volume: Fraction
    rate: Fraction
    through: int = SALINE
    step: int = 0
    carrier: Fraction = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """The common volume is thrown away and a fresh one hung, filled with a solution or with saline."""

    primed_with: int = SALINE


Event = Infuse | Hold | Flush | NewLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A time during which one unchanging dose rate (drug per hour) reaches the vein; minutes from the start."""

    start: Fraction
    minutes: Fraction
    dose_rate: Fraction
    step: int

    @property
    def end(self) -> Fraction:
        """When it ends."""
        return self.start + self.minutes

    @property
    def drug(self) -> Fraction:
        """The drug that reaches the vein in this piece."""
        return self.dose_rate * self.minutes / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What came out at the vein, and the balance of the drug."""

    pieces: tuple[Piece, ...]
    infused: Fraction
    primed: Fraction
    left_in_line: Fraction
    discarded: Fraction
    left_in_branches: Fraction = NOTHING

    @property
    def at_vein(self) -> Fraction:
        """All drug that reached the vein."""
        return sum((piece.drug for piece in self.pieces), NOTHING)


class _Tube:
    """A queue of plugs of a fixed volume; the oldest plug is next to leave."""

    def __init__(self, volume: Fraction, strength: Fraction) -> None:
        self.plugs: deque[Segment] = deque()
        if volume > 0:
            self.plugs.append(Segment(volume=volume, strength=strength))

    def push(self, volume: Fraction, strength: Fraction) -> list[Segment]:
        """Push a plug in and tell which plugs come out, oldest first."""
        if self.plugs and self.plugs[-1].strength == strength:
            newest = self.plugs.pop()
            self.plugs.append(Segment(volume=newest.volume + volume, strength=strength))
        else:
            self.plugs.append(Segment(volume=volume, strength=strength))
        out: list[Segment] = []
        left = volume
        while left > 0:
            oldest = self.plugs.popleft()
            if oldest.volume > left:
                self.plugs.appendleft(Segment(volume=oldest.volume - left, strength=oldest.strength))
                oldest = Segment(volume=left, strength=oldest.strength)
            out.append(oldest)
            left -= oldest.volume
        return out

    @property
    def drug(self) -> Fraction:
        return sum((plug.drug for plug in self.plugs), NOTHING)


@dataclass(slots=True, kw_only=True)
class _Running:
    """The line while the events are played."""

    line: Line
    strengths: Mapping[int, Fraction]
    common: _Tube
    branches: dict[int, _Tube]
    now: Fraction = NOTHING
    infused: Fraction = NOTHING
    primed: Fraction = NOTHING
    discarded: Fraction = NOTHING
    pieces: list[Piece] = field(default_factory=list)

    def strength(self, solution: int) -> Fraction:
        if solution == SALINE:
            return NOTHING
        if solution not in self.strengths:
            msg = f"solution {solution} is not among the solutions of the plan"
            raise UnsoundLine(msg)
        return self.strengths[solution]

    def emit(self, plugs: Iterable[Segment], *, flow: Fraction, step: int) -> None:
        """Let plugs reach the vein at a flow (mL/h)."""
        for plug in plugs:
            minutes = plug.volume * 60 / flow
            rate = plug.strength * flow
            last = self.pieces[-1] if self.pieces else None
            if last is not None and (last.dose_rate, last.step, last.end) == (rate, step, self.now):
                self.pieces[-1] = Piece(start=last.start, minutes=last.minutes + minutes, dose_rate=rate, step=step)
            else:
                self.pieces.append(Piece(start=self.now, minutes=minutes, dose_rate=rate, step=step))
            self.now += minutes


def run(line: Line, strengths: Mapping[int, Fraction], events: Iterable[Event]) -> Delivered:
    """Play the events through the line: exactly what reaches the vein, when.

    `strengths` are the drug per mL by solution number. The balance is exact: what was primed and infused is
    what reached the vein, is still in the line, or was thrown away.

    Raises:
        UnsoundLine: for a solution that is not there, or a rate, volume or time that is negative.
    """
    state = _Running(line=line, strengths=strengths, common=_Tube(NOTHING, NOTHING), branches={})
    _hang(state, line.primed_with)
    for number, volume in line.branches.items():
        strength = state.strength(number) if line.branches_primed else NOTHING
        state.branches[number] = _Tube(volume.value, strength)
        state.primed += volume.value * strength
    for event in events:
        match event:
            case Infuse():
                _infuse(state, event)
            case Hold():
                _idle(state, event.minutes, event.carrier)
            case Flush():
                _flush(state, event)
            case NewLine():
                state.discarded += state.common.drug
                _hang(state, event.primed_with)
            case never:
                assert_never(never)
    aside = sum((tube.drug for tube in state.branches.values()), NOTHING)
    return Delivered(
        pieces=tuple(state.pieces),
        infused=state.infused,
        primed=state.primed,
        left_in_line=state.common.drug + aside,
        discarded=state.discarded,
        left_in_branches=aside,
    )


def _require_positive(**values: Fraction) -> None:
    for name, value in values.items():
        if value <= 0:
            msg = f"{name} is {value}: expected more than zero"
            raise UnsoundLine(msg)


def _hang(state: _Running, primed_with: int) -> None:
    strength = state.strength(primed_with)
    state.common = _Tube(state.line.common.value, strength)
    state.primed += state.common.drug


def _idle(state: _Running, minutes: Fraction, carrier: Fraction) -> None:
    if minutes < 0 or carrier < 0:
        msg = "a hold has no negative time or carrier"
        raise UnsoundLine(msg)
    if carrier > 0 and minutes > 0:
        state.emit(state.common.push(carrier * minutes / 60, NOTHING), flow=carrier, step=0)
    elif minutes > 0:
        state.pieces.append(Piece(start=state.now, minutes=minutes, dose_rate=NOTHING, step=0))
        state.now += minutes


def _flush(state: _Running, event: Flush) -> None:
    _require_positive(rate=event.rate, volume=event.volume)
    _push(state, event, solution=event.through)


def _infuse(state: _Running, event: Infuse) -> None:
    _require_positive(rate=event.rate, minutes=event.minutes)
    _push(state, event, solution=event.solution)


def _push(state: _Running, event: Infuse | Flush, *, solution: int) -> None:
    """Push a solution, or saline behind it, through the branch of the solution, beside the carrier, to the vein."""
    if event.carrier < 0:
        msg = "a carrier has no negative flow"
        raise UnsoundLine(msg)
    if isinstance(event, Infuse):
        volume, strength = event.rate * event.minutes / 60, state.strength(solution)
    else:
        volume, strength = event.volume, NOTHING
    state.infused += volume * strength
    branch = state.branches.get(solution)
    plugs = branch.push(volume, strength) if branch is not None else [Segment(volume=volume, strength=strength)]
    flow = event.rate + event.carrier
    for plug in plugs:
        mixed = Segment(volume=plug.volume * flow / event.rate, strength=plug.strength * event.rate / flow)
        state.emit(state.common.push(mixed.volume, mixed.strength), flow=flow, step=event.step)
