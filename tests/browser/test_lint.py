from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import DESK, PHONE, PORTRAIT, OpenPage, is_wider_than_its_window, violations

EXAMPLE = files("stepward.data").joinpath("examples", "invented-hospital-sheet.csv").read_text(encoding="utf-8")
SIZES = pytest.mark.parametrize("size", [DESK, PORTRAIT, PHONE], ids=["desk", "portrait", "phone"])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
ALARMS = ("rgb(196, 16, 43)", "rgb(208, 20, 45)", "rgb(255, 204, 0)", "rgb(63, 208, 230)")


def show_example(page: Page) -> None:
    page.get_by_role("button", name="Show an invented example").click()
    expect(page.get_by_role("heading", name="5 cells contradict the others")).to_be_visible()


def check(page: Page, text: str) -> None:
    page.get_by_label("Table", exact=True).fill(text)
    page.get_by_role("button", name="Check the table").click()


class TestAccess:
    @THEMES
    @SIZES
    def test_of_the_start_is_clean(self, open_page: OpenPage, theme: str, size: tuple[int, int]) -> None:
        page = open_page("/lint/", size=size, theme=theme)

        assert violations(page) == []
        assert not is_wider_than_its_window(page)

    @THEMES
    @SIZES
    def test_of_a_marked_table_is_clean(self, open_page: OpenPage, theme: str, size: tuple[int, int]) -> None:
        page = open_page("/lint/", size=size, theme=theme)

        show_example(page)

        assert violations(page) == []
        assert not is_wider_than_its_window(page)

    @THEMES
    @pytest.mark.parametrize(
        "text", ["step,dose\n1,5\n2,as ordered\n", "nothing of a table"], ids=["open", "unreadable"]
    )
    def test_of_other_verdicts_is_clean(self, open_page: OpenPage, theme: str, text: str) -> None:
        page = open_page("/lint/", theme=theme)

        check(page, text)
        page.wait_for_selector("#verdict")

        assert violations(page) == []

    @THEMES
    def test_uses_no_color_of_alarms(self, open_page: OpenPage, theme: str) -> None:
        page = open_page("/lint/", theme=theme)

        show_example(page)

        used = page.evaluate(
            "() => [...document.querySelectorAll('*')].flatMap(e => { const s = getComputedStyle(e);"
            " return [s.color, s.backgroundColor, s.borderTopColor, s.fill]; })"
        )
        assert not set(ALARMS) & set(used)


class TestVerdict:
    def test_comes_without_a_new_page_and_takes_the_focus(self, open_page: OpenPage) -> None:
        page = open_page("/lint/")
        page.evaluate("() => { window.stayed = true; }")

        show_example(page)

        assert page.evaluate("() => window.stayed") is True
        expect(page.locator("#verdict")).to_be_focused()

    def test_prints_only_with_script(self, open_page: OpenPage) -> None:
        for script in (True, False):
            page = open_page("/lint/", script=script)
            show_example(page)

            expect(page.get_by_role("button", name="Marked table")).to_be_visible(visible=script)

    def test_sets_no_style_that_the_content_policy_forbids(self, open_page: OpenPage) -> None:
        page = open_page("/lint/")
        page.evaluate("window.breaches = 0; addEventListener('securitypolicyviolation', () => window.breaches++)")

        show_example(page)
        for summary in page.locator("details > summary:visible").all():
            summary.click()

        assert page.evaluate("window.breaches") == 0
        assert page.locator("[style], style").count() == 0

    def test_comes_without_script_too(self, open_page: OpenPage) -> None:
        page = open_page("/lint/", script=False)

        show_example(page)

        expect(page.locator("s")).to_have_text(["25", "0.2", "15.34", "2", "147.375"])

    def test_comes_for_an_uploaded_file(self, open_page: OpenPage) -> None:
        page = open_page("/lint/")

        page.get_by_label("Or a file").set_input_files(
            {"name": "sheet.csv", "mimeType": "text/csv", "buffer": EXAMPLE.encode()}
        )
        page.get_by_role("button", name="Check the table").click()

        expect(page.get_by_role("heading", name="5 cells contradict the others")).to_be_visible()
        expect(page.get_by_role("heading", name="sheet.csv")).to_be_visible()

    def test_changes_with_the_corrected_text(self, open_page: OpenPage) -> None:
        page = open_page("/lint/")
        show_example(page)

        page.get_by_text("Show all and change").click()
        page.get_by_label("Table, to correct").fill(EXAMPLE.replace("147.375", "174.375"))
        page.get_by_role("button", name="Check again").click()

        expect(page.get_by_role("heading", name="4 cells contradict the others")).to_be_visible()


class TestKeys:
    def test_n_and_p_go_round_the_faults(self, open_page: OpenPage) -> None:
        page = open_page("/lint/")
        show_example(page)
        page.get_by_role("region", name="Steps of the table").focus()

        visited = []
        for key in ("n", "n", "N", "p", "p", "p"):
            page.keyboard.press(key)
            visited.append(page.evaluate("() => document.activeElement.id"))

        assert visited == ["fault-1", "fault-2", "fault-3", "fault-2", "fault-1", "fault-5"]

    def test_n_is_a_letter_in_the_text(self, open_page: OpenPage) -> None:
        page = open_page("/lint/")

        page.get_by_label("Table", exact=True).press_sequentially("nap")

        expect(page.get_by_label("Table", exact=True)).to_have_value("nap")

    def test_a_number_beside_the_table_leads_to_its_cell(self, open_page: OpenPage) -> None:
        page = open_page("/lint/")
        show_example(page)

        page.get_by_role("link", name="Go to fault 4").click()

        assert page.evaluate("() => document.activeElement.id") == "fault-4"


class TestColumns:
    def test_stand_on_the_decimal_point(self, open_page: OpenPage) -> None:
        page = open_page("/lint/")
        show_example(page)

        for column in range(5):
            edges = page.evaluate(
                "column => [...document.querySelectorAll('#lint .marked-table')[0].tBodies[0].rows]"
                ".map(row => row.cells[column + 2].querySelector('.whole').getBoundingClientRect().right)",
                column,
            )
            assert max(edges) - min(edges) < 1.5
