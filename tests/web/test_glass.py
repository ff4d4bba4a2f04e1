"""Break-glass, and the log of who opened what (H-93, H-99)."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User

from stepward.adapters.database.models import AccessNote
from stepward.shells.web import clock, session_log
from stepward.shells.web.bedside.acting import actor_of
from stepward.shells.web.bedside.glass import through_glass
from stepward.shells.web.people.glass_minutes import GlassUnfit, glass_for
from stepward.shells.web.unit.access_log import safe
from stepward.usecases.running import stands
from tests.core.sessions.plans import running
from tests.web.preparing import Answer
from tests.web.sessions import Bed, at_bed, own_log

pytestmark = pytest.mark.usefixtures("unit")
WHY = "Nobody of the unit is at the bed"


@pytest.fixture(autouse=True)
def _log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unit: None) -> Iterator[None]:
    del unit
    with own_log(tmp_path, monkeypatch):
        yield


@pytest.fixture
def bed() -> Bed:
    """Keep a running session, under its own clock; R. Silva is a technician."""
    ward = running(1)
    clock.use(lambda: ward.now)
    User.objects.get(username="silva").groups.set(Group.objects.filter(name="technician"))
    return Bed("s", ward)


def broken(username: str = "silva", **fields: str) -> Answer:
    return at_bed(username).post("/bedside/glass/", {"session": "s", "reason": WHY} | fields)


def become(username: str, role: str) -> None:
    User.objects.get(username=username).groups.set(Group.objects.filter(name=role))


class TestGlass:
    def test_h_93_opens_one_session_to_look_and_to_stop(self, bed: Bed) -> None:
        technician = at_bed("silva")
        assert technician.get("/bedside/s/").status_code == 403
        assert technician.post("/bedside/s/stop/", {"key": "early"}).status_code == 403
        assert broken().headers["Location"] == "/bedside/s/"

        assert "Ruiz" in bed.page(technician)
        for path in ("/bedside/s/note/", "/bedside/s/vitals/", "/bedside/s/alarms/", "/record/s/", "/bedside/"):
            assert technician.get(path).status_code == 403, path
        assert technician.post("/bedside/s/stop/", {"key": "a press"}).status_code == 302
        session = stands("s", session_log.session_log())
        assert session.hold is not None
        last = [entry for entry in session_log.session_log().entries("s") if "emergency access" in str(entry)]
        assert last

    def test_h_93_opens_no_other_session(self, bed: Bed) -> None:
        other = Bed("t", running(1), bed="7")
        broken()

        assert at_bed("silva").get(f"/bedside/{bed.id}/").status_code == 200
        assert at_bed("silva").get(f"/bedside/{other.id}/").status_code == 403

    def test_h_93_is_of_one_person(self, bed: Bed) -> None:
        broken()
        become("okafor", "technician")
        assert at_bed("okafor").get(f"/bedside/{bed.id}/").status_code == 403

    def test_h_93_ends_by_itself(self, bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "GLASS_FOR", timedelta(minutes=15))
        broken()
        bed.ward.wait(microseconds=899_999_999)
        assert at_bed("silva").get("/bedside/s/now/").status_code == 200
        bed.ward.wait(microseconds=1)

        assert at_bed("silva").get("/bedside/s/now/").status_code == 403
        assert at_bed("silva").post("/bedside/s/stop/", {"key": "late"}).status_code == 403
        assert "Emergency access" not in bed.page(at_bed())

    def test_h_93_is_said_at_the_bed_and_on_the_board_at_once(self, bed: Bed) -> None:
        nurse = at_bed()
        before = bed.page(nurse)
        assert "Emergency access" not in before
        broken()

        page = bed.page(nurse, "now/")
        assert "Emergency access" in page
        assert "Silva" in page
        assert page.split('data-announcement="')[1][:12] not in before
        assert "Emergency access" in nurse.get("/board/").text

    def test_h_93_keeps_person_station_and_reason(self, bed: Bed) -> None:
        broken()
        row = AccessNote.objects.get(session=bed.id, deed="broke the glass")
        assert (row.person.username, row.reason, bool(row.station)) == ("silva", WHY, True)

    @pytest.mark.parametrize("fields", [{"reason": ""}, {"reason": " a  "}, {"session": "t"}, {"session": ""}])
    def test_h_93_asks_for_bed_and_reason(self, bed: Bed, fields: dict[str, str]) -> None:
        assert broken(**fields).status_code == 400
        assert not bed.notes("broke the glass")

    def test_h_93_the_way_to_it_stands_where_they_work(self, bed: Bed) -> None:
        assert bed.id
        assert "/bedside/glass/" in at_bed("silva").get("/prepare/").text
        assert "/bedside/glass/" not in at_bed("okafor").get("/prepare/").text

    def test_h_93_names_no_patient_before_it_is_broken(self, bed: Bed) -> None:
        page = at_bed("silva").get("/bedside/glass/").text
        assert f"Bed {bed.order.bed}" in page
        assert "Ruiz" not in page
        assert "INV 0047" not in page

    @pytest.mark.parametrize("role", ["administrator", "nurse", "prescriber"])
    def test_h_56_is_not_for_administrators_nor_for_those_who_need_none(self, bed: Bed, role: str) -> None:
        become("silva", role)
        assert broken().status_code == 403
        assert not bed.notes("broke the glass")

    def test_h_93_of_somebody_who_became_an_administrator_gives_nothing(self, bed: Bed) -> None:
        broken()
        become("silva", "administrator")
        assert at_bed("silva").get(f"/bedside/{bed.id}/").status_code == 403
        assert through_glass(bed.id, actor_of(User.objects.get(username="silva"))) is None

    @pytest.mark.parametrize("role", ["coordinator", "auditor"])
    def test_h_93_gives_stop_to_those_who_only_look(self, bed: Bed, role: str) -> None:
        become("silva", role)
        assert at_bed("silva").post("/bedside/s/stop/", {"key": "a"}).status_code == 403
        broken()
        assert at_bed("silva").post(f"/bedside/{bed.id}/stop/", {"key": "b"}).status_code == 302

    @pytest.mark.parametrize("text", ["14", "121", "", "-60", "1e2"])
    def test_h_93_minutes_are_refused_outside_fifteen_to_two_hours(self, text: str) -> None:
        with pytest.raises(GlassUnfit, match="from 15 to 120"):
            glass_for({"STEPWARD_GLASS_MINUTES": text})

    def test_h_93_minutes_are_an_hour_where_nothing_is_set(self) -> None:
        assert glass_for({}) == timedelta(minutes=60)
        assert glass_for({"STEPWARD_GLASS_MINUTES": "120"}) == timedelta(minutes=120)


class TestAccessLog:
    def test_h_93_shows_who_opened_what_and_why(self, bed: Bed) -> None:
        bed.page(at_bed())
        broken()
        page = at_bed("haddad").get("/unit/access/").text

        assert "Okafor" in page
        assert "broke the glass" in page
        assert WHY in page
        assert "Ruiz" not in page

    @pytest.mark.parametrize("role", ["nurse", "administrator", "pharmacist", "coordinator", "technician"])
    @pytest.mark.parametrize("path", ["/unit/access/", "/unit/access/access.csv"])
    def test_h_93_is_for_those_who_review(self, role: str, path: str) -> None:
        become("silva", role)
        assert at_bed("silva").get(path).status_code == 403

    def test_h_93_has_days_and_pages(self, bed: Bed) -> None:
        person = User.objects.get(username="okafor")
        first = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)
        for number in range(51):
            AccessNote(
                session=bed.id, deed=f"look {number}.", person_id=person.pk, person_name="X",
                at=first + timedelta(seconds=number),
            ).save()  # fmt: skip
        auditor = at_bed("haddad")

        newest, older = auditor.get("/unit/access/").text, auditor.get("/unit/access/?page=2").text
        assert "look 50." in newest
        assert "look 0." not in newest
        assert "look 0." in older
        day = auditor.get("/unit/access/?day=2026-03-01").text
        assert "look 0." in day
        assert "look 1." not in day
        assert "Enter the day as" in auditor.get("/unit/access/?day=yesterday").text
        for odd in ("?page=0", "?page=x", "?page=99999999", "?day=9999-12-31"):
            assert auditor.get(f"/unit/access/{odd}").status_code == 200

    def test_h_99_a_reason_is_no_formula(self, bed: Bed) -> None:
        broken(reason='=HYPERLINK("x","y")')
        answer = at_bed("haddad").get("/unit/access/access.csv")
        rows = list(csv.reader(io.StringIO(answer.text)))

        assert rows[1][3:5] == ["broke the glass", bed.id]
        assert rows[1][-1] == '\'=HYPERLINK("x","y")'
        assert answer.headers["Content-Type"].startswith("text/csv")

    @pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "  =1", "\r1"])
    def test_h_99_every_starter_is_made_harmless(self, text: str) -> None:
        assert safe(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["", "a=1", "Dr A. Haddad", "2026-03-01"])
    def test_h_99_ordinary_text_stays(self, text: str) -> None:
        assert safe(text) == text
