"""The tables of the screening rules and of the scales of reactions.

Sentences come from `docs_codes`; severity, source and test from the threshold tables.
"""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from stepward.core.reactions import Reaction
from stepward.core.reactions.scales import SCALES
from stepward.shells.docs_codes import SENTENCES

TABLES = Path(__file__).parents[3] / "tests" / "core" / "screening"
ORDER = ("BLOCK", "CAUTION", "NOTE")
TITLES = {
    "naming": "Names of drugs",
    "indication": "Whether it is indicated",
    "airway": "The airway disease of aspirin",
    "plausible": "What fits no patient of the age",
    "bars": "What bars it",
    "late": "What began late",
    "care": "With what care",
    "choosing": "Which protocol",
    "medicines": "What the patient takes",
    "questions": "What is not known",
    "penicillin": "The penicillin label",
    "premedication": "Premedication",
    "formulation": "Excipients",
    "reader": "What the reader asks",
}
Row = tuple[str, str, str]


def rows(path: Path) -> Iterator[Row]:
    """Read the code, the state and the expectation of every row of a table, each as far as it is written out."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "row":
            code, state, says = (str(item.value) if isinstance(item, ast.Constant) else "" for item in call.args[:3])
            yield code, state, says


def screening_table() -> list[str]:
    """Write the table of all codes of the screen, each once, grouped by what they are about."""
    lines: list[str] = []
    tables = {name: list(rows(TABLES / f"test_table_{name}.py")) for name in TITLES}
    done: set[str] = set()
    for name, title in TITLES.items():
        lines += [f"## {title}\n", "| code | severity | when it speaks | source | test |", "|---|---|---|---|---|"]
        for code in sorted({item[0] for item in tables[name]} - done):
            found = {other: [item for item in items if item[0] == code] for other, items in tables.items()}
            said = [part.split() for items in found.values() for item in items for part in item[2].split("; ") if part]
            grave = sorted({part[0] for part in said}, key=ORDER.index)
            sources = sorted({part[-1] for part in said})
            tests = "; ".join(_tests(code, items, other) for other, items in found.items() if items)
            lines.append(f"| {code} | {' or '.join(grave)} | {SENTENCES[code]} | {', '.join(sources)} | {tests} |")
            done.add(code)
        lines.append("")
    return lines


def _tests(code: str, found: list[Row], name: str) -> str:
    """Name a row where the code speaks and one where it is silent, and say how many there are."""
    spoken = [state for _, state, says in found if says]
    silent = [state for _, state, says in found if not says]
    states = ", ".join(f"`{code} {state}`" for group in (spoken, silent) for state in group[:1] if state)
    return f"`test_table_{name}.py::test_{name}_row`, {states}: {len(spoken)} speak, {len(silent)} silent"


def scales_table() -> list[str]:
    """Write the table of the scales that grade a reaction, each with its sources."""
    lines = ["| scale | how it grades | source |", "|---|---|---|"]
    for scale in SCALES:
        sentence = (inspect.getdoc(scale) or "").partition("\n")[0]
        grade = scale(Reaction(drug=""), patient_age=None)
        lines.append(f"| {grade.scale.value} | {sentence} | {grade.source} |")
    return lines
