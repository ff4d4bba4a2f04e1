"""Reports on reactions: drafts, versions, and what became of them; and which sessions saw a reaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from stepward.adapters.database.append_only import AppendOnlyQuerySet
from stepward.adapters.database.models.following import Signed
from stepward.adapters.database.models.kept import LONG, SHA256, SHORT

if TYPE_CHECKING:
    from datetime import datetime


class ReportDraft(Signed):
    """Answers that were kept before all were there."""

    session: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    answers: models.TextField[str, str] = models.TextField()

    objects = AppendOnlyQuerySet["ReportDraft"].as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"draft {self.pk} of the report on session {self.session}"


class ReportVersion(Signed):
    """One version of the report on a session."""

    session: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    number: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    turn: models.CharField[str, str] = models.CharField(max_length=SHORT)
    answers: models.TextField[str, str] = models.TextField()
    entries: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    roles: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    reason: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    sha256: models.CharField[str, str] = models.CharField(max_length=SHA256)

    objects = AppendOnlyQuerySet["ReportVersion"].as_manager()

    class Meta:
        ordering: ClassVar = ["session", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "number"], name="a_version_of_a_report_once"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of the report on session {self.session}"


class ReportMark(Signed):
    """That a version was sent, taken or refused."""

    session: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    number: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    deed: models.CharField[str, str] = models.CharField(max_length=SHORT)
    paper: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    words: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)

    objects = AppendOnlyQuerySet["ReportMark"].as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"version {self.number} of the report on session {self.session}, {self.deed}"


class ReactedSession(models.Model):
    """Whether a session saw an unexpected reaction; says nothing that its log does not say."""

    session: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    entries: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    aware_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering: ClassVar = ["-aware_at", "session"]

    def __str__(self) -> str:
        return f"reactions of session {self.session}"
