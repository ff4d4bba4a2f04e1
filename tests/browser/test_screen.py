"""The five example cases, entered by hand in Chromium; nothing is lost, and each page can be used by all."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState, expect

from tests.browser.looking import DESK, PHONE, PORTRAIT, is_wider_than_its_window, violations
from tests.web.answering import Answers, answers_of, pages_of

PASSWORDS = re.compile(r"^\s+(\w+)\s+((?:[a-z0-9]{4}-){3}[a-z0-9]{4})", re.MULTILINE)
FOLDER = Path(__file__).parents[1] / "data/cases"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text())
CASES = {name: json.loads((FOLDER / f"{name}.json").read_text()) for name in EXPECTED}
VERDICTS = {
    "proceed": "Proceed",
    "proceed-with-conditions": "Proceed, with conditions",
    "needs-answers": "Answers are needed first",
    "not-indicated": "Not indicated",
    "blocked": "Blocked",
}
PLACES = {"icu": "ICU"}
KINDS = {"type-1": "Type 1", "cytokine-release": "Cytokine release"}
SLUGS = ("drug", "reaction", "danger", "patient", "medicines")
OpenScreen = Callable[..., Page]


@pytest.fixture(scope="module")
def signed_in(browser: Browser, server: str, server_folder: Path) -> StorageState:
    """Sign the allergist in once."""
    words = dict(PASSWORDS.findall((server_folder / "log.txt").read_text(encoding="utf-8")))
    context = browser.new_context(base_url=server)
    page = context.new_page()
    page.goto("/sign-in/?next=/screen/")
    page.get_by_label("Name").fill("haddad")
    page.get_by_label("Password").fill(words["haddad"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/screen/")
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def open_screen(browser: Browser, server: str, signed_in: StorageState) -> Iterator[OpenScreen]:
    """Begin a screening; whatever the console calls an error fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            errors.append(said.text)

    def open_(*, size: tuple[int, int] = DESK, theme: str = "light", script: bool = True) -> Page:
        context = browser.new_context(
            base_url=server,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            storage_state=signed_in,
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": "stepward-theme", "value": theme, "url": server}])
        page = context.new_page()
        page.on("console", hear)
        page.goto("/screen/")
        page.get_by_role("button", name="Begin a screening").click()
        page.wait_for_url("**/drug/")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


def answer(page: Page, answers: Answers) -> None:
    """Answer the questions of the page that is open, from the top down, as a person does."""
    kinds: dict[str, str] = page.eval_on_selector_all(
        "#questions input, #questions select",
        "items => Object.fromEntries(items.map(item => [item.name, item.type]))",
    )
    todo = dict(answers)
    for name, kind in kinds.items():
        for value in todo.pop(name, []):
            field = page.locator(f"#questions [name='{name}']")
            if kind == "select-one":
                field.select_option(value)
            elif kind in {"radio", "checkbox"}:
                page.locator(f"#questions [name='{name}'][value='{value}']").check()
            else:
                field.fill(value)
    assert todo == {}, "the page does not ask for it"


def next_page(page: Page, slug: str) -> None:
    page.get_by_role("button", name="Next", exact=True).last.click()
    page.wait_for_url(f"**/{slug}/")


def through(page: Page, answers: Answers) -> None:
    """Answer every page, and come to the result."""
    for slug, given in pages_of(answers).items():
        page.wait_for_url(f"**/{slug}/")
        answer(page, given)
        page.locator("#foot #go-on, #foot #go-result").last.click()
        if slug != "medicines":
            page.wait_for_url(f"**/{SLUGS[SLUGS.index(slug) + 1]}/")
    page.wait_for_url("**/result/")


def base(page: Page) -> str:
    return page.url.rsplit("/", 2)[0]


@pytest.mark.parametrize(
    ("name", "script"), [*((name, True) for name in CASES), ("severe-carboplatin-on-metoprolol", False)]
)
def test_an_example_entered_by_hand_gives_its_verdict(open_screen: OpenScreen, name: str, *, script: bool) -> None:
    page = open_screen(script=script)

    through(page, answers_of(CASES[name]))

    expected = EXPECTED[name]
    verdicts = "|".join(re.escape(VERDICTS[item]) for item in expected["verdict"])
    side = page.locator("#so-far")
    expect(side.locator(".verdict")).to_have_text(re.compile(rf"^\s*({verdicts})\s*$"))
    if "phenotype" in expected:
        expect(side).to_contain_text(KINDS[expected["phenotype"][0]])
    if "care_level" in expected:
        expect(side).to_contain_text(PLACES[expected["care_level"][0]])
    if "not_care_level" in expected:
        expect(side).not_to_contain_text(PLACES[expected["not_care_level"][0]])
    if "protocol" in expected:
        expect(side).to_contain_text(expected["protocol"][0])
    if "max_cautions" in expected:
        assert side.locator(".finding-caution, .asked li").count() <= expected["max_cautions"]
    for word in expected.get("mention", ()):
        expect(side).to_contain_text(re.compile(word, re.IGNORECASE))


@pytest.mark.parametrize("script", [True, False])
def test_nothing_is_lost_on_the_way_back_and_forth(open_screen: OpenScreen, *, script: bool) -> None:
    page = open_screen(script=script)
    pages = pages_of(answers_of(CASES["severe-carboplatin-on-metoprolol"]))
    answer(page, pages["drug"])
    next_page(page, "reaction")

    page.locator("[name='reactions'][value='some']").check()
    page.locator("#r0_drug").fill("carboplatin")
    page.get_by_role("button", name="Back", exact=True).click()
    page.wait_for_url("**/drug/")
    expect(page.locator("#a0_name")).to_have_value("cisplatin")
    page.locator("#disease").fill("ovarian cancer")
    page.get_by_role("navigation", name="Steps").get_by_role("button", name="Patient").click()
    page.wait_for_url("**/patient/")
    page.locator("#age").fill("56")
    page.get_by_role("navigation", name="Steps").get_by_role("button", name="Reaction").click()
    page.wait_for_url("**/reaction/")

    expect(page.locator("#r0_drug")).to_have_value("carboplatin")
    page.goto(f"{base(page)}/drug/")
    expect(page.locator("#disease")).to_have_value("ovarian cancer")
    page.goto(f"{base(page)}/patient/")
    expect(page.locator("#age")).to_have_value("56")


def test_findings_and_the_way_on_follow_each_answer(open_screen: OpenScreen) -> None:
    page = open_screen()
    pages = pages_of(answers_of(CASES["sjs-carbamazepine"]))
    for slug in SLUGS[:2]:
        answer(page, pages[slug])
        if slug == "drug":
            next_page(page, "reaction")
    expect(page.locator("#so-far .verdict")).to_have_text("Blocked")
    expect(page.locator("#foot .primary")).to_have_text("See why it is blocked")
    expect(page.locator("#told")).to_contain_text("Blocked")
    expect(page.get_by_role("button", name="Next", exact=True).last).to_be_visible()

    for sign in ("blisters", "mucosal erosions"):
        page.get_by_label(sign, exact=True).uncheck()
    page.locator("#r0_onset").fill("15")
    page.locator("#r0_onset").press("Tab")

    expect(page.locator("#so-far .verdict")).to_have_text("Answers are needed first")
    expect(page.locator("#foot .primary")).to_have_text("Next")
    page.get_by_label("blisters", exact=True).check()
    expect(page.locator("#foot .primary")).to_have_text("See why it is blocked")
    page.get_by_role("button", name="See why it is blocked").click()
    page.wait_for_url("**/result/")
    expect(page.locator("#so-far .verdict")).to_have_text("Blocked")


def test_the_way_on_keeps_the_focus_when_it_changes(open_screen: OpenScreen) -> None:
    page = open_screen()
    answer(page, pages_of(answers_of(CASES["sjs-carbamazepine"]))["drug"])
    page.locator("#go-on").focus()
    page.locator("#disease").evaluate("item => item.dispatchEvent(new Event('change', {bubbles: true}))")
    expect(page.locator("#told")).to_contain_text("Answers are needed first")

    assert page.evaluate("document.activeElement.id") == "go-on"


@pytest.mark.parametrize("script", [True, False])
def test_a_finding_leads_to_its_question(open_screen: OpenScreen, *, script: bool) -> None:
    page = open_screen(script=script)
    answer(page, pages_of(answers_of(CASES["mild-carboplatin"]))["drug"])
    next_page(page, "reaction")
    answer(page, pages_of(answers_of(CASES["mild-carboplatin"]))["reaction"])
    next_page(page, "danger")
    page.locator("#r0_diagnosis").fill("perhaps hives")

    page.get_by_role("button", name="Which medicines are taken (a beta-blocker changes the place)").click()
    page.wait_for_url("**/medicines/#medicines")

    expect(page.locator("fieldset#medicines")).to_be_in_viewport()
    page.goto(f"{base(page)}/danger/")
    expect(page.locator("#r0_diagnosis")).to_have_value("perhaps hives")


@pytest.mark.parametrize("script", [True, False])
def test_a_name_that_is_not_known_is_said_beside_its_field(open_screen: OpenScreen, *, script: bool) -> None:
    page = open_screen(script=script)
    page.locator("#drug").fill("carboplatinum x")
    if script:
        page.locator("#drug").press("Tab")
    else:
        page.get_by_role("navigation", name="Steps").get_by_role("button", name="Drug and need").click()

    expect(page.locator("#slot-drug")).to_contain_text("is not known to Stepward: its dangers were not checked.")
    page.locator("#slot-drug").get_by_role("button", name="carboplatin", exact=True).click()

    expect(page.locator("#drug")).to_have_value("carboplatin")
    expect(page.locator("#slot-drug")).to_have_text("")


@pytest.mark.parametrize("script", [True, False])
def test_asks_only_what_matters(open_screen: OpenScreen, *, script: bool) -> None:
    page = open_screen(script=script)
    expect(page.locator("#a0_name")).to_be_hidden()
    page.locator("[name='alternatives'][value='some']").check()
    expect(page.locator("#a0_name")).to_be_visible()
    page.locator("#drug").fill("amoxicillin")
    next_page(page, "reaction")
    expect(page.get_by_text("Is the label of a penicillin allergy right?")).to_be_visible()
    expect(page.locator("#r0_drug")).to_be_hidden()
    page.locator("[name='reactions'][value='some']").check()
    page.locator("#r0_drug").fill("amoxicillin")
    page.locator("[name='r0_signs_known'][value='some']").check()
    page.get_by_label("wheeze", exact=True).check()
    expect(page.locator("#r0_epinephrine")).to_be_hidden()
    page.locator("[name='r0_treated_known'][value='some']").check()
    page.get_by_label("epinephrine", exact=True).check()
    expect(page.locator("#r0_epinephrine")).to_be_visible()
    next_page(page, "danger")
    next_page(page, "patient")
    expect(page.locator("#fev1")).to_be_visible()

    page.goto(f"{base(page)}/drug/")
    page.locator("#drug").fill("carboplatin")
    next_page(page, "reaction")

    expect(page.get_by_text("Is the label of a penicillin allergy right?")).to_be_hidden()


def test_the_first_page_needs_no_mouse(open_screen: OpenScreen) -> None:
    page = open_screen()
    page.locator("#drug").focus()
    page.keyboard.type("carboplatin")
    page.keyboard.press("Tab")
    page.keyboard.type("ovarian cancer")
    page.keyboard.press("Tab")
    page.keyboard.type("600")
    page.keyboard.press("Tab")
    page.keyboard.type("mg")
    page.keyboard.press("Tab")
    page.keyboard.type("Intravenous")
    expect(page.locator("#so-far .verdict")).to_have_text("Answers are needed first")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "alternatives":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name='alternatives'][value='none']")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reaction/")

    page.go_back()
    expect(page.locator("#drug")).to_have_value("carboplatin")
    expect(page.locator("#route")).to_have_value("intravenous")


def test_a_row_is_added_and_taken_out(open_screen: OpenScreen) -> None:
    page = open_screen(script=False)
    page.locator("#drug").fill("carboplatin")
    page.get_by_role("navigation", name="Steps").get_by_role("button", name="Medicines and tests").click()
    page.wait_for_url("**/medicines/")
    page.locator("[name='medicines'][value='some']").check()
    page.locator("#m0_name").fill("metoprolol")
    page.get_by_role("button", name="Add a medicine").click()
    expect(page.locator("#m1_name")).to_be_focused()
    page.locator("#m1_name").fill("cetirizine")
    page.get_by_role("button", name="Add a medicine").click()

    page.get_by_role("button", name="Take out Medicine 1").click()

    expect(page.locator("#m0_name")).to_have_value("cetirizine")
    expect(page.locator("#m1_name")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_the_browsers_own_way_back_asks_for_nothing_twice(open_screen: OpenScreen, *, script: bool) -> None:
    page = open_screen(script=script)
    page.locator("#drug").fill("carboplatin")
    page.locator("#target_number").fill("1,5")
    page.locator("#go-on").click()
    expect(page.locator(".field-error")).to_contain_text("Write digits")
    page.locator("#target_number").fill("600")
    page.locator("#target_unit").select_option("mg")
    page.locator("[name='alternatives'][value='some']").check()
    page.locator("#a0_name").fill("cisplatin")
    page.get_by_role("button", name="Add another drug").click()
    page.locator("#a1_name").fill("paclitaxel")
    next_page(page, "reaction")

    page.go_back()

    expect(page.locator("#target_number")).to_have_value("600")
    expect(page.locator("#a0_name")).to_have_value("cisplatin")
    expect(page.locator("#a1_name")).to_have_value("paclitaxel")
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Reaction")


@pytest.mark.parametrize(("size", "theme"), [(DESK, "light"), (PORTRAIT, "dark")])
def test_has_no_fault_that_axe_finds(open_screen: OpenScreen, size: tuple[int, int], theme: str) -> None:
    page = open_screen(size=size, theme=theme)
    found = []
    for slug in SLUGS:
        page.goto(f"{base(page)}/{slug}/")
        found += violations(page)
    page.goto(f"{base(page)}/drug/")
    page.locator("#drug").fill("carboplatinum x")
    page.locator("#target_number").fill("1,5")
    page.locator("#go-on").click()
    expect(page.locator(".field-error")).to_contain_text("Write digits")
    expect(page.locator("#slot-drug")).to_contain_text("is not known to Stepward")
    found += violations(page)
    answers = pages_of(answers_of(CASES["severe-carboplatin-on-metoprolol"]))
    for slug in SLUGS:
        page.wait_for_url(re.compile(rf"/{slug}/"))
        answer(page, answers[slug])
        page.evaluate("for (const it of [...document.querySelectorAll('details.source')].slice(0, 2)) it.open = true")
        found += violations(page)
        page.locator("#go-on").click()

    assert found == []


@pytest.mark.parametrize("size", [PORTRAIT, PHONE])
def test_fits_every_width(open_screen: OpenScreen, size: tuple[int, int]) -> None:
    page = open_screen(size=size)
    for slug, given in pages_of(answers_of(CASES["severe-carboplatin-on-metoprolol"])).items():
        page.wait_for_url(f"**/{slug}/")
        assert not is_wider_than_its_window(page)
        answer(page, given)
        assert not is_wider_than_its_window(page)
        page.locator("#go-on").click()
