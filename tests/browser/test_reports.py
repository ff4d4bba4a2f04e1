"""The pages of reports in a browser: clean for everybody, narrow enough, and a report in a few presses."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import DESK, PHONE, PORTRAIT, OpenPage, is_wider_than_its_window, violations
from tests.browser.test_policy import Desk, desk

__all__ = ["desk"]
SIZES = pytest.mark.parametrize("size", [DESK, PORTRAIT, PHONE], ids=["desk", "portrait", "phone"])


def first(page: Page) -> Page:
    page.locator("a.rep-row").first.click()
    return page


class TestAccess:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_is_clean_in_both_themes(self, desk: Desk, theme: str) -> None:
        page = desk.open("haddad", "/reports/", theme=theme)
        assert violations(page) == []

        assert violations(first(page)) == []

    @SIZES
    def test_never_scrolls_sideways(self, desk: Desk, size: tuple[int, int]) -> None:
        page = desk.open("haddad", "/reports/", size=size)
        assert not is_wider_than_its_window(page)

        assert not is_wider_than_its_window(first(page))


class TestReport:
    def test_goes_from_a_session_to_a_closed_version(self, desk: Desk, open_page: OpenPage) -> None:
        del open_page
        page = first(desk.open("haddad", "/reports/"))
        page.get_by_label("None of these").check()
        for question, answer in (("Does the label", "Yes"), ("in a study", "No"), ("a pump, line", "No")):
            page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()
        page.get_by_label("Female", exact=True).check()
        page.get_by_label("Relevant history").fill("none (invented)")
        page.get_by_role("button", name="Close version 1").click()
        expect(page.get_by_role("alert")).to_contain_text("Result of tryptase")
        expect(page.get_by_label("Relevant history")).to_have_value("none (invented)")

        page.get_by_label("Result of tryptase").fill("24 ng/mL (invented)")
        page.get_by_role("button", name="Close version 1").click()
        expect(page.get_by_text("Version 1, First report")).to_be_visible()
        assert violations(page) == []
