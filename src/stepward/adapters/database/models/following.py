"""What follows a session: that it is over, how the drug is given on, the doses, and that it was stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from stepward.adapters.database.append_only import AppendOnlyQuerySet
from stepward.adapters.database.models.kept import LONG, SHORT, KeptRow
from stepward.adapters.database.models.preparing import Patient

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User


class FinishedSession(models.Model):
    """An index: what a session that is over says, read from its log. It can be made anew from the logs at any time."""

    session: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    patient_id: str
    patient: models.ForeignKey[Patient, Patient] = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="+"
    )
    drug: models.CharField[str, str] = models.CharField(max_length=SHORT)
    is_completed: models.BooleanField[bool, bool] = models.BooleanField()
    over_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    dose_ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    is_reduced: models.BooleanField[bool, bool] = models.BooleanField()
    is_asked: models.BooleanField[bool, bool] = models.BooleanField()
    step: models.IntegerField[int | None, int | None] = models.IntegerField(null=True)
    entries: models.IntegerField[int, int] = models.IntegerField()

    class Meta:
        ordering: ClassVar = ["-over_at", "session"]

    def __str__(self) -> str:
        return f"session {self.session}, over"


class OutcomeRow(models.Model):
    """An index: what is counted of a session that is over. It can be made anew from the logs at any time."""

    session: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    patient: models.CharField[str, str] = models.CharField(max_length=SHORT)
    drug: models.CharField[str, str] = models.CharField(max_length=SHORT)
    protocol: models.CharField[str, str] = models.CharField(max_length=SHORT)
    phenotype: models.CharField[str, str] = models.CharField(max_length=SHORT)
    started_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    ending: models.CharField[str, str] = models.CharField(max_length=SHORT)
    reactions: models.IntegerField[int, int] = models.IntegerField()
    brown: models.IntegerField[int | None, int | None] = models.IntegerField(null=True)
    step: models.IntegerField[int | None, int | None] = models.IntegerField(null=True)
    steps: models.IntegerField[int, int] = models.IntegerField()
    has_epinephrine: models.BooleanField[bool, bool] = models.BooleanField()
    planned_minutes: models.IntegerField[int | None, int | None] = models.IntegerField(null=True)
    minutes: models.IntegerField[int | None, int | None] = models.IntegerField(null=True)
    overdue_vitals: models.IntegerField[int, int] = models.IntegerField()
    made: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    wasted: models.FloatField[float | None, float | None] = models.FloatField(null=True)

    class Meta:
        ordering: ClassVar = ["started_at", "session"]

    def __str__(self) -> str:
        return f"outcome of session {self.session}"


class Signed(KeptRow):
    """Who wrote a row, and when."""

    person_id: int
    person: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    person_name: models.CharField[str, str] = models.CharField(max_length=LONG)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        abstract = True


class GivingOn(Signed):
    """How a drug is given on after a session, signed; hours and half-lives as exact text."""

    session: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    mode: models.CharField[str, str] = models.CharField(max_length=SHORT)
    interval: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    window: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    half_life: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    half_lives: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    cap: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    is_set_by_physician: models.BooleanField[bool, bool] = models.BooleanField()
    amount: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    product: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    route: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    volume: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    rate: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    warn_before: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    reason: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)

    objects = AppendOnlyQuerySet["GivingOn"].as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"how a drug is given on after session {self.session}"


class DoseNote(Signed):
    """A dose that was given after a session."""

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    session: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    given_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    amount: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    product: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    route: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)

    objects = AppendOnlyQuerySet["DoseNote"].as_manager()

    class Meta:
        ordering: ClassVar = ["given_at", "id"]

    def __str__(self) -> str:
        return f"dose {self.id} after session {self.session}"


class DoseStruckOut(Signed):
    """A dose that was written down and never given."""

    note: models.CharField[str, str] = models.CharField(max_length=SHORT, unique=True)
    session: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    reason: models.CharField[str, str] = models.CharField(max_length=LONG)

    objects = AppendOnlyQuerySet["DoseStruckOut"].as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"dose {self.note}, struck out"


class DrugStopped(Signed):
    """That the drug of a session is not given on."""

    session: models.CharField[str, str] = models.CharField(max_length=SHORT, unique=True)
    reason: models.CharField[str, str] = models.CharField(max_length=LONG)

    objects = AppendOnlyQuerySet["DrugStopped"].as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"the drug of session {self.session}, stopped"
