"""What else is in a product: excipients that can cause a reaction, products that hold them, and what can replace them.

Excipients differ by manufacturer, strength and country. A product that is not on file is unknown, not free of them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from stepward.core.substances.substance import UnsoundSubstance
from stepward.core.substances.writing import DENIES, bare, places, plain, words

_REMEMBERED: Final = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Excipient:
    """An inactive ingredient under every name; `is_culprit` says that reactions to it were described.

    `related` names excipients to which the same patients reacted, with `related_source`.
    """

    name: str
    source: str
    synonyms: tuple[str, ...] = ()
    is_culprit: bool = True
    note: str = ""
    related: tuple[str, ...] = ()
    related_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """That a product holds an excipient, and how much where the source says so."""

    excipient: Excipient
    source: str
    amount: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formulation:
    """A product or a group of products with what was read of their excipients; there may be more in them.

    `drug` is its active ingredient; `names` are those that mean this formulation alone. `is_usual` says that the name
    of the drug alone is read as this formulation, until the product is known.
    """

    id: str
    title: str
    drug: str
    names: tuple[str, ...]
    contents: tuple[Content, ...]
    is_usual: bool = False

    @property
    def excipients(self) -> frozenset[str]:
        """The names of the excipients."""
        return frozenset(item.excipient.name for item in self.contents)

    def content(self, excipient: str) -> Content | None:
        """Give what it holds of an excipient."""
        return next((item for item in self.contents if item.excipient.name == excipient), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A product of the same or a kindred drug without an excipient, to be considered before desensitizing."""

    drug: str
    without: str
    words: str
    source: str


class Excipients:
    """The list of excipients, formulations and replacements, with one matcher."""

    def __init__(
        self,
        excipients: Iterable[Excipient] = (),
        formulations: Iterable[Formulation] = (),
        replacements: Iterable[Replacement] = (),
    ) -> None:
        """Index every name.

        Raises:
            UnsoundSubstance: if one name means two things, or names what is not on the list.
        """
        self._excipients = {item.name: item for item in excipients}
        self.formulations = tuple(formulations)
        self.replacements = tuple(replacements)
        self._names: dict[str, Excipient] = {}
        self._products: dict[str, Formulation] = {}
        self._product = lru_cache(maxsize=_REMEMBERED)(self._look_up_product)
        for item in self._excipients.values():
            self._must_know(item.name, item.related)
            for name in (item.name, *item.synonyms):
                if self._names.setdefault(plain(name), item) is not item:
                    msg = f"{name!r} means two excipients: one name, one meaning"
                    raise UnsoundSubstance(msg)
        for product in self.formulations:
            for name in (product.title, *product.names):
                if self._products.setdefault(plain(name), product) is not product:
                    msg = f"{name!r} means two products: one name, one meaning"
                    raise UnsoundSubstance(msg)
        self._phrases = {words(name): product for name, product in self._products.items()}
        for replacement in self.replacements:
            self._must_know(replacement.drug, (replacement.without,))

    def _must_know(self, owner: str, names: Iterable[str]) -> None:
        missing = [name for name in names if name not in self._excipients]
        if missing:
            msg = f"{owner}: the excipient {missing[0]!r} is not on the list"
            raise UnsoundSubstance(msg)

    def __iter__(self) -> Iterator[Excipient]:
        return iter(self._excipients.values())

    def find(self, text: str) -> Excipient | None:
        """Find the excipient behind a name as it stands on a label; none if it is not on the list."""
        return self._names.get(plain(text)) or self._names.get(bare(plain(text)))

    def named_in(self, text: str) -> tuple[Excipient, ...]:
        """List the excipients that a sentence names, each once, by whole words, a longer name first."""
        words, found = plain(text), []
        for name in sorted(self._names, key=len, reverse=True):
            words, count = re.subn(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", " ", words)
            if count:
                found.append(self._names[name])
        return tuple(item for item in self if item in found)

    def related(self, excipient: Excipient) -> tuple[Excipient, ...]:
        """List the excipients to which patients with this one reacted too."""
        back = (item for item in self if excipient.name in item.related)
        return tuple(dict.fromkeys((*(self._excipients[name] for name in excipient.related), *back)))

    def product(self, text: str) -> Formulation | None:
        """Find the formulation that a text names, or that is usual for the drug; none if unknown or if it names two."""
        return self._product(text)

    def _look_up_product(self, text: str) -> Formulation | None:
        said = words(plain(text))
        named = {self._phrases[said[begin:end]].id: said[begin:end] for begin, end in places(self._phrases, said)}
        if named and not DENIES.intersection(said):
            return self._phrases[next(iter(named.values()))] if len(named) == 1 else None
        names = {plain(text), bare(plain(text))}
        usual = [item for item in self.formulations if item.drug in names and item.is_usual]
        return usual[0] if len(usual) == 1 else None

    def of_drug(self, name: str) -> tuple[Formulation, ...]:
        """List the formulations of an ingredient."""
        return tuple(item for item in self.formulations if item.drug == plain(name))

    def with_excipient(self, name: str) -> tuple[Formulation, ...]:
        """List the formulations that hold an excipient."""
        return tuple(item for item in self.formulations if name in item.excipients)

    def instead(self, drug: str, *, without: str) -> tuple[Replacement, ...]:
        """List what can replace a drug's product that holds an excipient."""
        return tuple(item for item in self.replacements if item.drug == drug and item.without == without)
