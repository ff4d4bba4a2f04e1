"""Seeded bugs of record, day and paper; `python -m tests.web.seeding_record 0 3` says what became of each."""

import os
import sys

from tests.adapters.event_log.seeding import ROOT, Mutant, Seeded, named

WEB = "stepward.shells.web"
READING, FILES_OF = f"{WEB}.record.reading", f"{WEB}.record.pages"
SHEET, PAPER, TWIN = f"{WEB}.bedside.sheets.paper", f"{WEB}.bedside.shown.paper", f"{WEB}.bedside.twin"
DAY, ON_PAPER = f"{WEB}.day.missing", "stepward.adapters.documents.twin_paper"
REPORTS, REPORT_PAPER = f"{WEB}.reports.papers", "stepward.adapters.documents.report_paper"
COLLECTING, REPORTING = "stepward.usecases.report_collecting", "stepward.usecases.reporting"
FILES = (
    "tests/web/test_record_page.py",
    "tests/web/test_day_page.py",
    "tests/web/test_paper_sheet.py",
    "tests/adapters/documents/test_twin_paper.py",
    "tests/adapters/documents/test_report_paper.py",
    "tests/web/test_reports_page.py",
)

MUTANTS = (
    Mutant("H-01", READING, "until = entries[:number]", "until = entries"),
    Mutant("H-52", DAY, "if work.state not in READY or work.is_expired", "if work.is_expired"),
    Mutant("H-63", FILES_OF, "export(session_id, found.stored)", "export(session_id, found.stored[1:])"),
    Mutant("H-64", FILES_OF, "if found.fault or not found.entries:", "if not found.entries:"),
    Mutant("H-69", SHEET, "if found is not None and not found.is_printed:", "if False:"),
    Mutant("H-69", SHEET, "    if found > now:\n", "    if False:\n"),
    Mutant("H-69", f"{WEB}.bedside.sheets.checks", "        require_printed(room)\n", "        pass\n"),
    Mutant("H-69", PAPER, "if item.code == code and item.entry >= changed", "if item.code == code"),
    Mutant("H-69", PAPER, "if item.code == code and item.entry >= changed", "if item.entry >= changed - 99"),
    Mutant("H-69", DAY, "if PAPER_LINE in session.plan.checklist and PAPER_LINE not in", "if PAPER_LINE in"),
    Mutant("H-69", ON_PAPER, "        rate = session.rate\n", "        pass\n"),
    Mutant("H-69", ON_PAPER, "for step in plan.steps]", "for step in plan.steps[1:]]"),
    Mutant("H-93", READING, "    if not seen.exists():\n", "    if False:\n"),
    Mutant("H-93", READING, "person_id=int(room.by.user), at__gte=since", "at__gte=since"),
    Mutant("H-93", FILES_OF, '    note(room, "printed the record")\n', ""),
    Mutant("H-93", FILES_OF, '    note(room, "exported the log")\n', ""),
    Mutant("H-91", REPORT_PAPER, "        ACTIVE,\n", ""),
    Mutant("H-93", REPORTS, '    note(room, f"printed the {name} of the report")\n', ""),
    Mutant("H-97", REPORT_PAPER, "        patient=None,\n", ""),
    Mutant("H-97", COLLECTING, 'initials = "".join(f"{part[0].upper()}." for part', 'initials = "".join(part for part'),
    Mutant("H-63", REPORTING, "answered(known(version), version.answers)", "answered(known(version), {})"),
    Mutant("H-97", COLLECTING, "if item.is_open else Outcome.RECOVERED", "if False else Outcome.RECOVERED"),
    Mutant("H-93", TWIN, "    note(room, DEED, reason=reason(room))\n", ""),
)  # fmt: skip


def run(mutant: Mutant) -> str:
    """Run the tests of its rule in a child, and tell whether one fails."""
    seeded = Seeded(mutant)
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = _tested(mutant, seeded)
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {0: "survived", 1: "caught"}.get(code, f"broken ({code})")


def _tested(mutant: Mutant, seeded: Seeded) -> int:
    import pytest  # noqa: PLC0415 - in the child only

    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.meta_path.insert(0, seeded)
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*(str(ROOT / file) for file in FILES), *options, "-k", named(mutant)]))


def main(numbers: list[int], *, is_control: bool) -> None:
    """Print for each mutant what became of it; with `--control` the bugs are left out."""
    for number in numbers:
        mutant = MUTANTS[number]
        print(number, run(mutant._replace(after=mutant.before) if is_control else mutant), flush=True)  # noqa: T201


if __name__ == "__main__":
    words = sys.argv[1:]
    numbers = [int(word) for word in words if word.isdigit()] or list(range(len(MUTANTS)))
    main(numbers, is_control="--control" in words)
