"""What the paper says of a plan, as texts for the templates: numbers exactly as on screen, nothing computed anew."""

from collections.abc import Mapping
from datetime import date, datetime, time
from fractions import Fraction
from math import ceil, floor
from textwrap import wrap
from typing import Protocol as Port

from stepward.adapters.documents.chart_axes import timed_slots
from stepward.adapters.documents.chart_marks import MINUTES_A_DAY, clock_text
from stepward.adapters.documents.tables import time_text
from stepward.core.findings import Finding, Severity
from stepward.core.protocols.plan import Ladder, Plan, PlannedSolution, PlannedStep
from stepward.core.quantities import Quantity, people_text
from stepward.core.quantities.place import Place

Words = dict[str, object]
ABSENT = "–"
LONGEST_DETAIL = 13
"""Letters of one line under a solution's number."""
VITALS_EVERY = 30
"""Minutes between two vitals within a long last step."""
MOST_VITALS = 8
LETTERS_A_LINE = 104
"""Letters of one small line across the page, carefully."""
MOST_CAUTIONS = 2
MOST_CAUTION_LINES = 5
MOST_MONITORING_LINES = 3


class Citation(Port):
    """What the paper needs to know of a source."""

    @property
    def citation(self) -> str:
        """The publication, label or policy."""

    @property
    def read_on(self) -> str:
        """The day on which it was read, as an ISO date, or nothing."""

    @property
    def what(self) -> str:
        """What of it was read."""


def retold_words(words: Words, place: Place) -> Words:
    """Write the instants in the words of a paper as a place reads them."""
    return words if place.is_utc else {key: _retold(value, place) for key, value in words.items()}


def _retold(value: object, place: Place) -> object:
    if isinstance(value, str):
        return place.retold(value)
    if isinstance(value, dict):
        return retold_words(value, place)
    return [_retold(item, place) for item in value] if isinstance(value, list) else value


def moment_text(moment: datetime) -> str:
    """Write an instant with its date in words, seconds and offset (H-25).

    Raises:
        ValueError: if the instant does not say its offset.
    """
    offset = moment.utcoffset()
    if offset is None:
        msg = "printed_at: expected an instant with its UTC offset, received one without"
        raise ValueError(msg)
    sign, minutes = ("-", -offset) if offset.total_seconds() < 0 else ("+", offset)
    whole = int(minutes.total_seconds()) // 60
    return f"{date_text(moment.date())} {moment:%H:%M:%S} UTC{sign}{whole // 60:02d}:{whole % 60:02d}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_text(day: date) -> str:
    """Write a date with the month in letters."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def head_words(plan: Plan) -> Words:
    """Say which drug, target dose and protocol this is."""
    protocol, target = plan.protocol, plan.order.target
    return {
        "drug": drug_name(plan),
        "target": target.amount.people(),
        "formula": target.formula,
        "protocol": f"{protocol.id}, version {protocol.version}",
        "title": protocol.title,
        "route": protocol.route,
        "cautions": sum(1 for item in plan.findings if item.severity is Severity.CAUTION),
        "caution_rows": caution_rows(plan),
        "has_pump": has_pump(plan.effective),
        "stop": _stop_words(plan),
    }


def has_pump(ladder: Ladder) -> bool:
    """Tell whether a pump runs in any step: at a rate, or over a time."""
    return any(step.rate is not None or not _is_nothing(step.duration) for step in ladder.steps)


def _stop_words(plan: Plan) -> str:
    """Say what the nurse does at the first sign; a dose into a vein may still be running though no rate is stated."""
    routes = [plan.protocol.route, *(step.route for step in plan.effective.steps)]
    if has_pump(plan.effective):
        return "Any sign: stop the pump by hand"
    if any(word in route.casefold() for route in routes for word in ("intravenous", "infusion")):
        return "Any sign: stop, give no more"
    return "Any sign: give no further dose"


def drug_name(plan: Plan) -> str:
    """Name the drug, in tall-man letters where its entry has them (H-40)."""
    return plan.order.entry.display if plan.order.entry is not None else plan.order.drug


def columns(ladder: Ladder, *, unit: str, has_clock: bool) -> list[Words]:
    """List the columns that this ladder fills; one that no step fills is left out."""
    found = [("number", "Step", "")]
    found += [("clock", "Start", "plan")] if has_clock else []
    found += [("solution", "Solution", "")] if _has_solution_column(ladder) else []
    optional = (("rate", "Rate", "mL/h"), ("duration", "Time", "min"), ("wait", "Then\nwait", "min"),
                ("volume", "Volume", "mL"))  # fmt: skip
    found += [item for item in optional if any(not _is_nothing(getattr(step, item[0])) for step in ladder.steps)]
    found += [("dose", "Dose", unit), ("cumulative_dose", "Given\nso far", unit)]
    return [{"key": key, "name": name, "unit": of} for key, name, of in found]


def _has_solution_column(ladder: Ladder) -> bool:
    """Tell whether any step has something to say in the column of solutions."""
    by_route = len({step.route for step in ladder.steps}) > 1
    return by_route or any(step.solution is not None or step.drug or step.delivers_nothing for step in ladder.steps)


def _is_nothing(quantity: Quantity | None) -> bool:
    return quantity is None or quantity.is_zero


def fraction_of(text: str) -> str:
    """Give the decimal part of a number's text, point included."""
    return text[text.index(".") :] if "." in text else ""


def _number(quantity: Quantity | None) -> str:
    return ABSENT if quantity is None else people_text(quantity.value)


def rows(ladder: Ladder, *, start: time | None) -> list[Words]:
    """Write each step, with a heading before the steps of each day."""
    clocks = _clocks(ladder, start)
    found: list[Words] = []
    before: PlannedStep | None = None
    seen: set[int] = set()
    for step in ladder.steps:
        is_new_day = step.day is not None and (before is None or before.day != step.day)
        if is_new_day:
            found.append({"kind": "day", "text": f"Day {step.day}"})
        is_new = step.solution is not None and before is not None and before.solution != step.solution
        found.append(
            {
                "kind": "step",
                "number": str(step.number),
                "clock": clocks.get(step.number, ABSENT),
                "solution": str(step.solution) if step.solution is not None else ABSENT,
                "details": _details(ladder, step, before=before, is_first_use=step.solution not in seen),
                "on_new_page": strength_lines(ladder, step),
                "is_new": is_new and not is_new_day,
                **{key: _cell(step, key) for key in ("rate", "duration", "wait", "volume", "dose", "cumulative_dose")},
            }
        )
        if step.solution is not None:
            seen.add(step.solution)
        before = step
    return found


def sheet_rows(ladder: Ladder, *, start: time | None) -> list[Words]:
    """Write the rows of the sheet: the state before step 1, each step, and vitals within a long last step."""
    found = rows(ladder, start=start)
    found[-1] |= {"vitals": last_vitals(ladder, start=start)}
    return [{"kind": "baseline", "text": "Before step 1"}, *found]


def last_vitals(ladder: Ladder, *, start: time | None) -> list[str]:
    """Name the times at which vitals are written within an infused last step that is long; none within a short one."""
    step = ladder.steps[-1]
    if step.duration is None or step.duration.value <= VITALS_EVERY:
        return []
    slots = timed_slots(ladder) if start is not None else None
    begin = slots[-1].begin if slots is not None and slots[-1].day == slots[0].day else None
    found = []
    for number in range(1, ceil(step.duration.value / VITALS_EVERY)):
        minutes = number * VITALS_EVERY
        clock = f" · {clock_text(start, begin + minutes)}" if start is not None and begin is not None else ""
        found.append(f"{step.number}, {minutes} min later{clock}")
    return [*found, f"{step.number}, at its end"][:MOST_VITALS]


def _cell(step: PlannedStep, key: str) -> Words:
    text = _number(getattr(step, key))
    return {"text": text, "fraction": fraction_of(text)}


def _details(ladder: Ladder, step: PlannedStep, *, before: PlannedStep | None, is_first_use: bool) -> list[str]:
    """Say under the solution what is new with this step."""
    found = strength_lines(ladder, step) if is_first_use else []
    if len({item.route for item in ladder.steps}) > 1 and (before is None or before.route != step.route):
        found += _lines(step.route)
    if step.drug and (before is None or before.drug != step.drug):
        found += _lines(step.drug)
    if step.delivers_nothing:
        found.append("fills the line")
    return found


def strength_lines(ladder: Ladder, step: PlannedStep) -> list[str]:
    """Write the strength of a step's solution, number and unit apart where they are too long for one line."""
    return [
        line for item in ladder.solutions if item.number == step.solution for line in _lines(item.strength.people())
    ]


def _lines(text: str) -> list[str]:
    """Break a text of the narrow column between words; a text that fits keeps its no-break spaces."""
    if len(text) <= LONGEST_DETAIL:
        return [text]
    return wrap(text.replace("\u00a0", " "), LONGEST_DETAIL, break_long_words=False, break_on_hyphens=False)


def _clocks(ladder: Ladder, start: time | None) -> dict[int, str]:
    """Tell the planned clock of each step of the first day; nothing where the source leaves a time open."""
    slots = timed_slots(ladder) if start is not None else None
    if start is None or slots is None:
        return {}
    return {slot.step.number: clock_text(start, slot.begin) for slot in slots if slot.day == slots[0].day}


def caution_rows(plan: Plan) -> list[Words]:
    """Write the cautions for the first page; none where they are too many or too long for it."""
    found = [row for row in finding_rows(plan) if row["severity"] == Severity.CAUTION.value]
    lines = sum(line_count(f"CAUTION {row['code']} {row['message']} {row['action']}") for row in found)
    return found if len(found) <= MOST_CAUTIONS and lines <= MOST_CAUTION_LINES else []


def line_count(text: str, *, letters: int = LETTERS_A_LINE) -> int:
    """Estimate the small lines that a text takes, across the page unless told."""
    return len(wrap(text, letters))


def head_lines(plan: Plan) -> int:
    """Estimate the small lines that the cautions take on the first page."""
    return sum(
        line_count(f"CAUTION {row['code']} {row['message']} {row['action']}") for row in caution_rows(plan)
    )  # fmt: skip


def monitoring_words(plan: Plan) -> str:
    """Write the source's own sentences on monitoring for the first page; nothing where they are too long for it."""
    text = f"As its source prints: {' '.join(plan.protocol.monitoring)}" if plan.protocol.monitoring else ""
    return text if line_count(text) <= MOST_MONITORING_LINES else ""


def planned_end(ladder: Ladder, *, start: time | None) -> str:
    """Tell the clock at which the last step ends, halves up to the minute; nothing where it is not known."""
    slots = timed_slots(ladder) if start is not None else None
    if start is None or slots is None or not ladder.total_duration.value or slots[-1].day != slots[0].day:
        return ""
    minutes = floor(ladder.total_duration.value + Fraction(1, 2))
    days = (start.hour * 60 + start.minute + minutes) // MINUTES_A_DAY
    later = "" if not days else ", next day" if days == 1 else f", {days} days later"
    return f"Planned end {clock_text(start, Fraction(minutes))}{later}."


def notes(plan: Plan, *, start: time | None = None) -> list[str]:
    """Say under the table how its numbers are to be read."""
    ladder, devices = plan.effective, plan.order.devices
    found = []
    if timed_slots(ladder) is not None and ladder.total_duration.value:
        days = len({step.day for step in ladder.steps if step.day is not None})
        over = f" over {days} days" if days > 1 else ""
        found.append(f"Planned time{over} {time_text(ladder)}.")
        found += [end] if (end := planned_end(ladder, start=start)) else []
    found.append("Doses to 3 decimals; smaller ones to 3 digits.")
    if plan.as_set is not None and devices.pump_increment is not None:
        found.append(f"Rates are set in steps of {devices.pump_increment.people()}.")
    if plan.as_set is not None and devices.syringe_increment is not None:
        found.append(f"Volumes are drawn in steps of {devices.syringe_increment.people()}.")
    return found


def solution_rows(ladder: Ladder) -> list[Words]:
    """Write each solution: volume, drug in it, strength, what is used and what is discarded."""
    return [
        {
            "number": str(item.number),
            "name": item.name,
            "steps": _steps_of(ladder, item),
            "volume": _number(item.volume),
            "amount": _number(item.amount),
            "strength": people_text(item.strength.per_ml.value),
            "used": _number(item.infused),
            "discard": _number(item.discarded),
            "made": ". ".join(part.rstrip(".") for part in (item.diluent, item.preparation) if part),
        }
        for item in ladder.solutions
    ]


def _steps_of(ladder: Ladder, solution: PlannedSolution) -> str:
    numbers = [step.number for step in ladder.steps if step.solution == solution.number]
    if not numbers:
        return ABSENT
    if numbers == list(range(numbers[0], numbers[-1] + 1)) and len(numbers) > 1:
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(str(number) for number in numbers)


def finding_rows(plan: Plan) -> list[Words]:
    """Write each finding of a plan."""
    return [finding_row(item) for item in plan.findings]


def finding_row(item: Finding) -> Words:
    """Write a finding: severity, code, sentence, what to do, and its source."""
    return {"severity": item.severity.value, "code": item.code, "message": item.message, "action": item.action,
            "source": item.source}  # fmt: skip


def source_rows(plan: Plan, sources: Mapping[str, Citation], *more: str) -> list[Words]:
    """Write each source that the protocol, a finding or the line names: the citation, what was read of it, and when."""
    names = dict.fromkeys((*plan.protocol.sources, *(item.source for item in plan.findings), *more))
    return [_source_row(name, sources.get(name)) for name in names if name]


def _source_row(name: str, source: Citation | None) -> Words:
    if source is None:
        return {"id": name, "citation": "not in the catalogue of sources", "what": "", "read": ""}
    read = f"Read on {date_text(date.fromisoformat(source.read_on))}." if source.read_on else ""
    return {"id": name, "citation": source.citation, "what": source.what, "read": read}


def protocol_words(plan: Plan) -> list[Words]:
    """Write what the source says beside its table: monitoring, premedication, reactions, and notes to steps."""
    protocol = plan.protocol
    parts = (
        ("Monitoring", " ".join(protocol.monitoring)),
        ("Premedication", " ".join(protocol.premedication)),
        ("After a reaction", protocol.reaction_rule),
        ("Tolerance", protocol.tolerance_rule),
        *((f"Step {step.number}", step.note) for step in plan.effective.steps if step.note),
        *(("Note", note) for note in protocol.notes),
    )
    return [{"name": name, "text": text} for name, text in parts if text]
