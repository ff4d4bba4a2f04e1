"""What is drawn of the vein on a dose chart: the thick curve beside the thin one that was ordered, and words."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from stepward.adapters.documents.chart_axes import LogAxis
from stepward.adapters.documents.chart_marks import LETTER, ROW, Chart
from stepward.adapters.documents.chart_svg import label, path, px, tag
from stepward.core.delivery.line import NOTHING, Piece
from stepward.core.delivery.profile import Rise, jumps
from stepward.core.protocols.dose_rules import rises
from stepward.core.quantities import people_text
from stepward.simulation import Band
from stepward.usecases.veining import AtVein

DASHES = "5 3"
BOX = 24.0
SIDE = 8.0
ARM = 14.0
MOST_POINTS = 400
SAMPLE = 26.0
LEGEND_LETTER = 7.4
"""Pixels of one letter of the legend, generously."""


def can_show(chart: Chart) -> bool:
    """Tell whether the vein has a place on this chart: dose rates over the minutes of one day."""
    return chart.has_rates and chart.axis.is_time and not chart.axis.has_days


def one_panel(chart: Chart, at_vein: AtVein, *, height: float) -> Chart:
    """Make one tall panel that holds both curves; the cumulative dose leaves its place to them."""
    rates = [chart.value(slot.step) for slot in chart.axis.slots]
    rates += [piece.dose_rate for piece in at_vein.vein.delivered.pieces]
    top = chart.upper.top
    upper = LogAxis.holding(tuple(rates), top=top, bottom=top + height)
    if silent_text(at_vein):  # a power of ten below, so that its words cover no curve
        upper = replace(upper, low=upper.low - 1)
    return replace(chart, upper=upper, lower=replace(upper, top=upper.bottom))


def legend(chart: Chart, *, title: str, has_band: bool) -> list[str]:
    """Name the panel and its lines."""
    x, y = 0.0, chart.upper.top - 34 - ROW
    parts = [
        label("dose-chart-title", title, x=x, y=y + 5, anchor="start", fill=chart.ink, font_weight="600", font_size=14)
    ]
    x += LEGEND_LETTER * len(title) + 24
    for text, css, width, dashes in (
        ("Ordered", "dose-chart-ordered", 1.4, DASHES),
        ("At the vein", "dose-chart-vein", 3.0, None),
    ):
        parts += [
            tag("path", css, d=f"M{px(x)} {px(y)}h{px(SAMPLE)}", stroke=chart.ink, stroke_width=width,
                stroke_dasharray=dashes, fill="none"),
            label("dose-chart-legend", text, x=x + SAMPLE + 8, y=y + 5, anchor="start", fill=chart.ink),
        ]  # fmt: skip
        x += SAMPLE + 8 + LEGEND_LETTER * len(text) + 20
    if has_band:
        parts += [
            _area(chart, [(x, y - 6), (x + SAMPLE, y - 6), (x + SAMPLE, y + 6), (x, y + 6)]),
            label("dose-chart-legend", "Range, if it mixes in the line", x=x + SAMPLE + 8, y=y + 5, anchor="start",
                  fill=chart.ink),
        ]  # fmt: skip
    return parts


def band_area(chart: Chart, band: Band) -> list[str]:
    """Draw the span of all models as a light area, as far as it lies on the axis."""
    stride = -(-band.minutes // MOST_POINTS)
    floor = Fraction(10) ** chart.upper.low
    found, run = [], list[tuple[float, Fraction, Fraction]]()
    for minute in range(0, band.minutes, stride):
        low, high = (Fraction(float(curve[minute])) for curve in (band.low, band.high))
        if high > floor:
            run.append((chart.axis.x(Fraction(2 * minute + 1, 2)), low, high))
        elif run:
            found.append(run)
            run = []
    return [_span(chart, part) for part in (*found, run) if len(part) > 1]


def _span(chart: Chart, run: list[tuple[float, Fraction, Fraction]]) -> str:
    above = [(x, chart.upper.y(high)) for x, _, high in run]
    below = [(x, chart.upper.y(low)) for x, low, _ in reversed(run)]
    return _area(chart, above + below)


def _area(chart: Chart, points: list[tuple[float, float]]) -> str:
    """Fill an area on the screen; paper takes no fill, so it gets a thin dotted edge."""
    data = path(points) + "Z"
    if chart.has_shade:
        return tag("path", "dose-chart-range", d=data, fill=chart.ink, fill_opacity="0.08")
    return tag("path", "dose-chart-range", d=data, fill="none", stroke=chart.ink, stroke_width=0.7,
               stroke_dasharray="1 2")  # fmt: skip


def vein_curve(chart: Chart, at_vein: AtVein) -> list[str]:
    """Draw the dose rate at the vein, thick, with a gap where nothing arrives."""
    parts = []
    for run in _runs(at_vein.vein.delivered.pieces):
        points = [
            (chart.axis.x(minute), chart.upper.y(piece.dose_rate))
            for piece in run
            for minute in (piece.start, piece.end)
        ]
        left, right, ground = points[0][0], points[-1][0], chart.upper.bottom
        if chart.has_shade:
            parts.append(tag("path", "dose-chart-vein-area", d=path([(left, ground), *points, (right, ground)]) + "Z",
                             fill=chart.ink, fill_opacity="0.08"))  # fmt: skip
        rise = [(left, ground)] if run[0].start > 0 else []
        parts.append(tag("path", "dose-chart-vein", d=path([*rise, *points]), stroke=chart.ink, stroke_width=3,
                         stroke_linejoin="round", fill="none"))  # fmt: skip
    return parts


def _runs(pieces: tuple[Piece, ...]) -> list[list[Piece]]:
    """Join pieces that follow one another with drug."""
    found: list[list[Piece]] = []
    before: Piece | None = None
    for piece in pieces:
        if piece.dose_rate > 0:
            if before is None or before.dose_rate == 0:
                found.append([])
            found[-1].append(piece)
        before = piece
    return found


def sharp_rises(at_vein: AtVein) -> tuple[Rise, ...]:
    """List the rises at the vein that are larger than any that the plan orders."""
    ordered = max((factor for factor, what in rises(at_vein.ladder).values() if what == "dose rate"), default=1)
    found = jumps(at_vein.vein, at_vein.ladder)
    return tuple(rise for rise in found if rise.factor is not None and rise.factor > ordered)


def vein_labels(chart: Chart, at_vein: AtVein) -> list[str]:
    """Write on the chart what matters: how long no drug arrives, and where the dose rate leaps."""
    return [*_silence(chart, at_vein), *_leaps(chart, at_vein)]


def _silence(chart: Chart, at_vein: AtVein) -> list[str]:
    text, first = silent_text(at_vein), at_vein.vein.first_drug_minutes
    left, right = chart.axis.edges[0], chart.axis.edges[1] if first is None else chart.axis.x(first)
    half, y = LETTER * len(text) / 2 + 6, chart.upper.bottom - 12
    if not text or right - left < 2 * half:
        return []
    middle = (left + right) / 2
    parts = [
        tag("rect", "dose-chart-plate", x=middle - half, y=y - 10, width=2 * half, height=20, fill="#ffffff"),
        label("dose-chart-silence", text, x=middle, y=y + 4.5, fill=chart.ink, font_weight="600"),
    ]
    if right - left > 2 * (half + ARM):
        marks = f"M{px(left + 2)} {px(y - 5)}v10m0 -5H{px(middle - half)}M{px(middle + half)} {px(y)}H{px(right - 3)}"
        parts.append(tag("path", "dose-chart-arm", d=f"{marks}m0 -5v10", stroke=chart.ink, stroke_width=1.5,
                         fill="none"))  # fmt: skip
    return parts


def silent_text(at_vein: AtVein) -> str:
    """Say how long no drug arrives; nothing where it arrives at once."""
    first = at_vein.vein.first_drug_minutes
    if first is None:
        return "No drug at the vein"
    return f"No drug at the vein for {people_text(first, places=0)} min" if first > 0 else ""


def _leaps(chart: Chart, at_vein: AtVein) -> list[str]:
    levels = {after.start: (before, after) for before, after in pairwise(at_vein.vein.delivered.pieces)}
    parts, edge = [], 0.0
    for rise in sharp_rises(at_vein):
        before, after = levels[rise.at_minutes]
        text = f"× {people_text(rise.factor or NOTHING, places=1)}"
        width = LETTER * len(text) + 2 * SIDE
        x = chart.axis.x(rise.at_minutes) + SIDE
        x = x if x + width <= chart.axis.edges[1] else x - width - 2 * SIDE
        if x < edge:
            continue
        edge = x + width + 2
        y = (chart.upper.y(before.dose_rate) + chart.upper.y(after.dose_rate)) / 2
        parts += [
            tag("rect", "dose-chart-leap", x=x, y=y - BOX / 2, width=width, height=BOX, rx=5, fill=chart.ink),
            label("dose-chart-leap-text", text, x=x + width / 2, y=y + 4.5, fill="#ffffff", font_weight="600"),
        ]
    return parts


def vein_words(at_vein: AtVein, *, unit: str) -> list[str]:
    """Say in sentences what the thick curve shows."""
    silent = silent_text(at_vein)
    pieces = [f"{silent.replace('No drug at the vein', 'No drug reaches the vein')}." if silent else
              "The first drug reaches the vein at once."]  # fmt: skip
    pieces += [
        f"At {people_text(rise.at_minutes, places=0)} min the dose rate at the vein rises "
        f"{people_text(rise.factor or NOTHING, places=1)} times at once."
        for rise in sharp_rises(at_vein)
    ]
    left = at_vein.vein.left_in_line
    return [*pieces, f"{people_text(left.value)} {unit} is still in the line at the end."] if left.value else pieces
