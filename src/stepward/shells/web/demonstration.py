"""The demonstration unit: everything and everybody in it is invented, and marked so."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.approvals import DatabaseApprovals
from stepward.adapters.database.models import Pump, SharedPlan, Unit
from stepward.usecases.approving import Person, ProtocolFile, Role, Signature, approve

UNIT = "Demonstration unit (invented)"
PUMP, INCREMENT = "Infusion pump (invented)", "0.1 mL/h"
EASY_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"
PASSWORD_GROUPS, GROUP_LETTERS, ID_BYTES = 4, 4, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A new account with its password, to be shown once and never again."""

    username: str
    password: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Somebody:
    username: str
    first: str
    last: str
    role: Role | None


_PEOPLE = (
    _Somebody(username="haddad", first="Dr A.", last="Haddad", role=Role.ALLERGIST),
    _Somebody(username="moreau", first="L.", last="Moreau", role=Role.PHARMACIST),
    _Somebody(username="okafor", first="T.", last="Okafor", role=None),
)
_APPROVED = {
    "12-step": (Role.ALLERGIST, Role.PHARMACIST),
    "8-step": (Role.ALLERGIST, Role.PHARMACIST),
    "16-step": (Role.ALLERGIST,),
}
_PLANS = (
    {
        "protocol": "12-step",
        "drug": "ceftazidime",
        "target": "2000 mg",
        "bag_volume": "250 mL",
        "final_rate": "80 mL/h",
        "pump_increment": INCREMENT,
        "start": "09:30",
        "title": "Ceftazidime 2,000 mg, 12-step (invented order)",
    },
    {
        "protocol": "12-step",
        "drug": "carboplatin",
        "target": "400 mg",
        "bag_volume": "250 mL",
        "final_rate": "75 mL/h",
        "pump_increment": INCREMENT,
        "start": "08:00",
        "title": "Carboplatin 400 mg at 75 mL/h (invented order)",
    },
)


@transaction.atomic
def fill() -> tuple[Account, ...]:
    """Bring the invented unit, its people, approvals and plans; what is there already stays as it is.

    Returns the accounts that are new, so that their random passwords can be shown once.
    """
    unit, _ = Unit.objects.get_or_create(name=UNIT, defaults={"is_demonstration": True})
    Pump.objects.get_or_create(unit=unit, name=PUMP, defaults={"increment": INCREMENT})
    accounts = [_account(somebody) for somebody in _PEOPLE]
    for protocol_id, roles in _APPROVED.items():
        _approve(protocol_id, roles)
    for plan in _PLANS:
        if not SharedPlan.objects.filter(**plan).exists():
            SharedPlan.objects.create(id=secrets.token_urlsafe(ID_BYTES), created_at=timezone.now(), **plan)
    return tuple(account for account in accounts if account is not None)


def _account(somebody: _Somebody) -> Account | None:
    if User.objects.filter(username=somebody.username).exists():
        return None
    password = "-".join(
        "".join(secrets.choice(EASY_LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(PASSWORD_GROUPS)
    )
    user = User.objects.create_user(
        somebody.username, password=password, first_name=somebody.first, last_name=f"{somebody.last} (invented)"
    )
    roles = () if somebody.role is None else (somebody.role.value,)
    user.groups.add(*Group.objects.filter(name__in=roles))
    return Account(username=somebody.username, password=password, name=user.get_full_name(), roles=roles)


def _approve(protocol_id: str, roles: tuple[Role, ...]) -> None:
    approvals = DatabaseApprovals()
    if approvals.of_protocol(protocol_id):
        return
    file = ProtocolFile(
        protocol_id=protocol_id,
        version=shipped.protocol(protocol_id).version,
        sha256=shipped.file_hash(shipped.protocol_bytes(protocol_id)),
    )
    for somebody in _PEOPLE:
        user = User.objects.get(username=somebody.username)
        if somebody.role in roles and user.groups.filter(name=somebody.role.value).exists():
            person = Person(id=str(user.pk), name=user.get_full_name(), roles=frozenset({somebody.role}))
            signature = Signature(person=person, role=somebody.role, at=timezone.now(), shown_sha256=file.sha256)
            approve(file, signature, approvals=approvals)
