"""The demonstration unit: everything and everybody in it is invented, and marked so."""

import logging
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.unit_policy import KEY as POLICY_KEY
from stepward.adapters.catalogue.unit_words import COPIED, UnitReader, example_words
from stepward.adapters.database.approvals import DatabaseApprovals
from stepward.adapters.database.models import Pump, SharedPlan, Unit
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.core.findings import Refusal
from stepward.shells.web import here
from stepward.shells.web.demonstration_card import keep_card
from stepward.shells.web.demonstration_day import Staff, keep_day
from stepward.shells.web.demonstration_past import keep_past
from stepward.shells.web.demonstration_patient import keep_patient_words
from stepward.shells.web.demonstration_policy import REASON, policy_words
from stepward.shells.web.ids import new_id
from stepward.shells.web.people.signing_in import person_of
from stepward.shells.web.prepare.asking import new_order_id
from stepward.shells.web.prepare.pharmacy import pharmacy
from stepward.shells.web.unit.shelf import member_of
from stepward.usecases.approving import Person, ProtocolFile, Role, Signature, approve
from stepward.usecases.making import OrderRequest, Patient, Stamp, ask
from stepward.usecases.unit_records import APPROVERS, Draft, Kind, Named, may_edit, propose
from stepward.usecases.unit_records import approve as sign

_LOG = logging.getLogger("stepward.web")
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
    role: str


_PEOPLE = (
    _Somebody(username="haddad", first="Dr A.", last="Haddad", role="allergist"),
    _Somebody(username="moreau", first="L.", last="Moreau", role="pharmacist"),
    _Somebody(username="lindqvist", first="E.", last="Lindqvist", role="pharmacist"),
    _Somebody(username="silva", first="P.", last="Silva", role="technician"),
    _Somebody(username="okafor", first="T.", last="Okafor", role="nurse"),
    _Somebody(username="berg", first="N.", last="Berg", role="charge nurse"),
    _Somebody(username="sato", first="K.", last="Sato", role="administrator"),
)
_SIGNERS = {Role.ALLERGIST: "haddad", Role.PHARMACIST: "moreau"}
_STAFF = Staff(asks="moreau", makes="silva", checks="lindqvist", orders="berg")
_ALLERGIST, _AUTHOR, _APPROVER = "haddad", "moreau", "lindqvist"
_LINE_SETS = ("primary-15-ml", "primary-22-ml")
_PRODUCTS = ("ceftazidime-2-g-tazicef", "carboplatin-10-mg-ml")
_PATIENT: dict[str, Any] = {
    "family_name": "Ruiz",
    "given_names": "Marta",
    "identifier": "INV 0047 1180",
    "born_on": date(1971, 3, 14),
}
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
        "line_set": "primary-15-ml",
        "common_volume": "15 mL",
        "primed_with": "saline",
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
    for key in _LINE_SETS:
        _keep(Kind.LINE_SET, key)
    for key in _PRODUCTS:
        _keep(Kind.PRODUCT, key)
    _choose()
    keep_card(author=_ALLERGIST, approver=_AUTHOR)
    keep_patient_words(author=_ALLERGIST, approver=_AUTHOR)
    for plan in _PLANS:
        if not SharedPlan.objects.filter(**plan).exists():
            SharedPlan.objects.create(id=secrets.token_urlsafe(ID_BYTES), created_at=timezone.now(), **plan)
    _ask_the_pharmacy()
    return tuple(account for account in accounts if account is not None)


@transaction.atomic
def fill_day() -> None:
    """Let an invented patient wait at a bed, unless a session waits or runs already."""
    kept = SharedPlan.objects.filter(title=_PLANS[0]["title"]).latest("created_at")
    keep_day(kept.id, _PRODUCTS[0], _STAFF, timezone.now())


def fill_past() -> None:
    """Let invented sessions of the past have been held, unless some are over already."""
    keep_past(timezone.now())


def _ask_the_pharmacy() -> None:
    """Ask for the plan with a line, for an invented patient and tomorrow, unless an order waits."""
    now, shop = timezone.now(), pharmacy()
    person = person_of(User.objects.get(username=_AUTHOR))
    if person is None or shop.orders.starting_from(now):
        return
    plan = SharedPlan.objects.filter(title=_PLANS[0]["title"]).latest("created_at")
    try:
        ask(
            OrderRequest(
                plan=plan.id,
                patient=Patient(id=new_id(), is_invented=True, **_PATIENT),
                start_at=here.place().read(here.day(now) + timedelta(days=1), "09:30"),
                product=_PRODUCTS[0],
                overfill="withdraw",
                diluent="0.9 % sodium chloride",
            ),
            Stamp(id=new_order_id(), person=person, at=now),
            pharmacy=shop,
        )
    except Refusal as refusal:  # the unit may have withdrawn the product or the line
        _LOG.warning("no invented order: %s", refusal)


def _account(somebody: _Somebody) -> Account | None:
    if User.objects.filter(username=somebody.username).exists():
        return None
    password = "-".join(
        "".join(secrets.choice(EASY_LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(PASSWORD_GROUPS)
    )
    user = User.objects.create_user(
        somebody.username, password=password, first_name=somebody.first, last_name=f"{somebody.last} (invented)"
    )
    user.groups.add(*Group.objects.filter(name=somebody.role))
    return Account(username=somebody.username, password=password, name=user.get_full_name(), roles=(somebody.role,))


def _approve(protocol_id: str, roles: tuple[Role, ...]) -> None:
    approvals = DatabaseApprovals()
    if approvals.of_protocol(protocol_id):
        return
    file = ProtocolFile(
        protocol_id=protocol_id,
        version=shipped.protocol(protocol_id).version,
        sha256=shipped.file_hash(shipped.protocol_bytes(protocol_id)),
    )
    for role in roles:
        user = User.objects.get(username=_SIGNERS[role])
        if user.groups.filter(name=role.value).exists():
            person = Person(id=str(user.pk), name=user.get_full_name(), roles=frozenset({role}))
            signature = Signature(person=person, role=role, at=timezone.now(), shown_sha256=file.sha256)
            approve(file, signature, approvals=approvals)


def _keep(kind: Kind, key: str) -> None:
    """Copy a shipped example to the unit, and approve it as a second invented person."""
    records, reader = DatabaseUnitRecords(), UnitReader()
    author, approver = (member_of(User.objects.get(username=name)) for name in (_AUTHOR, _APPROVER))
    if records.of(kind, key) or author is None or approver is None or not may_edit(kind, author):
        return
    if not may_edit(kind, approver):
        return
    draft = Draft(kind=kind, key=key, content=example_words(kind)[key], reason=COPIED)
    propose(draft, author, timezone.now(), records=records, reader=reader)
    sign(Named(kind=kind, key=key, version=1), approver, timezone.now(), records=records, reader=reader)


def _choose() -> None:
    """Make every choice of the policy that is open, and approve it as a second invented person."""
    records, reader, kind = DatabaseUnitRecords(), UnitReader(), Kind.POLICY
    author, approver = (member_of(User.objects.get(username=name)) for name in (_ALLERGIST, _AUTHOR))
    if records.of(kind, POLICY_KEY) or author is None or approver is None or not may_edit(kind, author):
        return
    if not approver.roles & APPROVERS:
        return
    draft = Draft(kind=kind, key=POLICY_KEY, content=policy_words(), reason=REASON)
    propose(draft, author, timezone.now(), records=records, reader=reader)
    sign(Named(kind=kind, key=POLICY_KEY, version=1), approver, timezone.now(), records=records, reader=reader)
