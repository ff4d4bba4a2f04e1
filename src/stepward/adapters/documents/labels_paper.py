"""Labels on paper, 100 x 70 mm, one page each, for a thermal printer of 203 dots an inch."""

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from stepward.adapters.documents.label_code import code_of
from stepward.adapters.documents.paper_words import Words, date_text
from stepward.adapters.documents.typesetting import typeset
from stepward.core.findings import Refusal
from stepward.core.preparation.labels import Label
from stepward.core.protocols.plan import PlannedStep
from stepward.core.quantities import Duration, Quantity, people_text
from stepward.core.quantities.place import wall_clock

MOST_DOTS, LEAST_DOTS = 6, 4
"""Dots of a module; four dots of 203 in an inch are 0.5 mm."""
QUIET = 4
"""Modules of white around the code."""
CODE_DOTS = 176
"""What the code and its quiet zone may take, in dots: 22 mm."""
MINUTES_AN_HOUR = 60


class LabelCodeTooLong(Refusal):
    """The code of a label has too many modules to be printed large enough."""


def labels_pdf(labels: Sequence[Label], *, printed_at: datetime) -> bytes:
    """Write one page for each label; equal inputs give equal bytes.

    Raises:
        LabelCodeTooLong: if a code would be too fine to be scanned.
    """
    words = [label_words(item) for item in labels]
    return typeset("label.typ", {"labels": json.dumps(words, ensure_ascii=False)}, printed_at=printed_at)


def label_words(label: Label) -> Words:
    """Collect everything that one label says."""
    code = code_of(label)
    modules = int(code.to_image(scale=1, add_quiet_zones=False).shape[0])
    dots = min(MOST_DOTS, CODE_DOTS // (modules + 2 * QUIET))
    if dots < LEAST_DOTS:
        msg = f"label {label.identity}: its code has {modules} modules a side, too many for a label"
        raise LabelCodeTooLong(msg)
    identity, per_ml = label.identity, label.strength.per_ml
    return {
        "code": code.to_svg(add_quiet_zones=False),
        "modules": modules,
        "dots": dots,
        "identity": str(identity)[:-2],
        "check": identity.check,
        "caption": f"{label.caption}, {'letter' if identity.is_intermediate else 'solution'}, bag",
        "is_intermediate": identity.is_intermediate,
        "mark": identity.mark,
        "count": label.count,
        "patient": _patient(label),
        "drug": label.drug,
        "amount": label.amount.people(),
        "volume": label.volume.people(),
        "diluent": label.diluent or "diluent not on file",
        "strength": people_text(per_ml.value),
        "unit": label.strength.unit,
        "planned": "" if label.wanted.people() == label.strength.people() else f"Plan: {label.wanted.people()}",
        "only_for": only_for(label),
        "how": how(label.steps),
        "use": use_sentence(label),
        "after": "" if label.after is None else f"Comes after solution {label.after}.",
        "hazard": {True: "HAZARDOUS", False: "", None: "Hazardous or not: not on file"}[label.is_hazardous],
        "notes": list(label.notes),
        "made": _moment(label.made_at),
        "before": _moment(label.use_before),
        "keeps": keeps_words(label),
    }


def _patient(label: Label) -> Words | None:
    patient = label.patient
    if patient is None:
        return None
    return {
        "name": patient.name,
        "born": date_text(patient.born),
        "identifier": patient.identifier,
        "is_invented": patient.is_invented,
    }


def _moment(moment: datetime | None) -> Words | None:
    if moment is None:
        return None
    day = date_text(moment.date()).rsplit(" ", 1)
    offset = f"{moment:%z}"
    return {
        "clock": f"{day[0]} {wall_clock(moment)}",
        "rest": f"{day[1]} UTC{offset[:3]}:{offset[3:5]}" if offset else day[1],
    }


def keeps_words(label: Label) -> str:
    """Say from what the hand-written use-before time is taken; unknown is said."""
    if label.use_before is not None:
        return ""
    if label.lasts is None:
        return "" if label.identity.is_intermediate else "Unknown: write it"
    return f"{duration_text(label.lasts)} after making"


def duration_text(duration: Duration) -> str:
    """Write whole hours as hours, anything else as minutes."""
    hours = duration.value / MINUTES_AN_HOUR
    return f"{people_text(hours)}\u00a0h" if hours.denominator == 1 and hours >= 1 else duration.people()


def only_for(label: Label) -> Words:
    """Say how a solution is given and for which steps; of an intermediate, what is drawn from it."""
    if not label.steps:
        return {"route": "Only to draw from:", "steps": ", ".join(item.words for item in label.serves) or "nothing"}
    routes = list(dict.fromkeys(step.route for step in label.steps if step.route))
    route = ", ".join(routes) or "route not stated"
    name = "step" if len(label.steps) == 1 else "steps"
    numbers = ", ".join(str(step.number) for step in label.steps)
    return {"route": f"{route[:1].upper()}{route[1:]}, only for", "steps": f"{name} {numbers}"}


def how(steps: Sequence[PlannedStep]) -> list[str]:
    """Say how fast and how long, or, where no pump rate is stated, how much: parts in turn plain and bold."""
    if not steps:
        return []
    if all(step.rate is not None for step in steps):
        return ["at ", _values([step.rate for step in steps]), _minutes(steps)]
    if all(step.volume is not None for step in steps):
        return [_each(steps), _values([step.volume for step in steps]), _minutes(steps)]
    return [_each(steps), _values([step.dose for step in steps]), _minutes(steps)]


def _each(steps: Sequence[PlannedStep]) -> str:
    return "one dose of " if len(steps) == 1 else "one dose a step: "


def _values(found: Sequence[Quantity | None]) -> str:
    known = [item for item in found if item is not None]
    numbers = ", ".join(people_text(item.value) for item in known)
    return f"{numbers}\u00a0{known[0].unit}"


def _minutes(steps: Sequence[PlannedStep]) -> str:
    """Write how long the steps take: one time for all, or one for all but the last, or each."""
    times = [step.duration for step in steps]
    known = [item for item in times if item is not None and not item.is_zero]
    if len(known) < len(times):
        return ""
    if len(known) == 1:
        return f", {known[0].people()}"
    runs = [len(list(group)) for _, group in groupby(known)]
    if len(runs) == 1:
        return f", {known[0].people()} each"
    if runs == [len(known) - 1, 1]:
        each = " each" if runs[0] > 1 else ""
        return f", {known[0].people()}{each}, step\u00a0{steps[-1].number} for {known[-1].people()}"
    return f", for {_values(known)}"


def use_sentence(label: Label) -> Words:
    """Say how much leaves the bag, what of it fills lines, and what becomes of the rest."""
    if label.discard.value <= 0:
        return {"uses": "all of it", "rest": "."}
    lines = "" if label.lines.value <= 0 else f", {label.lines.people()} of it for the line"
    return {"uses": label.uses.people(), "rest": f"{lines}. Discard the rest: {label.discard.people()}."}
