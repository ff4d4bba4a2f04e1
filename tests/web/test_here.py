"""The pages and the papers of a unit that is not in UTC (H-20, H-25)."""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from django.conf import settings

from stepward.shells.web import here
from stepward.shells.web.here import NoSuchZone, place_of
from tests.adapters.documents.paper_reading import plain
from tests.web.following import at, gives, over, signs, with_passwords
from tests.web.preparing import Answer, text_of
from tests.web.sessions import at_bed

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
        gives(bed, at(bed.ward, hours=8))
        gives(bed, at(bed.ward, hours=33))
        at(bed.ward, hours=40)
        words = paper(at_bed("okafor").get(f"/tolerance/{bed.id}/card.pdf"))

        assert "Last dose of the session 22 Nov 2026, 06:10 UTC-05:00" in words
        assert (
            "The dose of 23 Nov 2026, 15:10 UTC-05:00 came after the window had closed at 23 Nov 2026, 14:10" in words
        )
        assert "Window closes 23 Nov 2026, 14:10 UTC-05:00" in words
        assert "UTC" not in words.replace("UTC-05:00", "")
