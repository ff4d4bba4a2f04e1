"""Count the alarms of ordinary days: no reaction, no failure, a nurse who is now early and now late.

An alarm asks for nothing where it ends and nobody entered anything while it stood: the rule allows six of these in an
hour of a session (STEPWARD-SAFETY, H-89).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents.scenario_toml import START, read_scenario
from stepward.adapters.event_log.memory import MemoryEventLog
from stepward.core.sessions.events import Entry
from stepward.core.sessions.evolve import evolve
from stepward.core.sessions.instants import MICROSECOND, SECOND, Instant
from stepward.core.sessions.session import Session
from stepward.core.sessions.storing import entry_of
from stepward.usecases.alarms import Attended, Deed, Facts, Note, attend
from stepward.usecases.rehearsing import rehearse

DAYS, STEPS, EVERY, MOST = 8, 11, 5, 6
HEAD = """title = "An ordinary day (invented)"
shows = "Twelve steps, vital signs and steps now early, now late."
people = { Ana = "allergist", Nora = "nurse", Sam = "nurse", Pia = "pharmacist", Tom = "technician" }
plan.protocol = "12-step"
plan.drug = "inventin"
plan.target = "2000 mg"
plan.bag-volume = "250 mL"
plan.resume = { rule = "repeat-step", source = "IDWIKI" }
plan.observation = "60 min"
plan.vitals = { pulse = { low = "50", high = "120" }, "systolic pressure" = { low = "90" } }
"""


@dataclass(slots=True)
class Counted:
    """What the alarms of a day come to."""

    hours: Fraction = Fraction(0)
    began: int = 0
    sounded: int = 0
    asked_nothing: int = 0
    codes: list[str] = field(default_factory=list)


def day_text(luck: random.Random) -> str:
    """Write a day: vital signs 10 to 16 min into a step, the next step up to 3 min after it may be."""
    lines = []
    for _ in range(STEPS):
        vitals = luck.randint(600, 960)
        left = max(15 * 60 - vitals, 0) + luck.randint(0, 180)
        lines += [
            f'  {{ after = "{vitals} s", does = "calm vitals" }},',
            f'  {{ after = "{left} s", does = "next step" }},',
        ]
    body = "\n".join(lines)
    end = '  { does = "finish and flush" },\n  { does = "watch and complete" },\n'
    return f'{HEAD}\nday = [\n  {{ does = "make ready" }},\n  {{ does = "start" }},\n{body}\n{end}]\n'


def entries_of(text: str) -> list[Entry]:
    """Run a day and take its entries."""
    log = MemoryEventLog(lambda: START)
    found = rehearse(read_scenario(text.encode(), name="ordinary.toml"), log=log, catalogue=shipped)
    if found.faults:
        raise RuntimeError(found.faults)
    return [entry_of(item) for item in log.entries("ordinary.toml 1")]


def ordinary_day(seed: int) -> Counted:
    """Run a day and attend to its alarms every few seconds; twice a day somebody leaves the page for a moment."""
    luck = random.Random(seed)  # noqa: S311 - a simulation
    entries = entries_of(day_text(luck))
    first, last = entries[0].at, entries[-1].at
    whole = (last.at - first.at) // timedelta(seconds=1)
    hidden = [first.at + timedelta(seconds=luck.randint(0, whole)) for _ in range(2)]
    session, notes, place, counted = Session(), list[Note](), 0, Counted(hours=Fraction(whole, 3600))
    for second in range(0, whole + EVERY, EVERY):
        now = _later(first, second)
        while place < len(entries) and entries[place].at.at <= now.at:
            session, place = evolve(session, entries[place]), place + 1
        found = attend(session, notes, now, facts=Facts(sound_blocked_since=_blocked(hidden, now)))
        _count(found, notes, entries[:place], counted)
        notes += found.notes
    return counted


def _later(first: Instant, seconds: int) -> Instant:
    passed = seconds * SECOND
    return Instant(at=first.at + passed * MICROSECOND, monotonic=first.monotonic + passed, boot=first.boot)


def _blocked(hidden: Sequence[datetime], now: Instant) -> datetime | None:
    """Tell since when the page is hidden: 30 s each time."""
    return next((since for since in hidden if timedelta() <= now.at - since < timedelta(seconds=30)), None)


def _count(found: Attended, notes: Sequence[Note], entries: Sequence[Entry], counted: Counted) -> None:
    for note in found.notes:
        counted.began += note.deed is Deed.BEGAN
        counted.sounded += note.deed is Deed.SOUNDED
        if note.deed is not Deed.ENDED:
            continue
        began = next(item.at for item in reversed(notes) if (item.condition, item.deed) == (note.condition, Deed.BEGAN))
        acts = [
            entry
            for entry in entries
            if entry.at.at > began - timedelta(seconds=EVERY) and entry.actor.user != "server"
        ]
        if not acts:
            counted.asked_nothing += 1
            counted.codes.append(note.condition)


def per_hour() -> tuple[Fraction, Fraction]:
    """Tell how many alarms there are in an hour of a session, and how many of them ask for nothing."""
    days = [ordinary_day(seed) for seed in range(DAYS)]
    hours = sum((day.hours for day in days), Fraction(0))
    return sum(day.began for day in days) / hours, sum(day.asked_nothing for day in days) / hours


def measure_alarms() -> list[dict[str, Any]]:
    """Take the figures of the alarms; each is the fields of a figure."""
    began, nothing = per_hour()
    return [
        {"name": f"alarms in an hour of {DAYS} ordinary sessions", "value": float(began), "unit": "/h",
         "peer": "those that ask for nothing", "peer_value": max(float(nothing), 0.001), "aim": "few"},
        {"name": "alarms that ask for nothing in such an hour", "value": float(nothing), "unit": "/h",
         "peer": "the most that the rule allows", "peer_value": float(MOST), "aim": f"at most {MOST} (H-89)"},
    ]  # fmt: skip
