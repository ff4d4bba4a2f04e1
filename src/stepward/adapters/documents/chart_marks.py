"""What is drawn on a dose chart: bands, panels, curves and labels."""

from dataclasses import dataclass
from datetime import time
from fractions import Fraction
from itertools import groupby

from stepward.adapters.documents.chart_axes import LogAxis, Slot, Stretch, TimeAxis
from stepward.adapters.documents.chart_svg import label, path, px, tag
from stepward.core.protocols.plan import PlannedStep
from stepward.core.quantities import people_text

LETTER = 6.8
"""Pixels of one letter of a caption, generously."""
SAMPLES = 16
DIGIT = 8.6
"""Pixels of one digit beside a panel, generously."""
BESIDE = 10.0
ROW = 17.0
LINE = 13.0
CAPTION = 19.0
ROOM = 30.0
MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The geometry of one chart: all that a further curve needs to be drawn on it."""

    axis: TimeAxis
    upper: LogAxis
    lower: LogAxis
    unit: str
    has_rates: bool
    has_shade: bool
    ink: str

    def value(self, step: PlannedStep) -> Fraction:
        """Give what the upper panel shows of a step: its dose rate, or its dose where steps have no rate."""
        rate = step.dose_rate
        return rate.value if self.has_rates and rate is not None else step.dose.value

    def x(self, slot: Slot, minute: Fraction) -> float:
        """Place a minute of a slot's day."""
        return self.axis.x(minute, day=slot.day)

    def middle(self, slot: Slot) -> float:
        """Place the point of a single dose: at its time, or in the middle of its place."""
        return self.x(slot, slot.begin if self.axis.is_time else (slot.begin + slot.until) / 2)


def bands(chart: Chart) -> list[str]:
    """Shade every second solution and write its caption, with a row for the days where there are several."""
    parts = [
        tag("rect", "dose-chart-band", x=left, y=chart.upper.top - 6, width=right - left,
            height=chart.lower.bottom - chart.upper.top + 6, fill=chart.ink, fill_opacity="0.05")
        for place, (_, left, right) in enumerate(_groups(chart, by_day=False)) if place % 2 and chart.has_shade
    ]  # fmt: skip
    for place, (_, left, _right) in enumerate(_groups(chart, by_day=False)):
        if place:
            parts.append(_vertical(chart, left))
    if chart.axis.has_days:
        parts += _captions(chart, _groups(chart, by_day=True), "Day", y=chart.upper.top - CAPTION - ROW, weight="600")
    return parts + _captions(chart, _groups(chart, by_day=False), "Solution", y=chart.upper.top - CAPTION, weight="500")


def _vertical(chart: Chart, x: float) -> str:
    return tag("path", "dose-chart-divide", d=f"M{px(x)} {px(chart.upper.top - 26)}V{px(chart.lower.bottom)}",
               stroke=chart.ink, stroke_opacity="0.55", stroke_dasharray="1.5 3", fill="none")  # fmt: skip


def _groups(chart: Chart, *, by_day: bool) -> list[tuple[int | None, float, float]]:
    """Join slots of one day, or of one day and solution; give number and pixels."""
    found = []
    for (day, solution), group in groupby(
        chart.axis.slots, key=lambda slot: (slot.day, None if by_day else slot.step.solution)
    ):
        slots = list(group)
        left, right = chart.x(slots[0], slots[0].begin), chart.x(slots[-1], slots[-1].until)
        found.append((day if by_day else solution, left, right))
    return found


def _captions(
    chart: Chart, groups: list[tuple[int | None, float, float]], word: str, *, y: float, weight: str
) -> list[str]:
    """Write each caption in full where there is room, else the number alone, else nothing."""
    full = all(right - left > LETTER * (len(word) + 3) for number, left, right in groups if number is not None)
    parts = []
    for number, left, right in groups:
        text = f"{word} {number}" if full else str(number)
        if number is not None and right - left > LETTER * len(text):
            parts.append(label("dose-chart-caption", text, x=left + 4, y=y, anchor="start", fill=chart.ink,
                               font_weight=weight))  # fmt: skip
    return parts


def panel(chart: Chart, axis: LogAxis, *, title: str, dashes: str | None = None) -> list[str]:
    """Draw a panel: heading with a sample of its line, a line for each power of ten, and the ground line."""
    y = axis.top - (20 if axis is chart.lower else 34 + ROW * (1 + chart.axis.has_days))
    parts = [
        tag("path", "dose-chart-sample", d=f"M0 {px(y)}h26", stroke=chart.ink, stroke_width=2,
            stroke_dasharray=dashes, fill="none"),
        label("dose-chart-title", title, x=34, y=y + 5, anchor="start", fill=chart.ink, font_weight="600",
              font_size=14),
    ]  # fmt: skip
    return parts + grid(chart, axis)


def grid(chart: Chart, axis: LogAxis) -> list[str]:
    """Draw a line for each power of ten, and the ground line."""
    left, right = chart.axis.edges
    parts = []
    for decade in axis.decades:
        level = axis.y(decade)
        parts += [
            tag("path", "dose-chart-grid", d=f"M{px(left)} {px(level)}H{px(right)}", stroke=chart.ink,
                stroke_opacity="0.22", fill="none"),
            label("dose-chart-scale", people_text(decade), x=left - BESIDE + 2, y=level + 4.5, anchor="end",
                  fill=chart.ink),
        ]  # fmt: skip
    parts.append(tag("path", "dose-chart-ground", d=f"M{px(left)} {px(axis.bottom)}H{px(right)}", stroke=chart.ink,
                     stroke_opacity="0.7", fill="none"))  # fmt: skip
    return parts


def rate_curve(
    chart: Chart, *, css: str = "dose-chart-rate", width: float = 2.2, dashes: str | None = None
) -> list[str]:
    """Draw the dose rate as steps with a gap where nothing is delivered; single doses as points on stems."""

    def line(points: list[tuple[float, float]]) -> str:
        return tag("path", css, d=path(points), stroke=chart.ink, stroke_width=width, stroke_dasharray=dashes,
                   stroke_linejoin="round", fill="none")  # fmt: skip

    if not chart.has_rates:
        return [part for slot in chart.axis.slots if not slot.step.dose.is_zero for part in _point(chart, slot)]
    parts, run = [], list[tuple[float, float]]()
    before: Slot | None = None
    for slot in chart.axis.slots:
        breaks = before is None or before.day != slot.day or before.end != slot.begin or slot.step.dose.is_zero
        if breaks and run:
            parts.append(line(run))
            run = []
        before = slot
        if not slot.step.dose.is_zero:
            level = chart.upper.y(chart.value(slot.step))
            run += [(chart.x(slot, slot.begin), level), (chart.x(slot, slot.end), level)]
    return [*parts, line(run)] if run else parts


def _point(chart: Chart, slot: Slot) -> list[str]:
    x, y = chart.middle(slot), chart.upper.y(chart.value(slot.step))
    return [
        tag("path", "dose-chart-stem", d=f"M{px(x)} {px(chart.upper.bottom)}V{px(y)}", stroke=chart.ink,
            stroke_opacity="0.45", fill="none"),
        tag("circle", "dose-chart-dose", cx=x, cy=y, r=3.6, fill=chart.ink),
    ]  # fmt: skip


def given_curve(chart: Chart) -> list[str]:
    """Draw the cumulative dose: rising while a dose runs, level between doses, from the first drug on."""
    parts, run = [], list[tuple[float, float]]()
    given, day = Fraction(0), None
    for slot in chart.axis.slots:
        if day is not None and slot.day != day and chart.axis.is_time:
            parts.append(_given_line(chart, run))
            run = [(chart.x(slot, slot.begin), chart.lower.y(given))] if given else []
        day = slot.day
        run += _rise(chart, slot, given, at_once=not chart.has_rates)
        given = slot.step.cumulative_dose.value
    return [*parts, _given_line(chart, run)] if run else parts


def _given_line(chart: Chart, points: list[tuple[float, float]]) -> str:
    return tag("path", "dose-chart-given", d=path(points), stroke=chart.ink, stroke_width=2, stroke_dasharray="5 3",
               stroke_linejoin="round", fill="none")  # fmt: skip


def _rise(chart: Chart, slot: Slot, given: Fraction, *, at_once: bool) -> list[tuple[float, float]]:
    dose, level = slot.step.dose.value, chart.lower.y
    if at_once:
        here = chart.middle(slot)
        jump = [(here, level(given))] if dose else []
        after = [(here, level(given + dose)), (chart.x(slot, slot.until), level(given + dose))]
        return jump + after if given + dose else []
    if not dose:
        return [(chart.x(slot, slot.until), level(given))] if given else []
    span, lowest = slot.end - slot.begin, Fraction(10) ** chart.lower.low
    first = max((lowest - given) / dose, Fraction(0))
    shares = (first + (1 - first) * Fraction(sample, SAMPLES) for sample in range(SAMPLES + 1))
    points = [(chart.x(slot, slot.begin + span * share), level(given + dose * share)) for share in shares]
    return [*points, (chart.x(slot, slot.until), level(given + dose))]


def step_labels(chart: Chart) -> list[str]:
    """Write the number of each step over its line, as far as they do not touch."""
    parts, edge, height = [], 0.0, 0.0
    for slot in chart.axis.slots:
        text = _step_text(chart, slot)
        half = LETTER * len(text) / 2
        x = (chart.x(slot, slot.begin) + chart.x(slot, slot.until)) / 2 if chart.has_rates else chart.middle(slot)
        x = min(x, chart.axis.edges[1] - half)
        y = chart.upper.bottom - 5 if slot.step.dose.is_zero else chart.upper.y(chart.value(slot.step)) - 7
        if x - half < edge + 2 and abs(y - height) < LINE:
            if not _is_cut(chart, slot):
                continue
            y = height - LINE
        edge, height = x + half, y
        parts.append(label("dose-chart-step", text, x=x, y=y, fill=chart.ink))
    return parts


def _step_text(chart: Chart, slot: Slot) -> str:
    number = f"{slot.step.number}: 0" if slot.step.dose.is_zero else str(slot.step.number)
    return f"{number}, to {people_text(slot.until, places=0)} min" if _is_cut(chart, slot) else number


def _is_cut(chart: Chart, slot: Slot) -> bool:
    stretch = chart.axis.stretch(slot.day)
    return stretch.is_shortened and slot.until == stretch.minutes[-1]


def time_labels(chart: Chart, start: time | None) -> list[str]:
    """Write minutes under the panels and, where a start is given, the clock under them; else the step numbers."""
    if not chart.axis.is_time:
        return _number_labels(chart)
    parts = []
    for stretch in chart.axis.stretches:
        is_first, is_last = stretch is chart.axis.stretches[0], stretch is chart.axis.stretches[-1]
        for minute in stretch.ticks:
            if is_last or not minute or stretch.pixels[-1] - stretch.x(minute) > ROOM:
                # Only the first day has a clock: the start of the others is not known.
                parts += _tick(chart, stretch, minute, start if is_first else None, is_first=is_first)
        if stretch.is_shortened:
            parts.append(_break(chart, stretch.pixels[1]))
    return parts


def _tick(chart: Chart, stretch: Stretch, minute: Fraction, start: time | None, *, is_first: bool) -> list[str]:
    x, y = stretch.x(minute), chart.lower.bottom
    text = f"{people_text(minute)} min" if not minute and is_first else people_text(minute)
    parts = [
        tag("path", "dose-chart-ground", d=f"M{px(x)} {px(y)}v5", stroke=chart.ink, stroke_opacity="0.7", fill="none"),
        label("dose-chart-time", text, x=x, y=y + 20, fill=chart.ink, font_weight="600"),
    ]
    if start is not None:
        parts.append(label("dose-chart-clock", clock_text(start, minute), x=x, y=y + 37, fill=chart.ink))
    return parts


def _break(chart: Chart, x: float) -> str:
    """Mark on the ground line that the time after this point is drawn shortened."""
    y = chart.lower.bottom
    marks = "".join(f"M{px(x + 8 + shift)} {px(y + 5)}l5 -10" for shift in (0, 5))
    return tag("path", "dose-chart-break", d=marks, stroke=chart.ink, stroke_width=1.5, fill="none")


def _number_labels(chart: Chart) -> list[str]:
    parts, edge, y = [], 0.0, chart.lower.bottom
    for slot in chart.axis.slots:
        text = str(slot.step.number)
        x = (chart.x(slot, slot.begin) + chart.x(slot, slot.until)) / 2
        if x - LETTER * len(text) / 2 > edge + 2:
            parts.append(label("dose-chart-time", text, x=x, y=y + 20, fill=chart.ink, font_weight="600"))
            edge = x + LETTER * len(text) / 2
    name = "Step number; steps are drawn equally wide"
    return [*parts, label("dose-chart-clock", name, x=chart.axis.edges[0], y=y + 37, anchor="start", fill=chart.ink)]


def clock_text(start: time, minutes: Fraction) -> str:
    """Tell the clock some minutes after the start, seconds left out."""
    whole = (start.hour * 60 + start.minute + int(minutes)) % MINUTES_A_DAY
    return f"{whole // 60:02d}:{whole % 60:02d}"
