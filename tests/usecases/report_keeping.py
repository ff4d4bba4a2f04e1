"""What the tests of reports share: a session with hives in its third step, what is known of it, and whole answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from stepward.adapters.database.reports import DatabaseReports
from stepward.core.findings import Refusal
from stepward.core.reactions.signs import Sign
from stepward.core.reports.owed import Region, UnitClocks
from stepward.core.reports.report import SafetyReport
from stepward.core.sessions.commands_charting import RecordReaction, RecordTreatment, ResolveReaction, TakeSample
from stepward.core.sessions.commands_ending import Complete, FinishLastStep, FlushLine
from stepward.core.sessions.commands_holding import ConfirmPumpStopped
from stepward.core.sessions.record import record_of
from stepward.usecases import reporting
from stepward.usecases.approving import Person
from stepward.usecases.orders import Patient
from stepward.usecases.report_collecting import Behind, collected
from stepward.usecases.reporting import Dossier, Standing, Turn, Version, sealed, standing, written
from stepward.usecases.session_orders import SessionOrder, Weighed
from tests.adapters.documents.plans import standard
from tests.core.sessions import held
from tests.core.sessions.plans import Ward, running

AMERICA = UnitClocks(region=Region.UNITED_STATES, incident_days=1, letter_days=7)
HADDAD = Person(id="1", name="Dr A. Haddad (invented)")
MOREAU = Person(id="2", name="L. Moreau (invented)")
PHYSICIAN = frozenset({"allergist"})
FULL: Mapping[str, str] = {
    "seriousness.0": "none",
    "in_label": "yes",
    "study": "no",
    "device": "no",
    "sex": "female",
    "history": "asthma (invented)",
    "test.0": "24 ng/mL",
}
LATER = datetime(2026, 12, 1, 9, tzinfo=UTC)


def reacted() -> Ward:
    """Complete a session in whose third step hives came, with epinephrine and a sample for tryptase."""
    ward = running(3).calm().wait(6)
    ward.do(RecordReaction(signs=(Sign.HIVES,), values=(("pulse", Fraction(130)),))).do(ConfirmPumpStopped())
    ward.do(RecordTreatment(medicine="epinephrine", dose="0.5 mg", route="intramuscular"))
    ward.do(TakeSample(kind="tryptase")).wait(10)
    held.resumed(ward.do(ResolveReaction(number=1)))
    while ward.session.step < ward.session.order.last:
        ward.wait(microseconds=ward.session.order.step(ward.session.step).dwell).next()
    ward.wait(microseconds=ward.session.order.steps[-1].dwell).do(FinishLastStep())
    return ward.do(FlushLine(volume=Fraction(3), rate=Fraction(20))).wait(61).do(Complete())


def order_of(ward: Ward, session: str = "s") -> SessionOrder:
    """Order the session for somebody invented."""
    patient = Patient(
        id="p",
        family_name="Ruiz",
        given_names="Marta",
        identifier="INV 0047",
        born_on=date(1971, 3, 14),
        is_invented=True,
    )
    return SessionOrder(
        id=session,
        patient=patient,
        plan="kept",
        bed="4",
        start_at=ward.utc,
        ordered_by=HADDAD,
        ordered_at=ward.utc,
        weighed=Weighed(weight="68 kg", at=ward.utc, by="T. Okafor (invented)"),
    )


@dataclass
class Desk:
    """Where a report is written: its session, the unit, and what is kept in the database."""

    ward: Ward
    session: str = "s"
    unit: str = "Invented Unit"
    clocks: UnitClocks = AMERICA

    def behind(self, entries: int, roles: frozenset[str], name: str) -> Behind:
        """Put together what stands behind the report after so many entries."""
        return Behind(
            order=order_of(self.ward, self.session),
            plan=standard(),
            record=record_of(tuple(self.ward.entries)[:entries]),
            unit=self.unit,
            reporter=name,
            roles=roles,
            country="US",
        )

    def known(self, roles: frozenset[str] = PHYSICIAN, at: datetime = LATER) -> SafetyReport:
        """Write what is known now."""
        return collected(self.behind(len(self.ward.entries), roles, HADDAD.name), at)

    def known_then(self, version: Version) -> SafetyReport:
        """Write what was known when a version was closed."""
        return collected(self.behind(version.entries, version.roles, version.by.name), version.at)

    @property
    def dossier(self) -> Dossier:
        """Give what is kept."""
        return DatabaseReports().of_session(self.session)

    def standing(self, answers: Mapping[str, str] = FULL) -> Standing:
        """Tell how the report stands with these answers."""
        return standing(self.known(), answers, self.clocks)

    def version(self, dossier: Dossier, answers: Mapping[str, str] = FULL, **changed: Any) -> Version:
        """Write the next version, as whoever looked at this dossier would; without its hash where none can follow."""
        last = dossier.last
        found = Version(
            session=self.session,
            number=1 if last is None else last.number + 1,
            turn=Turn.FIRST if last is None else Turn.FOLLOW_UP,
            answers=dict(answers),
            entries=len(self.ward.entries),
            sha256="",
            by=HADDAD,
            roles=PHYSICIAN,
            at=LATER if last is None else last.at + timedelta(hours=1),
        )
        wanted = replace(found, **changed)
        try:
            return sealed(wanted, dossier, self.known_then)
        except Refusal:
            return wanted

    def close(self, answers: Mapping[str, str] = FULL, *, seen: Dossier | None = None, **changed: Any) -> SafetyReport:
        """Close a version from what somebody saw, and read it."""
        dossier = self.dossier if seen is None else seen
        version = self.version(dossier, answers, **changed)
        reporting.close(version, self.standing(answers), dossier, DatabaseReports())
        return self.read(version.number)

    def take_back(self, reason: str = "Reported twice (invented)", **changed: Any) -> SafetyReport:
        """Take the case back, and read its last version."""
        dossier = self.dossier
        answers = {} if dossier.last is None else dossier.last.answers
        version = self.version(dossier, answers, **({"turn": Turn.NULLIFICATION, "reason": reason} | changed))
        reporting.take_back(version, dossier, DatabaseReports())
        return self.read(version.number)

    def read(self, number: int) -> SafetyReport:
        """Read a version."""
        found = written(self.dossier, number, self.known_then)
        assert found is not None
        return found
