"""What is kept of accounts beside Django's own: first passwords, personal codes, and who changed an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from stepward.adapters.database.append_only import AppendOnlyQuerySet
from stepward.adapters.database.models.kept import LONG, SHORT, KeptRow

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User


class FirstPassword(models.Model):
    """That a person has not yet changed the password which an administrator was shown."""

    user_id: int
    user: models.OneToOneField[User, User] = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"first password of {self.user_id}"


class PersonalCode(models.Model):
    """The code with which a person unlocks a shared workstation: hashed, and slowed down when it is wrong (H-94)."""

    user_id: int
    user: models.OneToOneField[User, User] = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    code: models.CharField[str, str] = models.CharField(max_length=LONG)
    set_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    wrong: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=0)
    waits_until: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code of {self.user_id}"


class AccountDeed(KeptRow):
    """What was done to an account, by whom: added, roles changed, disabled, opened again, given a new password."""

    account_id: int
    account: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    deed: models.CharField[str, str] = models.CharField(max_length=SHORT)
    detail: models.CharField[str, str] = models.CharField(max_length=LONG, blank=True)
    person_name: models.CharField[str, str] = models.CharField(max_length=LONG)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects = AppendOnlyQuerySet["AccountDeed"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"account {self.account_id} {self.deed} by {self.person_name}"
