"""The lock of a shared workstation, and who acts after it (H-94)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from stepward.shells.web import clock, session_log
from stepward.shells.web.people import codes
from stepward.shells.web.people.lock_minutes import LockUnfit, lock_after
from stepward.usecases.running import stands
from tests.core.sessions.plans import running
from tests.web.sessions import Bed, at_bed, own_log

HIDDEN = ("/bedside/", "/prepare/", "/screen/", "/unit/line-sets/", "/day/", "/record/", "/record/s/")
SECOND = 1_000_000
pytestmark = pytest.mark.usefixtures("unit")
CODE, OTHER_CODE = "840271", "503962"


@pytest.fixture(autouse=True)
def _log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unit: None) -> Iterator[None]:
    del unit
    cache.clear()
    monkeypatch.setattr(settings, "LOCK_AFTER", timedelta(minutes=3))
    with own_log(tmp_path, monkeypatch):
        yield


@pytest.fixture
def bed() -> Bed:
    """Keep a running session, under its own clock."""
    ward = running(1)
    clock.use(lambda: ward.now)
    for name, code in (("okafor", CODE), ("berg", OTHER_CODE)):
        codes.set_code(User.objects.get(username=name), code)
    return Bed("s", ward)


def after(bed: Bed, seconds: int) -> None:
    bed.ward.wait(microseconds=seconds * SECOND)


def version() -> int:
    return stands("s", session_log.session_log()).version


class TestLock:
    def test_h_94_a_command_after_three_minutes_leads_to_the_code(self, bed: Bed) -> None:
        nurse, before = at_bed(), version()
        words = re.search(r'name="token" value="([^"]+)"', bed.page(nurse, "note/"))
        assert words
        after(bed, 180)
        answer = nurse.post("/bedside/s/note/", {"token": words[1], "text": "A note (invented)"})

        assert answer.headers["Location"] == "/bedside/s/unlock/?next=/bedside/s/note/&lost=1"
        assert version() == before
        page = nurse.get(answer.headers["Location"]).text
        assert "What you pressed was not done." in page
        assert "/bedside/s/stop/" in page

    def test_h_94_one_second_earlier_the_command_is_done(self, bed: Bed) -> None:
        nurse, before = at_bed(), version()
        nurse.get("/bedside/s/note/")
        after(bed, 179)

        assert bed.press(nurse, "note", text="A note (invented)").status_code == 302
        assert version() == before + 1

    def test_h_94_what_a_page_fetches_by_itself_is_no_use(self, bed: Bed) -> None:
        nurse = at_bed()
        for _ in range(4):
            after(bed, 45)
            for path in ("/bedside/s/", "/bedside/s/now/", "/board/", "/board/?part=1", "/board/live/"):
                assert nurse.get(path).status_code == 200
            nurse.post("/bedside/s/report/", {"sound": "on"})

        assert nurse.get("/bedside/s/note/").status_code == 302

    @pytest.mark.parametrize("path", HIDDEN)
    def test_h_94_pages_with_patient_data_are_hidden(self, bed: Bed, path: str) -> None:
        nurse = at_bed()
        assert nurse.get(path).status_code == 200
        after(bed, 180)

        assert nurse.get(path).headers["Location"] == f"/unlock/?next={path}"

    def test_h_94_display_alarms_and_board_stay_and_say_it(self, bed: Bed) -> None:
        nurse = at_bed()
        assert "Locked, enter your code" not in bed.page(nurse)
        after(bed, 180)

        page = bed.page(nurse)
        assert "Locked, enter your code" in page
        assert "Ruiz" in page
        assert '-locked"' in page
        for path in ("/bedside/s/now/", "/bedside/s/alarms/", "/board/"):
            assert nurse.get(path).status_code == 200

    def test_h_94_stop_and_the_pause_of_the_sound_never_lock(self, bed: Bed) -> None:
        nurse = at_bed()
        words = re.search(r'name="token" value="([^"]+)"', bed.page(nurse, "alarms/"))
        assert words
        after(bed, 600)

        assert nurse.post("/bedside/s/alarms/", {"token": words[1], "do": "quiet"}).headers["Location"] == "/bedside/s/"
        locked = nurse.post("/bedside/s/alarms/", {"token": words[1], "do": "acknowledge"})
        assert locked.headers["Location"].startswith("/bedside/s/unlock/")
        assert nurse.post("/bedside/s/stop/", {"key": "a press"}).headers["Location"] == "/bedside/s/"
        assert stands("s", session_log.session_log()).hold is not None

    def test_h_08_the_press_reaction_holds_the_session_at_once_also_when_locked(self, bed: Bed) -> None:
        nurse = at_bed()
        words = re.search(r'name="token" value="([^"]+)"', bed.page(nurse))
        assert words
        after(bed, 600)

        answer = nurse.post("/bedside/s/reaction/", {"token": words[1], "do": "open"})
        assert answer.headers["Location"] == "/bedside/s/reaction/"
        assert stands("s", session_log.session_log()).hold is not None

    def test_h_88_the_treatment_card_needs_no_code_and_its_presses_do(self, bed: Bed) -> None:
        nurse = at_bed()
        after(bed, 600)
        page, before = bed.page(nurse, "reaction/"), version()
        words = re.search(r'name="token" value="([^"]+)"', page)
        assert words
        assert "Locked, enter your code" in page

        for sent in ({"do": "record", "sign": "hives"}, {"do": "resolve", "number": "1"}, {"do": "card"}, {}):
            answer = nurse.post("/bedside/s/reaction/", {"token": words[1], **sent})
            assert answer.headers["Location"] == "/bedside/s/unlock/?next=/bedside/s/reaction/&lost=1"
        assert version() == before
        assert nurse.get("/bedside/s/note/").status_code == 302

    def test_h_94_a_sign_in_without_a_known_use_is_locked(self, bed: Bed) -> None:
        nurse = at_bed()
        kept = nurse.session
        del kept["used-at"]
        kept.save()

        assert nurse.get(f"/bedside/{bed.id}/note/").status_code == 302


class TestUnlock:
    @pytest.fixture
    def nurse(self, bed: Bed) -> Client:
        found = at_bed()
        after(bed, 200)
        return found

    def test_h_94_the_own_code_leads_back(self, nurse: Client) -> None:
        sent = {"username": "okafor", "code": CODE, "next": "/bedside/s/note/"}

        assert nurse.post("/bedside/s/unlock/", sent).headers["Location"] == "/bedside/s/note/"
        assert nurse.get("/bedside/s/note/").status_code == 200

    def test_h_94_the_code_of_another_changes_who_acts_and_says_so(self, nurse: Client) -> None:
        before = nurse.session.session_key
        answer = nurse.post("/bedside/s/unlock/", {"username": "berg", "code": OTHER_CODE})

        assert "acts here now" in answer.text
        assert "Berg" in answer.text
        assert "/bedside/s/stop/" in answer.text
        assert nurse.session.session_key != before
        assert nurse.session["_auth_user_id"] == str(User.objects.get(username="berg").pk)
        assert nurse.get("/bedside/s/note/").status_code == 200

    @pytest.mark.parametrize(("name", "code"), [("okafor", OTHER_CODE), ("okafor", ""), ("nobody", CODE), ("", "")])
    def test_h_94_a_wrong_code_opens_nothing(self, nurse: Client, name: str, code: str) -> None:
        answer = nurse.post("/unlock/", {"username": name, "code": code})

        assert answer.status_code == 400
        assert "do not belong together" in answer.text
        assert nurse.get("/bedside/").status_code == 302

    def test_h_94_leads_to_no_other_server(self, nurse: Client) -> None:
        sent = {"username": "okafor", "code": CODE, "next": "https://evil.example/"}
        assert nurse.post("/unlock/", sent).headers["Location"] == "/"

    def test_h_96_wrong_codes_wait_but_the_password_of_the_others_and_stop_work(self, nurse: Client) -> None:
        wrong = {"username": "okafor", "code": "111112"}
        answers = [nurse.post("/bedside/s/unlock/", wrong).text for _ in range(9)]
        assert "Wait five minutes" in answers[-1]
        assert nurse.post("/bedside/s/unlock/", {"username": "okafor", "code": CODE}).status_code == 409

        assert nurse.post("/bedside/s/stop/", {"key": "a press"}).status_code == 302
        assert "acts here now" in nurse.post("/bedside/s/unlock/", {"username": "berg", "code": OTHER_CODE}).text

    def test_h_94_an_unlock_does_not_skip_its_own_form_token(self, bed: Bed) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(User.objects.get(username="okafor"))
        after(bed, 200)
        assert strict.post("/unlock/", {"username": "okafor", "code": CODE}).status_code == 403


class TestAttempts:
    def test_h_96_wrong_passwords_from_elsewhere_leave_a_station_alone(self, bed: Bed) -> None:
        nurse, stranger = at_bed(), Client()
        wrong = {"username": "okafor", "password": "not this one"}
        said = [stranger.post("/sign-in/", wrong).text for _ in range(12)]
        assert "Wait five minutes" in said[-1]
        after(bed, 200)

        assert nurse.post("/unlock/", {"username": "okafor", "code": CODE}).status_code == 302

    def test_h_96_one_name_that_waits_leaves_the_others_of_its_station_alone(self, bed: Bed) -> None:
        nurse = at_bed()
        after(bed, 200)
        said = [nurse.post("/unlock/", {"username": "haddad", "code": "wrong"}).text for _ in range(9)]
        assert "Wait five minutes" in said[-1]

        assert nurse.post("/unlock/", {"username": "okafor", "code": CODE}).status_code == 302

    def test_h_96_new_stations_of_one_address_are_counted_together(self, bed: Bed) -> None:
        said = []
        for number in range(42):
            client = at_bed(station=f"station {number}")
            after(bed, 200)
            said.append(client.post("/unlock/", {"username": "haddad", "code": "wrong"}).text)

        assert "Wait five minutes" not in said[38]
        assert "Wait five minutes" in said[41]


class TestSignOut:
    def test_h_95_a_sign_out_ends_the_session_on_the_server(self, bed: Bed) -> None:
        nurse = at_bed()
        kept = nurse.cookies[settings.SESSION_COOKIE_NAME].value
        assert nurse.post("/sign-out/").status_code == 302

        again = Client()
        again.cookies[settings.SESSION_COOKIE_NAME] = kept
        assert again.get(f"/bedside/{bed.id}/").headers["Location"].startswith("/sign-in/")
        assert again.post(f"/bedside/{bed.id}/stop/", {"key": "a"}).headers["Location"].startswith("/sign-in/")


class TestMinutes:
    @pytest.mark.parametrize(("text", "minutes"), [("1", 1), ("10", 10), ("3", 3)])
    def test_h_94_are_one_to_ten(self, text: str, minutes: int) -> None:
        assert lock_after({"STEPWARD_LOCK_MINUTES": text}) == timedelta(minutes=minutes)

    @pytest.mark.parametrize("text", ["0", "11", "", "-1", "2.5", "three", "３"])
    def test_h_94_are_refused_outside(self, text: str) -> None:
        with pytest.raises(LockUnfit, match="from 1 to 10"):
            lock_after({"STEPWARD_LOCK_MINUTES": text})

    def test_h_94_are_three_where_nothing_is_set(self) -> None:
        assert lock_after({}) == timedelta(minutes=3)
