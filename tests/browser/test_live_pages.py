"""A live page says STALE as soon as it may be older than the session: at the bed and on the board (H-86)."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.bedside_pages import CALM, Place, Tablet, Unit

GRACE_MS = 9_000
"""Five seconds, and what a busy machine takes to draw."""
LOOKS_AGAIN_MS = 30_000
STALE = re.compile("is-stale")


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
        page.add_init_script(
            "{ const now = Date.now; window.skew = 0; Date.now = () => now.call(Date) + window.skew; }"
        )
        nurse.open(running)
        page.wait_for_timeout(1_500)
        before = left(page)
        page.evaluate("window.skew = -3600000")
        expect(page.locator("body")).not_to_have_class(STALE, timeout=LOOKS_AGAIN_MS)
        page.wait_for_timeout(1_000)

        assert 0 <= before - left(page) < 60


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
