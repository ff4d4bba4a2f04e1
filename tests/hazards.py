"""Write the table of docs/hazards.md that names for each rule in force its code, its tests and its seeded bugs.

`python -m tests.hazards` writes it anew between its two marks; what stands outside them is written by hand. With
`--run` it first tries every seeded bug, and keeps which of them were caught.
"""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.adapters.e2b.seeding import MUTANTS as OF_FILES
from tests.adapters.event_log.seeding import MUTANTS as OF_THE_LOG
from tests.core.courses.seeding import MUTANTS as OF_COURSES
from tests.core.reports.seeding import MUTANTS as OF_REPORTS
from tests.core.sessions.mutants import MUTANTS as OF_THE_CORE
from tests.core.tolerance.seeding import MUTANTS as OF_TOLERANCE
from tests.usecases.seeding import MUTANTS as OF_THE_USE_CASES
from tests.web.seeding_doors import MUTANTS as OF_THE_DOORS
from tests.web.seeding_guard import MUTANTS as OF_THE_GUARD
from tests.web.seeding_record import MUTANTS as OF_THE_RECORD

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "hazards.md"
LAST_RUN = ROOT / "tests" / "data" / "seeded_bugs.json"
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
    "H-16": "one session under way for a patient, as a constraint of the database",
    "H-17": "one device controls; a take-over is named",
    "H-18": "complete means everything given, flushed and watched, or a signed reduced dose",
    "H-20": "elapsed is the smaller of both clocks, in UTC",
    "H-21": "clocks that differ block the advance",
    "H-22": "a clock behind the log blocks the advance and never STOP",
    "H-23": "a restart proves nothing; a gap counts when a nurse confirms it",
    "H-24": "the time of a device is a claim beside the server's",
    "H-25": "times on records have date, seconds and offset",
    "H-26": "an overdue step is told; nothing advances by itself",
    "H-35": "doses of the treatment card are computed twice, by ways of their own",
    "H-50": "patient and bag are read by two identifiers at start, change of product and resume; a mismatch alarms",
    "H-51": "the label of another order, solution or bag, a void or expired one is refused at the hang",
    "H-52": "two people at start, change of solution and clinical resume; the rate is compared blind",
    "H-53": "one person is never both sides, under any account",
    "H-54": "patient, drug, step, rate and state are on every page of a session, in every state",
    "H-55": "a form acts on the session, patient and version it was made for, and for its user only",
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
    "H-69": "the plan on paper is of the version that is signed; what was on paper is entered late, with its own time",
    "H-70": "a backup is tried, a restore is checked; no upgrade while drug runs",
    "H-80": "each condition has one priority",
    "H-81": "vital signs have limits, are entered twice if implausible, and are missed when late",
    "H-82": "alarms are shown within seconds at every screen of the session, and how soon is kept",
    "H-83": "high alarms latch until gone and reset by name; an acknowledgment ends with its condition",
    "H-84": "the sound pauses for two minutes at most, and no longer than until the next alarm",
    "H-85": "the alarm is heard at the device that controls, and again after a reload; no sound is an alarm",
    "H-86": "a bed without a screen that answers is an alarm at other stations; a late STOP keeps its true time",
    "H-87": "a high alarm that nobody acknowledges goes to the next station and person, step by step",
    "H-88": "one press from every page of the session leads to the treatment card, computed before the start",
    "H-89": "alarms are counted for review; one of low priority sounds again after minutes only",
    "H-90": "tolerance counts from the last full dose of a completed session alone; in doubt nobody is tolerant",
    "H-91": "no entry, no signature and no stopped session opens a closed window or lengthens an open one",
    "H-92": "a signature is one's own, fresh, and over what is signed",
    "H-93": "each page declares who opens it; each look, print and export of a session is noted with its person",
    "H-94": "a shared station locks after minutes without use; display, alarms and STOP stay; unlocking says who acts",
    "H-95": "other roles, a disabled account and a sign-out end the sessions on the server",
    "H-96": "STOP and alarms keep places of their own; whoever is slow or sends too much is let go",
    "H-97": "nothing of a patient in addresses, titles, logs, refusals, file names or the browser's storage",
    "H-98": "what a device or a file sends is limited, unknown is refused, and nothing of it moves a session",
    "H-99": "files carry no script, no link elsewhere and no formula, and name patient, page and time",
    "H-100": "debug, weak keys, weak hashes, every host or missing TLS stop the server at its start",
}
LATER: dict[str, str] = {}
SCOPE = frozenset(
    {f"H-{number:02d}" for span in (range(1, 19), range(20, 27), range(50, 57), range(60, 71), range(90, 93))
     for number in span} | {"H-05b"}
)  # fmt: skip
"""Sections A, B, D, E and G of the safety rules, and signatures."""


class Bug(NamedTuple):
    """A seeded bug: its rule, its module, and a name that changes with its text."""

    rule: str
    module: str
    name: str


class Row(NamedTuple):
    """What stands behind a rule."""

    rule: str
    code: list[str]
    tests: list[str]
    bugs: int
    caught: int


def _bug(rule: str, module: str, before: str, after: str) -> Bug:
    text = f"{rule}\n{module}\n{before}\n{after}"
    return Bug(rule=rule, module=module, name=hashlib.sha256(text.encode()).hexdigest()[:16])


RUNNERS = {
    "tests.core.sessions.seeding": [
        _bug(bug.rule, f"{PACKAGE}.{bug.module}", bug.before, bug.after) for bug in OF_THE_CORE
    ],
    "tests.adapters.event_log.seeding": [_bug(bug.rule, bug.module, bug.before, bug.after) for bug in OF_THE_LOG],
    "tests.adapters.e2b.seeding": [_bug(bug.rule, bug.module, bug.before, bug.after) for bug in OF_FILES],
    "tests.core.courses.seeding": [_bug(bug.rule, bug.module, bug.before, bug.after) for bug in OF_COURSES],
    "tests.core.reports.seeding": [_bug(bug.rule, bug.module, bug.before, bug.after) for bug in OF_REPORTS],
    "tests.core.tolerance.seeding": [_bug(bug.rule, bug.module, bug.before, bug.after) for bug in OF_TOLERANCE],
    "tests.usecases.seeding": [_bug(bug.rule, bug.module, bug.before, bug.after) for bug in OF_THE_USE_CASES],
    "tests.web.seeding_doors": [_bug(bug.rule, bug.module, bug.before, bug.after) for bug in OF_THE_DOORS],
    "tests.web.seeding_guard": [_bug(bug.rule, bug.module, bug.before, bug.after) for bug in OF_THE_GUARD],
    "tests.web.seeding_record": [_bug(bug.rule, bug.module, bug.before, bug.after) for bug in OF_THE_RECORD],
}


def all_bugs() -> list[Bug]:
    """List all seeded bugs."""
    return [bug for bugs in RUNNERS.values() for bug in bugs]


def tests_of_rules() -> dict[str, set[str]]:
    """List the files with tests that are named for each rule."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for number in _TEST.findall(path.read_text(encoding="utf-8")):
            found.setdefault(f"H-{number}", set()).add(path.name)
    return found


def run() -> None:
    """Try every seeded bug, and keep the names of those that were caught."""
    caught = []
    for runner, bugs in RUNNERS.items():
        command = [sys.executable, "-m", runner, *map(str, range(len(bugs)))]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        words = [line.split(" ", 1)[1] for line in done.stdout.splitlines()]
        caught += [bug.name for bug, word in zip(bugs, words, strict=True) if word == "caught"]
    LAST_RUN.write_text(json.dumps(sorted(caught), indent=0) + "\n", encoding="utf-8")


def caught_names() -> frozenset[str]:
    """Read which seeded bugs were caught in the last run."""
    return frozenset(json.loads(LAST_RUN.read_text(encoding="utf-8")))


def rows() -> list[Row]:
    """Collect what stands behind each rule in force."""
    tests, caught = tests_of_rules(), caught_names()
    found = []
    for rule in ASKS:
        bugs = [bug for bug in all_bugs() if bug.rule == rule]
        found.append(
            Row(
                rule=rule,
                code=sorted({bug.module.rpartition(".")[2] for bug in bugs}),
                tests=sorted(tests.get(rule, ())),
                bugs=len(bugs),
                caught=sum(bug.name in caught for bug in bugs),
            )
        )
    return found


def table() -> str:
    """Write the generated part."""
    lines = [
        "## Sessions and their log",
        "",
        "`tests/test_hazards.py` fails on a rule without a test that is named for it, or without a seeded bug that the",
        "last run caught. `python -m tests.hazards --run` runs them all; so does `make soak`.",
        "",
        "| rule | what it asks | code with a seeded bug | tests named for it | seeded bugs caught |",
        "|---|---|---|---|---|",
    ]
    for row in rows():
        code = ", ".join(f"`{name}.py`" for name in row.code)
        tests = ", ".join(f"`{name}`" for name in row.tests)
        lines.append(f"| {row.rule} | {ASKS[row.rule]} | {code} | {tests} | {row.caught} of {row.bugs} |")
    lines += ["", "## Not yet in force", "", "| rule | when |", "|---|---|"]
    lines += [f"| {rule} | {when} |" for rule, when in LATER.items()]
    return "\n".join(lines) + "\n"


def page() -> str:
    """Write the whole page: the part by hand as it stands, and the generated one."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(FIRST)
    after = rest.partition(LAST)[2]
    return f"{before}{FIRST}{table()}{LAST}{after}"


if __name__ == "__main__":
    if "--run" in sys.argv:
        run()
    PAGE.write_text(page(), encoding="utf-8")
