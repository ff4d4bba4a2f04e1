"""What changed since the last session: each field of two cycles beside the other, and none left out.

A field that is not known, or was looked at too long ago, is told as that: silence would read as "the same".

Source: STEPWARD-SAFETY, H-90.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import Enum

from stepward.core.quantities import Quantity
from stepward.core.quantities.place import day_words


class Verdict(Enum):
    """What became of a field; the first two want a person's look before the session."""

    MISSING = "missing"
    OLD = "old"
    CHANGED = "changed"
    SAME = "same"

    @property
    def wants_a_look(self) -> bool:
        """Tell whether somebody has to look at it before the session."""
        return self is not Verdict.SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """A single value, with when it was last looked at: an amount, or a name."""

    value: Quantity | str
    as_of: datetime

    def text(self) -> str:
        """Write it for people."""
        return self.value if isinstance(self.value, str) else self.value.people()

    def is_same(self, other: "One") -> bool:
        """Compare amounts exactly, whatever their unit, and names without their capitals."""
        if isinstance(self.value, str) or isinstance(other.value, str):
            return str(self.value).casefold() == str(other.value).casefold()
        return self.value == other.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """A list of names, with when it was last asked for; an empty one means that there are none."""

    names: frozenset[str]
    as_of: datetime

    def text(self) -> str:
        """Write it for people."""
        return ", ".join(sorted(self.names)) or "none"

    def is_same(self, other: "Several") -> bool:
        """Compare without capitals."""
        return _folded(self.names) == _folded(other.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """All that is compared from one session to the next; what is not known is None."""

    dose: One | None = None
    weight: One | None = None
    product: One | None = None
    maker: One | None = None
    lot: One | None = None
    excipients: Several | None = None
    diluent: One | None = None
    strength: One | None = None
    line: One | None = None
    interval: One | None = None
    interfering_medicines: Several | None = None
    allergies: Several | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field on the card: what it was, what it is, and what that means.

    `is_to_say` tells whether a person has to say what it is now, `was_to_say` what it was last time; saying it anew
    mends nothing else.
    """

    field: str
    name: str
    verdict: Verdict
    before: str
    now: str
    words: str
    is_to_say: bool = False
    was_to_say: bool = False


def changes(before: Cycle, now: Cycle, at: datetime, longest: Mapping[str, timedelta]) -> tuple[Row, ...]:
    """Compare two cycles, field by field; `longest` says how old a field may be, as the unit chose.

    What wants a look stands first; within that the order is that of the class.
    """
    rows = [_row(item.name, getattr(before, item.name), getattr(now, item.name), at, longest) for item in fields(Cycle)]
    order = list(Verdict)
    return tuple(sorted(rows, key=lambda row: order.index(row.verdict)))


def _row(
    name: str, before: One | Several | None, now: One | Several | None, at: datetime, longest: Mapping[str, timedelta]
) -> Row:
    verdict, words = _judged(before, now, at, longest.get(name))
    return Row(
        field=name,
        name=name.replace("_", " "),
        verdict=verdict,
        before="not known" if before is None else before.text(),
        now="not known" if now is None else now.text(),
        words=words,
        is_to_say=verdict is Verdict.OLD or now is None or now.as_of > at,
        was_to_say=before is None,
    )


def _judged(
    before: One | Several | None, now: One | Several | None, at: datetime, longest: timedelta | None
) -> tuple[Verdict, str]:
    if now is None:
        return Verdict.MISSING, "Not known for this session. Ask."
    if now.as_of > at:
        return Verdict.MISSING, "Its time lies in the future. Ask anew."
    if longest is not None and at - now.as_of > longest:
        return Verdict.OLD, f"Last asked for on {day_words(now.as_of)}. Ask anew."
    if before is None:
        return Verdict.MISSING, "Not known of the last session, so nothing can be compared."
    return _compared(before, now)


def _compared(before: One | Several, now: One | Several) -> tuple[Verdict, str]:
    match before, now:
        case Several(), Several() if not before.is_same(now):
            return Verdict.CHANGED, _moved(before, now)
        case One(), One() if not before.is_same(now):
            return Verdict.CHANGED, ""
        case _:
            return Verdict.SAME, ""


def _moved(before: Several, now: Several) -> str:
    """Say which names came and which went."""
    was, found = _folded(before.names), _folded(now.names)
    new = sorted(name for name in now.names if name.casefold() not in was)
    gone = sorted(name for name in before.names if name.casefold() not in found)
    parts = [("New: ", new), ("No longer: ", gone)]
    return " ".join(f"{word}{', '.join(names)}." for word, names in parts if names)


def _folded(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)
