"""The unit, and what it keeps itself: each version of a record once, and who approved or withdrew it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from stepward.adapters.database.append_only import AppendOnlyQuerySet
from stepward.adapters.database.models.kept import LONG, SHORT, KeptRow

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User


class Unit(models.Model):
    """The unit that works here."""

    name: models.CharField[str, str] = models.CharField(max_length=LONG, unique=True)
    is_demonstration: models.BooleanField[bool, bool] = models.BooleanField()

    def __str__(self) -> str:
        return self.name


class Pump(models.Model):
    """A kind of pump that the unit uses, and the smallest change of its rate."""

    unit: models.ForeignKey[Unit, Unit] = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="pumps")
    name: models.CharField[str, str] = models.CharField(max_length=LONG)
    increment: models.CharField[str, str] = models.CharField(max_length=SHORT)
    source: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    added_by: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    added_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "name"], name="pump_once_in_a_unit")]

    def __str__(self) -> str:
        return f"{self.name}, {self.increment}"


class UnitRecord(KeptRow):
    """One version of something that the unit keeps: its words, its author, and why it was written."""

    kind: models.CharField[str, str] = models.CharField(max_length=SHORT)
    key: models.CharField[str, str] = models.CharField(max_length=SHORT)
    version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    content: models.TextField[str, str] = models.TextField()
    reason: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    author_id: int
    author: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    author_name: models.CharField[str, str] = models.CharField(max_length=LONG)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects = AppendOnlyQuerySet["UnitRecord"].as_manager()

    class Meta:
        ordering: ClassVar = ["kind", "key", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key", "version"], name="a_version_of_a_unit_record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}, version {self.version}"


class UnitRecordApproval(KeptRow):
    """A second person's approval of one version."""

    record_id: int
    record: models.OneToOneField[UnitRecord, UnitRecord] = models.OneToOneField(
        UnitRecord, on_delete=models.PROTECT, related_name="approval"
    )
    person_id: int
    person: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    person_name: models.CharField[str, str] = models.CharField(max_length=LONG)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects = AppendOnlyQuerySet["UnitRecordApproval"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"record {self.record_id} approved by {self.person_name}"


class UnitRecordWithdrawal(KeptRow):
    """The end of one version: it is used no more, and never approved again."""

    record_id: int
    record: models.OneToOneField[UnitRecord, UnitRecord] = models.OneToOneField(
        UnitRecord, on_delete=models.PROTECT, related_name="withdrawal"
    )
    reason: models.CharField[str, str] = models.CharField(max_length=LONG)
    person_id: int
    person: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    person_name: models.CharField[str, str] = models.CharField(max_length=LONG)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects = AppendOnlyQuerySet["UnitRecordWithdrawal"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"record {self.record_id} withdrawn by {self.person_name}"
