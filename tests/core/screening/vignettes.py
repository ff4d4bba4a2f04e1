"""Read the vignettes: an invented case each, made from the mild one of the contract."""

import json
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data"
MILD: dict[str, Any] = json.loads((DATA / "cases" / "mild-carboplatin.json").read_text())
NUMBERS = {"temperature_c", "dose_fraction"}


def vignettes() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((DATA / "vignettes").glob("*.toml")):
        for name, entry in tomllib.loads(path.read_text()).items():
            assert f"{path.stem}/{name}" not in found
            found[f"{path.stem}/{name}"] = entry
    return found


def changed(case: dict[str, Any], changes: dict[str, Any], unknown: list[str]) -> dict[str, Any]:
    made = deepcopy(case)
    for path, value in changes.items():
        holder, key = _holder(made, path)
        if isinstance(holder, list):
            holder[key : key + 1] = [value]
        else:
            holder[key] = value
    for path in unknown:
        holder, key = _holder(made, path)
        holder[key] = None
    return made


def content(case: dict[str, Any]) -> bytes:
    """Write the case; decimals are texts in the scenario files, so that they stay exact, and numbers in JSON."""
    text = json.dumps(case)
    for key in NUMBERS:
        parts = text.split(f'"{key}": "')
        text = parts[0] + "".join(f'"{key}": ' + part.replace('"', "", 1) for part in parts[1:])
    return text.encode()


def _holder(made: Any, path: str) -> tuple[Any, Any]:
    *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
    for part in way:
        made = made[part]
    return made, last
