"""The pages and the papers of a unit that is not in UTC (H-20, H-25)."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from django.conf import settings
from django.http import HttpRequest, QueryDict

from stepward.adapters.database import models
from stepward.core.sessions.instants import Instant
from stepward.shells.web import clock, here
from stepward.shells.web.bedside.sheets.paper import true_time
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble
from stepward.shells.web.here import NoSuchZone, place_of
from tests.adapters.documents.paper_reading import plain
from tests.core.sessions.plans import START, running
from tests.web.following import at, board, gives, one, over, signs, with_passwords
from tests.web.preparing import Answer, asked, keep_plan, new_order, signed_in, text_of
from tests.web.sessions import Bed, at_bed

pytestmark = pytest.mark.usefixtures("unit")


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    yield from with_passwords(tmp_path, monkeypatch)


@pytest.fixture
def new_york(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in("America/New_York", monkeypatch)


def stand_in(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PLACE", place_of({here.SETTING: zone}))


def filled(day: str, typed: str) -> Filled:
    data = QueryDict(mutable=True)
    data.update({"day": day, "clock": typed})
    return Filled(data=data, request=HttpRequest())


def start_of(order: str) -> datetime:
    start = models.PreparationOrder.objects.get(id=order).start_at
    assert start is not None
    return start


def paper(answer: Answer) -> str:
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(plain(" ".join(page.extract_text() for page in pages)).split())


class TestSetting:
    def test_h_20_is_utc_where_nobody_names_a_zone(self) -> None:
        assert place_of({}).is_utc
        assert place_of({here.SETTING: " "}).is_utc
        assert settings.PLACE.is_utc

    def test_h_20_reads_the_name_of_a_zone(self) -> None:
        assert place_of({here.SETTING: "Europe/Berlin"}).name == "Europe/Berlin"

    @pytest.mark.parametrize("name", ["Europe/Boston", "../../etc/passwd", "Europe", "+01:00", "\0"])
    def test_h_20_refuses_a_zone_that_nobody_knows(self, name: str) -> None:
        with pytest.raises(NoSuchZone, match=r"STEPWARD_TIME_ZONE: .* is no time zone that this machine knows"):
            place_of({here.SETTING: name})


class TestForPatients:
    @pytest.mark.parametrize(
        ("zone", "until"),
        [
            ("UTC", "23 November 2026, 11:10 UTC"),
            ("America/New_York", "23 November 2026, 06:10 UTC-05:00"),
            ("Pacific/Kiritimati", "24 November 2026, 01:10 UTC+14:00"),
        ],
    )
    def test_h_90_the_sheet_and_the_card_name_the_hour_of_the_place(
        self, zone: str, until: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stand_in(zone, monkeypatch)
        bed = over()
        signs(bed)
        page = text_of(at_bed("okafor").get(f"/patient-sheets/{bed.id}/en/"))
        printed = paper(at_bed("okafor").get(f"/patient-sheets/{bed.id}/en/after.pdf"))

        for words in (page, printed):
            assert f"Temporary tolerance, valid until {until}." in words
            assert f"Temporary tolerance; valid until {until}" in words

    def test_h_90_each_language_says_the_same_hour(self, new_york: None) -> None:
        del new_york
        bed = over()
        signs(bed)

        for code, day in (("de", "23. November 2026"), ("es", "23 de noviembre de 2026"), ("fr", "23 novembre 2026")):
            assert f"{day}, 06:10 UTC-05:00" in text_of(at_bed("okafor").get(f"/patient-sheets/{bed.id}/{code}/"))

    def test_the_day_of_birth_stays_the_day_of_birth(self, new_york: None) -> None:
        del new_york
        bed = over()

        assert "14 March 1971" in paper(at_bed("okafor").get(f"/patient-sheets/{bed.id}/en/after.pdf"))

    def test_h_90_the_transfer_card_names_the_hour_of_the_place(self, new_york: None) -> None:
        del new_york
        bed = over()
        signs(bed)
        gives(bed, here.place().here(at(bed.ward, hours=8)))
        gives(bed, here.place().here(at(bed.ward, hours=33)), confirmed="1")
        at(bed.ward, hours=40)
        words = paper(at_bed("okafor").get(f"/tolerance/{bed.id}/card.pdf"))

        assert "Last dose of the session 22 Nov 2026, 06:10 UTC-05:00" in words
        assert (
            "The dose of 23 Nov 2026, 15:10 UTC-05:00 came after the window had closed at 23 Nov 2026, 14:10" in words
        )
        assert "Window closes 23 Nov 2026, 14:10 UTC-05:00" in words
        assert "UTC" not in words.replace("UTC-05:00", "")


class TestTolerance:
    def test_h_25_the_board_says_whose_clock_it_shows(self, new_york: None) -> None:
        del new_york
        bed = over()
        signs(bed)

        assert "Times are America/New_York, UTC-05:00." in board()
        assert "Temporary, until 23 Nov 06:10." in board()
        assert "Next dose 22 Nov 14:10." in board()
        assert "now 07:10" in board()
        assert "22 Nov 12:00" not in board()
        assert "23 Nov 00:00" in board()

    def test_h_25_the_page_of_one_patient_says_the_offset(self, new_york: None) -> None:
        del new_york
        bed = over()
        signs(bed)
        gives(bed, here.place().here(at(bed.ward, hours=8)))
        page = one(bed)

        assert "Next dose due 22 Nov 22:10 UTC-05:00" in page
        assert "Temporary, valid until 23 Nov 14:10 UTC-05:00" in page
        assert "22 Nov 14:10 UTC-05:00" in page
        assert "Day, America/New_York" in page
        assert "UTC" not in page.replace("UTC-05:00", "")

    def test_h_20_a_dose_is_typed_by_the_clock_of_the_place(self, new_york: None) -> None:
        del new_york
        bed = over()
        signs(bed)
        at(bed.ward, hours=10)
        assert gives(bed, START, time="14:30").status_code == 302
        assert models.DoseNote.objects.get().given_at == datetime(2026, 11, 22, 19, 30, tzinfo=UTC)

    def test_h_20_refuses_in_the_hours_of_the_place(self, new_york: None) -> None:
        del new_york
        bed = over()
        signs(bed)
        at(bed.ward, hours=10)

        assert "end of the session, 22 Nov 2026, 06:10 UTC-05:00." in text_of(gives(bed, START, time="05:00"))

    def test_h_20_asks_which_of_two_hours_is_meant(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stand_in("Europe/Berlin", monkeypatch)
        bed = over(utc=datetime(2026, 10, 24, 8, tzinfo=UTC))
        signs(bed, interval="12")
        at(bed.ward, hours=20)
        asked = gives(bed, datetime(2026, 10, 25, tzinfo=UTC), time="02:30")

        assert asked.status_code == 422
        assert "02:30 was there twice: the clock was changed. Write 02:30+02:00 or 02:30+01:00." in text_of(asked)
        assert not models.DoseNote.objects.exists()
        assert gives(bed, datetime(2026, 10, 25, tzinfo=UTC), time="02:30+01:00").status_code == 302
        assert models.DoseNote.objects.get().given_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        assert "25 Oct 02:30 UTC+01:00" in one(bed)
        assert "Times are Europe/Berlin, UTC+02:00, then UTC+01:00." in board()


class TestDays:
    def test_h_20_the_day_is_a_day_of_the_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        over(utc=datetime(2026, 11, 22, 0, tzinfo=UTC))
        assert "22 Nov 2026, today" in text_of(at_bed("okafor").get("/day/"))
        stand_in("America/New_York", monkeypatch)
        page = text_of(at_bed("okafor").get("/day/"))

        assert "21 Nov 2026, today" in page
        assert "America/New_York, UTC-05:00." in page
        assert "Ruiz" in page
        assert "Ruiz" not in text_of(at_bed("okafor").get("/day/?day=2026-11-22"))

    def test_h_20_the_calendar_keeps_to_the_days_of_the_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stand_in("Europe/Berlin", monkeypatch)
        ward = running(1, utc=datetime(2026, 10, 24, 20, tzinfo=UTC))
        Bed("s", ward, start_at=datetime(2026, 10, 24, 22, 30, tzinfo=UTC))
        clock.use(lambda: Instant(at=datetime(2026, 10, 24, 22, 35, tzinfo=UTC), monotonic=0, boot="b"))
        page = text_of(at_bed("okafor").get("/calendar/"))

        assert "times in Europe/Berlin, UTC+02:00, then UTC+01:00." in page
        assert "Sunday, 25 Oct 2026" in page
        assert "00:30 to " in page


class TestAtTheBed:
    def test_h_25_the_place_beside_the_bed_shows_its_clock_and_offset(self, new_york: None) -> None:
        del new_york
        ward = running(1, utc=datetime(2026, 11, 22, 20, tzinfo=UTC))
        clock.use(lambda: ward.now)
        bed = Bed("s", ward)
        answer = at_bed("okafor").get(f"/bedside/{bed.id}/").content.decode()
        shown = here.place().here(ward.now.at)

        assert f"data-clock>{shown:%H:%M:%S}<" in answer
        assert "Sun 22 Nov 2026, <span data-offset>UTC-05:00</span>" in answer
        assert 'data-shift="-300"' in answer

    def test_h_20_the_page_knows_when_the_clock_is_changed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stand_in("Europe/Berlin", monkeypatch)

        assert here.shift(datetime(2026, 10, 24, 22, tzinfo=UTC)) == "120 2026-10-25T01:00:00+00:00 60"
        assert here.shift(datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC)) == "60 2026-03-29T01:00:00+00:00 120"
        assert here.shift(datetime(2026, 3, 29, 1, tzinfo=UTC)) == "120"

    @pytest.mark.parametrize(("typed", "happened"), [("01:15+01:00", 15), ("02:15+02:00", None)])
    def test_h_20_a_late_entry_is_read_by_the_clock_of_the_place(
        self, typed: str, happened: int | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stand_in("Europe/London", monkeypatch)
        now = datetime(2026, 10, 25, 4, tzinfo=UTC)
        with pytest.raises(FormTrouble, match="01:15 was there twice"):
            true_time(filled("today", "01:15"), now)

        if happened is None:
            with pytest.raises(FormTrouble, match="the offset here is"):
                true_time(filled("today", typed), now)
        else:
            expected = datetime(2026, 10, 25, 0, happened, tzinfo=UTC)
            assert true_time(filled("today", typed), now) == expected

    def test_h_20_yesterday_is_the_day_before_at_the_place(self, new_york: None) -> None:
        del new_york
        now = datetime(2026, 11, 23, 3, tzinfo=UTC)

        assert true_time(filled("today", "21:30"), now) == datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
        assert true_time(filled("yesterday", "23:00"), now) == datetime(2026, 11, 22, 4, tzinfo=UTC)
        with pytest.raises(FormTrouble, match="still to come"):
            true_time(filled("today", "22:30"), now)


class TestRecord:
    def test_h_25_page_and_paper_are_wholly_local(self, new_york: None) -> None:
        del new_york
        bed = over(utc=datetime(2026, 11, 22, 20, tzinfo=UTC))
        page = text_of(at_bed("haddad").get(f"/record/{bed.id}/"))
        printed = paper(at_bed("haddad").get(f"/record/{bed.id}/record.pdf"))

        for words in (page, printed):
            assert "Time America/New_York" in words.replace("Time America/ New", "Time America/New")
            assert "22 Nov 2026 18:1" in words
            assert "UTC" not in words.replace("UTC-05:00", "")
        assert "Completed 22 Nov 2026 19:" in printed
        assert "-05:00 by" in printed

    def test_h_25_the_chart_says_the_offset_of_its_clock(self, new_york: None) -> None:
        del new_york
        ward = running(4, utc=datetime(2026, 11, 22, 20, tzinfo=UTC)).calm()
        clock.use(lambda: ward.now)
        chart = at_bed("haddad").get(f"/record/{Bed('s', ward).id}/").content.decode().partition("<svg")[2]

        assert ">-05:00<" in chart
        assert ">UTC<" not in chart
        assert ">15:" in chart or ">16:" in chart

    def test_h_20_the_list_keeps_to_the_days_of_the_place(self, new_york: None) -> None:
        del new_york
        over(utc=datetime(2026, 11, 22, 0, tzinfo=UTC))

        assert "Ruiz" in text_of(at_bed("haddad").get("/record/?day=2026-11-21"))
        assert "Ruiz" not in text_of(at_bed("haddad").get("/record/?day=2026-11-22"))


class TestPharmacy:
    def test_h_20_the_start_is_typed_by_the_clock_of_the_place(self, new_york: None) -> None:
        del new_york
        order = new_order(clock="09:30").strip("/").split("/")[-1]
        start = start_of(order)
        page = text_of(signed_in("moreau").get(f"/prepare/{order}/"))
        worksheet = paper(signed_in("moreau").get(f"/prepare/{order}/worksheet.pdf"))

        assert here.clock(start) == "09:30"
        assert f"Step 1 starts {here.minute(start)}." in page
        assert f"{here.place().day_words(start)[:6].strip()} 09:30" in worksheet
        assert here.place().label(start) in worksheet
        assert "UTC+00:00" not in worksheet

    @pytest.mark.parametrize(
        ("day", "typed", "words"),
        [
            (("31", "10", "2027"), "02:30", "02:30 was there twice: the clock was changed."),
            (("28", "3", "2027"), "02:30", "02:30 was not there: the clock was changed."),
        ],
    )
    def test_h_20_asks_which_start_is_meant(
        self, day: tuple[str, str, str], typed: str, words: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stand_in("Europe/Berlin", monkeypatch)
        names = dict(zip(("start_day", "start_month", "start_year"), day, strict=True))
        address = f"/prepare/ask/{keep_plan()}/"
        client = signed_in("moreau")
        answer = client.post(address, asked(clock=typed, **names))

        assert answer.status_code == 422
        assert f"{words} Write 02:30" in text_of(answer)
        order = client.post(address, asked(clock=f"{typed}+01:00", **names)).headers["Location"]
        kept = order.strip("/").split("/")[-1]
        assert start_of(kept).astimezone(UTC).hour == 1
