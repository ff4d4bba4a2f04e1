"""What is known of one cycle, to be compared with the one before: from its order, plan, preparation and assessment.

What none of them says is stated by a person, with the time; until then it is not known.

Source: STEPWARD-SAFETY, H-90.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Protocol as Port

from stepward.core.courses.changes import Cycle, One, Several
from stepward.core.findings import Refusal
from stepward.core.preparation.product import Product
from stepward.core.protocols.plan import Plan
from stepward.core.quantities.place import UTC_PLACE, Place
from stepward.usecases.approving import Person
from stepward.usecases.orders import PreparationOrder
from stepward.usecases.session_orders import SessionOrder

FIELDS = tuple(item.name for item in fields(Cycle))
LISTS = frozenset({"excipients", "interfering_medicines", "allergies"})
NOBODY = "none"
NONE_BEFORE = "no session before it here"
LONGEST_WORDS = 300


class NotStated(Refusal):
    """This cannot be stated; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A fact of one session in the words of a person; a list is separated by commas, "none" says that there is none."""

    session: str
    field: str
    words: str
    by: Person
    at: datetime


class StatedFacts(Port):
    """Where stated facts are kept, for ever."""

    def add(self, stated: Stated, /) -> None:
        """Keep one."""

    def of_session(self, session_id: str, /) -> tuple[Stated, ...]:
        """List what was stated of a session, the oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What stands behind one cycle: its order and plan, and what else there is."""

    order: SessionOrder
    plan: Plan
    preparation: PreparationOrder | None = None
    product: Product | None = None
    line: str = ""
    case: Mapping[str, object] | None = None
    assessed_at: datetime | None = None
    before: datetime | None = None
    stated: Sequence[Stated] = ()
    place: Place = UTC_PLACE


def state(stated: Stated, facts: StatedFacts) -> None:
    """Keep a fact that somebody states.

    Raises:
        NotStated: if the field is not on the card, or the words are missing or too long.
    """
    if stated.field not in FIELDS:
        msg = "This is not on the card."
        raise NotStated(msg)
    if not 0 < len(stated.words.strip()) <= LONGEST_WORDS:
        msg = f"Write what it is, or {NOBODY}, in at most {LONGEST_WORDS} letters."
        raise NotStated(msg)
    facts.add(stated)


def cycle_of(known: Known) -> Cycle:
    """Write what is known of a cycle; what was stated by a person stands over what follows from the order."""
    found: dict[str, One | Several | None] = {**_of_order(known), **_of_preparation(known), **_of_case(known)}
    for stated in known.stated:
        found[stated.field] = _as_stated(stated)
    return Cycle(**found)  # type: ignore[arg-type]  # each field has the kind that its name has


def _of_order(known: Known) -> dict[str, One | Several | None]:
    order, plan = known.order, known.plan
    solutions = plan.effective.solutions
    day = known.place.day
    days = None if known.before is None else (day(order.start_at) - day(known.before)).days
    interval = NONE_BEFORE if days is None else f"{days} day{'' if days == 1 else 's'}"
    return {
        "dose": One(value=plan.order.target.amount, as_of=order.ordered_at),
        "weight": None if order.weighed is None else One(value=order.weighed.amount, as_of=order.weighed.at),
        "strength": One(value=solutions[-1].strength.people(), as_of=order.ordered_at) if solutions else None,
        "line": One(value=known.line, as_of=order.ordered_at) if known.line else None,
        "interval": One(value=interval, as_of=order.ordered_at),
    }


def _of_preparation(known: Known) -> dict[str, One | Several | None]:
    asked, product = known.preparation, known.product
    if asked is None:
        return {}
    name = product.name if product is not None else asked.product
    maker = "" if product is None else product.maker
    return {
        "product": One(value=name, as_of=asked.asked_at) if name else None,
        "maker": One(value=maker, as_of=asked.asked_at) if maker else None,
        "diluent": One(value=asked.diluent, as_of=asked.asked_at) if asked.diluent else None,
    }


def _of_case(known: Known) -> dict[str, One | Several | None]:
    """Read medicines and other allergies from the signed assessment; what it does not say is not known."""
    if known.case is None or known.assessed_at is None:
        return {}
    medicines, reactions = known.case.get("medicines"), known.case.get("reactions")
    return {
        "interfering_medicines": _names(medicines, "name", known.assessed_at),
        "allergies": _names(reactions, "drug", known.assessed_at),
    }


def _names(rows: object, key: str, as_of: datetime) -> Several | None:
    if not isinstance(rows, list):
        return None
    return Several(
        names=frozenset(str(row[key]) for row in rows if isinstance(row, dict) and row.get(key)), as_of=as_of
    )


def _as_stated(stated: Stated) -> One | Several:
    words = stated.words.strip()
    if stated.field not in LISTS:
        return One(value=words, as_of=stated.at)
    names = [] if words.casefold() == NOBODY else [name.strip() for name in words.split(",")]
    return Several(names=frozenset(name for name in names if name), as_of=stated.at)
