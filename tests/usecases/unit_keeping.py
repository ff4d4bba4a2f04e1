"""What the tests of the unit's records share: people, words, and a store in memory."""

from dataclasses import replace
from datetime import UTC, datetime

from stepward.usecases.unit_records import Draft, Kind, Mark, Member, Named, RecordMovedOn, UnitRecord, Words

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TUBE = {"kind": "tube", "name": "Pump set", "volume": "15 mL", "source": "LINE-VOLUMES-INS"}
LINE: Words = {"title": "Ward set", "parts": [TUBE]}
LONGER: Words = {"title": "Ward set", "parts": [TUBE | {"volume": "18 mL"}]}
MOREAU = Member(id="1", name="L. Moreau (invented)", roles=frozenset({"pharmacist"}))
LINDQVIST = Member(id="2", name="E. Lindqvist (invented)", roles=frozenset({"pharmacist"}))
NURSE = Member(id="3", name="T. Okafor (invented)", roles=frozenset({"nurse"}))
CHARGE = Member(id="4", name="P. Silva (invented)", roles=frozenset({"charge nurse"}))


def draft(content: Words | None = None, *, after: int = 0, kind: Kind = Kind.LINE_SET) -> Draft:
    """Write a draft of the ward's line set."""
    return Draft(kind=kind, key="ward", content=LINE if content is None else content, reason="new set", after=after)


def named(version: int) -> Named:
    """Name a version of the ward's line set."""
    return Named(kind=Kind.LINE_SET, key="ward", version=version)


class MemoryRecords:
    """Versions in a list."""

    def __init__(self) -> None:
        """Begin empty."""
        self._rows: list[UnitRecord] = []

    def of(self, kind: Kind, key: str, /) -> tuple[UnitRecord, ...]:
        """List every version of a record."""
        return tuple(row for row in self._rows if row.kind is kind and row.key == key)

    def by_key(self, kind: Kind, /) -> dict[str, tuple[UnitRecord, ...]]:
        """List every version of a kind by key."""
        return {row.key: self.of(kind, row.key) for row in self._rows if row.kind is kind}

    def add(self, record: UnitRecord, /) -> None:
        """Keep a version once."""
        if any(row.version == record.version for row in self.of(record.kind, record.key)):
            raise RecordMovedOn
        self._rows.append(record)

    def approve(self, which: Named, mark: Mark, /) -> None:
        """Keep an approval once."""
        place = self._place(which)
        if self._rows[place].approval is not None:
            raise RecordMovedOn
        self._rows[place] = replace(self._rows[place], approval=mark)

    def withdraw(self, which: Named, mark: Mark, /) -> None:
        """Keep a withdrawal once."""
        place = self._place(which)
        if self._rows[place].withdrawal is not None:
            raise RecordMovedOn
        self._rows[place] = replace(self._rows[place], withdrawal=mark)

    def _place(self, which: Named) -> int:
        return [(row.kind, row.key, row.version) for row in self._rows].index((which.kind, which.key, which.version))
