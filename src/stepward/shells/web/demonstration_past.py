"""What happened in the demonstration unit before today: invented sessions, and how their drugs were given on since.

Every session runs through the same commands as at a bedside, judged by the same rules, under a clock that stands in
the past. Nothing is written that a command did not give.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.contrib.auth.models import User

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.courses import DatabaseStatedFacts
from stepward.adapters.database.following import DatabaseBook
from stepward.adapters.database.models import FinishedSession, SharedPlan
from stepward.adapters.database.preparation_orders import DatabaseOrders
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.core.findings import Refusal
from stepward.core.quantities import Rate, Volume, parse_amount
from stepward.core.sessions.plan import ResumeKind, VitalLimit
from stepward.core.tolerance.history import GivenDose, Mode, Terms
from stepward.shells.web.bedside.acting import actor_of
from stepward.shells.web.demonstration_policy import REASON
from stepward.shells.web.ended import up_to_date
from stepward.shells.web.ids import new_id
from stepward.shells.web.people.signing_in import person_of
from stepward.shells.web.session_log import session_log
from stepward.shells.web.unit.shelf import unit_policy
from stepward.usecases import following
from stepward.usecases.approving import Person
from stepward.usecases.cycles import Stated, state
from stepward.usecases.orders import Patient
from stepward.usecases.rehearsing import Ward
from stepward.usecases.scenarios import Line
from stepward.usecases.session_choices import Decided, resume_rule, session_plan
from stepward.usecases.session_orders import Stamp, Wanted, Weighed, order_session
from stepward.usecases.sharing import open_shared
from stepward.usecases.veining import vein_of

_LOG = logging.getLogger("stepward.web")
_STAFF = ("haddad", "moreau", "silva", "okafor", "berg")
_ORDERS, _NURSE, _ALLERGIST = "berg", "okafor", "haddad"
_DOCTOR = "Dr A. Haddad (invented)"
_MINUTE = 60 * 1_000_000
_VITALS = (
    VitalLimit(name="pulse", low=Fraction(50), high=Fraction(120)),
    VitalLimit(name="systolic pressure", low=Fraction(90)),
    VitalLimit(name="oxygen saturation", low=Fraction(94)),
)
_DAY = ("make ready", "start")
_WHOLE = ("finish and flush", "watch and complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenOn:
    """How a drug was given on: hours from dose to dose, the window, what a dose is, and how many were given."""

    every: int
    window: int
    amount: str
    product: str
    route: str
    doses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One session of the past: whose, which plan, how many hours ago it started, what happened, and what followed."""

    family_name: str
    given_names: str
    identifier: str
    born_on: date
    weight: str
    title: str
    hours_ago: int
    bed: str
    lines: tuple[Line, ...]
    on: GivenOn | None = None
    is_cycles: bool = False
    next_in_hours: int | None = None
    said: tuple[tuple[str, str], ...] = ()
    said_next: tuple[tuple[str, str], ...] = ()


def _lines(*does: str) -> tuple[Line, ...]:
    return tuple(Line(number=number, does=text) for number, text in enumerate(does, start=1))


def _with_reaction(last: int, step: int) -> tuple[Line, ...]:
    """Let a moderate reaction come in a step, be treated, and the session be completed."""
    return (
        *_lines(*_DAY, f"run to step {step}"),
        Line(number=4, does="record reaction", after=6 * _MINUTE, fields={"signs": ["wheeze", "hives"]}),
        Line(number=5, does="confirm pump stopped", after=_MINUTE),
        Line(
            number=6,
            does="record treatment",
            after=_MINUTE,
            fields={"medicine": "epinephrine", "dose": "0.5 mg", "route": "intramuscular"},
        ),
        Line(number=7, does="take sample", after=10 * _MINUTE, fields={"kind": "tryptase"}),
        Line(number=8, does="settle", after=15 * _MINUTE),
        Line(number=9, does="sign resume"),
        Line(number=10, does="resume", after=2 * _MINUTE),
        *_lines(f"run to step {last}", *_WHOLE),
    )


CEFTAZIDIME = "Ceftazidime 2,000 mg, 12-step (invented order)"
CARBOPLATIN = "Carboplatin 400 mg at 75 mL/h (invented order)"
_CALM = _lines(*_DAY, "run to step 12", *_WHOLE)
_PAST = (
    Past(
        family_name="Kim",
        given_names="Ji-ho",
        identifier="INV 0047 1139",
        born_on=date(1961, 12, 16),
        weight="71 kg",
        title=CEFTAZIDIME,
        hours_ago=36,
        bed="2",
        lines=_CALM,
        on=GivenOn(every=8, window=24, amount="2,000 mg", product="Tazicef", route="intravenous infusion", doses=3),
    ),
    Past(
        family_name="Diallo",
        given_names="Moussa",
        identifier="INV 0047 1140",
        born_on=date(1983, 2, 11),
        weight="82 kg",
        title=CEFTAZIDIME,
        hours_ago=33,
        bed="3",
        lines=_CALM,
        on=GivenOn(every=8, window=12, amount="2,000 mg", product="Tazicef", route="intravenous infusion", doses=2),
    ),
    Past(
        family_name="Marin",
        given_names="Luc",
        identifier="INV 0047 1121",
        born_on=date(1949, 10, 30),
        weight="64 kg",
        title=CEFTAZIDIME,
        hours_ago=52,
        bed="1",
        lines=_CALM,
        on=GivenOn(every=8, window=24, amount="2,000 mg", product="Tazicef", route="intravenous infusion", doses=1),
    ),
    Past(
        family_name="Okeke",
        given_names="Ada",
        identifier="INV 0047 1133",
        born_on=date(1977, 6, 5),
        weight="58 kg",
        title=CEFTAZIDIME,
        hours_ago=14,
        bed="5",
        lines=_CALM,
    ),
    Past(
        family_name="Costa",
        given_names="Elena",
        identifier="INV 0047 1108",
        born_on=date(1968, 4, 2),
        weight="66 kg",
        title=CARBOPLATIN,
        hours_ago=20 * 24,
        bed="6",
        lines=_with_reaction(12, 9),
        is_cycles=True,
        next_in_hours=20,
        said=(
            ("product", "Carboplatin 10 mg/mL (invented A)"),
            ("maker", "Maker A (invented)"),
            ("diluent", "5 % glucose"),
            ("excipients", "none"),
            ("interfering_medicines", "amlodipine"),
            ("allergies", "none"),
        ),
        said_next=(
            ("product", "Carboplatin 10 mg/mL (invented B)"),
            ("maker", "Maker B (invented)"),
            ("diluent", "5 % glucose"),
            ("interfering_medicines", "amlodipine, metoprolol"),
        ),
    ),
    Past(
        family_name="Brandt",
        given_names="Karl",
        identifier="INV 0047 1117",
        born_on=date(1955, 1, 20),
        weight="90 kg",
        title=CARBOPLATIN,
        hours_ago=3 * 24,
        bed="7",
        lines=(
            *_lines(*_DAY, "run to step 8"),
            Line(number=4, does="stop", after=4 * _MINUTE),
            Line(number=5, does="confirm pump stopped", after=_MINUTE),
            Line(
                number=6,
                does="end session",
                who=_DOCTOR,
                after=20 * _MINUTE,
                fields={"reason": "Hypotension in step 8 (invented)", "confirmed": True},
            ),
        ),
    ),
)


def keep_past(now: datetime) -> None:
    """Let the past have happened, unless something was over before."""
    if FinishedSession.objects.exists():
        return
    for past in _PAST:
        try:
            _keep(past, now)
        except Refusal as refusal:  # the unit may have withdrawn its policy, or a person
            _LOG.warning("no invented session of the past: %s", refusal)


def _keep(past: Past, now: datetime) -> None:
    plan = SharedPlan.objects.filter(title=past.title).order_by("-created_at").first()
    if plan is None:
        return
    start = (now - timedelta(hours=past.hours_ago)).replace(second=0, microsecond=0)
    session_id = _order(past, _patient(past), plan.id, start, start)
    _run(past, plan.id, session_id, start)
    up_to_date()
    _give_on(past, session_id)
    _say(session_id, past.said, start)
    if past.next_in_hours is None:
        return
    patient = DatabaseOrders().patient(past.identifier)
    if patient is not None:
        coming = _order(past, patient, plan.id, start_at=now + timedelta(hours=past.next_in_hours), at=now)
        _say(coming, past.said_next, now)


def _order(past: Past, patient: Patient, plan: str, start_at: datetime, at: datetime) -> str:
    session_id, by = new_id(), _person(_ORDERS)
    order_session(
        Wanted(
            patient=patient,
            plan=plan,
            bed=past.bed,
            start_at=start_at,
            weighed=Weighed(weight=past.weight, at=at, by=by.name),
        ),
        Stamp(id=session_id, person=by, at=at),
        patients=DatabaseOrders(),
        orders=DatabaseSessionOrders(),
    )
    return session_id


def _say(session_id: str, facts: tuple[tuple[str, str], ...], at: datetime) -> None:
    by = _person(_NURSE)
    for field, words in facts:
        state(Stated(session=session_id, field=field, words=words, by=by, at=at), DatabaseStatedFacts())


def _run(past: Past, plan_id: str, session_id: str, start: datetime) -> None:
    policy = unit_policy()
    shared, plan = open_shared(plan_id, catalogue=shipped, shared_plans=DatabaseSharedPlans())
    through = None if shared.line is None else vein_of(plan, shared.line)
    rule = resume_rule(policy, ResumeKind.STEPS_BACK, steps=1)
    decided = Decided(resume_rule=rule, observation=Fraction(60), vitals=_VITALS)
    order = session_plan(
        plan,
        decided,
        policy=policy,
        line=None if through is None else through.line,
        carrier=None if through is None else through.carrier,
        session_id=session_id,
    )
    people = tuple(actor_of(User.objects.get(username=name), "bed") for name in _STAFF)
    ward = Ward(session_id=session_id, plan=order, people=people, start=start, log=session_log())
    for line in past.lines:
        ward.do(line)


def _give_on(past: Past, session_id: str) -> None:
    book = DatabaseBook()
    after = book.after(session_id)
    if after is None or after.finished.dose_ended_at is None or (past.on is None and not past.is_cycles):
        return
    ended, by = after.finished.dose_ended_at, _person(_ALLERGIST)
    if past.on is None:
        wanted = following.GivingOn(
            session=session_id, mode=Mode.EVERY_DOSE, terms=Terms(), by=by, at=ended, reason=REASON
        )
        following.sign(wanted, after, book)
        return
    on = past.on
    terms = Terms(window=Fraction(on.window), is_set_by_physician=True)
    wanted = following.GivingOn(
        session=session_id,
        mode=Mode.CONTINUOUS,
        terms=terms,
        by=by,
        at=ended,
        interval=Fraction(on.every),
        amount=parse_amount(on.amount.replace(",", "")),
        product=on.product,
        route=on.route,
        volume=Volume(Fraction(250)),
        rate=Rate(Fraction(80)),
        warn_before=Fraction(2),
        reason=REASON,
    )
    following.sign(wanted, after, book)
    for number in range(1, on.doses + 1):
        after = book.after(session_id) or after
        at = ended + timedelta(hours=on.every * number)
        dose = GivenDose(given_at=at, amount=wanted.amount, product=on.product, route=on.route)
        note = following.DoseNote(id=new_id(), session=session_id, dose=dose, by=_person(_NURSE), at=at)
        following.note_dose(note, after, book)


def _patient(past: Past) -> Patient:
    return Patient(
        id=new_id(),
        family_name=past.family_name,
        given_names=past.given_names,
        identifier=past.identifier,
        born_on=past.born_on,
        is_invented=True,
    )


def _person(username: str) -> Person:
    found = person_of(User.objects.get(username=username))
    if found is None:
        msg = f"{username} has no account any more."
        raise Refusal(msg)
    return found
