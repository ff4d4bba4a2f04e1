import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client

from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.adapters.database.models import Pump, Unit
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.core.quantities import Weight
from stepward.core.treatment import doses_for
from stepward.shells.web.demonstration import fill
from stepward.shells.web.demonstration_card import card_words
from stepward.shells.web.unit.boxes import Values
from stepward.shells.web.unit.set_up import missing
from stepward.shells.web.unit.shelf import unit_treatment_cards
from stepward.shells.web.unit.shelves import SHELVES
from stepward.usecases.setting_up import Part
from stepward.usecases.unit_records import Kind

PASSWORD = "kmtr-7hpx-9wqz-3dfg"
SHELF = SHELVES["treatment-cards"]
NEW, CARD = "/unit/treatment-cards/new/", "/unit/treatment-cards/one/card-1/"
FILLED = {
    "title": "Card 1",
    "rows-0-what": "act", "rows-0-order": "2", "rows-0-name": "Lie flat.", "rows-0-source": "Ward rule, 2026",
    "rows-1-what": "epinephrine", "rows-1-order": "1", "rows-1-name": "EPINEPHrine", "rows-1-dose": "0.01 mg/kg",
    "rows-1-at_most": "0.5 mg", "rows-1-strength": "1 mg/mL", "rows-1-increment": "0.01 mL",
    "rows-1-source": "Ward rule, 2026",
    "rows-2-what": "oxygen", "rows-2-order": "3",
    "rows-3-what": "glucagon", "rows-3-order": "4", "rows-3-when": "a beta-blocker is taken",
    "after": "0", "reason": "First card",
}  # fmt: skip

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _forget_attempts() -> None:
    cache.clear()


def signed_in(name: str, *roles: str) -> Client:
    user = User.objects.create_user(name, password=PASSWORD, first_name=name.capitalize(), last_name="(invented)")
    user.groups.add(*Group.objects.filter(name__in=roles))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def haddad() -> Client:
    return signed_in("haddad", "allergist")


@pytest.fixture
def moreau() -> Client:
    return signed_in("moreau", "pharmacist")


class TestForm:
    def test_h_88_holds_the_usual_rows_and_no_dose(self, haddad: Client) -> None:
        page = haddad.get(NEW).text
        values = dict(re.findall(r'<input type="text" id="([^"]+)"[^>]* value="([^"]*)"', page))

        assert {name: text for name, text in values.items() if text and not name.endswith(("-order", "-when"))} == {}
        assert "Epinephrine into the muscle" in page
        assert "Which dose of epinephrine does an adult get into the muscle?" in page
        assert "MSD-ANAPHYLAXIS" in page
        assert "MD-ANDERSON-HSR" in page

    def test_gives_back_a_card_word_for_word(self) -> None:
        words = {name: part for name, part in card_words().items() if name != "invented"}
        words["for"] = {"weight_from": "5 kg", "years_to": "99"}
        filled = Values.of(SHELF.values_of(words), SHELF.sections)

        assert SHELF.words_of(filled) == words
        assert filled.wrong == {}

    def test_keeps_rows_in_the_order_that_is_asked_and_leaves_empty_ones_out(self, haddad: Client) -> None:
        assert haddad.post(NEW, FILLED).headers["Location"] == CARD
        (record,) = DatabaseUnitRecords().of(Kind.TREATMENT_CARD, "card-1")
        assert [row["what"] for row in record.content["rows"]] == ["epinephrine", "act"]  # type: ignore[attr-defined] # a list

    def test_asks_for_the_boxes_of_a_row_once_its_sort_is_chosen(self, haddad: Client) -> None:
        page = haddad.post(NEW, FILLED | {"rows-4-what": "sample", "more": "rows"}).text
        assert 'name="rows-4-best_from"' in page
        assert 'name="rows-4-dose"' not in page
        assert 'name="rows-5-what"' in page
        assert DatabaseUnitRecords().by_key(Kind.TREATMENT_CARD) == {}

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"title": ""}, "Fill this in."),
            ({"rows-1-at_most": ""}, "Needed where the dose is for each kg."),
            ({"rows-1-increment": ""}, "Needed where the dose is for each kg."),
            ({"rows-1-dose": "ten"}, "Write a dose above zero"),
            ({"rows-1-dose": ""}, "Give its dose, or its rate in words."),
            ({"rows-1-source": ""}, "Name where this was read or measured."),
            ({"rows-1-name": ""}, "Name the medicine."),
            ({"rows-0-name": "", "rows-0-signs": "wheeze"}, "Say what is done."),
            ({"rows-1-signs": "gloom"}, "Write signs with commas between"),
            ({"rows-1-repeat_most": "3"}, "Say after how long."),
            ({"rows-1-up_to": "0.005 mg/kg"}, "upper end is above"),
            ({"rows-1-at_most": "2 mL"}, "amounts of one kind"),
            ({"rows-2-what": "sample", "rows-2-name": "Tryptase", "rows-2-source": "Test"}, "Fill this in."),
            ({"weight_from": "3 kg", "rows-1-increment": "0.1 mL"}, "can measure"),
            ({"years_from": "ten"}, "Write whole years"),
            ({"reason": ""}, "Say why"),
        ],
    )
    def test_says_what_is_wrong(self, haddad: Client, changes: dict[str, str], says: str) -> None:
        answer = haddad.post(NEW, FILLED | changes)

        assert answer.status_code == 400
        assert says in answer.text
        assert DatabaseUnitRecords().by_key(Kind.TREATMENT_CARD) == {}

    @pytest.mark.parametrize("role", ["pharmacist", "charge nurse", "nurse", "administrator"])
    def test_is_written_by_an_allergist(self, role: str) -> None:
        assert signed_in("other", role).post(NEW, FILLED).status_code == 403

    def test_a_card_with_every_row_fits_into_one_form(self, haddad: Client) -> None:
        boxes = [box.name for box in SHELF.sections[-1].boxes]
        full = {f"rows-{number}-{name}": "" for number in range(16) for name in boxes}
        assert haddad.post(NEW, full | FILLED).status_code == 302


class TestCard:
    def test_is_used_once_a_second_person_approved_it(self, haddad: Client, moreau: Client) -> None:
        haddad.post(NEW, FILLED)
        sign = f"{CARD}1/approve/"

        assert unit_treatment_cards().in_use() == {}
        assert haddad.post(sign, {"password": PASSWORD}).status_code == 409
        assert moreau.post(sign, {"password": "other"}).status_code == 400
        assert unit_treatment_cards().in_use() == {}
        assert moreau.post(sign, {"password": PASSWORD}).status_code == 302
        found = unit_treatment_cards().in_use()["card-1"]
        assert (found.version, found.approved_by) == (1, "Moreau (invented)")
        assert str(doses_for(found.card, Weight.parse("12 kg")).rows[0].doses[0].volume) == "0.12 mL"

    def test_shows_what_it_gives_for_two_weights_and_without_one(self, haddad: Client) -> None:
        haddad.post(NEW, FILLED)
        for path in (CARD, f"{CARD}1/approve/"):
            page = haddad.get(path).text
            assert "For 68\u00a0kg" in page
            assert "0.5\u00a0mg" in page
            assert "The most of one dose" in page
            assert "= 0.12\u00a0mL" in page
            assert "The weight is not known." in page
            assert "(invented)" not in page.partition("tried-title")[2].partition("column-side")[0]

    def test_says_where_it_is_not_meant_for_a_weight(self, haddad: Client) -> None:
        haddad.post(NEW, FILLED | {"weight_from": "40 kg"})
        page = haddad.get(CARD).text
        assert "for 40\u00a0kg and more" in page.lower()
        assert "is not meant for 12\u00a0kg." in page

    def test_compares_a_new_version_with_the_one_before(self, haddad: Client, moreau: Client) -> None:
        haddad.post(NEW, FILLED)
        moreau.post(f"{CARD}1/approve/", {"password": PASSWORD})
        last = DatabaseUnitRecords().of(Kind.TREATMENT_CARD, "card-1")[-1]
        changed = SHELF.values_of(last.content) | {"rows-0-at_most": "0.3 mg", "after": "1", "reason": "Ward rule 2"}

        assert haddad.post(f"{CARD}edit/", changed).status_code == 302
        page = haddad.get(CARD).text
        assert "rows, 1, at most" in page.lower().replace("_", " ")
        assert unit_treatment_cards().in_use()["card-1"].version == 1

    def test_an_invented_card_stays_invented_in_its_next_version(self) -> None:
        fill()
        client = Client()
        client.force_login(User.objects.get(username="haddad"))
        (last,) = DatabaseUnitRecords().of(Kind.TREATMENT_CARD, "card-3")
        entered = SHELF.values_of(last.content) | {"title": "Card 3", "after": "1", "reason": "Shorter"}
        client.post("/unit/treatment-cards/one/card-3/edit/", entered)
        *_, new = DatabaseUnitRecords().of(Kind.TREATMENT_CARD, "card-3")

        assert new.version == 2
        assert UnitReader().treatment_card("card-3", new.content).title == "Card 3 (invented)"

    def test_pages_hold_no_inline_script_or_style(self, haddad: Client) -> None:
        haddad.post(NEW, FILLED)
        for path in (NEW, CARD, "/unit/set-up/", "/people/code/", "/people/password/"):
            page = haddad.get(path).text
            assert not re.search(r"<style\b|<script(?![^>]*\bsrc=)|<[^>]*\s(style|on\w+)\s*=", page), path


class TestSetUp:
    def test_names_what_is_missing_and_where_it_is_done(self) -> None:
        admin = signed_in("sato", "administrator")
        page = admin.get("/unit/set-up/").text

        assert "No real session can start before." in page
        assert "Missing: A treatment card, approved by a second person." in page
        assert 'href="/unit/policy/#epinephrine-adult"' in page
        assert 'href="/people/"' in page
        assert {item.part for item in missing()} == set(Part)

    def test_a_card_that_is_approved_is_named_with_whom_and_when(self, haddad: Client, moreau: Client) -> None:
        haddad.post(NEW, FILLED)
        assert Part.CARD in {item.part for item in missing()}
        moreau.post(f"{CARD}1/approve/", {"password": PASSWORD})
        assert Part.CARD not in {item.part for item in missing()}
        assert re.search(r"Card 1, version 1 .*approved by Moreau \(invented\), \d", haddad.get("/unit/set-up/").text)

    def test_an_administrator_names_the_unit(self, haddad: Client) -> None:
        admin = signed_in("sato", "administrator")
        assert haddad.post("/unit/set-up/name/", {"name": "Ward 5"}).status_code == 403
        assert admin.post("/unit/set-up/name/", {"name": "  "}).status_code == 400
        assert admin.post("/unit/set-up/name/", {"name": "x" * 121}).status_code == 400
        assert admin.post("/unit/set-up/name/", {"name": "Ward 5"}).status_code == 302
        admin.post("/unit/set-up/name/", {"name": "Ward 6"})
        assert [unit.name for unit in Unit.objects.all()] == ["Ward 6"]

    def test_an_invented_unit_keeps_its_name(self) -> None:
        Unit.objects.create(name="Unit (invented)", is_demonstration=True)
        assert signed_in("sato", "administrator").post("/unit/set-up/name/", {"name": "Ward"}).status_code == 403
        assert Unit.objects.get().name == "Unit (invented)"

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"pump": ""}, "name of the pump"),
            ({"increment": "0.1"}, "Write a rate above zero"),
            ({"increment": "0 mL/h"}, "Write a rate above zero"),
            ({"source": ""}, "Name where this was read"),
            ({"pump": "Old"}, "has a pump of this name"),
            ({"pump": "x" * 121}, "120 characters"),
        ],
    )
    def test_a_pump_is_not_added_with(self, moreau: Client, changes: dict[str, str], says: str) -> None:
        unit = Unit.objects.create(name="Ward", is_demonstration=False)
        Pump.objects.create(unit=unit, name="Old", increment="1 mL/h")
        entered = {"pump": "New", "increment": "0.1 mL/h", "source": "Manual, 2026"} | changes
        answer = moreau.post("/unit/set-up/pump/", entered)

        assert answer.status_code == 400
        assert says in answer.text
        assert Pump.objects.count() == 1

    def test_a_pump_is_added_by_name(self, moreau: Client) -> None:
        entered = {"pump": "New", "increment": "0.1 mL/h", "source": "Manual, 2026"}
        assert moreau.post("/unit/set-up/pump/", entered).status_code == 400
        Unit.objects.create(name="Ward", is_demonstration=False)
        assert moreau.post("/unit/set-up/pump/", entered).status_code == 302
        assert Pump.objects.get().added_by == "Moreau (invented)"
        assert "added by Moreau (invented)" in moreau.get("/unit/set-up/").text
        assert signed_in("okafor", "nurse").post("/unit/set-up/pump/", entered).status_code == 403
