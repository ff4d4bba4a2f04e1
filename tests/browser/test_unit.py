"""Set-up, accounts and treatment card in Chromium: nothing that axe finds, nothing that scrolls sideways."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import DESK, PHONE, PORTRAIT, OpenPage, is_wider_than_its_window, violations

PASSWORDS = re.compile(r"^\s*(\w+)\s+([a-z0-9]{4}(?:-[a-z0-9]{4})+)", re.MULTILINE)
CARD, NEW = "/unit/treatment-cards/one/card-3/", "/unit/treatment-cards/new/"
PAGES = (
    ("haddad", CARD),
    ("haddad", NEW),
    ("moreau", "/unit/set-up/"),
    ("sato", "/unit/set-up/"),
    ("sato", "/people/"),
    ("sato", "/people/new/"),
    ("sato", "/people/1/"),
    ("okafor", "/people/code/"),
    ("okafor", "/people/password/"),
)


class Desk:
    """Signs invented people in, each on a page of their own."""

    def __init__(self, open_page: OpenPage, folder: Path) -> None:
        """Read the passwords that the server said once."""
        self._open_page = open_page
        self.passwords = dict(PASSWORDS.findall((folder / "log.txt").read_text(encoding="utf-8")))

    def open(self, username: str, path: str, **how: object) -> Page:
        """Open a page as a person."""
        return self.sign_in(username, self.passwords[username], path, **how)

    def sign_in(self, username: str, password: str, path: str, **how: object) -> Page:
        """Sign in with a password, and open a page."""
        page: Page = self._open_page("/sign-in/", **how)
        page.get_by_label("Name").fill(username)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.goto(path)
        return page


@pytest.fixture
def desk(open_page: OpenPage, server_folder: Path) -> Desk:
    return Desk(open_page, server_folder)


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_axe_finds_nothing_in_both_themes(desk: Desk, who: str, path: str) -> None:
    page = desk.open(who, path)
    assert violations(page) == []
    page.get_by_role("button", name="Dark").click()
    assert violations(page) == []


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_nothing_scrolls_sideways(desk: Desk, who: str, path: str) -> None:
    page = desk.open(who, path)
    for width, height in (DESK, PORTRAIT, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        assert not is_wider_than_its_window(page), (width, path)


def test_a_person_is_added_changes_the_first_password_and_sets_a_code(desk: Desk) -> None:
    admin = desk.open("sato", "/unit/set-up/")
    admin.get_by_role("link", name="People", exact=True).click()
    admin.get_by_role("link", name="Add a person").click()
    admin.get_by_label("Family name").fill("Novak (invented)")
    admin.get_by_label("Name to sign in with").fill("novak")
    admin.get_by_label("Nurse runs, charts, checks", exact=True).check()
    admin.get_by_role("button", name="Add and show a first password").click()
    first = admin.locator(".password-once").inner_text()

    page = desk.sign_in("novak", first, "/unit/set-up/")
    expect(page.get_by_role("heading", name="Choose your own password")).to_be_visible()
    page.get_by_label("Password so far").fill(first)
    page.get_by_label("New password", exact=True).fill("quiet-harbor-lamp-42")
    page.get_by_label("New password again").fill("quiet-harbor-lamp-42")
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()
    page.get_by_label("New code", exact=True).fill("840271")
    page.get_by_label("New code again").fill("840271")
    page.get_by_label("Your password").fill("quiet-harbor-lamp-42")
    page.get_by_role("button", name="Set the code").click()
    expect(page.get_by_text("You have a code; a new one takes its place.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_row_is_added_to_a_card_with_and_without_scripts(desk: Desk, *, script: bool) -> None:
    page = desk.open("haddad", f"{CARD}edit/", script=script)
    row = page.get_by_role("group", name="Row 10")
    row.get_by_label("What it is").select_option("act")
    row.get_by_role("button", name="Add this row").click()
    row = page.get_by_role("group", name="Row 10, an act")

    expect(row.get_by_label("What is done")).to_be_visible()
    expect(page.get_by_label("Name of the card")).to_have_value(re.compile("Card 3"))
    expect(page.get_by_role("group", name="Row 11")).to_be_visible()
