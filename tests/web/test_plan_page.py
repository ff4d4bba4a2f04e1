import html
import json
import re
from typing import Any
from typing import Protocol as Port

import pytest
from django.test import Client

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.models import SharedPlan

CEFTAZIDIME = {"drug": "ceftazidime", "target_number": "2000", "target_unit": "mg", "press": "1"}
Fields = dict[str, str]


class Answer(Port):
    """What these tests look at of an answer."""

    content: bytes
    status_code: int


def text_of(response: Answer) -> str:
    """Give the words of a page as a person reads them."""
    words = re.sub(r"<(script|style|title|desc)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    words = re.sub(r"<[^>]+>", "", words).replace("\u00a0", " ").replace("&nbsp;", " ").replace("&#x27;", "'")
    return " ".join(words.split())


def order(client: Client, fields: Fields, *, protocol: str = "12-step", **extra: Any) -> Answer:
    """Send an order."""
    return client.post(f"/plan/{protocol}/", fields, **extra)


class TestChoosing:
    def test_leads_from_the_root(self, client: Client) -> None:
        response = client.get("/")

        assert response.status_code == 302
        assert response.headers["Location"] == "/plan/"

    def test_offers_every_desensitization_and_nothing_else(self, client: Client) -> None:
        page = client.get("/plan/").content.decode()

        for protocol in shipped.protocols():
            assert (f'href="/plan/{protocol.id}/"' in page) is protocol.is_offered, protocol.id

    def test_searches_from_four_letters(self, client: Client) -> None:
        found = client.get("/plan/", {"search": "carbo"}).content.decode()
        short = text_of(client.get("/plan/", {"search": "car"}))

        assert "/plan/carboplatin-13-step-doubling/" in found
        assert "/plan/aspirin-4-dose-90-min/" not in found
        assert "A search begins at four letters." in short

    def test_adds_the_protocols_for_any_drug_to_a_search_for_a_drug(self, client: Client) -> None:
        response = client.get("/plan/", {"search": "ceft"})
        named, _, general = response.text.partition("For any drug")

        assert "/plan/ceftazidime-log10-7-dose-50-ml/" in named
        assert "/plan/12-step/" in general
        assert "/plan/12-step/" not in named

    def test_offers_what_fits_any_drug_where_none_is_named(self, client: Client) -> None:
        words = text_of(client.get("/plan/", {"search": "zzzz" * 40}))

        assert "No protocol of a named drug matches. For any drug" in words

    def test_follows_a_protocol_that_is_named_in_the_address(self, client: Client) -> None:
        assert client.get("/plan/", {"protocol": "8-step"}).headers["Location"] == "/plan/8-step/"

    @pytest.mark.parametrize("protocol", ["nope", "cefazolin-4-step-challenge", "..", "<b>"])
    def test_says_that_a_protocol_is_not_there(self, client: Client, protocol: str) -> None:
        response = client.get(f"/plan/{protocol}/")

        assert response.status_code == 404
        assert "<b>" not in response.content.decode()

    def test_names_the_unknown_protocol(self, client: Client) -> None:
        assert "No desensitization has the id nope. Choose one below." in text_of(
            order(client, CEFTAZIDIME, protocol="nope")
        )

    @pytest.mark.parametrize(
        ("protocol", "sentence"),
        [
            ("cefazolin-4-step-challenge", "is a graded challenge, not a desensitization: it is shown, not planned."),
            ("carbamazepine-doubling-every-3-days", "is an evidence entry, not usable: it is shown, not planned."),
        ],
    )
    def test_leads_from_another_kind_to_its_own_page(self, client: Client, protocol: str, sentence: str) -> None:
        response = client.get(f"/plan/{protocol}/")

        assert response.status_code == 404
        assert f"{protocol} {sentence}" in text_of(response)
        assert f'href="/protocols/{protocol}/"' in response.text


class TestForm:
    def test_holds_no_number_before_anybody_enters_one(self, client: Client) -> None:
        page = client.get("/plan/12-step/").content.decode()

        for field in re.findall(r'<input type="text"[^>]*>', page):
            assert 'value=""' in field
        assert "placeholder" not in page

    @pytest.mark.parametrize(
        ("protocol", "volume", "rate"),
        [("12-step", True, True), ("asparaginase-5-bag-20-h", True, False), ("aspirin-4-dose-90-min", False, False)],
    )
    def test_asks_only_for_what_the_protocol_takes(
        self, client: Client, protocol: str, *, volume: bool, rate: bool
    ) -> None:
        page = client.get(f"/plan/{protocol}/").content.decode()

        assert ('name="bag_volume"' in page) is volume
        assert ('name="final_rate"' in page) is rate

    def test_has_weight_and_height_without_script(self, client: Client) -> None:
        page = client.get("/plan/12-step/").content.decode()

        assert 'name="weight"' in page
        assert 'name="height"' in page


class TestPlan:
    def test_is_the_plan_of_the_source(self, client: Client) -> None:
        response = order(client, CEFTAZIDIME | {"final_rate": "80", "bag_volume": "250", "start": "09:30"})
        words = text_of(response)

        assert response.status_code == 200
        assert "cefTAZidime 2,000 mg" in words
        assert "Three solutions of 250 mL, final rate 80 mL/h, intravenous infusion. Start 09:30." in words
        for fact in ("5 h 39 min", "339.375 min", "1/50,000 of the target", "11 rate changes", "exactly the target"):
            assert fact in words
        for number in ("1,845.362", "174.375", "7.937", "240.75"):
            assert number in words
        assert "nothing blocks" in words
        assert "Computed twice, forward and backward: equal." in words

    def test_tells_the_clock_of_each_step_and_the_end(self, client: Client) -> None:
        fields = CEFTAZIDIME | {"final_rate": "80", "bag_volume": "250"}
        timed = order(client, fields | {"start": "09:30"})

        assert "ends 15:09" in text_of(timed)
        assert re.findall(r'col-clock"><span class="figure"><span class="whole w5">([0-9:]+)<', timed.content.decode())[
            :3
        ] == ["09:30", "09:45", "10:00"]
        assert "col-clock" not in order(client, fields).content.decode()

    def test_shows_each_source_in_place(self, client: Client) -> None:
        page = text_of(order(client, CEFTAZIDIME))

        assert "UpToDate graphic" in page
        assert "Read 22 Nov 2026" in page

    def test_answers_a_script_with_the_part_that_changes(self, client: Client) -> None:
        page = order(client, CEFTAZIDIME, headers={"HX-Request": "true"}).content.decode()

        assert "<html" not in page
        assert 'id="result"' in page
        assert 'id="slot-target_number" hx-swap-oob="true"' in page

    def test_waits_without_blame_while_the_order_is_begun(self, client: Client) -> None:
        response = order(client, {"drug": "ceftazidime"}, headers={"HX-Request": "true"})

        assert response.status_code == 200
        assert "field-error" not in response.content.decode()
        assert "The plan will be here" in text_of(response)

    def test_rounds_to_the_pump_and_keeps_the_exact_beside(self, client: Client) -> None:
        words = text_of(order(client, CEFTAZIDIME | {"final_rate": "75", "pump_increment": "0.1 mL/h"}))

        assert "1.9, exact 1.875" in words
        assert "As the pump is set." in words
        assert "2,000.02" in words

    def test_takes_a_dose_per_kg(self, client: Client) -> None:
        fields = CEFTAZIDIME | {"target_number": "30", "target_unit": "mg/kg", "weight": "68.5"}

        assert "cefTAZidime 2,055 mg" in text_of(order(client, fields))

    def test_takes_a_dose_per_m2(self, client: Client) -> None:
        fields = CEFTAZIDIME | {"target_number": "375", "target_unit": "mg/m2", "weight": "70", "height": "170"}

        assert "cefTAZidime 682.5 mg" in text_of(order(client, fields))

    def test_takes_a_volume_for_each_solution(self, client: Client) -> None:
        volumes = {"volume_1": "50", "volume_2": "100", "volume_3": "250"}

        assert "Three solutions of 50 mL, 100 mL and 250 mL" in text_of(order(client, CEFTAZIDIME | volumes))

    @pytest.mark.parametrize("protocol", [item.id for item in shipped.protocols() if item.is_offered])
    def test_shows_every_protocol_that_is_offered(self, client: Client, protocol: str) -> None:
        found = shipped.protocol(protocol)
        number, unit = ("500", "mg") if found.target is None else str(found.target).split(" ")
        drug = found.drugs[0] if found.drugs else "ceftazidime"
        fields = {"drug": drug, "target_number": number, "target_unit": unit, "weight": "70", "height": "170"}

        response = order(
            client, fields | {"press": "1", "start": "23:50", "pump_increment": "0.1 mL/h"}, protocol=protocol
        )

        assert response.status_code == 200
        assert "Findings" in text_of(response)


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        ("changed", "field", "sentence"),
        [
            ({"drug": ""}, "drug", "Enter the drug."),
            ({"drug": "x" * 81}, "drug", "This name has more than 80 letters."),
            ({"drug": "ceft\x07"}, "drug", ""),
            ({"target_number": ""}, "target_number", "Enter the target dose."),
            ({"target_unit": ""}, "target_unit", "Choose the unit of the target dose."),
            ({"target_unit": "ug"}, "target_unit", "Choose a unit of the list."),
            ({"target_number": "0"}, "target_number", "The target dose is more than zero."),
            ({"target_number": "-5"}, "target_number", "The target dose is more than zero."),
            ({"target_number": "2,000"}, "target_number", "not “2,000”"),
            ({"target_number": "1e5"}, "target_number", "not “1e5”"),
            ({"target_number": "NaN"}, "target_number", "not “NaN”"),
            ({"target_number": "٢٠٠٠"}, "target_number", "not “٢٠٠٠”"),
            ({"target_number": "2\u200b0"}, "target_number", "Write plain digits"),
            ({"target_number": "1234567890123"}, "target_number", "Write plain digits"),
            ({"target_number": "1" * 40}, "target_number", "This is longer than any number here."),
            ({"target_number": "2000 g"}, "target_number", ""),
            ({"target_unit": "mL"}, "target_number", "The target dose is in mL; 12-step is in mg, units."),
            ({"target_unit": "tablets"}, "target_number", "The target dose is in tablets"),
            ({"target_unit": "mg/kg"}, "weight", "needs the weight in kg."),
            ({"target_unit": "mg/kg", "weight": "0"}, "weight", "The weight is more than zero."),
            ({"target_unit": "mg/kg", "weight": "abc"}, "weight", "not “abc”"),
            ({"target_unit": "mg/m2", "weight": "70"}, "height", "needs the height in cm."),
            ({"target_unit": "mg/m2", "weight": "70", "height": "-1"}, "height", "The height is more than zero."),
            ({"bag_volume": "0"}, "bag_volume", "The volume of a solution is more than zero."),
            ({"bag_volume": "1,250"}, "bag_volume", ""),
            ({"volume_1": "50"}, "bag_volume", "Enter the volume of each of the 3 solutions, or of none."),
            ({"volume_1": "50", "volume_2": "50", "volume_3": "x"}, "bag_volume", "not “x”"),
            (
                {"bag_volume": "250", "volume_1": "50", "volume_2": "50", "volume_3": "50"},
                "bag_volume",
                "Enter one volume for all solutions, or one for each, not both.",
            ),
            ({"final_rate": "0"}, "final_rate", "The final rate is more than zero."),
            ({"final_rate": "fast"}, "final_rate", "not “fast”"),
            ({"pump_increment": "7 mL/h"}, "pump_increment", "Choose a pump of the list."),
            ({"start": "25:00"}, "start", "such as 09:30."),
            ({"start": "9:3"}, "start", "such as 09:30."),
        ],
    )
    def test_gets_a_sentence_above_its_field(self, client: Client, changed: Fields, field: str, sentence: str) -> None:
        response = order(client, CEFTAZIDIME | changed)

        page = response.content.decode()
        slot = page.partition(f'id="slot-{field}"')[2].partition("</div>")[0]
        assert response.status_code == 422
        assert "field-error" in slot
        assert sentence in html.unescape(re.sub(r"<[^>]+>", "", slot))
        assert "plan-title" not in page

    def test_keeps_what_was_entered(self, client: Client) -> None:
        page = order(client, CEFTAZIDIME | {"target_number": "2,000"}).content.decode()

        assert 'name="target_number" value="2,000"' in page
        assert 'name="drug" value="ceftazidime"' in page

    def test_is_escaped(self, client: Client) -> None:
        page = order(
            client, CEFTAZIDIME | {"drug": "<script>alert(1)</script>", "target_number": "<b>"}
        ).content.decode()

        assert "<script>alert" not in page
        assert "<b>" not in page


class TestBlocked:
    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"target_number": "10000", "target_unit": "g"}, "CONC-01"),
            ({"bag_volume": "5"}, "VOL-01"),
            ({"bag_volume": "1"}, "SUM-03"),
            ({"final_rate": "0.1", "pump_increment": "0.1 mL/h"}, "RATE-01"),
        ],
    )
    def test_shows_the_finding_first_and_no_file(self, client: Client, changed: Fields, code: str) -> None:
        response = order(client, CEFTAZIDIME | changed)

        page = response.content.decode()
        assert response.status_code == 200
        assert code in page
        assert "Bedside sheet and files open when nothing blocks." in page
        assert "sheet.pdf" not in page
        assert page.index("BLOCK") < page.index("<table")

    def test_shows_only_the_steps_that_could_be_computed(self, client: Client) -> None:
        words = text_of(order(client, CEFTAZIDIME | {"bag_volume": "5"}))

        assert "As far as they could be computed." in words
        assert "Planned time" not in words

    @pytest.mark.parametrize("path", ["sheet.pdf", "keep/"])
    def test_is_neither_printed_nor_kept(self, client: Client, path: str) -> None:
        response = client.post(f"/plan/12-step/{path}", CEFTAZIDIME | {"bag_volume": "5"})

        assert response.status_code == 422
        assert not SharedPlan.objects.exists()


class TestFiles:
    def test_are_a_sheet_a_table_and_an_object(self, client: Client) -> None:
        fields = CEFTAZIDIME | {"start": "09:30"}

        sheet, table, thing = (client.post(f"/plan/12-step/sheet.{kind}", fields) for kind in ("pdf", "csv", "json"))

        assert sheet.content.startswith(b"%PDF")
        assert sheet.headers["Content-Disposition"].startswith('attachment; filename="12-step-')
        assert "12,3,80,174.375,232.5" in table.content.decode()
        assert json.loads(thing.content)["steps"][11]["minutes"] == "174.375"

    @pytest.mark.parametrize("kind", ["pdf", "csv", "json"])
    def test_say_what_is_wrong_with_an_order(self, client: Client, kind: str) -> None:
        response = client.post(f"/plan/12-step/sheet.{kind}", CEFTAZIDIME | {"target_number": "x"})

        assert response.status_code == 422
        assert "not “x”" in text_of(response)

    @pytest.mark.parametrize("path", ["/plan/nope/sheet.pdf", "/plan/nope/keep/"])
    def test_are_not_there_without_a_protocol(self, client: Client, path: str) -> None:
        assert client.post(path, CEFTAZIDIME).status_code == 404


class TestKept:
    def keep(self, client: Client, **changed: str) -> str:
        response = client.post("/plan/12-step/keep/", CEFTAZIDIME | changed)
        assert response.status_code == 302
        return str(response.headers["Location"])

    def test_shows_the_same_plan(self, client: Client) -> None:
        address = self.keep(client, final_rate="75", pump_increment="0.1 mL/h", start="09:30")

        words = text_of(client.get(address))
        assert "cefTAZidime 2,000 mg" in words
        assert "2,000.02" in words
        assert "Start 09:30." in words

    def test_gives_the_same_files(self, client: Client) -> None:
        address = self.keep(client)

        assert client.get(f"{address}sheet.pdf", {"paper": "us-letter"}).content.startswith(b"%PDF")
        assert "12,3,80,174.375" in client.get(f"{address}sheet.csv").content.decode()
        assert client.get(f"{address}sheet.json").json()["drug"] == "ceftazidime"

    @pytest.mark.parametrize(
        "volumes", [{"bag_volume": "100"}, {"volume_1": "50", "volume_2": "50", "volume_3": "250"}]
    )
    def test_gives_the_order_back(self, client: Client, volumes: Fields) -> None:
        page = client.get(self.keep(client, **volumes)).content.decode()

        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        expected = {"drug": "ceftazidime", "target_number": "2000", "target_unit": "mg"} | volumes
        assert expected.items() <= fields.items()

    @pytest.mark.parametrize("path", ["", "sheet.pdf", "sheet.csv"])
    def test_is_not_there_under_another_address(self, client: Client, path: str) -> None:
        assert client.get(f"/plans/nobody-guesses-this/{path}").status_code == 404

    def test_says_what_is_wrong_instead_of_keeping(self, client: Client) -> None:
        response = client.post("/plan/12-step/keep/", CEFTAZIDIME | {"target_unit": "mL"})
        unreadable = client.post("/plan/12-step/keep/", CEFTAZIDIME | {"drug": ""})

        assert (response.status_code, unreadable.status_code) == (422, 422)
        assert not SharedPlan.objects.exists()

    def test_is_refused_where_the_dose_cannot_be_written_exactly(self, client: Client) -> None:
        fields = CEFTAZIDIME | {"target_number": "10.123456789", "target_unit": "mg/kg", "weight": "71.23456789"}

        response = client.post("/plan/12-step/keep/", fields)

        assert response.status_code == 422
        assert not SharedPlan.objects.exists()

    def test_says_so_when_it_cannot_be_computed_any_more(self, client: Client) -> None:
        address = self.keep(client)
        SharedPlan.objects.update(protocol="cefazolin-4-step-challenge")

        assert client.get(address).status_code == 422
        assert client.get(f"{address}sheet.pdf").status_code == 422
