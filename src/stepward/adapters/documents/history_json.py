"""The doses after a session as JSON: read strictly, and how tolerance stands, written (`stepward tolerance`)."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from stepward.adapters.documents.json_parts import Part, UnreadableJson, load
from stepward.core.findings import Finding, Refusal
from stepward.core.quantities import Amount, exact_text, parse_amount, parse_number
from stepward.core.quantities.place import UTC_PLACE
from stepward.core.tolerance.history import GivenDose, History, Mode, Terms, UnfitHistory
from stepward.core.tolerance.standing import Action, State, Tolerance

COMPLETED = "COMPLETED"
HOURS = 'hours as a number or as text, such as "24"'


def read_history(content: bytes, *, name: str) -> tuple[History, tuple[Finding, ...]]:
    """Read a history, and what of it was not understood.

    Raises:
        UnreadableJson: if it is broken, or a time has no offset; says where.
    """
    found = load(content, name=name)
    if not isinstance(found, dict):
        msg = f"{name}: expected an object"
        raise UnreadableJson(msg)
    part = Part(where="", data=found)
    try:
        return _history(part), tuple(part.asked)
    except UnfitHistory as wrong:
        msg = f"{name}: {wrong}"
        raise UnreadableJson(msg) from wrong


def _history(part: Part) -> History:
    part.only("drug", "mode", "session", "interval_hours", "policy", "doses")
    session = part.part("session")
    session.only("state", "last_dose_ended_at", "product", "route", "amount", "reacted_since")
    drug, mode = part.text("drug"), part.word("mode", {item.value: item for item in Mode})
    if drug is None:
        part.refuse("drug", "the name of the drug", None)
    if mode is None:
        part.refuse("mode", " or ".join(item.value for item in Mode), part.data.get("mode"))
    return History(
        drug=drug,
        mode=mode,
        is_completed=(session.text("state") or "") == COMPLETED,
        ended_at=_time(session, "last_dose_ended_at"),
        interval=_hours(part, "interval_hours"),
        terms=_terms(part.part("policy")),
        doses=part.parts("doses", _dose) or (),
        product=session.text("product") or "",
        route=session.text("route") or "",
        amount=_amount(session, "amount"),
        is_asked=session.yes_no("reacted_since") or False,
    )


def _terms(part: Part) -> Terms:
    part.only("window_hours", "half_life_hours", "half_lives", "cap_hours", "set_by_physician")
    return Terms(
        window=_hours(part, "window_hours"),
        half_life=_hours(part, "half_life_hours"),
        half_lives=_hours(part, "half_lives"),
        cap=_hours(part, "cap_hours"),
        is_set_by_physician=part.yes_no("set_by_physician") or False,
    )


def _dose(part: Part) -> GivenDose:
    part.only("given_at", "ended_at", "entered_at", "amount", "product", "route")
    given_at = _time(part, "given_at")
    if given_at is None:
        part.refuse("given_at", "the time at which it was given", None)
    return GivenDose(
        given_at=given_at,
        ended_at=_time(part, "ended_at"),
        entered_at=_time(part, "entered_at"),
        amount=_amount(part, "amount"),
        product=part.text("product") or "",
        route=part.text("route") or "",
    )


def _time(part: Part, key: str) -> datetime | None:
    text = part.text(key)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        part.refuse(key, "a time such as 2026-11-21T14:10:00+00:00", text)


def _hours(part: Part, key: str) -> Fraction | None:
    value: object = part.data.get(key)
    if isinstance(value, str):
        try:
            return parse_number(value)
        except Refusal:
            part.refuse(key, HOURS, value)
    if value is not None and not isinstance(value, Fraction):
        part.refuse(key, HOURS, value)
    return value


def _amount(part: Part, key: str) -> Amount | None:
    text = part.text(key)
    try:
        return None if text is None else parse_amount(text)
    except Refusal:
        part.refuse(key, "an amount with its unit, such as 325 mg", text)


def tolerance_json(found: Tolerance, asked: tuple[Finding, ...] = ()) -> dict[str, Any]:
    """Write how tolerance stands; times in UTC."""
    return {
        "state": found.state.value,
        "since": _written(found.since),
        "lapses_at": _written(found.lapses_at),
        "next_due_at": _written(found.next_due_at),
        "action": found.action.value,
        "window": [{"term": term.name, "hours": exact_text(term.hours)} for term in found.window.terms],
        "findings": [
            {
                "code": item.code,
                "severity": item.severity.value,
                "message": item.message,
                "action": item.action,
                "source": item.source,
            }
            for item in (*asked, *found.findings)
        ],
    }


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


SAYS = {
    State.TOLERANT: "Temporarily tolerant",
    State.DUE: "Temporarily tolerant, the next dose is due",
    State.LAPSED: "Not tolerant",
    State.NEVER: "Not tolerant",
    State.UNKNOWN: "Not known, so not tolerant",
}
TO_DO = {
    Action.CONTINUE: "Go on as ordered.",
    Action.DOSE_NOW: "Give the next dose now.",
    Action.REPEAT_FULL: "Desensitize again, from the first step, before the next dose.",
    Action.ASK: "Ask the allergist before the next dose.",
}


def tolerance_text(history: History, found: Tolerance, asked: tuple[Finding, ...] = ()) -> str:
    """Write the same for people."""
    lines = [f"{history.drug}: {SAYS[found.state]}. The allergy entry stays active.", TO_DO[found.action]]
    for label, at in (("Since", found.since), ("Next dose due", found.next_due_at), ("Valid until", found.lapses_at)):
        if at is not None:
            lines.append(f"{label + ':':<15} {UTC_PLACE.minute(at)}")
    lines += [f"  {term.name}: {exact_text(term.hours)} h" for term in found.window.terms]
    lines += [
        f"{item.severity.value} {item.code} {item.message} {item.action} [{item.source}]".replace("  ", " ")
        for item in (*asked, *found.findings)
    ]
    return "\n".join(lines) + "\n"
