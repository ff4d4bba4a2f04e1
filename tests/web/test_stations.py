"""The endpoint of devices, and the page on which they are made known."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from stepward.adapters.database.models import Station
from stepward.adapters.database.stations import DatabaseStations, digest_of
from stepward.core.sessions.commands_charting import RecordVitals
from stepward.core.sessions.commands_ending import EndSession
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, Stop
from stepward.core.sessions.session import State
from stepward.shells.session_places import places
from stepward.shells.web import clock, session_log
from stepward.shells.web.bedside import alarm_book
from stepward.shells.web.stations import endpoint
from stepward.usecases.running import stands
from tests.core.sessions.plans import ALLERGIST, Ward, four_steps, ready
from tests.core.sessions.plans import running as runs
from tests.web.preparing import WITHOUT_LINE, keep_plan, signed_in, text_of
from tests.web.sessions import Bed
from tests.web.test_alarm_pages import Room

CALM = {"pulse": {"value": "81", "unit": "/min"}, "systolic pressure": {"value": 119, "unit": "mmHg"}}


@pytest.fixture
def room(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """A session in its second step, at bed 4."""
    del unit
    monkeypatch.setattr(settings, "SESSION_PLACES", places({"STEPWARD_LEAST_FREE_MB": "50"}, tmp_path))
    monkeypatch.setattr(alarm_book, "_BOOK", alarm_book.AlarmBook())
    monkeypatch.setattr(endpoint, "PACE", endpoint.Pace())
    monkeypatch.setattr(endpoint, "BEDS", endpoint.OpenBeds())
    session_log.session_log.cache_clear()
    keep_plan(WITHOUT_LINE)
    source = clock._source
    yield Room("s", runs(2).wait(1), "4")
    clock.use(source)
    session_log.session_log().close()
    session_log.session_log.cache_clear()


def token(bed: str = "4") -> str:
    return DatabaseStations().add("Monitor (invented)", bed, clock.now().at, by="N. Berg (invented)")


def send(word: str, body: Any = None, **more: str) -> Any:
    sent = json.dumps({"values": CALM} if body is None else body) if not isinstance(body, bytes) else body
    headers = {"Authorization": f"Bearer {word}"} if word else {}
    kind = more.pop("content_type", "application/json")
    client = Client(enforce_csrf_checks=True)
    return client.post("/stations/vitals/", sent, content_type=kind, headers=headers)


class TestEndpoint:
    def test_h_81_keeps_what_a_device_measured_and_says_so_at_the_bed(self, room: Room) -> None:
        answer = send(token())

        assert (answer.status_code, answer.json()["unsure"]) == (200, [])
        session = stands("s", session_log.session_log())
        assert dict(session.vitals[-1].values)["pulse"] == 81
        assert "81" in room.page(signed_in("okafor"))

    def test_h_81_an_older_value_keeps_its_own_time_beside_that_of_a_device(self, room: Room) -> None:
        by_hand = stands("s", session_log.session_log()).vitals[-1].at.at
        room.ward.wait(3)
        send(token(), {"values": {"pulse": {"value": "81", "unit": "/min"}}})
        card = re.search(r'<section class="card vitals-card".*?</section>', room.page(signed_in("okafor")), re.DOTALL)

        assert card is not None
        assert f"<h2>Vitals {clock.now().at:%H:%M}</h2>" in card[0]
        assert "Monitor (invented), gray: baseline" in card[0]
        assert "<dt>Pulse /min</dt>" in card[0]
        assert f"<dt>BP mmHg <em>{by_hand:%H:%M} by hand</em></dt>" in card[0]

    def test_h_98_a_value_of_a_device_keeps_its_name_beside_a_later_one_by_hand(self, room: Room) -> None:
        send(token())
        measured = clock.now().at
        room.ward.wait(3).do(RecordVitals(values=(("pulse", Fraction(82)),)))
        room.keep()
        page = room.page(signed_in("okafor"))

        assert f"<h2>Vitals {clock.now().at:%H:%M}</h2>" in page
        assert "Monitor (invented), gray" not in page
        assert "<dt>Pulse /min</dt>" in page
        assert f"<dt>BP mmHg <em>{measured:%H:%M} Monitor (invented)</em></dt>" in page

    @pytest.mark.parametrize("word", ["", "nonsense", "x" * 5000])
    def test_h_98_wants_a_token_that_is_known(self, room: Room, word: str) -> None:
        before = len(session_log.session_log().entries(room.id))

        answer = send(word)

        assert (answer.status_code, answer.json()["code"]) == (401, "token-unknown")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert len(session_log.session_log().entries(room.id)) == before

    def test_h_98_an_ended_token_is_worth_nothing(self, room: Room) -> None:
        word = token()
        DatabaseStations().end(Station.objects.get(token_sha256=digest_of(word)).id, clock.now().at, by="N. Berg")

        assert send(word).status_code == 401
        assert room.id == "s"

    @pytest.mark.parametrize(
        ("body", "kind", "status", "code"),
        [
            (b"{", "application/json", 400, "not-json"),
            ({"values": CALM, "step": 3}, "application/json", 400, "unknown"),
            ({"values": {"pulse": {"value": "x", "unit": "/min"}}}, "application/json", 400, "value-unreadable"),
            ({"values": CALM, "measured_at": "2020-01-01T00:00:00Z"}, "application/json", 409, "not-of-now"),
            ({"values": {"pulse": {"value": "900", "unit": "/min"}}}, "application/json", 200, ""),
            (b" " * 9000, "application/json", 413, "too-long"),
            (b"{}", "text/plain", 415, "not-json"),
        ],
    )
    def test_h_98_answers_each_message_with_its_code(
        self, room: Room, body: Any, kind: str, status: int, code: str
    ) -> None:
        answer = send(token(), body, content_type=kind)

        assert answer.status_code == status
        assert answer.json().get("code", "") == code
        assert room.id == "s"

    def test_h_61_an_id_that_comes_again_with_other_values_is_told(self, room: Room) -> None:
        word = token()
        assert send(word, {"values": CALM, "id": "1"}).status_code == 200
        assert send(word, {"values": CALM, "id": "1"}).status_code == 200

        answer = send(word, {"values": {"pulse": {"value": "99", "unit": "/min"}}, "id": "1"})

        assert (answer.status_code, answer.json()["code"]) == (409, "id-used")
        assert dict(stands("s", session_log.session_log()).vitals[-1].values)["pulse"] == 81
        assert room.id == "s"

    def test_h_98_two_sessions_at_one_bed_are_told(self, room: Room) -> None:
        Room("t", runs(1), "4")
        clock.use(lambda: room.ward.now)

        assert send(token()).json()["code"] == "two-sessions"

    def test_h_98_a_session_that_is_only_planned_for_the_bed_is_nobody_in_it(self, room: Room) -> None:
        Room("t", Ward(utc=room.ward.utc).sign(four_steps()), "4")
        clock.use(lambda: room.ward.now)

        assert send(token()).status_code == 200
        assert dict(stands("s", session_log.session_log()).vitals[-1].values)["pulse"] == 81
        assert not stands("t", session_log.session_log()).vitals

    def test_h_98_checks_of_tomorrows_patient_do_not_bar_the_running_session(self, room: Room) -> None:
        Bed("t", ready(), start_at=room.ward.utc + timedelta(hours=22))
        clock.use(lambda: room.ward.now)

        assert send(token()).status_code == 200
        assert dict(stands("s", session_log.session_log()).vitals[-1].values)["pulse"] == 81

    def test_h_98_after_the_end_nothing_is_kept_for_who_comes_next(self, room: Room) -> None:
        room.ward.do(Stop()).do(ConfirmPumpStopped()).do(EndSession(reason="invented", confirmed=True), ALLERGIST)
        room.keep()
        Room("t", Ward(utc=room.ward.utc).sign(four_steps()), "4")
        clock.use(lambda: room.ward.now)

        assert send(token()).json()["code"] == "no-session"
        assert not stands("t", session_log.session_log()).vitals

    def test_h_98_from_the_check_of_the_patient_on(self, room: Room) -> None:
        Room("t", ready(), "5")
        clock.use(lambda: room.ward.now)

        assert send(token("5")).status_code == 200

    def test_h_98_knows_the_session_by_the_bed_alone(self, room: Room) -> None:
        assert send(token("5")).json()["code"] == "no-session"
        assert room.id == "s"

    def test_h_98_a_device_that_sends_too_often_is_told(self, room: Room) -> None:
        word = token("5")
        found = [send(word).status_code for _ in range(endpoint.MOST_A_MINUTE + 1)]

        assert found == [404] * endpoint.MOST_A_MINUTE + [429]
        assert send(token()).status_code == 200
        assert room.id == "s"

    @pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
    def test_h_98_takes_nothing_but_a_message(self, room: Room, method: str) -> None:
        answer = getattr(Client(), method)("/stations/vitals/", headers={"Authorization": f"Bearer {token()}"})

        assert answer.status_code == 405
        assert room.id == "s"

    def test_h_98_a_value_outside_calls_and_holds_nothing(self, room: Room) -> None:
        send(token(), {"values": {"systolic pressure": {"value": "70", "unit": "mmHg"}}})

        assert stands("s", session_log.session_log()).state is State.RUNNING
        assert "Outside the limits: systolic pressure" in text_of(signed_in("okafor").get(f"/bedside/{room.id}/"))


class TestPage:
    def test_shows_a_new_token_once(self, unit: None) -> None:
        del unit
        client = signed_in("berg")
        answer = client.post("/unit/stations/", {"name": "Monitor", "bed": "4"})

        found = re.search(r'station-token">([^<]+)<', answer.content.decode())
        assert found
        assert Station.objects.get().token_sha256 == digest_of(found[1])
        assert found[1] not in client.get("/unit/stations/").content.decode()

    def test_ends_a_device(self, unit: None) -> None:
        del unit
        token()
        client = signed_in("berg")

        assert client.post(f"/unit/stations/{Station.objects.get().id}/end/").status_code == 302
        assert "ended by N. Berg (invented)" in " ".join(text_of(client.get("/unit/stations/")).split())

    def test_says_who_added_and_who_ended_it_first(self, unit: None) -> None:
        del unit
        signed_in("berg").post("/unit/stations/", {"name": "Monitor", "bed": "4"})
        found = Station.objects.get()
        assert found.named_by == "N. Berg (invented)"

        for username in ("berg", "sato"):
            signed_in(username).post(f"/unit/stations/{found.id}/end/")
        found.refresh_from_db()
        assert (found.is_active, found.ended_by) == (False, "N. Berg (invented)")
        assert found.ended_at is not None

    @pytest.mark.parametrize(("fields", "told"), [({}, "Name the device."), ({"name": "M"}, "Name its bed or chair.")])
    def test_says_what_is_missing(self, unit: None, fields: dict[str, str], told: str) -> None:
        del unit
        answer = signed_in("berg").post("/unit/stations/", fields)

        assert answer.status_code == 422
        assert told in text_of(answer)

    @pytest.mark.parametrize("username", ["okafor", "haddad", "silva"])
    def test_is_closed_to_others(self, unit: None, username: str) -> None:
        del unit
        assert signed_in(username).get("/unit/stations/").status_code == 403
