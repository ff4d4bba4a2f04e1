"""Patients, preparation orders, and every deed on their solutions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from stepward.adapters.database.append_only import AppendOnlyQuerySet
from stepward.adapters.database.models.kept import LONG, SHORT, KeptRow
from stepward.adapters.database.models.plans import SharedPlan

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.contrib.auth.models import User


class Patient(models.Model):
    """A person under treatment; an invented one is marked."""

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    family_name: models.CharField[str, str] = models.CharField(max_length=LONG)
    given_names: models.CharField[str, str] = models.CharField(max_length=LONG)
    identifier: models.CharField[str, str] = models.CharField(max_length=SHORT, unique=True)
    born_on: models.DateField[date, date] = models.DateField()
    is_invented: models.BooleanField[bool, bool] = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["family_name", "given_names", "identifier"]

    def __str__(self) -> str:
        return self.id


class PreparationOrder(KeptRow):
    """What the pharmacy is asked to make: a kept plan for a patient, from a product, through a line."""

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    plan_id: str
    plan: models.ForeignKey[SharedPlan, SharedPlan] = models.ForeignKey(
        SharedPlan, on_delete=models.PROTECT, related_name="+"
    )
    patient_id: str
    patient: models.ForeignKey[Patient, Patient] = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="+"
    )
    product_key: models.CharField[str, str] = models.CharField(max_length=SHORT)
    product_version: models.CharField[str, str] = models.CharField(max_length=SHORT)
    line_set: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    common_volume: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    branch_volume: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    primed_with: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    carrier: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    start_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    overfill: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    diluent: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    storage: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    asked_by_id: int
    asked_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_by_name: models.CharField[str, str] = models.CharField(max_length=LONG)
    asked_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects = AppendOnlyQuerySet["PreparationOrder"].as_manager()

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]

    def __str__(self) -> str:
        return f"preparation order {self.id}"


class PreparationDeed(KeptRow):
    """One act on one solution of an order, in the order in which it was done."""

    order_id: str
    order: models.ForeignKey[PreparationOrder, PreparationOrder] = models.ForeignKey(
        PreparationOrder, on_delete=models.PROTECT, related_name="deeds"
    )
    number: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    solution: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    bag: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    kind: models.CharField[str, str] = models.CharField(max_length=SHORT)
    detail: models.TextField[str, str] = models.TextField()
    person_id: int
    person: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    person_name: models.CharField[str, str] = models.CharField(max_length=LONG)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects = AppendOnlyQuerySet["PreparationDeed"].as_manager()

    class Meta:
        ordering: ClassVar = ["order", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "number"], name="a_deed_of_an_order_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="deeds_count_from_1"),
        ]

    def __str__(self) -> str:
        return f"deed {self.number} of order {self.order_id}: {self.kind} by {self.person_name}"
