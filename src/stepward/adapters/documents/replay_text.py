"""A session step by step, as lines for people and as JSON: number, time, who, what, and how it stood then."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import Enum
from fractions import Fraction
from typing import Any

from stepward.core.quantities.numbers import exact_text
from stepward.core.sessions.between import Between
from stepward.core.sessions.commands_running import in_words
from stepward.core.sessions.events import Entry
from stepward.core.sessions.holds import ResumePoint
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import Signature, Witness
from stepward.core.sessions.plan import SessionPlan
from stepward.core.sessions.words import kind_of, words_of
from stepward.usecases.rehearsing import Rehearsal, Told
from stepward.usecases.replaying import Shown, shown
from stepward.usecases.scenario_expecting import plain, point_text

_UNITS = {"rate": "mL/h", "volume": "mL"}
_OF_DRUG = frozenset({"dose", "total"})
_SPANS = frozenset({"duration"})
_HIDDEN = frozenset({"plan_hash", "version", "grades"})
_PLACE = 5


def time_text(at: datetime) -> str:
    """Write a time with date, seconds and offset (H-25)."""
    utc = at.astimezone(UTC)
    return f"{utc.day:2} {utc:%b %Y %H:%M:%S} UTC"


def between_text(amount: Between, unit: str) -> str:
    """Write an amount, or its least and its most."""
    if amount.is_exact:
        return f"{exact_text(amount.least)} {unit}"
    return f"{exact_text(amount.least)} to {exact_text(amount.most)} {unit}"


def who_text(entry: Entry) -> str:
    """Write who made an entry: name, role, device."""
    return ", ".join(part for part in (entry.actor.name, entry.actor.role, entry.actor.device) if part)


def event_text(entry: Entry, unit: str) -> str:
    """Write what happened, with what was entered."""
    event = entry.event
    parts = [_part(name, getattr(event, name), unit) for name in words_of(event) if name not in _HIDDEN]
    late = ["entered late"] if entry.late else []
    details = ", ".join(part for part in (*parts, *late) if part)
    name = kind_of(event).replace("-", " ")
    return f"{name}: {details}" if details else name


def _part(name: str, value: Any, unit: str) -> str:  # noqa: ANN401, PLR0911 - one line for each sort of value
    shown_name = name.replace("_", " ")
    match value:
        case Fraction():
            return f"{shown_name} {_amount(name, value, unit)}"
        case bool():
            return shown_name
        case int() if name in _SPANS:
            return f"{shown_name} {in_words(value)}"
        case tuple():
            return ", ".join(_item(item) for item in value)
        case Enum():
            return str(value.value)
        case str() | int():
            return f"{shown_name} {value}"
        case _:
            return _compound(shown_name, value, unit)


def _compound(name: str, value: Any, unit: str) -> str:  # noqa: ANN401, PLR0911 - one line for each class
    match value:
        case SessionPlan():
            return f"{len(value.steps)} steps, {exact_text(value.ordered_total)} {value.unit} of {value.drug}"
        case Signature():
            return f"signed by {', '.join(part for part in (value.name, value.role) if part)}"
        case Witness():
            return f"{'with' if name == 'witness' else name} {value.name}"
        case ResumePoint():
            return f"{point_text(value, unit)}, rule {value.rule}"
        case Between():
            return f"{name} {between_text(value, unit)}"
        case Instant(at=at) | (datetime() as at):
            return f"{name} {time_text(at).strip()}"
        case _:
            return f"{name} {value}"


def _amount(name: str, value: Fraction, unit: str) -> str:
    unit_of = unit if name in _OF_DRUG else _UNITS.get(name, "")
    return f"{exact_text(value)} {unit_of}".rstrip()


def _item(item: Any) -> str:  # noqa: ANN401 - a sign, or a name with its value
    if isinstance(item, tuple):
        name, value = item
        return f"{name} {exact_text(value) if isinstance(value, Fraction) else value}"
    return str(item.value) if isinstance(item, Enum) else str(item)


def stood_text(item: Shown) -> str:
    """Write how the session stood: state, step, rate, hold, dose given and dose at the vein."""
    parts = [item.state.value]
    if item.step:
        parts.append(f"step {item.step}")
    if item.rate is not None:
        parts.append(f"{exact_text(item.rate)} mL/h")
    if item.hold is not None:
        parts.append(f"{item.hold.value} hold: {', '.join(cause.value for cause in item.causes)}")
    if item.step:
        parts.append(f"given {between_text(item.given, item.unit)}")
    if item.vein is not None:
        parts.append(f"at the vein {between_text(item.vein.reached, item.unit)}")
    return ", ".join(parts)


def _lines(item: Shown) -> Iterator[str]:
    entry, indent = item.entry, " " * (_PLACE + 2)
    who, what = who_text(entry), event_text(entry, item.unit)
    yield f"{entry.sequence:{_PLACE}}  {time_text(entry.at.at)}  {who}: {what}"
    yield f"{indent}{stood_text(item)}"


def replay_text(session_id: str, entries: Iterable[Entry]) -> str:
    """Write an exported session, two lines for each entry."""
    found = [line for item in shown(entries) for line in _lines(item)]
    return "\n".join([f"Session {session_id}", *found])


def entry_json(item: Shown) -> dict[str, Any]:
    """Write one entry, and how the session stood after it."""
    entry, actor = item.entry, item.entry.actor
    return {
        "sequence": entry.sequence,
        "at": entry.at.at.isoformat(timespec="microseconds"),
        "monotonic": entry.at.monotonic,
        "boot": entry.at.boot,
        "user": actor.user,
        "name": actor.name,
        "role": actor.role,
        "device": actor.device,
        "software": entry.software,
        "late": entry.late,
        "kind": kind_of(entry.event),
        "event": words_of(entry.event),
        "state": item.state.value,
        "step": item.step,
        "rate": None if item.rate is None else plain(item.rate),
        "given": _between_json(item.given),
        "at_vein": None if item.vein is None else _between_json(item.vein.reached),
        "in_line": None if item.vein is None else _between_json(item.vein.in_line),
        "unit": item.unit,
        "hold": None if item.hold is None else item.hold.value,
        "causes": [cause.value for cause in item.causes],
    }


def _between_json(amount: Between) -> dict[str, str]:
    return {"least": plain(amount.least), "most": plain(amount.most)}


def replay_json(session_id: str, entries: Iterable[Entry]) -> dict[str, Any]:
    """Write an exported session as one object."""
    return {"session": session_id, "entries": [entry_json(item) for item in shown(entries)]}


# ------------------------------------------------------------------------------------------------------- scenarios


def rehearsal_text(found: Rehearsal) -> str:
    """Write a scenario line by line: what was asked for, what came of it, and what was refused and why."""
    lines, part = [found.scenario.title, found.scenario.shows], 0
    for told, items in _shown(found):
        if told.part != part:
            part = told.part
            title = found.scenario.parts[part - 1].title
            lines += ["", f"Session {part}: {title}" if title else f"Session {part}"]
        lines += _told_lines(told, items)
    return "\n".join(lines)


def _shown(found: Rehearsal) -> Iterator[tuple[Told, tuple[Shown, ...]]]:
    """Show the entries of each line in their session."""
    for part in range(1, len(found.scenario.parts) + 1):
        told = [item for item in found.told if item.part == part]
        items = {item.entry.sequence: item for item in shown(entry for item in told for entry in item.entries)}
        for item in told:
            yield item, tuple(items[entry.sequence] for entry in item.entries)


def _told_lines(told: Told, items: tuple[Shown, ...]) -> Iterator[str]:
    note = f" ({told.line.note})" if told.line.note else ""
    who = f"{told.who}: " if told.who else ""
    yield f"line {told.line.number}, {time_text(told.now.at).strip()}, {who}{told.line.does}{note}"
    for item in items:
        yield from _lines(item)
    if told.refused:
        yield f"{' ' * (_PLACE + 2)}refused, {told.refused}: {told.words}"
    for fault in told.faults:
        yield f"FAULT  {fault}"


def rehearsal_json(found: Rehearsal) -> dict[str, Any]:
    """Write a scenario that was run as one object."""
    return {
        "title": found.scenario.title,
        "shows": found.scenario.shows,
        "rules": list(found.scenario.rules),
        "lines": [
            {
                "session": told.part,
                "line": told.line.number,
                "at": told.now.at.isoformat(timespec="microseconds"),
                "who": told.who,
                "does": told.line.does,
                "refused": told.refused or None,
                "words": told.words or None,
                "entries": [entry_json(item) for item in items],
                "faults": list(told.faults),
            }
            for told, items in _shown(found)
        ],
    }
