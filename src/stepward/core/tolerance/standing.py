"""Whether tolerance holds at one instant, until when, and what to do: one walk over the doses.

Source: STEPWARD-SAFETY, H-90 and H-91.
"""

from bisect import insort
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction

from stepward.core.findings import Finding, Severity
from stepward.core.quantities import Amount
from stepward.core.quantities.place import UTC_PLACE
from stepward.core.tolerance.history import GivenDose, History, Mode, in_utc
from stepward.core.tolerance.window import Window, after, window_of

SAFETY = "STEPWARD-SAFETY"
_ASK = "Ask the allergist before the next dose."


class State(Enum):
    """How tolerance stands; never more than temporary."""

    TOLERANT = "tolerant"
    DUE = "due"
    LAPSED = "lapsed"
    NEVER = "never"
    UNKNOWN = "unknown"


class Action(Enum):
    """What to do now."""

    CONTINUE = "continue"
    DOSE_NOW = "dose-now"
    REPEAT_FULL = "repeat-full"
    ASK = "ask"


ACTIONS = {
    State.TOLERANT: Action.CONTINUE,
    State.DUE: Action.DOSE_NOW,
    State.LAPSED: Action.REPEAT_FULL,
    State.NEVER: Action.ASK,
    State.UNKNOWN: Action.ASK,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How it stands: since when, when the next dose is due, when the window closes, which doses counted, all in UTC."""

    state: State
    action: Action
    window: Window
    since: datetime | None = None
    next_due_at: datetime | None = None
    lapses_at: datetime | None = None
    counted: tuple[GivenDose, ...] = ()
    findings: tuple[Finding, ...] = ()


def tolerance_at(history: History, at: datetime) -> Tolerance:
    """Tell how tolerance stands at an instant.

    Raises:
        UnfitHistory: if the instant has no offset.
    """
    at = in_utc("at", at)
    window = window_of(history.terms, history.interval)
    if not history.is_completed:
        return _closed(
            State.NEVER, window, _finding("TOL-01", "No session was completed: nobody became tolerant.", _ASK)
        )
    if history.ended_at is None:
        words = "When the last dose of the session ended is not known."
        return _closed(State.UNKNOWN, window, _finding("TOL-02", words, "Read it in the record of the session."))
    if history.ended_at > at:
        words = "The last dose of the session ends after the time that is asked for."
        return _closed(State.NEVER, window, _finding("TOL-03", words, "Check both times."))
    if history.mode is Mode.EVERY_DOSE:
        words = "This drug is desensitized again at every dose. No tolerance is counted on between them."
        alone = [_alone(dose) for dose in history.doses if history.ended_at < dose.given_at <= at]
        return _closed(State.LAPSED, window, _finding("TOL-04", words, "", Severity.NOTE), *alone)
    return _walked(history, history.ended_at, at, window)


def _walked(history: History, ended_at: datetime, at: datetime, window: Window) -> Tolerance:
    doses, findings = _sorted_out(history, ended_at, at)
    if window.hours is None:
        unknown = _finding("TOL-05", window.why_unknown, "A physician sets the window, with its reason.")
        return _closed(State.UNKNOWN, window, unknown, *findings, since=ended_at)
    doses, too_late = _known_in_time(ended_at, doses, window.hours)
    findings += too_late
    counted, late, closes = _counted(ended_at, doses, window.hours)
    findings += [_late(dose, closes) for dose in late]
    newest = counted[-1].end if counted else ended_at
    due = None if history.interval is None else newest + after(history.interval)
    state = _state(at, due, closes)
    if state is State.UNKNOWN:
        findings.append(_finding("TOL-06", "How often the drug is given is not known.", "Enter the interval."))
    if history.interval is not None and window.hours <= history.interval:
        words = "The window closes before the next dose is due: no dose on time can keep it open."
        findings.append(_finding("TOL-07", words, "Give the drug more often, or desensitize again at every dose."))
    has_doubt = any(item.code in DOUBTS for item in findings)
    return Tolerance(
        state=state,
        action=Action.ASK if has_doubt else ACTIONS[state],
        window=window,
        since=ended_at,
        next_due_at=due,
        lapses_at=closes,
        counted=tuple(counted),
        findings=tuple(findings),
    )


def _counted(
    ended_at: datetime, doses: list[GivenDose], hours: Fraction
) -> tuple[list[GivenDose], list[GivenDose], datetime]:
    """Walk through the doses: those that kept the window open, those that came after it, and when it closes."""
    counted, late, closes = list[GivenDose](), list[GivenDose](), ended_at + after(hours)
    for dose in doses:
        if dose.given_at >= closes:
            late.append(dose)
        else:
            counted.append(dose)
            closes = dose.end + after(hours)
    return counted, late, closes


def _known_in_time(
    ended_at: datetime, doses: list[GivenDose], hours: Fraction
) -> tuple[list[GivenDose], list[Finding]]:
    """Keep out what was written down after the window had closed without it: no entry opens a closed window (H-91)."""
    known, findings = list[GivenDose](), list[Finding]()
    length = after(hours)
    closed = ended_at + length
    for dose in sorted(doses, key=lambda item: item.entered_at or item.end):
        if dose.entered_at is not None and dose.given_at < closed <= dose.entered_at:
            findings.append(_after_the_fact(dose, dose.entered_at, closed))
            continue
        is_newest = not known or known[-1].given_at <= dose.given_at
        insort(known, dose, key=lambda item: item.given_at)
        if not is_newest:
            closed = _counted(ended_at, known, hours)[-1]
        elif dose.given_at < closed:
            closed = dose.end + length
    return known, findings


def _state(at: datetime, due: datetime | None, closes: datetime) -> State:
    if at >= closes:
        return State.LAPSED
    if due is None:
        return State.UNKNOWN
    return State.DUE if at >= due else State.TOLERANT


# ------------------------------------------------------------------------------------------------ doses that count


DOUBTS = frozenset({"TOL-09", "TOL-10", "TOL-11", "TOL-12", "TOL-13", "TOL-14", "TOL-15", "TOL-16", "TOL-17", "TOL-18"})
"""A dose was kept out, or the patient reacted: then somebody is asked, whatever the state is."""


def _sorted_out(history: History, ended_at: datetime, at: datetime) -> tuple[list[GivenDose], list[Finding]]:
    """Put the doses in their order, and keep out those that cannot count, each with its finding."""
    kept, findings = list[GivenDose](), list[Finding]()
    if history.is_asked:
        findings.append(_finding("TOL-16", "The patient reacted after the session had ended.", _ASK))
    usual = _Usual(product=history.product, route=history.route, amount=history.amount)
    for dose in sorted(history.doses, key=lambda item: item.given_at):
        doubt = _doubt(dose, usual, kept[-1].end if kept else None, (ended_at, at))
        if doubt is not None:
            findings.append(doubt)
            continue
        if is_more(dose):
            findings.append(_odd("TOL-18", dose, f"was more than ordered, {_amounts(dose)}", was="and counts."))
        kept.append(dose)
        usual.learn(dose)
    return kept, findings


@dataclass(slots=True, kw_only=True)
class _Usual:
    """What is given as a rule: the order says it, or the first dose."""

    product: str
    route: str
    amount: Amount | None

    def learn(self, dose: GivenDose) -> None:
        """Let a dose say what was not said yet."""
        self.product = self.product or dose.product
        self.route = self.route or dose.route
        self.amount = self.amount or dose.amount


def _doubt(dose: GivenDose, usual: _Usual, before: datetime | None, span: tuple[datetime, datetime]) -> Finding | None:
    """Say why a dose cannot count, by the first reason; `span` reaches from the end of the session to now."""
    ended_at, at = span
    if dose.end > at:
        return _odd("TOL-10", dose, "lies in the future", "Correct its time.")
    if dose.given_at < ended_at:
        return _odd("TOL-11", dose, "lies before the end of the session")
    if before is not None and dose.given_at <= before:
        return _odd("TOL-12", dose, "overlaps the one before", "Correct one.")
    return _foreign(dose, usual)


def _foreign(dose: GivenDose, usual: _Usual) -> Finding | None:
    if usual.product and dose.product and dose.product != usual.product:
        return _odd("TOL-13", dose, f"was {dose.product}, not {usual.product},")
    if usual.route and dose.route and dose.route != usual.route:
        return _odd("TOL-14", dose, f"was given {dose.route}, not {usual.route},")
    if usual.amount is not None and dose.amount is not None and type(dose.amount) is not type(usual.amount):
        return _odd("TOL-15", dose, "is in another unit than the others")
    if is_less(dose):
        return _odd("TOL-17", dose, f"was less than ordered, {_amounts(dose)},")
    return None


def is_less(dose: GivenDose) -> bool:
    """Tell whether less was given than ordered: nobody knows whether that keeps tolerance."""
    sizes = _sizes(dose)
    return sizes is not None and sizes[0] < sizes[1]


def is_more(dose: GivenDose) -> bool:
    """Tell whether more was given than ordered."""
    sizes = _sizes(dose)
    return sizes is not None and sizes[0] > sizes[1]


def _sizes(dose: GivenDose) -> tuple[Fraction, Fraction] | None:
    given, ordered = dose.amount, dose.ordered
    if given is None or ordered is None or type(given) is not type(ordered):
        return None
    return given.value, ordered.value


def _amounts(dose: GivenDose) -> str:
    given, ordered = dose.amount, dose.ordered
    return "" if given is None or ordered is None else f"{given.people()} and not {ordered.people()}"


def _alone(dose: GivenDose) -> Finding:
    return _odd("TOL-19", dose, "was given outside of a desensitization", "Watch the patient. Ask the allergist.")


def _odd(code: str, dose: GivenDose, what: str, action: str = _ASK, was: str = "and was not counted.") -> Finding:
    return _finding(code, f"The dose of {_time(dose.given_at)} {what} {was}", action)


def _late(dose: GivenDose, closed: datetime) -> Finding:
    words = f"The dose of {_time(dose.given_at)} came after the window had closed at {_time(closed)}: it opens nothing."
    return _finding("TOL-08", words, "Watch the patient. Desensitize again before the next dose.")


def _after_the_fact(dose: GivenDose, entered_at: datetime, closed: datetime) -> Finding:
    words = (
        f"The dose of {_time(dose.given_at)} was written down at {_time(entered_at)}, after the window had closed at "
        f"{_time(closed)}: it opens nothing."
    )
    return _finding("TOL-09", words, _ASK)


# -------------------------------------------------------------------------------------------------------- findings


def _closed(state: State, window: Window, *findings: Finding, since: datetime | None = None) -> Tolerance:
    return Tolerance(
        state=state,
        action=ACTIONS[state],
        window=window,
        since=since,
        findings=findings,
    )


def _finding(code: str, message: str, action: str, severity: Severity = Severity.CAUTION) -> Finding:
    return Finding(code=code, severity=severity, message=message, source=SAFETY, action=action)


def _time(at: datetime) -> str:
    return UTC_PLACE.minute(at)
