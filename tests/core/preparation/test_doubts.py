"""What a pharmacist must know of a plan that leaves something open, or of a product that does not fit it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from stepward.core.findings import Severity
from stepward.core.preparation.preparing import prepare
from stepward.core.protocols.plan import Ladder, Plan
from tests.core.preparation.benches import BENCH, codes, ladder, product

PLAN = ladder()


def changed(change: Callable[[Ladder], Ladder]) -> Plan:
    return replace(PLAN, exact=change(PLAN.exact), as_set=None)


def steps(only: int | None = None, **facts: object) -> Callable[[Ladder], Ladder]:
    def change(found: Ladder) -> Ladder:
        made = (replace(step, **facts) if only in {None, step.number} else step for step in found.steps)  # type: ignore[arg-type]
        return replace(found, steps=tuple(made))

    return change


def solutions(**facts: object) -> Callable[[Ladder], Ladder]:
    def change(found: Ladder) -> Ladder:
        return replace(found, solutions=tuple(replace(item, **facts) for item in found.solutions))  # type: ignore[arg-type]

    return change


class TestOpenPlans:
    @pytest.mark.parametrize(
        ("change", "code", "severity", "sentence"),
        [
            (solutions(volume=None), "PREP-23", Severity.CAUTION, "The plan states no volume for solution 1, 2, 3"),
            (steps(3, duration=None), "PREP-15", Severity.CAUTION, "The plan leaves the time of these steps open: 3."),
            (steps(3, drug="another"), "PREP-05", Severity.BLOCK, "Steps of this plan give another drug"),
            (lambda found: replace(found, solutions=()), "PREP-06", Severity.BLOCK, "The plan has no solution"),
            (
                lambda found: replace(found, steps=tuple(replace(step, dose=step.dose * 2) for step in found.steps)),
                "PREP-16",
                Severity.BLOCK,
                "As made, the steps give ",
            ),
        ],
    )
    def test_each_is_said(
        self, change: Callable[[Ladder], Ladder], code: str, severity: Severity, sentence: str
    ) -> None:
        found = [item for item in prepare(changed(change), product(), BENCH).findings if item.code == code]

        assert [item.severity for item in found] == [severity]
        assert found[0].message.startswith(sentence)

    def test_steps_that_give_nothing_have_no_sum_to_check(self) -> None:
        assert "PREP-16" not in codes(prepare(changed(steps(delivers_nothing=True)), product(), BENCH))

    def test_a_bench_without_a_density_names_no_assumption(self) -> None:
        found = codes(prepare(PLAN, product(), replace(BENCH, density=None)))

        assert "PREP-26" in found
        assert "PREP-27" not in found
