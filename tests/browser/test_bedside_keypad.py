"""The keypad of the vital signs, and the place in hands and windows of other kinds (H-39, H-81)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.bedside_pages import CALM, Place, Tablet, Unit
from tests.browser.looking import DESK, PORTRAIT, what_is_cut

ZOOMED = (640, 400)
"""A tablet lying down at 200 %."""
LONGEST = """() => {
    const name = document.querySelector('.who-name'), drug = document.querySelector('.what-drug');
    name.firstChild.textContent = 'Featherstonehaugh-Konstantinop, Anna Maria ';
    name.classList.add('is-long');
    drug.textContent = 'sulfamethoxazole and trimethoprim 1,845.362 mg';
    drug.classList.add('is-long');
}"""


@pytest.fixture(scope="module")
def places() -> dict[str, Place]:
    """Keep the one session that these tests look at."""
    return {}


@pytest.fixture
def nurse(unit: Unit, places: dict[str, Place]) -> Iterator[Tablet]:
    """Open the keypad of a session that waits."""
    tablet = unit.tablet("okafor")
    if not places:
        places["one"] = unit.ordered(tablet, 8, "12")
    tablet.open(places["one"], "vitals")
    expect(tablet.work.locator(".has-keypad")).to_be_visible()
    yield tablet
    tablet.page.goto("about:blank")


def key(nurse: Tablet, *names: str) -> None:
    for name in names:
        nurse.work.locator(f'[data-key="{name}"]').click()


def field(nurse: Tablet, name: str) -> str:
    return nurse.work.locator(f'[name="{name}"]').input_value()


class TestKeypad:
    def test_h_81_writes_one_value_after_the_other_in_the_order_of_the_monitor(self, nurse: Tablet) -> None:
        for value in CALM.values():
            key(nurse, *value, "next")

        assert {name: field(nurse, name) for name in CALM} == CALM
        assert nurse.page.evaluate("document.activeElement.type") == "submit"
        assert "Record" in nurse.page.evaluate("document.activeElement.textContent")

    def test_h_39_refuses_a_point_a_second_point_and_a_digit_too_many_with_a_word(self, nurse: Tablet) -> None:
        word = nurse.work.locator("[data-word]")
        key(nurse, "1", "2", ".")
        expect(word).to_have_text("No point here: whole numbers only.")
        key(nurse, "8")
        expect(word).to_have_text("")
        key(nurse, "4")
        expect(word).to_have_text("This many digits cannot be.")
        assert field(nurse, "systolic-pressure") == "128"

        nurse.work.locator('[name="temperature"]').focus()
        key(nurse, "3", "6", ".", ".")
        expect(word).to_have_text("There is a point already.")
        key(nurse, "delete", "delete", "7")
        assert field(nurse, "temperature") == "37"

    def test_h_81_a_keyboard_writes_too_and_enter_leads_on(self, nurse: Tablet) -> None:
        nurse.page.keyboard.type("12x8")
        expect(nurse.work.locator("[data-word]")).to_have_text("")
        nurse.page.keyboard.press("Enter")
        nurse.page.keyboard.type("7,8")
        expect(nurse.work.locator("[data-shown]")).to_have_text("78")

        assert (field(nurse, "systolic-pressure"), field(nurse, "diastolic-pressure")) == ("128", "78")
        assert nurse.page.url.endswith("/vitals/")

    @pytest.mark.parametrize("size", [DESK, PORTRAIT])
    def test_h_81_all_keys_and_record_are_seen_also_below_a_refusal(self, nurse: Tablet, size: tuple[int, int]) -> None:
        nurse.page.set_viewport_size({"width": size[0], "height": size[1]})
        key(nurse, "8")
        assert "unusual" in nurse.press_here("Record")

        actions = nurse.page.locator("#actions").bounding_box()
        assert actions
        for name in ("0", "next"):
            box = nurse.work.locator(f'[data-key="{name}"]').bounding_box()
            assert box
            assert box["y"] + box["height"] <= actions["y"]
        assert field(nurse, "systolic-pressure") == "8"
        assert nurse.work.locator('[name^="again-"]').count() == 1


class TestPlace:
    def test_h_05_stop_is_first_for_the_keyboard(self, unit: Unit, nurse: Tablet, places: dict[str, Place]) -> None:
        del unit
        nurse.open(places["one"])
        nurse.page.keyboard.press("Tab")

        assert nurse.page.evaluate("document.activeElement.className") == "stop"

    @pytest.mark.parametrize("size", [DESK, PORTRAIT])
    def test_h_54_the_longest_name_and_drug_are_whole(
        self, nurse: Tablet, places: dict[str, Place], size: tuple[int, int]
    ) -> None:
        nurse.page.set_viewport_size({"width": size[0], "height": size[1]})
        nurse.open(places["one"])
        nurse.page.evaluate(LONGEST)

        assert what_is_cut(nurse.page) == []

    def test_h_05_stop_stands_in_the_window_at_200_percent(self, nurse: Tablet, places: dict[str, Place]) -> None:
        nurse.page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
        nurse.open(places["one"])

        for down in (0, 400):
            nurse.page.evaluate("down => scrollTo(0, down)", down)
            box = nurse.page.locator("button.stop").bounding_box()
            assert box
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= ZOOMED[1]
        assert nurse.page.evaluate("scrollY") > 0
