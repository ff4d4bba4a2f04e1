import re
from dataclasses import replace
from datetime import time
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from stepward.adapters.documents.chart import chart_of, dose_chart, ladder_mark
from stepward.adapters.documents.chart_axes import LogAxis, time_axis, timed_slots
from stepward.adapters.documents.chart_marks import clock_text
from stepward.core.protocols.plan import Ladder
from stepward.core.quantities import Mass
from tests.adapters.documents import plans
from tests.core.protocols import ladders

SVG = "{http://www.w3.org/2000/svg}"
LADDERS = {
    "12 steps": plans.standard().exact,
    "20 steps": plans.twenty().exact,
    "oral": plans.oral().exact,
    "days": plans.in_days(plans.standard(), steps_a_day=4).exact,
    "many days": plans.in_days(plans.oral(), steps_a_day=1).exact,
    "line fill": plans.with_line_fill(plans.standard()).exact,
    "one step": plans.ladder_of(1),
    "40 steps": plans.ladder_of(40),
    "mixed": ladders.plan(ladders.doubling_with_rest(), "20 mg").exact,
    "vaccine": ladders.plan(ladders.vaccine(), "0.5 mL").exact,
}


def drawn(ladder: Ladder, *, start: time | None = None) -> ET.Element:
    return ET.fromstring(dose_chart(ladder, unit="mg", start=start))  # noqa: S314 - our own output


def texts(picture: ET.Element, css: str) -> list[str]:
    return [item.text or "" for item in picture.iter(f"{SVG}text") if item.get("class") == css]


def points(picture: ET.Element, css: str) -> list[list[tuple[float, float]]]:
    curves = [item.get("d", "") for item in picture.iter(f"{SVG}path") if item.get("class") == css]
    return [[(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", curve)] for curve in curves]


class TestDoseChart:
    @pytest.mark.parametrize("name", LADDERS)
    @pytest.mark.parametrize("theme", ["screen", "paper"])
    def test_stays_in_its_frame_and_holds_no_script_or_style(self, name: str, theme: str) -> None:
        text = dose_chart(LADDERS[name], unit="mg", start=plans.START, theme=theme)  # type: ignore[arg-type]
        picture = ET.fromstring(text)  # noqa: S314 - our own output
        width, height = (float(part) for part in picture.get("viewBox", "").split()[2:])

        assert not re.search(r"style=|<style|<script|href|\bon\w+=|NaN|inf", text)
        for item in picture.iter(f"{SVG}text"):
            assert 0 <= float(item.get("x", "")) <= width
            assert 0 <= float(item.get("y", "")) <= height
        for css in ("dose-chart-rate", "dose-chart-given"):
            for x, y in (point for curve in points(picture, css) for point in curve):
                assert 0 <= x <= width
                assert 0 <= y <= height

    def test_has_a_role_a_title_and_words(self) -> None:
        picture = drawn(LADDERS["12 steps"])
        ids = picture.get("aria-labelledby", "").split()

        assert picture.get("role") == "img"
        assert [item.get("id") for item in picture if item.tag in {f"{SVG}title", f"{SVG}desc"}] == ids
        words = picture.findtext(f"{SVG}desc") or ""
        assert "The dose rate goes from 0.16 mg per hour in step 1 to 634.963 mg per hour in step 12." in words
        assert "The cumulative dose reaches 2,000 mg." in words

    def test_shows_both_dose_rate_and_cumulative_dose(self) -> None:
        picture = drawn(LADDERS["12 steps"])

        assert texts(picture, "dose-chart-title") == ["Dose rate, mg/h", "Given so far, mg"]
        assert len(points(picture, "dose-chart-rate")) == 1
        assert len(points(picture, "dose-chart-given")) == 1

    def test_tells_the_two_lines_apart_without_color(self) -> None:
        picture = drawn(LADDERS["12 steps"])
        dashes = {item.get("class"): item.get("stroke-dasharray") for item in picture.iter(f"{SVG}path")}

        assert dashes["dose-chart-rate"] is None
        assert dashes["dose-chart-given"] is not None

    def test_numbers_every_step_and_says_when_the_shortened_one_ends(self) -> None:
        labels = texts(drawn(LADDERS["12 steps"]), "dose-chart-step")

        assert labels == [*(str(number) for number in range(1, 12)), "12, to 339 min"]

    def test_names_the_solutions(self) -> None:
        assert texts(drawn(LADDERS["12 steps"]), "dose-chart-caption") == ["Solution 1", "Solution 2", "Solution 3"]

    def test_leaves_a_gap_where_nothing_is_delivered(self) -> None:
        picture = drawn(LADDERS["line fill"])
        whole = points(drawn(LADDERS["12 steps"]), "dose-chart-rate")[0]
        left = points(picture, "dose-chart-rate")[0]

        assert texts(picture, "dose-chart-step")[0] == "1: 0"
        assert left[0][0] == whole[2][0]

    def test_never_draws_what_is_given_along_the_ground(self) -> None:
        for ladder in LADDERS.values():
            chart = chart_of(ladder, unit="mg")
            for curve in points(drawn(ladder), "dose-chart-given"):
                on_ground = [x for x, y in curve if y >= chart.lower.bottom]

                assert len(set(on_ground)) <= 1

    def test_writes_the_clock_only_where_a_start_is_given(self) -> None:
        assert texts(drawn(LADDERS["12 steps"], start=time(9, 30)), "dose-chart-clock")[:2] == ["09:30", "10:00"]
        assert texts(drawn(LADDERS["12 steps"]), "dose-chart-clock") == []

    def test_writes_no_clock_under_a_day_whose_start_nobody_gave(self) -> None:
        clocks = texts(drawn(LADDERS["days"], start=time(9, 30)), "dose-chart-clock")

        assert clocks == ["09:30", "10:00"]

    def test_shows_single_doses_as_points(self) -> None:
        picture = drawn(LADDERS["oral"])
        dots = [item for item in picture.iter(f"{SVG}circle") if item.get("class") == "dose-chart-dose"]

        assert texts(picture, "dose-chart-title")[0] == "Dose of each step, mg"
        assert len(dots) == 5
        assert points(picture, "dose-chart-rate") == []

    def test_draws_steps_equally_wide_where_the_clock_is_open(self) -> None:
        steps = tuple(replace(step, wait=None) for step in LADDERS["oral"].steps)
        picture = drawn(replace(LADDERS["oral"], steps=steps), start=time(9, 30))

        assert texts(picture, "dose-chart-time") == ["1", "2", "3", "4", "5"]
        assert texts(picture, "dose-chart-clock") == ["Step number; steps are drawn equally wide"]

    def test_names_many_days(self) -> None:
        assert "Day 5" in texts(drawn(LADDERS["many days"]), "dose-chart-caption")

    @pytest.mark.parametrize("factor", [1, 10**6, 10**9, Fraction(1, 10**6)])
    def test_cuts_no_number_off(self, factor: Fraction) -> None:
        ladder = LADDERS["12 steps"]
        steps = tuple(
            replace(step, dose=step.dose * factor, cumulative_dose=step.cumulative_dose * factor)
            for step in ladder.steps
        )
        picture = drawn(replace(ladder, steps=steps))

        for item in picture.iter(f"{SVG}text"):
            if item.get("class") == "dose-chart-scale":
                assert item.get("text-anchor") == "end"
                assert float(item.get("x", "")) >= 8.5 * len(item.text or "")

    def test_is_empty_without_steps(self) -> None:
        empty = Ladder(solutions=(), steps=(), none_yet=Mass(Fraction(0)))

        assert dose_chart(empty, unit="mg") == ""

    def test_is_the_same_text_each_time(self) -> None:
        assert dose_chart(LADDERS["days"], unit="mg") == dose_chart(LADDERS["days"], unit="mg")

    def test_escapes_the_unit(self) -> None:
        assert "<b>" not in dose_chart(LADDERS["oral"], unit="<b>")


class TestLogAxis:
    @pytest.mark.parametrize(
        ("values", "low", "high"),
        [(("0.04", "2000"), -2, 4), (("1", "40"), -1, 2), (("10", "10"), 0, 1), (("0", "5"), 0, 1), (("0",), -1, 0)],
    )
    def test_keeps_the_lowest_value_off_the_ground(self, values: tuple[str, ...], low: int, high: int) -> None:
        axis = LogAxis.holding(tuple(Fraction(value) for value in values), top=0, bottom=100)

        assert (axis.low, axis.high) == (low, high)

    def test_places_zero_at_the_bottom_and_a_power_on_its_line(self) -> None:
        axis = LogAxis(low=0, high=2, top=0, bottom=100)

        assert [axis.y(Fraction(value)) for value in (0, 1, 10, 100, 1000)] == [100, 100, 50, 0, 0]


class TestTimeAxis:
    def test_shortens_a_long_last_step_only(self) -> None:
        axis = time_axis(LADDERS["12 steps"], left=0, right=195)

        assert axis.stretches[0].is_shortened
        assert axis.x(Fraction(165)) == pytest.approx(165)
        assert axis.x(LADDERS["12 steps"].total_duration.value) == pytest.approx(195)
        assert not time_axis(plans.ladder_of(8), left=0, right=195).stretches[0].is_shortened

    def test_gives_each_day_its_own_stretch(self) -> None:
        axis = time_axis(LADDERS["days"], left=0, right=600)

        assert [stretch.day for stretch in axis.stretches] == [1, 2, 3]
        assert axis.x(Fraction(0), day=2) > axis.x(Fraction(60), day=1)

    def test_places_what_lies_outside_at_the_edge(self) -> None:
        axis = time_axis(plans.ladder_of(4), left=10, right=100)

        assert (axis.x(Fraction(-5)), axis.x(Fraction(999))) == (10, 100)

    def test_numbers_the_steps_of_more_days_than_fit(self) -> None:
        assert not time_axis(LADDERS["many days"], left=0, right=600).is_time

    def test_numbers_the_steps_where_one_would_be_too_narrow(self) -> None:
        assert not time_axis(plans.ladder_of(40), left=0, right=100).is_time

    def test_knows_no_slots_where_a_step_has_no_time(self) -> None:
        first, *rest = LADDERS["12 steps"].steps
        open_ladder = replace(LADDERS["12 steps"], steps=(replace(first, duration=None), *rest))

        assert timed_slots(open_ladder) is None


class TestClockText:
    @pytest.mark.parametrize(
        ("minutes", "clock"), [("0", "09:30"), ("14.9", "09:44"), ("870", "00:00"), ("1440", "09:30")]
    )
    def test_counts_minutes_through_midnight(self, minutes: str, clock: str) -> None:
        assert clock_text(time(9, 30), Fraction(minutes)) == clock


class TestLadderMark:
    def test_has_a_bar_for_each_step_that_rises_with_the_dose_rate(self) -> None:
        bars = list(ET.fromstring(ladder_mark(LADDERS["12 steps"])).iter(f"{SVG}rect"))  # noqa: S314 - our own output
        heights = [float(bar.get("height", "")) for bar in bars]

        assert len(bars) == 12
        assert heights == sorted(heights)

    def test_leaves_a_gap_at_each_new_solution(self) -> None:
        bars = list(ET.fromstring(ladder_mark(LADDERS["12 steps"])).iter(f"{SVG}rect"))  # noqa: S314 - our own output
        lefts = [float(bar.get("x", "")) for bar in bars]
        gaps = [right - left for left, right in pairwise(lefts)]

        assert [place for place, gap in enumerate(gaps, 1) if gap > min(gaps)] == [4, 8]

    def test_draws_no_bar_for_a_step_that_delivers_nothing(self) -> None:
        assert ladder_mark(LADDERS["line fill"]).count("<rect") == 11

    def test_is_hidden_from_screen_readers(self) -> None:
        assert 'aria-hidden="true"' in ladder_mark(LADDERS["oral"])

    def test_stands_for_no_steps_too(self) -> None:
        assert "<rect" not in ladder_mark(Ladder(solutions=(), steps=(), none_yet=Mass(Fraction(0))))
