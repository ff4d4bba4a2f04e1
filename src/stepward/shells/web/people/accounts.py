"""Accounts of the unit: added, given roles, disabled; each change is kept, and ends the sessions of the account (H-95).

A first password is shown once and changed by the person before anything else. An administrator holds no other role, and
so sees no patient data (H-56).
"""

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from stepward.adapters.database.models import AccountDeed, FirstPassword
from stepward.core.findings import Refusal
from stepward.shells.web.access import ROLES_OF_THE_UNIT

ADMINISTRATOR = "administrator"
SERVER = "the server, at its first start"
EASY_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"
PASSWORD_GROUPS, GROUP_LETTERS = 4, 4


class NotAllowed(Refusal):
    """A change of an account that the unit cannot have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """Who is added: the name to sign in with, the name as it is signed, and the roles."""

    username: str
    first_name: str
    last_name: str
    roles: frozenset[str]


def random_password() -> str:
    """Make a password of easy letters in groups, to be shown once."""
    return "-".join("".join(secrets.choice(EASY_LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(PASSWORD_GROUPS))


@transaction.atomic
def add(new: NewAccount, *, by: str) -> tuple[User, str]:
    """Add an account; give it with its first password, which is kept nowhere.

    Raises:
        NotAllowed: if the name is taken, or the roles do not go together.
    """
    _check(new.roles)
    if User.objects.filter(username__iexact=new.username).exists():
        msg = f"The name {new.username} is taken. Choose another."
        raise NotAllowed(msg)
    password = random_password()
    user = User.objects.create_user(new.username, password=password, first_name=new.first_name, last_name=new.last_name)
    user.groups.set(Group.objects.filter(name__in=new.roles))
    FirstPassword.objects.create(user=user)
    _keep(user, "added", _named(new.roles), by)
    return user, password


@transaction.atomic
def change_roles(user: User, roles: frozenset[str], *, by: str) -> None:
    """Give an account other roles, and end its sessions.

    Raises:
        NotAllowed: if the roles do not go together, or nobody would administer the unit.
    """
    _check(roles)
    before = frozenset(user.groups.values_list("name", flat=True))
    if before == roles:
        return
    if ADMINISTRATOR in before - roles:
        _check_last(user)
    user.groups.set(Group.objects.filter(name__in=roles))
    _keep(user, "given other roles", f"{_named(before)}; now {_named(roles)}", by)
    end_sessions(user)


@transaction.atomic
def disable(user: User, *, by: str) -> None:
    """Disable an account, and end its sessions; nothing that it signed changes.

    Raises:
        NotAllowed: if nobody would administer the unit.
    """
    if not user.is_active:
        return
    if user.groups.filter(name=ADMINISTRATOR).exists():
        _check_last(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    _keep(user, "disabled", "", by)
    end_sessions(user)


@transaction.atomic
def enable(user: User, *, by: str) -> str:
    """Open a disabled account again, with a new first password."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    return renew_password(user, by=by, deed="opened again")


@transaction.atomic
def renew_password(user: User, *, by: str, deed: str = "given a new password") -> str:
    """Give an account a new first password, and end its sessions."""
    password = random_password()
    user.refresh_from_db()
    user.set_password(password)
    user.save(update_fields=["password"])
    FirstPassword.objects.get_or_create(user=user)
    _keep(user, deed, "", by)
    end_sessions(user)
    return password


def first_administrator() -> tuple[User, str] | None:
    """Add an administrator to a unit that has no account yet; nothing where it has one."""
    if User.objects.exists():
        return None
    new = NewAccount(username=ADMINISTRATOR, first_name="", last_name="Administrator", roles=frozenset({ADMINISTRATOR}))
    return add(new, by=SERVER)


def end_sessions(user: User) -> None:
    """End every session of an account."""
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def _check(roles: frozenset[str]) -> None:
    if not roles or not roles <= ROLES_OF_THE_UNIT:
        msg = "Choose at least one role of the list."
        raise NotAllowed(msg)
    if ADMINISTRATOR in roles and len(roles) > 1:
        msg = "An administrator holds no other role, and so sees no patient data. Add a second account."
        raise NotAllowed(msg)


def _check_last(user: User) -> None:
    others = User.objects.filter(is_active=True, groups__name=ADMINISTRATOR).exclude(pk=user.pk)
    if not others.exists():
        msg = "This is the last administrator. Add another one first."
        raise NotAllowed(msg)


def _keep(user: User, deed: str, detail: str, by: str) -> None:
    AccountDeed(account=user, deed=deed, detail=detail, person_name=by, at=timezone.now()).save()


def _named(roles: frozenset[str]) -> str:
    return ", ".join(sorted(roles)) or "no role"
