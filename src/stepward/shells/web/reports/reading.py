"""Read what stands behind a report: log, order, plan, preparation, stated facts, and what the unit chose."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from stepward.adapters.database.courses import DatabaseStatedFacts
from stepward.adapters.database.preparation_orders import DatabaseOrders
from stepward.adapters.database.reports import DatabaseReacted, DatabaseReports
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.adapters.database.units import unit_name
from stepward.core.reports.owed import Region, UnitClocks
from stepward.core.reports.report import SafetyReport
from stepward.core.screening.policy import Policy
from stepward.core.sessions.events import Entry
from stepward.core.sessions.record import Record, record_of
from stepward.core.sessions.storing import entry_of
from stepward.shells.web import clock, here
from stepward.shells.web.bedside.doors import plan_of
from stepward.shells.web.session_log import session_log
from stepward.shells.web.unit.shelf import unit_policy, unit_shelf
from stepward.usecases.event_logs import BrokenChain
from stepward.usecases.report_collecting import Behind, aware_at, collected, reactions_of
from stepward.usecases.reporting import Dossier, Standing, Version, standing
from stepward.usecases.session_choices import proposed
from stepward.usecases.session_orders import SessionOrder

AMERICA, UNION = "us", "eu"
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A session with a reaction: its order, its entries, and all that is kept of its report."""

    order: SessionOrder
    entries: tuple[Entry, ...]
    dossier: Dossier

    def record(self, entries: int | None = None) -> Record:
        """Tell the session as it was after so many entries; all of them where none are named."""
        return record_of(self.entries[:entries])

    def known_now(self, roles: frozenset[str], name: str) -> SafetyReport:
        """Write what is known now, reported by whoever holds these roles."""
        now = clock.now().at
        return collected(_behind(self, self.record(), roles, name, now), now)

    def known_then(self, version: Version) -> SafetyReport:
        """Write what was known when a version was closed."""
        record = self.record(version.entries)
        return collected(_behind(self, record, version.roles, version.by.name, version.at), version.at)


def case_of(session_id: str) -> Case:
    """Find a session with an unexpected reaction.

    Raises:
        Http404: if no session is ordered under this id, or none came.
    """
    order = DatabaseSessionOrders().find(session_id)
    if order is None:
        raise Http404
    found = Case(order=order, entries=entries_of(session_id), dossier=DatabaseReports().of_session(session_id))
    if not reactions_of(found.record()):
        raise Http404
    return found


def entries_of(session_id: str) -> tuple[Entry, ...]:
    """Read the sound entries of a session."""
    try:
        stored = session_log().entries(session_id)
    except BrokenChain as wrong:
        stored = wrong.sound
    return tuple(map(entry_of, stored))


def _behind(case: Case, record: Record, roles: frozenset[str], name: str, until: datetime) -> Behind:
    """Put together what stands behind a report."""
    order = case.order
    preparation = DatabaseOrders().find(order.preparation) if order.preparation else None
    product = None if preparation is None else unit_shelf().products().get(preparation.product)
    return Behind(
        order=order,
        plan=plan_of(order.plan),
        record=record,
        unit=unit_name(),
        reporter=name,
        roles=roles,
        country="US" if clocks().region is Region.UNITED_STATES else None,
        product="" if product is None else product.name,
        maker="" if product is None else product.maker,
        stated=_stated(order.id, until),
    )


def _stated(session_id: str, until: datetime) -> dict[str, str]:
    rows = DatabaseStatedFacts().of_session(session_id)
    return {row.field: row.words for row in rows if row.at <= until}


def clocks() -> UnitClocks:
    """Read what the unit chose about reports."""
    policy = unit_policy()
    says = proposed(policy, "report-rules")
    region = None
    if says is not None:
        region = {AMERICA: Region.UNITED_STATES, UNION: Region.EUROPEAN_UNION}.get(says.option, Region.OTHER)
    return UnitClocks(
        zone=here.place().zone,
        region=region,
        authority_days=_days(policy, "authority-days"),
        incident_days=_days(policy, "incident-days"),
        letter_days=_days(policy, "letter-days"),
    )


def _days(policy: Policy, choice: str) -> int | None:
    says = proposed(policy, choice)
    return None if says is None or says.number is None or says.number < 0 else int(says.number // 1)


def standing_of(case: Case, roles: frozenset[str], name: str) -> Standing:
    """Tell how the report of a session stands now."""
    return standing(case.known_now(roles, name), case.dossier.answers, clocks())


def up_to_date() -> None:
    """Look into the logs that grew since somebody looked last for reactions."""
    index, log = DatabaseReacted(), session_log()
    read = index.lengths()
    for name, head in log.heads(index.every()).items():
        if head.sequence and head.sequence != read.get(name, 0):
            index.put(name, head.sequence, aware_at(record_of(entries_of(name))))


def reacted() -> list[Case]:
    """List the sessions with a reaction, the newest first."""
    up_to_date()
    names = DatabaseReacted().reacted(MOST_SHOWN)
    dossiers = DatabaseReports().of_sessions(names)
    orders = {order.id: order for order in DatabaseSessionOrders().many(names)}
    return [
        Case(order=orders[name], entries=entries_of(name), dossier=dossiers[name]) for name in names if name in orders
    ]
