"""Keep and share: what a plan is computed from, under an id that nobody can guess; never a weight or a height."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol as Port

from stepward.core.findings import Refusal
from stepward.core.protocols.plan import Plan
from stepward.usecases.planning import Catalogue, PlanRequest, UnreadableRequest, plan
from stepward.usecases.standing import NO_DEPARTURE, Departure
from stepward.usecases.veining import SALINE, LineRequest, vein_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPlan:
    """The text that a plan is computed from again; the target is the amount, never a dose per body size.

    A line that was chosen stands in `common_volume`, with the key of its set beside it where it has one.
    `assessment` is the id of the signed assessment that the plan stands on, where there is one; `departure` says how
    the plan departs from it, and why by whose word.
    """

    id: str
    created_at: datetime
    protocol: str
    drug: str
    target: str
    bag_volume: str = ""
    final_rate: str = ""
    pump_increment: str = ""
    start: str = ""
    title: str = ""
    line_set: str = ""
    common_volume: str = ""
    branch_volume: str = ""
    primed_with: str = ""
    carrier: str = ""
    syringe_increment: str = ""
    stock: str = ""
    assessment: str = ""
    departure: str = ""
    departure_reason: str = ""
    departure_by: str = ""

    @property
    def request(self) -> PlanRequest:
        """What is asked for when the plan is opened again."""
        return PlanRequest(
            protocol=self.protocol,
            drug=self.drug,
            target=self.target,
            bag_volume=self.bag_volume,
            final_rate=self.final_rate,
            pump_increment=self.pump_increment,
            syringe_increment=self.syringe_increment,
            stock=self.stock,
        )

    @property
    def line(self) -> LineRequest | None:
        """The line that was chosen; nothing where none was."""
        if not self.common_volume and not self.line_set:
            return None
        return LineRequest(
            line_set=self.line_set,
            common_volume=self.common_volume,
            branch_volume=self.branch_volume,
            primed_with=self.primed_with or SALINE,
            carrier=self.carrier,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What the shell gives to a plan that is kept: a random id, the time, start, assessment, what departs."""

    id: str
    at: datetime
    start: str = ""
    assessment: str = ""
    departure: Departure = NO_DEPARTURE


class SharedPlans(Port):
    """Where shared plans are kept."""

    def add(self, shared: SharedPlan, /) -> None:
        """Keep a plan under its id."""

    def find(self, plan_id: str, /) -> SharedPlan | None:
        """Find a plan by its id."""


class UnknownPlan(Refusal, LookupError):
    """No plan is kept under this id."""


class TooExactToKeep(Refusal):
    """The amount that a body size gives has too many digits to be read again."""


class PlanIsBlocked(Refusal):
    """A plan that a finding blocks is not kept."""


def share(
    request: PlanRequest,
    label: Label,
    *,
    catalogue: Catalogue,
    shared_plans: SharedPlans,
    line: LineRequest | None = None,
) -> SharedPlan:
    """Keep what a plan is computed from; weight and height are left out, their dose is resolved to an amount.

    The line is kept as its volume was when the plan was made: a later version of its set changes no kept plan.

    Raises:
        UnreadableRequest: if a field cannot be read.
        PlanIsBlocked: if a finding blocks the plan.
        TooExactToKeep: if the target dose has more digits than a target dose may have.
        Refusal: if the protocol does not take what was given.

    Source: STEPWARD-SAFETY, H-97.
    """
    found = plan(request, catalogue=catalogue)
    if found.is_blocked:
        msg = "A plan that is blocked is not kept. Set right what blocks it first."
        raise PlanIsBlocked(msg)
    if line is not None:
        vein_of(found, line)
    shared = SharedPlan(
        id=label.id,
        created_at=label.at,
        protocol=found.protocol.id,
        drug=found.order.drug,
        target=str(found.order.target.amount),
        bag_volume=request.bag_volume.strip(),
        final_rate=request.final_rate.strip(),
        pump_increment=request.pump_increment.strip(),
        start=label.start,
        title=f"{found.order.drug} {found.order.target.amount.people()}, {found.protocol.title}",
        line_set="" if line is None else line.line_set,
        common_volume="" if line is None else line.common_volume.strip(),
        branch_volume="" if line is None else line.branch_volume.strip(),
        primed_with="" if line is None else line.primed_with,
        carrier="" if line is None else line.carrier.strip(),
        syringe_increment=request.syringe_increment.strip(),
        stock=request.stock.strip(),
        assessment=label.assessment,
        departure=label.departure.words,
        departure_reason=label.departure.reason,
        departure_by=label.departure.by,
    )
    _refuse_what_is_not_the_same(shared, found, catalogue=catalogue)
    shared_plans.add(shared)
    return shared


def _refuse_what_is_not_the_same(shared: SharedPlan, found: Plan, *, catalogue: Catalogue) -> None:
    try:
        again = plan(shared.request, catalogue=catalogue)
    except UnreadableRequest:
        again = None
    if again is None or again.effective != found.effective:
        msg = f"The target dose comes to {shared.target}: too many digits to be kept. Order it as a rounded amount."
        raise TooExactToKeep(msg)


def open_shared(plan_id: str, *, catalogue: Catalogue, shared_plans: SharedPlans) -> tuple[SharedPlan, Plan]:
    """Compute a shared plan again.

    Raises:
        UnknownPlan: if there is none under this id.
    """
    shared = shared_plans.find(plan_id)
    if shared is None:
        msg = "No plan is kept at this address."
        raise UnknownPlan(msg)
    return shared, plan(shared.request, catalogue=catalogue)
