"""The parts of a page of questions, and the few ways in which a question is answered."""

from dataclasses import dataclass
from enum import Enum

UNKNOWN, SOME, NONE = "unknown", "some", "none"
YES_NO = (("yes", "Yes"), ("no", "No"), (UNKNOWN, "Not known"))
LISTED = ((SOME, "Yes"), (NONE, "Asked, none"), (UNKNOWN, "Not known"))


class Kind(Enum):
    """How a question is answered."""

    CHOICE = "choice"
    LIST = "list"
    TEXT = "text"
    NUMBER = "number"
    MARKS = "marks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A clinical sentence beside a question, and its sources."""

    words: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One question.

    `units` are offered beside a number; `topic` says when it matters; `of_names` says that a name is looked up at once.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    units: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    fact: Fact | None = None
    is_above_zero: bool = False
    is_whole: bool = False
    topic: str = ""
    of_names: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that it sends."""
        return (self.name, f"{self.name}_unit") if self.units else (self.name,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Questions on one thing; `row` names the row that can be taken out again."""

    asks: tuple[Ask, ...]
    title: str = ""
    hint: str = ""
    is_row: bool = True
    row: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A question, and what is asked where its answer says that there is something; `adds` one more of a kind."""

    title: str
    lead: Ask | None = None
    blocks: tuple[Block, ...] = ()
    hint: str = ""
    fact: Fact | None = None
    topic: str = ""
    adds: tuple[str, str] | None = None

    @property
    def asks(self) -> tuple[Ask, ...]:
        """Every question of the group."""
        return (*(() if self.lead is None else (self.lead,)), *(ask for block in self.blocks for ask in block.asks))


def choice(name: str, label: str, options: tuple[tuple[str, str], ...] = YES_NO, **more: str) -> Ask:
    """Ask with three big answers; one of them is "Not known"."""
    return Ask(name=name, label=label, kind=Kind.CHOICE, options=options, **more)  # type: ignore[arg-type] # texts only


def number(name: str, label: str, unit: str, *, above: bool = False, hint: str = "") -> Ask:
    """Ask for a number with its unit."""
    return Ask(name=name, label=label, kind=Kind.NUMBER, unit=unit, is_above_zero=above, hint=hint)


def pick(name: str, label: str, values: tuple[str, ...], hint: str = "") -> Ask:
    """Ask for one of many."""
    options = (("", "Choose"), *((item, item.capitalize()) for item in values), (UNKNOWN, "Not known"))
    return Ask(name=name, label=label, kind=Kind.LIST, options=options, hint=hint)
