"""The dose rate as it is ordered, and every rise at the vein beside it."""

from dataclasses import dataclass
from fractions import Fraction

from stepward.core.delivery.line import NOTHING, Line, Piece, run
from stepward.core.delivery.vein import Vein, events_of, strengths_of
from stepward.core.protocols.plan import Ladder
from stepward.core.quantities import Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """A rise of the dose rate at the vein, beside the change that is ordered at that moment.

    `factor` is `None` where the drug arrives after none; `planned` is 1 where nothing changes by order.
    """

    at_minutes: Fraction
    step: int
    factor: Fraction | None
    planned: Fraction | None

    @property
    def is_planned(self) -> bool:
        """Tell whether the dose rate rises just as ordered."""
        return self.factor == self.planned

    @property
    def against_planned(self) -> Fraction | None:
        """How many times more it rises than ordered, where both are known."""
        return None if self.factor is None or not self.planned else self.factor / self.planned


def ordered_pieces(ladder: Ladder, *, carrier: Fraction = NOTHING) -> tuple[Piece, ...]:
    """Give the dose rate over time as ordered: what a line without volume delivers."""
    return run(Line(common=Volume(NOTHING)), strengths_of(ladder), events_of(ladder, carrier=carrier)).pieces


def jumps(vein: Vein, ladder: Ladder) -> tuple[Rise, ...]:
    """List every rise of the dose rate at the vein, in order of time, with what is ordered at that moment."""
    ordered = ordered_pieces(ladder)
    starts = {piece.start: position for position, piece in enumerate(ordered)}
    found = []
    before = NOTHING
    for piece in vein.delivered.pieces:
        if piece.dose_rate > before:
            position = starts.get(piece.start)
            found.append(
                Rise(
                    at_minutes=piece.start,
                    step=piece.step,
                    factor=_ratio(piece.dose_rate, before),
                    planned=Fraction(1) if position is None else _ordered_change(ordered, position),
                )
            )
        before = piece.dose_rate
    return tuple(found)


def _ordered_change(ordered: tuple[Piece, ...], position: int) -> Fraction | None:
    before = ordered[position - 1].dose_rate if position > 0 else NOTHING
    return _ratio(ordered[position].dose_rate, before)


def _ratio(after: Fraction, before: Fraction) -> Fraction | None:
    return after / before if before > 0 else None
