"""Day, paper, record and replay in Chromium: what a nurse opens before the start, and everybody afterwards."""

import re

from playwright.sync_api import expect

from tests.browser.bedside_pages import CALM, Place, Tablet, Unit


def test_day_paper_and_record_of_one_session(unit: Unit) -> None:
    nurse, doctor = unit.tablet("okafor"), unit.tablet("haddad")
    place = unit.ordered(nurse, 9, "13")
    _day(unit, nurse, place)
    unit.accept(nurse.send(place, "vitals", **CALM))
    assert doctor.press(place, "sign", "Sign the plan", **_decided(), password=doctor.password) == ""
    _paper(unit, nurse, place)
    _late(unit, nurse, place)
    _record(unit, doctor, place)
    _replay(unit, doctor, place)
    _without_script(unit, place)


def _decided() -> dict[str, str]:
    return {"observation": "60", "rule": "repeat-step"}


def _day(unit: Unit, nurse: Tablet, place: Place) -> None:
    """The day says what is missing, and its links lead there."""
    nurse.page.goto("/day/")
    row = nurse.page.locator(".coming").filter(has=nurse.page.locator(f'a[href="{place.address}"]'))
    if not row.count():
        nurse.page.get_by_role("link", name="Day after").click()
    expect(row).to_contain_text("The plan is not signed.")
    unit.look(nurse, "30-day")
    row.get_by_role("link", name="Vital signs before the start").click()
    nurse.page.wait_for_url(f"**{place.address}vitals/")


def _paper(unit: Unit, nurse: Tablet, place: Place) -> None:
    """Nobody says that paper lies there which nobody printed (H-69)."""
    assert "not printed yet" in nurse.press(place, "paper", "It lies at the bed")
    assert nurse.context.request.get(f"{place.address}paper.pdf?paper=us-letter").body().startswith(b"%PDF")
    nurse.open(place, "paper")
    unit.look(nurse, "31-paper")
    assert nurse.press_here("It lies at the bed") == ""
    nurse.open(place, "paper")
    expect(nurse.work).to_contain_text("At the bed since")


def _late(unit: Unit, nurse: Tablet, place: Place) -> None:
    nurse.open(place, "late")
    unit.look(nurse, "32-late")
    clock = f"{unit.ward.now:%H:%M}"
    assert nurse.press_here("Write it as late", text="pulse 80, from paper") != ""
    assert nurse.press_here("Write it as late", day="today", clock=clock, text="pulse 80, from paper") == ""


def _record(unit: Unit, doctor: Tablet, place: Place) -> None:
    doctor.page.goto("/record/")
    unit.look(doctor, "33-records")
    doctor.page.locator(f'a[href="/record/{place.id}/"]').click()
    unit.look(doctor, "34-record")
    expect(doctor.page.locator("#timeline")).to_contain_text("pulse 80, from paper")
    expect(doctor.page.locator("#deviations")).to_contain_text("pulse 80, from paper")


def _replay(unit: Unit, doctor: Tablet, place: Place) -> None:
    """The slider and the links show another moment without a new page; the address follows."""
    page = doctor.page
    page.goto(f"/record/{place.id}/replay/?at=2")
    page.evaluate("() => { window.isSame = true }")
    page.locator("#at").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".moment-at")).to_contain_text("entry 3 of")
    expect(page).to_have_url(re.compile(r"\?at=3$"))
    page.get_by_role("link", name="Earlier").click()
    expect(page.locator(".moment-at")).to_contain_text("entry 2 of")
    expect(page.get_by_role("link", name="Earlier")).to_be_focused()
    assert page.evaluate("() => window.isSame")
    assert page.locator("#at").input_value() == "2"
    unit.look(doctor, "35-replay")


def _without_script(unit: Unit, place: Place) -> None:
    page = unit.tablet("berg", script=False).page
    page.goto(f"/record/{place.id}/replay/?at=2")
    page.get_by_role("link", name="Later").click()
    expect(page.locator(".moment-at")).to_contain_text("entry 3 of")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"\?at=3$"))
