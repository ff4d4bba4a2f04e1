"""Concentrations for skin tests as sources print them, shipped or of a unit: reference data, read strictly."""

import re
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from stepward.core.findings import Refusal
from stepward.core.quantities import parse_number

UNITS = ("mg/mL", "mcg/mL", "units/mL", "mmol/L")
UNDILUTED = "undiluted"
NEEDED = {"drug", "source"}
ALLOWED = NEEDED | {"prick", "intradermal", "note"}
_DILUTION = re.compile(r"1:([1-9][0-9]{0,5})")


class UnreadableSkinTest(Refusal, ValueError):
    """A file of skin tests has an entry that cannot be read; says which and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """What goes on or into the skin: a strength with its unit, or a share of the undiluted product."""

    text: str
    value: Fraction
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinTest:
    """The concentrations that one source prints for one drug; nothing where it prints none."""

    id: str
    drug: str
    source: str
    prick: Concentration | None = None
    intradermal: Concentration | None = None
    note: str = ""


def read_skin_tests(content: bytes, *, name: str) -> dict[str, SkinTest]:
    """Read a file of skin tests by id.

    Raises:
        UnreadableSkinTest: naming file, entry and what was expected.
    """
    try:
        data = tomllib.loads(content.decode())
    except ValueError as error:
        msg = f"{name} is no TOML text: {error}"
        raise UnreadableSkinTest(msg) from error
    return {key: _skin_test(key, value, name=name) for key, value in data.items()}


def _skin_test(key: str, value: Any, *, name: str) -> SkinTest:  # noqa: ANN401 - whatever stands in a file
    if not isinstance(value, dict) or not NEEDED <= set(value) <= ALLOWED:
        msg = f"{name}, {key}: expected drug, source and prick, intradermal, note where the source has them"
        raise UnreadableSkinTest(msg)
    if not all(isinstance(text, str) and text.strip() for text in value.values()):
        msg = f"{name}, {key}: expected texts, none of them empty"
        raise UnreadableSkinTest(msg)
    if "prick" not in value and "intradermal" not in value:
        msg = f"{name}, {key}: expected a prick or an intradermal concentration"
        raise UnreadableSkinTest(msg)
    return SkinTest(
        id=key,
        drug=value["drug"],
        source=value["source"],
        prick=_concentration(value.get("prick"), where=f"{name}, {key}, prick"),
        intradermal=_concentration(value.get("intradermal"), where=f"{name}, {key}, intradermal"),
        note=value.get("note", ""),
    )


def _concentration(text: str | None, *, where: str) -> Concentration | None:
    if text is None:
        return None
    if text == UNDILUTED:
        return Concentration(text=text, value=Fraction(1), unit=UNDILUTED)
    dilution = _DILUTION.fullmatch(text)
    if dilution is not None:
        return Concentration(text=text, value=Fraction(1, int(dilution.group(1))), unit=UNDILUTED)
    number, _, unit = text.partition(" ")
    if unit not in UNITS:
        msg = f"{where} {text!r}: expected a number and a unit of {', '.join(UNITS)}, or {UNDILUTED}, or 1:10"
        raise UnreadableSkinTest(msg)
    try:
        value = parse_number(number)
    except ValueError as error:
        msg = f"{where}: {error}"
        raise UnreadableSkinTest(msg) from error
    if value <= 0:
        msg = f"{where} {text!r}: expected more than 0"
        raise UnreadableSkinTest(msg)
    return Concentration(text=text, value=value, unit=unit)


@cache
def skin_tests() -> dict[str, SkinTest]:
    """Read the shipped skin tests by id."""
    name = "skin_tests.toml"
    return read_skin_tests(files("stepward.data").joinpath(name).read_bytes(), name=name)
