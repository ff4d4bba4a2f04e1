"""Find the ingredient behind a name as people write it, and tell how two drugs are related.

A name is read in this order: as it stands (ingredient, synonym, brand, combination); as several names joined by `/`,
`+`, `with` or `and`; without words of salt, form, route and strength. Nothing is found by likeness: similar names are
only asked about.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache

from stepward.core.substances.substance import Combination, DrugClass, Substance, UnsoundSubstance

_JOINED = re.compile(r"\s*(?:/|\+|,|&|\bwith\b|\band\b)\s*")
_STRENGTH = re.compile(r"\b[0-9]+(?:[.,][0-9]+)?\s*(?:%|(?:mg|mcg|g|units?)(?:/ml)?|ml)?(?![a-z0-9])")
_MARKS = re.compile(r"[®™()\[\]]")
_MOST_SIMILAR = 3
_REMEMBERED = 2048


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SALTS = _words("""
    acetate anhydrous arginine aspartate benzoate besilate besylate bitartrate bromide calcium carbonate chloride
    citrate decanoate dihydrate dihydrochloride dinitrate disodium fumarate gluconate hcl hemifumarate hydrobromide
    hydrochloride hydrogen lysine magnesium malate maleate mesilate mesylate monohydrate mononitrate nitrate palmitate
    phosphate potassium propionate sesquihydrate sodium succinate sulfate sulphate tartrate tosilate tosylate
    trihydrate tromethamine""")
FORMS = _words("""
    bag capsule capsules concentrate cr depot drops ec er extended extended-release film-coated for im implant
    infusion inhaled inhaler injectable injection intramuscular intravenous iv la long-acting modified-release mr
    nebulizer oral patch pen po powder prefilled prolonged-release release retard sc solution sr spray subcutaneous
    suspension syringe tablet tablets topical vial xl xr""")
LOCAL = _words("""
    cream drop drops ear eye eyedrops gel inhaled inhaler nasal nebulizer ocular ointment ophthalmic otic topical""")


ELSEWHERE = _words("capsule capsules im injection intramuscular intravenous iv oral pen po subcutaneous tablet tablets")


class Relation(Enum):
    """How a drug is related to the one that is to be given."""

    SAME = "same ingredient"
    CROSS_REACTIVE = "cross-reactive class"
    POSSIBLY_SAME = "name not resolved"
    OTHER = "other drug"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The ingredients behind a name, how they were found, and whether it is given on the spot (drops, cream)."""

    written: str
    ingredients: tuple[Substance, ...]
    by: str
    is_local: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the ingredients."""
        return tuple(item.name for item in self.ingredients)

    @property
    def classes(self) -> frozenset[str]:
        """The classes of all ingredients."""
        return frozenset(one for item in self.ingredients for one in item.classes)


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
        self._names: dict[str, tuple[tuple[Substance, ...], str]] = {}
        self._local: set[str] = set()
        self._find = lru_cache(maxsize=_REMEMBERED)(self._look_up)
        for item in self._substances.values():
            self._must_know("class", item.name, item.classes, self._classes)
            self._add((item,), "ingredient", (item.name,))
            self._add((item,), "synonym", item.synonyms)
            self._add((item,), "brand", item.brands)
            self._add((item,), "brand", item.local_brands, is_local=True)
        for joined in combinations:
            self._must_know("ingredient", joined.name, joined.ingredients, self._substances)
            members = tuple(self._substances[name] for name in joined.ingredients)
            self._add(members, "combination", (joined.name, *joined.synonyms, *joined.brands))
            self._add(members, "combination", joined.local_brands, is_local=True)

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
        for name in names:
            key = plain(name)
            known = self._names.get(key)
            if known is not None and known[0] != members:
                msg = f"{name!r} means {known[0][0].name} and {members[0].name}: one name, one meaning"
                raise UnsoundSubstance(msg)
            self._names.setdefault(key, (members, by))
            if is_local:
                self._local.add(key)

    def drug_class(self, class_id: str) -> DrugClass:
        """Give a class by its id."""
        return self._classes[class_id]

    def find(self, text: str) -> Found | Unknown:
        """Find the ingredients behind a name; a combination is found only if each of its parts is."""
        return self._find(text)

    def _look_up(self, text: str) -> Found | Unknown:
        name = plain(text)
        whole = self._names.get(name) or self._names.get(bare(name))
        if whole is not None:
            return Found(written=text, ingredients=whole[0], by=whole[1], is_local=self._is_local(name))
        parts = [part for part in _JOINED.split(name) if part]
        each = [self._names.get(part) or self._names.get(bare(part)) for part in parts]
        if len(parts) > 1 and all(each):
            members = dict.fromkeys(item for one in each if one is not None for item in one[0])
            is_local = all(self._is_local(part) for part in parts)
            return Found(written=text, ingredients=tuple(members), by="combination", is_local=is_local)
        near = get_close_matches(bare(name), self._names, n=_MOST_SIMILAR)
        return Unknown(written=text, similar=tuple(near))

    def _is_local(self, name: str) -> bool:
        """Tell whether a name says that it is given on the spot; a word of another route says that it is not."""
        words = name.split()
        says_so = bool(LOCAL.intersection(words)) and not ELSEWHERE.intersection(words)
        return says_so or not self._local.isdisjoint({name, bare(name)})

    def related(self, drug: str, other: str) -> Relationship:
        """Tell how another drug is related to a drug; a name that cannot be resolved may always be the same."""
        if bare(plain(drug)) == bare(plain(other)):
            return Relationship(relation=Relation.SAME)
        one, two = self.find(drug), self.find(other)
        if isinstance(one, Unknown) or isinstance(two, Unknown):
            return Relationship(relation=Relation.POSSIBLY_SAME)
        if set(one.names) & set(two.names):
            return Relationship(relation=Relation.SAME)
        shared = sorted(one.classes & two.classes)
        by = next((self._classes[name] for name in shared if self._classes[name].is_cross_reactive), None)
        return Relationship(relation=Relation.OTHER if by is None else Relation.CROSS_REACTIVE, by=by)


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str) -> str:
    """Write a name in small letters, with single spaces, without marks of registration and brackets."""
    return " ".join(_MARKS.sub(" ", text.casefold()).split())


@lru_cache(maxsize=_REMEMBERED)
def bare(name: str) -> str:
    """Leave out words of salt, form, route and strength, unless nothing would be left."""
    words = _STRENGTH.sub(" ", name).split()
    kept = [word for word in words if word not in SALTS and word not in FORMS and word not in LOCAL]
    return " ".join(kept) or name
