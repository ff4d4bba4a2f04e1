"""Approvals of protocol files."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from stepward.adapters.database.append_only import AppendOnlyQuerySet
from stepward.adapters.database.models.kept import LONG, SHA256, SHORT, KeptRow

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User


class ProtocolApproval(KeptRow):
    """One act of one role on one protocol file; a withdrawal is a row of its own."""

    protocol_id: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    version: models.CharField[str, str] = models.CharField(max_length=SHORT)
    file_sha256: models.CharField[str, str] = models.CharField(max_length=SHA256)
    role: models.CharField[str, str] = models.CharField(max_length=SHORT)
    deed: models.CharField[str, str] = models.CharField(max_length=SHORT)
    number: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    person_id: int
    person: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    person_name: models.CharField[str, str] = models.CharField(max_length=LONG)
    approved_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects = AppendOnlyQuerySet["ProtocolApproval"].as_manager()

    class Meta:
        ordering: ClassVar = ["approved_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file_sha256", "role", "number"], name="one_act_of_a_role_on_a_file"),
        ]

    def __str__(self) -> str:
        return f"{self.protocol_id} {self.version}: {self.deed} by {self.person_name}, {self.role}"
