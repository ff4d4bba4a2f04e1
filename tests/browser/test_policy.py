import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import DESK, PHONE, PORTRAIT, OpenPage, is_wider_than_its_window, violations

PASSWORDS = re.compile(r"^\s*(\w+)\s+([a-z0-9]{4}(?:-[a-z0-9]{4})+)", re.MULTILINE)
PAGE, CHANGE = "/unit/policy/", "/unit/policy/change/"
REASON = "Resumed more slowly after our review (invented)"


class Desk:
    """Signs invented people in, each on a page of their own."""

    def __init__(self, open_page: OpenPage, folder: Path) -> None:
        """Read the passwords that the server said once."""
        self._open_page = open_page
        self.passwords = dict(PASSWORDS.findall((folder / "log.txt").read_text(encoding="utf-8")))

    def open(self, username: str, path: str, **how: object) -> Page:
        """Open a page as a person."""
        page: Page = self._open_page("/sign-in/", **how)
        page.get_by_label("Name").fill(username)
        page.get_by_label("Password").fill(self.passwords[username])
        page.get_by_role("button", name="Sign in").click()
        page.goto(path)
        return page


@pytest.fixture
def desk(open_page: OpenPage, server_folder: Path) -> Desk:
    return Desk(open_page, server_folder)


class TestAccess:
    @pytest.mark.parametrize("path", [PAGE, CHANGE])
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_is_clean_in_both_themes(self, desk: Desk, path: str, theme: str) -> None:
        page = desk.open("haddad", path, theme=theme)

        assert violations(page) == []

    @pytest.mark.parametrize("path", [PAGE, CHANGE])
    @pytest.mark.parametrize("size", [DESK, PORTRAIT, PHONE], ids=["desk", "portrait", "phone"])
    def test_never_scrolls_sideways(self, desk: Desk, path: str, size: tuple[int, int]) -> None:
        page = desk.open("haddad", path, size=size)

        assert not is_wider_than_its_window(page)


class TestVersion:
    def test_opens_a_source_in_place_and_moves_nothing_above_it(self, desk: Desk) -> None:
        page = desk.open("okafor", f"{PAGE}#resume")
        source = page.locator("#resume summary").first
        before = source.bounding_box()

        source.press("Enter")

        expect(page.locator("#resume .source-body").first).to_be_visible()
        assert source.bounding_box() == before

    @pytest.mark.parametrize("script", [True, False])
    def test_goes_from_a_choice_to_an_approved_version(self, desk: Desk, *, script: bool) -> None:
        haddad = desk.open("haddad", CHANGE, script=script)
        chosen = haddad.locator("input[name=c-resume]:checked").get_attribute("value")
        other = "steps-back" if chosen != "steps-back" else "half-rate"
        haddad.locator(f"input[name=c-resume][value={other}]").check()
        haddad.get_by_label("Why this version").fill(REASON)
        haddad.get_by_label("Why this version").press("Enter")

        expect(haddad.get_by_role("heading", name="What changes")).to_be_visible()
        expect(haddad.locator(".policy-changes > li")).to_have_count(1)
        if script:
            assert violations(haddad) == []
        haddad.get_by_role("button", name="Propose this version").click()
        expect(haddad.get_by_text("waits for a second person")).to_be_visible()

        moreau = desk.open("moreau", PAGE, script=script)
        moreau.get_by_role("link", name="Approve").click()
        if script:
            assert violations(moreau) == []
        moreau.get_by_label("Your password").fill(desk.passwords["moreau"])
        moreau.get_by_role("button", name="Sign", exact=True).click()

        expect(moreau.get_by_text("In use, approved by L. Moreau (invented)")).to_be_visible()
        expect(moreau.get_by_text(REASON).first).to_be_visible()
        expect(moreau.locator("#resume .is-chosen")).to_contain_text("(invented)")
