import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESK, PHONE, PORTRAIT, OpenPage, is_wider_than_its_window, violations

SIZES = pytest.mark.parametrize("size", [DESK, PORTRAIT, PHONE], ids=["desk", "portrait", "phone"])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
PAGES = pytest.mark.parametrize(
    "path",
    [
        "/protocols/",
        "/protocols/?search=cef",
        "/protocols/?search=nothing-like-it",
        "/protocols/12-step/",
        "/protocols/16-step/",
        "/protocols/infliximab-10-step-line-fill/",
        "/protocols/cefazolin-4-step-challenge/",
        "/protocols/carbamazepine-doubling-every-3-days/",
        "/sign-in/",
    ],
)


class TestAccess:
    @PAGES
    @THEMES
    def test_is_clean_in_both_themes(self, open_page: OpenPage, path: str, theme: str) -> None:
        page = open_page(path, theme=theme)

        assert violations(page) == []

    @PAGES
    @SIZES
    def test_never_scrolls_sideways(self, open_page: OpenPage, path: str, size: tuple[int, int]) -> None:
        page = open_page(path, size=size)

        assert not is_wider_than_its_window(page)


class TestLibrary:
    def test_filters_without_a_new_page(self, open_page: OpenPage) -> None:
        page = open_page("/protocols/")
        page.evaluate("() => { window.stayed = true; }")

        page.get_by_label("Kind", exact=True).focus()
        page.get_by_label("Kind", exact=True).select_option("graded challenge")

        expect(page.get_by_role("heading", name="Other kinds")).to_be_visible()
        expect(page.get_by_role("heading", name="Desensitizations")).to_have_count(0)
        assert page.evaluate("() => window.stayed") is True
        expect(page.get_by_label("Kind", exact=True)).to_be_focused()
        expect(page.get_by_label("Kind", exact=True)).to_have_value("graded challenge")
        expect(page.get_by_label("Route").locator("option")).not_to_have_count(8)

    def test_filters_without_script(self, open_page: OpenPage) -> None:
        page = open_page("/protocols/", script=False)

        page.get_by_label("This unit").select_option("half")
        page.get_by_role("button", name="Search").click()

        expect(page.locator(".book")).to_have_count(1)
        expect(page.locator(".book")).to_contain_text("16-step")

    def test_leads_to_a_protocol_and_on_to_its_plan(self, open_page: OpenPage) -> None:
        page = open_page("/protocols/?search=12-step")

        page.get_by_role("link", name="Standard 12-step ladder").click()
        page.get_by_role("link", name="Plan with this protocol").click()

        assert "/plan/12-step/" in page.url


class TestSigning:
    def test_asks_a_stranger_to_sign_in_first(self, open_page: OpenPage) -> None:
        page = open_page("/protocols/16-step/sign/approved/pharmacist/")

        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    def test_says_what_is_wrong_with_a_password(self, open_page: OpenPage) -> None:
        page = open_page("/sign-in/")

        page.get_by_label("Name").fill("moreau")
        page.get_by_label("Password").fill("not it")
        page.get_by_role("button", name="Sign in").click()

        expect(page.get_by_text("do not belong together")).to_be_visible()
        assert violations(page) == []
