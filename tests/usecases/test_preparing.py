from dataclasses import replace

import pytest

from stepward.adapters.catalogue import products, shipped
from stepward.core.findings import Refusal
from stepward.core.preparation.bench import Bench, Filling
from stepward.core.preparation.product import Product
from stepward.core.quantities import Duration, Volume
from stepward.usecases.planning import PlanRequest, UnreadableRequest
from stepward.usecases.preparing import NoProduct, PreparationRequest, only_product, prepare_plan, read_extra

PLAN = PlanRequest(protocol="12-step", drug="carboplatin", target="600 mg")


class Shelf:
    """A shelf of the shipped products with another bench."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def product(self, product_id: str, /) -> Product:
        return products.product(product_id)

    def products(self) -> dict[str, Product]:
        return products.products()

    def bench(self) -> Bench:
        return self._bench


class TestPreparePlan:
    def test_takes_the_only_product_of_the_drug(self) -> None:
        found = prepare_plan(PLAN, PreparationRequest(), catalogue=shipped, shelf=products)

        assert found.product.id == "carboplatin-10-mg-ml"
        assert len(found.recipes) == 3

    @pytest.mark.parametrize("product_id", sorted(products.products()))
    def test_answers_for_every_shipped_product(self, product_id: str) -> None:
        drug = products.product(product_id).drug
        asked = PreparationRequest(product=product_id)

        found = prepare_plan(replace(PLAN, drug=drug), asked, catalogue=shipped, shelf=products)

        assert found.recipes or found.is_blocked

    def test_takes_the_unit_s_choices(self) -> None:
        asked = PreparationRequest(
            overfill="empty", lead="30 min", diluent="5 % dextrose", extra="20 mL"
        )  # fmt: skip

        found = prepare_plan(PLAN, asked, catalogue=shipped, shelf=products)

        assert found.bench.filling is Filling.EMPTY_CONTAINER
        assert found.bench.lead == Duration.parse("30 min")
        assert {recipe.diluent for recipe in found.recipes} == {"5 % dextrose"}
        assert {recipe.for_line for recipe in found.recipes} == {Volume.parse("20 mL")}
        assert [str(recipe.extra) for recipe in found.recipes] == ["0 mL", "0 mL", "20 mL"]

    def test_blocks_an_empty_list_of_syringes(self) -> None:
        found = prepare_plan(PLAN, PreparationRequest(), catalogue=shipped, shelf=Shelf(Bench(syringes=())))

        assert "PREP-03" in {item.code for item in found.findings}

    @pytest.mark.parametrize(
        ("asked", "says"),
        [
            (PreparationRequest(extra="20"), "extra"),
            (PreparationRequest(extra="20 mL,20 mL"), "expected 1 or 3"),
            (PreparationRequest(overfill="perhaps"), "overfill"),
            (PreparationRequest(lead="soon"), "lead"),
            (PreparationRequest(product="nothing"), "no product"),
        ],
    )
    def test_refuses_what_it_cannot_read(self, asked: PreparationRequest, says: str) -> None:
        with pytest.raises(Refusal, match=says):
            prepare_plan(PLAN, asked, catalogue=shipped, shelf=products)


class TestOnlyProduct:
    @pytest.mark.parametrize(("drug", "says"), [("ceftazidime", "ceftazidime-1-g-tazicef"), ("unobtainium", "none")])
    def test_never_chooses_for_the_unit(self, drug: str, says: str) -> None:
        with pytest.raises(NoProduct, match=says):
            only_product(drug, products)


class TestReadExtra:
    def test_reads_none_one_or_each(self) -> None:
        five, ten = Volume.parse("5 mL"), Volume.parse("10 mL")

        assert read_extra(" ", (1, 2)) == {}
        assert read_extra("5 mL", (1, 2)) == {1: five, 2: five}
        assert read_extra("5 mL,10 mL", (1, 2)) == {1: five, 2: ten}
        with pytest.raises(UnreadableRequest, match="extra"):
            read_extra("5 mL,", (1, 2))
