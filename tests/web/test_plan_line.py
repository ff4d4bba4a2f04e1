import json
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stepward.adapters.catalogue.line_sets import line_sets
from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.adapters.database.models import SharedPlan
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.usecases.unit_records import Member, approve, propose
from tests.usecases.unit_keeping import AT, draft, named
from tests.usecases.unit_keeping import LINE as KEPT_LINE
from tests.web.test_plan_page import CEFTAZIDIME, Fields, order, text_of

LINE = CEFTAZIDIME | {"line": "other", "common_volume": "10"}
LONG_LINE = LINE | {"common_volume": "20"}


def vein_column(page: str) -> list[str]:
    """Read the column of the vein, top to bottom."""
    cells = re.findall(r'<td class="numeric col-vein[^"]*">(.*?)</td>', page, flags=re.DOTALL)
    return [re.sub(r"<[^>]+>|\s", "", cell) for cell in cells]


def refused(client: Client, changed: Fields) -> str:
    """Send an order with a line that cannot be, and give the words of the answer."""
    response = order(client, LINE | changed)
    assert response.status_code == 422
    return text_of(response)


class TestGolden:
    @pytest.mark.parametrize(
        ("fields", "silent", "minutes", "left"),
        [(LONG_LINE, "1 to 7", "108", "158.741 mg"), (LINE, "1 to 4", "69", "79.37 mg")],
    )
    def test_says_when_the_first_drug_comes(
        self, client: Client, fields: Fields, silent: str, minutes: str, left: str
    ) -> None:
        response = order(client, fields)
        words, page = text_of(response), response.content.decode()

        assert f"No drug reaches the vein in steps {silent}." in words
        assert f"The first drug arrives {minutes} min after the start." in words
        assert f"{left} (" in words
        assert f"No drug at the vein for {minutes} min</text>" in page
        last = int(silent[-1])
        assert vein_column(page)[:last] == ["0"] * last
        assert vein_column(page)[last] != "0"
        assert page.count("col-vein is-silent") == last

    def test_says_how_to_fill_and_flush_and_what_that_costs(self, client: Client) -> None:
        words = text_of(order(client, LINE))

        assert "A line of 10 mL, filled with saline before the start." in words
        for number in (1, 2, 3):
            assert f"{number}Solution {number}10100" in words
        assert "For the last 10 mL of step 12, push saline in place of the bag." in words
        assert "10 mL at 80 mL/h, 7.5 min, never faster." in words
        assert "10 mL of solution 1 and 10 mL of solution 2, out of what would be discarded." in words
        assert "Nothing beyond the plan is made." in words
        assert "The first drug comes at once, not after 69 min. Every step gives its dose." in words

    def test_gives_every_step_through_lines_of_their_own(self, client: Client) -> None:
        page = order(client, LINE | {"primed_with": "own"}).content.decode()

        assert "col-vein is-silent" not in page
        assert vein_column(page)[:4] == ["0.04", "0.1", "0.2", "0.4"]
        assert "VEIN-02" not in page

    def test_says_the_limit_of_the_model_and_its_source(self, client: Client) -> None:
        words = text_of(order(client, LINE))

        assert "Plug flow, the sharpest case." in words
        assert "The light area spans no mixing to full mixing in the line." in words
        assert "INFUSION-LINE-MODELS" in words
        assert "LINE-DISPERSION" in words


class TestForm:
    def test_asks_for_the_line_and_computes_nothing_of_it_without(self, client: Client) -> None:
        response = order(client, CEFTAZIDIME)

        assert "Choose the line to see what the vein gets." in text_of(response)
        assert "VEIN-0" not in response.content.decode()
        assert "At the vein" not in text_of(response)

    def test_offers_the_shipped_sets_as_examples_with_their_sources(self, client: Client) -> None:
        page = client.get("/plan/12-step/").content.decode()

        assert 'label="Examples, measured by no unit"' in page
        for key, item in line_sets().items():
            assert (f'<option value="{key}"' in page) is (item.common is not None), key
        assert "Infusion Nurses Society" in page

    def test_offers_the_sets_of_the_unit_instead_once_it_approved_one(self, client: Client) -> None:
        records = DatabaseUnitRecords()
        author, second = (
            Member(id=str(User.objects.create_user(name).pk), name=name, roles=frozenset({"pharmacist"}))
            for name in ("moreau", "lindqvist")
        )
        propose(draft(KEPT_LINE), author, AT, records=records, reader=UnitReader())
        assert "Examples, measured by no unit" in client.get("/plan/12-step/").content.decode()

        approve(named(1), second, AT, records=records, reader=UnitReader())

        page = client.get("/plan/12-step/").content.decode()
        assert '<optgroup label="Approved by this unit"><option value="ward"' in page
        assert "Examples, measured by no unit" not in page

    def test_takes_a_set_by_its_key(self, client: Client) -> None:
        words = text_of(order(client, CEFTAZIDIME | {"line": "secondary-set"}))

        assert "Secondary set, 8.8 mL, filled with saline before the start." in words

    @pytest.mark.parametrize(
        "protocol", ["aspirin-4-dose-90-min", "ampicillin-18-dose", "insulin-glargine-9-dose-2-day"]
    )
    def test_asks_no_line_where_no_pump_runs(self, client: Client, protocol: str) -> None:
        page = client.get(f"/plan/{protocol}/").content.decode()

        assert 'name="line"' not in page
        assert 'name="carrier"' not in page

    def test_ignores_a_line_where_no_pump_runs(self, client: Client) -> None:
        fields = {"drug": "aspirin", "target_number": "325", "target_unit": "mg", "press": "1", "line": "secondary-set"}

        assert "VEIN-0" not in order(client, fields, protocol="aspirin-4-dose-90-min").content.decode()

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"common_volume": "0"}, "The volume of the line is more than zero. Enter a larger number."),
            ({"common_volume": "-5"}, "The volume of the line is more than zero. Enter a larger number."),
            ({"common_volume": "lots"}, "not “lots”."),
            ({"common_volume": "10 mL"}, "Write the number alone; its unit stands beside the field."),
            ({"common_volume": "1" * 40}, "This is longer than any number here."),
            ({"common_volume": ""}, "Enter the volume of the line, from where the solutions meet to the vein."),
            ({"carrier": "fast"}, "not “fast”."),
            ({"carrier": "0"}, "The flow of the carrier is more than zero."),
            ({"line": "no-such-set"}, "Choose a line of the list."),
            ({"primed_with": "<b>"}, "Choose what the line is filled with."),
            ({"stock": "100"}, "Choose the unit of the stock."),
            ({"stock": "0", "stock_unit": "mg/mL"}, "more than zero"),
            ({"syringe_increment": "x"}, "not “x”."),
        ],
    )
    def test_says_above_the_field_what_to_mend(self, client: Client, changed: Fields, sentence: str) -> None:
        assert sentence in refused(client, changed)

    def test_waits_for_a_volume_that_is_not_entered_yet(self, client: Client) -> None:
        on_the_way = {key: value for key, value in LINE.items() if key not in {"press", "common_volume"}}

        response = order(client, on_the_way)

        assert response.status_code == 200
        assert "Choose the line to see what the vein gets." in text_of(response)

    def test_bears_a_line_and_a_carrier_beyond_all_measure(self, client: Client) -> None:
        response = order(client, LINE | {"common_volume": "9999999999", "carrier": "9999999999"})

        assert response.status_code == 200

    def test_rounds_what_is_drawn_of_the_stock(self, client: Client) -> None:
        devices = {"syringe_increment": "0.1", "stock": "100", "stock_unit": "mg/mL"}
        words = text_of(order(client, CEFTAZIDIME | devices))

        assert "No pump or syringe was given" not in words


class TestChanges:
    def test_offers_the_change_that_a_finding_asks_for(self, client: Client) -> None:
        page = order(client, LINE).content.decode()

        for words, value in (("Fill with solution 1", "solution-1"), ("Fresh line each", "own")):
            assert f'form="order" name="primed_with" value="{value}" data-apply>{words}</button>' in page

    def test_is_made_without_script_too(self, client: Client) -> None:
        response = client.post("/plan/12-step/", LINE | {"primed_with": ["saline", "solution-1"]})

        assert "filled with solution 1 before the start." in text_of(response)
        assert re.search(r'value="solution-1" checked', response.content.decode())


class TestKept:
    def test_keeps_the_line_and_shows_the_same(self, client: Client) -> None:
        fields = LINE | {"line": "secondary-set", "primed_with": "solution-1", "carrier": "5"}
        address = client.post("/plan/12-step/keep/", fields).headers["Location"]
        row = SharedPlan.objects.get()

        assert (row.line_set, row.common_volume) == ("secondary-set", "8.8 mL")
        assert (row.primed_with, row.carrier) == ("solution-1", "5 mL/h")
        kept, made = client.get(address).content.decode(), order(client, fields).content.decode()
        assert vein_column(kept) == vein_column(made) != []
        assert re.findall(r"VEIN-\d\d", kept) == re.findall(r"VEIN-\d\d", made)

    def test_gives_the_line_back_when_the_order_is_changed(self, client: Client) -> None:
        address = client.post("/plan/12-step/keep/", LONG_LINE | {"primed_with": "own"}).headers["Location"]
        page = client.get(address).content.decode()

        for name, value in (("line", "other"), ("common_volume", "20"), ("primed_with", "own")):
            assert f'<input type="hidden" name="{name}" value="{value}">' in page

    def test_says_that_no_line_was_chosen(self, client: Client) -> None:
        address = client.post("/plan/12-step/keep/", CEFTAZIDIME).headers["Location"]

        assert "No line was chosen. This is what is ordered, not what the vein gets." in text_of(client.get(address))

    def test_writes_the_same_json_with_and_without_a_line(self, client: Client) -> None:
        with_line, without = (client.post("/plan/12-step/sheet.json", fields) for fields in (LINE, CEFTAZIDIME))

        assert json.loads(with_line.content) == json.loads(without.content)
