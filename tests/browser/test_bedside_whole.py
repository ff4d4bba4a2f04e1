"""A whole session in Chromium: two people, twelve steps, a reaction at step 9, one step back, and the end.

Pictures of each state are kept in var/pictures, light and dark, on a tablet both ways and on the wall.
"""

import re

from playwright.sync_api import expect

from tests.browser.bedside_pages import CALM, PICTURES, RATES, Place, Tablet, Unit, decided

WALL = (1920, 1080)
UPSET = CALM | {"systolic-pressure": "108", "pulse": "96", "oxygen-saturation": "95", "breathing-rate": "20"}
BACK_RATE = "10"
"""Step 8 is planned at 40 mL/h; nothing is resumed above the rate at which it was held."""
CHANGES = {5: 2, 9: 3}
"""Before these steps another solution hangs."""
SIGNS = ("hives", "wheeze", "vomiting")
MODERATE = re.compile(r"Brown 2004\s*at least 2")


class Session:
    """One session as its people live it; each state is looked at."""

    def __init__(self, unit: Unit) -> None:
        """Take the tablets of the nurse and of the allergist."""
        self.unit = unit
        self.nurse = unit.tablet("okafor")
        self.doctor = unit.tablet("haddad")
        self.place = unit.ordered(self.nurse, 0, "4")
        self.hangs = 0

    def look(self, name: str, sheet: str = "") -> None:
        """Open the place, let axe judge it in both themes, and keep pictures."""
        self.nurse.open(self.place, sheet)
        self.unit.look(self.nurse, name)

    def do(self, sheet: str, button: str, **fields: str) -> None:
        """Press as the nurse; nothing is refused."""
        assert self.nurse.press(self.place, sheet, button, **fields) == ""

    def vitals(self, **values: str) -> None:
        """Take vital signs."""
        self.do("vitals", "Record", **(CALM | values))

    def hang(self, number: int) -> None:
        """Hang a solution with a second person."""
        self.hangs = number
        self.do("hang", "It hangs", number=str(number), **self.place.read(number), **self.nurse.second("berg"))

    def step(self, number: int) -> None:
        """Start a step as its sheet asks."""
        self.nurse.open(self.place, "step")
        asks = self.nurse.work.locator('[name="second"]').count()
        second = self.nurse.second("berg") if asks else {}
        refusal = self.nurse.press_here(f"Start step {number}", rate=RATES[number - 1], **second)
        assert refusal == "", (number, refusal)
        expect(self.nurse.page.locator("#banner")).to_contain_text(f"{number} of 12")
        assert self.nurse.state == "running"


def test_a_whole_session_with_a_reaction_by_two_people(unit: Unit) -> None:
    session = Session(unit)
    nurse, doctor, place, ward = session.nurse, session.doctor, session.place, unit.ward
    session.look("01-ordered")
    session.look("02-vitals", "vitals")
    session.vitals()
    doctor.open(place, "sign")
    unit.look(doctor, "03-sign")
    assert doctor.press_here("Sign the plan", **decided(), password=doctor.password) == ""
    session.look("04-checks", "checks")
    unit.checked(nurse, place)
    session.do("control", "Take control")
    session.look("05-sound", "sound")
    session.do("sound", "Heard")
    session.look("06-hang", "hang")
    session.hang(1)
    session.vitals()
    session.look("07-ready")
    session.look("08-start", "start")
    session.do("start", "Start step 1", rate=RATES[0], **place.read(1), **nurse.second("berg"))
    session.look("09-step-1")
    for number in range(2, 10):
        _next(session, number)
    session.look("11-step-9")
    ward.forward(minutes=6)
    _reaction(session)
    _resume(session)
    for number in range(9, 13):
        _next(session, number)
    session.look("16-step-12")
    _end(session)


def _next(session: Session, number: int) -> None:
    """Wait for the step to be over, take vital signs, hang what is next, start the step."""
    session.unit.ward.forward(minutes=13)
    if number in CHANGES:
        session.vitals()
    else:
        session.unit.accept(session.nurse.send(session.place, "vitals", **CALM))
    session.unit.ward.forward(minutes=2)
    if number == 6:
        session.look("10-next-open")
    if CHANGES.get(number) == session.hangs + 1:
        session.hang(CHANGES[number])
    session.step(number)


def _reaction(session: Session) -> None:
    nurse, place, ward = session.nurse, session.place, session.unit.ward
    nurse.wake(place)
    nurse.action("Reaction")
    nurse.page.wait_for_url(f"**{place.address}reaction/")
    session.unit.look(nurse, "12-signs")
    for sign in SIGNS:
        nurse.page.locator(f'[name="sign"][value="{sign}"]').check(force=True)
    assert nurse.state == "held"
    assert nurse.press_here("^Record") == ""
    expect(nurse.work).to_contain_text(MODERATE)
    session.look("13-reaction", "reaction")
    session.do("pump", "stands still", volume="1")
    treat(nurse, place)
    session.vitals(**UPSET)
    session.look("14-held")
    ward.forward(minutes=10)
    session.do("reaction", "is over")
    ward.forward(minutes=21)
    session.vitals()
    wall(session.unit, place)


def treat(nurse: Tablet, place: Place) -> None:
    """Give what the card says first, by one touch, and see it written with its time."""
    nurse.open(place, "reaction")
    first = nurse.work.locator(".treatment li").first
    expect(first).to_contain_text("EPINEPHrine")
    with nurse.page.expect_navigation():
        first.get_by_role("button").first.click()
    expect(nurse.work.locator(".treatment li").first.locator(".treat-given")).to_have_count(1)
    expect(nurse.work.locator(".treatment li").first.locator("[data-ends]")).to_be_visible()


def _resume(session: Session) -> None:
    nurse, doctor, place = session.nurse, session.doctor, session.place
    doctor.open(place, "resume")
    session.unit.look(doctor, "15-resume-sign")
    points = doctor.work.get_by_label(f"Step 8 at {BACK_RATE}", exact=False)
    assert points.count() == 1, doctor.work.inner_text()
    assert doctor.press_here("^Sign$", point=points.get_attribute("value") or "", password=doctor.password) == ""
    nurse.wake(place)
    nurse.action("Resume")
    refusal = nurse.press_here("Resume", rate=BACK_RATE, **place.read(2), **nurse.second("berg"))
    assert refusal == ""
    assert nurse.state == "running"
    expect(nurse.page.locator("#banner")).to_contain_text("8 of 12")


def _end(session: Session) -> None:
    nurse, ward = session.nurse, session.unit.ward
    ward.forward(hours=3, minutes=10)
    session.vitals()
    session.do("finish", "last step is over", volume="235.6", empty="yes")
    assert nurse.state == "observing"
    session.look("17-observing")
    session.look("18-complete", "complete")
    session.do("complete", "flush", volume="15", rate="80")
    ward.forward(minutes=61)
    session.vitals()
    session.do("complete", "Complete")
    session.look("19-completed")
    assert nurse.state == "completed"
    assert nurse.page.locator("[data-stop]").count() == 0


def wall(unit: Unit, place: Place) -> None:
    """Look at the board on the wall while the session is held."""
    charge = unit.tablet("berg", size=WALL)
    for theme in ("light", "dark"):
        charge.page.goto("/board/?wall=1")
        charge.page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        expect(charge.page.locator(f'a[href="{place.address}"]').first).to_be_visible()
        charge.page.screenshot(path=PICTURES / f"wall-{theme}.png")
        unit.judge(charge, f"wall, {theme}")
