"""What patients tell after a session."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from stepward.adapters.database.append_only import AppendOnlyQuerySet
from stepward.adapters.database.models.following import Signed
from stepward.adapters.database.models.kept import LONG, SHORT


class OwnReport(Signed):
    """One report of a patient, entered by a person of the unit."""

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    session: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    signs: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    began: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    taken: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    words: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)

    objects = AppendOnlyQuerySet["OwnReport"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"own report {self.id} after session {self.session}"
