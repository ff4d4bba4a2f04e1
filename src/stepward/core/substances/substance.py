"""What is known of a drug's names: its ingredient, salts, brands and classes, each entry with its source."""

from dataclasses import dataclass

from stepward.core.findings import Refusal


class UnsoundSubstance(Refusal, ValueError):
    """An entry of the list contradicts another, or names something that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugClass:
    """A class of drugs that matters here.

    `is_cross_reactive` says that a reaction to one member counts for the others; `source` says who says so. Without it
    the members are of one family, and whether they cross-react is asked. `names` mean some member of the class.
    """

    id: str
    title: str
    source: str
    is_cross_reactive: bool = False
    note: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Substance:
    """One active ingredient, under every name that it goes by here; `local_brands` are drops, creams and the like."""

    name: str
    source: str
    synonyms: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    local_brands: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """A product of several ingredients, such as co-trimoxazole."""

    name: str
    ingredients: tuple[str, ...]
    source: str
    synonyms: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    local_brands: tuple[str, ...] = ()
