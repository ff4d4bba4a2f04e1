"""Time a session of eight hours: its replay, and a command through the use case, in memory and durable."""

import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents.scenario_toml import START, read_scenario
from stepward.adapters.event_log.files import open_log
from stepward.adapters.event_log.memory import MemoryEventLog
from stepward.core.sessions.chain import Author, Draft, Key, Moment, Stored, line_of
from stepward.core.sessions.commands_charting import RecordVitals
from stepward.core.sessions.evolve import replay
from stepward.core.sessions.instants import MICROSECOND, Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.roles import ROLES
from stepward.core.sessions.storing import entry_of
from stepward.usecases.event_logs import EventLog
from stepward.usecases.rehearsing import rehearse
from stepward.usecases.running import Sent, act

COMMANDS = 200
NURSE = Actor(user="nora", name="Nora (invented)", role="nurse", privileges=ROLES["nurse"], device="bedside")
VITALS = RecordVitals(values=(("pulse", Fraction(80)), ("systolic pressure", Fraction(120))))
HEAD = """title = "Eight hours (invented)"
shows = "Twelve steps, vital signs every minute."
people = { Ana = "allergist", Nora = "nurse", Sam = "nurse", Pia = "pharmacist", Tom = "technician" }
plan.protocol = "12-step"
plan.drug = "inventin"
plan.target = "2000 mg"
plan.bag-volume = "250 mL"
plan.resume = { rule = "repeat-step", source = "IDWIKI" }
plan.observation = "150 min"
plan.vitals = { pulse = { low = "50", high = "120" }, "systolic pressure" = { low = "90" } }
"""
MINUTE = '  { after = "1 min", does = "calm vitals" },\n'


def scenario_text() -> str:
    """Write the day: eleven steps of a quarter of an hour, the last one, and the observation."""
    steps = (MINUTE * 14 + '  { does = "next step" },\n') * 11
    end = MINUTE * 174 + '  { does = "finish and flush" },\n' + MINUTE * 140
    return f'{HEAD}\nday = [\n  {{ does = "make ready" }},\n  {{ does = "start" }},\n{steps}{end}]\n'


def eight_hours() -> tuple[Stored, ...]:
    """Run the day and take its entries."""
    log = MemoryEventLog(lambda: START)
    scenario = read_scenario(scenario_text().encode(), name="eight-hours.toml")
    found = rehearse(scenario, log=log, catalogue=shipped)
    if found.faults:
        raise RuntimeError(found.faults)
    return log.entries("eight-hours.toml 1")


def copied(entries: tuple[Stored, ...], log: EventLog) -> EventLog:
    """Write entries into another log."""
    for entry in entries:
        draft = Draft(
            kind=entry.kind,
            data=entry.data,
            moment=Moment(at=entry.occurred_at, monotonic_ns=entry.monotonic_ns, boot=entry.boot),
            author=Author(user=entry.user, role=entry.role, device=entry.device),
            software=entry.software,
            reason=entry.reason,
        )
        log.append("s", after=entry.sequence - 1, drafts=[draft], key=Key(name=f"e{entry.sequence}", body=""))
    return log


def ninety_ninth(log: EventLog, newest: Stored) -> float:
    """Chart vital signs many times, each as a command of its own; tell the 99th percentile in milliseconds."""
    start, taken, seen = entry_of(newest).at, [], newest.sequence
    for number in range(COMMANDS):
        now = Instant(at=start.at + number * MICROSECOND, monotonic=start.monotonic + number, boot=start.boot)
        began = time.perf_counter()
        answer = act("s", VITALS, by=NURSE, now=now, sent=Sent(key=f"b{number}", seen=seen), log=log)
        taken.append(time.perf_counter() - began)
        seen = answer.session.version
    return sorted(taken)[COMMANDS * 99 // 100 - 1] * 1000


def measure_sessions(median_seconds: Callable[..., float]) -> list[dict[str, Any]]:
    """Take the figures of this room; each is the fields of a figure."""
    entries = eight_hours()
    lines = [line_of(entry) for entry in entries]
    parsed = median_seconds(lambda: [json.loads(line) for line in lines], runs=20) * 1000
    whole = median_seconds(lambda: replay(map(entry_of, entries)), runs=20) * 1000
    in_memory = ninety_ninth(copied(entries, MemoryEventLog(lambda: START)), entries[-1])
    with tempfile.TemporaryDirectory() as name:
        log = open_log(Path(name) / "log", clock=lambda: datetime.now(UTC), least_free=0)
        durable = ninety_ninth(copied(entries, log), entries[-1])
        log.close()
    hours = (entry_of(entries[-1]).at.at - entry_of(entries[0]).at.at) / timedelta(hours=1)
    words = f"a session of {hours:.0f} h and {len(entries)} events"
    return [
        {"name": f"replay {words}, words read", "value": whole, "unit": "ms",
         "peer": "reading the JSON of its lines only", "peer_value": parsed, "aim": "at most 20 ms"},
        {"name": f"one command in {words}, in memory, p99", "value": in_memory, "unit": "ms",
         "peer": "reading the JSON of its lines only", "peer_value": parsed, "aim": "at most 10 ms"},
        {"name": f"one command in {words}, durable, p99", "value": durable, "unit": "ms",
         "peer": "the same in memory", "peer_value": in_memory, "aim": "at most 10 ms on an idle disk"},
    ]  # fmt: skip
