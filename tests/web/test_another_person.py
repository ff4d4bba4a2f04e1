"""Somebody else signs in at the same station: pages that are open there still stop and hold (H-05, H-94, H-95)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stepward.adapters.database.models import SessionCard
from stepward.core.sessions.session import State
from stepward.shells.web import clock, errors, session_log
from stepward.shells.web.bedside import pages
from stepward.usecases.running import stands
from tests.core.sessions.plans import Ward, ready, running
from tests.web.preparing import Answer, text_of
from tests.web.sessions import Bed, at_bed, own_log

PASSWORD = "invented-only-here"
HERE = {"Origin": "http://testserver"}
ELSEWHERE = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
)


@pytest.fixture
def bed(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bed]:
    """A session in its second step."""
    del unit
    with own_log(tmp_path, monkeypatch):
        ward = running(2).wait(1)
        clock.use(lambda: ward.now)
        yield Bed("s", ward)


def strict(client: Client) -> Client:
    client.handler.enforce_csrf_checks = True
    return client


def opened(bed: Bed) -> str:
    """Open the place as the nurse, and give the token of its presses."""
    found = re.search(r'name="token" value="([^"]+)"', bed.page(at_bed("okafor")))
    assert found
    return found[1]


def press(client: Client, name: str, origin: dict[str, str], **fields: str) -> Answer:
    return strict(client).post(f"/bedside/s/{name}/", fields, headers=origin)


def broken(*_: object, **__: object) -> None:
    """Fail as a program does."""
    raise ZeroDivisionError


def state() -> State:
    return stands("s", session_log.session_log()).state


class TestAnotherPerson:
    def test_h_05_stop_of_an_open_page_is_taken(self, bed: Bed) -> None:
        opened(bed)

        assert press(at_bed("berg"), "stop", HERE, key="k").status_code == 302
        assert state() is State.HELD
        last = session_log.session_log().entries("s")[-1]
        assert last.user == str(User.objects.get(username="berg").pk)

    def test_h_94_a_reaction_of_an_open_page_holds_in_the_name_of_who_is_signed_in(self, bed: Bed) -> None:
        token = opened(bed)

        assert press(at_bed("berg"), "reaction", HERE, token=token, do="open").status_code == 302
        assert state() is State.HELD
        assert [item.number for item in stands("s", session_log.session_log()).reactions] == [1]

    def test_h_94_what_is_not_urgent_is_refused_and_the_page_keeps_stop(self, bed: Bed) -> None:
        answer = press(at_bed("berg"), "note", HERE, token=opened(bed), text="as I said")

        assert answer.status_code == 409
        assert "Somebody else signed in" in text_of(answer)
        assert "data-stop" in answer.content.decode()

    def test_h_55_a_reaction_of_another_patient_is_refused(self, bed: Bed) -> None:
        token = opened(bed)
        Bed("t", running(2).wait(1), bed="5")
        clock.use(lambda: bed.ward.now)

        answer = strict(at_bed("berg")).post("/bedside/t/reaction/", {"token": token, "do": "open"}, headers=HERE)
        assert answer.status_code == 409
        assert stands("t", session_log.session_log()).state is State.RUNNING

    def test_h_94_the_end_of_a_reaction_is_not_urgent_and_stays_with_its_page(self, bed: Bed) -> None:
        token = opened(bed)
        press(at_bed("okafor"), "reaction", HERE, token=token, do="open")

        answer = press(at_bed("berg"), "reaction", HERE, token=token, do="resolve", number="1")
        assert answer.status_code == 409
        assert "Somebody else signed in" in text_of(answer)


class TestAnotherSite:
    @pytest.mark.parametrize("origin", ELSEWHERE)
    @pytest.mark.parametrize("name", ["stop", "reaction", "note", "alarms", "report", "unlock"])
    def test_h_95_can_press_nothing(self, bed: Bed, name: str, origin: dict[str, str]) -> None:
        answer = press(at_bed("okafor"), name, origin, token=opened(bed), do="open", key="k", text="x")

        assert answer.status_code == 403
        assert state() is State.RUNNING

    def test_h_95_who_says_nothing_needs_the_token_of_the_form(self, bed: Bed) -> None:
        client = at_bed("okafor")
        form = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', bed.page(client))
        assert form

        assert press(client, "stop", {}, key="k").status_code == 403
        assert press(client, "stop", {}, key="k", csrfmiddlewaretoken=form[1]).status_code == 302


class TestRefusalPages:
    """A page that says what failed at a bed has STOP, and that STOP is taken (H-05)."""

    @pytest.fixture
    def failed(self, bed: Bed, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Answer:
        """Press at the bed what fails with a status."""
        token, client = opened(bed), Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.force_login(User.objects.get(username="okafor"))
        name, headers = "note", HERE
        match request.param:
            case 403:
                headers = ELSEWHERE[0]
            case 404:
                name = "nothing"
            case 405:
                return client.get("/bedside/s/report/")
            case 500:
                monkeypatch.setattr(pages, "press_of", broken)
            case _:
                pytest.fail("no such failure is known")
        return client.post(f"/bedside/s/{name}/", {"token": token, "text": "x"}, headers=headers)

    @pytest.mark.parametrize(("failed", "status"), [(n, n) for n in (403, 404, 405, 500)], indirect=["failed"])
    def test_h_05_keep_stop_and_the_way_back(self, failed: Answer, status: int) -> None:
        page = failed.content.decode()
        form = re.search(r'<form[^>]* action="([^"]+)" data-stop>(.*?)</form>', page)

        assert failed.status_code == status
        assert 'href="/bedside/s/"' in page
        assert form
        assert strict(at_bed("okafor")).post(form[1], headers=HERE).status_code == 302
        assert state() is State.HELD

    @pytest.mark.parametrize("status", [408, 413, 431, 503])
    def test_h_05_is_on_the_pages_of_the_gate_too(self, status: int) -> None:
        page = errors.plain_page(status, "/bedside/s-1_B/vitals/")

        assert 'action="/bedside/s-1_B/stop/" data-stop' in page
        assert 'href="/bedside/s-1_B/"' in page

    @pytest.mark.parametrize(
        "path",
        ["", "/", "/bedside/", "/bedside/s/", "/bedside/order/p/", "/bedside/desk/", "/plan/x/", "/bedside/a b/x/"],
    )
    def test_h_05_elsewhere_there_is_none(self, path: str) -> None:
        assert "data-stop" not in errors.plain_page(503, path)


class TestKeys:
    @pytest.mark.parametrize("key", ["\x01", "k" * 101, ""])
    def test_h_05_a_stop_with_an_unfit_key_counts_every_time(self, bed: Bed, key: str) -> None:
        ward = ready()
        clock.use(lambda: ward.now)
        again, nurse = Bed("u", ward, bed="6"), at_bed("okafor")
        assert bed.id == "s"

        for _ in range(2):
            assert nurse.post("/bedside/u/stop/", {"key": key}).status_code == 302
            assert stands("u", session_log.session_log()).is_start_stopped
            assert again.press(nurse, "clear", reason="all is well").status_code == 302
            assert not stands("u", session_log.session_log()).is_start_stopped

    def test_h_61_the_same_press_sent_again_after_a_clear_stops_nothing_anew(self, bed: Bed) -> None:
        ward = ready()
        clock.use(lambda: ward.now)
        again, nurse = Bed("u", ward, bed="6"), at_bed("okafor")
        assert bed.id == "s"

        nurse.post("/bedside/u/stop/", {"key": "k"})
        again.press(nurse, "clear", reason="all is well")
        nurse.post("/bedside/u/stop/", {"key": "k"})
        assert not stands("u", session_log.session_log()).is_start_stopped


class TestTreatmentCard:
    """What is frozen with a signature is frozen by who may sign, and by nobody after it (H-88)."""

    @pytest.fixture
    def sent(self, bed: Bed) -> dict[str, str]:
        """Sign a plan, and give the fields it was signed with."""
        assert bed.id == "s"
        for user in User.objects.filter(username__in=("haddad", "okafor", "moreau")):
            user.set_password(PASSWORD)
            user.save()
        ward = Ward().calm()
        clock.use(lambda: ward.now)
        planned, allergist = Bed("p", ward, bed="7"), at_bed("haddad")
        limits = dict(re.findall(r'name="((?:low|high)-[^"]+)" value="([^"]*)"', planned.page(allergist, "sign/")))
        fields = limits | {"observation": "60", "rule": "steps-back", "steps": "1", "password": PASSWORD}
        assert planned.press(allergist, "sign", **fields).status_code == 302
        assert stands("p", session_log.session_log()).state is State.SIGNED
        return fields

    def test_h_88_is_kept_with_the_signature(self, sent: dict[str, str]) -> None:
        assert sent
        assert SessionCard.objects.filter(session="p").count() == 1

    @pytest.mark.parametrize("username", ["okafor", "moreau", "haddad"])
    def test_h_88_is_not_replaced_by_a_press_that_is_refused(self, sent: dict[str, str], username: str) -> None:
        client = at_bed(username)
        page = client.get("/bedside/p/sign/").content.decode()
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token
        answer = client.post("/bedside/p/sign/", sent | {"token": token[1], "card": "card-1"})

        assert answer.status_code == 409
        assert SessionCard.objects.filter(session="p").count() == 1

    def test_h_88_is_not_replaced_from_a_page_of_before(self, bed: Bed) -> None:
        assert bed.id == "s"
        for user in User.objects.filter(username="haddad"):
            user.set_password(PASSWORD)
            user.save()
        ward = Ward().calm()
        clock.use(lambda: ward.now)
        planned, allergist = Bed("p", ward, bed="7"), at_bed("haddad")
        page = planned.page(allergist, "sign/")
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token
        ward.calm()
        planned.keep()

        sent = {"observation": "60", "rule": "steps-back", "steps": "1", "password": PASSWORD, "low-pulse": "50"}
        assert allergist.post("/bedside/p/sign/", sent | {"token": token[1]}).status_code == 409
        assert not SessionCard.objects.exists()
