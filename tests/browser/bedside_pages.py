"""The bedside as two people with tablets use it: one place that knows the names of fields and presses.

What a person does is done in the page, by name of field and words of a button (`press`); what only brings a session
to the state that a test wants is sent without drawing pages (`send`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

from stepward.core.preparation.labels import LabelIdentity
from tests.browser.forms import form_with
from tests.browser.looking import DESK, PORTRAIT, is_wider_than_its_window, violations, what_is_cut
from tests.browser.ward import PATIENTS, ROOT, Ward

PASSWORDS = re.compile(r"^\s*(\w+)\s+([a-z0-9]{4}(?:-[a-z0-9]{4})+)", re.MULTILINE)
PREMEDICATED_MINUTES = 45
CALM = {
    "systolic-pressure": "128",
    "diastolic-pressure": "78",
    "pulse": "78",
    "oxygen-saturation": "98",
    "breathing-rate": "15",
    "temperature": "36.7",
}
RATES = ("2", "5", "10", "20", "5", "10", "20", "40", "10", "20", "40", "80")
"""The printed rates of the 12 steps, in mL/h."""
NAMES = {"okafor": "T. Okafor (invented)", "berg": "N. Berg (invented)"}
REFUSED = 400
PICTURES = ROOT / "var/pictures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One session: its id, the order of its bags, and its patient."""

    id: str
    order: str
    patient: int

    @property
    def address(self) -> str:
        """The place itself."""
        return f"/bedside/{self.id}/"

    def read(self, solution: int) -> dict[str, str]:
        """Read wristband and label."""
        _family, _given, identifier, born = PATIENTS[self.patient]
        label = str(LabelIdentity(order=self.order, solution=solution))
        return {"wristband": identifier, "born": f"{born:%d %b %Y}".lstrip("0"), "label": label}


@dataclass(slots=True, kw_only=True)
class Tablet:
    """One device with one person signed in."""

    page: Page
    passwords: dict[str, str]
    user: str
    against: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        """The browser's own memory of this device."""
        return self.page.context

    @property
    def work(self) -> Locator:
        """The work area."""
        return self.page.locator("#work")

    @property
    def state(self) -> str:
        """The state of the session as the page knows it."""
        return self.page.locator("body").get_attribute("data-state") or ""

    def open(self, place: Place, sheet: str = "") -> None:
        """Open the place, or one of its sheets."""
        if sheet == "reaction":  # it never locks, but its presses do
            self.page.goto(f"{place.address}note/")
            self.unlock()
        self.page.goto(place.address + (f"{sheet}/" if sheet else ""))
        self.unlock()

    def wake(self, place: Place) -> None:
        """Open a sheet, unlock the station if it asks for it, and go back to the place."""
        self.open(place, "note")
        self.open(place)

    def unlock(self) -> None:
        """Unlock the station, where the page that is open asks for it."""
        if "/unlock/" not in self.page.url:
            return
        self.page.locator('[name="username"]').fill(self.user)
        self.page.locator('[name="code"]').fill(self.password)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Unlock").click()
        if "/unlock/" in self.page.url or self.page.get_by_role("link", name="Go on").count():
            self.page.get_by_role("link", name="Go on").click()

    def action(self, words: str) -> None:
        """Press one of the four places beside STOP."""
        place = self.page.locator("#actions").locator("a, button").filter(has_text=re.compile(words, re.IGNORECASE))
        with self.page.expect_navigation():
            place.first.click()
        self.unlock()

    def fill(self, within: Locator, **fields: str) -> None:
        """Fill fields by their names; a name that is not there fails."""
        for key, value in fields.items():
            name = key.replace("_", "-")
            found = within.locator(f'[name="{name}"]')
            kind = found.first.evaluate("item => item.type")
            if kind in {"radio", "checkbox"}:
                within.locator(f'[name="{name}"][value="{value}"]').check(force=True)
            elif kind == "select-one":
                found.select_option(label=value)
            else:
                found.fill(value)

    def press(self, place: Place, sheet: str, button: str, **fields: str) -> str:
        """Fill a sheet and press its button; give the sentence of a refusal, or nothing."""
        self.open(place, sheet)
        return self.press_here(button, **fields)

    def press_here(self, button: str, **fields: str) -> str:
        """Fill the sheet that is open and press its button."""
        named = re.compile(button, re.IGNORECASE)
        form = self.page.locator("#work form").filter(has=self.page.get_by_role("button", name=named)).first
        self.fill(form, **fields)
        with self.page.expect_navigation():
            form.get_by_role("button", name=named).first.click()
        refusals = self.page.locator("#work .refusal").all_inner_texts()
        return " ".join(refusals)

    def send(self, place: Place, sheet: str, **fields: str) -> str:
        """Send a sheet without drawing it; give the sentence of a refusal, or nothing."""
        address = f"{place.address}{sheet}/"
        wanted = {key.replace("_", "-"): value for key, value in fields.items()}
        found = self.context.request.get(address)
        if "/unlock/" in found.url or 'class="locked"' in found.text():
            self.open(place, sheet)
            found = self.context.request.get(address)
        page = found.text()
        form = form_with(page.partition('<main id="work"')[2].partition("</main>")[0], wanted)
        sent = form.filled | wanted
        for name, choices in form.choices.items():
            if name in wanted:
                sent[name] = choices[wanted[name]]
        answer = self.context.request.post(address, form={**sent}, headers={"Referer": self.page.url})
        if answer.status < REFUSED:
            return ""
        said = re.search(r'class="refusal"[^>]*>(.*?)</p>', answer.text(), re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", " ", said[1] if said else f"{answer.status}").split())

    def second(self, user: str) -> dict[str, str]:
        """Let another person stand beside, with the own password."""
        return {"second": NAMES[user], "second-password": self.passwords[user]}

    @property
    def password(self) -> str:
        """The own password, entered again to sign."""
        return self.passwords[self.user]


class Unit:
    """The ward, a browser, and the tablets that people hold."""

    def __init__(self, ward: Ward, browser: Browser) -> None:
        """Read the passwords that the server said once."""
        self.ward = ward
        self._browser = browser
        self.passwords = dict(PASSWORDS.findall(ward.said()))
        self._tablets: list[Tablet] = []
        self._faults: list[str] = []
        PICTURES.mkdir(parents=True, exist_ok=True)

    def tablet(self, user: str, *, size: tuple[int, int] = DESK, theme: str = "light", script: bool = True) -> Tablet:
        """Take a new device and sign in."""
        context = self._browser.new_context(
            base_url=self.ward.address, viewport={"width": size[0], "height": size[1]}, java_script_enabled=script
        )
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": "stepward-theme", "value": theme, "url": self.ward.address}])
        page = context.new_page()
        found = Tablet(page=page, passwords=self.passwords, user=user)
        page.on("console", _hears(found.against))
        page.on("pageerror", lambda wrong: found.against.append(str(wrong)))
        page.goto("/sign-in/")
        page.locator('[name="username"]').fill(user)
        page.locator('[name="password"]').fill(self.passwords[user])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "/sign-in/" not in address)
        self._tablets.append(found)
        return found

    def close(self) -> list[str]:
        """Put every device away; give what their pages did against the rules of a page."""
        for tablet in self._tablets:
            tablet.context.close()
        return [*self._faults, *(words for tablet in self._tablets for words in tablet.against)]

    def judge(self, tablet: Tablet, name: str) -> None:
        """Let axe judge the page that is open; whatever it finds fails the test at its end."""
        self._faults += [f"{name}: {words}" for words in violations(tablet.page)]

    def look(self, tablet: Tablet, name: str) -> None:
        """Let axe judge the page that is open, in both themes, and keep pictures of it on a tablet both ways."""
        for theme, (width, height), way in (
            ("light", PORTRAIT, "tall"),
            ("dark", DESK, "wide"),
            ("light", DESK, "wide"),
        ):
            tablet.page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            tablet.page.set_viewport_size({"width": width, "height": height})
            tablet.page.screenshot(path=PICTURES / f"{name}-{theme}-{way}.png")
            self._faults += [f"{name}, {way}: cut off: {words}" for words in what_is_cut(tablet.page)]
            if way == "wide":
                self.judge(tablet, f"{name}, {theme}")
            elif is_wider_than_its_window(tablet.page):
                self._faults.append(f"{name}: scrolls sideways")

    def ordered(self, nurse: Tablet, patient: int, bed: str) -> Place:
        """Order the session of a patient."""
        nurse.page.goto("/bedside/")
        family = PATIENTS[patient][0]
        nurse.page.get_by_role("link", name=re.compile(f"Order a session.*{family}")).first.click()
        order = nurse.page.url.rstrip("/").split("/")[-1]
        nurse.page.locator('[name="bed"]').fill(bed)
        nurse.page.locator('[name="weight"]').fill("68")
        nurse.page.get_by_role("button", name="Order the session").click()
        nurse.page.wait_for_url(re.compile(r"/bedside/(?!order/)[^/]+/$"))
        return Place(id=nurse.page.url.rstrip("/").split("/")[-1], order=order, patient=patient)

    def ready(self, nurse: Tablet, doctor: Tablet, patient: int, bed: str) -> Place:
        """Bring a session to where step 1 can be started."""
        place = self.ordered(nurse, patient, bed)
        self.accept(nurse.send(place, "vitals", **CALM))
        self.accept(doctor.send(place, "sign", **decided(), password=doctor.password))
        self.accept(nurse.send(place, "control"))
        self.accept(nurse.send(place, "sound"))
        self.checked(nurse, place)
        self.accept(nurse.send(place, "hang", number="1", **place.read(1), **nurse.second("berg")))
        self.accept(nurse.send(place, "vitals", **CALM))
        return place

    def checked(self, nurse: Tablet, place: Place) -> None:
        """Print the plan, lay it at the bed, and tick every line of the checklist that is open."""
        self.printed(nurse, place)
        given = f"{self.ward.now:%H:%M}"
        for _ in range(len(CHECKLIST) + 1):
            page = nurse.context.request.get(f"{place.address}checks/").text()
            line = next((item for item in CHECKLIST if f'name="line" value="{item}"' in page), "")
            if not line:
                return
            form = page.split(f'name="line" value="{line}"')[1].split("</form>")[0]
            more = {"given": given} if 'name="given"' in form else {}
            self.accept(nurse.send(place, "checks", line=line, **more))

    def printed(self, nurse: Tablet, place: Place) -> None:
        """Print the plan that is signed and lay it at the bed."""
        paper = nurse.context.request.get(f"{place.address}paper.pdf")
        assert paper.body().startswith(b"%PDF"), paper.status
        self.accept(nurse.send(place, "paper"))

    def running(self, nurse: Tablet, doctor: Tablet, patient: int, bed: str) -> Place:
        """Bring a session into step 1."""
        place = self.ready(nurse, doctor, patient, bed)
        self.accept(nurse.send(place, "start", rate=RATES[0], **place.read(1), **nurse.second("berg")))
        return place

    @staticmethod
    def accept(refusal: str) -> None:
        """Go on only if nothing was refused."""
        assert not refusal, refusal


CHECKLIST = ("consent", "decider", "premedication", "epinephrine", "rescue", "nurse", "access")


def decided() -> dict[str, str]:
    """Decide as the allergist: back by one step after a mild reaction, 60 min of observation."""
    return {
        "observation": "60",
        "rule": "steps-back",
        "steps": "1",
    }


def _hears(against: list[str]) -> Callable[[ConsoleMessage], None]:
    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            against.append(message.text)

    return hear
