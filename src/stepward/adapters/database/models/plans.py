"""Kept plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from stepward.adapters.database.models.kept import LONG, SHORT

if TYPE_CHECKING:
    from datetime import datetime


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
    line_set: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    common_volume: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    branch_volume: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    primed_with: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    carrier: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    syringe_increment: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    stock: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    title: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    assessment: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    departure: models.TextField[str, str] = models.TextField(blank=True)
    departure_reason: models.TextField[str, str] = models.TextField(blank=True)
    departure_by: models.TextField[str, str] = models.TextField(blank=True)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.drug} {self.target}, {self.protocol}"
