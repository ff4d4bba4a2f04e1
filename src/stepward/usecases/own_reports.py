"""What a patient tells after a session, in own words: a note for the team, which changes no session."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol as Port

from stepward.core.findings import Refusal
from stepward.usecases.approving import Person

SIGNS = ("late_skin", "late_breath", "late_circulation", "late_belly")
LONGEST = 300


class NothingTold(Refusal):
    """The report says nothing, or too much for its room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReport:
    """Signs by their keys, when they began, what was taken, more words; who entered it for the patient, and when."""

    id: str
    session: str
    signs: tuple[str, ...]
    began: str
    taken: str
    words: str
    by: Person
    at: datetime


class OwnReports(Port):
    """Where they are kept, for ever."""

    def add(self, report: OwnReport, /) -> None:
        """Keep one."""


def tell(report: OwnReport, reports: OwnReports) -> None:
    """Keep what a patient tells.

    Raises:
        NothingTold: if nothing is said, a sign is not known, or a text is too long.
    """
    texts = (report.began, report.taken, report.words)
    if not report.signs and not report.words.strip():
        msg = "Choose a sign, or write what happened."
        raise NothingTold(msg)
    if not set(report.signs) <= set(SIGNS) or any(len(text) > LONGEST for text in texts):
        msg = f"Choose signs of the list, and keep each text to {LONGEST} letters."
        raise NothingTold(msg)
    reports.add(report)
