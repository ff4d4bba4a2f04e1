"""Which act on a bag is allowed now: each function returns the new deed, or refuses and says what opens the door."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from stepward.core.findings import Refusal, Severity
from stepward.core.preparation.recipe import Liquid, Preparation, WeighingPoint
from stepward.core.preparation.work import (
    IS_MADE,
    Deed,
    DeedKind,
    Detail,
    Hand,
    Reading,
    SolutionState,
    SolutionWork,
    Vessel,
    WeighingWork,
    is_same,
    state_of,
)
from stepward.core.quantities import Duration, Mass

LONGEST_REASON = 400
LONGEST_KEEPING, HOUR = Duration(Fraction(90 * 1440)), 60
KEEPS = frozenset({SolutionState.MAKING}) | IS_MADE
_DRAWN_BEFORE = {WeighingPoint.DILUENT_OUT: 1, WeighingPoint.DILUENT_IN: 1}


class WorkIsBarred(Refusal):
    """A finding blocks the preparation."""


class BagMovedOn(Refusal):
    """The bag that the act is meant for is not the one in hand."""


class NotNow(Refusal):
    """The state of the bag does not allow the act."""


class DrawOutOfOrder(Refusal):
    """Another draw is next."""


class SourceNotReady(Refusal):
    """What the drug is drawn from is not made, or something speaks against it."""


class BagNotSound(Refusal):
    """The bag has expired, its recipe changed, or what it was drawn from was voided or differs."""


class DrawsMissing(Refusal):
    """Not everything is drawn."""


class WeighingIsOff(Refusal):
    """The balance last showed a weight outside the tolerance."""


class NothingToWeigh(Refusal):
    """No weight is expected at this point, or not yet."""


class SamePersonChecks(Refusal):
    """Who made a bag does not check it (H-52, H-53)."""


class FiguresMissing(Refusal):
    """A figure was not read, or one was read that the bag does not have."""


class SecondPersonIsThere(Refusal):
    """An exception is for the maker alone: whoever did not make the bag can check it."""


class TimeIsKnown(Refusal):
    """The label states how long the bag keeps, so nobody states another time."""


class TimeNotPossible(Refusal):
    """The time for which a bag is to keep is none, or longer than any stability of a dilution."""


class ReasonMissing(Refusal):
    """No reason was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is made, and every deed so far, oldest first."""

    made: Preparation
    deeds: tuple[Deed, ...] = ()

    def work(self, vessel: Vessel, *, now: datetime) -> SolutionWork:
        """Tell how the item stands, if this is the bag that the next act is on.

        Raises:
            BagMovedOn: if another bag is.
        """
        work = state_of(self.made, vessel.item, self.deeds, now=now)
        if vessel.bag != work.vessel.bag:
            msg = f"{_start(vessel.item.words)} is at bag {work.vessel.bag} now. Look at it again, then decide."
            raise BagMovedOn(msg)
        return work


def draw(record: Record, vessel: Vessel, number: int, *, by: Hand) -> Deed:
    """Record a draw; draws are done in their order, and from what is made.

    Raises:
        WorkIsBarred: if a finding blocks the preparation.
        NotNow: if the bag is finished.
        DrawOutOfOrder: if another draw is next.
        SourceNotReady: if what it is drawn from is not made, or something speaks against it.
        BagNotSound: if the recipe changed since the draw before.

    Source: STEPWARD-SAFETY, H-43.
    """
    work = _open(record, vessel, by)
    _expect(work, SolutionState.TO_MAKE, SolutionState.VOID, SolutionState.MAKING)
    upcoming = 1 if work.state is SolutionState.VOID else _next(work)
    if number != upcoming:
        msg = f"Draw {upcoming} of {vessel.words} is next. Do the draws in their order."
        raise DrawOutOfOrder(msg)
    if work.state is not SolutionState.VOID:
        _is_sound(work, vessel)
    _source_is_ready(record, work, by)
    volume = work.task.draws[number - 1].drawn
    return _deed(record, vessel, DeedKind.DREW, by, Detail(draw=number, drawn=volume))


def weigh(record: Record, vessel: Vessel, point: WeighingPoint, weight: Mass, *, by: Hand) -> Deed:
    """Record what the balance shows, also where it is outside the tolerance.

    Raises:
        WorkIsBarred: if a finding blocks the preparation.
        NotNow: if the bag is not being made.
        NothingToWeigh: if no weight is expected at this point, or its draw is not done.
    """
    work = _open(record, vessel, by)
    _expect(work, SolutionState.MAKING)
    if all(item.weighing.point is not point for item in work.weighings):
        msg = f"No weight of {vessel.words} is known for this point. Go on without weighing here."
        raise NothingToWeigh(msg)
    done = sum(item.deed is not None for item in work.draws)
    if done < _DRAWN_BEFORE.get(point, len(work.draws)):
        msg = f"Do draw {done + 1} of {vessel.words} first, then weigh."
        raise NothingToWeigh(msg)
    return _deed(record, vessel, DeedKind.WEIGHED, by, Detail(point=point, weight=weight))


def finish(record: Record, vessel: Vessel, *, by: Hand) -> Deed:
    """Say that a bag is made: all draws are done, and no weighing is off.

    Raises:
        WorkIsBarred: if a finding blocks the preparation.
        NotNow: if the bag is not being made.
        DrawsMissing: if a draw is not done.
        WeighingIsOff: if the last weighing of a point is outside its tolerance.
        BagNotSound: if its recipe changed since, or what it was drawn from was voided or differs.

    Source: STEPWARD-SAFETY, H-43.
    """
    work = _open(record, vessel, by)
    _expect(work, SolutionState.MAKING)
    upcoming = work.next_draw
    if upcoming is not None:
        msg = f"Draw {upcoming.number} of {vessel.words} is not done. Do it, then finish."
        raise DrawsMissing(msg)
    if work.off:
        raise WeighingIsOff(_off(work.off[0], vessel))
    _is_sound(work, vessel)
    return _deed(record, vessel, DeedKind.FINISHED, by)


def check(record: Record, vessel: Vessel, readings: tuple[Reading, ...], *, by: Hand, label: str = "") -> Deed:
    """Record the figures that a second person read, blind: all equal is checked, any other value differs.

    `label` is what was read off the bag, scanned or typed, and is kept with the deed (H-50).

    Raises:
        WorkIsBarred: if a finding blocks the preparation.
        NotNow: if the bag is not made, or checked already.
        SamePersonChecks: if the person drew or finished it.
        FiguresMissing: if not exactly its figures were read.
        BagNotSound: if it has expired, its recipe changed, or what it was drawn from was voided or differs.
        SourceNotReady: if nobody has checked what it was drawn from.

    Source: STEPWARD-SAFETY, H-52 and H-53.
    """
    work = _open(record, vessel, by)
    _expect(work, SolutionState.MADE, SolutionState.EXCEPTED)
    if any(by.is_person(deed) for deed in work.makers):
        msg = f"{by.name} made {vessel.words}. A different person reads its figures."
        raise SamePersonChecks(msg)
    expected = {item.figure.what: item.figure.expected for item in work.figures}
    read = [item.what for item in readings]
    if sorted(read) != sorted(expected):
        lacking = [what for what in expected if what not in read]
        what = f"{lacking[0]} is not read" if lacking else "a figure was read twice or is not asked for"
        msg = f"Check of {vessel.words}: {what}. Read each figure once."
        raise FiguresMissing(msg)
    _is_sound(work, vessel)
    _source_is_checked(work)
    is_equal = all(is_same(expected[item.what], item.read) for item in readings)
    kind = DeedKind.CHECKED if is_equal else DeedKind.DIFFERED
    return _deed(record, vessel, kind, by, Detail(readings=readings, label=label))


def declare_exception(record: Record, vessel: Vessel, reason: str, *, by: Hand) -> Deed:
    """Release a bag without a second person, with the reason; it counts, and a second person may still check later.

    Raises:
        WorkIsBarred: if a finding blocks the preparation.
        NotNow: if the bag is not made, or released already.
        SecondPersonIsThere: if the person did not make the bag.
        ReasonMissing: if no reason is written.
        BagNotSound: if it has expired, its recipe changed, or what it was drawn from was voided or differs.

    Source: STEPWARD-SAFETY, H-52.
    """
    work = _open(record, vessel, by)
    _expect(work, SolutionState.MADE)
    if not any(by.is_person(deed) for deed in work.makers):
        msg = f"{by.name} did not make {vessel.words}: read its figures instead."
        raise SecondPersonIsThere(msg)
    _is_sound(work, vessel)
    return _deed(record, vessel, DeedKind.EXCEPTED, by, Detail(reason=_reason(reason)))


def state_keeping(record: Record, vessel: Vessel, lasts: Duration, basis: str, *, by: Hand) -> Deed:
    """Say how long a bag keeps after it was finished, where no label says so, and on what basis.

    Raises:
        NotNow: if the bag is not begun, differs, is void or is no solution.
        TimeIsKnown: if the label of the product states it.
        TimeNotPossible: if the time is none, or longer than `LONGEST_KEEPING`.
        ReasonMissing: if no basis is written.

    Source: STEPWARD-SAFETY, H-51.
    """
    work = record.work(vessel, now=by.at)
    _expect(work, *KEEPS)
    if vessel.item.liquid is not Liquid.SOLUTION:
        msg = f"{_start(vessel.words)} is never given. Only what is given keeps for a stated time."
        raise NotNow(msg)
    if work.task.lasts is not None:
        msg = f"The label of the product says how long {vessel.words} keeps. Nothing else is stated."
        raise TimeIsKnown(msg)
    if not 0 < lasts.value <= LONGEST_KEEPING.value:
        msg = f"Enter more than 0 and at most {LONGEST_KEEPING.value // HOUR} hours."
        raise TimeNotPossible(msg)
    return _deed(record, vessel, DeedKind.STATED, by, Detail(lasts=lasts, reason=_reason(basis)))


def void(record: Record, vessel: Vessel, reason: str, *, by: Hand) -> Deed:
    """Throw a bag away, with the reason; the next draw begins the next bag. A blocked preparation allows this too.

    Raises:
        NotNow: if nothing was done to it, or it is void already.
        ReasonMissing: if no reason is written.
    """
    work = record.work(vessel, now=by.at)
    _expect(work, *(set(SolutionState) - {SolutionState.TO_MAKE, SolutionState.VOID}))
    return _deed(record, vessel, DeedKind.VOIDED, by, Detail(reason=_reason(reason)))


def _open(record: Record, vessel: Vessel, by: Hand) -> SolutionWork:
    if record.made.is_blocked:
        first = next(item for item in record.made.findings if item.severity is Severity.BLOCK)
        msg = f"Nothing is made while a finding blocks. {first.message} {first.action}".rstrip()
        raise WorkIsBarred(msg)
    return record.work(vessel, now=by.at)


_DOORS = {
    SolutionState.TO_MAKE: "is not begun. Do its first draw.",
    SolutionState.MAKING: "is still being made. Finish it first.",
    SolutionState.MADE: "is made already. A second person checks it now.",
    SolutionState.CHECKED: "is checked: nothing more is done to it. Void it if it must not be used.",
    SolutionState.EXCEPTED: "is released already. A second person may still check it.",
    SolutionState.DIFFERS: "differs from what was planned. Void it, then make the next bag.",
    SolutionState.VOID: "is not begun: the bag before it is void. Do its first draw.",
}


def _expect(work: SolutionWork, *states: SolutionState) -> None:
    if work.state not in states:
        msg = f"{_start(work.vessel.words)} {_DOORS[work.state]}"
        raise NotNow(msg)


def _next(work: SolutionWork) -> int:
    upcoming = work.next_draw
    if upcoming is None:
        msg = f"All draws of {work.vessel.words} are done. Finish it, or void it."
        raise DrawOutOfOrder(msg)
    return upcoming.number


def _source_is_ready(record: Record, work: SolutionWork, by: Hand) -> None:
    if work.task.source is None:
        return
    source = state_of(record.made, work.task.source, record.deeds, now=by.at)
    if source.state not in IS_MADE:
        msg = f"{_start(work.item.words)} is drawn from {source.item.words}. Make that first."
        raise SourceNotReady(msg)
    if source.trouble:
        msg = f"{_start(source.vessel.words)} {source.trouble}. Void it and make it anew."
        raise SourceNotReady(msg)


def _source_is_checked(work: SolutionWork) -> None:
    source = work.task.source
    if work.source_unchecked and source is not None:
        msg = f"{_start(work.item.words)} was drawn from {source.words}. Check that first."
        raise SourceNotReady(msg)


def _is_sound(work: SolutionWork, vessel: Vessel) -> None:
    if work.trouble:
        msg = f"{_start(vessel.words)} {work.trouble}. Void it and make the next bag."
        raise BagNotSound(msg)


def _off(item: WeighingWork, vessel: Vessel) -> str:
    return f"The {item.weighing.point.value} of {vessel.words} is outside its tolerance. Weigh again, or void it."


def _reason(text: str) -> str:
    words = " ".join(text.split())
    if not words or len(words) > LONGEST_REASON or not words.isprintable():
        msg = f"Write the reason, in 1 to {LONGEST_REASON} letters."
        raise ReasonMissing(msg)
    return words


def _deed(record: Record, vessel: Vessel, kind: DeedKind, by: Hand, detail: Detail = Detail()) -> Deed:  # noqa: B008 - frozen
    return Deed(
        number=len(record.deeds) + 1,
        item=vessel.item,
        bag=vessel.bag,
        kind=kind,
        person_id=by.person_id,
        person_name=by.name,
        at=by.at,
        detail=detail,
    )


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]
