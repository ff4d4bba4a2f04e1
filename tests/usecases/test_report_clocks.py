"""What is owed after a reaction and by when, from the answers of a report that is kept."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from stepward.adapters.database.reports import DatabaseReports
from stepward.core.reports.owed import Duty, Owed, Paper, Region, UnitClocks
from stepward.core.reports.report import SafetyReport
from stepward.usecases import reporting
from stepward.usecases.report_asking import facts_of
from stepward.usecases.reporting import Deed, Mark, NotReported, remaining, standing
from tests.usecases.report_keeping import AMERICA, FULL, HADDAD, LATER, Desk, reacted

SERIOUS = {**FULL, "seriousness.0": "hospitalization", "in_label": "no"}
DEVICE = {**SERIOUS, "seriousness.0": "intervention", "device": "yes"}


@pytest.fixture
def desk(database: None) -> Desk:
    del database
    return Desk(ward=reacted())


def sent(desk: Desk, paper: str, number: int = 1) -> None:
    wanted = Mark(session="s", number=number, deed=Deed.SENT, paper=paper, words="", by=HADDAD, at=LATER)
    reporting.mark(wanted, desk.dossier, DatabaseReports())


@cache
def known_once() -> SafetyReport:
    return Desk(ward=reacted()).known()


def owed_at(aware: datetime, answers: Mapping[str, str], clocks: UnitClocks = AMERICA) -> dict[str, Owed]:
    known = replace(known_once(), received=aware)
    return {item.what: item for item in standing(known, answers, clocks).owed}


class TestClocks:
    """14 Oct 2026 is a Wednesday."""

    @pytest.mark.parametrize(
        ("aware", "due"),
        [
            (datetime(2026, 10, 14, 9, tzinfo=UTC), date(2026, 10, 28)),
            (datetime(2026, 10, 16, 23, 59, tzinfo=UTC), date(2026, 10, 30)),
            (datetime(2026, 10, 17, 9, tzinfo=UTC), date(2026, 10, 30)),
            (datetime(2026, 10, 18, 9, tzinfo=UTC), date(2026, 10, 30)),
            (datetime(2026, 10, 19, 9, tzinfo=UTC), date(2026, 11, 2)),
        ],
    )
    def test_h_26_a_device_has_ten_work_days_whatever_day_of_the_week_it_was(self, aware: datetime, due: date) -> None:
        found = owed_at(aware, DEVICE)["Device report, FDA 3500A"]

        assert (found.due, found.duty, found.source) == (due, Duty.LAW, "CFR-803-30")
        assert not found.is_overdue(due)
        assert found.is_overdue(due + timedelta(days=1))

    def test_h_26_the_days_of_the_unit_are_days_of_the_calendar(self) -> None:
        found = owed_at(datetime(2026, 10, 16, 9, tzinfo=UTC), FULL)

        assert found["Incident report"].due == date(2026, 10, 17)
        assert found["Letter"].due == date(2026, 10, 23)

    def test_h_26_the_day_begins_where_the_log_counts_it(self) -> None:
        minute = datetime.fromisoformat("2026-10-17T01:30:00+02:00")

        assert owed_at(minute, SERIOUS)["Incident report"].due == date(2026, 10, 17)

    @pytest.mark.parametrize(
        ("seriousness", "in_label", "is_owed"),
        [
            ("hospitalization", "no", True),
            ("hospitalization", "yes", False),
            ("none", "no", False),
            ("hospitalization", "", False),
            ("", "no", False),
        ],
    )
    def test_h_26_only_serious_and_unexpected_starts_the_clock_of_the_company(
        self, seriousness: str, in_label: str, *, is_owed: bool
    ) -> None:
        answers = {**FULL, "seriousness.0": seriousness, "in_label": in_label}
        found = owed_at(LATER, answers)
        told = found.get("15-day alert report")

        assert (told is not None) is is_owed
        if told is not None:
            assert ("15 days" in told.words, told.source, told.due) == (True, "CFR-314-80", None)
            assert found["MedWatch, FDA 3500"].duty is Duty.VOLUNTARY

    def test_h_26_what_decides_a_clock_is_asked_and_never_taken_as_no(self) -> None:
        found = owed_at(LATER, {})
        asked = [item.what for item in found.values() if item.duty is Duty.ASK]

        assert asked == [
            "Was it serious?",
            "Does the label name this reaction?",
            "Was the drug given in a study?",
            "May a device have caused it?",
        ]

    def test_h_26_a_device_that_nobody_suspects_yet_has_no_clock(self) -> None:
        answers = {name: text for name, text in DEVICE.items() if name != "device"}
        found = owed_at(LATER, answers)

        assert "Device report, FDA 3500A" not in found
        assert found["May a device have caused it?"].duty is Duty.ASK

    def test_h_26_the_gravest_of_two_reactions_counts(self, desk: Desk) -> None:
        known = desk.known()
        two = replace(known, reactions=known.reactions * 2)

        assert facts_of(two, {**FULL, "seriousness.1": "life_threatening"}).seriousness.life_threatening is True
        assert facts_of(two, {**FULL, "seriousness.1": "none"}).seriousness.serious is False
        assert facts_of(two, FULL).seriousness.serious is None

    @pytest.mark.parametrize("region", [Region.EUROPEAN_UNION, Region.OTHER])
    def test_h_26_a_country_without_a_sourced_time_names_no_day(self, region: Region) -> None:
        found = owed_at(LATER, SERIOUS, UnitClocks(region=region))["Report of a suspected reaction"]
        chosen = owed_at(LATER, SERIOUS, UnitClocks(region=region, authority_days=15))

        assert (found.due, found.paper) == (None, Paper.AUTHORITY)
        assert chosen["Report of a suspected reaction"].due == date(2026, 12, 16)

    def test_h_26_the_clock_starts_when_the_reaction_was_written_down(self, desk: Desk) -> None:
        aware = desk.known().received
        first = next(entry for entry in desk.ward.entries if type(entry.event).__name__ == "ReactionRecorded")

        assert aware == first.at.at

    def test_h_26_what_was_sent_is_owed_no_more_and_the_rest_still_is(self, desk: Desk) -> None:
        desk.close(SERIOUS)
        found = desk.standing(SERIOUS).owed
        assert [item.paper for item in remaining(found, desk.dossier)] == [
            Paper.MEDWATCH,
            Paper.INCIDENT,
            Paper.LETTER,
        ]
        sent(desk, "incident")

        assert [item.paper for item in remaining(found, desk.dossier)] == [Paper.MEDWATCH, Paper.LETTER]
        with pytest.raises(NotReported, match="no such version"):
            sent(desk, "letter", number=2)
