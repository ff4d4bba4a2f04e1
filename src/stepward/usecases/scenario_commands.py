"""What a line of a scenario asks for, as a command: plain fields are read, and what is left out is as planned.

A rate or dose that is not written is read as the plan or the signature says; a second person who is not named is the
first one who can be; `witness = ""` says that there is none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from stepward.core.quantities.numbers import exact_text, is_terminating, parse_number
from stepward.core.quantities.words import UnreadableWords
from stepward.core.sessions.command_words import COMMANDS, command_of
from stepward.core.sessions.commands_ending import line_volume
from stepward.core.sessions.holds import ResumePoint
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.matrix import MATRIX
from stepward.core.sessions.next_step import beginning
from stepward.core.sessions.people import Actor, Privilege, Witness
from stepward.core.sessions.plan import SessionPlan
from stepward.core.sessions.resuming import resume_points
from stepward.core.sessions.session import Session
from stepward.usecases.scenario_words import UnreadableScenario, duration, in_unit
from stepward.usecases.session_signing import (
    countersigning,
    ordering_by_telephone,
    renewing_decision,
    signing_plan,
    signing_reduced_dose,
    signing_resume,
)

LEAST_FLUSH = Fraction(10)
_AGO = " ago"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where a line stands: the plan, the session, the clocks, the people, and who acts."""

    plan: SessionPlan
    session: Session
    now: Instant
    people: tuple[Actor, ...]
    by: Actor


def nurse_of(people: tuple[Actor, ...]) -> Actor:
    """Find the first nurse: who runs and does not sign.

    Raises:
        UnreadableScenario: if nobody can run a session.
    """
    running = [person for person in people if person.may(Privilege.RUN)]
    found = next((person for person in running if not person.may(Privilege.SIGN)), None)
    if found is None and not running:
        msg = "people: nobody can run a session"
        raise UnreadableScenario(msg)
    return found or running[0]


def who_may(name: str, people: tuple[Actor, ...], session: Session) -> Actor:
    """Find who does a thing that nobody is named for: the nurse, or who may and little else; another one checks."""
    nurse = nurse_of(people)
    privileges = MATRIX[COMMANDS[name]].privileges if name in COMMANDS else frozenset({Privilege.RUN})
    if name == "check-solution":
        makers = {item.made_by for item in session.solutions}
        return next((person for person in people if person.may(*privileges) and person.user not in makers), nurse)
    if nurse.may(*privileges):
        return nurse
    able = [person for person in people if person.may(*privileges)]
    return min(able, key=lambda person: len(person.privileges), default=nurse)


def witness_for(by: Actor, people: tuple[Actor, ...]) -> Witness | None:
    """Find a second person at the bedside, a physician only where there is nobody else."""
    others = [person for person in people if person.user != by.user and person.may(Privilege.RUN, Privilege.CHECK)]
    found = min(others, key=lambda person: person.may(Privilege.SIGN), default=None)
    return None if found is None else Witness(user=found.user, name=found.name)


def person_of(name: str, people: tuple[Actor, ...]) -> Actor | None:
    """Find a person by name."""
    return next((person for person in people if person.name == name), None)


def command_for(name: str, fields: Mapping[str, Any], asked: Asked) -> object:
    """Make the command of a line.

    Raises:
        UnreadableScenario: if a field is not of the command.
    """
    try:
        words = {key: _word(name, key, value, asked) for key, value in fields.items()}
        maker = SIGNED.get(name)
        if maker is not None:
            return maker(words, asked)
        defaults = PLANNED[name](words, asked) if name in PLANNED else {}
        return command_of(name, defaults | words)
    except (UnreadableWords, LookupError, TypeError, AttributeError) as error:
        msg = f"{name}: {error}"
        raise UnreadableScenario(msg) from error


# ------------------------------------------------------------------------------------------------- fields as written


def _text(value: Fraction) -> str:
    return exact_text(value) if is_terminating(value) else f"{value.numerator}/{value.denominator}"


def _word(name: str, key: str, value: Any, asked: Asked) -> Any:  # noqa: ANN401 - a word of any kind
    read = READERS.get(key)
    if read is None or (name, key) == ("record-treatment", "dose"):
        return value
    return read(value, asked)


def _amount(unit: str) -> Callable[[Any, Asked], str]:
    return lambda value, asked: _text(in_unit(unit or asked.plan.unit)(value))


def _values(value: dict[str, str], _asked: Asked) -> list[list[str]]:
    return [[name, _text(parse_number(text))] for name, text in value.items()]


def _named(value: str, asked: Asked) -> dict[str, str] | None:
    found = person_of(value, asked.people)
    if found is not None:
        return {"user": found.user, "name": found.name}
    return {"user": "", "name": value} if value else None


def _instant(value: str, asked: Asked) -> Instant:
    if not value.endswith(_AGO):
        msg = "expected a time such as '60 min ago'"
        raise UnreadableScenario(msg)
    ago = duration(value.removesuffix(_AGO))
    now = asked.now
    return Instant(at=now.at - timedelta(microseconds=ago), monotonic=now.monotonic - ago, boot=now.boot)


def _time_ago(value: str, asked: Asked) -> str:
    return _instant(value, asked).at.isoformat(timespec="microseconds")


def _instant_ago(value: str, asked: Asked) -> dict[str, object]:
    found = _instant(value, asked)
    return {"at": found.at.isoformat(timespec="microseconds"), "monotonic": found.monotonic, "boot": found.boot}


READERS: dict[str, Callable[[Any, Asked], Any]] = {
    "rate": _amount("mL/h"),
    "volume": _amount("mL"),
    "dose": _amount(""),
    "total": _amount(""),
    "duration": lambda value, _asked: duration(value),
    "ago": lambda value, _asked: duration(value),
    "witness": _named,
    "to": _named,
    "physician": _named,
    "from_user": lambda value, _asked: value.casefold(),
    "values": _values,
    "again": _values,
    "given_at": _time_ago,
    "happened_at": _time_ago,
    "pressed_at": _instant_ago,
}

# ------------------------------------------------------------------------------------------------ what is as planned

Words = dict[str, Any]


def _witness(asked: Asked, words: Words) -> Words:
    found = witness_for(asked.by, asked.people)
    if found is None or "exception" in words:
        return {}
    return {"witness": {"user": found.user, "name": found.name}}


def _start(words: Words, asked: Asked) -> Words:
    return _reading(1, words, asked) | _witness(asked, words)


def _advance(words: Words, asked: Asked) -> Words:
    step = words.get("step", asked.session.step + 1)
    number = step if type(step) is int and 1 <= step <= asked.plan.last else asked.plan.last
    return {"step": step} | _reading(number, words, asked) | _witness(asked, words)


def _reading(number: int, words: Words, asked: Asked) -> Words:
    if {"rate", "dose"} & words.keys() or asked.session.plan is None:
        return {}
    planned = beginning(asked.session, number, asked.now)
    return {"dose": _text(planned.dose)} if planned.rate is None else {"rate": _text(planned.rate)}


def _resume(words: Words, asked: Asked) -> Words:
    found, session = _witness(asked, words), asked.session
    if {"rate", "dose"} & words.keys() or session.signature is None:
        return found
    point = session.signature.point
    for key, value in (("rate", point.rate), ("dose", point.dose)):
        if value is not None:
            found[key] = _text(value)
    return found


def _resume_technical(_words: Words, asked: Asked) -> Words:
    session = asked.session
    return {} if session.rate is None else {"rate": _text(session.rate)}


def _hang(words: Words, asked: Asked) -> Words:
    return _witness(asked, words)


def _flush(_words: Words, asked: Asked) -> Words:
    runs = asked.session.given.runs
    volume = max(line_volume(asked.session), LEAST_FLUSH)
    return {"volume": _text(volume)} | ({"rate": _text(runs[-1].rate)} if runs else {})


PLANNED: dict[str, Callable[[Words, Asked], Words]] = {
    "start": _start,
    "advance": _advance,
    "resume": _resume,
    "resume-technical": _resume_technical,
    "hang-solution": _hang,
    "flush-line": _flush,
}

# ---------------------------------------------------------------------------------------------------- what is signed


def point_of(words: Words, asked: Asked) -> ResumePoint:
    """Take the first point of the rule, or the one of a step, or what a physician names.

    Raises:
        UnreadableScenario: if the rule has no such point.
    """
    step = words.pop("step", None)
    rate, dose, named = words.pop("rate", None), words.pop("dose", None), words.pop("named", False)
    if named:
        return ResumePoint(
            step=step,
            rate=None if rate is None else Fraction(rate),
            dose=None if dose is None else Fraction(dose),
            later_share=asked.session.later_share,
            rule="physician",
        )
    points = resume_points(asked.session, asked.session.order.resume_rule, asked.now)
    found = next((point for point in points if step in {None, point.step}), None)
    if found is None:
        msg = "the resume rule has no such point"
        raise UnreadableScenario(msg)
    return found


def _only(words: Words, *names: str) -> None:
    if not words.keys() <= set(names):
        msg = f"expected no more than {', '.join(names) or 'nothing'}"
        raise UnreadableScenario(msg)


def _sign_plan(words: Words, asked: Asked) -> object:
    plan = words.pop("plan", asked.plan)
    _only(words, "reason")
    return signing_plan(plan, asked.by, **words)


def _sign_resume(words: Words, asked: Asked) -> object:
    point = point_of(words, asked)
    _only(words, "reason")
    return signing_resume(asked.session, point, asked.by, **words)


def _telephone(words: Words, asked: Asked) -> object:
    point, physician = point_of(words, asked), words.pop("physician")
    witness = words.pop("witness") if "witness" in words else _witness(asked, words).get("witness")
    is_read_back = words.pop("is_read_back", False)
    _only(words, "reason")
    return ordering_by_telephone(
        asked.session,
        point,
        asked.by,
        physician=next(person for person in asked.people if person.user == physician["user"]),
        witness=None if witness is None else Witness(**witness),
        is_read_back=is_read_back,
        **words,
    )


def _countersign(words: Words, asked: Asked) -> object:
    _only(words)
    return countersigning(asked.session, asked.by)


def _renew(words: Words, asked: Asked) -> object:
    _only(words)
    return renewing_decision(asked.session, asked.by)


def _reduced(words: Words, asked: Asked) -> object:
    _only(words, "total")
    given = asked.session.given.total(asked.now).least
    return signing_reduced_dose(asked.session, Fraction(words.get("total", given)), asked.by)


SIGNED: dict[str, Callable[[Words, Asked], object]] = {
    "sign-plan": _sign_plan,
    "sign-resume": _sign_resume,
    "order-by-telephone": _telephone,
    "countersign": _countersign,
    "renew-decision": _renew,
    "sign-reduced-dose": _reduced,
}
