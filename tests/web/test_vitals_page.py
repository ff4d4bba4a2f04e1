"""Vital signs by hand: the unusual ones are asked twice, and nothing that was typed is lost on the way (H-81)."""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from stepward.core.sessions.gates import latest_vital
from stepward.shells.web import clock, session_log
from stepward.usecases.running import stands
from tests.core.sessions.plans import running
from tests.web.sessions import Bed, at_bed, own_log

pytestmark = pytest.mark.usefixtures("unit")
TYPED = {"systolic-pressure": "128", "diastolic-pressure": "78", "pulse": "8", "oxygen-saturation": "98"}


@pytest.fixture(autouse=True)
def _log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unit: None) -> Iterator[None]:
    del unit
    with own_log(tmp_path, monkeypatch):
        yield


@pytest.fixture
def bed() -> Bed:
    """Keep a running session, under its own clock."""
    ward = running(1)
    clock.use(lambda: ward.now)
    return Bed("s", ward)


def fields(page: str) -> dict[str, str]:
    """Read the fields of the sheet and what stands in them."""
    found = re.findall(r'<input id="[va]-\d+" name="([^"]+)"(?: value="([^"]*)")?', page)
    return dict(found)


def newest(name: str) -> Fraction | None:
    found = latest_vital(stands("s", session_log.session_log()), name)
    return None if found is None else found[0]


class TestVitals:
    def test_h_81_nothing_is_filled_in(self, bed: Bed) -> None:
        shown = fields(bed.page(at_bed(), "vitals/"))

        assert list(shown)[:3] == ["systolic-pressure", "diastolic-pressure", "pulse"]
        assert set(shown.values()) == {""}

    def test_h_81_an_unusual_value_alone_is_asked_again_and_the_others_stay(self, bed: Bed) -> None:
        answer = bed.press(at_bed(), "vitals", **TYPED)

        shown = fields(answer.content.decode())
        assert answer.status_code == 409
        assert "enter-twice" in answer.content.decode()
        assert {name: shown[name] for name in TYPED} == TYPED
        assert [name for name in shown if name.startswith("again-")] == ["again-pulse"]
        assert shown["again-pulse"] == ""

    def test_h_81_the_second_entry_of_the_unusual_value_is_enough(self, bed: Bed) -> None:
        answer = bed.press(at_bed(), "vitals", **TYPED, **{"again-pulse": "8"})

        assert answer.status_code == 302
        assert newest("pulse") == Fraction(8)
        assert newest("systolic pressure") == Fraction(128)

    def test_h_81_another_second_entry_is_refused_and_both_are_asked_anew(self, bed: Bed) -> None:
        before = newest("pulse")
        answer = bed.press(at_bed(), "vitals", **TYPED, **{"again-pulse": "80"})

        shown = fields(answer.content.decode())
        assert "entries-differ" in answer.content.decode()
        assert (shown["pulse"], shown["again-pulse"], shown["systolic-pressure"]) == ("", "", "128")
        assert newest("pulse") == before

    def test_h_81_one_of_two_unusual_values_entered_again_is_not_enough(self, bed: Bed) -> None:
        answer = bed.press(at_bed(), "vitals", **TYPED | {"oxygen-saturation": "50"}, **{"again-pulse": "8"})

        assert answer.status_code == 409

    def test_h_81_a_first_entry_that_was_mended_needs_no_second(self, bed: Bed) -> None:
        answer = bed.press(at_bed(), "vitals", **TYPED | {"pulse": "80"}, **{"again-pulse": ""})

        assert answer.status_code == 302
        assert newest("pulse") == Fraction(80)

    def test_h_81_what_cannot_be_read_is_said_and_the_rest_stays(self, bed: Bed) -> None:
        answer = bed.press(at_bed(), "vitals", **TYPED | {"pulse": "8.4.1"})

        shown = fields(answer.content.decode())
        assert answer.status_code == 409
        assert (shown["pulse"], shown["systolic-pressure"]) == ("8.4.1", "128")
        assert "again-pulse" not in shown

    def test_h_81_a_point_belongs_to_the_temperature_alone(self, bed: Bed) -> None:
        page = bed.page(at_bed(), "vitals/")

        assert re.findall(r'name="([^"]+)"[^>]* data-point', page) == ["temperature"]
