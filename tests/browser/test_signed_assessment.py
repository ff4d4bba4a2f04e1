"""From an empty wizard to a signed assessment, and on to a plan that stands on it, in Chromium."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import DESK, PHONE, PORTRAIT, OpenPage, is_wider_than_its_window, violations
from tests.browser.test_screen import CASES, PASSWORDS, base
from tests.web.answering import answers_of, pages_of

SEVERE, BLOCKED = "severe-carboplatin-on-metoprolol", "sjs-carbamazepine"


@pytest.fixture
def passwords(server_folder: Path) -> dict[str, str]:
    """Read the passwords that the demonstration printed."""
    return dict(PASSWORDS.findall((server_folder / "log.txt").read_text(encoding="utf-8")))


def sign_in(page: Page, name: str, passwords: dict[str, str]) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(passwords[name])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/screen/")


def screened(page: Page, name: str) -> None:
    """Answer the whole wizard as its forms are sent, and open the result."""
    page.get_by_role("button", name="Begin a screening").click()
    page.wait_for_url("**/drug/")
    here, token = base(page), page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    for slug, answers in pages_of(answers_of(CASES[name])).items():
        sent = [("csrfmiddlewaretoken", token), ("go", "on")]
        sent += [(field, value) for field, values in answers.items() for value in values]
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url}
        page.request.post(f"{here}/{slug}/", data=urlencode(sent), headers=headers)
    page.goto(f"{here}/result/")


def sign(page: Page, password: str) -> None:
    """Sign what the result shows, with a reason where one is asked for."""
    page.get_by_role("link", name="Sign this assessment").click()
    expect(page.get_by_label("Your password")).to_be_visible()
    reasons = page.get_by_label("Discussed with the prescriber: the measures named are in place.")
    if reasons.count():
        reasons.check()
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name="Sign", exact=True).click()
    page.wait_for_url("**/screen/signed/**")


@pytest.mark.parametrize("script", [True, False])
def test_an_empty_wizard_ends_in_a_plan(open_page: OpenPage, passwords: dict[str, str], *, script: bool) -> None:
    page = open_page("/sign-in/?next=/screen/", script=script)
    sign_in(page, "haddad", passwords)
    screened(page, SEVERE)
    sign(page, passwords["haddad"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Proceed, with conditions")

    page.get_by_role("button", name=re.compile("Go to the plan")).first.click()
    page.wait_for_url("**/plan/16-step/")
    expect(page.locator("#drug")).to_have_value("carboplatin")
    expect(page.locator("#target_number")).to_have_value("600")
    page.locator("#start").fill("09:30")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_role("heading", name="From the signed assessment: Proceed, with conditions")).to_be_visible()
    expect(page.locator(".assessed")).to_contain_text("Dr A. Haddad (invented)")
    expect(page.locator(".assessed")).to_contain_text("ICU")
    expect(page.locator(".assessed")).to_contain_text("metoprolol")
    page.get_by_role("button", name=re.compile("Keep")).first.click()
    page.wait_for_url(re.compile(r"/plan/kept/|/plans?/"))

    expect(page.locator(".assessed")).to_contain_text("named by the assessment")
    assert "carboplatin" not in page.url


def test_a_blocked_one_is_signed_and_leads_to_no_plan(open_page: OpenPage, passwords: dict[str, str]) -> None:
    page = open_page("/sign-in/?next=/screen/")
    sign_in(page, "haddad", passwords)
    screened(page, BLOCKED)
    sign(page, passwords["haddad"])

    expect(page.get_by_role("heading", level=1)).to_have_text("Blocked")
    expect(page.get_by_role("heading", name="Why no plan opens")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("plan"))).to_have_count(0)


def test_a_nurse_asks_and_the_allergist_signs(open_page: OpenPage, passwords: dict[str, str]) -> None:
    nurse = open_page("/sign-in/?next=/screen/")
    sign_in(nurse, "okafor", passwords)
    screened(nurse, SEVERE)
    nurse.get_by_role("button", name="Ask an allergist to sign").click()
    expect(nurse.get_by_text("Waiting for an allergist since")).to_be_visible()
    result = f"{base(nurse)}/result/"

    page = open_page("/sign-in/?next=/screen/")
    sign_in(page, "haddad", passwords)
    expect(page.get_by_role("heading", name="Waiting for your signature")).to_be_visible()
    page.goto(result)
    sign(page, passwords["haddad"])

    nurse.goto(result)
    assert nurse.url == page.url


def test_a_wrong_password_keeps_the_reason(open_page: OpenPage, passwords: dict[str, str]) -> None:
    page = open_page("/sign-in/?next=/screen/")
    sign_in(page, "haddad", passwords)
    screened(page, SEVERE)
    page.get_by_role("link", name="Sign this assessment").click()
    reason = page.get_by_label("The cautions are known and do not change this plan.")
    reason.check()
    page.get_by_label("Your password").fill("not this one")
    page.get_by_role("button", name="Sign", exact=True).click()

    expect(page.get_by_text("not your password")).to_be_visible()
    expect(reason).to_be_checked()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_page_can_be_used_by_all(open_page: OpenPage, passwords: dict[str, str], theme: str) -> None:
    page = open_page("/sign-in/?next=/screen/", theme=theme)
    sign_in(page, "haddad", passwords)
    screened(page, SEVERE)
    page.get_by_role("link", name="Sign this assessment").click()
    found = violations(page)
    assert not _too_wide(page)
    page.go_back()
    sign(page, passwords["haddad"])
    found += violations(page)
    assert not _too_wide(page)
    page.get_by_role("button", name=re.compile("Go to the plan")).first.click()
    page.get_by_role("button", name="Make the plan").click()
    expect(page.locator(".assessed")).to_be_visible()
    found += violations(page)
    assert not _too_wide(page)
    page.goto("/screen/")
    found += violations(page)
    assert not _too_wide(page)

    assert found == []


def _too_wide(page: Page) -> list[tuple[int, int]]:
    """List the sizes at which the page scrolls sideways; the desk's size is left behind."""
    found = []
    for size in (PHONE, PORTRAIT, DESK):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if is_wider_than_its_window(page):
            found.append(size)
    return found
