"""From a kept plan to a checked bag, in Chromium: ask, make, check, worksheet, labels."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.looking import DESK, PORTRAIT, is_wider_than_its_window, violations

PASSWORDS = re.compile(r"^\s+(\w+)\s+((?:[a-z0-9]{4}-){3}[a-z0-9]{4})", re.MULTILINE)


class People:
    """The invented people, each in a window of their own; whatever the console calls an error is kept."""

    def __init__(self, browser: Browser, server: str, folder: Path) -> None:
        self._browser, self._server = browser, server
        self._passwords = dict(PASSWORDS.findall((folder / "log.txt").read_text(encoding="utf-8")))
        self.errors: list[str] = []

    def open(self, username: str, path: str, *, size: tuple[int, int] = DESK, theme: str = "light") -> Page:
        """Sign somebody in, and open an address."""
        context = self._browser.new_context(base_url=self._server, viewport={"width": size[0], "height": size[1]})
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": "stepward-theme", "value": theme, "url": self._server}])
        page = context.new_page()
        page.on("console", self._hear)
        page.goto(f"/sign-in/?next={path}")
        page.get_by_label("Name").fill(username)
        page.get_by_label("Password").fill(self._passwords[username])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**{path}")
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)


@pytest.fixture(scope="module")
def people(browser: Browser, server: str, server_folder: Path) -> People:
    """Bring the people of the demonstration."""
    return People(browser, server, server_folder)


@pytest.fixture(scope="module")
def order(people: People) -> str:
    """Plan with a line, keep it, and ask the pharmacy for it."""
    page = people.open("moreau", "/plan/12-step/")
    page.get_by_label("Drug", exact=True).fill("ceftazidime")
    page.get_by_label("Target dose", exact=True).fill("2000")
    page.locator("#target_unit").select_option("mg")
    page.get_by_label("Start", exact=True).fill("09:30")
    page.locator("#line").select_option("primary-15-ml")
    page.locator(".order button[name=press]").click()
    page.get_by_role("button", name="Keep and share").click()
    page.get_by_role("link", name="Ask the pharmacy").click()
    for label, text in (("Family name", "Ruiz"), ("Given names", "Marta"), ("Identifier", "INV 0047 1180")):
        page.get_by_label(label).fill(text)
    for what, day, month, year in (("of birth", "14", "Mar", "1971"), ("of the start", "24", "Nov", "2099")):
        page.get_by_label(f"Day {what}").fill(day)
        page.get_by_label(f"Month {what}").select_option(month)
        page.get_by_label(f"Year {what}").fill(year)
    page.get_by_label("Product").select_option("ceftazidime-2-g-tazicef")
    page.get_by_label("Diluent").select_option("0.9 % sodium chloride")
    page.get_by_label("Overfill of the bags").select_option("withdraw")
    page.get_by_role("button", name="Ask the pharmacy").click()
    expect(page.get_by_role("heading", name="cefTAZidime")).to_be_visible()
    return page.url.removeprefix(page.url.split("/prepare/")[0])


class TestTheWholeWay:
    def test_ends_with_a_checked_bag(self, people: People, order: str) -> None:
        maker = people.open("silva", f"{order}intermediate-a/")
        volumes = []
        for _ in range(2):
            volumes.append(maker.locator(".draw-now .draw-big").inner_text().split()[0])
            maker.get_by_role("button", name="Drawn").click()
        maker.get_by_role("button", name="Finish intermediate A").click()
        expect(maker.get_by_text("A different person reads its figures.")).to_be_visible()

        checker = people.open("okafor", f"{order}intermediate-a/")
        expect(checker.get_by_text("Volumes and weights are hidden")).to_be_visible()
        checker.get_by_role("link", name="Check as the second person").click()
        assert not any(f">{volume}" in checker.locator("main").inner_html() for volume in volumes)
        checker.get_by_label("Drug in one vial").fill("2000")
        checker.get_by_label("Put into each vial").fill("10")
        checker.get_by_label("Diluent put in").fill(volumes[0])
        checker.get_by_label("Drawn from vial").fill(volumes[1])
        checker.get_by_label("Label on the bag").fill("nonsense")
        checker.get_by_role("button", name="Compare").click()
        expect(checker.get_by_text("This is no label")).to_be_visible()
        from stepward.core.preparation.labels import LabelIdentity  # noqa: PLC0415 - what the printed label says

        identity = LabelIdentity(order=order.split("/")[2], solution=1, is_intermediate=True)
        checker.get_by_label("Label on the bag").fill(str(identity))
        checker.get_by_role("button", name="Compare").click()
        expect(checker.get_by_text("All figures agree.", exact=False).first).to_be_visible()
        assert people.errors == [] or all("422" in text for text in people.errors)

    @pytest.mark.parametrize("name", ["Worksheet", "Labels"])
    def test_prints(self, people: People, order: str, name: str) -> None:
        page = people.open("silva", order)

        with page.expect_download() as waiting:
            page.get_by_text(name, exact=True).click()

        assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")


class TestAccess:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    @pytest.mark.parametrize("path", ["/prepare/", "{order}", "{order}solution-3/", "{order}solution-1/"])
    def test_is_clean_in_both_themes(self, people: People, order: str, path: str, theme: str) -> None:
        page = people.open("silva", path.format(order=order), theme=theme)

        assert violations(page) == []

    @pytest.mark.parametrize("size", [DESK, PORTRAIT, (320, 640)], ids=["desk", "portrait", "phone"])
    @pytest.mark.parametrize("path", ["/prepare/", "{order}", "{order}solution-3/"])
    def test_never_scrolls_sideways(self, people: People, order: str, path: str, size: tuple[int, int]) -> None:
        page = people.open("silva", path.format(order=order), size=size)

        assert not is_wider_than_its_window(page)

    def test_keys_are_large_enough_for_gloves(self, people: People, order: str) -> None:
        page = people.open("silva", f"{order}solution-3/")

        box = page.get_by_role("button", name="Drawn").bounding_box()

        assert box is not None
        assert box["height"] >= 76
        assert box["width"] >= 160
