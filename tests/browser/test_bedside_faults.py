"""The bedside when something goes wrong: cut network, dead server, wrong tab, double press, no script."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.bedside_pages import CALM, RATES, Place, Tablet, Unit, decided
from tests.browser.ward import PATIENTS, Ward

SILENCE_MS = 8_000
"""Five seconds, and what a busy machine takes to draw."""
HEARTBEAT_MS = 1_500
SHEETS = ("vitals", "hold", "step", "reaction", "resume", "end", "finish", "complete", "note", "sample", "hand-over",
          "pump", "hang", "checks", "sound", "control", "paper", "late", "alarms")  # fmt: skip


@pytest.fixture(scope="module")
def placed(ward: Ward) -> dict[str, Place]:
    """Keep the sessions that tests share."""
    del ward
    return {}


@pytest.fixture
def nurse(unit: Unit) -> Tablet:
    return unit.tablet("okafor")


@pytest.fixture
def running(unit: Unit, nurse: Tablet, placed: dict[str, Place]) -> Place:
    """A session in step 1 that every test may use and leaves in step 1."""
    if "running" not in placed:
        placed["running"] = unit.running(nurse, unit.tablet("haddad"), 1, "5")
    else:
        unit.accept(nurse.send(placed["running"], "control"))
    return placed["running"]


def is_live(page: Page) -> None:
    """Wait for a first heartbeat."""
    page.wait_for_timeout(HEARTBEAT_MS)
    expect(page.locator("body")).not_to_have_class(re.compile("is-stale"))


def has_stop_on_top(page: Page) -> tuple[float, float]:
    """Say where STOP is; nothing lies over it."""
    left, top, is_on_top = page.evaluate(
        """() => {
            const box = document.querySelector("[data-stop] button").getBoundingClientRect();
            const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return [box.x, box.y, Boolean(found.closest("[data-stop] button"))];
        }"""
    )
    assert is_on_top, page.url
    return left, top


class TestTwoTablets:
    def test_another_tablet_sees_what_the_first_one_did(self, unit: Unit, nurse: Tablet, running: Place) -> None:
        charge = unit.tablet("berg")
        charge.open(running)
        is_live(charge.page)
        unit.accept(nurse.send(running, "vitals", **(CALM | {"pulse": "81"})))
        expect(charge.work.locator(".vitals-card")).to_contain_text("81", timeout=SILENCE_MS)

    def test_takes_over_by_name_and_the_first_one_learns_it(self, unit: Unit, nurse: Tablet, running: Place) -> None:
        charge = unit.tablet("berg")
        nurse.open(running)
        is_live(nurse.page)
        assert charge.press(running, "control", "Take control") == ""
        expect(nurse.page.locator("#actions")).to_contain_text("another device controls", timeout=SILENCE_MS)
        assert nurse.press(running, "control", "Take control") == ""


class TestCutNetwork:
    def test_h_86_turns_stale_keeps_stop_and_sends_it_with_its_time(
        self, unit: Unit, nurse: Tablet, placed: dict[str, Place]
    ) -> None:
        place = placed["stopped"] = unit.running(nurse, unit.tablet("haddad"), 2, "6")
        nurse.open(place)
        is_live(nurse.page)
        unit.ward.freeze()
        expect(nurse.page.locator("body")).to_have_class(re.compile("is-stale"), timeout=SILENCE_MS)
        expect(nurse.page.locator("[data-time]")).to_have_text("STALE")
        unit.look(nurse, "20-stale")
        pressed = unit.ward.now
        nurse.page.get_by_role("button", name=re.compile("STOP")).click()
        expect(nurse.page.locator("#alarm-bar")).to_contain_text("NOT RECORDED")
        unit.look(nurse, "21-not-recorded")
        assert unit.ward.events(place.id, "stop-pressed") == []
        unit.ward.thaw()
        expect(nurse.page.locator("body")).to_have_attribute("data-state", "held", timeout=30_000)
        kept = unit.ward.events(place.id, "stop-pressed")
        assert len(kept) == 1
        claimed = datetime.fromisoformat(kept[0]["pressed_at"]["at"])
        assert abs(claimed - pressed) < timedelta(seconds=2)

    def test_warns_before_an_unsent_stop_is_lost_with_its_page(self, nurse: Tablet, running: Place) -> None:
        nurse.open(running)
        is_live(nurse.page)
        nurse.context.set_offline(True)
        nurse.page.get_by_role("button", name=re.compile("STOP")).click()
        expect(nurse.page.locator("#alarm-bar")).to_contain_text("NOT RECORDED")
        with nurse.page.expect_event("dialog") as asked:
            nurse.page.close(run_before_unload=True)
        assert asked.value.type == "beforeunload"
        asked.value.accept()


class TestRestart:
    def test_h_68_a_killed_server_comes_back_and_the_session_is_held(
        self, unit: Unit, nurse: Tablet, placed: dict[str, Place]
    ) -> None:
        place = placed["cut"] = unit.running(nurse, unit.tablet("haddad"), 3, "7")
        nurse.open(place)
        is_live(nurse.page)
        unit.ward.kill()
        expect(nurse.page.locator("body")).to_have_class(re.compile("is-stale"), timeout=SILENCE_MS)
        unit.ward.forward(minutes=3)
        unit.ward.start()
        expect(nurse.page.locator("body")).to_have_attribute("data-state", "held", timeout=30_000)
        is_live(nurse.page)
        expect(nurse.work).to_contain_text(re.compile("restart", re.IGNORECASE))
        assert "shorter" in nurse.press(place, "gap", "I saw the pump run", minutes="90")
        assert nurse.press(place, "gap", "I saw the pump run", minutes="2") == ""
        assert len(unit.ward.events(place.id, "gap-confirmed")) == 1


class TestStop:
    def test_h_05_lies_at_one_place_on_every_sheet_and_nothing_covers_it(self, nurse: Tablet, running: Place) -> None:
        nurse.open(running)
        at = has_stop_on_top(nurse.page)
        for name in SHEETS:
            nurse.open(running, name)
            assert has_stop_on_top(nurse.page) == at, name
            nurse.page.mouse.wheel(0, 5000)
            assert has_stop_on_top(nurse.page) == at, name

    @pytest.mark.parametrize("sheet", ["reaction", "vitals", "alarms"])
    def test_h_05_holds_the_session_from_a_sheet(
        self, unit: Unit, nurse: Tablet, placed: dict[str, Place], sheet: str
    ) -> None:
        if "held" not in placed:
            placed["held"] = unit.running(nurse, unit.tablet("haddad"), 4, "8")
        place = placed["held"]
        before = len(unit.ward.events(place.id, "stop-pressed"))
        nurse.open(place, sheet)
        nurse.page.get_by_role("button", name=re.compile("STOP")).click()
        nurse.page.wait_for_url(f"**{place.address}")
        assert nurse.state == "held"
        assert len(unit.ward.events(place.id, "stop-pressed")) == before + 1

    def test_h_05_cancels_a_start_that_is_to_come(self, unit: Unit, nurse: Tablet, placed: dict[str, Place]) -> None:
        place = placed["ordered"] = unit.ordered(nurse, 5, "9")
        with nurse.page.expect_navigation():
            nurse.page.get_by_role("button", name=re.compile("STOP")).click()
        assert len(unit.ward.events(place.id, "stop-pressed")) == 1


class TestPresses:
    def test_h_55_a_form_of_another_patient_is_refused(
        self, unit: Unit, nurse: Tablet, running: Place, placed: dict[str, Place]
    ) -> None:
        if "other" not in placed:
            placed["other"] = unit.ordered(nurse, 6, "10")
        other = placed["other"]
        nurse.open(running, "vitals")
        nurse.page.locator("#work form").first.evaluate("(form, to) => form.action = to", f"{other.address}vitals/")
        refusal = nurse.press_here("Record", **CALM)
        assert "another patient" in refusal
        assert unit.ward.events(other.id, "vitals-taken") == []

    def test_h_61_a_double_press_counts_once(self, unit: Unit, nurse: Tablet, running: Place) -> None:
        before = len(unit.ward.events(running.id, "vitals-taken"))
        nurse.open(running, "vitals")
        nurse.fill(nurse.page.locator("#work form").first, **CALM)
        nurse.page.get_by_role("button", name="Record").dblclick()
        nurse.page.wait_for_url(f"**{running.address}")
        nurse.page.wait_for_timeout(500)
        assert len(unit.ward.events(running.id, "vitals-taken")) == before + 1

    def test_going_back_after_a_press_does_nothing_twice(self, unit: Unit, nurse: Tablet, running: Place) -> None:
        assert nurse.press(running, "vitals", "Record", **CALM) == ""
        before = len(unit.ward.events(running.id, "vitals-taken"))
        nurse.page.go_back()
        is_live(nurse.page)
        assert nurse.page.locator('[name="pulse"]').input_value() == ""
        assert len(unit.ward.events(running.id, "vitals-taken")) == before

    def test_an_expired_login_leads_back_and_nothing_was_done(self, unit: Unit, nurse: Tablet, running: Place) -> None:
        before = len(unit.ward.events(running.id, "vitals-taken"))
        nurse.open(running, "vitals")
        nurse.context.clear_cookies(name="stepward-session")
        nurse.fill(nurse.page.locator("#work form").first, **CALM)
        nurse.page.get_by_role("button", name="Record").click()
        nurse.page.wait_for_url("**/sign-in/**")
        nurse.page.locator('[name="username"]').fill("okafor")
        nurse.page.locator('[name="password"]').fill(nurse.password)
        nurse.page.get_by_role("button", name="Sign in").click()
        nurse.page.wait_for_url(f"**{running.address}**")
        assert len(unit.ward.events(running.id, "vitals-taken")) == before

    def test_stop_with_an_expired_login_is_kept_until_somebody_signs_in(
        self, unit: Unit, nurse: Tablet, placed: dict[str, Place]
    ) -> None:
        place = placed["stopped"]
        before = len(unit.ward.events(place.id, "stop-pressed"))
        nurse.open(place)
        is_live(nurse.page)
        nurse.context.clear_cookies(name="stepward-session")
        nurse.page.get_by_role("button", name=re.compile("STOP")).click()
        expect(nurse.page.locator("#alarm-bar")).to_contain_text("NOT RECORDED")
        again = nurse.context.new_page()
        again.goto("/sign-in/")
        again.locator('[name="username"]').fill("okafor")
        again.locator('[name="password"]').fill(nurse.password)
        again.get_by_role("button", name="Sign in").click()
        again.wait_for_url(lambda address: "/sign-in/" not in address)
        expect(nurse.page.locator("body")).not_to_have_attribute("data-unsent", "", timeout=30_000)
        assert len(unit.ward.events(place.id, "stop-pressed")) == before + 1


class TestLock:
    def test_h_94_a_station_left_alone_asks_for_a_code_and_keeps_stop_and_the_patient(
        self, unit: Unit, nurse: Tablet, running: Place
    ) -> None:
        nurse.open(running)
        at = has_stop_on_top(nurse.page)
        unit.ward.forward(minutes=11)
        nurse.page.goto(f"{running.address}vitals/")
        expect(nurse.page.get_by_role("button", name="Unlock")).to_be_visible()
        assert has_stop_on_top(nurse.page) == at
        expect(nurse.page.locator("#banner")).to_contain_text(PATIENTS[running.patient][0])
        unit.look(nurse, "22-locked")
        nurse.page.locator('[name="username"]').fill("berg")
        nurse.page.locator('[name="code"]').fill(unit.passwords["berg"])
        nurse.page.get_by_role("button", name="Unlock").click()
        expect(nurse.work).to_contain_text("N. Berg (invented)")


class TestWithoutScript:
    def test_goes_from_the_order_to_step_1_and_to_stop_by_reload(self, unit: Unit) -> None:
        nurse, doctor = (unit.tablet(name, script=False) for name in ("okafor", "haddad"))
        place = unit.ordered(nurse, 7, "11")
        assert nurse.press(place, "vitals", "Record", **CALM) == ""
        assert doctor.press(place, "sign", "Sign the plan", **decided(), password=doctor.password) == ""
        unit.printed(nurse, place)
        _tick(unit, nurse, place)
        assert nurse.press(place, "control", "Take control") == ""
        assert nurse.press(place, "sound", "Heard") == ""
        second = nurse.second("berg")
        assert nurse.press(place, "hang", "It hangs", number="1", **place.read(1), **second) == ""
        assert nurse.press(place, "vitals", "Record", **CALM) == ""
        assert nurse.press(place, "start", "Start step 1", rate=RATES[0], **place.read(1), **second) == ""
        expect(nurse.page.locator("#banner")).to_contain_text("1 of 12")
        assert nurse.press(place, "vitals", "Record", **CALM) == ""
        with nurse.page.expect_navigation():
            nurse.page.get_by_role("button", name=re.compile("STOP")).click()
        assert nurse.state == "held"
        assert len(unit.ward.events(place.id, "stop-pressed")) == 1


def _tick(unit: Unit, nurse: Tablet, place: Place) -> None:
    """Tick the checklist in the page, line by line."""
    nurse.open(place, "checks")
    presses = nurse.work.get_by_role("button", name=re.compile("It is so"))
    for _ in range(12):
        if not presses.count():
            return
        form = nurse.work.locator("form").filter(has=presses.first).first
        if form.locator('[name="given"]').count():
            form.locator('[name="given"]').fill(f"{unit.ward.now:%H:%M}")
        presses.first.click()
        nurse.page.wait_for_load_state()
    pytest.fail(nurse.work.inner_text())


class TestAxe:
    def test_finds_nothing_on_any_sheet_in_both_themes(self, unit: Unit, nurse: Tablet, running: Place) -> None:
        for name in SHEETS:
            nurse.open(running, name)
            for theme in ("light", "dark"):
                nurse.page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
                unit.judge(nurse, f"{name}, {theme}")

    def test_finds_nothing_on_board_day_and_record(self, unit: Unit, running: Place) -> None:
        doctor = unit.tablet("haddad")
        for address in ("/bedside/", "/board/", "/day/", "/record/", f"/record/{running.id}/"):
            doctor.page.goto(address)
            unit.look(doctor, f"30-{address.strip('/').split('/')[0]}-{address.count('/')}")
