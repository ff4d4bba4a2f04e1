"""A set of tubing: its parts from the meeting point to the vein, and what is not known of them."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.quantities import Volume


class UnsoundLineSet(Refusal, ValueError):
    """A line set or a part of it contradicts itself; says which and what was expected."""


class PartKind(Enum):
    """What a part is."""

    TUBE = "tube"
    EXTENSION = "extension"
    FILTER = "filter"
    CATHETER = "catheter"
    CONNECTOR = "connector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: its volume with where it was read or measured, or what is missing to know it."""

    kind: PartKind
    name: str
    volume: Volume | None = None
    source: str = ""
    basis: str = ""
    missing: str = ""

    def __post_init__(self) -> None:
        """Refuse a part without a name, a volume without a source, and neither a volume nor what is missing.

        Raises:
            UnsoundLineSet: saying which.
        """
        if not self.name.strip():
            msg = f"a {self.kind.value}: expected a name"
            raise UnsoundLineSet(msg)
        if self.volume is not None and self.volume.value <= 0:
            msg = f"{self.name}, volume {self.volume}: expected more than 0 mL"
            raise UnsoundLineSet(msg)
        if (self.volume is None) is not bool(self.missing) or (self.volume is None) is bool(self.source):
            msg = f"{self.name}: expected a volume with its source, or what is missing"
            raise UnsoundLineSet(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSet:
    """Parts from the meeting point to the vein; `branch` is each solution's own tubing before they meet."""

    id: str
    title: str
    parts: tuple[Part, ...]
    branch: Part | None = None

    def __post_init__(self) -> None:
        """Refuse a set without parts.

        Raises:
            UnsoundLineSet: if there is none.
        """
        if not self.parts:
            msg = f"{self.title}: expected at least one part"
            raise UnsoundLineSet(msg)

    @property
    def common(self) -> Volume | None:
        """The volume of all parts together; nothing where one of them is not known."""
        known = [part.volume for part in self.parts if part.volume is not None]
        return sum(known, Volume(Fraction(0))) if len(known) == len(self.parts) else None

    @property
    def missing(self) -> tuple[str, ...]:
        """Say what is missing, part by part."""
        every = self.parts if self.branch is None else (*self.parts, self.branch)
        return tuple(f"{part.name}: {part.missing}" for part in every if part.missing)

    @property
    def sources(self) -> tuple[str, ...]:
        """Name the sources of the volumes, each once, in their order."""
        every = self.parts if self.branch is None else (*self.parts, self.branch)
        return tuple(dict.fromkeys(part.source for part in every if part.source))
