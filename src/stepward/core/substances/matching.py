"""Find the ingredient behind a name as people write it, and tell how two drugs are related.

A name is read in this order: as it stands (ingredient, synonym, brand, combination, class); without words of salt,
form, route and strength; then every listed name in it, by whole words, the longest first. What is left over is kept: it
may name another drug. Nothing is found by likeness: similar names are only asked about.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache

from stepward.core.substances.substance import Combination, DrugClass, Substance, UnsoundSubstance
from stepward.core.substances.writing import (
    DENIES,
    ELSEWHERE,
    JOINED,
    LOCAL,
    bare,
    places,
    plain,
    spans,
    telling,
    without_strength,
    words,
)

_MOST_SIMILAR = 3
_REMEMBERED = 2048


SEVERAL = "several"


class Relation(Enum):
    """How a drug is related to the one that is to be given."""

    SAME = "same ingredient"
    CROSS_REACTIVE = "cross-reactive class"
    POSSIBLY_SAME = "name not resolved"
    KIN = "same family, not known whether they cross-react"
    OTHER = "other drug"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The ingredients behind a name, how they were found, and whether it is given on the spot (drops, cream).

    A name of a class stands for some member of it: `classes_named` holds the class, and `ingredients` none. `rest`
    holds words that are not on the list: they may name another drug.
    """

    written: str
    ingredients: tuple[Substance, ...]
    by: str
    is_local: bool = False
    classes_named: tuple[DrugClass, ...] = ()
    members: tuple[tuple[Substance, ...], ...] = ()
    rest: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the ingredients."""
        return tuple(item.name for item in self.ingredients)

    @property
    def classes(self) -> frozenset[str]:
        """The classes of all ingredients, and those that every member of a named class has."""
        certain = {one for item in self.ingredients for one in item.classes}
        common = (frozenset.intersection(*(frozenset(item.classes) for item in group)) for group in self.members)
        return frozenset(certain.union(*common))

    @property
    def possible_classes(self) -> frozenset[str]:
        """The classes of all ingredients, and those that some member of a named class has."""
        return self.classes.union(one for group in self.members for item in group for one in item.classes)

    @property
    def is_several(self) -> bool:
        """Tell whether it names several drugs that are not on the list as one product."""
        return self.by == SEVERAL

    @property
    def named_ids(self) -> frozenset[str]:
        """The ids of the classes that were named instead of a member."""
        return frozenset(item.id for item in self.classes_named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A name that is not on the list, and the names on the list that are written much like it, to be asked about."""

    written: str
    similar: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """How two drugs are related; the class and its source where a class relates them."""

    relation: Relation
    by: DrugClass | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What one name means: ingredients, or a class whose member is not named."""

    members: tuple[Substance, ...]
    by: str
    named: DrugClass | None = None
    is_local: bool = False

    @property
    def title(self) -> str:
        return self.members[0].name if self.named is None else self.named.title


class Substances:
    """The list of substances, with one matcher for all names."""

    def __init__(
        self,
        substances: Iterable[Substance],
        combinations: Iterable[Combination] = (),
        classes: Iterable[DrugClass] = (),
    ) -> None:
        """Index every name.

        Raises:
            UnsoundSubstance: if one name means two things, or an ingredient or a class is not on the list.
        """
        self._substances = {item.name: item for item in substances}
        self._classes = {item.id: item for item in classes}
        self._names: dict[str, _Entry] = {}
        self._phrases: dict[tuple[str, ...], _Entry] = {}
        self._products: set[frozenset[str]] = set()
        self._find = lru_cache(maxsize=_REMEMBERED)(self._look_up)
        self._behind = lru_cache(maxsize=_REMEMBERED)(self._look_behind)
        for item in self._substances.values():
            self._must_know("class", item.name, item.classes, self._classes)
            self._add((item,), "ingredient", (item.name,))
            self._add((item,), "synonym", item.synonyms)
            self._add((item,), "brand", item.brands)
            self._add((item,), "brand", item.local_brands, is_local=True)
        for joined in combinations:
            self._must_know("ingredient", joined.name, joined.ingredients, self._substances)
            members = tuple(self._substances[name] for name in joined.ingredients)
            self._products.add(frozenset(joined.ingredients))
            self._add(members, "combination", (joined.name, *joined.synonyms, *joined.brands))
            self._add(members, "combination", joined.local_brands, is_local=True)
        self._members = {one: tuple(item for item in self if one in item.classes) for one in self._classes}
        for one in self._classes.values():
            self._put(_Entry(members=self.members(one.id), by="class", named=one), one.names)

    def __len__(self) -> int:
        return len(self._substances)

    def __iter__(self) -> Iterator[Substance]:
        return iter(self._substances.values())

    @staticmethod
    def _must_know(what: str, owner: str, wanted: Iterable[str], known: Mapping[str, object]) -> None:
        missing = [name for name in wanted if name not in known]
        if missing:
            msg = f"{owner}: the {what} {missing[0]!r} is not on the list"
            raise UnsoundSubstance(msg)

    def _add(self, members: tuple[Substance, ...], by: str, names: Iterable[str], *, is_local: bool = False) -> None:
        self._put(_Entry(members=members, by=by, is_local=is_local), names)

    def _put(self, entry: _Entry, names: Iterable[str]) -> None:
        for name in names:
            key = plain(name)
            known = self._names.get(key) or self._phrases.get(words(key)) or entry
            if (known.members, known.named) != (entry.members, entry.named):
                msg = f"{name!r} means {known.title} and {entry.title}: one name, one meaning"
                raise UnsoundSubstance(msg)
            self._names.setdefault(key, entry)
            self._phrases.setdefault(words(key), entry)

    def drug_class(self, class_id: str) -> DrugClass:
        """Give a class by its id."""
        return self._classes[class_id]

    def members(self, class_id: str) -> tuple[Substance, ...]:
        """List the substances of a class."""
        return self._members[class_id]

    def find(self, text: str) -> Found | Unknown:
        """Find the ingredients behind a name; words that are left over stay with what was found."""
        return self._find(text)

    def names_behind(self, text: str) -> frozenset[str]:
        """List the names of the ingredients behind a name, or the name itself where none is on the list."""
        return self._behind(text)

    def _look_behind(self, text: str) -> frozenset[str]:
        found = self.find(text)
        names = frozenset(found.names) if isinstance(found, Found) else frozenset()
        return names or frozenset({text.casefold().strip()})

    def _look_up(self, text: str) -> Found | Unknown:
        name = plain(text)
        whole = self._names.get(name) or self._names.get(bare(name))
        hits, around = ((whole,), ()) if whole is not None else self._scan(name)
        rest = telling(around)
        if not hits or DENIES.intersection(rest):
            near = get_close_matches(bare(name), self._names, n=_MOST_SIMILAR)
            return Unknown(written=text, similar=tuple(near))
        ingredients = tuple(dict.fromkeys(one for hit in hits if hit.named is None for one in hit.members))
        open_ones = {
            hit.named: hit.members for hit in hits if hit.named is not None and not set(hit.members) & set(ingredients)
        }
        return Found(
            written=text,
            ingredients=ingredients,
            by=self._by(hits, ingredients, open_ones),
            is_local=self._is_local(name, hits),
            classes_named=tuple(open_ones),
            members=tuple(open_ones.values()),
            rest=rest,
        )

    def _by(self, hits: tuple[_Entry, ...], ingredients: tuple[Substance, ...], open_ones: Iterable[DrugClass]) -> str:
        """Say how a name was found: several drugs are one product only if the list says so."""
        if len(hits) == 1:
            return hits[0].by
        if frozenset(item.name for item in ingredients) in self._products:
            return "combination"
        return SEVERAL if len((*ingredients, *open_ones)) > 1 else hits[0].by

    def _scan(self, name: str) -> tuple[tuple[_Entry, ...], tuple[str, ...]]:
        """List what every listed name in a text means, the longest names first, and the text around them."""
        said = spans(name)
        text = tuple(word for word, _, _ in said)
        found = tuple(places(self._phrases, text))
        ends = [0, *(said[end - 1][2] for _, end in found)]
        begins = [*(said[begin][1] for begin, _ in found), len(name)]
        hits = dict.fromkeys(self._phrases[text[begin:end]] for begin, end in found)
        return tuple(hits), tuple(name[begin:end] for begin, end in zip(ends, begins, strict=True))

    def _is_local(self, name: str, hits: tuple[_Entry, ...]) -> bool:
        """Tell whether each drug of a name is given on the spot, by its brand or by its own words."""
        if all(hit.is_local for hit in hits):
            return True
        parts = [part for part in JOINED.split(without_strength(name)) if part.strip()]
        alone = all(len(self._scan(part)[0]) <= 1 for part in parts)
        return alone and bool(parts) and all(self._says_local(part) for part in parts)

    def _says_local(self, part: str) -> bool:
        """Tell whether the words of one drug say that it is given on the spot; another route says that it is not."""
        said = part.split()
        if LOCAL.intersection(said) and not ELSEWHERE.intersection(said):
            return True
        hits = self._scan(part)[0]
        return bool(hits) and all(hit.is_local for hit in hits)

    def related(self, drug: str, other: str) -> Relationship:
        """Tell how another drug is related to a drug; a name that cannot be resolved may always be the same."""
        if bare(plain(drug)) == bare(plain(other)):
            return Relationship(relation=Relation.SAME)
        one, two = self.find(drug), self.find(other)
        if isinstance(one, Unknown) or isinstance(two, Unknown):
            return Relationship(relation=Relation.POSSIBLY_SAME)
        if set(one.names) & set(two.names):
            return Relationship(relation=Relation.SAME)
        by = self._nearest(one.classes & two.classes, cross_reactive=True)
        if by is not None:
            return Relationship(relation=Relation.CROSS_REACTIVE, by=by)
        named = (one.named_ids & two.possible_classes) | (two.named_ids & one.possible_classes)
        if named or one.rest or two.rest:
            return Relationship(relation=Relation.POSSIBLY_SAME, by=self._nearest(named))
        kin = self._nearest(one.possible_classes & two.possible_classes)
        return Relationship(relation=Relation.OTHER if kin is None else Relation.KIN, by=kin)

    def _nearest(self, ids: Iterable[str], *, cross_reactive: bool = False) -> DrugClass | None:
        """Give the class with the fewest members."""
        known = (self._classes[one] for one in sorted(ids))
        wanted = (item for item in known if item.is_cross_reactive or not cross_reactive)
        return min(wanted, key=lambda item: len(self._members[item.id]), default=None)
