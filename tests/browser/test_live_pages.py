"""A live page says STALE as soon as it may be older than the session: at the bed and on the board (H-86)."""

import re
from datetime import UTC, datetime, time, timedelta
from time import sleep as pause

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.bedside_pages import CALM, Place, Tablet, Unit

GRACE_MS = 9_000
"""Five seconds, and what a busy machine takes to draw."""
LOOKS_AGAIN_MS = 30_000
SLOW = timedelta(seconds=4)
STALE = re.compile("is-stale")
SKEWED = "{ const now = Date.now; window.skew = 0; Date.now = () => now.call(Date) + window.skew; }"
SAYS_NOTHING_NEW = """
window.EventSource = class extends EventTarget {
  constructor() {
    super();
    const word = () => this.dispatchEvent(new MessageEvent("message", { data: document.body.dataset.announcement }));
    setInterval(word, 500);
  }
};
"""


@pytest.fixture(scope="module")
def placed() -> dict[str, Place]:
    """Keep the session that tests share."""
    return {}


@pytest.fixture
def nurse(unit: Unit) -> Tablet:
    return unit.tablet("okafor")


@pytest.fixture
def charge(unit: Unit) -> Tablet:
    return unit.tablet("berg")


@pytest.fixture
def running(unit: Unit, nurse: Tablet, placed: dict[str, Place]) -> Place:
    """A session in step 1 that every test leaves in step 1."""
    if "running" not in placed:
        placed["running"] = unit.running(nurse, unit.tablet("haddad"), 10, "14")
    else:
        unit.accept(nurse.send(placed["running"], "control"))
    return placed["running"]


def unavailable(route: Route) -> None:
    route.fulfill(status=503, body="")


def slowly(route: Route) -> None:
    pause(SLOW.total_seconds())
    route.continue_()


def live(page: Page, words: Locator) -> None:
    """Wait until a page is live after its first announcement."""
    page.wait_for_timeout(1_500)
    expect(words).to_have_text("Live", timeout=LOOKS_AGAIN_MS)


class TestBedside:
    def test_h_86_is_stale_while_what_was_announced_cannot_be_fetched(
        self, unit: Unit, nurse: Tablet, charge: Tablet, running: Place
    ) -> None:
        page = nurse.page
        nurse.open(running)
        page.wait_for_timeout(1_500)
        expect(page.locator("body")).not_to_have_class(STALE)
        page.route("**/now/", unavailable)
        unit.accept(charge.send(running, "vitals", **(CALM | {"pulse": "83"})))
        expect(page.locator("body")).to_have_class(STALE, timeout=GRACE_MS)

        page.unroute("**/now/")
        expect(page.locator("body")).not_to_have_class(STALE, timeout=LOOKS_AGAIN_MS)
        expect(nurse.work.locator(".vitals-card")).to_contain_text("83")

    def test_h_86_is_stale_after_a_sign_out_elsewhere(
        self, unit: Unit, nurse: Tablet, charge: Tablet, running: Place
    ) -> None:
        nurse.open(running)
        nurse.page.wait_for_timeout(1_500)
        second = nurse.context.new_page()
        second.goto("/")
        second.get_by_role("button", name="Sign out").click()
        unit.accept(charge.send(running, "vitals", **(CALM | {"pulse": "84"})))

        expect(nurse.page.locator("body")).to_have_class(STALE, timeout=GRACE_MS)
        second.close()

    def test_h_23_a_tablet_whose_clock_is_set_back_counts_as_before(self, nurse: Tablet, running: Place) -> None:
        page = nurse.page
        page.add_init_script(SKEWED)
        nurse.open(running)
        page.wait_for_timeout(1_500)
        before = left(page)
        page.evaluate("window.skew = -3600000")
        expect(page.locator("body")).not_to_have_class(STALE, timeout=LOOKS_AGAIN_MS)
        page.wait_for_timeout(1_000)

        assert 0 <= before - left(page) < 60

    def test_h_23_after_a_sleep_it_is_stale_until_it_was_told_the_time(self, nurse: Tablet, running: Place) -> None:
        page = nurse.page
        page.add_init_script(SKEWED)
        page.add_init_script(SAYS_NOTHING_NEW)
        nurse.open(running)
        expect(page.locator("body")).not_to_have_class(STALE)
        page.route("**/now/", unavailable)
        with page.expect_response("**/now/"):
            page.evaluate("window.skew = 1200000")
        page.wait_for_timeout(2_000)
        expect(page.locator("body")).to_have_class(STALE)

        page.unroute("**/now/")
        expect(page.locator("body")).not_to_have_class(STALE, timeout=LOOKS_AGAIN_MS)

    def test_h_86_a_stop_after_a_sleep_claims_no_time(self, unit: Unit, nurse: Tablet) -> None:
        place = unit.running(nurse, unit.tablet("haddad"), 11, "16")
        page = nurse.page
        page.add_init_script(SKEWED)
        page.route("**/now/", unavailable)
        nurse.open(place)
        page.evaluate("window.skew = 1200000")
        page.get_by_role("button", name=re.compile("STOP")).click()
        expect(page.locator("body")).to_have_attribute("data-state", "held", timeout=LOOKS_AGAIN_MS)

        (kept,) = unit.ward.events(place.id, "stop-pressed")
        assert "pressed_at" not in kept

    def test_h_86_a_stop_without_the_token_of_its_page_is_sent(self, unit: Unit, nurse: Tablet) -> None:
        place = unit.running(nurse, unit.tablet("haddad"), 12, "15")
        nurse.page.add_init_script(SAYS_NOTHING_NEW)
        nurse.open(place)
        nurse.page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((item) => item.remove())")
        nurse.page.get_by_role("button", name=re.compile("STOP")).click()
        expect(nurse.page.locator("body")).to_have_attribute("data-state", "held", timeout=LOOKS_AGAIN_MS)

    def test_h_05_a_page_of_failure_at_the_bed_stops(self, unit: Unit, nurse: Tablet) -> None:
        place = unit.running(nurse, unit.tablet("haddad"), 13, "17")
        nurse.page.goto(f"/bedside/{place.id}/nothing/")
        unit.look(nurse, "24-failed")
        nurse.page.get_by_role("button", name="STOP").click()
        expect(nurse.page.locator("body")).to_have_attribute("data-state", "held")

    def test_h_23_a_page_that_loads_slowly_counts_from_when_it_was_written(
        self, unit: Unit, nurse: Tablet, running: Place
    ) -> None:
        page = nurse.page
        page.add_init_script(SAYS_NOTHING_NEW)
        page.route("**/bedside-windows.css", slowly)
        nurse.open(running)
        expect(page.locator("body")).not_to_have_class(STALE, timeout=LOOKS_AGAIN_MS)
        page.wait_for_timeout(500)
        shown = page.locator("[data-clock]").first.inner_text()
        late = unit.ward.now - datetime.combine(unit.ward.now.date(), time.fromisoformat(shown), UTC)

        assert abs(late) < SLOW / 2


class TestBoard:
    def test_h_86_is_stale_while_its_rows_cannot_be_fetched_and_tries_again(
        self, unit: Unit, nurse: Tablet, charge: Tablet, running: Place
    ) -> None:
        board = charge.page
        board.goto("/board/")
        word = board.locator("[data-live-word]")
        live(board, word)
        rows = re.compile(r".*/board/\?part=1")
        board.route(rows, unavailable)
        unit.accept(nurse.send(running, "hold", cause="line"))
        expect(word).to_have_text("STALE", timeout=GRACE_MS)

        board.unroute(rows)
        expect(board.locator(".board-rows")).to_contain_text("HELD", timeout=LOOKS_AGAIN_MS)
        expect(word).to_have_text("Live")


def left(page: Page) -> int:
    """Read the seconds left of the step."""
    words = page.locator("[data-ends]").first.inner_text().split(":")
    return sum(int(part) * 60**place for place, part in enumerate(reversed(words)))
