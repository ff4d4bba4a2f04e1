"""Make: the pharmacy is asked for a kept plan, makes it bag by bag; a second person checks. Only words are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import assert_never

from stepward.core.findings import Finding, Refusal, Severity, has_block
from stepward.core.preparation import judging
from stepward.core.preparation.judging import Record
from stepward.core.preparation.recipe import Preparation, WeighingPoint
from stepward.core.preparation.work import Deed, Hand, Reading, SolutionState, SolutionWork, Vessel, works_of
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Duration, Mass, Quantity, Strength, UnreadableNumber, Volume, parse_number
from stepward.usecases.approving import Person
from stepward.usecases.orders import (
    LineIsAsked,
    MovedOn,
    OrderRequest,
    Orders,
    OtherPatient,
    Patient,
    Pharmacy,
    PlanBlocks,
    PreparationOrder,
    Stamp,
    StartIsPast,
    UnknownOrder,
)
from stepward.usecases.planning import UnreadableRequest
from stepward.usecases.preparing import PreparationRequest, prepare_for
from stepward.usecases.sharing import SharedPlan, open_shared
from stepward.usecases.veining import AtVein, LineRequest, vein_of, with_volume

__all__ = [
    "CheckIt",
    "Command",
    "DrawIt",
    "ExceptIt",
    "FinishIt",
    "KeepIt",
    "LineIsAsked",
    "MovedOn",
    "Opened",
    "OrderRequest",
    "Orders",
    "OtherPatient",
    "Patient",
    "Pharmacy",
    "PlanBlocks",
    "PreparationOrder",
    "QueueRow",
    "Stamp",
    "StartIsPast",
    "UnknownOrder",
    "VoidIt",
    "WeighIt",
    "act",
    "ask",
    "open_order",
    "queue",
]

STAYS_IN_THE_QUEUE = timedelta(days=1)
MG_PER_G, MINUTES_AN_HOUR = 1000, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An order with everything that follows from its words, and how each bag stands."""

    order: PreparationOrder
    shared: SharedPlan
    plan: Plan
    at_vein: AtVein | None
    preparation: Preparation
    deeds: tuple[Deed, ...]
    works: tuple[SolutionWork, ...]
    approved_version: str | None = None

    @property
    def notice(self) -> str:
        """Say that the unit uses another version of the product now, or none (H-41); empty where it uses this one."""
        name, kept = self.preparation.product.name, self.order.product_version
        match self.approved_version:
            case None:
                return f"The unit no longer approves {name}. This order keeps version {kept}: a pharmacist decides."
            case version if version != kept:
                return f"The unit uses version {version} of {name} now. This order keeps {kept}: a pharmacist decides."
            case _:
                return ""

    @property
    def is_blocked(self) -> bool:
        """Tell whether a finding of the plan, of what the vein gets, or of the preparation bars the work."""
        return self.preparation.is_blocked or has_block(_of_plan(self.plan, self.at_vein))

    @property
    def exceptions(self) -> int:
        """Count the bags that were released without a second person (H-52)."""
        return sum(work.exception is not None for work in self.works)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One order in the queue: its states counted, and the hours that press; `trouble` says why it cannot be opened."""

    order: PreparationOrder
    title: str
    counts: Mapping[SolutionState, int]
    is_blocked: bool = False
    make_not_before: datetime | None = None
    use_by: datetime | None = None
    exceptions: int = 0
    notice: str = ""
    trouble: str = ""
    opened: Opened | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawIt:
    """Draw number so-and-so is done."""

    vessel: Vessel
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighIt:
    """The balance shows so many grams, as typed."""

    vessel: Vessel
    point: WeighingPoint
    grams: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishIt:
    """The bag is made."""

    vessel: Vessel


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIt:
    """What the second person read, as typed: the number of each figure, its unit being fixed, and the label."""

    vessel: Vessel
    figures: Mapping[str, str]
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptIt:
    """No second person is there, for this reason."""

    vessel: Vessel
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidIt:
    """The bag is thrown away, for this reason."""

    vessel: Vessel
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepIt:
    """A pharmacist says for how many hours it keeps, as typed, and on what basis."""

    vessel: Vessel
    hours: str
    basis: str


Command = DrawIt | WeighIt | FinishIt | CheckIt | ExceptIt | KeepIt | VoidIt


def ask(asked: OrderRequest, stamp: Stamp, *, pharmacy: Pharmacy) -> PreparationOrder:
    """Ask the pharmacy to make a kept plan for a patient.

    Raises:
        UnknownPlan: if no plan is kept under this id.
        PlanBlocks: if a finding blocks the plan, or what the vein gets of it.
        LineIsAsked: if the plan is an infusion and no line is chosen.
        StartIsPast: if it starts before it is asked for.
        OtherPatient: if the identifier is on file with another name or date of birth.
        Refusal: if the line, the product or a choice cannot be read.
    """
    shared, found = open_shared(asked.plan, catalogue=pharmacy.catalogue, shared_plans=pharmacy.shared_plans)
    if asked.start_at < stamp.at:
        msg = "The start lies in the past. Choose a later day or time."
        raise StartIsPast(msg)
    line = _line(found, shared, pharmacy)
    at_vein = None if line is None else vein_of(found, line)
    _refuse_blocks(found, at_vein)
    words = PreparationRequest(
        product=asked.product,
        overfill=asked.overfill,
        diluent=asked.diluent,
        storage=asked.storage,
        start_at=asked.start_at,
    )
    product = prepare_for(found, words, _extra(at_vein), shelf=pharmacy.shelf).product
    order = PreparationOrder(
        id=stamp.id,
        plan=shared.id,
        patient=_patient(asked.patient, pharmacy.orders),
        product=product.id,
        product_version=product.version,
        line=line,
        start_at=asked.start_at,
        overfill=asked.overfill.strip(),
        diluent=asked.diluent.strip(),
        storage=asked.storage.strip(),
        asked_by=stamp.person,
        asked_at=stamp.at,
    )
    pharmacy.orders.add(order)
    return order


def _of_plan(found: Plan, at_vein: AtVein | None) -> tuple[Finding, ...]:
    return (*found.findings, *(() if at_vein is None else at_vein.findings))


def _refuse_blocks(found: Plan, at_vein: AtVein | None) -> None:
    block = next((item for item in _of_plan(found, at_vein) if item.severity is Severity.BLOCK), None)
    if block is not None:
        msg = f"A finding blocks this plan, so nothing is made for it. {block.message}"
        raise PlanBlocks(msg)


def _extra(at_vein: AtVein | None) -> Mapping[int, Volume]:
    return {} if at_vein is None else at_vein.priming.taken


def _line(found: Plan, shared: SharedPlan, pharmacy: Pharmacy) -> LineRequest | None:
    """Take the line of the plan's words, with its volume frozen; an infusion without one is asked for it."""
    if all(step.rate is None for step in found.effective.steps):
        return None
    if shared.line is None:
        msg = "No line is chosen. Choose the line on the plan, then ask the pharmacy."
        raise LineIsAsked(msg)
    return with_volume(shared.line, pharmacy.line_sets)


def _patient(asked: Patient, orders: Orders) -> Patient:
    known = orders.patient(asked.identifier)
    if known is None:
        return asked
    if _who(known) != _who(asked):
        msg = f"Identifier {asked.identifier} is on file with another name or date of birth. Compare both."
        raise OtherPatient(msg)
    return known


def _who(patient: Patient) -> tuple[str, str, date]:
    names = (" ".join(name.split()).casefold() for name in (patient.family_name, patient.given_names))
    return (*names, patient.born_on)  # type: ignore[return-value] # two names


def open_order(order_id: str, *, now: datetime, pharmacy: Pharmacy) -> Opened:
    """Compute an order again from its words, and tell how each bag stands.

    Raises:
        UnknownOrder: if none is kept under this id.
        Refusal: if the plan or the product cannot be computed any more.
    """
    order = pharmacy.orders.find(order_id)
    if order is None:
        msg = "No order is kept at this address."
        raise UnknownOrder(msg)
    return _opened(order, now=now, pharmacy=pharmacy)


def _opened(order: PreparationOrder, *, now: datetime, pharmacy: Pharmacy) -> Opened:
    shared, found = open_shared(order.plan, catalogue=pharmacy.catalogue, shared_plans=pharmacy.shared_plans)
    at_vein = None if order.line is None else vein_of(found, order.line)
    product = pharmacy.shelf.product_of(order.product, order.product_version)
    request = replace(order.request, start_at=pharmacy.place.steady(order.start_at))
    made = prepare_for(found, request, _extra(at_vein), shelf=pharmacy.shelf, product=product)
    deeds = pharmacy.deeds.of_order(order.id)
    current = pharmacy.shelf.products().get(order.product)
    return Opened(
        order=order,
        shared=shared,
        plan=found,
        at_vein=at_vein,
        preparation=made,
        deeds=deeds,
        works=works_of(made, deeds, now=now),
        approved_version=None if current is None else current.version,
    )


def queue(now: datetime, *, pharmacy: Pharmacy) -> tuple[QueueRow, ...]:
    """List the orders, earliest start first; an order that cannot be computed says why."""
    found = pharmacy.orders.starting_from(now - STAYS_IN_THE_QUEUE)
    return tuple(_row(order, now, pharmacy) for order in sorted(found, key=lambda item: (item.start_at, item.id)))


def _row(order: PreparationOrder, now: datetime, pharmacy: Pharmacy) -> QueueRow:
    try:
        opened = _opened(order, now=now, pharmacy=pharmacy)
    except Refusal as refusal:
        return QueueRow(order=order, title="", counts={}, trouble=str(refusal))
    to_make = {SolutionState.TO_MAKE, SolutionState.MAKING, SolutionState.VOID}
    open_items = {work.item for work in opened.works if work.state in to_make}
    starts = [
        recipe.beyond_use.make_not_before
        for recipe in opened.preparation.recipes
        if any(item.number == recipe.solution for item in open_items)
    ]
    ends = [work.expires_at for work in opened.works if work.item not in open_items]
    return QueueRow(
        order=order,
        title=opened.shared.title,
        counts={state: sum(work.state is state for work in opened.works) for state in SolutionState},
        is_blocked=opened.is_blocked,
        make_not_before=min((at for at in starts if at is not None), default=None),
        use_by=min((at for at in ends if at is not None), default=None),
        exceptions=opened.exceptions,
        notice=opened.notice,
        opened=opened,
    )


def act(order_id: str, command: Command, person: Person, at: datetime, *, pharmacy: Pharmacy) -> Deed:
    """Judge an act of a person on a bag, and keep its deed.

    Raises:
        UnknownOrder: if none is kept under this id.
        PlanBlocks: if a finding blocks the plan or what the vein gets of it; a bag is voided even so.
        UnreadableRequest: if a number that was typed cannot be read.
        MovedOn: if another person acted at the same moment.
        Refusal: if the act is not allowed now; says what opens the door.
    """
    opened = open_order(order_id, now=at, pharmacy=pharmacy)
    if not isinstance(command, VoidIt):
        _refuse_blocks(opened.plan, opened.at_vein)
    record = Record(made=opened.preparation, deeds=opened.deeds)
    deed = _judged(record, command, Hand(person_id=person.id, name=person.name, at=at))
    pharmacy.deeds.append(order_id, deed)
    return deed


def _judged(record: Record, command: Command, by: Hand) -> Deed:
    match command:
        case DrawIt(vessel=vessel, number=number):
            return judging.draw(record, vessel, number, by=by)
        case WeighIt(vessel=vessel, point=point, grams=grams):
            return judging.weigh(record, vessel, point, Mass(_number("grams", grams) * MG_PER_G), by=by)
        case FinishIt(vessel=vessel):
            return judging.finish(record, vessel, by=by)
        case CheckIt(vessel=vessel, figures=figures, label=label):
            return judging.check(record, vessel, _readings(record, vessel, figures, by), by=by, label=label)
        case other:
            return _judged_in_words(record, other, by)


def _judged_in_words(record: Record, command: ExceptIt | KeepIt | VoidIt, by: Hand) -> Deed:
    match command:
        case KeepIt(vessel=vessel, basis=basis):
            lasts = Duration(_number("hours", command.hours) * MINUTES_AN_HOUR)
            return judging.state_keeping(record, vessel, lasts, basis, by=by)
        case ExceptIt(vessel=vessel, reason=reason):
            return judging.declare_exception(record, vessel, reason, by=by)
        case VoidIt(vessel=vessel, reason=reason):
            return judging.void(record, vessel, reason, by=by)
        case never:
            assert_never(never)


def _readings(record: Record, vessel: Vessel, typed: Mapping[str, str], by: Hand) -> tuple[Reading, ...]:
    """Read what was typed, each figure in its own unit; an empty one is not read (H-39)."""
    expected = {item.figure.what: item.figure.expected for item in record.work(vessel, now=by.at).figures}
    return tuple(
        Reading(what=what, read=_in_unit_of(expected.get(what, Volume(Fraction(0))), _number(what, text)))
        for what, text in typed.items()
        if text.strip()
    )


def _in_unit_of(expected: Quantity | Strength, number: Fraction) -> Quantity | Strength:
    return Strength(type(expected.per_ml)(number)) if isinstance(expected, Strength) else type(expected)(number)


def _number(field: str, text: str) -> Fraction:
    try:
        return parse_number(text.strip())
    except UnreadableNumber as error:
        raise UnreadableRequest(field, str(error)) from error
