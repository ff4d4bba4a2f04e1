"""Scenario files (TOML): a ward's day with what is expected after each line, read strictly.

The format by example:

    title = "STOP, and on by signature"
    shows = "What a person learns from it."
    rules = ["H-05"]
    people = { Ana = "allergist", Nora = "nurse", Sam = "nurse", Pia = "pharmacist", Tom = "technician" }

    [plan]
    drug = "inventin"
    unit = "mg"
    solutions = [{ strength = "0.1 mg/mL", volume = "100 mL" }]
    steps = [{ solution = 1, rate = "10 mL/h", time = "15 min" }, { solution = 1, rate = "20 mL/h", volume = "50 mL" }]
    resume = { rule = "repeat-step", source = "SOURCE-ID" }
    observation = "60 min"
    vitals = { pulse = { low = "50", high = "120" } }

    [[day]]
    at = "0:20"
    who = "Nora"
    does = "stop"
    then = { state = "held", missing = ["pump-may-run", "vitals-missing", "signature-needed"] }

`does` is a command by its name, with its fields beside it, or a short form of `usecases/rehearsing.py`. Several
sessions stand in one file as `[[session]]`, each with its own `title`, `start`, `plan` and `day`.
"""

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from stepward.adapters.documents.scenario_parts import Table
from stepward.adapters.documents.scenario_plan import read_plan, read_steps
from stepward.core.findings import Refusal
from stepward.core.sessions.people import Actor, Privilege
from stepward.core.sessions.plan import SessionPlan
from stepward.core.sessions.roles import ROLES
from stepward.core.sessions.sealing import sealed
from stepward.usecases.scenario_words import UnreadableScenario, clock, duration, measured
from stepward.usecases.scenarios import Line, Next, Ordered, Part, Scenario, Then

MOST_BYTES = 256 * 1024
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BEDSIDE = "bedside"
_RULE = re.compile(r"H-[0-9]{2,3}b?")


def read_scenario(content: bytes, *, name: str) -> Scenario:
    """Read one scenario file.

    Raises:
        UnreadableScenario: in one sentence, what is wrong where and what was expected.
    """
    if len(content) > MOST_BYTES:
        msg = f"{name}: larger than {MOST_BYTES // 1024} KiB, which no scenario is"
        raise UnreadableScenario(msg)
    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        msg = f"{name}: not UTF-8 text"
        raise UnreadableScenario(msg) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        msg = f"{name}: not TOML: {error}"
        raise UnreadableScenario(msg) from error
    try:
        return _scenario(Table(data, name), name)
    except (Refusal, ValueError) as error:
        text = " ".join(str(error).split())
        raise UnreadableScenario(text if text.startswith(name) else f"{name}: {text}") from error


def _scenario(table: Table, name: str) -> Scenario:
    title, shows, rules = table.needed("title"), table.needed("shows"), table.texts("rules") or ()
    if not all(_RULE.fullmatch(rule) for rule in rules):
        table.refuse("rules", "numbers of rules such as 'H-05'")
    people = table.table("people")
    if people is None:
        table.refuse("people", "the people by name, each with a role")
    found = tuple(_person(people, key) for key in tuple(people.left))
    sessions = table.tables("session")
    parts = (_part(table),) if sessions is None else tuple(_part(item) for item in sessions)
    table.close()
    return Scenario(name=name, title=title, shows=shows, rules=rules, people=found, parts=parts)


def _person(people: Table, name: str) -> Actor:
    """Read a person: a role, or a table of role, privileges and device."""
    if isinstance(people.left[name], str):
        role = people.needed(name)
        if role not in ROLES:
            people.refuse(name, f"one of the roles {', '.join(ROLES)}")
        return Actor(user=name.casefold(), name=name, role=role, privileges=ROLES[role], device=BEDSIDE)
    item = people.table(name)
    if item is None:
        people.refuse(name, "a role")
    may = frozenset(Privilege(text) for text in item.texts("may") or ())
    found = Actor(
        user=name.casefold(),
        name=name,
        role=item.needed("role"),
        privileges=may,
        device=item.text("device") or BEDSIDE,
    )
    item.close()
    return found


def _part(table: Table) -> Part:
    start, title, plan = table.instant("start"), table.text("title") or "", table.table("plan")
    if plan is None:
        table.refuse("plan", "a plan")
    found = read_plan(plan)
    lines = table.tables("day")
    if not lines:
        table.refuse("day", "the lines of the day")
    read = tuple(_line(item, number, found) for number, item in enumerate(lines, start=1))
    table.close()
    return Part(start=start or START, title=title, plan=found, lines=read)


def _line(table: Table, number: int, plan: SessionPlan | Ordered) -> Line:
    """Read one line; every key that is not of the format is a field of the command."""
    at, after = table.read("at", clock), table.read("after", duration)
    if at is not None and after is not None:
        table.refuse("after", "a time since the start or since the line before, not both")
    does = table.needed("does")
    return Line(
        number=number,
        does=does,
        who=table.text("who") or "",
        device=table.text("device") or "",
        at=at,
        after=after,
        then=_then(table),
        refused=table.text("refused") or "",
        stale=table.flag("stale") or False,
        twice=table.flag("twice") or False,
        note=table.text("note") or "",
        fields=_fields(table, plan),
    )


def _fields(table: Table, plan: SessionPlan | Ordered) -> dict[str, Any]:
    """Take what is left as fields of the command; changed steps of a written plan become the changed plan."""
    changed: dict[str, Any] = {}
    if "steps" in table.left and isinstance(plan, SessionPlan):
        steps = read_steps(table, plan.solutions, plan.unit)
        changed["plan"] = sealed(replace(plan, steps=steps))
    return changed | {key.replace("-", "_"): value for key, value in table.left.items()}


def _then(table: Table) -> Then:
    item = table.table("then")
    if item is None:
        return Then()
    found = Then(
        state=item.text("state"),
        step=item.whole("step"),
        rate=item.read("rate", measured),
        given=item.span("given"),
        at_vein=item.span("at-vein"),
        hold=item.text("hold"),
        causes=item.texts("causes"),
        missing=item.texts("missing"),
        due=item.texts("due"),
        alarms=item.texts("alarms"),
        solutions=item.texts("solutions"),
        points=item.texts("points"),
        next=_next(item),
        left=item.read("left", duration),
        gap=item.read("gap", duration),
        clinical_holds=item.whole("clinical-holds"),
        open_reactions=item.whole("open-reactions"),
        brown=item.whole("brown"),
        reaction_expected=item.flag("reaction-expected"),
        opinion_needed=item.flag("opinion-needed"),
        tolerance_asked=item.flag("tolerance-asked"),
        controller=item.text("controller"),
        reduced_to=item.read("reduced-to", measured),
    )
    item.close()
    return found


def _next(table: Table) -> Next | None:
    item = table.table("next")
    if item is None:
        return None
    found = Next(
        step=item.whole("step"),
        rate=item.read("rate", measured),
        dose=item.read("dose", measured),
        volume=item.read("volume", measured),
        limit=item.text("limit"),
    )
    item.close()
    return found
