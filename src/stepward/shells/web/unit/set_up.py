"""The set-up of a unit: what stands, done by whom and when, and what nothing can start without."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.adapters.catalogue.unit_policy import KEY
from stepward.adapters.database.models import Pump, Unit
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.core.findings import Refusal
from stepward.core.quantities import Rate
from stepward.core.screening.policy import Choice
from stepward.shells.web.access import open_to
from stepward.shells.web.protocols.approving import utc_text
from stepward.shells.web.unit.boxes import SOURCE_SAY, wrong_text
from stepward.shells.web.unit.shelf import member_of, unit_policy, unit_treatment_cards
from stepward.shells.web.unit.shelves import SHELVES
from stepward.usecases.setting_up import Held, Missing, Part, Signed, UnitState, missing_to_start
from stepward.usecases.unit_records import Kind, current

NAMES_UNIT = "administrator"
ADDS_PUMPS = ("pharmacist", "charge nurse")
LONGEST_NAME = 120
_KINDS = {
    Part.POLICY: Kind.POLICY,
    Part.CARD: Kind.TREATMENT_CARD,
    Part.LINE_SETS: Kind.LINE_SET,
    Part.PRODUCTS: Kind.PRODUCT,
}
_SHELVES = {Part.CARD: "treatment-cards", Part.LINE_SETS: "line-sets", Part.PRODUCTS: "products"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """One part of the set-up: what stands, what is missing, choices still open by id, and where it is done."""

    title: str
    done: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    choices: tuple[tuple[str, str], ...] = ()
    address: str = ""
    act: str = ""


def unit_state() -> UnitState:
    """Gather what the unit has so far."""
    users = User.objects.filter(is_active=True).prefetch_related("groups").order_by("last_name", "first_name", "pk")
    people = tuple(
        Held(
            id=str(user.pk),
            name=user.get_full_name() or user.username,
            roles=frozenset(group.name for group in user.groups.all()),
        )
        for user in users
    )
    return UnitState(
        people=people,
        signed=(*_named(), *(item for part, kind in _KINDS.items() for item in _kept(part, kind)), *_pumps()),
        open_choices={choice.id: choice.question for choice in _open_choices()},
        cards=tuple(item.card for item in unit_treatment_cards().in_use().values()),
    )


def missing() -> tuple[Missing, ...]:
    """List what is missing before a real session can start."""
    return missing_to_start(unit_state())


@open_to("staff")
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the set-up, part by part."""
    return _page(request)


@open_to(NAMES_UNIT)
@require_http_methods(["POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Name the unit."""
    text = " ".join(request.POST.get("name", "").split())
    wrong = wrong_text(text) or ("" if text else "Enter the name of the unit.")
    if wrong or len(text) > LONGEST_NAME:
        return _page(request, wrong={"name": wrong or f"Keep it to {LONGEST_NAME} characters."})
    unit = Unit.objects.order_by("pk").first()
    if unit is None:
        Unit.objects.create(name=text, is_demonstration=False)
    elif unit.is_demonstration:
        raise PermissionDenied
    else:
        unit.name = text
        unit.save(update_fields=["name"])
    return HttpResponseRedirect(reverse("set-up"))


@open_to(*ADDS_PUMPS)
@require_http_methods(["POST"])
def pump(request: HttpRequest) -> HttpResponse:
    """Add a pump with the smallest change of its rate, and where that was read."""
    entered = {word: " ".join(request.POST.get(word, "").split()) for word in ("pump", "increment", "source")}
    unit, who = Unit.objects.order_by("pk").first(), member_of(request.user)
    wrong = _wrong_pump(entered, unit)
    if not wrong and unit is not None and who is not None:
        try:
            with transaction.atomic():
                Pump.objects.create(
                    unit=unit,
                    name=entered["pump"],
                    increment=entered["increment"],
                    source=entered["source"],
                    added_by=who.name,
                    added_at=timezone.now(),
                )
        except IntegrityError:
            wrong = {"pump": "The unit has a pump of this name."}
    return _page(request, wrong=wrong, entered=entered) if wrong else HttpResponseRedirect(reverse("set-up"))


def _wrong_pump(entered: dict[str, str], unit: Unit | None) -> dict[str, str]:
    found = {word: wrong for word, text in entered.items() if (wrong := wrong_text(text))}
    found |= {"pump": "Name the unit first."} if unit is None else {}
    found |= {} if entered["pump"] else {"pump": "Enter the name of the pump."}
    found |= {} if len(entered["pump"]) <= LONGEST_NAME else {"pump": f"Keep it to {LONGEST_NAME} characters."}
    found |= {} if entered["source"] else {"source": SOURCE_SAY}
    try:
        is_above_zero = Rate.parse(entered["increment"]).value > 0
    except Refusal:
        is_above_zero = False
    return found if is_above_zero else found | {"increment": "Write a rate above zero with its unit, such as 0.1 mL/h."}


def _page(
    request: HttpRequest, *, wrong: dict[str, str] | None = None, entered: dict[str, str] | None = None
) -> HttpResponse:  # fmt: skip
    who, state = member_of(request.user), unit_state()
    roles = frozenset[str]() if who is None else who.roles
    unit = Unit.objects.order_by("pk").first()
    found = missing_to_start(state)
    page = {
        "shelves": SHELVES.values(),
        "is_set_up": True,
        "parts": [_part(part, state, found, roles) for part in Part],
        "count": len(found),
        "may_name": NAMES_UNIT in roles and (unit is None or not unit.is_demonstration),
        "unit_name": "" if unit is None else unit.name,
        "may_add_pumps": bool(roles & set(ADDS_PUMPS)),
        "wrong": wrong or {},
        "entered": entered or {},
    }
    return render(request, "unit/set_up.html", page, status=400 if wrong else 200)


def _part(part: Part, state: UnitState, missing: tuple[Missing, ...], roles: frozenset[str]) -> ShownPart:
    done = [(item.what, _by(item)) for item in state.signed if item.part is part]
    if part is Part.PEOPLE:
        done = [(person.name, ", ".join(sorted(person.roles)) or "no role") for person in state.people]
    address, act = "", ""
    if part is Part.PEOPLE and NAMES_UNIT in roles:
        address, act = reverse("people"), "People"
    elif part is Part.POLICY:
        address, act = reverse("unit-policy"), "Policy"
    elif part in _SHELVES:
        address, act = reverse("unit-shelf", args=[_SHELVES[part]]), SHELVES[_SHELVES[part]].title
    return ShownPart(
        title=part.value,
        done=tuple(done),
        missing=tuple(item.sentence for item in missing if item.part is part and not item.choice),
        choices=tuple((item.choice, item.sentence) for item in missing if item.part is part and item.choice),
        address=address,
        act=act,
    )


def _by(item: Signed) -> str:
    when = "" if item.at is None else utc_text(item.at)
    return ", ".join(text for text in (item.by, when) if text)


def _named() -> tuple[Signed, ...]:
    unit = Unit.objects.order_by("pk").first()
    return () if unit is None else (Signed(part=Part.UNIT, what=unit.name),)


def _kept(part: Part, kind: Kind) -> tuple[Signed, ...]:
    used = (current(versions) for versions in DatabaseUnitRecords().by_key(kind).values())
    return tuple(
        Signed(
            part=part,
            what=f"{_title(part, record.key, record.content)}, version {record.version}",
            by=f"approved by {record.approval.person_name}",
            at=record.approval.at,
        )
        for record in used
        if record is not None and record.approval is not None and (part is not Part.POLICY or record.key == KEY)
    )


def _title(part: Part, key: str, content: object) -> str:
    if part is Part.POLICY or not isinstance(content, dict):
        return "The unit's policy" if part is Part.POLICY else key
    return str(content.get("title") or content.get("name") or key)


def _pumps() -> tuple[Signed, ...]:
    return tuple(
        Signed(
            part=Part.PUMPS, what=str(item), by=f"added by {item.added_by}" if item.added_by else "", at=item.added_at
        )
        for item in Pump.objects.all()
    )


def _open_choices() -> tuple[Choice, ...]:
    try:
        return unit_policy().open_choices
    except Refusal:
        return shipped_policy().open_choices
