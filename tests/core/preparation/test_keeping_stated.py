"""How long a bag keeps, where no label says so: a pharmacist states it, with the basis."""

from datetime import timedelta
from fractions import Fraction

import pytest

from stepward.core.preparation.judging import (
    LONGEST_KEEPING,
    NotNow,
    ReasonMissing,
    TimeIsKnown,
    TimeNotPossible,
    state_keeping,
)
from stepward.core.preparation.preparing import prepare
from stepward.core.preparation.recipe import Outlook
from stepward.core.preparation.work import Deed
from stepward.core.quantities import Duration
from tests.core.preparation.benches import BENCH, ladder, product
from tests.core.preparation.working import FOURTH, NINE, ROOS, SILVA, SOURCE, Bench, by

WITHOUT = prepare(ladder("16-step"), product(stabilities=()), BENCH, outlook=Outlook(start_at=NINE))
DAY = Duration(Fraction(1440))


def state(bench: Bench, lasts: Duration = DAY, basis: str = "rule of the pharmacy") -> Deed:
    """Let a pharmacist state it."""
    return bench.keep(state_keeping(bench.record, bench.work().vessel, lasts, basis, by=by(SILVA, 30)))


class TestStateKeeping:
    def test_h_51_counts_from_when_the_bag_was_finished(self) -> None:
        bench = Bench(WITHOUT)
        bench.make()
        assert bench.work().expires_at is None

        state(bench)

        work = bench.work()
        assert work.expires_at == NINE + timedelta(hours=24)
        assert work.stated is not None
        assert (work.stated.person_name, work.stated.detail.reason) == (SILVA, "rule of the pharmacy")
        assert not bench.work(minutes=1439).is_expired
        assert bench.work(minutes=1440).is_expired

    def test_can_be_stated_before_it_is_finished_and_the_last_word_counts(self) -> None:
        bench = Bench(WITHOUT)
        bench.draw_all()
        state(bench)
        bench.make_end()
        state(bench, Duration(Fraction(60)))

        assert bench.work().expires_at == NINE + timedelta(hours=1)

    def test_ends_with_its_bag(self) -> None:
        bench = Bench(WITHOUT)
        bench.make()
        state(bench)
        bench.void()
        bench.make()

        assert bench.work().bag == 2
        assert bench.work().expires_at is None

    @pytest.mark.parametrize("minutes", [Fraction(0), Fraction(-1), LONGEST_KEEPING.value + 1])
    def test_takes_no_impossible_time(self, minutes: Fraction) -> None:
        bench = Bench(WITHOUT)
        bench.make()

        with pytest.raises(TimeNotPossible):
            state(bench, Duration(minutes))

    def test_wants_a_basis(self) -> None:
        bench = Bench(WITHOUT)
        bench.make()

        with pytest.raises(ReasonMissing):
            state(bench, basis=" ")

    def test_never_changes_what_the_label_says(self) -> None:
        bench = Bench()
        bench.make()

        with pytest.raises(TimeIsKnown):
            state(bench)

    def test_is_for_a_bag_that_is_begun_and_given(self) -> None:
        bench = Bench(WITHOUT)
        with pytest.raises(NotNow, match="not begun"):
            state(bench)

        bench.make(SOURCE)
        with pytest.raises(NotNow, match="never given"):
            state_keeping(bench.record, bench.work(SOURCE).vessel, DAY, "rule", by=by(ROOS))
        assert bench.work(FOURTH).stated is None
