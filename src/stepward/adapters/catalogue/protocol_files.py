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

import tomllib
from collections.abc import Callable
from enum import Enum
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
from stepward.core.quantities import Amount, DoseRule, Duration, Rate, Strength, Volume, parse_amount, parse_ratio

MOST_BYTES = 1_048_576
MOST_STEPS = 200
_TEXTS = ("family", "secondary", "reaction_rule", "tolerance_rule", "printed_table")
_LISTS = ("drugs", "monitoring", "premedication", "missing", "notes")
_STEP_TEXTS = ("drug", "setting", "condition", "note")
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
        data = tomllib.loads(content.decode("utf-8"))
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

    def number(self, key: str) -> int | None:
        value = self._data.pop(key, None)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            msg = f"{self.where}: {key} must be a whole number, not {value!r}"
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


def _protocol(table: _Table) -> Protocol:
    each = table.read("step_duration", Duration.parse)
    interval = table.read("step_interval", Duration.parse)
    route = table.needed("route")
    rows = [*_ladder(table.table("ladder")), *table.tables("steps")]
    protocol = Protocol(
        id=table.needed("id"),
        version=table.needed("version"),
        title=table.needed("title"),
        kind=table.member("kind", Kind),
        evidence=table.member("evidence", Evidence),
        route=route,
        sources=table.texts("sources"),
        target_is=table.member("target_is", TargetIs),
        closing=table.member("closing", Closing),
        solutions=tuple(_solution(item, number) for number, item in enumerate(table.tables("solutions"), 1)),
        steps=tuple(
            _step(item, number, route=route, each=each, interval=interval) for number, item in enumerate(rows, 1)
        ),
        final_rate=table.read("final_rate", Rate.parse),
        target=table.read("target", DoseRule.parse),
        limits=_limits(table.table("limits")),
        known_errors=tuple(_known_error(item) for item in table.tables("known_errors")),
        **{key: table.text(key) for key in _TEXTS},
        **{key: table.texts(key) for key in _LISTS},
    )
    table.close()
    return protocol


def _limits(table: _Table) -> ProtocolLimits:
    limits = ProtocolLimits(
        rate_at_most=table.read("rate_at_most", Rate.parse),
        total_at_most=table.read("total_at_most", Duration.parse),
        stability_at_most=table.read("stability_at_most", Duration.parse),
    )
    table.close()
    return limits


def _known_error(table: _Table) -> KnownError:
    error = KnownError(
        where=table.needed("where"),
        printed=table.needed("printed"),
        computed=table.needed("computed"),
        why=table.text("why"),
    )
    table.close()
    return error


def _solution(table: _Table, number: int) -> Solution:
    rules: list[StrengthRule | None] = [
        _wrap(table.read("dilution", parse_ratio), lambda value: Dilution(fraction=value)),
        _share(table.text("share")),
        _wrap(table.read("strength", Strength.parse), lambda value: FixedStrength(strength=value)),
        _wrap(table.read("undiluted", parse_ratio), lambda value: Undiluted(fraction=value)),
    ]
    stated = [rule for rule in rules if rule is not None]
    if len(stated) != 1:
        msg = f"{table.where}: expected exactly one of dilution, share, strength, undiluted"
        raise UnreadableProtocol(msg)
    solution = Solution(
        number=number,
        strength=stated[0],
        volume=table.read("volume", Volume.parse),
        **{key: table.text(key) for key in ("name", "diluent", "preparation")},
    )
    table.close()
    return solution


def _wrap(value: _Value | None, make: Callable[[_Value], StrengthRule]) -> StrengthRule | None:
    return None if value is None else make(value)


def _share(text: str) -> Share | None:
    if not text:
        return None
    return Share(fraction=None if text == "remainder" else parse_ratio(text))


def _step(table: _Table, number: int, *, route: str, each: Duration | None, interval: Duration | None) -> Step:
    """Read one step; `duration = "rest"` runs until the solution or the target is used up."""
    duration_text = table.text("duration")
    duration = each if not duration_text else None if duration_text == "rest" else Duration.parse(duration_text)
    dose_text = table.text("dose")
    is_rest = dose_text == DoseOf.REMAINDER.value
    rate_of_drug = table.read("rate_of_drug", _amount_per_hour)
    step = Step(
        number=number,
        route=table.text("route") or route,
        solution=table.number("solution"),
        rate=table.read("rate", Rate.parse),
        rate_fraction=table.read("rate_fraction", parse_ratio),
        rate_of_drug=rate_of_drug,
        duration=duration,
        volume=table.read("volume", Volume.parse),
        dose=None if is_rest or not dose_text else DoseRule.parse(dose_text),
        dose_fraction=table.read("dose_fraction", parse_ratio),
        dose_is=DoseOf.REMAINDER if is_rest else None,
        wait=table.read("wait", Duration.parse),
        interval=table.read("interval", Duration.parse) or interval,
        day=table.number("day"),
        delivers_nothing=table.flag("delivers_nothing"),
        **{key: table.text(key) for key in _STEP_TEXTS},
    )
    table.close()
    return step


def _ladder(table: _Table) -> list[_Table]:
    """Write out the steps of an escalation rule: each dose is the one before times the next factor, in turn."""
    if table.is_empty:
        return []
    dose = parse_amount(table.needed("first_dose"))
    factors = [parse_ratio(text) for text in table.texts("factors")]
    count = table.number("count") or 0
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


def _amount_per_hour(text: str) -> Amount:
    for unit, times in (("/h", 1), ("/min", 60)):
        if text.endswith(unit):
            return parse_amount(text.removesuffix(unit)) * times
    msg = f"{text!r}: expected an amount per h or per min"
    raise UnreadableProtocol(msg)
