import re

import pytest
from django.test import Client

from stepward.adapters.database.models import ScreeningDraft
from stepward.shells.screening import screen
from stepward.shells.web.screen.case_data import case_data
from stepward.shells.web.unit.shelf import unit_policy
from tests.web.preparing import signed_in, text_of

PAGES = ("drug", "reaction", "danger", "patient", "medicines")
MILD: dict[str, dict[str, str | list[str]]] = {
    "drug": {
        "drug": "carboplatin",
        "target_number": "600",
        "target_unit": "mg",
        "route": "intravenous",
        "disease": "recurrent ovarian cancer",
        "alternatives": "some",
        "a0_name": "cisplatin",
        "a0_acceptable": "no",
        "a0_reason": "neuropathy",
    },
    "reaction": {
        "reactions": "some",
        "r0_drug": "carboplatin",
        "r0_signs_known": "some",
        "r0_signs": ["hives", "flushing", "itch"],
        "r0_onset": "15",
        "r0_days": "28",
        "r0_sbp": "118",
        "r0_usual": "126",
        "r0_spo2": "98",
        "r0_temperature": "36.7",
    },
    "danger": {"r0_danger": "none"},
    "patient": {
        "age": "56",
        "sex": "female",
        "weight": "68",
        "conditions_known": "none",
        "cardiac": "no",
        "stable": "yes",
        "pregnant": "no",
    },
    "medicines": {
        "medicines": "none",
        "tests": "some",
        "t0_kind": "skin",
        "t0_result": "positive",
        "t0_days": "10",
        "earlier": "none",
    },
}


@pytest.fixture
def allergist(unit: None) -> Client:
    """Sign in as one who screens."""
    del unit
    return signed_in("haddad")


def begun(client: Client) -> str:
    """Begin a screening; give the address without the page."""
    return client.post("/screen/").headers["Location"].removesuffix("drug/")


def answered(client: Client, *pages: str, **changed: dict[str, str | list[str]]) -> str:
    """Answer pages of the mild case, some with other answers."""
    base = begun(client)
    for page in pages or PAGES:
        client.post(f"{base}{page}/", MILD[page] | changed.get(page, {}) | {"go": "on"})
    return base


class TestPages:
    @pytest.mark.parametrize("page", PAGES)
    def test_ask_and_preselect_nothing(self, allergist: Client, page: str) -> None:
        html = allergist.get(f"{begun(allergist)}{page}/").content.decode()

        assert 2 <= html.count('class="screen-group') <= 5
        assert not re.search(r"<input[^>]* checked", html)
        assert "Not known" in html

    def test_lead_from_one_to_the_next_and_to_the_result(self, allergist: Client) -> None:
        base = begun(allergist)

        ways = [
            allergist.post(f"{base}{page}/", MILD[page] | {"go": "on"}).headers["Location"].removeprefix(base)
            for page in PAGES
        ]

        assert ways == ["reaction/", "danger/", "patient/", "medicines/", "result/"]

    def test_name_neither_drug_nor_dose_in_an_address(self, allergist: Client) -> None:
        base = answered(allergist)

        for page in (*PAGES, "result"):
            html = allergist.get(f"{base}{page}/").content.decode()
            for address in re.findall(r'\b(?:href|action|hx-post)="(/screen[^"]*)"', html):
                assert "carboplatin" not in address
                assert "?" not in address


class TestAnswers:
    def test_say_what_the_same_case_says_as_a_file(self, allergist: Client) -> None:
        base = answered(allergist)

        page = text_of(allergist.get(f"{base}result/"))

        assert "Proceed" in page
        assert "Outpatient" in page
        assert "Vetter" in page or "12-step" in page
        assert "hives, flushing, itch" in page

    def test_keep_unknown_apart_from_none(self) -> None:
        none = case_data({"drug": ["carboplatin"], "medicines": ["none"], "conditions_known": ["none"]})
        unknown = case_data({"drug": ["carboplatin"], "medicines": ["unknown"], "conditions_known": ["unknown"]})

        assert none["medicines"] == []
        assert none["patient"]["conditions"] == []
        assert "medicines" not in unknown
        assert "conditions" not in unknown["patient"]

    def test_of_unknown_medicines_are_asked_for_and_none_are_not(self, allergist: Client) -> None:
        none = answered(allergist)
        unknown = answered(allergist, medicines={"medicines": "unknown"})

        asked = "Which medicines are taken (a beta-blocker"
        assert asked not in text_of(allergist.get(f"{none}result/"))
        assert asked in text_of(allergist.get(f"{unknown}result/"))

    def test_name_the_drug_of_each_of_several_reactions(self, allergist: Client) -> None:
        base = answered(allergist)
        allergist.post(f"{base}reaction/", MILD["reaction"] | {"r1_drug": "cisplatin", "go": "on"})

        page = text_of(allergist.get(f"{base}danger/"))

        assert "Reaction 1 (carboplatin): was a diagnosis written down?" in page
        assert "Reaction 2 (cisplatin): was a diagnosis written down?" in page

    def test_without_a_reaction_ask_for_no_danger_signs(self, allergist: Client) -> None:
        base = answered(allergist, "drug")
        allergist.post(f"{base}reaction/", {"reactions": "none", "go": "on"})

        page = allergist.get(f"{base}danger/").content.decode()

        assert "No reaction is entered." in page
        assert 'name="r0_danger"' not in page

    def test_are_not_lost_on_the_way_back(self, allergist: Client) -> None:
        base = answered(allergist, "drug")

        back = allergist.post(f"{base}reaction/", {"r0_signs": ["hives"], "r0_onset": "soon", "go": "back"})
        page = allergist.get(f"{base}reaction/").content.decode()

        assert back.headers["Location"] == f"{base}drug/"
        assert 'value="soon"' in page
        assert 'value="hives" checked' in page
        assert 'value="cisplatin"' in allergist.get(f"{base}drug/").content.decode()

    def test_can_be_taken_away_again(self, allergist: Client) -> None:
        base = answered(allergist, "drug")

        allergist.post(f"{base}drug/", {"drug": "carboplatin", "go": "on"})

        assert ScreeningDraft.objects.get().answers == {"drug": ["carboplatin"]}

    def test_to_more_reactions_and_medicines_are_asked_for(self, allergist: Client) -> None:
        base = answered(allergist)

        page = allergist.post(f"{base}medicines/", MILD["medicines"] | {"go": "t"}, follow=True).content.decode()
        second = allergist.post(f"{base}reaction/", MILD["reaction"] | {"go": "r"}, follow=True).content.decode()

        assert 'name="t1_kind"' in page
        assert 'name="r1_drug"' in second


class TestWrongAnswers:
    @pytest.mark.parametrize(
        ("page", "answers", "sentence"),
        [
            ("drug", {"drug": ""}, "Enter the drug."),
            ("drug", {"target_unit": ""}, "Give the dose with its unit, or leave both empty."),
            ("reaction", {"r0_onset": "1,5"}, "Write digits with at most one decimal point."),
            ("reaction", {"r0_signs_known": "none"}, "Something is listed below. Choose Yes, or clear the list."),
            ("reaction", {"reactions": "none"}, "Something is listed below. Choose Yes, or clear the list."),
            ("patient", {"weight": "0"}, "Write a number above 0, or leave it empty."),
            ("patient", {"cardiac": "maybe"}, "Choose one of the answers."),
        ],
    )
    def test_say_what_to_change(self, allergist: Client, page: str, answers: dict[str, str], sentence: str) -> None:
        base = answered(allergist, "drug")

        answer = allergist.post(f"{base}{page}/", MILD[page] | answers | {"go": "on"}, follow=True)

        assert answer.redirect_chain == [(f"{base}{page}/?adds=all", 302)]
        assert sentence in text_of(answer)


class TestVerdict:
    def test_comes_alone_on_each_change(self, allergist: Client) -> None:
        base = answered(allergist, "drug")

        answer = allergist.post(f"{base}reaction/", MILD["reaction"], headers={"HX-Request": "true"})

        assert "<html" not in answer.content.decode()
        assert "Answers are needed first" in text_of(answer)
        assert 'name="go" value="danger/r0_danger"' in answer.content.decode()

    def test_that_needs_answers_links_to_the_questions_and_opens_no_plan(self, allergist: Client) -> None:
        base = answered(allergist, "drug")

        page = allergist.get(f"{base}result/").content.decode()

        assert f'{base}reaction/#reactions"' in page
        assert "Go to the plan" not in page

    def test_that_blocks_gives_the_reason_in_place_of_the_plan(self, allergist: Client) -> None:
        base = answered(allergist, danger={"r0_danger": "present"})

        page = text_of(allergist.get(f"{base}result/"))

        assert "Why no plan opens" in page
        assert "Go to the plan" not in page

    def test_shows_every_source_of_a_finding(self, allergist: Client) -> None:
        base = answered(allergist)
        found = screen(case_data(ScreeningDraft.objects.get().answers), policy=unit_policy())

        page = allergist.get(f"{base}result/").content.decode()

        named = {name for item in found.findings for name in (item.source, *item.also)}
        assert named
        assert all(f'<p class="id">{name}</p>' in page for name in named)


class TestDoors:
    def test_are_closed_without_sign_in(self, client: Client) -> None:
        answer = client.get("/screen/")

        assert answer.status_code == 302
        assert "next=/screen/" in answer.headers["Location"]

    @pytest.mark.usefixtures("unit")
    def test_are_closed_to_a_role_that_does_not_screen(self) -> None:
        assert signed_in("silva").get("/screen/").status_code == 403

    def test_show_nobody_elses_answers(self, allergist: Client) -> None:
        base = answered(allergist, "drug")

        other = signed_in("okafor")

        assert other.get("/screen/").status_code == 200
        assert "carboplatin" not in text_of(other.get("/screen/"))
        for page in ("drug", "result"):
            assert other.get(f"{base}{page}/").status_code == 404

    def test_do_not_open_for_a_page_that_is_not_there(self, allergist: Client) -> None:
        assert allergist.get(f"{begun(allergist)}nowhere/").status_code == 404
