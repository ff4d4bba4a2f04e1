"""The tables of the screening rules and of the scales of reactions.

Words come from the code; severity, source and test from the threshold tables.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from stepward.adapters.documents import case_json
from stepward.core.reactions import Reaction
from stepward.core.reactions.scales import SCALES
from stepward.core.screening import medicines, screening

CODE = re.compile(r"[A-Z]{3,4}-\d{2}")
TABLES = Path(__file__).parents[3] / "tests" / "core" / "screening"
READER = "What was told and could not be read as it stands."
ORDER = ("BLOCK", "CAUTION", "NOTE")
TITLES = {
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


def meanings() -> dict[str, str]:
    """Say what each code means: the sentence of its rule, or what its class of medicine does."""
    found = {effect.code: f"{effect.title}: {effect.words}" for effect in medicines.CLASS_EFFECTS}
    for path in sorted(Path(screening.__file__).parent.glob("*.py")):
        for rule in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(rule, ast.FunctionDef):
                sentence = (ast.get_docstring(rule) or "").partition("\n")[0]
                found.update({code: sentence or found.get(code, "") for code in _constants(rule)})
    found["IND-03"] = "Ask whether an alternative is acceptable."
    found["IND-10"] = "Say what tryptase tells; neither a rise nor a high baseline decides."
    reader = Path(case_json.__file__)
    for path in (reader, reader.with_name("json_parts.py")):
        found.update(dict.fromkeys(_constants(ast.parse(path.read_text(encoding="utf-8"))), READER))
    return found


def _constants(tree: ast.AST) -> Iterator[str]:
    for item in ast.walk(tree):
        if isinstance(item, ast.Constant) and isinstance(item.value, str) and CODE.fullmatch(item.value):
            yield item.value


def rows(path: Path) -> Iterator[Row]:
    """Read the code, the state and the expectation of every row of a table."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "row":
            code, state, says = (item.value for item in call.args[:3] if isinstance(item, ast.Constant))
            yield str(code), str(state), str(says)


def screening_table() -> list[str]:
    """Write the table of all codes of the screen, grouped by what they are about."""
    words, lines = meanings(), []
    for name, title in TITLES.items():
        path = TABLES / f"test_table_{name}.py"
        found = list(rows(path))
        lines += [f"## {title}\n", "| code | severity | what it says | source | test |", "|---|---|---|---|---|"]
        for code in sorted({item[0] for item in found}):
            said = [part.split() for item in found if item[0] == code for part in item[2].split("; ") if part]
            grave = sorted({part[0] for part in said}, key=ORDER.index)
            sources = sorted({part[-1] for part in said})
            test = f"`{path.name}::test_{name}_row`"
            lines.append(f"| {code} | {' or '.join(grave)} | {words[code]} | {', '.join(sources)} | {test} |")
        lines.append("")
    return lines


def scales_table() -> list[str]:
    """Write the table of the scales that grade a reaction, each with its sources."""
    lines = ["| scale | how it grades | source |", "|---|---|---|"]
    for scale in SCALES:
        sentence = (inspect.getdoc(scale) or "").partition("\n")[0]
        grade = scale(Reaction(drug=""), patient_age=None)
        lines.append(f"| {grade.scale.value} | {sentence} | {grade.source} |")
    return lines
