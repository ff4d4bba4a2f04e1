"""What a physician signed for the next cycle."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from stepward.adapters.database.append_only import AppendOnlyQuerySet
from stepward.adapters.database.models.following import Signed
from stepward.adapters.database.models.kept import LONG, SHA256, SHORT


class ChosenWay(Signed):
    """One way to go on after a session, with the hash of what was shown."""

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    session: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    change: models.CharField[str, str] = models.CharField(max_length=SHORT)
    title: models.CharField[str, str] = models.CharField(max_length=LONG)
    protocol: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    reason: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    sha256: models.CharField[str, str] = models.CharField(max_length=SHA256)

    objects = AppendOnlyQuerySet["ChosenWay"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"way {self.id} after session {self.session}"


class StatedFact(Signed):
    """A fact of one session in the words of a person."""

    session: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    field: models.CharField[str, str] = models.CharField(max_length=SHORT)
    words: models.CharField[str, str] = models.CharField(max_length=LONG)

    objects = AppendOnlyQuerySet["StatedFact"].as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.field} of session {self.session}"
