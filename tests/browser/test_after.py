"""After the last step, in Chromium: tolerance, the course, a signed way, its plan; the pages beside each other."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looking import DESK, PORTRAIT, is_wider_than_its_window, violations
from tests.browser.test_prepare import PASSWORDS, People

COSTA = "Costa, Elena"


@pytest.fixture(scope="module")
def people(browser: Browser, server: str, server_folder: Path) -> People:
    """Bring the people of the demonstration."""
    return People(browser, server, server_folder)


@pytest.fixture(scope="module")
def course(people: People) -> str:
    """Find the course of the invented patient who reacted."""
    page = people.open("haddad", "/tolerance/")
    page.get_by_role("link", name=COSTA).click()
    page.get_by_role("link", name=re.compile("course", re.IGNORECASE)).first.click()
    page.wait_for_url("**/courses/**")
    address: str = page.url.split("/", 3)[3]
    page.context.close()
    return f"/{address}"


def password_of(server_folder: Path, username: str) -> str:
    found: dict[str, str] = dict(PASSWORDS.findall((server_folder / "log.txt").read_text(encoding="utf-8")))
    return found[username]


class TestTheWholeWay:
    def test_from_a_reaction_to_a_signed_plan(self, people: People, course: str, server_folder: Path) -> None:
        page = people.open("haddad", course)
        sessions = page.get_by_role("region", name="Sessions")
        expect(sessions).to_contain_text("step 9")
        expect(sessions).to_contain_text("wheeze")
        expect(page.get_by_text("The allergy entry stays active.")).to_be_visible()

        changed = page.get_by_role("region", name="What changed?").get_by_role("row", name="Product")
        expect(changed).to_contain_text("changed")
        expect(page.get_by_role("region", name="What changed?").get_by_role("row", name="Lot")).to_contain_text(
            "missing"
        )

        page.get_by_label("One step more, before step 9").check()
        page.get_by_label("Your password").fill(password_of(server_folder, "haddad"))
        page.get_by_role("button", name="Sign this way").click()
        expect(page.get_by_role("alert")).to_contain_text("This way has a warning. Say why it is accepted.")

        page.get_by_label("One step more, before step 9").check()
        page.get_by_label("Why, where a way has a warning").fill("Wheeze in step 9 (invented)")
        page.get_by_label("Your password").fill(password_of(server_folder, "haddad"))
        page.get_by_role("button", name="Sign this way").click()
        expect(page.get_by_text("Signed by Dr A. Haddad (invented)")).to_be_visible()
        page.get_by_role("button", name="Plan it").click()
        page.wait_for_url("**/plan/**")
        expect(page.get_by_role("heading", level=1)).to_contain_text("step")
        expect(page.locator("main")).to_contain_text("one step added before step 9")
        expect(page.locator("main")).to_contain_text("400 mg")
        expect(page.get_by_role("button", name="Keep and share")).to_be_visible()
        page.context.close()

    def test_who_does_not_sign_only_reads(self, people: People, course: str) -> None:
        page = people.open("okafor", course)
        expect(page.get_by_role("region", name="The next cycle")).to_be_visible()
        expect(page.get_by_role("button", name="Sign this way")).to_have_count(0)
        page.context.close()

    def test_a_nurse_says_what_was_not_known(self, people: People, course: str) -> None:
        page = people.open("okafor", course)
        row = page.get_by_role("row", name="Allergies")
        row.get_by_text("Say what it is").click()
        row.get_by_label("Allergies this time").fill("none")
        row.get_by_role("button", name="Keep").click()
        expect(page.get_by_role("row", name="Allergies")).to_contain_text("same")
        page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PORTRAIT])
def test_is_readable_for_everybody(people: People, course: str, size: tuple[int, int], theme: str) -> None:
    page = people.open("haddad", course, size=size, theme=theme)
    found = []
    one = f"/tolerance/{re.findall(r'/record/([^/]+)/', page.content())[0]}/"
    for path in (course, "/tolerance/", one, "/calendar/", "/day/"):
        page.goto(path)
        found += [(path, text) for text in violations(page)]
        found += [(path, "wider than its window")] if is_wider_than_its_window(page) else []
    page.context.close()
    assert found == []


def test_the_calendar_leads_to_the_course(people: People, course: str) -> None:
    page = people.open("berg", "/day/")
    page.get_by_role("link", name="Calendar").click()
    page.get_by_role("link", name=COSTA).first.click()
    page.wait_for_url("**/courses/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text(COSTA)
    assert course.startswith("/courses/")
    page.context.close()
