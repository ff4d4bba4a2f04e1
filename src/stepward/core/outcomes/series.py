"""A published series: what was read of it, as it was printed, and of what it counts. Nothing is computed from it.

What a source did not show is not known, and a share always says of what it is one.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class CountedOf(Enum):
    """What a published share is a share of."""

    PROCEDURES = "procedures"
    PATIENTS = "patients"
    INFUSIONS = "infusions"


class Read(Enum):
    """What was read of it; a full paper never was."""

    ABSTRACT = "the abstract"
    TABLE = "a table"
    SECONDARY = "another page that reports it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series; `details` are all other figures of it, in words, as its page shows them."""

    key: str
    citation: str
    read: Read
    read_note: str = ""
    address: str = ""
    doi: str = ""
    pmid: str = ""
    site: str = ""
    drugs: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    protocol: str = ""
    setting: str = ""
    patients: int | None = None
    procedures: int | None = None
    breakthrough_percent: Fraction | None = None
    breakthrough_of: CountedOf | None = None
    deaths: int | None = None
    notes: str = ""
    overlaps: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()

    def names(self, drug: str) -> bool:
        """Tell whether the series names a drug."""
        wanted = drug.casefold().strip()
        return bool(wanted) and any(wanted in name.casefold() for name in self.drugs)

    @property
    def has_death(self) -> bool:
        """Tell whether a patient died in it."""
        return bool(self.deaths)
