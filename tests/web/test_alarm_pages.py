"""Alarms at the bed: what a page says and takes, what a screen reports, and what the keeper makes of it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client
from django.utils import timezone

from stepward.adapters.database.models import AlarmNote
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.core.sessions.chain import Key
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.instants import SECOND
from stepward.core.sessions.session import Session
from stepward.core.sessions.storing import draft_of
from stepward.shells.session_places import places
from stepward.shells.web import clock, session_log
from stepward.shells.web.bedside import alarm_book
from stepward.shells.web.bedside.acting import SALT, cookie_name
from stepward.shells.web.bedside.pages import CLAIMED, pressed_at
from stepward.usecases import running
from stepward.usecases.alarms import Deed
from stepward.usecases.approving import Person
from stepward.usecases.event_logs import EventLog, LogUnwell
from stepward.usecases.orders import Patient
from stepward.usecases.running import stands
from stepward.usecases.session_orders import SessionOrder
from tests.core.sessions.plans import BEDSIDE, Ward
from tests.core.sessions.plans import running as runs
from tests.web.preparing import WITHOUT_LINE, keep_plan, signed_in

DESK = "desk"


class Room:
    """A session with its log, its clock, and the book of its alarms."""

    def __init__(self, session_id: str, ward: Ward, bed: str) -> None:
        self.id, self.ward = session_id, ward
        somebody = User.objects.get(username="okafor")
        patient = Patient(
            id=f"patient-{session_id}",
            family_name="Ruiz",
            given_names="Marta",
            identifier=f"INV 0047 {session_id}",
            born_on=(ward.utc - timedelta(days=20000)).date(),
            is_invented=True,
        )
        DatabaseSessionOrders().add(
            SessionOrder(
                id=session_id,
                patient=patient,
                plan=WITHOUT_LINE,
                bed=bed,
                start_at=ward.utc,
                ordered_by=Person(id=str(somebody.pk), name="T. Okafor", roles=frozenset()),
                ordered_at=timezone.now(),
            )
        )
        self.kept = 0
        self.keep()
        clock.use(lambda: self.ward.now)

    def keep(self) -> None:
        """Bring what happened in the ward into the log."""
        for entry in self.ward.entries[self.kept :]:
            draft = draft_of(entry.event, entry.at, entry.actor, software="t", urgent=False)
            log = session_log.session_log()
            after = len(log.entries(self.id))
            log.append(self.id, after=after, drafts=(draft,), key=Key(name=f"{self.id}{entry.sequence}", body=""))
        self.kept = len(self.ward.entries)

    def attend(self, seconds: int = 0) -> None:
        self.ward.wait(microseconds=seconds * SECOND)
        alarm_book.book().attend(self.ward.now, session_log.session_log())

    def page(self, client: Client, name: str = "") -> str:
        answer = client.get(f"/bedside/{self.id}/{name}")
        assert answer.status_code == 200
        return answer.content.decode()

    def press(self, client: Client, do: str, **more: str) -> int:
        page = self.page(client, "alarms/")
        sent = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("token", "shown", "shown_at")}
        fields = {name: found[1] for name, found in sent.items() if found} | {"do": do} | more
        return client.post(f"/bedside/{self.id}/alarms/", fields).status_code

    def report(self, client: Client, shown: str = "", sound: str = "ready") -> int:
        return client.post(f"/bedside/{self.id}/report/", {"shown": shown, "sound": sound}).status_code

    def deeds(self) -> list[tuple[str, str, str]]:
        rows = AlarmNote.objects.filter(session=self.id).order_by("pk")
        return [(row.condition, row.deed, row.station) for row in rows]


@pytest.fixture
def room(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """A session in its second step that was stopped a minute later; the pump may run."""
    del unit
    monkeypatch.setattr(settings, "SESSION_PLACES", places({"STEPWARD_LEAST_FREE_MB": "50"}, tmp_path))
    monkeypatch.setattr(alarm_book, "_BOOK", alarm_book.AlarmBook())
    session_log.session_log.cache_clear()
    keep_plan(WITHOUT_LINE)
    source = clock._source
    yield Room("s", runs(2).wait(1).do(Stop()), "4")
    clock.use(source)
    session_log.session_log().close()
    session_log.session_log.cache_clear()


def at(station: str, username: str = "okafor") -> Client:
    """Sit down at a station."""
    client = signed_in(username)
    client.cookies[cookie_name()] = signing.dumps(station, salt=SALT)
    return client


def pattern(page: str) -> str:
    found = re.search(r'data-pattern="(\w*)"', page)
    assert found
    return found[1]


class TestBar:
    def test_h_07_sounds_high_until_the_pump_is_seen_to_stand_still(self, room: Room) -> None:
        page = room.page(at(BEDSIDE))
        assert "Stop the pump by hand now" in page
        assert pattern(page) == "high"
        assert 'data-codes="pump-may-run"' in page

    def test_h_84_quiet_counts_down_and_ends_by_itself(self, room: Room) -> None:
        bed = at(BEDSIDE)
        room.attend()
        assert room.press(bed, "quiet") == 302
        page = room.page(bed, "now/")
        assert (pattern(page), ">2:00<" in page) == ("", True)
        assert "Stop the pump by hand now" in page
        assert "alarm-high" in page
        assert pattern(room.page(at(DESK), "now/")) == "high"
        room.ward.wait(2)
        assert pattern(room.page(bed, "now/")) == "high"

    def test_h_84_no_page_offers_to_turn_the_sound_off(self, room: Room) -> None:
        page = room.page(at(BEDSIDE), "alarms/") + room.page(at(BEDSIDE), "sound/")
        assert set(re.findall(r'name="do" value="(\w+)"', page)) == {"quiet", "acknowledge", "open"}
        assert "sound off" not in page.lower()

    def test_h_84_stop_works_under_a_pause(self, room: Room) -> None:
        bed = at(BEDSIDE)
        room.press(bed, "quiet")
        assert bed.post("/bedside/s/stop/", {"key": "k"}).status_code == 302


class TestSheet:
    def test_h_83_acknowledges_what_stands_and_keeps_it_on_the_screen(self, room: Room) -> None:
        bed = at(BEDSIDE)
        room.attend()
        assert room.press(bed, "acknowledge") == 302
        page = room.page(bed, "alarms/")
        assert pattern(page) == ""
        assert "alarm-high" in page
        assert "T. Okafor" in page.partition("Seen by")[2]
        assert ("pump-may-run", Deed.ACKNOWLEDGED.value, BEDSIDE) in room.deeds()

    @pytest.mark.parametrize(("username", "do"), [("moreau", "acknowledge"), ("haddad", "nothing")])
    def test_h_83_only_who_runs_the_session_acknowledges(self, room: Room, username: str, do: str) -> None:
        room.press(at(BEDSIDE, username), do)
        assert Deed.ACKNOWLEDGED.value not in {deed for _code, deed, _station in room.deeds()}

    def test_h_83_a_reset_is_refused_while_the_condition_stands(self, room: Room) -> None:
        assert room.press(at(BEDSIDE), "reset", condition="pump-may-run") == 409
        assert "bedside-silent" not in {alarm.condition for alarm in stands("s", session_log.session_log()).alarms}

    def test_h_55_a_press_of_another_page_does_nothing(self, room: Room) -> None:
        answer = at(BEDSIDE).post("/bedside/s/alarms/", {"do": "acknowledge", "token": "x"})
        assert answer.status_code == 409
        assert room.deeds() == []


class TestSilentBed:
    def test_h_86_is_raised_passed_on_and_reset_by_name(self, room: Room) -> None:
        bed, desk, log = at(BEDSIDE), at(DESK, "berg"), session_log.session_log()
        other = Room("t", runs(1), "7")
        clock.use(lambda: room.ward.now)
        other.report(bed)
        room.report(bed)
        room.attend()
        room.attend(14)
        assert "bedside-silent" not in {alarm.condition for alarm in stands("s", log).alarms}
        other.report(bed)
        other.report(desk)
        room.attend(1)
        assert "bedside-silent" in {alarm.condition for alarm in stands("s", log).alarms}
        assert ("bedside-silent", Deed.PASSED_ON.value, DESK) in room.deeds()
        page = other.page(desk, "now/")
        assert "Bed 4: No screen at this bed answers" in page
        assert pattern(page) == "high"

        assert room.press(at("third"), "reset", condition="bedside-silent") == 409
        room.report(bed)
        room.attend()
        assert "Over. Reset it by name" in room.page(bed, "alarms/")
        assert room.press(bed, "reset", condition="bedside-silent") == 302
        assert "bedside-silent" not in {alarm.condition for alarm in stands("s", log).alarms}

    def test_h_87_an_acknowledged_alarm_leaves_the_other_station(self, room: Room) -> None:
        desk = at(DESK, "berg")
        other = Room("t", runs(1), "7")
        clock.use(lambda: room.ward.now)
        bed = at(BEDSIDE)
        room.attend()
        for _ in range(6):
            room.report(bed)
            other.report(bed)
            other.report(desk)
            room.attend(10)
        assert "Bed 4: Stop the pump by hand now" in other.page(desk, "now/")
        room.press(bed, "acknowledge")
        assert "Bed 4:" not in other.page(desk, "now/")


class TestDesk:
    def test_h_87_a_screen_without_a_session_is_told_of_a_bed(self, room: Room) -> None:
        desk = at(DESK, "berg")
        assert 'data-report="/bedside/desk/"' in desk.get("/bedside/").content.decode()
        assert desk.post("/bedside/desk/", {"sound": "ready"}).content.strip() == b""
        room.attend()
        for _ in range(6):
            desk.post("/bedside/desk/", {"sound": "ready"})
            room.report(at(BEDSIDE))
            room.attend(10)
        page = desk.post("/bedside/desk/", {"sound": "ready"}).content.decode()
        assert "Bed 4: Stop the pump by hand now" in page
        assert pattern(page) == "high"
        room.press(at(BEDSIDE), "acknowledge")
        assert desk.post("/bedside/desk/", {"sound": "ready"}).content.strip() == b""

    def test_h_97_is_closed_to_whoever_sees_no_sessions(self, room: Room) -> None:
        assert at(DESK, "silva").post(f"/bedside/desk/?{room.id}", {}).status_code == 403


class TestKeeper:
    def test_h_64_a_broken_session_keeps_no_other_from_its_alarms(
        self, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Room("a", runs(1), "7")
        clock.use(lambda: room.ward.now)
        before = running.stands

        def stands_or_breaks(session_id: str, log: EventLog) -> Session:
            if session_id == "a":
                msg = "Use paper."
                raise LogUnwell(msg)
            return before(session_id, log)

        monkeypatch.setattr(running, "stands", stands_or_breaks)
        with pytest.raises(LogUnwell):
            room.attend()
        assert ("pump-may-run", Deed.BEGAN.value, "") in room.deeds()


class TestReport:
    def test_h_82_keeps_when_a_screen_showed_an_alarm(self, room: Room) -> None:
        bed = at(BEDSIDE)
        room.report(bed)
        room.attend(1)
        assert room.report(bed, shown="pump-may-run nonsense") == 204
        room.report(bed, shown="pump-may-run")
        shown = AlarmNote.objects.filter(deed=Deed.SHOWN.value)
        assert [(row.condition, row.station, row.at - row.since) for row in shown] == [
            ("pump-may-run", BEDSIDE, timedelta(seconds=1))
        ]

    @pytest.mark.parametrize("sound", ["blocked", "hidden", "reloaded", "nonsense"])
    def test_h_85_a_screen_that_cannot_be_heard_is_an_alarm(self, room: Room, sound: str) -> None:
        bed = at(BEDSIDE)
        room.report(bed, sound=sound)
        room.ward.wait(microseconds=5 * SECOND)
        room.report(bed, sound=sound)
        assert "sound-blocked" in room.page(bed, "now/")
        alarm_book.book().screens.heard("s", BEDSIDE)
        assert "sound-blocked" not in room.page(bed, "now/")

    def test_h_97_is_refused_to_whoever_sees_no_sessions(self, room: Room) -> None:
        assert room.report(at(BEDSIDE, "silva")) == 403
        assert room.report(Client()) == 302


class TestStop:
    def test_h_86_a_cut_device_claims_its_true_time(self, room: Room) -> None:
        then = room.ward.now.at - timedelta(seconds=30)
        bed = at(BEDSIDE)
        for _ in range(2):
            assert bed.post("/bedside/s/stop/", {"key": "cut", "pressed_at": then.isoformat()}).status_code == 302
        entries = session_log.session_log().entries("s")
        assert [then.isoformat()[:19] in str(item.data) for item in entries].count(True) == 1

    @pytest.mark.parametrize("text", ["", "x", "9999-12-31T23:59:59-23:00", "2000-01-01T00:00:00+00:00"])
    def test_h_24_a_claim_that_cannot_be_is_left_out(self, text: str) -> None:
        assert pressed_at(text, Ward().now.at) is None

    def test_h_24_a_claim_has_no_clock_behind_it(self) -> None:
        now = Ward().now.at
        found = pressed_at((now - timedelta(hours=1)).isoformat(), now)
        assert found is not None
        assert (found.at, found.boot) == (now - timedelta(hours=1), CLAIMED)
        assert pressed_at((now + timedelta(seconds=1)).isoformat(), now) is None


def test_h_89_the_unit_reviews_its_alarms_without_patients(room: Room) -> None:
    bed = at(BEDSIDE)
    room.attend()
    room.press(bed, "acknowledge")
    page = bed.get("/unit/alarms/").content.decode()
    assert "1 alarm in 1 session, 1 acknowledged" in page
    assert "Ruiz" not in page
