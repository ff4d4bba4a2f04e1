"""The calendar: who comes when, and what each day asks of chairs, nurses and pharmacy."""

import re
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User

from stepward.shells.web import clock
from stepward.shells.web.bedside.doors import plan_of
from stepward.shells.web.calendar import reading
from stepward.usecases.booking import needs_of
from tests.core.sessions.plans import Ward, running
from tests.web.preparing import new_order, opened, text_of
from tests.web.sessions import Bed, at_bed, own_log

FAR = 24 * 20_000  # hours: on a day for which the invented unit was asked for nothing
UNIT = {"chairs": 2, "nurses": 1, "patients-per-nurse": 2, "pharmacy-day": 9, "observation": 30}


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    with own_log(tmp_path, monkeypatch):
        yield


@pytest.fixture(autouse=True)
def policy(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Let the unit say what it has."""
    says = dict(UNIT)

    def number(choice: str) -> Fraction | None:
        return Fraction(says[choice]) if choice in says else None

    monkeypatch.setattr(reading, "_number", number)
    return says


def bed(session_id: str, number: str, *, hours: float = FAR, ward: Ward | None = None) -> Bed:
    ward = ward or Ward()
    clock.use(lambda: ward.now)
    return Bed(session_id, ward, bed=number, start_at=ward.utc + timedelta(hours=hours))


def page(first: str) -> str:
    return text_of(at_bed("haddad").get(f"/calendar/?from={first}"))


def day_of(found: Bed) -> str:
    return f"{found.order.start_at:%Y-%m-%d}"


def test_an_empty_fortnight_says_nobody_comes() -> None:
    shown = page("2099-01-01")

    assert shown.count("nobody comes") == 14
    assert "Not set yet" not in shown


def test_one_session_stands_on_its_day_with_plan_and_watch() -> None:
    found = bed("one", "4")
    shown = page(day_of(found))

    start, minutes = found.order.start_at, needs_of(plan_of(found.order.plan))[0].minutes
    ends = start + timedelta(minutes=float(minutes or 0) + 30)
    assert f"{start:%H:%M} to {ends:%H:%M} · bed 4" in shown
    assert "Ruiz, Marta invented" in shown
    assert "Chairs 1 at once of 2" in shown
    assert "Nurses 1 at once of 1" in shown
    assert "Pharmacy 3 solutions of 9" in shown
    assert "more than there is" not in shown


def test_overload_is_said_in_words() -> None:
    first = bed("one", "1")
    bed("two", "2")
    bed("three", "3")
    bed("four", "4")

    shown, at = page(day_of(first)), f"{first.order.start_at:%H:%M}"
    assert "1 day asks for more than there is." in shown
    assert re.search(rf"From {at} to \d\d:\d\d: 4 patients at once, 2 chairs\.", shown)
    assert re.search(rf"From {at} to \d\d:\d\d: 2 nurses needed at once, 1 there\.", shown)
    assert "12 solutions to make; the pharmacy can make 9." in shown


def test_a_bed_that_is_taken_twice() -> None:
    first = bed("one", "4")
    bed("two", "4", hours=FAR + 1)

    assert re.search(r"Bed 4 is taken twice, from \d\d:\d\d to \d\d:\d\d\.", page(day_of(first)))


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("chairs", "how many chairs there are"),
        ("nurses", "how many nurses there are"),
        ("patients-per-nurse", "how many patients one nurse looks after"),
        ("pharmacy-day", "how many solutions the pharmacy can make"),
        ("observation", "how long a patient is watched after the last dose"),
    ],
)
def test_what_is_not_set_is_said_and_not_judged(policy: dict[str, int], choice: str, words: str) -> None:
    del policy[choice]
    found = bed("one", "4")

    assert words in page(day_of(found))


def test_one_that_runs_takes_its_chair_today() -> None:
    found = bed("one", "1", hours=0, ward=running(2))

    shown = text_of(at_bed("haddad").get("/calendar/"))
    assert re.search(rf"today .*{found.order.start_at:%H:%M} to \d\d:\d\d · bed 1 Ruiz, Marta", shown)


def test_what_the_pharmacy_was_asked_for_counts_without_a_session() -> None:
    order = new_order()
    query = f"/calendar/?from={opened(order).order.start_at:%Y-%m-%d}"

    html = at_bed("haddad").get(query).content.decode()
    assert "no session ordered" in html
    assert order in html
    user = User.objects.get(username="okafor")
    user.groups.set([Group.objects.get_or_create(name="coordinator")[0]])
    assert order not in at_bed("okafor").get(query).content.decode()


def test_begins_where_it_is_asked_to_and_today_otherwise() -> None:
    found = bed("one", "4")
    today = bed("two", "7", hours=1)

    assert "bed 4" in page(day_of(found))
    assert "bed 4" not in page(f"{found.order.start_at + timedelta(days=1):%Y-%m-%d}")
    for text in ("nonsense", "9999-12-31", "0001-01-01", "2026-13-01", ""):
        assert f"{today.order.start_at:%H:%M} to" in page(text)


def test_the_day_leads_to_it() -> None:
    assert '<a class="button" href="/calendar/">Calendar</a>' in at_bed("haddad").get("/day/").content.decode()


def test_only_who_sees_sessions_sees_it() -> None:
    User.objects.get(username="okafor").groups.clear()

    assert at_bed("okafor").get("/calendar/").status_code == 403
