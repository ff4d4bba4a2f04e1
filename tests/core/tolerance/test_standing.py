"""How tolerance stands after a session, dose by dose (H-90, H-91)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from stepward.core.quantities import parse_amount
from stepward.core.tolerance.history import GivenDose, History, Mode, Terms, UnfitHistory
from stepward.core.tolerance.standing import Action, State, Tolerance, tolerance_at
from stepward.core.tolerance.window import window_of

END = datetime(2026, 11, 20, 14, tzinfo=UTC)
ASPIRIN = History(
    drug="aspirin",
    mode=Mode.CONTINUOUS,
    is_completed=True,
    ended_at=END,
    interval=Fraction(24),
    terms=Terms(window=Fraction(48), half_lives=Fraction(5), cap=Fraction(48)),
)


def after(hours: float) -> datetime:
    return END + timedelta(hours=hours)


def dose(hours: float, amount: str = "325 mg", product: str = "A", route: str = "oral") -> GivenDose:
    return GivenDose(given_at=after(hours), amount=parse_amount(amount), product=product, route=route)


def at(hours: float, *doses: GivenDose, history: History = ASPIRIN) -> Tolerance:
    return tolerance_at(replace(history, doses=doses), after(hours))


def codes(found: Tolerance) -> list[str]:
    return [item.code for item in found.findings]


class TestClock:
    @pytest.mark.parametrize(
        ("hours", "state", "action"),
        [
            (0, State.TOLERANT, Action.CONTINUE),
            (23.99, State.TOLERANT, Action.CONTINUE),
            (24, State.DUE, Action.DOSE_NOW),
            (47.99, State.DUE, Action.DOSE_NOW),
            (48, State.LAPSED, Action.REPEAT_FULL),
            (1000, State.LAPSED, Action.REPEAT_FULL),
        ],
    )
    def test_h_90_runs_from_the_end_of_the_session(self, hours: float, state: State, action: Action) -> None:
        found = at(hours)

        assert (found.state, found.action) == (state, action)
        assert (found.since, found.next_due_at, found.lapses_at) == (END, after(24), after(48))

    def test_h_90_starts_anew_with_a_dose_given_in_time_and_shifts_the_next(self) -> None:
        found = at(50, dose(24), dose(47.9))

        assert found.state is State.TOLERANT
        assert (found.next_due_at, found.lapses_at) == (after(71.9), after(95.9))

    def test_h_90_a_dose_after_the_window_opens_nothing(self) -> None:
        found = at(49, dose(48))

        assert (found.state, found.action) == (State.LAPSED, Action.REPEAT_FULL)
        assert (found.lapses_at, found.counted) == (after(48), ())
        assert codes(found) == ["TOL-08"]

    def test_h_90_an_infused_dose_counts_from_its_end(self) -> None:
        infused = replace(dose(24), ended_at=after(26))

        assert at(30, infused).lapses_at == after(74)

    def test_h_91_says_nothing_of_a_session_that_was_not_completed(self) -> None:
        found = at(1, dose(0.5), history=replace(ASPIRIN, is_completed=False))

        assert (found.state, found.action, found.lapses_at) == (State.NEVER, Action.ASK, None)

    def test_h_90_a_drug_in_cycles_is_desensitized_at_every_dose(self) -> None:
        found = at(1, history=replace(ASPIRIN, mode=Mode.EVERY_DOSE))

        assert (found.state, found.action) == (State.LAPSED, Action.REPEAT_FULL)
        assert (found.next_due_at, found.lapses_at) == (None, None)

    def test_h_90_before_the_end_of_the_session_nobody_is_tolerant(self) -> None:
        assert (at(-1).state, at(-1).action) == (State.NEVER, Action.ASK)

    def test_h_90_an_end_that_is_not_known_is_asked_for(self) -> None:
        found = at(1, history=replace(ASPIRIN, ended_at=None))

        assert (found.state, found.action, codes(found)) == (State.UNKNOWN, Action.ASK, ["TOL-02"])

    def test_h_90_without_an_interval_it_is_known_only_that_it_has_lapsed(self) -> None:
        unknown = replace(ASPIRIN, interval=None)

        assert (at(47, history=unknown).state, at(47, history=unknown).action) == (State.UNKNOWN, Action.ASK)
        assert at(48, history=unknown).state is State.LAPSED


class TestDoubts:
    @pytest.mark.parametrize(
        ("odd", "code"),
        [
            (dose(31), "TOL-10"),
            (dose(-1), "TOL-11"),
            (dose(24), "TOL-12"),
            (dose(28, product="B"), "TOL-13"),
            (dose(28, route="intravenous"), "TOL-14"),
            (dose(28, amount="500 units"), "TOL-15"),
        ],
    )
    def test_h_90_a_dose_that_cannot_be_right_is_kept_out_and_asked_about(self, odd: GivenDose, code: str) -> None:
        found = at(30, dose(24), odd)

        assert (found.state, found.action, codes(found)) == (State.TOLERANT, Action.ASK, [code])
        assert (found.lapses_at, found.counted) == (after(72), (dose(24),))

    def test_h_90_the_order_says_which_product_is_meant(self) -> None:
        found = at(30, dose(24), history=replace(ASPIRIN, product="B"))

        assert (codes(found), found.counted) == (["TOL-13"], ())

    def test_h_90_a_dose_smaller_than_ordered_is_kept_out(self) -> None:
        ordered = parse_amount("325 mg")
        right, small = replace(dose(20), ordered=ordered), replace(dose(28, amount="0.3249 g"), ordered=ordered)
        found = at(30, right, small)

        assert (codes(found), found.action, found.lapses_at) == (["TOL-17"], Action.ASK, after(68))

    def test_h_90_a_dose_larger_than_ordered_counts_and_is_asked_about(self) -> None:
        found = at(30, replace(dose(28, amount="3250 mg"), ordered=parse_amount("325 mg")))

        assert (codes(found), found.action, found.lapses_at) == (["TOL-18"], Action.ASK, after(76))
        assert "3,250 mg and not 325 mg" in found.findings[0].message.replace("\u00a0", " ")

    def test_h_90_a_dose_between_two_desensitizations_is_pointed_at(self) -> None:
        cycles = replace(ASPIRIN, mode=Mode.EVERY_DOSE)

        assert codes(at(30, dose(28), history=cycles)) == ["TOL-04", "TOL-19"]
        assert codes(at(20, dose(28), history=cycles)) == ["TOL-04"]

    def test_h_90_a_window_that_closes_before_the_next_dose_is_said(self) -> None:
        found = at(1, history=replace(ASPIRIN, terms=Terms(cap=Fraction(24))))

        assert (found.state, codes(found)) == (State.TOLERANT, ["TOL-07"])


class TestWindow:
    @pytest.mark.parametrize(
        ("terms", "interval", "hours"),
        [
            (Terms(window=Fraction(48), cap=Fraction(36)), 24, 36),
            (Terms(half_life=Fraction(6), half_lives=Fraction(5), cap=Fraction(48)), 24, 30),
            (Terms(half_life=Fraction(6), half_lives=Fraction(4), cap=Fraction(48)), 24, None),
            (Terms(half_life=Fraction(1), half_lives=Fraction(5), window=Fraction(12)), 6, None),
            (
                Terms(half_life=Fraction(1), half_lives=Fraction(5), window=Fraction(12), is_set_by_physician=True),
                6,
                12,
            ),
            (
                Terms(half_life=Fraction(1), half_lives=Fraction(5), cap=Fraction(12), is_set_by_physician=True),
                6,
                None,
            ),
            (Terms(half_lives=Fraction(5)), 24, None),
            (Terms(), 24, None),
        ],
    )
    def test_h_90_is_the_shortest_term_that_can_be_used(self, terms: Terms, interval: int, hours: int | None) -> None:
        found = window_of(terms, Fraction(interval))

        assert found.hours == hours
        assert bool(found.why_unknown) == (hours is None)

    def test_h_90_unknown_means_not_tolerant(self) -> None:
        found = at(1, history=replace(ASPIRIN, terms=Terms()))

        assert (found.state, found.action, found.lapses_at) == (State.UNKNOWN, Action.ASK, None)


class TestTimes:
    def test_without_an_offset_are_refused(self) -> None:
        local = datetime(2026, 11, 21, 14)  # noqa: DTZ001 - that is the point
        with pytest.raises(UnfitHistory, match="offset"):
            GivenDose(given_at=local)
        with pytest.raises(UnfitHistory, match="offset"):
            replace(ASPIRIN, ended_at=local)
        with pytest.raises(UnfitHistory, match="offset"):
            tolerance_at(ASPIRIN, local)

    def test_that_cannot_be_are_refused(self) -> None:
        with pytest.raises(UnfitHistory, match="after it began"):
            replace(dose(24), ended_at=after(23))
        with pytest.raises(UnfitHistory, match="more than zero"):
            replace(ASPIRIN, interval=Fraction(0))
        with pytest.raises(UnfitHistory, match="half-life"):
            Terms(half_life=Fraction(-1))


def test_h_90_hours_are_counted_and_not_what_a_clock_on_the_wall_shows() -> None:
    """In the night in which the clocks go back, two hours by the clock are three hours of time."""
    place = ZoneInfo("Europe/Berlin")
    ended = datetime(2026, 10, 25, 1, tzinfo=place)
    history = replace(ASPIRIN, ended_at=ended, interval=Fraction(2), terms=Terms(window=Fraction(3)))

    assert tolerance_at(history, datetime(2026, 10, 25, 3, tzinfo=place)).state is State.LAPSED
    assert tolerance_at(history, datetime(2026, 10, 25, 2, tzinfo=place, fold=1)).state is State.DUE
