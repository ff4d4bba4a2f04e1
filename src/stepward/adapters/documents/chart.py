"""The dose chart and the ladder's mark as SVG: made on the server, no script, no style, legible in black and white."""

from datetime import time
from fractions import Fraction
from hashlib import sha256
from html import escape
from math import log10
from typing import Literal

from stepward.adapters.documents import chart_marks as marks
from stepward.adapters.documents import chart_vein
from stepward.adapters.documents.chart_axes import LogAxis, time_axis
from stepward.adapters.documents.chart_marks import Chart
from stepward.adapters.documents.chart_svg import px, tag
from stepward.core.protocols.plan import Ladder
from stepward.core.quantities import people_text
from stepward.simulation import Band
from stepward.usecases.veining import AtVein

Theme = Literal["screen", "paper"]
WIDTH, LEFT, RIGHT = 760.0, 62.0, 738.0
PANEL_GAP = 58.0
HEIGHTS: dict[Theme, tuple[float, float]] = {"screen": (190.0, 104.0), "paper": (150.0, 84.0)}
ONE_PANEL: dict[Theme, float] = {"screen": 232.0, "paper": 150.0}
HEAD, DAY_ROW, FOOT = 60.0, 17.0, 42.0
MARK_TOP, MARK_HEIGHT, MARK_BAR, MARK_GAP = 2.0, 24.0, 5.0, 2.0
LOWEST_BAR = 4.0


def dose_chart(  # noqa: PLR0913 - what is drawn, how it is drawn, and what may lie beside it
    ladder: Ladder,
    *,
    unit: str,
    start: time | None = None,
    theme: Theme = "screen",
    at_vein: AtVein | None = None,
    band: Band | None = None,
) -> str:
    """Draw a ladder over time on log scales: dose rate and cumulative dose, or what was ordered and what the vein gets.

    A ladder of several days, or without the minutes of each step, is drawn as ordered.
    """
    if not ladder.steps:
        return ""
    chart = chart_of(ladder, unit=unit, theme=theme)
    if at_vein is not None and chart_vein.can_show(chart):
        return _with_vein(chart_vein.one_panel(chart, at_vein, height=ONE_PANEL[theme]), at_vein, start, band)
    parts = [
        *marks.bands(chart),
        *marks.panel(chart, chart.upper, title=_name(chart)),
        *marks.panel(chart, chart.lower, title=f"Given so far, {unit}", dashes="5 3"),
        *marks.rate_curve(chart),
        *marks.given_curve(chart),
        *marks.step_labels(chart),
        *marks.time_labels(chart, start),
    ]
    return picture(chart, words(ladder, chart), parts)


def _with_vein(chart: Chart, at_vein: AtVein, start: time | None, band: Band | None) -> str:
    parts = [
        *marks.bands(chart),
        *chart_vein.legend(chart, title=_name(chart), has_band=band is not None),
        *marks.grid(chart, chart.upper),
        *(chart_vein.band_area(chart, band) if band is not None else ()),
        *marks.rate_curve(chart, css="dose-chart-ordered", width=1.4, dashes=chart_vein.DASHES),
        *chart_vein.vein_curve(chart, at_vein),
        *marks.step_labels(chart),
        *chart_vein.vein_labels(chart, at_vein),
        *marks.time_labels(chart, start),
    ]
    _, ordered = words(at_vein.ladder, chart)
    description = " ".join([*chart_vein.vein_words(at_vein, unit=chart.unit), f"Ordered: {ordered}"])
    return picture(chart, ("Dose rate as ordered and at the vein, log scale", description), parts)


def chart_of(ladder: Ladder, *, unit: str, theme: Theme = "screen") -> Chart:
    """Choose the axes for a ladder; dose rates are shown where every step that delivers drug has one."""
    has_rates = all(step.dose_rate is not None for step in ladder.steps if not step.dose.is_zero)
    has_days = len({step.day for step in ladder.steps if step.day is not None}) > 1
    top = HEAD + DAY_ROW * has_days
    high, low = HEIGHTS[theme]
    below = top + high + PANEL_GAP
    upper = LogAxis.holding(
        tuple(
            step.dose_rate.value if has_rates and step.dose_rate is not None else step.dose.value
            for step in ladder.steps
        ),
        top=top,
        bottom=top + high,
    )
    lower = LogAxis.holding(tuple(step.cumulative_dose.value for step in ladder.steps), top=below, bottom=below + low)
    return Chart(
        axis=time_axis(ladder, left=_left(upper, lower), right=RIGHT),
        upper=upper,
        lower=lower,
        unit=unit,
        has_rates=has_rates,
        has_shade=theme == "screen",
        ink="currentColor" if theme == "screen" else "#000000",
    )


def _left(*axes: LogAxis) -> float:
    """Leave room for the longest number beside the panels: one that is cut off would read as another."""
    longest = max(len(people_text(decade)) for axis in axes for decade in axis.decades)
    return max(LEFT, longest * marks.DIGIT + marks.BESIDE)


def _name(chart: Chart) -> str:
    return f"Dose rate, {chart.unit}/h" if chart.has_rates else f"Dose of each step, {chart.unit}"


def words(ladder: Ladder, chart: Chart) -> tuple[str, str]:
    """Say in words what the chart shows: a title, and a description that ends with the table as its twin."""
    steps = [step for step in ladder.steps if not step.dose.is_zero] or list(ladder.steps)
    unit = f"{chart.unit} per hour" if chart.has_rates else chart.unit
    first, last = (f"{people_text(chart.value(step))} {unit} in step {step.number}" for step in (steps[0], steps[-1]))
    what = "dose rate" if chart.has_rates else "dose of each step"
    pieces = [
        f"{len(ladder.steps)} steps.",
        f"The {what} goes from {first} to {last}.",
        *(f"Step {step.number} delivers nothing." for step in ladder.steps if step.dose.is_zero),
        f"The cumulative dose reaches {people_text(ladder.total_dose.value)} {chart.unit}.",
        "The table of steps holds the same numbers.",
    ]
    return f"{what.capitalize()} and cumulative dose, log scale", " ".join(pieces)


def picture(chart: Chart, text: tuple[str, str], parts: list[str]) -> str:
    """Frame what is drawn on a chart as one SVG with its title and description in words."""
    title, description = text
    key = sha256(description.encode()).hexdigest()[:8]
    height = chart.lower.bottom + FOOT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="dose-chart" viewBox="0 0 {px(WIDTH)} {px(height)}" '
        f'width="{px(WIDTH)}" height="{px(height)}" role="img" aria-labelledby="dose-chart-title-{key} '
        f'dose-chart-words-{key}" font-family="Inter, system-ui, DejaVu Sans, sans-serif" color="#000000">'
        f'<title id="dose-chart-title-{key}">{escape(title)}</title>'
        f'<desc id="dose-chart-words-{key}">{escape(description)}</desc>{"".join(parts)}</svg>'
    )


def ladder_mark(ladder: Ladder) -> str:
    """Draw the ladder's small mark: one bar a step, its height the log of the dose rate, a gap at each new solution."""
    chart = chart_of(ladder, unit="")
    values = [chart.value(step) for step in ladder.steps]
    some = [log10(value) for value in values if value > 0]
    bars, x, before = [], 0.0, ladder.steps[0].solution if ladder.steps else None
    for step, value in zip(ladder.steps, values, strict=True):
        x += 0 if step.solution == before else MARK_BAR
        if value > 0:
            y = _bar_top(value, lowest=min(some), highest=max(some))
            bars.append(tag("rect", "ladder-bar", x=x, y=y, width=MARK_BAR, height=MARK_HEIGHT - y, rx=1))
        x, before = x + MARK_BAR + MARK_GAP, step.solution
    width = max(x - MARK_GAP, MARK_BAR)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ladder-mark" viewBox="0 0 {px(width)} {px(MARK_HEIGHT)}" '
        f'width="{px(width)}" height="{px(MARK_HEIGHT)}" aria-hidden="true" fill="currentColor">{"".join(bars)}</svg>'
    )


def _bar_top(value: Fraction, *, lowest: float, highest: float) -> float:
    share = (log10(value) - lowest) / (highest - lowest) if highest > lowest else 1.0
    return MARK_HEIGHT - LOWEST_BAR - share * (MARK_HEIGHT - LOWEST_BAR - MARK_TOP)
