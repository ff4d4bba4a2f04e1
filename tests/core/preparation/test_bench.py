from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepward.core.preparation.bench import Bag, Bench, UnsoundBench
from stepward.core.preparation.strokes import stroke_words
from stepward.core.quantities import Volume
from tests.core.preparation.benches import BENCH, ml, syringe


class TestMeasure:
    @pytest.mark.parametrize(
        ("volume", "expected"),
        [
            ("0.199", None),  # below the least volume of the smallest syringe: refused, even where it rounds up (H-43)
            ("0.2", "1 mL syringe 0.2 mL"),
            ("0.204", "1 mL syringe 0.2 mL"),
            ("1", "1 mL syringe 1 mL"),
            ("9.84", "10 mL syringe 9.8 mL"),
            ("50", "50 mL syringe 50 mL"),
            ("51", "50 mL syringe 50 mL, 1 mL syringe 1 mL"),
            ("59.6", "50 mL syringe 50 mL, 10 mL syringe 9.6 mL"),
            ("100", "50 mL syringe 2 × 50 mL"),
            ("238", "50 mL syringe 3 × 48 mL + 2 × 47 mL"),
            ("600.4", "50 mL syringe 12 × 50 mL"),
            ("601", None),  # more than twelve strokes is no way to measure
        ],
    )
    def test_takes_the_fewest_strokes(self, volume: str, expected: str | None) -> None:
        found = BENCH.measure(ml(volume))

        assert (found and stroke_words(found.strokes).replace("\xa0", " ")) == expected

    def test_lists_further_ways_only_if_they_are_closer(self) -> None:
        found = BENCH.measures(ml("59.63"))

        assert [(item.volume.exact, len(item.strokes)) for item in found] == [("59.6", 2), ("59.63", 3)]

    @pytest.mark.parametrize("volume", ["9.6", "10.4"])
    def test_reads_no_further_off_than_half_a_mark(self, volume: str) -> None:
        coarse = Bench(syringes=(syringe("50", "1", "5"),))

        assert [item.volume.exact for item in coarse.measures(ml(volume))] == ["10"]
        assert coarse.measure(ml("4.9")) is None

    def test_leaves_out_what_no_marks_reach(self) -> None:
        gaps = Bench(syringes=(syringe("10", "1", "8"), syringe("100", "1", "50")))

        assert gaps.measure(ml("12")) is None
        assert gaps.measure(ml("17")).volume == ml("17")  # type: ignore[union-attr]

    @given(volume=st.fractions(Fraction(1, 10), Fraction(130), max_denominator=997))
    @settings(max_examples=200, deadline=None)
    def test_each_stroke_is_on_a_mark_and_not_too_small(self, volume: Fraction) -> None:
        for item in BENCH.measures(Volume(volume)):
            assert all(stroke.syringe.measures(stroke.volume) for stroke in item.strokes)
            assert sum(stroke.volume.value for stroke in item.strokes) == item.volume.value
            assert abs(item.volume.value - volume) <= Fraction(1, 2)

    def test_measures_nothing_without_syringes(self) -> None:
        assert Bench(syringes=()).measure(ml("1")) is None


class TestRefusals:
    @pytest.mark.parametrize(
        "marks", [("10", "0", "1"), ("10", "0.3", "1"), ("10", "1", "0.5"), ("10", "1", "11"), ("0", "1", "1")]
    )
    def test_refuses_marks_that_do_not_fit(self, marks: tuple[str, str, str]) -> None:
        with pytest.raises(UnsoundBench, match="syringe"):
            syringe(*marks)

    @pytest.mark.parametrize(("nominal", "overfill"), [("0", "1"), ("250", "-1")])
    def test_refuses_an_impossible_bag(self, nominal: str, overfill: str) -> None:
        with pytest.raises(UnsoundBench, match="bag"):
            Bag(nominal=ml(nominal), overfill=ml(overfill))


class TestBagFor:
    def test_takes_the_smallest_that_is_large_enough(self) -> None:
        bench = Bench(syringes=(), bags=(Bag(nominal=ml("500")), Bag(nominal=ml("250"))))

        assert bench.bag_for(ml("250")).nominal == ml("250")
        assert bench.bag_for(ml("251")).nominal == ml("500")

    def test_does_not_guess_the_overfill_of_a_bag_that_is_not_listed(self) -> None:
        assert Bench(syringes=()).bag_for(ml("100")) == Bag(nominal=ml("100"), overfill=None)
