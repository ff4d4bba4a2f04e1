import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client

from stepward.adapters.catalogue.unit_words import example_words
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.shells.web.unit.boxes import LONGEST, MOST_ROWS, Values
from stepward.shells.web.unit.shelf import unit_line_sets, unit_shelf
from stepward.shells.web.unit.shelves import SHELVES, Shelf
from stepward.usecases.unit_records import Kind

PASSWORD = "kmtr-7hpx-9wqz-3dfg"
VIAL = "/unit/products/one/carboplatin-10-mg-ml/"
SET = "/unit/line-sets/one/primary-15-ml/"
COPY_SET = "/unit/line-sets/example/primary-15-ml/copy/"
COPY_VIAL = "/unit/products/example/carboplatin-10-mg-ml/copy/"
LINE = {
    "title": "Ward set",
    "parts-0-kind": "tube",
    "parts-0-name": "Pump set",
    "parts-0-volume": "18 mL",
    "parts-0-source": "Measured in the unit, 20 Nov 2026",
    "after": "0",
    "reason": "Measured",
}

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
def moreau() -> Client:
    return signed_in("moreau", "pharmacist")


@pytest.fixture
def lindqvist() -> Client:
    return signed_in("lindqvist", "pharmacist")


def values(shelf: Shelf, kind: Kind, key: str, **changes: str) -> dict[str, str]:
    """Fill the form with the last version, and change what is named."""
    last = DatabaseUnitRecords().of(kind, key)[-1]
    return {**shelf.values_of(last.content), "after": str(last.version), "reason": "new label"} | changes


class TestForms:
    @pytest.mark.parametrize("shelf", SHELVES.values(), ids=list(SHELVES))
    def test_give_back_every_example_word_for_word(self, shelf: Shelf) -> None:
        for words in example_words(shelf.kind).values():
            filled = Values.of(shelf.values_of(words), shelf.sections)

            assert shelf.words_of(filled) == words
            assert filled.wrong == {}


class TestPages:
    @pytest.mark.parametrize(
        "path", ["/unit/", "/unit/line-sets/", "/unit/products/", "/unit/line-sets/example/catheter/"]
    )
    def test_are_for_whoever_is_signed_in(self, path: str) -> None:
        assert Client().get(path).headers["Location"].startswith("/sign-in/")
        assert signed_in("okafor").get(path, follow=True).status_code == 200

    def test_list_every_example_and_say_that_none_is_kept(self, moreau: Client) -> None:
        for slug, shelf in SHELVES.items():
            page = moreau.get(f"/unit/{slug}/").text

            assert "None yet." in page
            for key in example_words(shelf.kind):
                assert f'href="/unit/{slug}/example/{key}/"' in page

    def test_show_each_fact_beside_its_source_and_name_what_is_missing(self, moreau: Client) -> None:
        page = moreau.get("/unit/products/example/carboplatin-10-mg-ml/").text
        facts = dict(re.findall(r"<dt>([^<]+)</dt>(.*?)</div>(?=<div class=\"fact-group|</dl>)", page, re.DOTALL))

        assert "CARBOPLATIN-LABEL-OPENFDA" in facts["Vial sizes"]
        assert "45\u00a0mL" in facts["Vial sizes"]
        assert "not known" in facts["Density"]
        assert "greatest final strength" in facts["What is still missing"]
        assert "No volume on file" in moreau.get("/unit/line-sets/example/catheter/").text

    @pytest.mark.parametrize("path", ["/unit/pumps/", "/unit/line-sets/example/none/", "/unit/line-sets/one/none/"])
    def test_do_not_invent(self, moreau: Client, path: str) -> None:
        assert moreau.get(path).status_code == 404

    def test_hold_no_inline_script_or_style(self, moreau: Client) -> None:
        moreau.post(COPY_VIAL)

        for path in ("/unit/products/", VIAL, f"{VIAL}edit/", f"{VIAL}1/withdraw/", "/unit/line-sets/new/"):
            page = moreau.get(path).text
            assert not re.search(r"<style\b|<script(?![^>]*\bsrc=)|<[^>]*\s(style|on\w+)\s*=", page), path


class TestCopying:
    def test_proposes_and_does_not_use(self, moreau: Client) -> None:
        answer = moreau.post(COPY_VIAL)

        assert answer.headers["Location"] == VIAL
        assert "proposed, not in use" in moreau.get(VIAL).text
        assert unit_shelf().products() == {}

    def test_is_done_once(self, moreau: Client) -> None:
        moreau.post(COPY_SET)

        assert moreau.post(COPY_SET).status_code == 409
        assert len(DatabaseUnitRecords().of(Kind.LINE_SET, "primary-15-ml")) == 1

    @pytest.mark.parametrize(
        ("role", "sets", "vials"),
        [
            ("pharmacist", 302, 302),
            ("allergist", 302, 403),
            ("charge nurse", 302, 403),
            ("nurse", 403, 403),
            ("technician", 403, 403),
            ("administrator", 403, 403),
        ],
    )
    def test_needs_a_role(self, role: str, sets: int, vials: int) -> None:
        client = signed_in("somebody", role)

        assert client.post(COPY_SET).status_code == sets
        assert client.post(COPY_VIAL).status_code == vials
        assert client.get("/unit/line-sets/new/").status_code == (200 if sets == 302 else 403)
        assert client.get("/unit/products/new/").status_code == (200 if vials == 302 else 403)


class TestSigning:
    def test_by_a_second_person_brings_it_into_use(self, moreau: Client, lindqvist: Client) -> None:
        moreau.post(COPY_SET)

        answer = lindqvist.post(f"{SET}1/approve/", {"password": PASSWORD})

        assert answer.headers["Location"] == SET
        assert list(unit_line_sets().line_sets()) == ["primary-15-ml"]
        assert "Approved by Lindqvist (invented)" in moreau.get(SET).text

    def test_is_refused_to_the_author(self, moreau: Client) -> None:
        moreau.post(COPY_SET)

        answer = moreau.post(f"{SET}1/approve/", {"password": PASSWORD})

        assert answer.status_code == 409
        assert "A second person approves it." in answer.text
        assert f'href="{SET}1/approve/"' not in moreau.get(SET).text
        assert unit_line_sets().line_sets() == {}

    @pytest.mark.parametrize(("password", "sentence"), [("", "Enter your password."), ("wrong", "not your password")])
    def test_asks_for_the_password_again(
        self, moreau: Client, lindqvist: Client, password: str, sentence: str
    ) -> None:  # fmt: skip
        moreau.post(COPY_SET)

        answer = lindqvist.post(f"{SET}1/approve/", {"password": password})

        assert answer.status_code == 400
        assert sentence in answer.text
        assert unit_line_sets().line_sets() == {}

    @pytest.mark.parametrize("role", ["nurse", "charge nurse", "technician", "coordinator"])
    def test_is_refused_to_other_roles(self, moreau: Client, role: str) -> None:
        moreau.post(COPY_SET)

        assert signed_in("other", role).post(f"{SET}1/approve/", {"password": PASSWORD}).status_code == 403

    def test_withdraws_with_a_reason(self, moreau: Client, lindqvist: Client) -> None:
        moreau.post(COPY_SET)
        lindqvist.post(f"{SET}1/approve/", {"password": PASSWORD})

        silent = lindqvist.post(f"{SET}1/withdraw/", {"password": PASSWORD, "reason": ""})
        assert (silent.status_code, "Say why" in silent.text) == (409, True)
        lindqvist.post(f"{SET}1/withdraw/", {"password": PASSWORD, "reason": "Recalled by its maker"})

        assert unit_line_sets().line_sets() == {}
        assert "Recalled by its maker" in moreau.get(SET).text

    @pytest.mark.parametrize("path", ["9/approve/", "1/burn/"])
    def test_knows_only_what_is_there(self, moreau: Client, path: str) -> None:
        moreau.post(COPY_SET)

        assert moreau.get(SET + path).status_code == 404


class TestEditing:
    def test_writes_a_version_and_shows_what_changed(self, moreau: Client, lindqvist: Client) -> None:
        moreau.post(COPY_VIAL)
        lindqvist.post(f"{VIAL}1/approve/", {"password": PASSWORD})
        changed = values(SHELVES["products"], Kind.PRODUCT, "carboplatin-10-mg-ml", maker="Maker (invented)")

        assert moreau.post(f"{VIAL}edit/", changed).headers["Location"] == VIAL

        page = moreau.get(VIAL).text
        assert re.search(r'<th scope="row">Maker</th><td>–</td><td>Maker \(invented\)</td>', page)
        assert "Version 2 by Moreau (invented) waits" in moreau.get("/unit/products/").text
        assert unit_shelf().product("carboplatin-10-mg-ml").version == "1"
        lindqvist.post(f"{VIAL}2/approve/", {"password": PASSWORD})
        assert unit_shelf().product("carboplatin-10-mg-ml").maker == "Maker (invented)"

    def test_goes_back_by_a_new_version(self, moreau: Client) -> None:
        moreau.post(COPY_SET)
        changed = values(SHELVES["line-sets"], Kind.LINE_SET, "primary-15-ml") | {"parts-0-volume": "16 mL"}
        moreau.post(f"{SET}edit/", changed)

        page = moreau.get(f"{SET}edit/1/").text
        assert "The boxes hold version 1." in page
        assert 'value="15 mL"' in page
        moreau.post(f"{SET}edit/1/", changed | {"parts-0-volume": "15 mL", "after": "2"})

        first, _, third = DatabaseUnitRecords().of(Kind.LINE_SET, "primary-15-ml")
        assert third.content == first.content
        assert moreau.get(f"{SET}edit/9/").status_code == 404

    def test_keeps_a_new_record_under_an_id_of_its_name(self, moreau: Client) -> None:
        for key in ("ward-set", "ward-set-2"):
            answer = moreau.post("/unit/line-sets/new/", LINE)
            assert answer.headers["Location"] == f"/unit/line-sets/one/{key}/"

        (record,) = DatabaseUnitRecords().of(Kind.LINE_SET, "ward-set")
        assert record.reason == "Measured"

    def test_adds_a_row_and_keeps_nothing_yet(self, moreau: Client) -> None:
        answer = moreau.post("/unit/line-sets/new/", LINE | {"more": "parts"})

        assert answer.status_code == 200
        assert 'name="parts-1-volume"' in answer.text
        assert 'value="18 mL"' in answer.text
        assert DatabaseUnitRecords().by_key(Kind.LINE_SET) == {}

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"title": ""}, "Fill this in."),
            ({"reason": " "}, "Say why this version is needed"),
            ({"reason": "x" * (LONGEST + 1)}, "Keep it to"),
            ({"reason": "a\x00b"}, "do not show"),
            ({"parts-0-volume": "18 mg"}, "Write a volume above zero"),
            ({"parts-0-volume": "0 mL"}, "Write a volume above zero"),
            ({"parts-0-volume": "1,8 mL"}, "Write a volume above zero"),
            ({"parts-0-source": ""}, "Name where this volume was read"),
            ({"parts-0-missing": "all"}, "leave this empty"),
            ({"parts-0-volume": ""}, "say what is missing"),
            ({"parts-0-kind": "hose"}, "Choose one of the list."),
            ({"parts-0-name": "x" * (LONGEST + 1)}, "Keep it to"),
            ({"parts-0-name": "a\x00b"}, "do not show"),
            ({"branch-0-name": "Own tube"}, "Fill this in."),
            ({f"parts-0-{word}": "" for word in ("kind", "name", "volume", "source")}, "Name at least one part."),
        ],
    )
    def test_says_what_each_box_of_a_line_set_needs(
        self, moreau: Client, changes: dict[str, str], sentence: str
    ) -> None:  # fmt: skip
        answer = moreau.post("/unit/line-sets/new/", LINE | changes)

        assert answer.status_code == 400
        assert sentence in answer.text
        assert DatabaseUnitRecords().by_key(Kind.LINE_SET) == {}

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"drug": ""}, "Fill this in."),
            ({"source-strength": ""}, "Name where this was read"),
            ({"source-light": "Label"}, "Fill in the fact above"),
            ({"strength": "10 mg"}, "Write a strength above zero"),
            ({"containers-1-text": "15"}, "Write a volume above zero"),
            ({"stabilities-0-lasts": "8"}, "Write a time above zero"),
            ({"stabilities-0-source": ""}, "Fill this in."),
            ({"powder-solvent": "water", "source-powder": "Label"}, "Fill this in."),
            ({"density-tolerance": "1/100", "source-density": "Label"}, "Fill this in."),
            ({"density-g_per_ml": "heavy", "source-density": "Label"}, "Write a plain number"),
            ({"hazardous": "perhaps"}, "Choose one of the list."),
        ],
    )
    def test_says_what_each_box_of_a_product_needs(
        self, moreau: Client, changes: dict[str, str], sentence: str
    ) -> None:  # fmt: skip
        moreau.post(COPY_VIAL)

        answer = moreau.post(
            f"{VIAL}edit/", values(SHELVES["products"], Kind.PRODUCT, "carboplatin-10-mg-ml") | changes
        )

        assert answer.status_code == 400
        assert sentence in answer.text
        assert len(DatabaseUnitRecords().of(Kind.PRODUCT, "carboplatin-10-mg-ml")) == 1

    def test_refuses_an_old_page_and_the_same_words(self, moreau: Client) -> None:
        moreau.post(COPY_SET)
        same = values(SHELVES["line-sets"], Kind.LINE_SET, "primary-15-ml")

        assert "Nothing differs" in moreau.post(f"{SET}edit/", same).text
        assert "Another person wrote" in moreau.post(f"{SET}edit/", same | {"title": "B", "after": "0"}).text
        assert "Another person wrote" in moreau.post(f"{SET}edit/", same | {"title": "B", "after": "7"}).text

    def test_survives_any_number_of_rows(self, moreau: Client) -> None:
        many = {f"parts-{number}-name": "x" for number in range(MOST_ROWS * 3)}

        page = moreau.post("/unit/line-sets/new/", LINE | many | {"more": "parts"}).text

        assert page.count('aria-label="Part ') == MOST_ROWS
