import pytest

from stepward.core.preparation.bench import Bag, Bench, UnsoundBench
from tests.core.preparation.benches import BENCH, ml, syringe


class TestMeasure:
    @pytest.mark.parametrize(
        ("volume", "expected"),
        [
            ("0.199", None),  # below the least volume of the smallest syringe: refused, even where it rounds up (H-43)
            ("0.2", ("1 mL", ["0.2"])),
            ("0.204", ("1 mL", ["0.2"])),
            ("1", ("1 mL", ["1"])),
            ("1.04", ("3 mL", ["1"])),
            ("9.84", ("10 mL", ["9.8"])),
            ("50", ("50 mL", ["50"])),
            ("51", ("50 mL", ["26", "25"])),
            ("238", ("50 mL", ["48", "48", "48", "47", "47"])),
            ("601", None),  # more than twelve strokes is no way to measure
        ],
    )
    def test_takes_a_syringe_that_measures_it(self, volume: str, expected: tuple[str, list[str]] | None) -> None:
        found = BENCH.measure(ml(volume))

        assert (found and (found.syringe.name, [item.exact for item in found.strokes])) == expected

    def test_lists_further_ways_only_if_they_are_closer(self) -> None:
        found = BENCH.measures(ml("19.84"))

        assert [(item.volume.exact, len(item.strokes)) for item in found] == [("20", 1), ("19.8", 2)]

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
