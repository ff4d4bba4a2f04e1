"""A case as its data elements: numbers of ICH E2B(R3) to texts, with groups that repeat. No XML is here.

An element without a value may be sent all the same, with the reason why it has none: that is `Absent`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

FLAVORS = frozenset({"NI", "MSK", "UNK", "NA", "ASKU", "NASK", "NINF", "PINF"})
"""Reasons why an element has no value: null flavors."""


@dataclass(frozen=True, slots=True)
class Absent:
    """No value, and why."""

    flavor: str


Value = str | Absent


@dataclass(frozen=True, slots=True)
class Group:
    """One repetition of a group: its elements, and the groups within it by their number."""

    values: Mapping[str, Value] = field(default_factory=dict)
    parts: Mapping[str, tuple["Group", ...]] = field(default_factory=dict)

    def text(self, number: str) -> str:
        """Give the text of an element; empty where it is not there or absent."""
        found = self.values.get(number)
        return found if isinstance(found, str) else ""

    def has(self, number: str) -> bool:
        """Tell whether an element is there, be it with a value or with the reason why it has none."""
        return number in self.values

    def flavor(self, number: str) -> str:
        """Give the null flavor of an element; empty where it has a value or is not there."""
        found = self.values.get(number)
        return found.flavor if isinstance(found, Absent) else ""

    def each(self, number: str) -> tuple["Group", ...]:
        """List the repetitions of a group."""
        return self.parts.get(number, ())

    def everywhere(self) -> Iterator["Group"]:
        """Walk through this group and all groups within it."""
        yield self
        for groups in self.parts.values():
            for group in groups:
                yield from group.everywhere()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is sent in one file: its header (N.1), and the messages, each with its header (N.2.r) and its case."""

    header: Group
    messages: tuple[Group, ...]
