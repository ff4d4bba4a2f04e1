"""The sheets for patients in a browser: clean for everybody, and narrow enough."""

import pytest
from playwright.sync_api import Page

from tests.browser.looking import DESK, PHONE, PORTRAIT, is_wider_than_its_window, violations
from tests.browser.test_policy import Desk, desk

__all__ = ["desk"]
SIZES = pytest.mark.parametrize("size", [DESK, PORTRAIT, PHONE], ids=["desk", "portrait", "phone"])


def sheets(page: Page) -> Page:
    page.locator("main a[href^='/record/']").first.click()
    page.get_by_role("link", name="For the patient").click()
    page.get_by_role("heading", name="Sheets for the patient").wait_for()
    return page


class TestAccess:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_is_clean_in_both_themes(self, desk: Desk, theme: str) -> None:
        page = sheets(desk.open("haddad", "/record/", theme=theme))
        assert violations(page) == []

        page.get_by_role("link", name="Deutsch").click()
        assert violations(page) == []

    @SIZES
    def test_never_scrolls_sideways(self, desk: Desk, size: tuple[int, int]) -> None:
        page = sheets(desk.open("haddad", "/record/", size=size))

        assert not is_wider_than_its_window(page)
