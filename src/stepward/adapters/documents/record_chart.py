"""Vital signs of a session over time as SVG: steps and holds above, limits dashed, reactions and treatments marked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from stepward.adapters.documents.chart_svg import label, path, px, tag
from stepward.core.quantities import people_text
from stepward.core.quantities.place import UTC_PLACE, Place
from stepward.core.sessions.record import Line, Record
from stepward.core.sessions.session import State
from stepward.core.sessions.vitals import PULSE, SATURATION, SYSTOLIC

WIDTH, LEFT, RIGHT = 760.0, 62.0, 744.0
BAND_TOP, BAND, MARKS = 4.0, 18.0, 46.0
PANEL, GAP = 92.0, 16.0
LETTER = 7.0
APART = 13
MOST_TICKS = 9
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440)
PANELS = ((SYSTOLIC, "Systolic", "mmHg"), (PULSE, "Pulse", "/min"), (SATURATION, "SpO₂", "%"))
INK = "#000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The time that is drawn."""

    begin: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        """Tell where a moment stands; one outside is moved to the edge."""
        share = (at - self.begin) / (self.end - self.begin)
        return LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0)


def record_chart(record: Record, wall: Place = UTC_PLACE) -> str:
    """Draw the vital signs of a session; nothing where none of them was read."""
    shown = [panel for panel in PANELS if any(panel[0] in dict(item.values) for item in record.vitals)]
    if not shown:
        return ""
    span = _span(record)
    first = BAND_TOP + BAND + MARKS
    bottom = first + len(shown) * (PANEL + GAP) - GAP
    parts = [_hatch(), *_bands(record.lines, span, bottom), *_marks(record, span, bottom)]
    for place, (name, title, unit) in enumerate(shown):
        parts += _panel(record, span, name, f"{title}, {unit}", top=first + place * (PANEL + GAP))
    parts += _times(span, bottom, wall)
    height = bottom + 26
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {px(WIDTH)} {px(height)}" '
        f'font-family="Inter">{"".join(parts)}</svg>'
    )


def _span(record: Record) -> Span:
    moments = [*(item.at.at for item in record.vitals), *(line.entry.at.at for line in record.lines if line.step)]
    begin, end = min(moments), max(moments)
    return Span(begin=begin, end=max(end, begin + timedelta(minutes=1)))


def _hatch() -> str:
    stroke = tag("path", "hatch", d="M0 5L5 0", stroke=INK, stroke_width=0.7)
    return f'<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse">{stroke}</pattern></defs>'


def stretches(lines: tuple[Line, ...]) -> list[tuple[State, int, datetime, datetime]]:
    """Join lines of the same state and step to stretches of time, in their order."""
    found: list[tuple[State, int, datetime, datetime]] = []
    for line, after in pairwise([*lines, *lines[-1:]]):
        if line.state not in {State.RUNNING, State.HELD, State.OBSERVING}:
            continue
        begin, end = line.entry.at.at, max(line.entry.at.at, after.entry.at.at)
        if found and found[-1][:2] == (line.state, line.step) and found[-1][3] == begin:
            found[-1] = (*found[-1][:3], end)
        else:
            found.append((line.state, line.step, begin, end))
    return found


def _bands(lines: tuple[Line, ...], span: Span, bottom: float) -> list[str]:
    """Draw one box for each stretch: a step plain, a hold hatched, the time of watching open."""
    parts = []
    for state, step, begin, end in stretches(lines):
        x, width = span.x(begin), span.x(end) - span.x(begin)
        fill = "url(#hatch)" if state is State.HELD else "none"
        parts.append(
            tag("rect", "band", x=x, y=BAND_TOP, width=width, height=BAND, fill=fill, stroke=INK, stroke_width=0.7)
        )
        parts.append(_line(x, BAND_TOP + BAND + MARKS, x, bottom, width=0.5, dash="1 3"))
        text = {State.RUNNING: str(step), State.HELD: "", State.OBSERVING: "watched"}[state]
        if text and len(text) * LETTER + 2 <= width:
            parts.append(label("step", text, x=x + width / 2, y=BAND_TOP + 13.5, fill=INK, font_size=12.0))
    return [label("name", "Step", x=LEFT - 8, y=BAND_TOP + 13.5, anchor="end", fill=INK, font_size=11.0), *parts]


def _marks(record: Record, span: Span, bottom: float) -> list[str]:
    """Mark reactions by filled triangles and treatments by open squares, each with its number."""
    parts, edges = list[str](), {True: 0.0, False: 0.0}
    marks = [(item.at.at, f"R{item.number}", True) for item in record.reactions]
    marks += [(item.at, f"T{place}", False) for place, item in enumerate(record.treatments, 1)]
    for at, text, is_reaction in sorted(marks):
        x, y = span.x(at), BAND_TOP + BAND + (13 if is_reaction else 28)
        shape = f"M{px(x - 4.5)} {px(y)}h9l-4.5 -8.5z" if is_reaction else f"M{px(x - 4)} {px(y)}h8v-8h-8z"
        parts.append(_line(x, y, x, bottom, width=1.2 if is_reaction else 0.7))
        fill = INK if is_reaction else "#fff"
        css = "mark mark-full" if is_reaction else "mark"
        parts.append(tag("path", css, d=shape, fill=fill, stroke=INK, stroke_width=1))
        if x > edges[is_reaction]:
            parts.append(label("mark", text, x=x + 7, y=y, anchor="start", fill=INK, font_size=11.0))
            edges[is_reaction] = x + 9 + LETTER * len(text)
    return parts


def _panel(record: Record, span: Span, name: str, title: str, *, top: float) -> list[str]:
    points = [(item.at.at, value) for item in record.vitals for key, value in item.values if key == name]
    limits = [
        value
        for item in (record.session.plan.vitals if record.session.plan else ())
        if item.name == name
        for value in (item.low, item.high)
        if value is not None
    ]
    values = [value for _, value in points] + limits
    low, high = min(values), max(values)
    room = max((high - low) / 8, Fraction(2))
    low, high = low - room, high + room

    def y(value: Fraction) -> float:
        return top + PANEL * float((high - value) / (high - low))

    bottom = top + PANEL
    parts = [
        _line(LEFT, top, LEFT, bottom, width=1),
        _line(LEFT, bottom, RIGHT, bottom, width=0.5),
        label("name", title, x=LEFT + 6, y=top - 3, anchor="start", fill=INK, font_size=12.0, font_weight="600"),
    ]
    for value in limits:
        parts.append(_line(LEFT, y(value), RIGHT, y(value), width=1, dash="7 4"))
        parts.append(label("limit", people_text(value), x=LEFT - 6, y=y(value) + 4, anchor="end", fill=INK,
                           font_weight="600", font_size=12.0))  # fmt: skip
    parts += _scale(points, limits, y)
    line = [(span.x(at), y(value)) for at, value in points]
    if len(line) > 1:
        parts.append(tag("path", "vital", d=path(line), stroke=INK, stroke_width=1.6, fill="none"))
    return [*parts, *(tag("circle", "vital", cx=x, cy=height, r=2.6, fill=INK) for x, height in line)]


def _scale(
    points: list[tuple[datetime, Fraction]], limits: list[Fraction], y: Callable[[Fraction], float]
) -> list[str]:
    """Write the lowest and the highest value beside the panel, where no limit stands."""
    values = [value for _, value in points]
    taken, parts = [y(value) for value in limits], []
    for value in sorted({min(values), max(values)}):
        if all(abs(y(value) - other) >= APART for other in taken):
            taken.append(y(value))
            parts.append(
                label("scale", people_text(value), x=LEFT - 6, y=y(value) + 4, anchor="end", fill=INK, font_size=11.0)
            )
    return parts


def _times(span: Span, bottom: float, place: Place) -> list[str]:
    """Write the clock of the place under the panels, evenly."""
    minutes = (span.end - span.begin) / timedelta(minutes=1)
    every = next((step for step in STEPS if minutes / step <= MOST_TICKS), STEPS[-1])
    day = place.begins(place.day(span.begin))
    at = day + timedelta(minutes=every) * (-(-(span.begin - day) // timedelta(minutes=every)))
    parts = [
        label(
            "time",
            place.label(span.begin).removeprefix("UTC") or "UTC",
            x=LEFT - 22,
            y=bottom + 18,
            anchor="end",
            fill=INK,
            font_size=11.0,
        )
    ]
    while at <= span.end:
        parts.append(_line(span.x(at), bottom, span.x(at), bottom + 5, width=0.8))
        parts.append(label("time", place.clock(at), x=span.x(at), y=bottom + 18, fill=INK, font_size=11.0))
        at += timedelta(minutes=every)
    return parts


def _line(x: float, y: float, to_x: float, to_y: float, *, width: float, dash: str | None = None) -> str:  # noqa: PLR0913 - two points and a stroke
    points = path([(x, y), (to_x, to_y)])
    return tag("path", "line", d=points, stroke=INK, stroke_width=width, stroke_dasharray=dash, fill="none")
