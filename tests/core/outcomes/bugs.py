"""Seeded bugs of outcomes: rates, small cells, the control chart, and what is shared."""

from tests.adapters.event_log.seeding import Mutant

CORE = "stepward.core.outcomes"
RATES, OUTCOME, SMALL = f"{CORE}.rates", f"{CORE}.outcome", f"{CORE}.small"
CHART, INTERVALS, SHARED = f"{CORE}.chart", f"{CORE}.intervals", "stepward.usecases.outcomes"
COUNTED, POOLED = ("tests/core/outcomes/test_rates.py",), ("tests/adapters/pooling/test_files.py",)
FILES = {
    RATES: COUNTED,
    OUTCOME: COUNTED,
    SMALL: COUNTED,
    CHART: COUNTED,
    INTERVALS: ("tests/core/outcomes/test_intervals.py",),
    SHARED: POOLED,
}

MUTANTS = (
    Mutant("H-30", RATES, "whole = all if what is What.COMPLETED else any", "whole = any"),
    Mutant("H-30", RATES, "    if procedures and patients:\n", "    if False:\n"),
    Mutant("H-30", RATES, "if one.is_ungraded and one.patient not in severe}", "if one.is_ungraded}"),
    Mutant("H-30", RATES, "lambda one: one.is_completed", "lambda one: not one.has_breakthrough"),
    Mutant("H-30", RATES, "sum(map(whole, found.values()))", "sum(map(len, found.values()))"),
    Mutant("H-30", RATES, "{one.steps - one.step} before", "{one.steps - one.step - 1} before"),
    Mutant("H-30", OUTCOME, "self.ending is Ending.COMPLETED", "self.ending is not Ending.STOPPED"),
    Mutant("H-30", OUTCOME, "SEVERE = 3", "SEVERE = 2"),
    Mutant("H-30", OUTCOME, "self.brown >= SEVERE", "self.brown > SEVERE"),
    Mutant("H-30", OUTCOME, "self.has_breakthrough and self.brown is None", "False"),
    Mutant("H-30", OUTCOME, "max(self.minutes - self.planned_minutes, 0)", "self.minutes - self.planned_minutes"),
    Mutant("H-97", SMALL, "LEAST = 11", "LEAST = 10"),
    Mutant("H-97", SHARED, '"patient": patient,', '"patient": one.patient,'),
    Mutant("H-97", SHARED, "if len({one.patient for _, one in found})", "if len([one.patient for _, one in found])"),
    Mutant("H-97", SHARED, "one.phenotype, quarter(one))", 'one.phenotype, f"{one.started_at:%Y-%m-%d}")'),
    Mutant("H-97", SHARED, "                waiting += found\n",
           "                yield from ((one, told) for _, one in found)\n"),
    Mutant("H-97", SHARED, "for _, one in found}) >= least:", "for _, one in found}) >= least - 1:"),
    Mutant("H-97", SHARED, "tuple(sorted(rows, key=lambda row: [str(value) for value in row.values()]))",
           "tuple(rows)"),
    Mutant("H-35", CHART, "TAIL, FEWEST = 0.00135, 10", "TAIL, FEWEST = 0.0228, 10"),
    Mutant("H-35", CHART, "0.00135, 10", "0.00135, 4"),
    Mutant("H-35", CHART, "self.low <= self.share <= self.high", "self.low < self.share < self.high"),
    Mutant("H-35", CHART, "center, 1 - TAIL)", "center, 1 - 100 * TAIL)"),
    Mutant("H-35", CHART, "(one.started_at.month + 2) // 3", "one.started_at.month // 4 + 1"),
    Mutant("H-35", INTERVALS, "rest = (1 - level) / 2", "rest = 1 - level"),
    Mutant("H-35", INTERVALS, "_solved(1 - rest, count + 1, of - count)", "_solved(1 - rest, count, of - count)"),
)  # fmt: skip
