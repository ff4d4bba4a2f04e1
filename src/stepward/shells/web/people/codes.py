"""The personal code: six digits with which a person unlocks a shared workstation (H-94), kept only as a hash.

Five wrong ones, and it waits five minutes; the password always works. Digits that anybody would try are refused.
"""

import re
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from stepward.adapters.database.models import PersonalCode
from stepward.core.findings import Refusal

LENGTH, MOST_WRONG = 6, 5
WAIT = timedelta(minutes=5)
_CODE = re.compile(r"[0-9]{6}")
_REPEATS = re.compile(r"(.{1,3})\1+")
_ROWS = ("0123456789012345", "9876543210987654")


class WeakCode(Refusal):
    """Not six digits, or digits that anybody would try."""


def check(code: str) -> None:
    """Refuse a code that is no code, or that anybody would try.

    Raises:
        WeakCode: saying what is expected.
    """
    if _CODE.fullmatch(code) is None:
        msg = f"Use {LENGTH} digits."
        raise WeakCode(msg)
    if _REPEATS.fullmatch(code) or any(code in row for row in _ROWS):
        msg = "Anybody would try these digits. Choose others, without a row or a repeat."
        raise WeakCode(msg)


def set_code(user: User, code: str) -> None:
    """Keep the code of a person, instead of an earlier one.

    Raises:
        WeakCode: if it is no code, or a weak one.
    """
    check(code)
    kept = {"code": make_password(code), "set_at": timezone.now(), "wrong": 0, "waits_until": None}
    PersonalCode.objects.update_or_create(user=user, defaults=kept)


def has_code(user: User) -> bool:
    """Tell whether a person has set a code."""
    return PersonalCode.objects.filter(user=user).exists()


def is_waiting(user: User) -> bool:
    """Tell whether the code has to wait after wrong ones."""
    kept = PersonalCode.objects.filter(user=user).first()
    return kept is not None and kept.waits_until is not None and timezone.now() < kept.waits_until


def matches(user: User, code: str) -> bool:
    """Tell whether this is the code of an active person; never while it waits.

    An attempt is counted before it is judged, so that many at once are no more than the few that are allowed.
    """
    now, kept = timezone.now(), PersonalCode.objects.filter(user=user)
    kept.filter(waits_until__lte=now).update(wrong=0, waits_until=None)
    is_open = kept.filter(user__is_active=True, waits_until=None, wrong__lt=MOST_WRONG)
    is_right = bool(is_open.update(wrong=F("wrong") + 1)) and _is(user, code)
    if is_right:
        kept.update(wrong=0, waits_until=None)
    else:
        kept.filter(wrong__gte=MOST_WRONG, waits_until=None).update(waits_until=now + WAIT)
    return is_right


def _is(user: User, code: str) -> bool:
    return _CODE.fullmatch(code) is not None and check_password(code, PersonalCode.objects.get(user=user).code)
