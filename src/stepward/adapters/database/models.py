"""Tables only: no rule stands here."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NoReturn

from django.conf import settings
from django.db import models

from stepward.adapters.database.append_only import AppendOnly, AppendOnlyQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import User
    from django.db.models.base import ModelBase

SHORT, LONG, SHA256 = 120, 400, 64


class SharedPlan(models.Model):
    """What a plan was computed from, for whoever has its address; never a patient, weight or height."""

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    protocol: models.CharField[str, str] = models.CharField(max_length=SHORT)
    drug: models.CharField[str, str] = models.CharField(max_length=SHORT)
    target: models.CharField[str, str] = models.CharField(max_length=SHORT)
    bag_volume: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    final_rate: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    pump_increment: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    start: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    title: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.drug} {self.target}, {self.protocol}"


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

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "name"], name="pump_once_in_a_unit")]

    def __str__(self) -> str:
        return f"{self.name}, {self.increment}"


class ProtocolApproval(models.Model):
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

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = True,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Write a new row; a written one is never written again.

        Raises:
            AppendOnly: if the row exists.
        """
        if not self._state.adding or force_update or update_fields is not None:
            msg = f"{self}: kept as it was written"
            raise AppendOnly(msg)
        super().save(force_insert=force_insert, using=using)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> NoReturn:  # noqa: FBT001, FBT002 - as Django calls it
        """Refuse.

        Raises:
            AppendOnly: always.
        """
        msg = f"{self}: kept as it was written (using={using}, keep_parents={keep_parents})"
        raise AppendOnly(msg)
