"""What is owed after a reaction, to whom and by when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.reports.owed import Duty, Paper, ReactionFacts, Region, UnitClocks, owed, work_days_after
from stepward.core.reports.parts import Seriousness

NOT_SERIOUS = Seriousness(
    death=False,
    life_threatening=False,
    hospitalization=False,
    disabling=False,
    congenital=False,
    other_important=False,
    intervention=False,
)
HOSPITAL = replace(NOT_SERIOUS, hospitalization=True)
AWARE = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # a Friday
AMERICA, UNION = UnitClocks(region=Region.UNITED_STATES), UnitClocks(region=Region.EUROPEAN_UNION)
FACTS = ReactionFacts(aware=AWARE, seriousness=HOSPITAL, is_in_label=True, is_study=False, is_device_suspected=False)


def names(facts: ReactionFacts, unit: UnitClocks) -> list[str]:
    return [item.what for item in owed(facts, unit)]


class TestAsking:
    def test_h_26_nothing_known_asks_and_names_no_law(self) -> None:
        found = owed(ReactionFacts(aware=None), UnitClocks())

        assert [item.what for item in found if item.duty is Duty.ASK] == [
            "Whose rules apply?",
            "When did the unit learn of it?",
            "Was it serious?",
            "Does the label name this reaction?",
            "Was the drug given in a study?",
        ]
        assert not [item for item in found if item.duty is Duty.LAW or item.due]

    def test_h_26_one_open_criterion_asks(self) -> None:
        facts = replace(FACTS, seriousness=replace(NOT_SERIOUS, congenital=None))
        assert "Was it serious?" in names(facts, AMERICA)

    def test_h_26_not_serious_asks_for_nothing_more(self) -> None:
        facts = ReactionFacts(aware=AWARE, seriousness=NOT_SERIOUS)
        assert names(facts, AMERICA) == ["Incident report", "Letter"]

    def test_h_26_asking_comes_first(self) -> None:
        duties = [item.duty for item in owed(ReactionFacts(aware=AWARE, seriousness=HOSPITAL), AMERICA)]
        assert duties == sorted(duties, key=lambda duty: duty is not Duty.ASK)


class TestUnitedStates:
    def test_h_26_medwatch_is_voluntary_and_has_no_clock(self) -> None:
        found = next(item for item in owed(FACTS, AMERICA) if item.paper is Paper.MEDWATCH)
        assert (found.duty, found.due, found.source) == (Duty.VOLUNTARY, None, "FDA-3500-INSTRUCTIONS")

    def test_h_26_the_clock_of_the_company_runs_for_serious_and_unexpected_only(self) -> None:
        assert "15-day alert report" not in names(FACTS, AMERICA)
        found = owed(replace(FACTS, is_in_label=False), AMERICA)
        alert = next(item for item in found if item.what == "15-day alert report")
        assert (alert.duty, alert.due) == (Duty.OTHERS, None)

    @pytest.mark.parametrize(
        ("changed", "to"),
        [
            ({"death": True}, "FDA, and the maker of the device"),
            ({"life_threatening": True}, "the maker of the device, or FDA where it is not known"),
            ({"disabling": True}, "the maker of the device, or FDA where it is not known"),
            ({"intervention": True}, "the maker of the device, or FDA where it is not known"),
        ],
    )
    def test_h_26_a_device_has_ten_work_days(self, changed: dict[str, bool], to: str) -> None:
        facts = replace(FACTS, seriousness=replace(HOSPITAL, **changed), is_device_suspected=True)
        found = next(item for item in owed(facts, AMERICA) if item.duty is Duty.LAW)
        assert (found.to, found.due, found.source) == (to, date(2026, 12, 4), "CFR-803-30")

    def test_h_26_a_stay_alone_is_no_serious_injury_by_a_device(self) -> None:
        assert "Device report, FDA 3500A" not in names(replace(FACTS, is_device_suspected=True), AMERICA)

    def test_h_26_a_study_reports_to_its_sponsor_at_once(self) -> None:
        found = owed(replace(FACTS, is_study=True), AMERICA)
        assert [item.what for item in found] == ["Report to the sponsor of the study", "Incident report", "Letter"]
        assert found[0].due == AWARE.date()


class TestOwnClocks:
    def test_h_26_no_day_is_guessed(self) -> None:
        for unit in (UNION, UnitClocks(region=Region.OTHER)):
            found = next(item for item in owed(FACTS, unit) if item.paper is Paper.AUTHORITY)
            assert (found.due, "chosen no time" in found.words) == (None, True)

    def test_h_26_the_unit_chooses(self) -> None:
        unit = replace(UNION, authority_days=15, incident_days=1, letter_days=7)
        found = {item.paper: item for item in owed(FACTS, unit)}
        assert found[Paper.AUTHORITY].due == date(2026, 12, 5)
        assert found[Paper.INCIDENT].due == date(2026, 11, 21)
        assert found[Paper.LETTER].due == date(2026, 11, 27)
        assert not found[Paper.INCIDENT].is_overdue(date(2026, 11, 21))
        assert found[Paper.INCIDENT].is_overdue(date(2026, 11, 22))


class TestExpedited:
    @pytest.mark.parametrize(
        ("seriousness", "in_label", "expected"),
        [
            (HOSPITAL, False, True),
            (HOSPITAL, True, False),
            (HOSPITAL, None, None),
            (NOT_SERIOUS, None, False),
            (Seriousness(), True, False),
            (Seriousness(), False, None),
        ],
    )
    def test_h_26_serious_and_unexpected(
        self, seriousness: Seriousness, *, in_label: bool | None, expected: bool | None
    ) -> None:
        assert ReactionFacts(aware=AWARE, seriousness=seriousness, is_in_label=in_label).is_expedited is expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_h_26_work_days_are_counted_one_by_one(day: date, count: int) -> None:
    found = work_days_after(day, count)
    between = [day + timedelta(days=number) for number in range(1, (found - day).days + 1)]
    assert sum(one.isoweekday() <= 5 for one in between) == count
    assert found.isoweekday() <= 5


def test_h_26_the_day_is_that_of_the_calendar_of_the_unit() -> None:
    monday_evening = datetime(2026, 11, 17, 1, 30, tzinfo=UTC)
    device = ReactionFacts(
        aware=monday_evening, seriousness=Seriousness(intervention=True), is_device_suspected=True, is_study=False
    )
    boston = replace(AMERICA, zone=ZoneInfo("America/New_York"))
    dues = [
        next(item.due for item in owed(device, unit) if item.due is not None and "work days" in item.words)
        for unit in (AMERICA, boston)
    ]

    assert dues == [date(2026, 12, 1), date(2026, 11, 30)]
