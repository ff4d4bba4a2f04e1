"""What the vein gets of a plan, in the words of its page: the limits of the chart, and the plan to prime and flush."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from stepward.adapters.documents.chart_vein import vein_words
from stepward.core.delivery.line import SALINE as HOLDS_SALINE
from stepward.core.delivery.priming import EndFlush, PrimingPlan
from stepward.core.delivery.repair_findings import volumes_of
from stepward.core.delivery.vein import Vein
from stepward.core.quantities import people_text
from stepward.shells.web.figures import Figure, column_of
from stepward.shells.web.shown import Change, ShownSource, shown_source
from stepward.simulation import Band
from stepward.usecases.veining import OWN, AtVein

PLUG_FLOW = "INFUSION-LINE-MODELS"
DISPERSION = "LINE-DISPERSION"
FIRST = Change(words="Fill with solution 1", field="primed_with", value="solution-1")
FRESH = Change(words="Fresh line each", field="primed_with", value=OWN)
EACH = Change(words="Own line for each solution", field="primed_with", value=OWN)
_PLUG = "Plug flow, the sharpest case. Real fronts are smoother, and some drug may come in half the time."


@dataclass(frozen=True, slots=True, kw_only=True)
class FillRow:
    """One line to fill: what it holds, what runs in, what runs to waste."""

    number: int
    solution: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column of mL."""

    label: str
    fraction_width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that is said of the line."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """The line: what it is, how it is primed and flushed, what that costs and changes."""

    what: str
    repair: str
    heads: tuple[Head, ...]
    rows: tuple[FillRow, ...]
    said: tuple[Said, ...]
    limits: tuple[str, ...]
    words: tuple[str, ...]
    sources: tuple[ShownSource, ...]


def shown_line(at_vein: AtVein, *, title: str, band: Band | None, unit: str) -> ShownLine:
    """Put the line of a plan into words; `title` names its set, where it has one."""
    priming = at_vein.priming
    columns = (
        ("Line holds", column_of(fill.holds for fill in priming.fills)),
        ("Run in", column_of(fill.run_in for fill in priming.fills)),
        ("To waste", column_of(fill.discard for fill in priming.fills)),
    )
    kinds = (PLUG_FLOW, DISPERSION) if band is not None else (PLUG_FLOW,)
    return ShownLine(
        what=line_words(at_vein, title=title),
        repair=_repair_words(priming),
        heads=tuple(Head(label=label, fraction_width=column.fraction_width) for label, column in columns),
        rows=tuple(
            FillRow(number=place + 1, solution=fill.solution, figures=tuple(item.figures[place] for _, item in columns))
            for place, fill in enumerate(priming.fills)
        ),
        said=tuple(_said(at_vein)),
        limits=(_PLUG, _band_words(band)) if band is not None else (_PLUG,),
        words=tuple(vein_words(at_vein, unit=unit)),
        sources=tuple(shown_source(item) for item in kinds),
    )


def changes_of(at_vein: AtVein, *, values: Iterable[str]) -> dict[str, Change]:
    """Give the changes that the form can make, by the code of the finding that asks for them."""
    if any(step.delivers_nothing for step in at_vein.ladder.steps):
        return {}  # the steps of the protocol fill the line
    holds_saline = at_vein.line.primed_with == HOLDS_SALINE
    if EACH.value in set(values):
        return {"VEIN-02": FIRST if holds_saline else EACH, "VEIN-03": FRESH, "VEIN-07": EACH}
    return {"VEIN-02": FIRST, "VEIN-07": FIRST} if holds_saline else {}


def line_words(at_vein: AtVein, *, title: str) -> str:
    """Say which line it is and what it holds before the start."""
    line = at_vein.line
    carrier = "" if at_vein.carrier is None else f", with a carrier of {at_vein.carrier.people()}"
    own = next(iter(line.branches.values())).people() if line.branches else ""
    if own and line.common.is_zero:
        return f"{_named(title, own)} for each solution, filled with it up to the patient{carrier}."
    held = "saline" if line.primed_with == HOLDS_SALINE else f"solution {line.primed_with}"
    beside = f"; {own} of its own for each solution, filled with it" if own else ""
    return f"{_named(title, line.common.people())}, filled with {held} before the start{carrier}{beside}."


def _named(title: str, volume: str) -> str:
    return f"{title}, {volume}" if title else f"A line of {volume}"


def _band_words(band: Band) -> str:
    return (
        "The light area spans no mixing to full mixing in the line. "
        f"A tube of {people_text(Fraction(str(band.inner_diameter_mm)))}\u00a0mm inside is assumed."
    )


def _repair_words(priming: PrimingPlan) -> str:
    """Lead from what the line is to how it is filled, where that changes anything."""
    if not priming.fills or not priming.gives_every_step:
        return ""
    return "Filled and flushed as below, it gives every step its dose."


def _said(at_vein: AtVein) -> Iterable[Said]:
    priming = at_vein.priming
    if not priming.fills:
        yield Said(name="Fill", text="The steps of this protocol fill the line. Nothing is run in before.")
    else:
        yield Said(name="Fill", text=_fill_words(priming))
    if priming.flush is not None:
        yield Said(name="Flush", text=_flush_words(priming.flush, step=at_vein.ladder.steps[-1].number))
    yield Said(name="Cost", text=_cost_words(priming))
    if priming.fills and priming.before != priming.after:
        yield Said(name="Change", text=_change_words(priming.before, priming))


def _fill_words(priming: PrimingPlan) -> str:
    if len(priming.fills) == 1:
        return "Run the solution in up to the patient, before the line is joined."
    return "Each solution has a line of its own, full up to the patient. Join the lines at the patient."


def _flush_words(flush: EndFlush, *, step: int) -> str:
    rate, parts = flush.rate.people(), []
    if not flush.instead.is_zero:
        parts.append(f"For the last {flush.instead.people()} of step {step}, push saline in place of the bag.")
    if not flush.after_end.is_zero:
        parts.append(f"When step {step} is over, push {flush.after_end.people()} more.")
    minutes = people_text(flush.minutes.value, places=1)
    return " ".join([*parts, f"{flush.volume.people()} at {rate}, {minutes}\u00a0min, never faster."])


def _cost_words(priming: PrimingPlan) -> str:
    if not priming.taken:
        return "Nothing beyond the plan is made."
    if priming.thrown_away.is_zero:
        return f"{volumes_of(priming.taken)}, out of what would be discarded. Nothing beyond the plan is made."
    more = f"{volumes_of(priming.extra)} beyond the plan. {priming.thrown_away.people()} of drug is thrown away."
    spared = any(priming.extra[number] != volume for number, volume in priming.taken.items())
    return f"The lines take {volumes_of(priming.taken)}. Made for that: {more}" if spared else more


def _change_words(before: Vein, priming: PrimingPlan) -> str:
    after, first = priming.after, before.first_drug_minutes
    now = "at once" if not after.first_drug_minutes else f"after {_minutes(after.first_drug_minutes)}"
    instead = "" if not first else f", not after {_minutes(first)}"
    steps = "Every step gives its dose." if priming.gives_every_step else "Not every step gives its dose."
    return f"The first drug comes {now}{instead}. {steps}"


def _minutes(minutes: Fraction) -> str:
    return f"{people_text(minutes, places=0)}\u00a0min"
