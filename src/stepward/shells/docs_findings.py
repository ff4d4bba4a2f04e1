"""What the findings of line and preparation mean; code and severity are read from the modules that write them."""

import ast
import inspect
from collections.abc import Iterator
from types import ModuleType

from stepward.core.delivery import findings as line_findings
from stepward.core.delivery import repair_findings
from stepward.core.preparation import doubts, questions

MODULES = (line_findings, repair_findings, questions, doubts)
METHOD, LINE, LABEL, SITE = "STEPWARD-METHOD", "INFUSION-LINE-MODELS", "the product's label", "SITE"
WORDS = {"block": "BLOCK", "caution": "CAUTION", "_caution": "CAUTION", "note": "NOTE", "_note": "NOTE"}

# code: what it means, and its source
MEANINGS = {
    "VEIN-01": ("No drug reaches the vein at all.", LINE),
    "VEIN-02": ("Steps run before any drug reaches the vein.", LINE),
    "VEIN-03": ("The dose rate at the vein rises at once more than the plan orders.", LINE),
    "VEIN-04": ("Fifteen minutes give more than the fifteen before, beyond what the plan orders.", LINE),
    "VEIN-05": ("Drug is still in the line at the end.", LINE),
    "VEIN-06": ("Plug flow is the sharpest case; real fronts are smoother.", LINE),
    "VEIN-07": ("The line must be primed with drug up to the patient.", LINE),
    "VEIN-08": ("Filling the lines takes more of the solutions than the steps give.", LINE),
    "VEIN-09": ("How the last drug is pushed in by saline, and how fast at the most.", LINE),
    "VEIN-10": ("A volume that all solutions share leaves a rise that no filling repairs.", LINE),
    "VEIN-11": ("A step back first pushes in what the line holds.", LINE),
    "VEIN-12": ("A flush by hand sends the content of the line in at once.", LINE),
    "VEIN-13": ("The steps of the plan fill the line themselves; priming besides gives that as drug.", LINE),
    "PREP-01": ("The strength of the product is not on file.", METHOD),
    "PREP-02": ("A solution is stronger than the vial.", LABEL),
    "PREP-03": ("No syringe is listed.", SITE),
    "PREP-04": ("No listed syringe or intermediate measures what a solution needs.", SITE),
    "PREP-05": ("The product is of another drug, or counts in another unit.", METHOD),
    "PREP-06": ("The plan has no solution.", METHOD),
    "PREP-07": ("The plan has more solutions than the bench holds.", SITE),
    "PREP-08": ("The extra volume names no solution of the plan, or is below zero.", METHOD),
    "PREP-09": ("The diluent is not among those of the label.", LABEL),
    "PREP-10": ("The drug is hazardous, or nothing is on file about it.", LABEL),
    "PREP-11": ("What the label asks for: bag material, filter, light.", LABEL),
    "PREP-12": ("What of the label is not on file.", METHOD),
    "PREP-13": ("No diluent is chosen.", LABEL),
    "PREP-14": ("The label prints another strength than its own amounts give.", LABEL),
    "PREP-15": ("The plan leaves the time of steps open.", METHOD),
    "PREP-16": ("What the steps give with the strengths as made.", METHOD),
    "PREP-17": ("How much the bags hold beyond their label is not on file.", "OVERFILL-NOTE-2022"),
    "PREP-18": ("A solution is above the label's highest strength.", LABEL),
    "PREP-19": ("A solution is below the label's lowest strength.", LABEL),
    "PREP-20": ("How long a solution keeps is not on file.", METHOD),
    "PREP-21": ("A solution expires before its last step ends.", LABEL),
    "PREP-22": ("Made before step 1, a solution would expire before its last step ends.", LABEL),
    "PREP-23": ("The plan states no volume for a solution.", METHOD),
    "PREP-24": ("A solution is drawn from another, which is made first.", METHOD),
    "PREP-25": ("No distribution of reactions is on file: no saving is given.", METHOD),
    "PREP-26": ("What is not checked by weight.", SITE),
    "PREP-27": ("Which density the weights take.", "the density's source"),
    "PREP-28": ("What a weight cannot show.", METHOD),
}


def severities() -> dict[str, tuple[str, ...]]:
    """Read each code and how grave it can be from the modules, the gravest first."""
    found: dict[str, set[str]] = {}
    for module in MODULES:
        for code, severity in _written(module):
            found.setdefault(code, set()).add(severity)
    order = ("BLOCK", "CAUTION", "NOTE")
    return {code: tuple(sorted(found[code], key=order.index)) for code in sorted(found)}


def _written(module: ModuleType) -> Iterator[tuple[str, str]]:
    for call in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            words = {word.arg: word.value for word in call.keywords}
            code = words.get("code", call.args[0] if call.args else None)
            if isinstance(code, ast.Constant) and str(code.value)[:5] in {"VEIN-", "PREP-"}:
                said = words.get("severity")
                yield str(code.value), said.attr if isinstance(said, ast.Attribute) else WORDS.get(call.func.id, "NOTE")


def findings_table() -> list[str]:
    """Write the table of the findings of line and preparation.

    Raises:
        KeyError: for a code that has no meaning here.
    """
    lines = ["| code | severity | what it means | source |", "|---|---|---|---|"]
    for code, grave in sorted(severities().items(), key=lambda item: (item[0].startswith("PREP"), item[0])):
        meaning, source = MEANINGS[code]
        lines.append(f"| {code} | {' or '.join(grave)} | {meaning} | {source} |")
    return lines
