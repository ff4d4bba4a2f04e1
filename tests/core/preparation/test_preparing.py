from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from stepward.core.findings import Severity
from stepward.core.preparation.bench import Bag, Filling
from stepward.core.preparation.preparing import prepare
from stepward.core.preparation.product import Density, Powder, UnsoundProduct
from stepward.core.preparation.recipe import Liquid, Outlook, Preparation, ReactionSteps, WeighingPoint
from stepward.core.quantities import Activity, Duration, Strength, Volume, parse_amount
from tests.core.preparation.benches import BENCH, codes, keeps, ladder, ml, product, syringe

NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)
PLAN = ladder()


def severity(found: Preparation, code: str) -> Severity | None:
    return next((item.severity for item in found.findings if item.code == code), None)


class TestRecipes:
    def test_every_draw_is_on_a_mark_and_not_too_small(self) -> None:
        for protocol in ("4-step", "8-step", "12-step", "16-step", "20-step"):
            found = prepare(ladder(protocol), product(), BENCH)

            draws = [draw for recipe in found.recipes for draw in recipe.draws]
            draws += [draw for item in found.intermediates for draw in (item.drug, item.diluent)]
            assert draws
            assert all(stroke.syringe.measures(stroke.volume) for draw in draws for stroke in draw.strokes)
            assert all(sum(item.volume.value for item in draw.strokes) == draw.drawn.value for draw in draws)

    def test_gives_the_strength_of_the_plan_within_its_tolerance(self) -> None:
        found = prepare(PLAN, product(), BENCH)

        assert len(found.recipes) == 3
        for recipe in found.recipes:
            assert abs(recipe.as_made.deviation) <= PLAN.order.policy.sum_tolerance
            assert recipe.as_made.strength.in_volume(recipe.as_made.volume) == recipe.as_made.amount

    def test_counts_extra_volume_in_drug_and_volume(self) -> None:
        plain, more = (prepare(PLAN, product(), BENCH, extra) for extra in ({}, {3: ml("20")}))

        assert more.recipes[2].made == ml("270")
        assert more.recipes[2].as_made.amount > plain.recipes[2].as_made.amount
        assert more.recipes[0] == plain.recipes[0]

    @pytest.mark.parametrize(
        ("line", "made", "extra"), [("15", "250", "0"), ("240.75", "250", "0"), ("250", "259.25", "9.25")]
    )
    def test_makes_a_bag_larger_only_by_what_it_lacks(self, line: str, made: str, extra: str) -> None:
        recipe = prepare(PLAN, product(), BENCH, {1: ml(line)}).recipes[0]

        assert (recipe.made, recipe.extra, recipe.for_line) == (ml(made), ml(extra), ml(line))

    def test_adds_all_where_the_plan_states_no_volume(self) -> None:
        solutions = tuple(replace(item, volume=None) for item in PLAN.exact.solutions)
        open_plan = replace(PLAN, exact=replace(PLAN.exact, solutions=solutions))
        recipe = prepare(open_plan, product(), BENCH, {3: ml("15")}).recipes[2]

        assert (recipe.made, recipe.extra) == (ml("265"), ml("15"))

    def test_other_solutions_take_first_what_would_be_discarded(self) -> None:
        found = prepare(ladder("16-step"), product(), replace(BENCH, draw_from_solutions=True, mixing=()), {1: ml("5")})

        drawn = {item.drug.source.number: item.drug.drawn for item in found.recipes if item.drug.source.number}
        assert drawn
        for recipe in found.recipes:
            solution = found.plan.exact.solutions[recipe.solution - 1]
            taken = solution.infused + recipe.for_line + drawn.get(recipe.solution, ml("0"))
            assert recipe.extra == max(taken - recipe.planned, ml("0"))
            assert recipe.made == recipe.planned + recipe.extra

    @pytest.mark.parametrize(
        ("filling", "made", "bag"),
        [
            (Filling.WITHDRAW_OVERFILL, "250", "250"),
            (Filling.KEEP_OVERFILL, "275", "250"),
            (Filling.EMPTY_CONTAINER, "250", None),
        ],
    )
    def test_treats_overfill_as_the_unit_chose(self, filling: Filling, made: str, bag: str | None) -> None:
        bench = replace(BENCH, filling=filling, bags=(Bag(nominal=ml("250"), overfill=ml("25")),))

        recipe = prepare(PLAN, product(), bench).recipes[1]

        assert recipe.made == ml(made)
        assert (recipe.bag and recipe.bag.nominal) == (bag and ml(bag))
        assert abs(recipe.as_made.volume.value - recipe.made.value) <= recipe.made.value * Fraction(5, 1000)

    def test_asks_for_unknown_overfill(self) -> None:
        assert severity(prepare(PLAN, product(), replace(BENCH, bags=())), "PREP-17") is Severity.CAUTION
        assert severity(prepare(PLAN, product(), BENCH), "PREP-17") is None

    def test_balances_vials_and_waste(self) -> None:
        stock = prepare(PLAN, product(), BENCH).stock

        assert stock is not None
        assert stock.opened == parse_amount("3000 mg")
        assert stock.given != PLAN.effective.total_dose
        assert stock.wasted == parse_amount("3000 mg") - stock.given
        assert [(item.volume, item.count) for item in stock.vials] == [(ml("10"), 3)]

    def test_counts_as_given_what_the_steps_give_as_made(self) -> None:
        found = prepare(PLAN, product(), BENCH)
        said = next(item.message for item in found.findings if item.code == "PREP-16")

        assert found.stock is not None
        assert f"give {found.stock.given.people()} of" in said

    def test_makes_an_intermediate_first(self) -> None:
        found = prepare(ladder("20-step"), product(), BENCH)

        order = list(found.making_order)
        for recipe in found.recipes:
            if recipe.drug.source.liquid is Liquid.INTERMEDIATE:
                mine = next(n for n, item in enumerate(order) if item.words == f"solution {recipe.solution}")
                assert order.index(recipe.drug.source) < mine


class TestWhatBars:
    def test_no_strength(self) -> None:
        found = prepare(PLAN, product(strength=None), BENCH)

        assert severity(found, "PREP-01") is Severity.BLOCK
        assert found.recipes == ()

    def test_powder_without_volume(self) -> None:
        powder = Powder(amount=parse_amount("1 g"), reconstitute_with=ml("10"))

        assert severity(prepare(PLAN, product(strength=None, powder=powder), BENCH), "PREP-01") is Severity.BLOCK

    @pytest.mark.parametrize(("strength", "barred"), [("7 mg/mL", True), ("7.93 mg/mL", True), ("8 mg/mL", False)])
    def test_a_vial_too_weak(self, strength: str, *, barred: bool) -> None:
        found = prepare(PLAN, product(strength=Strength.parse(strength)), BENCH)

        assert (severity(found, "PREP-02") is Severity.BLOCK) is barred

    def test_no_syringe(self) -> None:
        assert severity(prepare(PLAN, product(), replace(BENCH, syringes=())), "PREP-03") is Severity.BLOCK

    def test_no_path_says_what_would_help(self) -> None:
        bench = replace(BENCH, syringes=(syringe("50", "1", "10"),), mixing=())

        found = prepare(PLAN, product(), bench)

        finding = next(item for item in found.findings if item.code == "PREP-04")
        assert finding.severity is Severity.BLOCK
        assert "12,500" in finding.action
        assert "intermediate of 2\u00a0mg/mL" in finding.action

    def test_no_path_for_want_of_marks(self) -> None:
        bench = replace(BENCH, syringes=(syringe("50", "10", "10"),), mixing=())

        found = prepare(ladder("4-step", target="2600 mg"), product(), bench)

        assert severity(found, "PREP-04") is Severity.BLOCK

    def test_another_drug_or_unit(self) -> None:
        assert severity(prepare(PLAN, product(drug="cefazolin"), BENCH), "PREP-05") is Severity.BLOCK
        units = Strength(Activity(Fraction(100)))
        assert severity(prepare(PLAN, product(strength=units), BENCH), "PREP-05") is Severity.BLOCK

    @pytest.mark.parametrize("extra", [{9: ml("20")}, {1: Volume(Fraction(-1))}])
    def test_extra_volume_that_makes_no_sense(self, extra: dict[int, Volume]) -> None:
        assert severity(prepare(PLAN, product(), BENCH, extra), "PREP-08") is Severity.BLOCK

    def test_a_diluent_that_the_label_does_not_allow(self) -> None:
        assert severity(prepare(PLAN, product(), replace(BENCH, diluent="milk")), "PREP-09") is Severity.BLOCK

    def test_too_many_containers(self) -> None:
        assert severity(prepare(PLAN, product(), replace(BENCH, most_containers=2)), "PREP-07") is Severity.BLOCK

    def test_a_zero_strength_is_no_product(self) -> None:
        with pytest.raises(UnsoundProduct, match="strength"):
            product(strength=Strength.parse("0 mg/mL"))
        with pytest.raises(UnsoundProduct, match="density"):
            Density(g_per_ml=Fraction(0), tolerance=Fraction(0), source="SITE")


class TestFindings:
    def test_limits_of_the_label(self) -> None:
        found = prepare(PLAN, product(strength_at_most=Strength.parse("5 mg/mL")), BENCH)
        assert severity(found, "PREP-18") is Severity.BLOCK
        found = prepare(PLAN, product(strength_at_least=Strength.parse("1 mg/mL")), BENCH)
        assert severity(found, "PREP-19") is Severity.CAUTION

    @pytest.mark.parametrize(("flag", "expected"), [(True, Severity.NOTE), (False, None), (None, Severity.CAUTION)])
    def test_hazardous_or_unknown(self, *, flag: bool | None, expected: Severity | None) -> None:
        assert severity(prepare(PLAN, product(hazardous=flag), BENCH), "PREP-10") is expected

    def test_asks_for_a_diluent(self) -> None:
        assert severity(prepare(PLAN, product(diluents=("a", "b")), BENCH), "PREP-13") is Severity.CAUTION

    def test_says_what_is_missing_and_noted(self) -> None:
        found = prepare(PLAN, product(missing=("density",), pvc="No PVC.", notes=("Swirl.",)), BENCH)

        assert {"PREP-11", "PREP-12"} <= codes(found)

    @pytest.mark.parametrize(("labeled", "asks"), [("100 mg/mL", False), ("100.5 mg/mL", False), ("101 mg/mL", True)])
    def test_asks_where_a_label_contradicts_itself(self, labeled: str, *, asks: bool) -> None:
        powder = Powder(
            amount=parse_amount("1 g"), withdrawable=ml("10"), labeled_strength=Strength.parse(labeled)
        )  # fmt: skip

        found = prepare(PLAN, product(strength=None, powder=powder), BENCH)

        assert ("PREP-14" in codes(found)) is asks

    def test_dissolves_by_displacement(self) -> None:
        powder = Powder(amount=parse_amount("1 g"), reconstitute_with=ml("9"), displacement=ml("1"))

        assert product(strength=None, powder=powder, containers=()).stock == Strength.parse("100 mg/mL")


class TestHours:
    @pytest.mark.parametrize(
        ("hours", "made", "expected"),
        [
            ("24", None, set()),
            ("5", None, {"PREP-22"}),  # step 12 ends 5 h 39 min after the start
            ("1", None, {"PREP-21", "PREP-22"}),  # solution 3 alone runs longer
            ("24", NINE, set()),
            ("5", NINE, {"PREP-21"}),
            (None, NINE, {"PREP-20"}),
        ],
    )
    def test_blocks_what_expires_before_it_ends(
        self, hours: str | None, made: datetime | None, expected: set[str]
    ) -> None:  # fmt: skip
        stabilities = () if hours is None else (keeps(hours),)

        found = prepare(PLAN, product(stabilities=stabilities), BENCH, {}, Outlook(start_at=NINE, made_at=made))

        assert codes(found) & {"PREP-20", "PREP-21", "PREP-22"} == expected

    def test_projects_the_hours_of_each_solution(self) -> None:
        outlook = Outlook(start_at=NINE, made_at=NINE)

        use = prepare(PLAN, product(stabilities=(keeps("6"),)), BENCH, {}, outlook).recipes[1].beyond_use

        assert (use.hung_at, use.ends_at) == (NINE.replace(hour=10), NINE.replace(hour=11))
        assert use.expires_at == NINE.replace(hour=15)
        assert use.make_not_before == NINE.replace(hour=5)

    def test_does_not_stretch_a_stability_to_weaker_dilutions(self) -> None:
        found = prepare(PLAN, product(stabilities=(keeps("24", "1 mg/mL"),)), BENCH)

        assert [recipe.beyond_use.stability is None for recipe in found.recipes] == [True, True, False]


class TestWaves:
    def test_makes_a_solution_when_the_one_before_it_is_hung(self) -> None:
        found = prepare(PLAN, product(), BENCH, {}, Outlook(start_at=NINE)).waves

        assert [(wave.solutions, wave.after_step) for wave in found] == [((1, 2), None), ((3,), 4)]
        assert found[1].minutes_left == 60
        assert found[1].at == NINE.replace(hour=10)

    @pytest.mark.parametrize(("lead", "steps"), [("15 min", [3, 7]), ("20 min", [2, 6]), ("61 min", [3])])
    def test_leaves_the_lead_that_the_bench_needs(self, lead: str, steps: list[int]) -> None:
        found = prepare(PLAN, product(), replace(BENCH, lead=Duration.parse(lead))).waves

        assert [wave.after_step for wave in found] == [None, *steps]

    def test_makes_first_what_others_are_drawn_from(self) -> None:
        bench = replace(BENCH, draw_from_solutions=True, mixing=())

        found = prepare(ladder("16-step"), product(), bench)

        made = {number: wave.number for wave in found.waves for number in wave.solutions}
        for recipe in found.recipes:
            if recipe.drug.source.liquid is Liquid.SOLUTION:
                assert made[recipe.drug.source.number] <= made[recipe.solution]

    def test_counts_what_is_saved_only_from_a_given_distribution(self) -> None:
        none, some = (
            prepare(PLAN, product(), BENCH, {}, Outlook(reactions=reactions))
            for reactions in (None, ReactionSteps(shares={3: Fraction(1, 10), 12: Fraction(1, 5)}, source="X"))
        )

        assert none.saving is None
        assert some.saving is not None
        assert some.saving.at_most == some.recipes[2].as_made.amount * Fraction(1, 10)


class TestWeights:
    def test_names_the_assumption_and_the_limits(self) -> None:
        assert {"PREP-27", "PREP-28"} <= codes(prepare(PLAN, product(), BENCH))

    def test_weighs_no_drug_of_unknown_density(self) -> None:
        found = prepare(PLAN, product(aqueous=None), BENCH)

        assert "PREP-26" in codes(found)
        points = {item.point for recipe in found.recipes for item in recipe.weighings}
        assert points == {WeighingPoint.DILUENT_OUT}

    def test_weighs_nothing_without_a_balance(self) -> None:
        found = prepare(PLAN, product(), replace(BENCH, balance=None))

        assert all(recipe.weighings == () for recipe in found.recipes)
        assert "PREP-26" in codes(found)
