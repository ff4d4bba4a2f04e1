import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import DESK, PHONE, PORTRAIT, OpenPage, is_wider_than_its_window, violations


def order_ceftazidime(page: Page) -> None:
    """Fill in the order by keyboard alone, and press Enter."""
    page.get_by_label("Drug", exact=True).focus()
    page.keyboard.type("ceftazidime")
    page.keyboard.press("Tab")
    page.keyboard.type("2000")
    page.keyboard.press("Tab")
    page.keyboard.type("mg")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".plan-title")).to_have_text("cefTAZidime 2,000\u00a0mg")


def test_is_reached_and_made_by_keyboard_without_a_reload(open_page: OpenPage) -> None:
    page = open_page("/plan/")
    page.get_by_label("Find a protocol").focus()
    page.keyboard.type("standard 12-step ladder,")
    expect(page.locator(".offers li:not(.none)")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/12-step/")
    page.evaluate("window.isTheSamePage = true")

    order_ceftazidime(page)

    assert page.evaluate("window.isTheSamePage") is True
    expect(page.locator("#told")).to_contain_text("nothing blocks")
    expect(page.locator(".steps tbody tr")).to_have_count(12)


def test_is_made_without_script(open_page: OpenPage) -> None:
    page = open_page("/plan/12-step/", script=False)
    expect(page.get_by_label("Weight")).to_be_hidden()
    page.get_by_label("Unit of the dose").select_option("mg/kg")
    expect(page.get_by_label("Weight")).to_be_visible()
    page.get_by_label("Unit of the dose").select_option("")

    order_ceftazidime(page)

    expect(page.locator(".steps tbody tr")).to_have_count(12)


def test_dims_when_the_order_changes_and_says_what_to_mend(open_page: OpenPage) -> None:
    page = open_page("/plan/12-step/")
    order_ceftazidime(page)
    target = page.get_by_label("Target dose")

    target.fill("2,500")
    expect(page.locator("#result")).to_have_class(re.compile("is-old"))
    expect(page.get_by_text("This plan is the old one.")).to_be_visible()
    target.press("Tab")

    expect(page.locator("#slot-target_number")).to_contain_text("not “2,500”")
    expect(target).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".plan-title")).to_have_count(0)


def test_is_kept_and_printed(open_page: OpenPage) -> None:
    page = open_page("/plan/12-step/")
    order_ceftazidime(page)

    page.get_by_role("button", name="Keep and share").click()
    page.wait_for_url(re.compile(r"/plans/[\w-]{22}/$"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Bedside sheet").click()

    assert re.fullmatch(r"12-step-[0-9a-f]{8}\.pdf", download.value.suggested_filename)


def choose_line(page: Page, volume: str) -> None:
    """Choose another volume for the line, and make the plan."""
    page.get_by_label("Line", exact=True).select_option("other")
    page.get_by_label("Volume of the line").fill(volume)
    page.get_by_role("button", name="Make the plan").click()
    expect(page.locator(".the-line")).to_be_visible()


def test_asks_for_the_line_step_by_step(open_page: OpenPage) -> None:
    page = open_page("/plan/12-step/")
    expect(page.get_by_label("Carrier")).to_be_hidden()
    order_ceftazidime(page)

    page.get_by_label("Line", exact=True).select_option("other")
    expect(page.get_by_label("Volume of the line")).to_be_visible()
    expect(page.locator(".order .field-error")).to_have_count(0)
    page.get_by_label("Line", exact=True).select_option("")

    expect(page.get_by_label("Volume of the line")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_makes_the_change_that_a_finding_asks_for(open_page: OpenPage, *, script: bool) -> None:
    page = open_page("/plan/12-step/", script=script)
    order_ceftazidime(page)
    choose_line(page, "10")
    expect(page.locator(".steps td.is-silent")).to_have_count(4)

    page.get_by_role("button", name="Fresh line each").click()

    expect(page.locator(".steps td.is-silent")).to_have_count(0)
    expect(page.get_by_label("Own line each")).to_be_checked()


@pytest.mark.parametrize("size", [DESK, PORTRAIT, PHONE])
def test_holds_the_line_at_every_width(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_page("/plan/12-step/", size=size)
    order_ceftazidime(page)
    choose_line(page, "10")

    assert not is_wider_than_its_window(page)
    assert not violations(page)


def test_keeps_the_plan_when_the_theme_changes(open_page: OpenPage) -> None:
    page = open_page("/plan/12-step/")
    order_ceftazidime(page)

    page.get_by_role("button", name="Dark").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".plan-title")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PORTRAIT])
def test_has_no_fault_that_axe_finds(open_page: OpenPage, size: tuple[int, int], theme: str) -> None:
    page = open_page("/plan/", size=size, theme=theme)
    found = violations(page)
    page.goto("/plan/12-step/")
    order_ceftazidime(page)
    for source in page.locator(".source > summary").all()[:2]:
        if source.is_visible():
            source.click()
    found += violations(page)
    page.get_by_label("Target dose").fill("x")
    page.get_by_label("Target dose").press("Tab")
    page.wait_for_selector(".field-error")
    found += violations(page)

    assert found == []


def test_fits_a_narrow_screen(open_page: OpenPage) -> None:
    page = open_page("/plan/", size=PHONE)
    assert not is_wider_than_its_window(page)
    page.goto("/plan/12-step/")

    order_ceftazidime(page)

    assert not is_wider_than_its_window(page)
