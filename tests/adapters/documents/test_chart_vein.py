import re
from datetime import time
from functools import cache
from xml.etree import ElementTree as ET

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents.chart import dose_chart
from stepward.core.protocols.plan import Ladder
from stepward.simulation import Band, second_opinion
from stepward.usecases.planning import PlanRequest, plan
from stepward.usecases.veining import AtVein, LineRequest, vein_of
from tests.adapters.documents import plans
from tests.adapters.documents.test_chart import SVG, points, texts

GOLDEN = LineRequest(common_volume="10 mL")
PRIMED = LineRequest(common_volume="10 mL", primed_with="solution-1")
LONG = LineRequest(common_volume="1000 mL")
CARRIED = LineRequest(common_volume="10 mL", carrier="30 mL/h")
LINES = {"golden": GOLDEN, "primed": PRIMED, "long": LONG, "carried": CARRIED}


@cache
def at_vein(line: LineRequest) -> AtVein:
    request = PlanRequest(protocol="12-step", drug="ceftazidime", target="2000 mg")
    return vein_of(plan(request, catalogue=shipped), line)


@cache
def band(line: LineRequest) -> Band:
    found = at_vein(line)
    return second_opinion(found.ladder, found.line, carrier=found.carrier)


def drawn(line: LineRequest, *, theme: str = "screen", with_band: bool = False) -> ET.Element:
    return ET.fromstring(  # noqa: S314 - our own output
        dose_chart(
            at_vein(line).ladder,
            unit="mg",
            start=time(9, 30),
            theme=theme,  # type: ignore[arg-type]
            at_vein=at_vein(line),
            band=band(line) if with_band else None,
        )
    )


class TestVeinCurve:
    @pytest.mark.parametrize("name", LINES)
    @pytest.mark.parametrize("theme", ["screen", "paper"])
    def test_stays_in_its_frame_and_holds_no_script_or_style(self, name: str, theme: str) -> None:
        picture = drawn(LINES[name], theme=theme, with_band=True)
        width, height = (float(part) for part in picture.get("viewBox", "").split()[2:])

        assert not re.search(rb"style=|<style|<script|href|\bon\w+=|NaN|inf", ET.tostring(picture))
        for css in ("dose-chart-ordered", "dose-chart-vein", "dose-chart-vein-area", "dose-chart-range"):
            for x, y in (point for curve in points(picture, css) for point in curve):
                assert 0 <= x <= width
                assert 0 <= y <= height
        for box in picture.iter(f"{SVG}rect"):
            assert float(box.get("x", "")) >= 0
            assert float(box.get("x", "")) + float(box.get("width", "")) <= width

    def test_shows_the_ordered_curve_thin_and_dashed_beside_the_thick_one(self) -> None:
        picture = drawn(GOLDEN)
        lines = {item.get("class"): item for item in picture.iter(f"{SVG}path")}

        assert lines["dose-chart-ordered"].get("stroke-dasharray")
        assert lines["dose-chart-vein"].get("stroke-dasharray") is None
        assert float(lines["dose-chart-ordered"].get("stroke-width", "")) < 2
        assert float(lines["dose-chart-vein"].get("stroke-width", "")) == 3
        assert texts(picture, "dose-chart-legend") == ["Ordered", "At the vein"]

    def test_leaves_a_gap_until_the_first_drug(self) -> None:
        late = min(x for curve in points(drawn(GOLDEN), "dose-chart-vein")[1:] for x, _ in curve)
        at_once = min(x for curve in points(drawn(PRIMED), "dose-chart-vein")[1:] for x, _ in curve)
        ticks = [float(item.get("x", "")) for item in drawn(GOLDEN).iter(f"{SVG}text")
                 if item.get("class") == "dose-chart-time"]  # fmt: skip

        assert at_once == ticks[0]
        assert ticks[2] < late < ticks[3]  # 69 min lies between the marks of 60 and 90

    def test_draws_nothing_where_nothing_arrives(self) -> None:
        picture = drawn(LONG)

        assert points(picture, "dose-chart-vein")[1:] == []
        assert texts(picture, "dose-chart-silence") == ["No drug at the vein"]

    def test_writes_what_matters(self) -> None:
        picture = drawn(GOLDEN)

        assert texts(picture, "dose-chart-silence") == ["No drug at the vein for 69 min"]
        assert texts(picture, "dose-chart-leap-text") == ["× 10", "× 9.9"]
        assert texts(drawn(PRIMED), "dose-chart-silence") == []

    def test_says_the_same_in_words(self) -> None:
        words = drawn(GOLDEN).findtext(f"{SVG}desc") or ""

        assert words.startswith("No drug reaches the vein for 69 min. At 107 min the dose rate at the vein rises 10")
        assert "79.37 mg is still in the line at the end." in words
        assert "The table of steps holds the same numbers." in words
        assert "reaches the vein at once" in (drawn(PRIMED).findtext(f"{SVG}desc") or "")

    def test_fills_nothing_on_paper(self) -> None:
        picture = drawn(GOLDEN, theme="paper", with_band=True)

        assert points(picture, "dose-chart-vein-area") == []
        assert {item.get("fill") for item in picture.iter(f"{SVG}path")} == {"none"}


class TestBand:
    def test_holds_the_curve_of_plug_flow(self) -> None:
        edge = points(drawn(GOLDEN, with_band=True), "dose-chart-range")[1]
        curve = points(drawn(GOLDEN), "dose-chart-vein")[1]

        assert min(y for _, y in edge) <= min(y for _, y in curve) + 1
        assert min(x for x, _ in edge) < min(x for x, _ in curve)

    def test_is_named_only_where_it_is_drawn(self) -> None:
        assert "Range, if it mixes in the line" in texts(drawn(GOLDEN, with_band=True), "dose-chart-legend")
        assert points(drawn(GOLDEN), "dose-chart-range") == []


@pytest.mark.parametrize("ladder", [plans.oral().exact, plans.in_days(plans.standard(), steps_a_day=4).exact])
def test_is_as_ordered_where_the_vein_has_no_place(ladder: Ladder) -> None:
    with_vein = dose_chart(ladder, unit="mg", at_vein=at_vein(GOLDEN))

    assert with_vein == dose_chart(ladder, unit="mg")
