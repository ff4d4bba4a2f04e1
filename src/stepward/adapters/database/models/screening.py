"""Answers of the screen, while they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from stepward.adapters.database.models.kept import SHORT

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User


class ScreeningDraft(models.Model):
    """What one person answered so far, as it was written; never a name or an identifier.

    Once offered for a signature, those who sign see it too; `replaces` is the signed assessment taken up again.
    """

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    answers: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = models.JSONField(default=dict)
    owner_id: int
    owner: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    offered_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, default=None)
    replaces: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)

    class Meta:
        ordering: ClassVar = ["-changed_at", "id"]

    def __str__(self) -> str:
        return f"screening {self.id}"
