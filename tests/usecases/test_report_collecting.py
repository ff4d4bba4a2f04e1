"""What a session knows of the dose in a report: exact, up to the reaction and in all, and a range where it is one."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from stepward.core.reactions.signs import Sign
from stepward.core.reports.parts import Action, Measured
from stepward.core.reports.report import SafetyReport
from stepward.core.sessions.commands_charting import RecordReaction
from stepward.core.sessions.commands_ending import EndSession
from stepward.core.sessions.commands_holding import ConfirmPumpStopped
from stepward.usecases.report_collecting import aware_at, collected
from tests.core.sessions.plans import Ward, running
from tests.usecases.report_keeping import Desk, reacted


def amount(report: SafetyReport) -> Measured | None:
    return report.drugs[0].doses[0].amount


def reaction(ward: Ward) -> Ward:
    return ward.do(RecordReaction(signs=(Sign.HIVES,)))


def test_h_13_the_dose_is_that_of_the_log_and_that_until_the_reaction_is_less() -> None:
    ward = reacted()
    report = Desk(ward=ward).known()
    until, in_all = report.drugs[0].until_reaction, amount(report)

    assert in_all == Measured(value=ward.session.given.total(ward.now).most, unit="mg")
    assert until is not None
    assert in_all is not None
    assert 0 < until.value < in_all.value / 10


def test_h_13_the_dose_until_the_reaction_stays_what_it_was_then() -> None:
    ward = reaction(running(3).calm().wait(6)).do(ConfirmPumpStopped())
    then = amount(Desk(ward=ward).known())
    later = Desk(ward=reacted()).known()

    assert then is not None
    assert later.drugs[0].until_reaction == then


def test_h_13_a_dose_that_is_not_known_exactly_is_told_as_a_range_and_as_no_number() -> None:
    ward = reaction(running(3).calm().wait(6)).wait(4).do(ConfirmPumpStopped())
    report = Desk(ward=ward).known()
    given = ward.session.given.total(ward.now)

    assert given.least < given.most
    assert amount(report) is None
    assert " to " in (report.drugs[0].doses[0].text or "")


def test_h_97_a_report_names_no_patient() -> None:
    report = Desk(ward=reacted()).known()

    assert report.patient.initials == "M.R."
    for word in ("Ruiz", "Marta", "INV 0047", "1971"):
        assert word not in repr(report)


def test_h_13_what_was_done_with_the_drug_follows_from_the_end() -> None:
    ward = reaction(running(3).calm().wait(6)).do(ConfirmPumpStopped())
    assert Desk(ward=ward).known().drugs[0].action is None
    assert Desk(ward=reacted()).known().drugs[0].action is Action.NOT_CHANGED
    ended = ward.wait(61).do(EndSession(reason="the reaction (invented)", confirmed=True))

    assert Desk(ward=ended).known().drugs[0].action is Action.WITHDRAWN


@pytest.mark.parametrize(("shift", "years"), [(-1, 40), (0, 40), (1, 39)])
def test_h_13_age_is_counted_in_whole_years_on_the_day_of_the_reaction(shift: int, years: int) -> None:
    ward = reacted()
    behind = Desk(ward=ward).behind(len(ward.entries), frozenset(), "x")
    day = aware_at(behind.record)
    assert day is not None
    born = day.date().replace(year=day.year - 40) + timedelta(days=shift)
    patient = replace(behind.order.patient, born_on=born)
    found = collected(replace(behind, order=replace(behind.order, patient=patient)), day)

    assert found.patient.age == Measured(value=Fraction(years), unit="a")
