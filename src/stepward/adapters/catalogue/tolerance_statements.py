"""The statements of sources about how long tolerance lasts, read strictly from the file that ships."""

import tomllib
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from stepward.core.findings import Refusal
from stepward.core.quantities import UnreadableNumber, parse_number
from stepward.core.tolerance.statements import Statement

NEEDED = {"words", "source"}
ALLOWED = NEEDED | {"drugs", "hours", "half_lives", "every_dose"}


class UnreadableStatement(Refusal, ValueError):
    """An entry is not of the agreed form; the message says which, and what was expected."""


def read_statements(content: bytes, *, name: str) -> tuple[Statement, ...]:
    """Read a file of statements.

    Raises:
        UnreadableStatement: naming file, entry and what was expected.
    """
    try:
        data = tomllib.loads(content.decode())
    except ValueError as error:
        msg = f"{name} is no TOML text: {error}"
        raise UnreadableStatement(msg) from error
    return tuple(_statement(key, value, where=f"{name}, {key}") for key, value in data.items())


def _statement(key: str, value: Any, *, where: str) -> Statement:  # noqa: ANN401 - whatever stands in a file
    if not isinstance(value, dict) or not NEEDED <= set(value) <= ALLOWED:
        msg = f"{where}: expected words, source and drugs, hours, half_lives or every_dose"
        raise UnreadableStatement(msg)
    drugs = value.get("drugs", [])
    texts = [value["words"], value["source"], *(drugs if isinstance(drugs, list) else [drugs])]
    if not isinstance(drugs, list) or not all(isinstance(text, str) and text.strip() for text in texts):
        msg = f"{where}: expected texts, none of them empty, and a list of drugs"
        raise UnreadableStatement(msg)
    if not {"hours", "half_lives", "every_dose"} & set(value) or value.get("every_dose", True) is not True:
        msg = f"{where}: expected hours, half_lives or every_dose = true"
        raise UnreadableStatement(msg)
    return Statement(
        id=key,
        words=value["words"],
        source=value["source"],
        drugs=frozenset(drugs),
        hours=_number(value, "hours", where=where),
        half_lives=_number(value, "half_lives", where=where),
        is_every_dose="every_dose" in value,
    )


def _number(value: dict[str, Any], key: str, *, where: str) -> Fraction | None:
    if key not in value:
        return None
    try:
        found = parse_number(value[key]) if isinstance(value[key], str) else Fraction(0)
    except UnreadableNumber as error:
        msg = f"{where}, {key}: {error}"
        raise UnreadableStatement(msg) from error
    if found <= 0:
        msg = f"{where}, {key}: expected more than zero, as text"
        raise UnreadableStatement(msg)
    return found


@cache
def statements() -> tuple[Statement, ...]:
    """Read the statements that ship."""
    name = "tolerance.toml"
    return read_statements(files("stepward.data").joinpath(name).read_bytes(), name=name)
