"""The unit's policy on its pages: who may do what, what is shown, and how a version comes into use."""

import re
from fractions import Fraction

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.adapters.catalogue.unit_policy import KEY, shipped_words
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.shells.web.unit.policy_form import MOST_LINES, Entered
from stepward.shells.web.unit.shelf import unit_policy
from stepward.usecases.unit_records import Kind, Mark, Named, UnitRecord
from tests.web.test_screen_page import MILD

PASSWORD = "kmtr-7hpx-9wqz-3dfg"
PAGE, CHANGE = "/unit/policy/", "/unit/policy/change/"
SHIPPED = {f"c-{key}": option for key, option in shipped_words()["choices"].items()}
RESUME = SHIPPED | {"c-resume": "half-rate", "reason": "After our review", "after": "0", "press": "propose"}

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


def versions() -> tuple[UnitRecord, ...]:
    return DatabaseUnitRecords().of(Kind.POLICY, KEY)


def sign(client: Client, version: int, deed: str = "approve", **more: str) -> int:
    return client.post(f"/unit/policy/{version}/{deed}/", {"password": PASSWORD, **more}).status_code


class TestShow:
    def test_is_for_whoever_is_signed_in(self) -> None:
        assert Client().get(PAGE).headers["Location"].startswith("/sign-in/")
        assert signed_in("okafor", "nurse").get(PAGE).status_code == 200

    def test_shows_every_option_with_every_source_one_press_away(self, haddad: Client) -> None:
        page = haddad.get(PAGE).text

        for choice in shipped_policy().choices.values():
            part = page.split(f'id="{choice.id}"')[1].split('<div class="choice ')[0]
            for source in {name for option in choice.options for name in option.sources}:
                assert f"<summary>{source}</summary>" in part, (choice.id, source)
                assert shipped.sources()[source].id in part
        assert page.count('class="chip">ships<') == len(SHIPPED)

    def test_counts_what_is_open_and_says_that_the_unit_chooses(self, haddad: Client) -> None:
        page = haddad.get(PAGE).text
        count = len(shipped_policy().open_choices)

        assert f"<strong>{count}</strong> choices are open" in page
        assert "The unit chooses before it goes live." in page
        assert page.count("not chosen<") == count
        assert "What ships is in use." in page

    def test_offers_a_change_to_allergists_only(self, haddad: Client, moreau: Client) -> None:
        assert CHANGE in haddad.get(PAGE).text
        assert CHANGE not in moreau.get(PAGE).text
        for role in ("pharmacist", "nurse", "charge nurse", "administrator"):
            assert signed_in(role.replace(" ", "-"), role).get(CHANGE).status_code == 403

    def test_shows_a_version_that_was_replaced(self, haddad: Client, moreau: Client) -> None:
        haddad.post(CHANGE, RESUME)
        sign(moreau, 1)
        haddad.post(CHANGE, RESUME | {"c-resume": "repeat-step", "after": "1"})
        sign(moreau, 2)

        page = haddad.get("/unit/policy/version/1/").text
        assert "Not in use: replaced." in page
        assert haddad.get("/unit/policy/version/9/").status_code == 404

    def test_opens_by_the_name_that_an_assessment_gives(self, haddad: Client, moreau: Client) -> None:
        assert "What ships is in use." in haddad.get("/unit/policy/named/shipped/").text
        haddad.post(CHANGE, RESUME)
        sign(moreau, 1)

        assert "<h1>Policy, version 1</h1>" in haddad.get("/unit/policy/named/unit-1/").text
        assert "The unit uses a policy of its own." in haddad.get("/unit/policy/named/shipped/").text
        for name in ("unit-2", "unit-01", "unit-", "x"):
            assert haddad.get(f"/unit/policy/named/{name}/").status_code == 404

    def test_says_that_a_version_can_no_longer_be_read(self, haddad: Client, moreau: Client) -> None:
        haddad.post(CHANGE, RESUME)
        sign(moreau, 1)
        old = versions()[0]
        DatabaseUnitRecords().add(
            UnitRecord(
                kind=Kind.POLICY, key=KEY, version=2, content={"choices": {"place": "roof"}}, reason="x",
                author_id=old.author_id, author_name=old.author_name, created_at=old.created_at,
            )
        )  # fmt: skip

        page = haddad.get("/unit/policy/version/2/")

        assert page.status_code == 200
        assert "can no longer be read" in page.text
        assert haddad.get(PAGE).status_code == 200
        assert sign(moreau, 2) == 409


class TestChange:
    def test_shows_what_differs_before_it_is_proposed(self, haddad: Client) -> None:
        page = haddad.post(CHANGE, RESUME | {"press": "see"}).text

        assert "1 choice differs" in page
        assert "At half the rate." in page
        assert "not chosen" in page
        assert versions() == ()
        sent = dict(re.findall(r'type="hidden" name="(c-[^"]+|reason|after)" value="([^"]*)"', page))
        assert haddad.post(CHANGE, sent | {"press": "propose"}).status_code == 302
        assert dict(versions()[0].content)["choices"] == shipped_words()["choices"] | {"resume": "half-rate"}

    def test_proposes_and_does_not_use(self, haddad: Client) -> None:
        assert haddad.post(CHANGE, RESUME).headers["Location"] == PAGE

        assert unit_policy() is shipped_policy()
        assert "waits for a second person" in haddad.get(PAGE).text

    def test_takes_words_and_a_number_of_the_unit(self, haddad: Client, moreau: Client) -> None:
        own = {"c-observation": "own", "w-observation": "45 minutes, in the day ward.", "n-observation": "45"}
        haddad.post(CHANGE, RESUME | own)
        sign(moreau, 1)

        option = unit_policy().chosen("observation")
        assert (option.words, option.number) == ("45 minutes, in the day ward.", Fraction(45))
        assert ">45 minutes, in the day ward.</textarea>" in haddad.get(CHANGE).text

    def test_takes_the_premedication_of_the_unit(self, haddad: Client, moreau: Client) -> None:
        line = {"p-0-name": "famotidine", "p-0-words": "as ordered", "p-0-minutes": "30", "p-0-kind": "type-1"}
        haddad.post(CHANGE, RESUME | line | {"p-1-name": "cetirizine", "p-1-words": "as ordered"})
        sign(moreau, 1)

        own = [item for item in unit_policy().regimens if item.is_in_use]
        assert [(item.medicines[0].name, item.medicines[0].minutes_before) for item in own] == [
            ("famotidine", 30),
            ("cetirizine", None),
        ]
        assert "30 min before step 1" in haddad.get(PAGE).text
        again = Entered.of(versions()[0].content)
        assert again.words(is_invented=False) == dict(versions()[0].content)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"reason": " "}, "Say why this version is needed"),
            ({"reason": "x" * 401}, "Keep it to 400 characters."),
            ({"c-resume": "by-magic"}, "Choose one of the options."),
            ({"c-place": ""}, "Choose one of the options."),
            ({"c-place": "own", "w-place": "The roof."}, "Choose one of the options."),
            ({"c-resume": "own"}, "Write the unit&#x27;s own words"),
            ({"c-resume": "own", "w-resume": "a\u200bb"}, "characters that do not show"),
            ({"c-observation": "own", "w-observation": "a", "n-observation": "-1"}, "a plain number above zero"),
            ({"c-observation": "own", "w-observation": "a", "n-observation": "soon"}, "a plain number above zero"),
            ({"p-0-name": "cetirizine"}, "Name the medicine and its order."),
            ({"p-0-name": "a", "p-0-words": "b", "p-0-minutes": "-5"}, "Write whole minutes"),
            ({"p-0-name": "a", "p-0-words": "b", "p-0-kind": "type-9"}, "Choose one of the options."),
            ({"w-resume": "Half"}, "These words are not used"),
            ({"n-observation": "45"}, "These words are not used"),
            ({"after": "3"}, "Another person wrote a version"),
        ],
    )
    def test_says_what_each_box_needs(self, haddad: Client, changes: dict[str, str], sentence: str) -> None:
        answer = haddad.post(CHANGE, RESUME | changes)

        assert answer.status_code == 400
        assert sentence in answer.text
        assert versions() == ()

    def test_leads_to_each_choice_that_needs_a_change(self, haddad: Client) -> None:
        page = haddad.post(CHANGE, RESUME | {"c-place": "", "p-0-name": "cetirizine"}).text

        assert '<a href="#place">By which rule' in page
        assert '<a href="#lines">' in page
        assert '<a href="#resume">' not in page

    def test_keeps_what_was_entered_on_the_way_back_and_with_another_line(self, haddad: Client) -> None:
        entered = RESUME | {"c-observation": "own", "w-observation": "45 minutes", "p-0-name": "cetirizine"}

        for press in ("back", "more"):
            page = haddad.post(CHANGE, entered | {"press": press}).text
            assert 'name="c-resume" value="half-rate" checked' in page
            assert ">45 minutes</textarea>" in page
            assert 'value="After our review"' in page
            assert 'name="p-1-name"' in page

    def test_survives_any_number_of_lines(self, haddad: Client) -> None:
        many = {f"p-{number}-name": "x" for number in range(MOST_LINES * 3)}

        page = haddad.post(CHANGE, RESUME | many | {"press": "more"}).text

        assert page.count('aria-label="Medicine ') == MOST_LINES

    def test_goes_back_to_an_earlier_version(self, haddad: Client, moreau: Client) -> None:
        haddad.post(CHANGE, RESUME)
        sign(moreau, 1)
        haddad.post(CHANGE, RESUME | {"c-resume": "repeat-step", "after": "1"})

        page = haddad.get(f"{CHANGE}1/").text

        assert 'name="c-resume" value="half-rate" checked' in page
        assert 'name="after" value="2"' in page
        assert haddad.get(f"{CHANGE}7/").status_code == 404

    @override_settings(IS_DEMONSTRATION=True)
    def test_of_a_demonstration_stays_invented(self, haddad: Client, moreau: Client) -> None:
        haddad.post(CHANGE, RESUME)
        sign(moreau, 1)

        assert unit_policy().chosen("resume").words == "At half the rate (invented)."


class TestSign:
    def test_brings_a_version_into_use_with_the_password(self, haddad: Client, moreau: Client) -> None:
        haddad.post(CHANGE, RESUME)
        assert "At half the rate." in moreau.get("/unit/policy/1/approve/").text
        assert moreau.post("/unit/policy/1/approve/", {"password": "wrong"}).status_code == 400
        assert unit_policy() is shipped_policy()

        assert sign(moreau, 1) == 302

        assert (unit_policy().version, unit_policy().chosen("resume").id) == ("unit-1", "half-rate")

    def test_is_refused_to_the_author_and_open_to_another_allergist(self, haddad: Client) -> None:
        haddad.post(CHANGE, RESUME)

        assert "A second person approves" in haddad.get("/unit/policy/1/approve/").text
        assert sign(haddad, 1) == 409
        assert sign(signed_in("nowak", "allergist"), 1) == 302

    @pytest.mark.parametrize("role", ["nurse", "charge nurse", "technician", "administrator"])
    def test_is_closed_to_other_roles(self, haddad: Client, role: str) -> None:
        haddad.post(CHANGE, RESUME)

        assert sign(signed_in("other", role), 1) == 403

    def test_withdraws_a_proposal_and_never_the_policy_in_use(self, haddad: Client, moreau: Client) -> None:
        haddad.post(CHANGE, RESUME)
        sign(moreau, 1)
        haddad.post(CHANGE, RESUME | {"c-resume": "repeat-step", "after": "1"})

        assert sign(haddad, 2, "withdraw", reason="not yet agreed") == 302
        assert sign(haddad, 1, "withdraw", reason="x") == 409
        assert unit_policy().version == "unit-1"
        assert "not yet agreed" in haddad.get(PAGE).text

    @pytest.mark.parametrize("path", ["/unit/policy/1/approve/", "/unit/policy/1/forge/"])
    def test_knows_its_versions_and_deeds(self, haddad: Client, path: str) -> None:
        assert haddad.get(path).status_code == 404


def test_pages_hold_no_inline_script_or_style(haddad: Client, moreau: Client) -> None:
    haddad.post(CHANGE, RESUME)

    for client, path in ((haddad, PAGE), (haddad, CHANGE), (moreau, "/unit/policy/1/approve/")):
        page = client.get(path).text
        assert not re.search(r"<style\b|<script(?![^>]*\bsrc=)|<[^>]*\s(style|on\w+)\s*=", page), path


def test_a_screening_says_which_choice_is_missing_and_leads_to_it(haddad: Client) -> None:
    draft = haddad.post("/screen/").headers["Location"].removesuffix("drug/")
    for page, answers in MILD.items():
        haddad.post(f"{draft}{page}/", answers)
    assert "/unit/policy/#" not in haddad.get(f"{draft}result/").text
    author = User.objects.get(username="haddad")
    open_record = UnitRecord(
        kind=Kind.POLICY, key=KEY, version=1, content={"choices": {}}, reason="x",
        author_id=str(author.pk), author_name="x", created_at=timezone.now(),
    )  # fmt: skip
    DatabaseUnitRecords().add(open_record)
    mark = Mark(person_id=str(author.pk), person_name="x", at=timezone.now())
    DatabaseUnitRecords().approve(Named(kind=Kind.POLICY, key=KEY, version=1), mark)

    for page in ("result/", "patient/"):
        answer = haddad.get(f"{draft}{page}")
        assert answer.status_code == 200
        assert "The unit has not chosen yet: Below which FEV1" in answer.text
        assert 'href="/unit/policy/#fev1-icu"' in answer.text
    assert 'id="fev1-icu"' in haddad.get(PAGE).text


def test_a_screening_is_judged_by_the_policy_in_use(haddad: Client, moreau: Client) -> None:
    draft = haddad.post("/screen/").headers["Location"].removesuffix("drug/")
    for page, answers in (MILD | {"patient": MILD["patient"] | {"pregnant": "yes"}}).items():
        haddad.post(f"{draft}{page}/", answers)
    assert "Blocked" not in haddad.get(f"{draft}result/").text

    haddad.post(CHANGE, RESUME | {"c-pregnancy": "excluded"})
    sign(moreau, 1)

    page = haddad.get(f"{draft}result/").text
    assert "Blocked" in page
    assert "unit-1" in page
