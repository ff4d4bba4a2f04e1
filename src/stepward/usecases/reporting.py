"""Keep reports: drafts, versions, and what became of each version. Everything is added, nothing is changed.

A version keeps the answers, and how many entries the log had. Since log, order and plan never change either, it can be
written anew at any time, and its hash tells whether it still reads as it did.

Source: FDA-E2B-R3-RULES, for versions, follow-ups and nullifications.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol as Port

from stepward.core.findings import Refusal
from stepward.core.reports.owed import Duty, Owed, UnitClocks, owed
from stepward.core.reports.report import For, Missing, SafetyReport, follow_up, missing, nullify
from stepward.usecases.approving import Person
from stepward.usecases.report_asking import Answers, Question, answered, facts_of, lacking, questions

CLOSERS = frozenset({"allergist", "prescriber", "pharmacist"})
LONGEST_REASON = 300
HASH_LETTERS = 8


class NotReported(Refusal):
    """What was asked for cannot be done with this report; the message says why."""


class Turn(Enum):
    """What a version is."""

    FIRST = "first"
    FOLLOW_UP = "follow-up"
    NULLIFICATION = "nullification"


class Deed(Enum):
    """What became of a version."""

    SENT = "sent"
    TAKEN = "taken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Answers that somebody kept, before they are all there."""

    session: str
    answers: Answers
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a report: the answers, the entries that it knew, and the hash of what it said."""

    session: str
    number: int
    turn: Turn
    answers: Answers
    entries: int
    sha256: str
    by: Person
    roles: frozenset[str]
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """That a version was sent on a paper, or what a receiver said of it."""

    session: str
    number: int
    deed: Deed
    paper: str
    words: str
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that is kept of the report of one session."""

    session: str
    drafts: tuple[Draft, ...] = ()
    versions: tuple[Version, ...] = ()
    marks: tuple[Mark, ...] = ()
    carried: Answers = field(default_factory=dict)

    @property
    def last(self) -> Version | None:
        """The newest version."""
        return self.versions[-1] if self.versions else None

    @property
    def draft(self) -> Draft | None:
        """The newest draft, unless a version followed it."""
        newest = self.drafts[-1] if self.drafts else None
        if newest is None or (self.last is not None and self.last.at >= newest.at):
            return None
        return newest

    @property
    def answers(self) -> Answers:
        """The answers with which the form begins."""
        if self.draft is not None:
            return self.draft.answers
        return self.carried if self.last is None else self.last.answers

    @property
    def is_closed(self) -> bool:
        """Tell whether the case was taken back: nothing follows that."""
        return self.last is not None and self.last.turn is Turn.NULLIFICATION

    def sent(self, paper: str) -> bool:
        """Tell whether the newest version was sent on a paper, and not refused since."""
        if self.last is None:
            return False
        deeds = [mark.deed for mark in self.marks if mark.paper == paper and mark.number == self.last.number]
        return Deed.SENT in deeds and deeds[-1] is not Deed.REFUSED


class Reports(Port):
    """Where they are kept, for ever."""

    def of_session(self, session_id: str, /) -> Dossier:
        """Give all that is kept of one session."""

    def of_sessions(self, session_ids: Sequence[str], /) -> dict[str, Dossier]:
        """Give all that is kept of these sessions."""

    def add_draft(self, draft: Draft, /) -> None:
        """Keep a draft."""

    def add_version(self, version: Version, /) -> None:
        """Keep a version.

        Raises:
            NotReported: if another person kept this number at the same moment.
        """

    def add_mark(self, mark: Mark, /) -> None:
        """Keep what became of a version."""


Known = Callable[[Version], SafetyReport]
"""Writes what was known when a version was closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the report of a session stands now: what is known with the answers, what is asked, lacking and owed."""

    report: SafetyReport
    asked: tuple[Question, ...]
    lacking: tuple[Question, ...]
    missing: tuple[Missing, ...]
    owed: tuple[Owed, ...]

    @property
    def is_ready(self) -> bool:
        """Tell whether a version can be closed."""
        return not self.lacking and not any(item.needed_for is For.ANY for item in self.missing)


def standing(known: SafetyReport, answers: Answers, clocks: UnitClocks) -> Standing:
    """Tell how a report stands with these answers."""
    asked = questions(known, answers, clocks)
    report = answered(known, answers)
    return Standing(
        report=report,
        asked=asked,
        lacking=lacking(asked, answers),
        missing=missing(report),
        owed=owed(facts_of(known, answers), clocks),
    )


def remaining(found: Iterable[Owed], dossier: Dossier) -> tuple[Owed, ...]:
    """List what is still to be done by the unit: the questions, and papers that were not sent."""
    return tuple(
        item
        for item in found
        if item.duty is not Duty.OTHERS and (item.duty is Duty.ASK or not dossier.sent(item.paper.value))
    )


def digest(report: SafetyReport) -> str:
    """Give the hash of what a report says; when it was written does not count."""
    words = repr(replace(report, created=report.received or report.created))  # type: ignore[arg-type] # only its text
    return hashlib.sha256(words.encode()).hexdigest()


def keep_draft(draft: Draft, dossier: Dossier, reports: Reports) -> None:
    """Keep answers as they are, however many are lacking.

    Raises:
        NotReported: if the case was taken back.
    """
    _must_be_open(dossier)
    if dict(dossier.answers) != dict(draft.answers):
        reports.add_draft(draft)


def close(version: Version, found: Standing, dossier: Dossier, reports: Reports) -> None:
    """Close a version: the first, or a follow-up with a reason where something was wrong before.

    Where it cannot be closed, the answers are kept as a draft, also when somebody else closed one at the same moment.

    Raises:
        NotReported: if the person may not, something is lacking, nothing is new, or the case was taken back.
    """
    try:
        _must_be_whole(version, found, dossier)
        reports.add_version(version)
    except NotReported:
        _keep_what_was_entered(version, reports)
        raise


def _must_be_whole(version: Version, found: Standing, dossier: Dossier) -> None:
    _must_be_open(dossier)
    _must_be_closer(version)
    if not found.is_ready:
        msg = "Something is lacking. Nothing was sent, and all that was entered is kept."
        raise NotReported(msg)
    last = dossier.last
    if last is not None and dict(last.answers) == dict(version.answers) and last.entries == version.entries:
        msg = "Nothing is new since the last version."
        raise NotReported(msg)
    _must_be_short(version.reason)


def _keep_what_was_entered(version: Version, reports: Reports) -> None:
    """Keep the answers as a draft that begins the form, whatever else was kept meanwhile."""
    newest = reports.of_session(version.session)
    if newest.is_closed or dict(newest.answers) == dict(version.answers):
        return
    at = version.at
    if newest.last is not None and newest.last.at >= at:
        at = newest.last.at + timedelta(microseconds=1)
    reports.add_draft(Draft(session=version.session, answers=version.answers, by=version.by, at=at))


def take_back(version: Version, dossier: Dossier, reports: Reports) -> None:
    """Declare that the case never was, or was reported twice.

    Raises:
        NotReported: if the person may not, there is no version, no reason, or it was taken back before.
    """
    _must_be_open(dossier)
    _must_be_closer(version)
    if dossier.last is None:
        msg = "No version was closed yet. There is nothing to take back."
        raise NotReported(msg)
    if not version.reason.strip():
        msg = "Say why the case is taken back."
        raise NotReported(msg)
    _must_be_short(version.reason)
    reports.add_version(version)


def mark(wanted: Mark, dossier: Dossier, reports: Reports) -> None:
    """Note that a version was sent, or what a receiver said.

    Raises:
        NotReported: if there is no such version.
    """
    if wanted.number not in {version.number for version in dossier.versions}:
        msg = "There is no such version. Close one first."
        raise NotReported(msg)
    reports.add_mark(wanted)


def sealed(version: Version, dossier: Dossier, known: Known) -> Version:
    """Put the hash of what a version says into it."""
    after = replace(dossier, versions=(*dossier.versions, version))
    report = written(after, version.number, known)
    return version if report is None else replace(version, sha256=digest(report))


def is_as_closed(version: Version, dossier: Dossier, known: Known) -> bool:
    """Tell whether a version still reads as it did when it was closed."""
    report = written(dossier, version.number, known)
    return report is not None and digest(report) == version.sha256


def written(dossier: Dossier, number: int, known: Known) -> SafetyReport | None:
    """Write a version as it was closed, with the identity of the case; nothing where there is none."""
    report: SafetyReport | None = None
    for version in dossier.versions:
        if version.number > number:
            break
        fresh = answered(known(version), version.answers)
        report = _next(report, replace(fresh, created=version.at), version)
    return report


def _next(before: SafetyReport | None, fresh: SafetyReport, version: Version) -> SafetyReport:
    if before is None:
        return fresh
    if version.turn is Turn.NULLIFICATION:
        return nullify(before, version.reason, at=version.at)
    newest = max(_moment(before), _moment(fresh))
    later = follow_up(before, at=version.at, updated=newest, reason=version.reason)
    return replace(fresh, case=later.case, created=later.created, updated=later.updated)


def _moment(report: SafetyReport) -> datetime:
    found = report.updated
    return found if isinstance(found, datetime) else report.created


def _must_be_open(dossier: Dossier) -> None:
    if dossier.is_closed:
        msg = "This case was taken back. Nothing follows it."
        raise NotReported(msg)


def _must_be_closer(version: Version) -> None:
    if not version.roles & CLOSERS:
        msg = f"A report is closed and taken back by one of these: {', '.join(sorted(CLOSERS))}."
        raise NotReported(msg)


def _must_be_short(reason: str) -> None:
    if len(reason) > LONGEST_REASON:
        msg = f"Say why in at most {LONGEST_REASON} letters."
        raise NotReported(msg)
