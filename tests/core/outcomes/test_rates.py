"""Rates of two kinds, small cells, and the control chart, beside SciPy."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from scipy import stats

from stepward.core.outcomes.chart import control_chart, quarter
from stepward.core.outcomes.outcome import Ending, Outcome
from stepward.core.outcomes.rates import (
    MixedUnits,
    PatientRate,
    ProcedureRate,
    What,
    by_step,
    grouped,
    per_patient,
    per_procedure,
    pooled,
    ungraded,
)
from stepward.core.outcomes.small import LEAST

ONE = Outcome(
    patient="a",
    drug="inventin",
    protocol="12-step",
    phenotype="type-1",
    started_at=datetime(2026, 2, 3, tzinfo=UTC),
    ending=Ending.COMPLETED,
    steps=12,
)
REACTED = replace(ONE, reactions=1, brown=2, step=9)


def of(*outcomes: Outcome) -> tuple[Outcome, ...]:
    return outcomes


class TestRates:
    def test_h_30_one_reaction_in_eleven_cycles_is_one_of_one_patients_and_one_of_eleven_procedures(self) -> None:
        rows = (*[ONE] * 10, REACTED)

        assert per_procedure(rows, What.BREAKTHROUGH) == ProcedureRate(1, 11)
        assert per_patient(rows, What.BREAKTHROUGH) == PatientRate(1, 1)

    def test_h_30_a_patient_has_completed_where_every_procedure_was(self) -> None:
        rows = of(ONE, replace(ONE, ending=Ending.STOPPED), replace(ONE, patient="b"))

        assert per_procedure(rows, What.COMPLETED) == ProcedureRate(2, 3)
        assert per_patient(rows, What.COMPLETED) == PatientRate(1, 2)

    def test_h_30_a_reduced_dose_is_not_the_whole(self) -> None:
        assert per_procedure(of(replace(ONE, ending=Ending.REDUCED)), What.COMPLETED).count == 0

    def test_h_30_severe_needs_a_grade_that_is_known(self) -> None:
        rows = of(REACTED, replace(REACTED, brown=3), replace(REACTED, brown=None))

        assert per_procedure(rows, What.SEVERE).count == 1

    def test_h_30_a_reaction_without_a_grade_is_unknown_and_not_mild(self) -> None:
        unknown = replace(REACTED, brown=None)

        assert ungraded(of(ONE, REACTED, unknown, unknown)) == (2, 1)
        assert ungraded(of(unknown, replace(REACTED, brown=3))) == (1, 0)

    def test_h_30_the_two_kinds_are_never_equal_and_never_added_up(self) -> None:
        assert ProcedureRate(1, 11) != PatientRate(1, 11)  # type: ignore[comparison-overlap]
        with pytest.raises(MixedUnits, match="cannot be added up"):
            pooled([ProcedureRate(1, 11), PatientRate(1, 1)])
        with pytest.raises(TypeError):
            ProcedureRate(1, 2) < PatientRate(1, 2)  # type: ignore[operator]  # noqa: B015 - that is the test
        with pytest.raises(TypeError):
            ProcedureRate(1, 2) + ProcedureRate(1, 2)  # type: ignore[operator]

    def test_h_30_sites_are_pooled(self) -> None:
        assert pooled([ProcedureRate(1, 11), ProcedureRate(2, 20)]) == ProcedureRate(3, 31)
        assert pooled([PatientRate(1, 3), PatientRate(2, 5)]) == PatientRate(3, 8)
        with pytest.raises(ValueError, match="no rate"):
            pooled([])

    @pytest.mark.parametrize(("count", "every"), [(0, 1), (1, 1), (3, 98), (18, 413), (413, 413), (0, 370)])
    def test_h_30_has_the_exact_interval(self, count: int, every: int) -> None:
        mine = ProcedureRate(count, every).interval
        theirs = stats.binomtest(count, every).proportion_ci(method="exact")

        assert (mine.low, mine.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)

    def test_h_30_groups_in_order(self) -> None:
        rows = of(replace(ONE, drug="b"), ONE, replace(ONE, drug="b"))

        assert {name: len(found) for name, found in grouped(rows, lambda one: one.drug).items()} == {
            "b": 2,
            "inventin": 1,
        }

    def test_h_30_says_where_first_reactions_came(self) -> None:
        rows = of(REACTED, replace(REACTED, step=12), replace(REACTED, step=12), replace(REACTED, step=None), ONE)

        assert by_step(rows) == {"last step": 2, "3 before the last": 1, "after the last step": 1}

    def test_h_30_lateness_needs_both_times(self) -> None:
        assert ONE.late is None
        assert replace(ONE, planned_minutes=340, minutes=395).late == 55
        assert replace(ONE, planned_minutes=340, minutes=330).late == 0


def test_h_97_no_fewer_than_eleven_share_what_is_shown() -> None:
    assert LEAST == 11


class TestChart:
    def test_h_35_limits_are_those_of_the_binomial_distribution(self) -> None:
        days = [datetime(2024 + place // 60, 1 + place % 12, 1, tzinfo=UTC) for place in range(180)]
        rows = [replace(ONE if place % 7 else REACTED, started_at=day) for place, day in enumerate(days)]
        chart = control_chart(rows, lambda one: one.has_breakthrough)

        assert chart.center == pytest.approx(26 / 180)
        assert len(chart.points) == 12
        assert chart.is_drawn
        for point in chart.points:
            low = float(stats.binom.ppf(0.00135, point.procedures, chart.center))
            high = float(stats.binom.ppf(1 - 0.00135, point.procedures, chart.center))
            assert (point.low, point.high) == pytest.approx((low / point.procedures, high / point.procedures))

    def test_h_35_a_quarter_that_chance_would_not_bring_is_outside(self) -> None:
        quiet = [replace(ONE, started_at=datetime(2024, 1 + place % 9, 1, tzinfo=UTC)) for place in range(300)]
        loud = [replace(REACTED, started_at=datetime(2024, 11, 1, tzinfo=UTC)) for _ in range(12)]
        chart = control_chart([*quiet, *loud], lambda one: one.has_breakthrough)

        assert [point.is_outside for point in chart.points] == [False, False, False, True]
        assert not chart.is_drawn

    def test_h_35_of_nothing_there_is_no_chart(self) -> None:
        assert control_chart([], lambda one: one.has_breakthrough).points == ()

    @pytest.mark.parametrize(("month", "name"), [(1, "Q1"), (3, "Q1"), (4, "Q2"), (9, "Q3"), (12, "Q4")])
    def test_h_35_quarters(self, month: int, name: str) -> None:
        assert quarter(replace(ONE, started_at=datetime(2026, month, 1, tzinfo=UTC))) == f"2026 {name}"
