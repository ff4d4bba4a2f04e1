"""Product and bench files (TOML): read strictly, every unknown word refused, nothing filled in."""

import tomllib
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from stepward.adapters.catalogue.protocol_files import ID, MOST_BYTES, more_than_zero
from stepward.core.findings import Refusal
from stepward.core.preparation.bench import Bag, Bench
from stepward.core.preparation.product import Density, Powder, Product, Stability
from stepward.core.preparation.strokes import SITE, Syringe
from stepward.core.quantities import Duration, Mass, Strength, Volume, parse_amount, parse_ratio

_Value = TypeVar("_Value")
_FLAGS = ("aqueous", "hazardous")
_WORDS = ("version", "drug", "name", "maker", "pvc", "filter", "light")
_LISTS = ("diluents", "notes", "missing")
FACTS = frozenset(
    {"strength", "powder", "containers", "diluents", "limits", "overfill", "density", "aqueous", "hazardous", "pvc"}
    | {"filter", "light", "notes"}
)


class UnreadableProduct(Refusal, ValueError):
    """A product or bench file is broken, or says something that is not of the format."""


class UnknownProduct(Refusal, LookupError):
    """No product has this id."""


class _Row:
    """A TOML table whose every key must be asked for."""

    def __init__(self, data: object, where: str) -> None:
        if not isinstance(data, dict):
            msg = f"{where}: expected a table"
            raise UnreadableProduct(msg)
        self._data: dict[str, Any] = dict(data)
        self.where = where

    def take(self, key: str, kind: type[_Value], default: _Value) -> _Value:
        value = self._data.pop(key, default)
        if value is not default and type(value) is not kind:
            msg = f"{self.where}: {key} = {value!r}: expected {kind.__name__}"
            raise UnreadableProduct(msg)
        return value

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self.take(key, str, "")
        if needed and not value:
            msg = f"{self.where}: {key} is missing"
            raise UnreadableProduct(msg)
        return value

    def flag(self, key: str) -> bool | None:
        value = self._data.pop(key, None)
        if value is not None and not isinstance(value, bool):
            msg = f"{self.where}: {key} must be true or false, not {value!r}"
            raise UnreadableProduct(msg)
        return value

    def read(self, key: str, parse: Callable[[str], _Value]) -> _Value | None:
        text = self.text(key)
        try:
            return more_than_zero(parse)(text) if text else None
        except ValueError as error:
            msg = f"{self.where}: {key}: {error}"
            raise UnreadableProduct(msg) from error

    def must(self, key: str, parse: Callable[[str], _Value]) -> _Value:
        value = self.read(key, parse)
        if value is None:
            msg = f"{self.where}: {key} is missing"
            raise UnreadableProduct(msg)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.take(key, list, [])
        if not all(isinstance(item, str) for item in value):
            msg = f"{self.where}: {key} must be a list of texts"
            raise UnreadableProduct(msg)
        return tuple(value)

    def reads(self, key: str, parse: Callable[[str], _Value]) -> tuple[_Value, ...]:
        rows = [_Row({key: text}, self.where) for text in self.texts(key)]
        return tuple(row.must(key, parse) for row in rows)

    def rows(self, key: str) -> "list[_Row]":
        value = self.take(key, list, [])
        return [_Row(item, f"{self.where}: {key} {number}") for number, item in enumerate(value, 1)]

    def row(self, key: str) -> "_Row | None":
        value = self._data.pop(key, None)
        return None if value is None else _Row(value, f"{self.where}: {key}")

    def pairs(self, key: str) -> dict[str, str]:
        value = self.take(key, dict, {})
        if not all(isinstance(item, str) for item in value.values()) or not FACTS.issuperset(value):
            msg = f"{self.where}: {key}: expected the source of a fact: {', '.join(sorted(FACTS))}"
            raise UnreadableProduct(msg)
        return dict(value)

    def close(self) -> None:
        if self._data:
            msg = f"{self.where}: unknown key {min(self._data)!r}"
            raise UnreadableProduct(msg)


def read_products(content: bytes, *, name: str) -> dict[str, Product]:
    """Read a file of products by id.

    Raises:
        UnreadableProduct: in one sentence, what is wrong where and what was expected.
    """
    data = _toml(content, name)
    return {key: _guarded(lambda key=key: _product(key, _Row(data[key], f"{name}: {key}")), name) for key in data}  # type: ignore[misc]


def read_product(key: str, words: Mapping[str, Any], *, name: str) -> Product:
    """Read one product from the words of its table.

    Raises:
        UnreadableProduct: in one sentence, what is wrong where and what was expected.
    """
    return _guarded(lambda: _product(key, _Row(dict(words), f"{name}: {key}")), name)


def read_bench(content: bytes, *, name: str) -> Bench:
    """Read a bench file.

    Raises:
        UnreadableProduct: in one sentence, what is wrong where and what was expected.
    """
    return _guarded(lambda: _bench(_Row(_toml(content, name), name)), name)


def _toml(content: bytes, name: str) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        msg = f"{name}: larger than 1 MiB, which no such file is"
        raise UnreadableProduct(msg)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        msg = f"{name}: not TOML: {error}"
        raise UnreadableProduct(msg) from error


def _guarded(read: Callable[[], _Value], name: str) -> _Value:
    try:
        return read()
    except (Refusal, TypeError, ValueError) as error:
        text = str(error)
        raise UnreadableProduct(text if text.startswith(name) else f"{name}: {text}") from error


def _product(key: str, row: _Row) -> Product:
    if ID.fullmatch(key) is None:
        msg = f"{key!r}: expected small letters, digits, points and hyphens"
        raise UnreadableProduct(msg)
    words = {word: row.text(word, needed=word in {"version", "drug", "name"}) for word in _WORDS}
    lists = {word: row.texts(word) for word in _LISTS}
    flags = {word: row.flag(word) for word in _FLAGS}
    powder, density = row.row("powder"), row.row("density")
    product = Product(
        id=key,
        strength=row.read("strength", Strength.parse),
        powder=None if powder is None else _powder(powder),
        containers=row.reads("containers", Volume.parse),
        strength_at_least=row.read("strength_at_least", Strength.parse),
        strength_at_most=row.read("strength_at_most", Strength.parse),
        stabilities=tuple(_stability(item) for item in row.rows("stabilities")),
        overfill=row.read("overfill", Volume.parse),
        density=None if density is None else _density(density),
        sources=row.pairs("sources"),
        **words,  # type: ignore[arg-type]
        **lists,  # type: ignore[arg-type]
        **flags,  # type: ignore[arg-type]
    )
    row.close()
    return product


def _powder(row: _Row) -> Powder:
    powder = Powder(
        amount=row.must("amount", parse_amount),
        reconstitute_with=row.read("reconstitute_with", Volume.parse),
        displacement=row.read("displacement", Volume.parse),
        withdrawable=row.read("withdrawable", Volume.parse),
        labeled_strength=row.read("labeled_strength", Strength.parse),
        solvent=row.text("solvent"),
    )
    row.close()
    return powder


def _density(row: _Row) -> Density:
    density = Density(
        g_per_ml=row.must("g_per_ml", parse_ratio),
        tolerance=row.read("tolerance", parse_ratio) or Fraction(0),
        source=row.text("source", needed=True),
    )
    row.close()
    return density


def _stability(row: _Row) -> Stability:
    stability = Stability(
        lasts=row.must("lasts", Duration.parse),
        storage=row.text("storage", needed=True),
        source=row.text("source", needed=True),
        diluent=row.text("diluent"),
        strength_at_least=row.read("strength_at_least", Strength.parse),
        strength_at_most=row.read("strength_at_most", Strength.parse),
    )
    row.close()
    return stability


def _bench(row: _Row) -> Bench:
    row.text("version", needed=True)
    bench = Bench(
        syringes=tuple(_syringe(item) for item in row.rows("syringes")),
        bags=tuple(_bag(item) for item in row.rows("bags")),
        mixing=row.reads("mixing", Volume.parse),
        balance=row.read("balance", Mass.parse),
        lead=row.read("lead", Duration.parse),
    )
    row.close()
    return bench


def _syringe(row: _Row) -> Syringe:
    syringe = Syringe(
        name=row.text("name", needed=True),
        capacity=row.must("capacity", Volume.parse),
        graduation=row.must("graduation", Volume.parse),
        least=row.must("least", Volume.parse),
        source=row.text("source") or SITE,
    )
    row.close()
    return syringe


def _bag(row: _Row) -> Bag:
    bag = Bag(
        nominal=row.must("nominal", Volume.parse),
        overfill=row.read("overfill", Volume.parse),
        source=row.text("source") or SITE,
    )
    row.close()
    return bag


@cache
def products() -> dict[str, Product]:
    """Read the shipped products by id."""
    name = "products.toml"
    return read_products(files("stepward.data").joinpath(name).read_bytes(), name=name)


def product(product_id: str) -> Product:
    """Find a shipped product.

    Raises:
        UnknownProduct: if there is none of this id.
    """
    found = products().get(product_id)
    if found is None:
        msg = f"no product {product_id!r}: expected one of {', '.join(products())}"
        raise UnknownProduct(msg)
    return found


@cache
def bench() -> Bench:
    """Read the shipped example of a bench."""
    name = "syringes.toml"
    return read_bench(files("stepward.data").joinpath(name).read_bytes(), name=name)
