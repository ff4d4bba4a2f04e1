"""Order sessions: which patient gets which kept plan, where, when, and from which preparation.

An order says who and what; how the session runs is signed later and frozen in its log. The id of an order is the id of
its session.

Source: STEPWARD-SAFETY, H-16, H-36, H-41 and H-54.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Protocol as Port

from stepward.core.findings import Refusal
from stepward.core.quantities import Weight
from stepward.core.screening.plausible import weights_at
from stepward.usecases.approving import Person
from stepward.usecases.orders import Orders, OtherPatient, Patient, StartIsPast

LONGEST_BED, DAYS_A_YEAR, CHANGED = 20, 365, 10


class UnknownSession(Refusal, LookupError):
    """No session is ordered under this id."""


class BedMissing(Refusal):
    """The bed is not named, or its name is too long."""


class OrderedBefore(Refusal):
    """A session of the same preparation is ordered, and was not ended before any drug ran."""


class WeightDoubted(Refusal):
    """The weight does not fit the age, or is far from the one before; it is wanted a second time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A weight as it was measured: its text with the unit, when, and by whom; an estimate says so (H-36)."""

    weight: str
    at: datetime
    by: str
    is_estimated: bool = False

    @property
    def amount(self) -> Weight:
        """Read the text as the amount that it says."""
        return Weight.parse(self.weight.replace("\u00a0", " "))


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOrder:
    """One session that is to be held; `preparation` is the order to the pharmacy, empty where nothing is prepared."""

    id: str
    patient: Patient
    plan: str
    bed: str
    start_at: datetime
    ordered_by: Person
    ordered_at: datetime
    weighed: Weighed | None = None
    preparation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks for; `is_weight_repeated` where the weight was entered twice."""

    patient: Patient
    plan: str
    bed: str
    start_at: datetime
    weighed: Weighed | None = None
    preparation: str = ""
    is_weight_repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What the shell gives to an order: a new id, who asks, and when."""

    id: str
    person: Person
    at: datetime


class SessionOrders(Port):
    """Where the orders of sessions are kept, for ever."""

    def add(self, order: SessionOrder, /) -> None:
        """Keep an order, and its patient if new."""

    def find(self, session_id: str, /) -> SessionOrder | None:
        """Find an order by the id of its session."""

    def starting_between(self, since: datetime, until: datetime, /) -> tuple[SessionOrder, ...]:
        """List the orders whose start lies in a span, earliest first."""

    def newest(self, first: int, count: int, /) -> tuple[SessionOrder, ...]:
        """List so many orders behind the first so many, the latest start first."""

    def many(self, session_ids: tuple[str, ...], /) -> tuple[SessionOrder, ...]:
        """List the orders of these sessions, in the order of their beds."""

    def of_patient(self, patient_id: str, /) -> tuple[SessionOrder, ...]:
        """List the orders of a patient, the newest first."""


def order_session(
    wanted: Wanted,
    stamp: Stamp,
    *,
    patients: Orders,
    orders: SessionOrders,
    is_void: Callable[[str], bool] = lambda _session: False,
) -> SessionOrder:
    """Order a session; `is_void` tells of another one whether it was ended before any drug ran.

    Raises:
        BedMissing: if no bed is named.
        StartIsPast: if the start lies before the day of the order.
        OtherPatient: if the identifier is on file with another name or date of birth.
        OrderedBefore: if a session of the same preparation is ordered.
        WeightDoubted: if the weight is wanted a second time.
    """
    bed = wanted.bed.strip()
    if not 0 < len(bed) <= LONGEST_BED:
        msg = f"Name the bed or chair, in at most {LONGEST_BED} letters."
        raise BedMissing(msg)
    if wanted.start_at < stamp.at - timedelta(hours=1):
        msg = "The start lies in the past. Choose a later day or time."
        raise StartIsPast(msg)
    patient = _on_file(wanted.patient, patients)
    others = orders.of_patient(patient.id)
    for other in others:
        if wanted.preparation and other.preparation == wanted.preparation and not is_void(other.id):
            msg = f"The session of this preparation is ordered already, at bed {other.bed}. If wrong, end it first."
            raise OrderedBefore(msg)
    if wanted.weighed is not None and not wanted.is_weight_repeated:
        _doubt_weight(wanted.weighed.amount, patient, stamp.at, others)
    order = SessionOrder(
        id=stamp.id,
        patient=patient,
        plan=wanted.plan,
        bed=bed,
        start_at=wanted.start_at,
        ordered_by=stamp.person,
        ordered_at=stamp.at,
        weighed=wanted.weighed,
        preparation=wanted.preparation,
    )
    orders.add(order)
    return order


def _doubt_weight(weight: Weight, patient: Patient, at: datetime, others: tuple[SessionOrder, ...]) -> None:
    """Want a weight a second time where it does not fit the age, or changed by a tenth or more.

    Raises:
        WeightDoubted: saying why.

    Source: STEPWARD-SAFETY, H-36; the range of an age is STEPWARD-METHOD.
    """
    least, most = weights_at(Fraction((at.date() - patient.born_on).days, DAYS_A_YEAR))
    kilograms = weight.value
    before = next((other.weighed.amount for other in others if other.weighed is not None), None)
    if not least <= kilograms <= most:
        msg = f"{weight.people()} does not fit the age. Weigh again, then enter it twice."
        raise WeightDoubted(msg)
    if before is not None and abs(kilograms - before.value) * CHANGED >= before.value:
        msg = f"{before.people()} was measured before. Weigh again, then enter it twice."
        raise WeightDoubted(msg)


def _on_file(patient: Patient, patients: Orders) -> Patient:
    """Take the patient that is on file under this identifier; name and date of birth must be the same."""
    found = patients.patient(patient.identifier)
    if found is None:
        return patient
    same = (found.family_name.casefold(), found.given_names.casefold(), found.born_on)
    if same != (patient.family_name.casefold(), patient.given_names.casefold(), patient.born_on):
        msg = "This identifier is on file with another name or date of birth. Read the wristband again."
        raise OtherPatient(msg)
    return found


def open_order(session_id: str, *, orders: SessionOrders) -> SessionOrder:
    """Find an order.

    Raises:
        UnknownSession: if there is none.
    """
    found = orders.find(session_id)
    if found is None:
        msg = "No session is ordered under this id."
        raise UnknownSession(msg)
    return found
