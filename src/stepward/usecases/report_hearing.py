"""What a receiver says of a report: found in a file by the number of the case, and of the version that it answers.

Source: FDA-E2B-R3-RULES, for what an acknowledgement says of a file and of each report in it.
"""

from collections.abc import Sequence
from typing import Protocol as Port

from stepward.core.reports.parts import CaseIdentity
from stepward.usecases.reporting import Deed, Dossier, NotReported

LONGEST_WORDS, MOST_DIGITS = 300, 6


class Heard(Port):
    """One thing that a receiver says: of a whole file, or of one report in it."""

    @property
    def number(self) -> str:
        """The number of the file, or of the report."""

    @property
    def words(self) -> tuple[str, ...]:
        """What is said beside taken or not."""

    @property
    def is_batch(self) -> bool:
        """Tell whether it is about the whole file."""

    @property
    def is_taken(self) -> bool:
        """Tell whether it was taken."""


def file_number(case: CaseIdentity) -> str:
    """Give the number of the file of one version, so that its answer can be told from that to another."""
    return f"{case.unique}-{case.version}"


def heard_of(found: Sequence[Heard], unique: str, dossier: Dossier) -> tuple[int, tuple[Heard, ...]]:
    """Find the version that is answered, and all that is said of it; a file that was refused whole names no report.

    Raises:
        NotReported: if it says nothing of this case, does not say of which version, or says only what is noted.
    """
    files = [item for item in found if item.is_batch]
    numbers = [number for number in (_version(item.number, unique) for item in files) if number is not None]
    ours = [item for item in found if not item.is_batch and item.number == unique]
    if numbers and not ours:
        ours = [item for item in files if not item.is_taken]
    if not ours:
        msg = "This file says nothing about this report."
        raise NotReported(msg)
    if not numbers:
        numbers = [version.number for version in dossier.versions]
    if len(numbers) != 1:
        msg = "This file does not say which version of the report it answers."
        raise NotReported(msg)
    new = tuple(item for item in ours if not _is_noted(item, numbers[0], dossier))
    if not new:
        msg = "This answer was noted before."
        raise NotReported(msg)
    return numbers[0], new


def deed_of(item: Heard) -> Deed:
    """Tell what became of the version."""
    return Deed.TAKEN if item.is_taken else Deed.REFUSED


def said(item: Heard) -> str:
    """Write what is said in one line that fits a mark."""
    return "; ".join(item.words)[:LONGEST_WORDS]


def _version(number: str, unique: str) -> int | None:
    rest = number.removeprefix(f"{unique}-")
    is_number = rest != number and rest.isascii() and rest.isdigit() and len(rest) <= MOST_DIGITS
    return int(rest) if is_number else None


def _is_noted(item: Heard, number: int, dossier: Dossier) -> bool:
    return any((mark.number, mark.deed, mark.words) == (number, deed_of(item), said(item)) for mark in dossier.marks)
