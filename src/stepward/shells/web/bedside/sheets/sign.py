"""Sign the plan for this patient: limits from the own baseline, observation, resume rule, and the password again."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.core.findings import Refusal
from stepward.core.protocols.plan import Plan
from stepward.core.sessions.commands_signing import SignPlan
from stepward.core.sessions.plan import ResumeKind, ResumeRule, SessionPlan, UnsoundOrder, VitalLimit
from stepward.shells.web import here
from stepward.shells.web.bedside.cards import cards_for, freeze
from stepward.shells.web.bedside.doors import plan_of
from stepward.shells.web.bedside.identities import identity_of
from stepward.shells.web.bedside.readiness import require_ready
from stepward.shells.web.bedside.seconds import own_password
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble, Sheet
from stepward.shells.web.bedside.shown.room import Room, number
from stepward.shells.web.bedside.shown.vitals import LABELS, USUAL, baseline
from stepward.shells.web.bedside.solutions import bring
from stepward.shells.web.courses.looking import look_before, other_way
from stepward.shells.web.prepare.words import drug_text
from stepward.shells.web.unit.shelf import unit_policy
from stepward.usecases.session_cards import FrozenCard
from stepward.usecases.session_choices import (
    RESUME,
    Decided,
    proposed,
    proposed_limits,
    resume_rule,
    session_plan,
)
from stepward.usecases.session_signing import signing_plan
from stepward.usecases.sharing import open_shared
from stepward.usecases.veining import vein_of

KINDS = (
    (ResumeKind.REPEAT_STEP, "Repeat the step at which it was held"),
    (ResumeKind.STEPS_BACK, "Go back one or more steps"),
    (ResumeKind.SHARE_OF_TOLERATED, "Give a share of the dose tolerated last"),
    (ResumeKind.HALF_RATE, "Go on at half the rate"),
    (ResumeKind.PHYSICIAN, "The physician who resumes names step and rate"),
)
MONTHS_A_YEAR = 12
SIDES = ("low", "high")


def age_of(room: Room) -> Fraction:
    """Tell the age in years, by whole months."""
    born, today = room.order.patient.born_on, here.day(room.now.at)
    months = (today.year - born.year) * MONTHS_A_YEAR + today.month - born.month - (today.day < born.day)
    return Fraction(months, MONTHS_A_YEAR)


def _show(room: Room) -> Mapping[str, object]:
    policy = unit_policy()
    known = {name: value for name in USUAL if (value := baseline(room.session, name)) is not None}
    limits = proposed_limits(policy, known, age_of(room))
    says = proposed(policy, "resume")
    rows = [
        {
            "name": name.replace(" ", "-"),
            "label": LABELS[name],
            "baseline": number(known[name]) if name in known else "",
            "low": _text(limits.get(name), "low"),
            "high": _text(limits.get(name), "high"),
        }
        for name in USUAL
    ]
    return {
        "rows": rows,
        "observation": proposed(policy, "observation"),
        "resume": says,
        "policy_kind": "" if says is None else getattr(RESUME.get(says.option), "value", ""),
        "kinds": [(kind.value, words) for kind, words in KINDS],
        "thresholds": [
            found
            for key in ("stop-pressure", "stop-pressure-child", "stop-saturation", "stop-temperature", "pulse-rise")
            if (found := proposed(policy, key)) is not None
        ],
        "policy": policy,
        "what": _what(plan_of(room.order.plan)),
        "look": look_before(room.order.id, room.now.at),
        "other_way": other_way(room.order.id),
        "person": room.by,
        "cards": _cards(room),
    }


def _what(plan: Plan) -> str:
    """Say in one line which plan is signed."""
    ladder = plan.effective
    hours, minutes = divmod(int(ladder.total_duration.value), 60)
    length = f", {hours} h {minutes} min" if ladder.is_timed else ""
    target = plan.order.target.amount.people()
    return f"{drug_text(plan)} {target}: {plan.protocol.title}, {len(ladder.steps)} steps{length}"


def _keep(shown: Mapping[str, Any], filled: Mapping[str, str]) -> Mapping[str, object]:
    """Keep the limits that were typed: a refused signature must never bring the proposals back unseen."""
    return {"rows": [row | {side: filled.get(f"{side}-{row['name']}", "") for side in SIDES} for row in shown["rows"]]}


def _cards(room: Room) -> tuple[FrozenCard, ...]:
    try:
        return cards_for(room)
    except Refusal:
        return ()


def _text(limit: VitalLimit | None, side: str) -> str:
    value = None if limit is None else getattr(limit, side)
    return "" if value is None else number(value)


def _read(room: Room, filled: Filled) -> SignPlan:
    require_ready()
    decided = Decided(
        resume_rule=_rule(filled),
        observation=filled.number("observation", "the observation in minutes"),
        vitals=tuple(_limits(filled)),
        patient_age=age_of(room),
    )
    plan = _plan(room, decided)
    own_password(filled, room.by)
    if other_way(room.order.id) and not filled.text("reason"):
        msg = "A way was signed after the last session. Say how this plan follows it, or why it does not."
        raise FormTrouble(msg, "reason")
    return signing_plan(plan, room.by, reason=filled.text("reason"))


def _freeze(room: Room, filled: Filled, command: object) -> None:
    """Keep the treatment card with the plan, once it is known that this person may sign it now."""
    if isinstance(command, SignPlan):
        freeze(room, command.plan.signed_hash, filled.text("card"))


def _rule(filled: Filled) -> ResumeRule:
    kind = next((item for item, _words in KINDS if item.value == filled.text("rule")), None)
    if kind is None:
        msg = "Choose how the session is resumed after a mild reaction."
        raise FormTrouble(msg, "rule")
    steps = filled.whole("steps", "the number of steps") if filled.text("steps") else 0
    percent = filled.number_or_none("share", "the share in percent")
    try:
        return resume_rule(unit_policy(), kind, steps=steps, share=None if percent is None else percent / 100)
    except UnsoundOrder as error:
        msg = "This rule needs its number: steps, or percent."
        raise FormTrouble(msg, "rule") from error


def _limits(filled: Filled) -> list[VitalLimit]:
    found = []
    for name in USUAL:
        key = name.replace(" ", "-")
        low = filled.number_or_none(f"low-{key}", f"{LABELS[name]}, lowest")
        high = filled.number_or_none(f"high-{key}", f"{LABELS[name]}, highest")
        if low is not None and high is not None and low > high:
            msg = f"{LABELS[name]}: the lowest is above the highest."
            raise FormTrouble(msg, f"low-{key}")
        if low is not None or high is not None:
            found.append(VitalLimit(name=name, low=low, high=high))
    return found


def _plan(room: Room, decided: Decided) -> SessionPlan:
    shared, plan = open_shared(room.order.plan, catalogue=shipped, shared_plans=DatabaseSharedPlans())
    through = None if shared.line is None else vein_of(plan, shared.line)
    return session_plan(
        plan,
        decided,
        policy=unit_policy(),
        line=None if through is None else through.line,
        carrier=None if through is None else through.carrier,
        session_id=room.order.id,
        identity=identity_of(room),
    )


def _bring(room: Room) -> None:
    if room.order.preparation:
        bring(room.order.preparation)


SHEET = Sheet(name="sign", title="Sign the plan", read=_read, show=_show, keep=_keep, before=_freeze, after=_bring)
