"""The case as rules read it: each reaction beside its relation to the drug, its grades and its kind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, wraps
from typing import Any, TypeVar

from stepward.core.reactions import (
    Grade,
    Phenotype,
    PhenotypeKind,
    Reaction,
    Setting,
    all_grades,
    names_aerd,
    phenotype,
)
from stepward.core.screening.assessment import ScreenFinding
from stepward.core.screening.case import Case
from stepward.core.screening.policy import Policy
from stepward.core.substances import Excipients, Found, Relation, Relationship, Substances, Unknown

NSAID = "nsaid"
WINDOW = "immediate-window"
LEADS = (
    PhenotypeKind.DELAYED,
    PhenotypeKind.AERD,
    PhenotypeKind.MIXED,
    PhenotypeKind.TYPE_1,
    PhenotypeKind.CYTOKINE_RELEASE,
    PhenotypeKind.UNKNOWN,
)
"""Which kind leads where reactions differ: the one that bars or changes most."""
COUNTS = frozenset({Relation.SAME, Relation.CROSS_REACTIVE, Relation.POSSIBLY_SAME})


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownProtocol:
    """A protocol that could be used: its drugs and routes as published; a standard ladder names no drug."""

    id: str
    title: str
    drugs: tuple[str, ...]
    routes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What does not depend on the patient: substances, protocols; all of it with sources."""

    substances: Substances
    protocols: tuple[KnownProtocol, ...] = ()
    excipients: Excipients = field(default_factory=Excipients)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A reaction, and how its drug is related to the drug that is to be given."""

    reaction: Reaction
    relationship: Relationship
    is_named: bool

    @property
    def relation(self) -> Relation:
        """How the two drugs are related."""
        return self.relationship.relation

    @property
    def counts(self) -> bool:
        """Tell whether it counts for the drug: same, cross-reactive, or possibly the same."""
        return self.relation in COUNTS

    @property
    def words(self) -> str:
        """Name the reaction: drug, and how it is related where that needs saying."""
        drug = self.reaction.drug or "a drug that was not named"
        if self.relation is Relation.CROSS_REACTIVE and self.relationship.by is not None:
            return f"{drug} ({self.relationship.by.title})"
        if self.relation is Relation.POSSIBLY_SAME and self.relationship.by is not None:
            return f"{drug} (which one is not known)"
        return f"{drug} (name not resolved)" if self.relation is Relation.POSSIBLY_SAME else drug


@dataclass(frozen=True, kw_only=True)
class Look:
    """Everything that a rule may read; computed once for a case. `asked` is what the reader of the case asks about."""

    case: Case
    policy: Policy
    knowledge: Knowledge
    asked: tuple[ScreenFinding, ...] = ()

    @cached_property
    def remembered(self) -> dict[object, Any]:
        """What functions that are marked `once` found."""
        return {}

    @cached_property
    def drug(self) -> Found | Unknown:
        """The drug to be given, as the list knows it."""
        return self.knowledge.substances.find(self.case.drug.name)

    @cached_property
    def seen(self) -> tuple[Seen, ...]:
        """Every reaction beside its relation to the drug."""
        found = []
        for reaction in self.case.reactions or ():
            relationship = self.knowledge.substances.related(self.case.drug.name, reaction.drug)
            is_same = relationship.relation is Relation.SAME
            named = is_same or isinstance(self.knowledge.substances.find(reaction.drug), Found)
            found.append(Seen(reaction=reaction, relationship=relationship, is_named=named))
        return tuple(found)

    @cached_property
    def counting(self) -> tuple[Seen, ...]:
        """The reactions that count for the drug."""
        return tuple(item for item in self.seen if item.counts)

    @cached_property
    def grades(self) -> tuple[tuple[Grade, ...], ...]:
        """The grades of each counting reaction, scale by scale."""
        age = self.case.patient.age_years
        return tuple(all_grades(item.reaction, patient_age=age) for item in self.counting)

    @cached_property
    def window(self) -> tuple[Fraction, Fraction]:
        """The minutes up to which a reaction is immediate: by the unit, or the least and the most of all options."""
        choice = self.policy.choices.get(WINDOW)
        if choice is None or choice.chosen is not None:
            minutes = self.policy.number(WINDOW)
            return minutes, minutes
        numbers = [option.number for option in choice.options if option.number is not None]
        return min(numbers), max(numbers)

    @cached_property
    def kinds(self) -> tuple[Phenotype, ...]:
        """The kind of each counting reaction."""
        drug = self.drug
        setting = Setting(
            delayed_after_minutes=self.window[1],
            patient_age=self.case.patient.age_years,
            is_nsaid=NSAID in drug.classes if isinstance(drug, Found) else None,
            conditions=self.case.patient.conditions,
        )
        return tuple(phenotype(item.reaction, setting=setting) for item in self.counting)

    @cached_property
    def phenotype(self) -> Phenotype:
        """The kind that leads: of all counting reactions the first in the order of `LEADS`."""
        found = min(self.kinds, key=lambda item: LEADS.index(item.kind), default=None)
        return found or Phenotype(kind=PhenotypeKind.UNKNOWN)

    def is_of_drug(self, name: str | None) -> bool:
        """Tell whether a test was of the drug or of one that counts for it; one that names no drug was of this one."""
        if name is None:
            return True
        return self.knowledge.substances.related(self.case.drug.name, name).relation in COUNTS

    @property
    def is_aerd(self) -> bool:
        """Tell whether the patient has, or reacted as with, aspirin-exacerbated respiratory disease."""
        return self.phenotype.kind is PhenotypeKind.AERD or names_aerd(self.case.patient.conditions)


_Read = TypeVar("_Read")


def once(read: Callable[[Look], _Read]) -> Callable[[Look], _Read]:
    """Let a function that reads nothing but the look be computed once for each."""

    @wraps(read)
    def remembering(look: Look) -> _Read:
        if read not in look.remembered:
            look.remembered[read] = read(look)
        found: _Read = look.remembered[read]
        return found

    return remembering
