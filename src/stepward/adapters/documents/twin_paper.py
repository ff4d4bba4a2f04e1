"""The paper twin of a session: the plan as it is signed for this patient, to write on when the screen is gone.

Printed before the start and again after each change of the plan or of where it goes on.

Source: STEPWARD-SAFETY, H-25, H-69, H-97 and H-99.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from importlib.metadata import version

import zxingcpp

from stepward.adapters.documents.paper import PAPERS, Paper
from stepward.adapters.documents.paper_words import ABSENT, Words, date_text, fraction_of, moment_text, retold_words
from stepward.adapters.documents.record_paper import between_text, time_text
from stepward.adapters.documents.typesetting import typeset
from stepward.core.findings import Refusal
from stepward.core.quantities import people_text
from stepward.core.quantities.place import UTC_PLACE, Place
from stepward.core.sessions.commands_running import in_words
from stepward.core.sessions.instants import MINUTE, Instant
from stepward.core.sessions.plan import ResumeKind, SessionPlan, SessionStep, VitalLimit
from stepward.core.sessions.record import Signed
from stepward.core.sessions.session import Session
from stepward.core.sessions.vitals import SIGNS
from stepward.usecases.session_cards import FrozenCard, FrozenRow
from stepward.usecases.session_orders import SessionOrder

MARK = "STEPWARD-PAPER/1"
CODE_LETTERS, GROUP = 8, 4
HASH_LETTERS = 16
RULES = {
    ResumeKind.REPEAT_STEP: "Repeat the step at which it was held.",
    ResumeKind.STEPS_BACK: "Go back {steps}.",
    ResumeKind.SHARE_OF_TOLERATED: "Give {share} of the dose tolerated last.",
    ResumeKind.HALF_RATE: "Go on at half the rate.",
    ResumeKind.REPEAT_AFTER: "Repeat the step after {after}.",
    ResumeKind.PHYSICIAN: "The physician names step and rate.",
}


class NothingSigned(Refusal):
    """No plan is signed, so there is none to print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """What is printed: the order, how the session stands, who signed, the card, and the lines of the checklist.

    `drug` and `target` are the words of the kept plan.
    """

    order: SessionOrder
    session: Session
    now: Instant
    drug: str
    target: str
    signed: Signed | None = None
    card: FrozenCard | None = None
    checklist: tuple[str, ...] = ()
    unit_name: str = ""
    place: Place = UTC_PLACE


def paper_code(plan_hash: str) -> str:
    """Write the check characters of a plan for people, in groups of four."""
    letters = plan_hash[:CODE_LETTERS].upper()
    return " ".join(letters[start : start + GROUP] for start in range(0, CODE_LETTERS, GROUP))


def twin_pdf(twin: Twin, *, paper: Paper, printed_at: datetime) -> bytes:
    """Write the twin as one tagged PDF; equal inputs give equal bytes.

    Raises:
        NothingSigned: if no plan is signed.
        ValueError: if the paper is unknown, or the instant has no offset.
    """
    if paper not in PAPERS:
        msg = f"paper: expected one of {', '.join(PAPERS)}, received {paper!r}"
        raise ValueError(msg)
    words = retold_words(twin_words(twin), twin.place) | {"zone": twin.place.said(twin.now.at)}
    texts = words | {"paper": paper, "printed": moment_text(printed_at)}
    code = zxingcpp.create_barcode(code_text(twin), zxingcpp.DataMatrix, forceSquare=True)
    inputs = {"twin": json.dumps(texts, ensure_ascii=False), "code": code.to_svg(add_quiet_zones=True)}
    return typeset("twin.typ", inputs, printed_at=printed_at)


def code_text(twin: Twin) -> str:
    """Say which session, version and plan a paper is of: no patient data (H-97)."""
    session = twin.session
    return "|".join((MARK, twin.order.id, str(session.plan_version), session.order.signed_hash[:HASH_LETTERS]))


def twin_words(twin: Twin) -> Words:
    """Collect all texts of the twin.

    Raises:
        NothingSigned: if no plan is signed.
    """
    session, plan = twin.session, twin.session.plan
    if plan is None:
        msg = "No plan is signed, so there is none to print. An allergist signs it first."
        raise NothingSigned(msg)
    steps = [_step(session, step) for step in plan.steps]
    return {
        "patient": _patient(twin),
        "drug": twin.drug,
        "target": twin.target,
        "unit": plan.unit,
        "bed": twin.order.bed,
        "version": str(session.plan_version),
        "hash": paper_code(plan.signed_hash),
        "signed": _signed(twin.signed),
        "maker": " · ".join(item for item in (twin.unit_name, f"Stepward {version('stepward')}") if item),
        "checklist": list(twin.checklist),
        "line": _line(plan),
        "limits": [limit_words(item) for item in plan.vitals],
        "steps": steps,
        "has_rates": any(step.rate is not None for step in plan.steps),
        "stands": _stands(twin),
        "vitals": "" if plan.vitals_every is None else f"Vitals at least every {in_words(plan.vitals_every)}.",
        "rule": _rule(plan),
        "watch": in_words(plan.observation),
        "card": _card(twin.card),
    }


def _patient(twin: Twin) -> Words:
    patient, weighed = twin.order.patient, twin.order.weighed
    weight = "weight not known"
    if weighed is not None:
        about = "about " if weighed.is_estimated else ""
        weight = f"{about}{weighed.weight}, {twin.place.day_words(weighed.at)}"
    return {
        "name": f"{patient.family_name}, {patient.given_names}",
        "born": date_text(patient.born_on),
        "identifier": patient.identifier,
        "is_invented": patient.is_invented,
        "weight": weight,
    }


def _signed(signed: Signed | None) -> str:
    if signed is None:
        return "signature not found"
    return f"signed by {signed.signature.name}, {time_text(signed.at)} UTC"


def _line(plan: SessionPlan) -> str:
    if plan.line is None:
        return "Line not known: what the vein gets was not computed. It holds drug all the same."
    line = plan.line
    filled = "saline" if line.primed_with == 0 else f"solution {line.primed_with}"
    branches = ", ".join(f"{people_text(volume)} mL for solution {number}" for number, volume in line.branches)
    parts = [f"{people_text(line.common)} mL common to all solutions", branches, f"filled at the start with {filled}"]
    if line.carrier:
        parts.append(f"carrier {people_text(line.carrier)} mL/h")
    return f"{', '.join(part for part in parts if part)}."


def limit_words(limit: VitalLimit) -> str:
    """Write the limits of one vital sign of this patient."""
    name, unit = limit.name[:1].upper() + limit.name[1:], SIGNS[limit.name].unit if limit.name in SIGNS else ""
    low, high = (None if value is None else people_text(value) for value in (limit.low, limit.high))
    if low is not None and high is not None:
        return f"{name} {low} to {high} {unit}"
    return f"{name} {low} {unit} or more" if low is not None else f"{name} {high} {unit} or less"


def _step(session: Session, step: SessionStep) -> Words:
    """Write a step as it is to be given from now on; one that is given says when it began."""
    plan = session.order
    share = session.later_share if step.number > session.step else Fraction(1)
    rate = None if step.rate is None else step.rate * share
    if step.number == session.step and session.rate is not None:
        rate = session.rate
    is_less = share != 1 and not step.ends_by_volume
    so_far = sum((item.dose for item in plan.steps[: step.number]), Fraction(0))
    is_first = step.number == 1 or plan.steps[step.number - 2].solution != step.solution
    return {
        "number": str(step.number),
        "solution": str(step.solution),
        "strength": f"{people_text(plan.solution(step.solution).strength)} {plan.unit}/mL" if is_first else "",
        "is_new": is_first and step.number > 1,
        "rate": _figure(rate),
        "minutes": _figure(Fraction(step.dwell, MINUTE)),
        "volume": _figure(step.volume),
        "by_volume": step.ends_by_volume,
        "dose": _figure(step.dose * share if is_less else step.dose),
        "so_far": _figure(None if session.later_share != 1 and step.number > session.step else so_far),
        "is_past": 0 < step.number < session.step,
        "is_now": step.number == session.step,
    }


def _figure(value: Fraction | None) -> Words:
    text = ABSENT if value is None else people_text(value)
    return {"text": text, "fraction": fraction_of(text)}


def _stands(twin: Twin) -> list[str]:
    """Say how the session stood when the paper was printed; nothing before the start."""
    session = twin.session
    if not session.step:
        return []
    given = f"{between_text(session.given.total(twin.now))} {session.order.unit}"
    found = [
        f"Printed in step {session.step}, {session.state.value}. Given until {time_text(twin.now.at)} UTC: {given}."
    ]
    if session.later_share != 1:
        found.append(f"Later steps run at {people_text(session.later_share * 100)} % of their rate, as signed.")
    if session.reduced_total is not None:
        found.append(f"The whole dose is now {people_text(session.reduced_total)} {session.order.unit}, as signed.")
    return found


def _rule(plan: SessionPlan) -> str:
    rule = plan.resume_rule
    words = RULES[rule.kind].format(
        steps="1 step" if rule.steps == 1 else f"{rule.steps} steps",
        share="" if rule.share is None else f"{people_text(rule.share * 100)} %",
        after=in_words(rule.after),
    )
    return f"{words} Source: {rule.source}."


def _card(card: FrozenCard | None) -> Words | None:
    if card is None:
        return None
    return {
        "title": f"{card.title}, version {card.version}, approved by {card.approved_by}",
        "weight": card.weight,
        "rows": [_card_row(row) for row in card.rows],
    }


def _card_row(row: FrozenRow) -> Words:
    doses = " or ".join(dose.words for dose in row.doses)
    more = [row.route, row.place, row.rate, f"strength {row.strength}" if row.strength else "", row.when]
    if row.again:
        most = f", at most {row.most} times" if row.most else ""
        more.append(f"again after {in_words(row.again * MINUTE // 60)} if no better{most}")
    if row.window:
        first, last, latest = (in_words(time * MINUTE // 60) for time in row.window)
        more.append(f"{first} to {last} after the onset, not later than {latest}")
    return {
        "what": f"{row.name} {doses}".strip(),
        "more": ", ".join(part for part in more if part),
        "is_first": row.is_epinephrine,
    }
