"""Write the table of docs/hazards.md that names for each rule in force its code, its tests and its seeded bugs.

`python -m tests.hazards` writes it anew between its two marks; what stands outside them is written by hand.
"""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.adapters.event_log.seeding import MUTANTS as OF_THE_LOG
from tests.core.sessions.mutants import MUTANTS as OF_THE_CORE
from tests.usecases.seeding import MUTANTS as OF_THE_USE_CASES

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "hazards.md"
FIRST, LAST = "<!-- written by python -m tests.hazards -->\n", "<!-- end -->\n"
PACKAGE = "stepward.core.sessions"
_TEST = re.compile(r"def test_h_(\d+b?)_")

ASKS = {
    "H-01": "a session is a pure function of its entries",
    "H-02": "nothing but what the matrix allows, in this state, with this privilege",
    "H-03": "advance only after dwell, fresh vital signs within limits, no open reaction or alarm, a product hung",
    "H-04": "nothing shortens a dwell or skips a step",
    "H-05": "STOP by anybody, in any state that is not final, at once",
    "H-05b": "*End session* is deliberate, with a reason, and final",
    "H-06": "STOP wins every race",
    "H-07": "the pump counts as running until a person saw it stand still",
    "H-08": "a reaction holds; a grade is lowered with a reason only",
    "H-09": "a clinical hold ends by signature, a technical one by the nurse; telephone orders are read back",
    "H-10": "the signature on a resume fits one point of one version, for a while, once",
    "H-11": "a resume is never above what was held",
    "H-12": "three clinical holds or a grade 3 need a second physician",
    "H-13": "the dose is the exact sum of what was given; nothing passes the ordered total",
    "H-14": "a long hold reminds, then voids the plan",
    "H-15": "the start needs the whole checklist and the sound heard",
    "H-17": "one device controls; a take-over is named",
    "H-18": "complete means everything given, flushed and watched, or a signed reduced dose",
    "H-20": "elapsed is the smaller of both clocks, in UTC",
    "H-21": "clocks that differ block the advance",
    "H-22": "a clock behind the log blocks the advance and never STOP",
    "H-23": "a restart proves nothing; a gap counts when a nurse confirms it",
    "H-24": "the time of a device is a claim beside the server's",
    "H-25": "times on records have date, seconds and offset",
    "H-26": "an overdue step is told; nothing advances by itself",
    "H-52": "two people at start, change of solution and clinical resume; the rate is compared blind",
    "H-53": "one person is never both sides, under any account",
    "H-56": "privileges by role",
    "H-60": "a command on an older version is refused with the newest state",
    "H-61": "the same key takes effect once",
    "H-62": "an answer only after a durable commit",
    "H-63": "entries are never changed or removed",
    "H-64": "entries are numbered and chained; a break refuses all but STOP, reaction and treatment",
    "H-65": "signed checkpoints outside find a cut or a rewritten log",
    "H-66": "a failed write is read again, and what is NOT RECORDED is said",
    "H-67": "a full disk still takes STOP, reaction and treatment",
    "H-68": "a restart replays, checks and holds what ran",
    "H-80": "each condition has one priority",
    "H-81": "vital signs have limits, are entered twice if implausible, and are missed when late",
    "H-83": "high alarms latch until gone and reset by name",
    "H-85": "the alarm is heard at the device that controls",
    "H-92": "a signature is one's own, fresh, and over what is signed",
}
LATER = {
    "H-16": "one open session per patient: with the tables of patients",
    "H-50": "two identifiers at the bedside: with the bedside pages",
    "H-51": "the label is read at the bedside: with the bedside pages",
    "H-54": "patient and state on every page: with the bedside pages",
    "H-55": "session, patient and version in the signed form: with the bedside pages",
    "H-69": "the plan on paper, written anew with each version: with the bedside pages",
    "H-70": "backup, restore and upgrade: with the server",
    "H-90": "the tolerance window: with tolerance",
    "H-91": "a closed window stays closed: with tolerance",
}
SCOPE = frozenset(
    {f"H-{number:02d}" for span in (range(1, 19), range(20, 27), range(50, 57), range(60, 71), range(90, 93))
     for number in span} | {"H-05b"}
)  # fmt: skip
"""Sections A, B, D, E and G of the safety rules, and signatures."""


class Row(NamedTuple):
    """What stands behind a rule."""

    rule: str
    code: tuple[str, ...]
    tests: Counter[str]
    bugs: int


def tests_of_rules() -> dict[str, Counter[str]]:
    """Count the tests that are named for each rule, by file."""
    found: dict[str, Counter[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for number in _TEST.findall(path.read_text(encoding="utf-8")):
            found.setdefault(f"H-{number}", Counter())[path.name] += 1
    return found


def bugs_of_rules() -> dict[str, list[str]]:
    """List the modules with a seeded bug for each rule."""
    found: dict[str, list[str]] = {}
    for rule, module in (
        *((mutant.rule, f"{PACKAGE}.{mutant.module}") for mutant in OF_THE_CORE),
        *((mutant.rule, mutant.module) for mutant in (*OF_THE_LOG, *OF_THE_USE_CASES)),
    ):
        found.setdefault(rule, []).append(module.removeprefix("stepward."))
    return found


def rows() -> list[Row]:
    """Collect what stands behind each rule in force."""
    tests, bugs = tests_of_rules(), bugs_of_rules()
    return [
        Row(
            rule=rule,
            code=tuple(sorted(set(bugs.get(rule, [])))),
            tests=tests.get(rule, Counter()),
            bugs=len(bugs.get(rule, [])),
        )
        for rule in ASKS
    ]


def table() -> str:
    """Write the generated part."""
    lines = [
        "## Sessions and their log",
        "",
        "`tests/test_hazards.py` fails on a rule without a test that is named for it, or without a seeded bug.",
        "All seeded bugs run in `make soak`; one that no test of its rule catches fails it.",
        "",
        "| rule | what it asks | code with a seeded bug | tests named for it | seeded bugs |",
        "|---|---|---|---|---|",
    ]
    for row in rows():
        code = ", ".join(f"`{_short(name)}`" for name in row.code)
        tests = ", ".join(f"`{name}` {count}" for name, count in sorted(row.tests.items()))
        lines.append(f"| {row.rule} | {ASKS[row.rule]} | {code} | {tests} | {row.bugs} |")
    lines += ["", "## Not yet in force", "", "| rule | when |", "|---|---|"]
    lines += [f"| {rule} | {when} |" for rule, when in LATER.items()]
    return "\n".join(lines) + "\n"


def _short(module: str) -> str:
    return module.rpartition(".")[2] + ".py"


def page() -> str:
    """Write the whole page: the part by hand as it stands, and the generated one."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(FIRST)
    after = rest.partition(LAST)[2]
    return f"{before}{FIRST}{table()}{LAST}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
