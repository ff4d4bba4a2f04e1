"""The record of a session on paper: every entry, and what a reader looks for first, as texts for the template."""

import json
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from stepward.adapters.documents.paper import PAPERS, Paper
from stepward.adapters.documents.paper_words import ABSENT, Words, date_text, moment_text, retold_words
from stepward.adapters.documents.record_chart import record_chart
from stepward.adapters.documents.replay_text import event_text
from stepward.adapters.documents.typesetting import typeset
from stepward.core.preparation.labels import PatientWords
from stepward.core.quantities import people_text
from stepward.core.quantities.place import UTC_PLACE, Place
from stepward.core.sessions.between import Between
from stepward.core.sessions.commands_running import in_words
from stepward.core.sessions.deviations import Deviation
from stepward.core.sessions.events import Completed, Ended, ReactionAmended, ReactionRecorded
from stepward.core.sessions.instants import Elapsed
from stepward.core.sessions.record import Line, Record, Signed, StepGiven, Timed


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHead:
    """What stands beside the entries: whose log it is, the hash of its head, and a fault of its chain, if any.

    A log names no patient; where the order does not say who it is, the paper leaves room.
    """

    session_id: str
    head_hash: str
    fault: str = ""
    unit_name: str = ""
    patient: PatientWords | None = None
    place: Place = UTC_PLACE


def record_pdf(record: Record, head: RecordHead, *, paper: Paper, printed_at: datetime) -> bytes:
    """Write a session as one tagged PDF; equal inputs give equal bytes.

    Raises:
        ValueError: if the paper is unknown, or the instant has no offset.
    """
    if paper not in PAPERS:
        msg = f"paper: expected one of {', '.join(PAPERS)}, received {paper!r}"
        raise ValueError(msg)
    texts = record_words(record, head) | {"paper": paper, "printed": moment_text(printed_at)}
    texts["patient"] = None if head.patient is None else _patient(head.patient)
    inputs = {"sheet": json.dumps(texts, ensure_ascii=False), "chart": record_chart(record, head.place)}
    return typeset("record.typ", inputs, printed_at=printed_at)


def _patient(patient: PatientWords) -> Words:
    return {
        "name": patient.name,
        "born": date_text(patient.born),
        "identifier": patient.identifier,
        "is_invented": patient.is_invented,
    }


def record_words(record: Record, head: RecordHead) -> Words:
    """Collect all texts of a record."""
    session, plan = record.session, record.session.plan
    unit, place = "" if plan is None else plan.unit, head.place
    found: Words = {
        "zone": place.name,
        "mark": " UTC" if place.is_utc else "",
        "session": head.session_id,
        "hash": head.head_hash,
        "fault": head.fault,
        "maker": " · ".join(item for item in (head.unit_name, f"Stepward {version('stepward')}") if item),
        "drug": "No plan is signed" if plan is None else plan.drug,
        "unit": unit,
        "ordered": ABSENT if plan is None else f"{people_text(plan.ordered_total)} {unit}",
        "plan": ABSENT if plan is None else f"version {session.plan_version}, {len(plan.steps)} steps",
        "plan_hash": "" if plan is None else plan.signed_hash,
        "state": session.state.value,
        "ended": _ended(record, place),
        "given": f"{between_text(record.given)} {unit}".strip(),
        "at_vein": _at_vein(record, unit),
        "ran": _names([line.entry.actor.name for line in record.lines]),
        "signed": _names([item.signature.name for item in record.signatures]),
        "timeline": [_row(line, unit, place) for line in record.lines],
        "steps": [_step(step, place) for step in record.steps],
        "reactions": [_reaction(record, number, unit, place) for number in range(1, len(record.reactions) + 1)],
        "treatments": [_timed(item, f"T{number}", place) for number, item in enumerate(record.treatments, 1)],
        "samples": [_timed(item, f"S{number}", place) for number, item in enumerate(record.samples, 1)],
        "premedication": [
            {"what": tick.line, "at": stamp(tick.given_at, place)} for tick in record.premedication if tick.given_at
        ],
        "signatures": [_signature(item, place) for item in record.signatures],
        "deviations": [_deviation(item, place) for item in record.deviations],
    }
    return retold_words(found, place)


def between_text(amount: Between) -> str:
    """Write an amount; its least and its most where they look different to people."""
    least, most = people_text(amount.least), people_text(amount.most)
    return least if least == most else f"{least} to {most}"


def time_text(at: datetime) -> str:
    """Write a time in UTC with its date and seconds; what stands around it says that it is UTC."""
    return stamp(at, UTC_PLACE)


def stamp(at: datetime, place: Place) -> str:
    """Write a time with its date and seconds; the head of each table names the place."""
    return place.stamp(at)


def _at_vein(record: Record, unit: str) -> str:
    if record.at_vein is not None:
        return f"{between_text(record.at_vein)} {unit}"
    return "line not known" if record.session.step else "nothing yet"


def _names(names: list[str]) -> str:
    return ", ".join(dict.fromkeys(name for name in names if name)) or ABSENT


def _ended(record: Record, place: Place) -> str:
    mark = " UTC" if place.is_utc else ""
    for line in reversed(record.lines):
        event, by = (
            line.entry.event,
            f"{stamp(line.entry.at.at, place)}{mark} by {line.entry.actor.name}",
        )
        if isinstance(event, Completed):
            return f"Completed {by}."
        if isinstance(event, Ended):
            return f"Ended {by}: {event.reason}."
    return "Not ended when this was printed."


def _row(line: Line, unit: str, place: Place) -> Words:
    """Write one entry; what is absent stays empty, so that no dash before an amount looks like a minus."""
    entry = line.entry
    what = event_text(entry, unit)
    return {
        "number": str(entry.sequence),
        "at": stamp(entry.at.at, place),
        "who": ", ".join(part for part in (entry.actor.name, entry.actor.role) if part),
        "what": what[:1].upper() + what[1:],
        "state": line.state.value + (f" ({line.holds})" if line.holds else ""),
        "step": str(line.step) if line.step else "",
        "rate": "" if line.rate is None else people_text(line.rate),
        "given": between_text(line.given) if line.step else "",
    }


def _step(step: StepGiven, place: Place) -> Words:
    return {
        "number": str(step.number),
        "began": ABSENT if step.began_at is None else stamp(step.began_at, place),
        "runs": str(step.runs),
        "planned": people_text(step.planned),
        "given": between_text(step.given) if step.runs else ABSENT,
        "at_vein": ABSENT if step.at_vein is None else between_text(step.at_vein),
    }


def _reaction(record: Record, number: int, unit: str, place: Place) -> Words:
    """Write a reaction as it was first read and each time it was read anew, every grade beside the others."""
    found, readings = record.reactions[number - 1], list[Words]()
    for line in record.lines:
        event: Any = line.entry.event
        is_first = isinstance(event, ReactionRecorded) and line.entry.sequence == found.sequence
        if is_first or (isinstance(event, ReactionAmended) and event.number == number):
            readings.append(
                {
                    "title": "As recorded" if is_first else "Read anew",
                    "at": stamp(line.entry.at.at, place),
                    "signs": ", ".join(sign.value for sign in event.signs),
                    "values": ", ".join(f"{name} {people_text(value)}" for name, value in event.values),
                    "grades": [{"scale": scale, "grade": grade} for scale, grade in event.grades],
                    "brown": ABSENT if event.brown is None else str(event.brown),
                }
            )
    return {
        "number": f"R{number}",
        "onset": stamp(found.at.at, place),
        "step": "before step 1" if found.step is None else f"step {found.step}",
        "at_vein": "" if found.at_vein is None else f"{between_text(found.at_vein)} {unit}",
        "expected": found.expected,
        "is_open": found.is_open,
        "readings": readings,
    }


def _timed(item: Timed, mark: str, place: Place) -> Words:
    since = ABSENT if item.since_onset is None else f"{elapsed_text(item.since_onset)} after R{item.reaction}"
    return {"mark": mark, "what": item.what, "at": stamp(item.at, place), "since": since}


def elapsed_text(time: Elapsed) -> str:
    """Write a time in words; at least and at most where the clocks do not agree."""
    least, most = in_words(time.least), in_words(time.most)
    return most if least == most else f"{least} to {most}"


def _signature(item: Signed, place: Place) -> Words:
    signed = item.signature
    return {
        "name": ", ".join(part for part in (signed.name, signed.role) if part),
        "meaning": signed.meaning,
        "at": stamp(item.at, place),
        "hash": signed.signed_hash,
        "entry": str(item.sequence),
    }


def _deviation(item: Deviation, place: Place) -> Words:
    return {
        "what": item.kind.value[:1].upper() + item.kind.value[1:],
        "at": stamp(item.at, place),
        "step": ABSENT if item.step is None else str(item.step),
        "long": ABSENT if item.duration is None else in_words(item.duration),
        "why": item.reason,
        "entry": str(item.sequence),
    }
