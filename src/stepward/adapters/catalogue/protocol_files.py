"""Protocol files (TOML): read strictly, every unknown word refused.

The format by example:

    id = "12-step"
    version = "1"
    title = "..."
    kind = "desensitization"
    evidence = "table"
    route = "intravenous infusion"
    sources = ["ID-OF-A-SOURCE"]
    target_is = "cumulative"
    closing = "strength"
    final_rate = "80 mL/h"
    step_duration = "15 min"
    solutions = [{ dilution = "1/100", volume = "250 mL" }, { dilution = "1", volume = "250 mL" }]
    steps = [{ solution = 1, rate_fraction = "1/40" }, { solution = 2, rate_fraction = "1", duration = "rest" }]

A complete escalation rule is written as the rule, and `steps` may follow it:

    ladder = { first_dose = "0.004 mg", factors = ["10"], count = 7 }       # tenfold
    ladder = { first_dose = "1 mg", factors = ["3", "10/3"], count = 5 }    # half-log: 1, 3, 10, 30, 100
"""

import re
import tomllib
from collections.abc import Callable
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

from stepward.core.findings import Refusal
from stepward.core.protocols.protocol import (
    Closing,
    Dilution,
    DoseOf,
    Evidence,
    FixedStrength,
    Kind,
    KnownError,
    Protocol,
    ProtocolLimits,
    Share,
    Solution,
    Step,
    StrengthRule,
    TargetIs,
    Undiluted,
)
from stepward.core.quantities import (
    Amount,
    DoseRule,
    Duration,
    Quantity,
    Rate,
    Strength,
    Volume,
    parse_amount,
    parse_ratio,
)

MOST_BYTES = 1_048_576
MOST_STEPS = 200
ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")
_REST = Duration(Fraction(0))  # a duration of zero is refused, so this can stand for the rest of a solution
_Member = TypeVar("_Member", bound=Enum)
_Value = TypeVar("_Value")


class UnreadableProtocol(Refusal, ValueError):
    """A protocol file is broken, or says something that is not of the format."""


def read_protocol(content: bytes, *, name: str) -> Protocol:
    """Read one protocol file.

    Raises:
        UnreadableProtocol: in one sentence, what is wrong where and what was expected.
    """
    if len(content) > MOST_BYTES:
        msg = f"{name}: larger than 1 MiB, which no protocol is"
        raise UnreadableProtocol(msg)
    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        msg = f"{name}: not UTF-8 text"
        raise UnreadableProtocol(msg) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        msg = f"{name}: not TOML: {error}"
        raise UnreadableProtocol(msg) from error
    try:
        return _protocol(_Table(data, "protocol"))
    except (Refusal, TypeError, ValueError) as error:
        text = str(error).splitlines()[0]
        raise UnreadableProtocol(text if text.startswith(name) else f"{name}: {text}") from error


def more_than_zero(parse: Callable[[str], _Value]) -> Callable[[str], _Value]:
    """Read with `parse` and refuse zero, with which nothing can be planned."""

    def read(text: str) -> _Value:
        value = parse(text)
        if _is_zero(value):
            msg = f"{text!r}: must be more than zero"
            raise UnreadableProtocol(msg)
        return value

    return read


def _is_zero(value: object) -> bool:
    match value:
        case Strength(per_ml=amount):
            return amount.is_zero
        case Quantity():
            return value.is_zero
        case _:
            return value == 0


def part_of_whole(text: str) -> Fraction:
    """Read a fraction that is more than zero and at most the whole.

    Raises:
        UnreadableProtocol: if it is zero or more than 1.
    """
    value = more_than_zero(parse_ratio)(text)
    if value > 1:
        msg = f"{text!r}: must be at most 1"
        raise UnreadableProtocol(msg)
    return value


class _Table:
    """A TOML table whose every key must be asked for; a key left over is refused."""

    def __init__(self, data: object, where: str) -> None:
        if not isinstance(data, dict):
            msg = f"{where}: expected a table"
            raise UnreadableProtocol(msg)
        self._data: dict[str, Any] = dict(data)
        self.where = where

    @property
    def is_empty(self) -> bool:
        return not self._data

    def text(self, key: str) -> str:
        value = self._data.pop(key, None)
        if value is not None and not isinstance(value, str):
            msg = f"{self.where}: {key} must be text in quotes, not {value!r}"
            raise UnreadableProtocol(msg)
        return value or ""

    def needed(self, key: str) -> str:
        value = self.text(key)
        if not value:
            msg = f"{self.where}: {key} is missing"
            raise UnreadableProtocol(msg)
        return value

    def read(self, key: str, parse: Callable[[str], _Value]) -> _Value | None:
        text = self.text(key)
        try:
            return parse(text) if text else None
        except ValueError as error:
            msg = f"{self.where}: {key}: {error}"
            raise UnreadableProtocol(msg) from error

    def member(self, key: str, kind: type[_Member]) -> _Member:
        text = self.needed(key)
        try:
            return kind(text)
        except ValueError as error:
            expected = ", ".join(str(item.value) for item in kind)
            msg = f"{self.where}: {key} = {text!r}: expected one of {expected}"
            raise UnreadableProtocol(msg) from error

    def number(self, key: str, *, least: int = 1) -> int | None:
        value = self._data.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            msg = f"{self.where}: {key} must be a whole number from {least} on, not {value!r}"
            raise UnreadableProtocol(msg)
        return value

    def flag(self, key: str) -> bool:
        value = self._data.pop(key, False)
        if not isinstance(value, bool):
            msg = f"{self.where}: {key} must be true or false, not {value!r}"
            raise UnreadableProtocol(msg)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._data.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            msg = f"{self.where}: {key} must be a list of texts"
            raise UnreadableProtocol(msg)
        return tuple(value)

    def tables(self, key: str) -> list["_Table"]:
        value = self._data.pop(key, [])
        if not isinstance(value, list):
            msg = f"{self.where}: {key} must be a list of tables"
            raise UnreadableProtocol(msg)
        return [_Table(item, f"{key} {number}") for number, item in enumerate(value, 1)]

    def table(self, key: str) -> "_Table":
        return _Table(self._data.pop(key, {}), key)

    def close(self) -> None:
        if self._data:
            msg = f"{self.where}: unknown key {min(self._data)!r}"
            raise UnreadableProtocol(msg)


def _id(text: str) -> str:
    if ID.fullmatch(text) is None:
        msg = f"{text!r}: expected small letters, digits, points and hyphens"
        raise UnreadableProtocol(msg)
    return text


def _printed(table: _Table) -> Evidence:
    found = table.member("evidence", Evidence)
    if found is Evidence.ADDED_STEP:
        msg = f"{table.where}: evidence = {found.value!r}: no file claims an added step; write what its source prints"
        raise UnreadableProtocol(msg)
    return found


def _protocol(table: _Table) -> Protocol:
    each = table.read("step_duration", more_than_zero(Duration.parse))
    interval = table.read("step_interval", more_than_zero(Duration.parse))
    route = table.needed("route")
    rows = [*_ladder(table.table("ladder")), *table.tables("steps")]
    protocol = Protocol(
        id=table.read("id", _id) or table.needed("id"),
        version=table.needed("version"),
        title=table.needed("title"),
        kind=table.member("kind", Kind),
        evidence=_printed(table),
        route=route,
        sources=table.texts("sources"),
        target_is=table.member("target_is", TargetIs),
        closing=table.member("closing", Closing),
        solutions=tuple(_solution(item, number) for number, item in enumerate(table.tables("solutions"), 1)),
        steps=tuple(
            _step(item, number, route=route, each=each, interval=interval) for number, item in enumerate(rows, 1)
        ),
        final_rate=table.read("final_rate", more_than_zero(Rate.parse)),
        target=table.read("target", DoseRule.parse),
        limits=_limits(table.table("limits")),
        known_errors=tuple(_known_error(item) for item in table.tables("known_errors")),
        family=table.text("family"),
        secondary=table.text("secondary"),
        reaction_rule=table.text("reaction_rule"),
        tolerance_rule=table.text("tolerance_rule"),
        printed_table=table.text("printed_table"),
        drugs=table.texts("drugs"),
        monitoring=table.texts("monitoring"),
        premedication=table.texts("premedication"),
        missing=table.texts("missing"),
        notes=table.texts("notes"),
    )
    table.close()
    return protocol


def _limits(table: _Table) -> ProtocolLimits:
    limits = ProtocolLimits(
        rate_at_most=table.read("rate_at_most", more_than_zero(Rate.parse)),
        total_at_most=table.read("total_at_most", more_than_zero(Duration.parse)),
        stability_at_most=table.read("stability_at_most", more_than_zero(Duration.parse)),
    )
    table.close()
    return limits


def _known_error(table: _Table) -> KnownError:
    error = KnownError(
        where=table.needed("where"),
        printed=table.needed("printed"),
        computed=table.needed("computed"),
        why=table.text("why"),
        matters=table.flag("matters"),
    )
    table.close()
    return error


def _solution(table: _Table, number: int) -> Solution:
    rules = (
        table.read("dilution", lambda text: Dilution(fraction=part_of_whole(text))),
        table.read("share", _share),
        table.read("strength", lambda text: FixedStrength(strength=more_than_zero(Strength.parse)(text))),
        table.read("undiluted", lambda text: Undiluted(fraction=part_of_whole(text))),
    )
    stated: list[StrengthRule] = [rule for rule in rules if rule is not None]
    if len(stated) != 1:
        msg = f"{table.where}: expected exactly one of dilution, share, strength, undiluted"
        raise UnreadableProtocol(msg)
    solution = Solution(
        number=number,
        strength=stated[0],
        volume=table.read("volume", more_than_zero(Volume.parse)),
        name=table.text("name"),
        diluent=table.text("diluent"),
        preparation=table.text("preparation"),
    )
    table.close()
    return solution


def _share(text: str) -> Share:
    return Share(fraction=None if text == "remainder" else part_of_whole(text))


def _step(table: _Table, number: int, *, route: str, each: Duration | None, interval: Duration | None) -> Step:
    """Read one step; `duration = "rest"` runs until the solution or the target is used up."""
    dose = table.read("dose", _dose)
    duration = table.read("duration", _duration)
    own_interval = table.read("interval", more_than_zero(Duration.parse))
    wait = table.read("wait", Duration.parse)
    step = Step(
        number=number,
        route=table.text("route") or route,
        solution=table.number("solution"),
        rate=table.read("rate", more_than_zero(Rate.parse)),
        rate_fraction=table.read("rate_fraction", more_than_zero(parse_ratio)),
        rate_of_drug=table.read("rate_of_drug", _amount_per_hour),
        duration=each if duration is None else None if duration == _REST else duration,
        volume=table.read("volume", more_than_zero(Volume.parse)),
        dose=dose if isinstance(dose, DoseRule) else None,
        dose_fraction=table.read("dose_fraction", more_than_zero(parse_ratio)),
        dose_is=dose if isinstance(dose, DoseOf) else None,
        wait=wait,
        interval=own_interval or (interval if wait is None else None),
        day=table.number("day"),
        delivers_nothing=table.flag("delivers_nothing"),
        drug=table.text("drug"),
        setting=table.text("setting"),
        condition=table.text("condition"),
        note=table.text("note"),
    )
    table.close()
    return step


def _ladder(table: _Table) -> list[_Table]:
    """Write out the steps of an escalation rule: each dose is the one before times the next factor, in turn."""
    if table.is_empty:
        return []
    dose = more_than_zero(parse_amount)(table.needed("first_dose"))
    factors = [more_than_zero(parse_ratio)(text) for text in table.texts("factors")]
    count = table.number("count", least=0) or 0
    if not factors or not 1 <= count <= MOST_STEPS:
        msg = f"ladder: expected factors and a count of 1 to {MOST_STEPS}"
        raise UnreadableProtocol(msg)
    each = {key: text for key in ("volume", "duration", "interval", "wait") if (text := table.text(key))}
    solution = table.number("solution")
    table.close()
    rows = []
    for number in range(1, count + 1):
        row: dict[str, object] = {"dose": str(dose), **each}
        rows.append(_Table(row if solution is None else row | {"solution": solution}, f"ladder step {number}"))
        dose = dose * factors[(number - 1) % len(factors)]
    return rows


def _duration(text: str) -> Duration:
    return _REST if text == "rest" else more_than_zero(Duration.parse)(text)


def _dose(text: str) -> DoseRule | DoseOf:
    return DoseOf.REMAINDER if text == DoseOf.REMAINDER.value else DoseRule.parse(text)


def _amount_per_hour(text: str) -> Amount:
    for unit, times in (("/h", 1), ("/min", 60)):
        if text.endswith(unit):
            return more_than_zero(parse_amount)(text.removesuffix(unit)) * times
    msg = f"{text!r}: expected an amount per h or per min"
    raise UnreadableProtocol(msg)
