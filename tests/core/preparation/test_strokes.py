"""Draws of several syringes, from the volume to the words, the weights and the JSON."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stepward.adapters.documents.preparation_json import draw_json, preparation_text
from stepward.core.preparation.preparing import prepare
from stepward.core.preparation.recipe import Draw, DrawnFrom, Liquid
from stepward.core.preparation.slips import Slip, caught
from tests.core.preparation.benches import BENCH, codes, ladder, ml, product


def draw(volume: str) -> Draw:
    measured = BENCH.measure(ml(volume))
    assert measured is not None
    source = DrawnFrom(liquid=Liquid.VIAL)
    return Draw(source=source, exact=ml(volume), drawn=measured.volume, strokes=measured.strokes)


class TestDraw:
    def test_names_each_syringe_once_and_the_coarsest_mark(self) -> None:
        found = draw("59.6")

        assert [item.name for item in found.syringes] == ["50 mL", "10 mL"]
        assert (found.syringe.name, found.graduation) == ("50 mL", ml("1"))
        assert found.words.replace("\xa0", " ") == "50 mL syringe 50 mL, 10 mL syringe 9.6 mL"

    def test_is_written_stroke_by_stroke(self) -> None:
        found = draw_json(draw("59.6"))

        assert found is not None
        assert (found["syringe"], found["strokes_ml"]) == ("50 mL + 10 mL", ["50", "9.6"])
        assert found["strokes"][1] == {"syringe": "10 mL", "volume_ml": "9.6", "graduation_ml": "0.2"}

    def test_stands_in_the_text_for_a_terminal(self) -> None:
        made = prepare(ladder(), product(), BENCH)

        text = preparation_text(made)

        draws = [item for recipe in made.recipes for item in recipe.draws]
        assert all(" ".join(item.words.replace("\xa0", " ").split(" ")[:3]) in text for item in draws if
                   len(item.strokes) > 1)  # fmt: skip
        assert made.manipulations == sum(len(item.strokes) for item in draws) + sum(
            len(item.drug.strokes) + len(item.diluent.strokes) for item in made.intermediates
        )


class TestBench:
    def test_measures_nothing_without_syringes(self) -> None:
        assert BENCH.with_syringes().measures(ml("5")) == ()

    def test_without_a_balance_no_slip_is_caught_by_weight(self) -> None:
        found = caught(prepare(ladder(), product(), replace(BENCH, balance=None)))

        assert {item.slip for item in found} == set(Slip)
        assert all(item.by_weight == 0 for item in found)

    @pytest.mark.parametrize("extra", ["5", "12.5"])
    def test_the_sum_as_made_stays_within_the_tolerance(self, extra: str) -> None:
        made = prepare(ladder(), product(), BENCH, {1: ml(extra)})

        assert "PREP-16" in codes(made)
        assert not made.is_blocked
        assert all(abs(recipe.as_made.deviation) <= Fraction(5, 1000) for recipe in made.recipes)
