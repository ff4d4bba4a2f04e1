from typing import Any

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.products import (
    UnknownProduct,
    UnreadableProduct,
    bench,
    product,
    products,
    read_bench,
    read_products,
)
from stepward.core.preparation.bench import Syringe

GOOD = '[x]\nversion = "1"\ndrug = "d"\nname = "D"\n'


class TestShipped:
    @pytest.mark.parametrize("product_id", sorted(products()))
    def test_every_fact_has_a_known_source(self, product_id: str) -> None:
        found, known = product(product_id), shipped.sources()

        facts = {name for name in ("strength", "powder", "containers", "diluents", "pvc", "filter", "light", "notes")
                 if getattr(found, name)}  # fmt: skip
        facts |= {name for name in ("aqueous", "hazardous", "overfill", "density") if getattr(found, name) is not None}
        facts |= {"limits"} if found.strength_at_least or found.strength_at_most else set()
        assert set(found.sources) == facts
        assert {*found.sources.values(), *(item.source for item in found.stabilities)} <= set(known)
        assert found.missing

    def test_the_bench_names_a_source_or_the_site(self) -> None:
        assert {item.source for item in bench().syringes} <= set(shipped.sources())
        assert all(isinstance(item, Syringe) for item in bench().syringes)

    def test_an_unknown_product_is_refused(self) -> None:
        with pytest.raises(UnknownProduct, match="carboplatin-10-mg-ml"):
            product("nothing")


class TestReadProducts:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("x = 1", "expected a table"),
            ("= 1", "not TOML"),
            ('[x]\ndrug = "d"\nname = "D"', "version is missing"),
            (GOOD + "version2 = 1", "unknown key"),
            (GOOD + "strength = 10", "strength = 10"),
            (GOOD + 'strength = "10"', "strength"),
            (GOOD + 'strength = "0 mg/mL"', "more than zero"),
            (GOOD + 'containers = ["0 mL"]', "more than zero"),
            (GOOD + "containers = [5]", "list of texts"),
            (GOOD + 'hazardous = "yes"', "true or false"),
            (GOOD + 'sources = { color = "X" }', "source of a fact"),
            (GOOD + 'powder = { solvent = "water" }', "amount is missing"),
            (GOOD + 'density = { g_per_ml = "1", tolerance = "2", source = "S" }', "tolerance"),
            ('["X y"]\nversion = "1"\ndrug = "d"\nname = "D"', "small letters"),
        ],
    )
    def test_says_what_is_wrong(self, text: str, says: str) -> None:
        with pytest.raises(UnreadableProduct, match=says):
            read_products(text.encode(), name="f.toml")

    def test_leaves_unknown_what_is_not_stated(self) -> None:
        found = read_products(GOOD.encode(), name="f.toml")["x"]

        unknown: list[Any] = [found.strength, found.hazardous, found.density, found.overfill, found.stock]
        assert unknown == [None] * 5

    def test_refuses_a_huge_file(self) -> None:
        with pytest.raises(UnreadableProduct, match="1 MiB"):
            read_products(b"#" * 1_100_000, name="f.toml")


class TestReadBench:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ('mixing = ["10 mL"]', "version is missing"),
            ('version = "1"\n[[syringes]]\nname = "s"', "capacity is missing"),
            (
                'version = "1"\n[[syringes]]\nname = "s"\ncapacity = "1 mL"\ngraduation = "2 mL"\nleast = "1 mL"',
                "marks",
            ),
            ('version = "1"\n[[bags]]\noverfill = "1 mL"', "nominal is missing"),
        ],
    )
    def test_says_what_is_wrong(self, text: str, says: str) -> None:
        with pytest.raises(UnreadableProduct, match=says):
            read_bench(text.encode(), name="b.toml")

    def test_reads_a_bag(self) -> None:
        found = read_bench(b'version = "1"\n[[bags]]\nnominal = "250 mL"\noverfill = "25 mL"', name="b.toml")

        assert str(found.bags[0].overfill) == "25 mL"
