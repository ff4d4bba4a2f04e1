"""Order sessions: which patient gets which kept plan, where, when, and from which preparation.

An order says who and what; how the session runs is signed later and frozen in its log. The id of an order is the id of
its session.

Source: STEPWARD-SAFETY, H-16, H-36, H-41 and H-54.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol as Port

from stepward.core.findings import Refusal
from stepward.core.quantities import Weight
from stepward.usecases.approving import Person
from stepward.usecases.orders import Orders, OtherPatient, Patient, StartIsPast

LONGEST_BED = 20


class UnknownSession(Refusal, LookupError):
    """No session is ordered under this id."""


class BedMissing(Refusal):
    """The bed is not named, or its name is too long."""


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
    """What a person asks for."""

    patient: Patient
    plan: str
    bed: str
    start_at: datetime
    weighed: Weighed | None = None
    preparation: str = ""


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


def order_session(wanted: Wanted, stamp: Stamp, *, patients: Orders, orders: SessionOrders) -> SessionOrder:
    """Order a session.

    Raises:
        BedMissing: if no bed is named.
        StartIsPast: if the start lies before the day of the order.
        OtherPatient: if the identifier is on file with another name or date of birth.
    """
    bed = wanted.bed.strip()
    if not 0 < len(bed) <= LONGEST_BED:
        msg = f"Name the bed or chair, in at most {LONGEST_BED} letters."
        raise BedMissing(msg)
    if wanted.start_at < stamp.at - timedelta(hours=1):
        msg = "The start lies in the past. Choose a later day or time."
        raise StartIsPast(msg)
    order = SessionOrder(
        id=stamp.id,
        patient=_on_file(wanted.patient, patients),
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
