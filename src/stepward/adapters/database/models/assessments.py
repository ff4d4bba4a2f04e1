"""Signed assessments."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from stepward.adapters.database.append_only import AppendOnlyQuerySet
from stepward.adapters.database.models.kept import LONG, SHA256, SHORT, KeptRow

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User


class SignedAssessment(KeptRow):
    """One signed assessment: its frozen text, the SHA-256 over it, and who signed; never a name of the patient."""

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    draft: models.CharField[str, str] = models.CharField(max_length=SHORT, unique=True)
    drug: models.CharField[str, str] = models.CharField(max_length=LONG)
    verdict: models.CharField[str, str] = models.CharField(max_length=SHORT)
    text: models.TextField[str, str] = models.TextField()
    sha256: models.CharField[str, str] = models.CharField(max_length=SHA256)
    reason: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    replaces: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True, db_index=True)
    person_id: int
    person: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    person_name: models.CharField[str, str] = models.CharField(max_length=LONG)
    signed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects = AppendOnlyQuerySet["SignedAssessment"].as_manager()

    class Meta:
        ordering: ClassVar = ["-signed_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["replaces"], condition=~models.Q(replaces=""), name="one_assessment_replaces_another"
            )
        ]

    def __str__(self) -> str:
        return f"assessment {self.id}"
