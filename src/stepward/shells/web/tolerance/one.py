"""What the page of one session shows: standing, doses, how it is given on, what sources say, and how to start over."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from django.http import HttpRequest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.substance_files import substances
from stepward.adapters.catalogue.tolerance_statements import statements
from stepward.adapters.database.preparation_orders import DatabaseOrders
from stepward.core.courses.match import Way, differences
from stepward.core.findings import Finding
from stepward.core.protocols.plan import Plan, PlannedSolution
from stepward.core.quantities import Amount, Strength, people_text
from stepward.core.substances.matching import Found
from stepward.core.tolerance.history import Mode
from stepward.core.tolerance.standing import State, Tolerance
from stepward.core.tolerance.statements import Statement, about, earliest
from stepward.core.tolerance.window import window_of
from stepward.shells.web import here
from stepward.shells.web.bedside.doors import plan_of
from stepward.shells.web.prepare.workers import holds
from stepward.shells.web.session_log import session_log
from stepward.shells.web.tolerance.lane import axis_of, labelled
from stepward.shells.web.tolerance.shown import Group, Row, row, span
from stepward.shells.web.tolerance.unit_terms import WARNING, chosen
from stepward.shells.web.unit.shelf import unit_shelf
from stepward.usecases.following import After, GivingOn, stands
from stepward.usecases.running import stands as stands_in_log
from stepward.usecases.session_orders import SessionOrder

NOTES = ("nurse", "charge nurse", "allergist")
SIGNS = ("allergist",)
MEANING = "Tolerance is counted on under these terms, and no longer."


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDose:
    """One dose that was written down."""

    id: str
    given: str
    what: str
    entered: str
    struck: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """One solution that the pharmacy makes to start over."""

    name: str
    volume: str
    strength: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """How to start over: when, the same plan, how long it takes, and what is made for it."""

    heading: str
    first: str
    plan: str
    title: str
    steps: int
    length: str
    makes: tuple[Make, ...]
    to_make: str


def statements_about(drug: str) -> tuple[Statement, ...]:
    """List what sources say of a drug."""
    found = substances().find(drug)
    names = frozenset(found.names) | found.classes if isinstance(found, Found) else frozenset({drug.casefold()})
    return about(statements(), names)


def page_of(request: HttpRequest, after: After, order: SessionOrder, now: datetime) -> dict[str, object]:
    """Put together what the page shows."""
    found = stands(after, now)
    said = statements_about(after.finished.drug)
    axis, signed, first = axis_of(now), after.giving_on, earliest(said)
    row_now = row(after, order.patient, found, now, axis, warning=chosen(WARNING))
    return {
        "id": order.id,
        "row": row_now,
        "axis": axis,
        "found": found,
        "findings": found.findings,
        "matches": matches(after, order),
        "facts": _facts(after, found, now),
        "doses": [_dose(after, index) for index in range(len(after.notes))],
        "signed": None if signed is None else _signed(signed),
        "signed_as": {} if signed is None else filled(signed),
        "statements": [(item, shipped.sources()[item.source]) for item in said],
        "earliest": "" if first is None or first.hours is None else people_text(first.hours),
        "restart": _restart(order, plan_of(order.plan), _occasion(row_now, found)),
        "stopped": after.stopped,
        "may_note": holds(request, NOTES) and after.stopped is None and after.finished.is_completed,
        "may_sign": holds(request, SIGNS) and after.stopped is None and after.finished.is_completed,
        "meaning": MEANING,
        "today": here.day(now).isoformat(),
        "clock": here.clock(now),
        "zone": here.place().name,
        "clock_kind": "time" if here.place().is_utc else "text",
    }


def _facts(after: After, found: Tolerance, now: datetime) -> list[tuple[str, str]]:
    since = after.finished.dose_ended_at
    facts = [("Last dose of the session ended", "not completed" if since is None else labelled(since))]
    if found.next_due_at is not None and found.state is not State.LAPSED:
        facts.append(("Next dose due", labelled(found.next_due_at)))
    if found.lapses_at is not None:
        left = "closed" if found.lapses_at <= now else f"in {span(found.lapses_at - now)}"
        facts.append(("Temporary, valid until", f"{labelled(found.lapses_at)}, {left}"))
    facts += [(f"Term: {term.name}", f"{people_text(term.hours)} h") for term in found.window.terms]
    if after.finished.is_reduced:
        facts.append(("Dose", "a reduced total, signed in the session"))
    return facts


def _dose(after: After, index: int) -> ShownDose:
    note = after.notes[index]
    struck = next((item for item in after.struck if item.note == note.id), None)
    dose = note.dose
    parts = ("" if dose.amount is None else dose.amount.people(), dose.product, dose.route)
    return ShownDose(
        id=note.id,
        given=labelled(dose.given_at) + ("" if dose.ended_at is None else f", ended {here.clock(dose.ended_at)}"),
        what=", ".join(part for part in parts if part) or "as ordered",
        entered=f"{note.by.name}, {labelled(note.at)}",
        struck="" if struck is None else f"Never given: {struck.reason} ({struck.by.name}, {labelled(struck.at)})",
    )


def _signed(signed: GivingOn) -> dict[str, str]:
    return {"by": signed.by.name, "at": labelled(signed.at), "reason": signed.reason}


def filled(signed: GivingOn) -> dict[str, str]:
    """Fill the form with what stands, so that a change begins there."""

    def text(value: Fraction | None) -> str:
        return "" if value is None else people_text(value, group="")

    return {
        "mode": signed.mode.value,
        "interval": text(signed.interval),
        "window": text(signed.terms.window),
        "half_life": text(signed.terms.half_life),
        "half_lives": text(signed.terms.half_lives),
        "cap": text(signed.terms.cap),
        "warn_before": text(signed.warn_before),
        "volume": text(None if signed.volume is None else signed.volume.value),
        "rate": text(None if signed.rate is None else signed.rate.value),
        "amount": "" if signed.amount is None else signed.amount.people(group="").replace("\u00a0", " "),
        "product": signed.product,
        "route": signed.route,
    }


def matches(after: After, order: SessionOrder) -> tuple[Finding, ...]:
    """Compare how the drug is given on with how the last step of the session gave it."""
    signed, plan = after.giving_on, plan_of(order.plan)
    if signed is None or signed.mode is Mode.EVERY_DOSE or not plan.effective.steps:
        return ()
    last = plan.effective.steps[-1]
    solution = next((item for item in plan.effective.solutions if item.number == last.solution), None)
    preparation = DatabaseOrders().find(order.preparation) if order.preparation else None
    product = None if preparation is None else unit_shelf().products().get(preparation.product)
    return differences(
        Way(
            strength=_full_strength(plan, solution),
            rate=last.rate,
            amount=_given_in_all(after, plan),
            product="" if product is None else product.name,
            route=last.route,
        ),
        Way(
            strength=_strength(signed),
            rate=signed.rate,
            amount=signed.amount,
            product=signed.product,
            route=signed.route,
        ),
    )


def _given_in_all(after: After, plan: Plan) -> Amount:
    """Tell which dose the session was completed with: the target, or the reduced total that was signed in it."""
    target = plan.order.target.amount
    if not after.finished.is_reduced:
        return target
    total = stands_in_log(after.finished.session, session_log()).reduced_total
    return target if total is None else type(target)(total)


def _full_strength(plan: Plan, solution: PlannedSolution | None) -> Strength | None:
    """Tell the strength of the last solution as if it held the whole dose; it holds a little less, to close the sum."""
    if solution is None or solution.volume is None:
        return None
    return Strength.of(plan.order.target.amount, solution.volume)


def _strength(signed: GivingOn) -> Strength | None:
    """Compute the strength of what is given on; nothing where it cannot be."""
    if signed.amount is None or signed.volume is None:
        return None
    return Strength.of(signed.amount, signed.volume)


def earliest_hours(drug: str) -> Fraction | None:
    """Tell after how many hours the earliest source says that tolerance may be gone."""
    first = earliest(statements_about(drug))
    return None if first is None else first.hours


def wants_reason(wanted: GivingOn, drug: str) -> str:
    """Say why a reason is asked for: the window is longer than the earliest that a source names."""
    first, hours = earliest(statements_about(drug)), window_of(wanted.terms, wanted.interval).hours
    if wanted.mode is Mode.EVERY_DOSE or hours is None or first is None or first.hours is None:
        return ""
    if hours <= first.hours or wanted.reason:
        return ""
    return f"A source names {people_text(first.hours)} h. Say why this window is longer."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Occasion:
    """When somebody starts over, what comes first, and whether solutions are made now."""

    heading: str
    first: str
    is_now: bool = False


_ASSESS = "A new assessment comes first."
_OCCASIONS = {
    Group.EVERY_DOSE: _Occasion(heading="At the next dose", first="The course says what changed since."),
    Group.NEVER: _Occasion(heading="To start over", first=_ASSESS),
    Group.TOLERANT: _Occasion(heading="If the window closes", first=_ASSESS),
    Group.ACT: _Occasion(heading="If the window closes", first=_ASSESS),
}


def _occasion(shown: Row, found: Tolerance) -> _Occasion:
    """Tell when it would be: solutions are made now where the window has closed, or closes soon."""
    occasion = _OCCASIONS[shown.standing.group]
    if shown.standing.group is not Group.ACT or found.lapses_at is None:
        return occasion
    if found.state is State.LAPSED:
        return replace(occasion, heading="To start over", is_now=True)
    return replace(occasion, is_now=True)


def _restart(order: SessionOrder, plan: Plan, occasion: _Occasion) -> Restart:
    ladder = plan.effective
    return Restart(
        heading=occasion.heading,
        first=occasion.first,
        plan=order.plan,
        title=plan.protocol.title,
        steps=len(ladder.steps),
        length=span(timedelta(minutes=int(ladder.total_duration.value))) if ladder.is_timed else "",
        makes=tuple(
            Make(
                name=f"Solution {item.number}",
                volume="" if item.volume is None else item.volume.people(),
                strength=item.strength.people(),
                amount="" if item.amount is None else item.amount.people(),
            )
            for item in ladder.solutions
        ),
        to_make=_to_make([item.number for item in ladder.solutions], is_now=occasion.is_now),
    )


def _to_make(numbers: list[int], *, is_now: bool) -> str:
    if not numbers:
        return "Nothing is made beforehand."
    what = f"solution {numbers[0]}" if len(numbers) == 1 else f"solutions {numbers[0]} to {numbers[-1]}"
    return f"Make {what} now." if is_now else f"Then the pharmacy makes {what}."
