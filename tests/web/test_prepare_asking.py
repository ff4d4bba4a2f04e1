import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from stepward.adapters.database.models import Patient, PreparationOrder
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.shells.web.unit.shelf import member_of
from stepward.usecases.unit_records import Kind, Named, withdraw
from tests.web import preparing
from tests.web.preparing import WITH_LINE, WITHOUT_LINE, asked, keep_plan, new_order, signed_in, text_of


@pytest.fixture(autouse=True)
def _unit(unit: None) -> None:
    del unit


class TestQueue:
    def test_asks_a_stranger_to_sign_in(self) -> None:
        new_order()

        for path in ("/prepare/", f"/prepare/ask/{WITH_LINE}/"):
            answer = Client().get(path)
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/sign-in/")

    def test_is_closed_to_somebody_without_a_role(self) -> None:
        User.objects.get(username="okafor").groups.clear()

        assert signed_in("okafor").get("/prepare/").status_code == 403

    @pytest.mark.parametrize("username", ["haddad", "moreau", "silva", "okafor"])
    def test_shows_who_what_when_and_what_is_next(self, username: str) -> None:
        order = new_order()

        page = text_of(signed_in(username).get("/prepare/"))

        assert "cefTAZidime 2,000" in page
        assert "Ruiz, Marta" in page
        assert "born 14 Mar 1971" in page
        assert "INV 0047 1180" in page
        assert "Make solution 1 and solution 2 before step 1." in page
        assert "Make solution 3 when step 4 is tolerated." in page
        assert "0 of 3 made, 0 checked" in page
        assert f'href="{order}"' in signed_in(username).get("/prepare/").content.decode()

    def test_lists_the_soonest_start_first(self) -> None:
        first = new_order()
        keep_plan("another", **preparing.LINE)
        later = signed_in("moreau").post("/prepare/ask/another/", asked(clock="11:00")).headers["Location"]

        page = signed_in("moreau").get("/prepare/").content.decode()

        assert page.index(f'href="{first}"') < page.index(f'href="{later}"')

    def test_offers_kept_plans_to_those_who_may_ask(self) -> None:
        keep_plan()
        way = f'href="/prepare/ask/{WITH_LINE}/"'

        assert way in signed_in("moreau").get("/prepare/").content.decode()
        assert way not in signed_in("silva").get("/prepare/").content.decode()


class TestAsking:
    def test_shows_what_the_plan_says_and_does_not_ask_it(self) -> None:
        answer = signed_in("moreau").get(f"/prepare/ask/{keep_plan()}/")

        page = text_of(answer)
        assert "cefTAZidime 2,000" in page
        assert "15 mL, filled with saline" in page
        assert 'name="target' not in answer.content.decode()
        assert 'name="clock" value="09:30"' in answer.content.decode()

    def test_begins_an_order(self) -> None:
        order = new_order()

        kept = PreparationOrder.objects.get(id=order.split("/")[2])
        assert kept.common_volume == "15 mL"
        assert kept.product_key == "ceftazidime-2-g-tazicef"
        assert Patient.objects.get(identifier="INV 0047 1180").family_name == "Ruiz"

    @pytest.mark.parametrize("username", ["silva", "okafor"])
    def test_is_closed_to_those_who_only_make_or_check(self, username: str) -> None:
        assert signed_in(username).get(f"/prepare/ask/{keep_plan()}/").status_code == 403

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("family_name", "", "Enter the family name."),
            ("identifier", "", "Enter the identifier."),
            ("born_day", "", "Write the date of birth, such as 14 Mar 1971."),
            ("born_day", "311", "Write the day with one or two digits."),
            ("born_year", "71", "with four digits"),
            ("born_month", "13", "Write the date of birth, such as 14 Mar 1971."),
            ("start_day", "32", "This day is not in the calendar."),
            ("start_year", "2020", "in the past"),
            ("clock", "9:30", "Write the time with two digits each, such as 09:30."),
            ("clock", "25:00", "Write the time with two digits each, such as 09:30."),
            ("product", "", "Choose the product."),
            ("product", "carboplatin-10-mg-ml", "Choose one of the list."),
            ("diluent", "water", "Choose one of the list."),
            ("overfill", "", "Choose what the unit does with it."),
        ],
    )
    def test_says_what_to_change(self, field: str, value: str, sentence: str) -> None:
        answer = signed_in("moreau").post(f"/prepare/ask/{keep_plan()}/", asked(**{field: value}))

        assert answer.status_code == 422
        assert sentence in text_of(answer)
        assert 'value="Ruiz"' in answer.content.decode() or field == "family_name"
        assert not PreparationOrder.objects.exclude(plan__title__contains="invented order").exists()

    def test_refuses_an_identifier_of_somebody_else(self) -> None:
        new_order()
        keep_plan("another", **preparing.LINE)

        answer = signed_in("moreau").post("/prepare/ask/another/", asked(family_name="Ruis"))

        assert answer.status_code == 422
        assert "is on file with another name or date of birth" in text_of(answer)

    def test_says_where_a_missing_line_is_added(self) -> None:
        address = f"/prepare/ask/{keep_plan(WITHOUT_LINE)}/"

        answer = signed_in("moreau").get(address)

        assert "Add the line on the plan" in text_of(answer)
        assert f'href="/plans/{WITHOUT_LINE}/"' in answer.content.decode()
        assert '<button class="primary"' not in answer.content.decode()
        assert signed_in("moreau").post(address, asked()).status_code == 422

    def test_says_where_a_missing_product_is_entered(self) -> None:
        author = member_of(User.objects.get(username="moreau"))
        assert author is not None
        named = Named(kind=Kind.PRODUCT, key="ceftazidime-2-g-tazicef", version=1)
        withdraw(named, author, timezone.now(), reason="recalled (invented)", records=DatabaseUnitRecords())

        answer = signed_in("moreau").get(f"/prepare/ask/{keep_plan()}/")

        assert "no approved product of ceftazidime" in text_of(answer)
        assert 'href="/unit/products/"' in answer.content.decode()

    def test_knows_no_other_plan(self) -> None:
        assert signed_in("moreau").get("/prepare/ask/nope/").status_code == 404

    def test_lets_a_prescriber_ask(self) -> None:
        User.objects.get(username="okafor").groups.set([Group.objects.get(name="prescriber")])

        assert signed_in("okafor").get(f"/prepare/ask/{keep_plan()}/").status_code == 200


class TestKeptPlan:
    def test_leads_to_the_pharmacy(self) -> None:
        answer = signed_in("moreau").get(f"/plans/{keep_plan()}/")

        assert f'href="/prepare/ask/{WITH_LINE}/"' in answer.content.decode()
