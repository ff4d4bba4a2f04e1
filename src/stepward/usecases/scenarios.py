"""What a scenario file says: people, a plan, and lines of a ward's day with what is expected after each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from stepward.core.sessions.ordering import Choices
from stepward.core.sessions.people import Actor
from stepward.core.sessions.plan import SessionPlan
from stepward.usecases.planning import PlanRequest


@dataclass(frozen=True, slots=True)
class Measured:
    """A number and its unit, as they are written."""

    value: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Span:
    """An amount between a least and a most."""

    least: Measured
    most: Measured


@dataclass(frozen=True, slots=True)
class Ordered:
    """A plan that is made of a protocol, a drug and a target dose, or one day of it."""

    request: PlanRequest
    choices: Choices
    day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """How the next step may begin: what is not written is not compared."""

    step: int | None = None
    rate: Measured | None = None
    dose: Measured | None = None
    volume: Measured | None = None
    limit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """How the session must stand after a line: what is not written is not compared."""

    state: str | None = None
    step: int | None = None
    rate: Measured | None = None
    given: Span | None = None
    at_vein: Span | None = None
    hold: str | None = None
    causes: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None
    due: tuple[str, ...] | None = None
    alarms: tuple[str, ...] | None = None
    solutions: tuple[str, ...] | None = None
    points: tuple[str, ...] | None = None
    next: Next | None = None
    left: int | None = None
    gap: int | None = None
    clinical_holds: int | None = None
    open_reactions: int | None = None
    brown: int | None = None
    reaction_expected: bool | None = None
    opinion_needed: bool | None = None
    tolerance_asked: bool | None = None
    controller: str | None = None
    reduced_to: Measured | None = None


NOTHING_EXPECTED = Then()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: when, who, what with which fields, and what comes of it; `refused` is the code of the refusal.

    `at` are microseconds since the start, `after` since the line before; without either it is done when it is due.
    `stale`: the person saw an older version. `twice`: the client sends it a second time, with the same key.
    """

    number: int
    does: str
    who: str = ""
    device: str = ""
    at: int | None = None
    after: int | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    then: Then = NOTHING_EXPECTED
    refused: str = ""
    stale: bool = False
    twice: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One session of a scenario, and when it begins."""

    start: datetime
    plan: SessionPlan | Ordered
    lines: tuple[Line, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole file."""

    name: str
    title: str
    shows: str
    rules: tuple[str, ...]
    people: tuple[Actor, ...]
    parts: tuple[Part, ...]
