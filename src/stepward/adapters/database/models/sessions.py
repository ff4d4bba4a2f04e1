"""Orders of sessions, who looked at them, and what became of their alarms. The sessions themselves are in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from stepward.adapters.database.append_only import AppendOnlyQuerySet
from stepward.adapters.database.models.kept import LONG, SHA256, SHORT, KeptRow
from stepward.adapters.database.models.plans import SharedPlan
from stepward.adapters.database.models.preparing import Patient

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User


class SessionOrder(KeptRow):
    """One session that is to be held: a kept plan for a patient, in a bed, at a time."""

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    patient_id: str
    patient: models.ForeignKey[Patient, Patient] = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="+"
    )
    plan_id: str
    plan: models.ForeignKey[SharedPlan, SharedPlan] = models.ForeignKey(
        SharedPlan, on_delete=models.PROTECT, related_name="+"
    )
    preparation: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    bed: models.CharField[str, str] = models.CharField(max_length=SHORT)
    start_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    weight: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    weighed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    weighed_by: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    is_weight_estimated: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    ordered_by_id: int
    ordered_by: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ordered_by_name: models.CharField[str, str] = models.CharField(max_length=LONG)
    ordered_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects = AppendOnlyQuerySet["SessionOrder"].as_manager()

    class Meta:
        ordering: ClassVar = ["start_at", "id"]

    def __str__(self) -> str:
        return f"session {self.id}"


class SessionCard(KeptRow):
    """The treatment card that was frozen when a plan of a session was signed, in words, with their hash (H-88)."""

    session: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    plan_hash: models.CharField[str, str] = models.CharField(max_length=SHA256)
    words: models.TextField[str, str] = models.TextField()
    sha256: models.CharField[str, str] = models.CharField(max_length=SHA256)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects = AppendOnlyQuerySet["SessionCard"].as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"treatment card of session {self.session}"


class AccessNote(KeptRow):
    """That somebody opened, printed or exported a session, from where, and why where that must be said (H-93)."""

    session: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    deed: models.CharField[str, str] = models.CharField(max_length=SHORT)
    reason: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    station: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    person_id: int
    person: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    person_name: models.CharField[str, str] = models.CharField(max_length=LONG)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects = AppendOnlyQuerySet["AccessNote"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.deed} of session {self.session}"


class AlarmNote(KeptRow):
    """What became of an alarm: shown, acknowledged, sound paused, passed on; never the condition itself (H-89)."""

    session: models.CharField[str, str] = models.CharField(max_length=SHORT, db_index=True)
    condition: models.CharField[str, str] = models.CharField(max_length=SHORT)
    deed: models.CharField[str, str] = models.CharField(max_length=SHORT)
    since: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    station: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    person_name: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects = AppendOnlyQuerySet["AlarmNote"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.deed} of {self.condition} in session {self.session}"


class Station(models.Model):
    """A device that is known by name: a tablet, a wall display, or a monitor that sends vital signs with a token."""

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=SHORT)
    name: models.CharField[str, str] = models.CharField(max_length=LONG)
    bed: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True)
    token_sha256: models.CharField[str, str] = models.CharField(max_length=SHORT, blank=True, db_index=True)
    is_active: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    named_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    named_by: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    ended_by: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name
