"""Mistakes injected into preparations: the share that check figures and weight catch, and what neither sees."""

from fractions import Fraction

import pytest

from stepward.core.preparation.preparing import prepare
from stepward.core.preparation.slips import Caught, Slip, caught, figures
from tests.core.preparation.benches import BENCH, ladder, product

LADDERS = ("4-step", "8-step", "12-step", "16-step", "20-step")


def added_up() -> dict[Slip, Caught]:
    rows = [row for name in LADDERS for row in caught(prepare(ladder(name), product(), BENCH))]
    return {
        slip: Caught(
            slip=slip,
            cases=sum(row.cases for row in rows if row.slip is slip),
            by_figures=sum(row.by_figures for row in rows if row.slip is slip),
            by_weight=sum(row.by_weight for row in rows if row.slip is slip),
        )
        for slip in Slip
    }


class TestCaught:
    @pytest.mark.parametrize(
        ("slip", "figures_share", "weight_share"),
        [
            (Slip.VIAL_STRENGTH, "1", "0"),  # the vial weighs the same: only a reader sees it
            (Slip.BAGS_SWAPPED, "0", "9/10"),  # the rest weigh alike, with other sources
            (Slip.LABELS_SWAPPED, "0", "0"),  # equal bags: neither sees it, so the label must be scanned
            (Slip.TENFOLD_MORE, "1", "1"),
            (Slip.TENFOLD_LESS, "1", None),
            (Slip.DILUENT_LEFT, "1", "1"),
        ],
    )
    def test_shares(self, slip: Slip, figures_share: str, weight_share: str | None) -> None:
        found = added_up()[slip]

        assert found.cases > 0
        assert found.share(found.by_figures) == Fraction(figures_share)
        if weight_share is None:
            assert 0 < found.share(found.by_weight) < 1  # a tenth of a small draw is lost in the balance
        else:
            assert found.share(found.by_weight) == Fraction(weight_share)

    def test_says_none_where_a_slip_cannot_happen(self) -> None:
        none = Caught(slip=Slip.BAGS_SWAPPED, cases=0, by_figures=0, by_weight=0)

        assert none.share(0) == 0


class TestFigures:
    def test_are_read_of_each_solution(self) -> None:
        found = figures(prepare(ladder(), product(), BENCH))

        assert {item.solution for item in found} == {1, 2, 3}
        assert "strength on the vial" in {item.what for item in found}
