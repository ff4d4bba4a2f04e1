"""What a unit needs before a real session can start: people, policy, treatment card, line sets, pumps, products.

Source: STEPWARD-SAFETY, H-42, H-52, H-53 and H-88.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from stepward.core.sessions.people import Privilege
from stepward.core.sessions.roles import ROLES
from stepward.core.treatment import Medicine, Remedy, TreatmentCard


class Part(Enum):
    """One part of the set-up, in its order."""

    UNIT = "The unit"
    PEOPLE = "People"
    POLICY = "Site policy"
    CARD = "Treatment card"
    LINE_SETS = "Line sets"
    PUMPS = "Pumps"
    PRODUCTS = "Products"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An active account, and the roles that it holds now."""

    id: str
    name: str
    roles: frozenset[str]

    @property
    def privileges(self) -> frozenset[Privilege]:
        """What the roles allow together."""
        return frozenset(item for role in self.roles for item in ROLES.get(role, frozenset()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Something that stands: what, by whom, and when where that is kept."""

    part: Part
    what: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitState:
    """What a unit has so far; `open_choices` are the questions of its policy that are not chosen yet, by id."""

    people: tuple[Held, ...] = ()
    signed: tuple[Signed, ...] = ()
    open_choices: Mapping[str, str] = field(default_factory=dict)
    cards: tuple[TreatmentCard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What nothing can start without, in a sentence; `choice` names the question of the policy where it is one."""

    part: Part
    sentence: str
    choice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Needed:
    """So many different people of whom each holds one of these privileges, or one of these roles."""

    count: int
    sentence: str
    privileges: frozenset[Privilege] = frozenset()
    roles: frozenset[str] = frozenset()

    def has(self, person: Held) -> bool:
        return bool(person.privileges & self.privileges or person.roles & self.roles)


_NEEDED = (
    _Needed(
        count=1, roles=frozenset({"allergist"}), sentence="An allergist: signs plans, and resumes after a reaction."
    ),
    _Needed(count=1, roles=frozenset({"pharmacist"}), sentence="A pharmacist: gives the second signature."),
    _Needed(
        count=2,
        roles=frozenset({"allergist", "pharmacist"}),
        sentence="Allergist and pharmacist as two people: nobody signs for both.",
    ),
    _Needed(
        count=1, privileges=frozenset({Privilege.MAKE}), sentence="Someone who makes: a pharmacist or a technician."
    ),
    _Needed(
        count=2,
        privileges=frozenset({Privilege.MAKE, Privilege.CHECK}),
        sentence="A second person who checks what is made.",
    ),
    _Needed(
        count=2,
        roles=frozenset({"nurse", "charge nurse"}),
        sentence="Two nurses: one gives, the other checks each solution.",
    ),
    _Needed(
        count=1,
        roles=frozenset({"administrator"}),
        sentence="An administrator: adds people and ends their accounts.",
    ),
)  # fmt: skip
_ONE_OF = {
    Part.UNIT: "The name of the unit.",
    Part.POLICY: "A policy of its own, approved by a second person.",
    Part.CARD: "A treatment card, approved by a second person.",
    Part.LINE_SETS: "A line set, approved by a second person.",
    Part.PUMPS: "A pump with the smallest change of its rate.",
    Part.PRODUCTS: "A product, approved by a second person.",
}
NO_EPINEPHRINE = "A treatment card with a dose of epinephrine: none in use has one."


def missing_to_start(state: UnitState) -> tuple[Missing, ...]:
    """List what is missing before a real session can start; nothing where all of it stands."""
    found = [Missing(part=Part.PEOPLE, sentence=needed.sentence) for needed in _NEEDED if not _is_met(needed, state)]
    there = {item.part for item in state.signed}
    found += [Missing(part=part, sentence=sentence) for part, sentence in _ONE_OF.items() if part not in there]
    if Part.CARD in there and not any(_has_epinephrine(card) for card in state.cards):
        found.append(Missing(part=Part.CARD, sentence=NO_EPINEPHRINE))
    found += [Missing(part=Part.POLICY, sentence=question, choice=key) for key, question in state.open_choices.items()]
    return tuple(sorted(found, key=lambda item: list(Part).index(item.part)))


def _is_met(needed: _Needed, state: UnitState) -> bool:
    return len({person.id for person in state.people if needed.has(person)}) >= needed.count


def _has_epinephrine(card: TreatmentCard) -> bool:
    return any(
        isinstance(row, Medicine) and row.remedy is Remedy.EPINEPHRINE and row.dose is not None for row in card.rows
    )
