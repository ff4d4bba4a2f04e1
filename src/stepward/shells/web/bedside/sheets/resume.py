"""How a hold ends: what is missing, who signs where it goes on, orders by telephone, and the rate read again."""

from collections.abc import Callable, Mapping

from stepward.core.sessions.commands_resuming import GiveOpinion, Resume, ResumeTechnical
from stepward.core.sessions.holds import HoldKind, ResumePoint
from stepward.core.sessions.people import Privilege, Witness
from stepward.core.sessions.plan import StepKind
from stepward.core.sessions.resuming import is_signature_needed, is_valid, missing_for_resume, resume_points
from stepward.shells.web.bedside.acting import actor_of
from stepward.shells.web.bedside.identities import identity_read
from stepward.shells.web.bedside.people import account_of, others
from stepward.shells.web.bedside.seconds import own_password, second_person
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble, Sheet
from stepward.shells.web.bedside.shown.room import Room, number
from stepward.usecases.session_signing import countersigning, ordering_by_telephone, renewing_decision, signing_resume


def point_words(room: Room, point: ResumePoint) -> str:
    """Write where a session would go on."""
    if point.rate is not None:
        return f"Step {point.step} at {number(point.rate)}\u00a0mL/h"
    return f"Step {point.step}, dose {number(point.dose or 0)}\u00a0{room.unit}"  # type: ignore[arg-type] # zero is one


def _show(room: Room) -> Mapping[str, object]:
    session = room.session
    if session.plan is None or session.hold is None:
        return {"is_held": False}
    rule = session.plan.resume_rule
    signed = session.signature if session.signature and is_valid(session.signature, session, room.now) else None
    points = resume_points(session, rule, room.now)
    return {
        "is_held": True,
        "open": [item.code for item in missing_for_resume(session, room.now)],
        "is_dose": session.plan.step(session.step).kind is StepKind.DOSE,
        "rule": rule.kind.value.replace("-", " "),
        "rule_source": rule.source,
        "points": [(place, point_words(room, point)) for place, point in enumerate(points)],
        "signed": None if signed is None else point_words(room, signed.point),
        "signed_by": "" if signed is None else signed.signature.name,
        "needs_signature": is_signature_needed(session, room.now),
        "is_technical": session.hold.kind is HoldKind.TECHNICAL,
        "may_sign": room.by.may(Privilege.RESUME),
        "may_renew": room.by.may(Privilege.SIGN),
        "telephone": session.telephone,
        "physicians": others(room.by, Privilege.RESUME),
        "others": others(room.by),
        "needs_identity": session.plan.identity is not None,
        "person": room.by,
    }


def _point(room: Room, filled: Filled) -> ResumePoint:
    points = resume_points(room.session, room.session.order.resume_rule, room.now)
    chosen = filled.text("point")
    found = next((point for place, point in enumerate(points) if str(place) == chosen), None)
    if found is None:
        msg = "Choose where the session goes on."
        raise FormTrouble(msg, "point")
    return found


def _sign(room: Room, filled: Filled) -> object:
    point = _point(room, filled)
    own_password(filled, room.by)
    return signing_resume(room.session, point, room.by, reason=filled.text("reason"))


def _go(room: Room, filled: Filled) -> object:
    witness, exception = second_person(filled)
    return Resume(
        rate=filled.number_or_none("rate", "the rate read from the pump"),
        dose=filled.number_or_none("dose", "the dose read from the label"),
        volume=filled.number_or_none("volume", "the volume set on the pump"),
        witness=witness,
        exception=exception,
        identity=identity_read(room, filled),
    )


def _technical(room: Room, filled: Filled) -> object:
    return ResumeTechnical(
        rate=filled.number_or_none("rate", "the rate read from the pump"),
        volume=filled.number_or_none("volume", "the volume set on the pump"),
        identity=identity_read(room, filled),
    )


def _telephone(room: Room, filled: Filled) -> object:
    physician = account_of(filled.text("physician"))
    if physician is None:
        msg = "Choose the physician who ordered."
        raise FormTrouble(msg, "physician")
    witness, _exception = second_person(filled)
    point = _point(room, filled)
    own_password(filled, room.by)
    return ordering_by_telephone(
        room.session,
        point,
        room.by,
        physician=actor_of(physician),
        witness=witness,
        is_read_back=filled.text("read-back") == "yes",
        reason=filled.text("reason"),
    )


def _countersign(room: Room, filled: Filled) -> object:
    own_password(filled, room.by)
    return countersigning(room.session, room.by)


def _renew(room: Room, filled: Filled) -> object:
    own_password(filled, room.by)
    return renewing_decision(room.session, room.by)


def _opinion(room: Room, filled: Filled) -> object:
    by_telephone = filled.text("opinion-by") == "telephone"
    if not by_telephone:
        own_password(filled, room.by)
        return GiveOpinion(physician=Witness(user=room.by.user, name=room.by.name))
    return GiveOpinion(physician=Witness(user="", name=filled.text("opinion-name")), by_telephone=True)


DOES: dict[str, Callable[[Room, Filled], object]] = {
    "sign": _sign,
    "go": _go,
    "technical": _technical,
    "telephone": _telephone,
    "countersign": _countersign,
    "renew": _renew,
    "opinion": _opinion,
}


def _read(room: Room, filled: Filled) -> object:
    does = DOES.get(filled.text("do"))
    if does is None:
        msg = "Choose what is to be done."
        raise FormTrouble(msg)
    return does(room, filled)


SHEET = Sheet(name="resume", title="Resume", read=_read, show=_show)
