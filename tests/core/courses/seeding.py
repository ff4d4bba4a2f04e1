"""Seeded bugs of courses; `python -m tests.core.courses.seeding 0 3` says what became of each."""

import os
import sys
from collections.abc import Mapping, Sequence

from tests.adapters.event_log.seeding import ROOT, Mutant, Seeded, named

LOAD, CHANGES = "stepward.core.courses.load", "stepward.core.courses.changes"
MATCH = "stepward.core.courses.match"
COURSE, PROPOSAL = "stepward.core.courses.course", "stepward.core.courses.proposal"
LONGER, BOOKING = "stepward.core.protocols.lengthening", "stepward.usecases.booking"
FILES = {
    LOAD: ("tests/core/courses/test_load.py",),
    CHANGES: ("tests/core/courses/test_changes.py",),
    COURSE: ("tests/core/courses/test_proposal.py",),
    PROPOSAL: ("tests/core/courses/test_proposal.py",),
    LONGER: ("tests/core/protocols/test_lengthening.py",),
    BOOKING: ("tests/usecases/test_booking.py",),
    MATCH: ("tests/core/courses/test_match.py",),
}

MUTANTS = (
    Mutant("H-15", LOAD, "item.begins <= since < item.ends for", "item.begins < since < item.ends for"),
    Mutant("H-15", LOAD, "span.patients <= most:", "span.patients < most:"),
    Mutant("H-15", LOAD, "return -(-patients // per_nurse)", "return patients // per_nurse"),
    Mutant("H-15", LOAD, "return self.nurses * self.patients_per_nurse", "return self.nurses"),
    Mutant("H-15", LOAD, "patients=max(last.patients, span.patients))", "patients=last.patients)"),
    Mutant("H-15", LOAD, "for item in here if begin <= item.begins < end)", "for item in here)"),
    Mutant("H-15", LOAD, "to_make > there.solutions", "to_make > there.solutions + 1"),
    Mutant("H-15", LOAD, "        if since < until:\n", "        if since <= until:\n"),
    Mutant("H-15", LOAD, "{min(item.ends, end) for item in visits}", "{item.ends for item in visits}"),
    Mutant("H-15", BOOKING, "timedelta(microseconds=-(-(minutes * MICROSECONDS) // 1))",
           "timedelta(microseconds=int(minutes * MICROSECONDS // 1))"),
    Mutant("H-15", BOOKING, "_time(need.minutes + (booked.watch or 0))", "_time(need.minutes)"),
    Mutant("H-15", BOOKING, "return max(planned, now)", "return planned"),
    Mutant("H-15", BOOKING, "return now + (planned - begins)", "return planned"),
    Mutant("H-15", BOOKING, "0 if number else booked.solutions", "booked.solutions"),
    Mutant("H-15", BOOKING, "min(planned, session.latest_at or planned)", "planned"),
    Mutant("H-36", CHANGES, "    if now is None:\n", "    if now is None and before is not None:\n"),
    Mutant("H-36", CHANGES, "    if now.as_of > at:\n", "    if False:\n"),
    Mutant("H-36", CHANGES, "at - now.as_of > longest:", "at - now.as_of > 2 * longest:"),
    Mutant("H-36", CHANGES, "case Several(), Several() if not before", "case Several(), Several() if before"),
    Mutant("H-36", CHANGES, "return self is not Verdict.SAME", "return self is Verdict.CHANGED"),
    Mutant("H-04", COURSE, "return self.is_completed and not self.reactions", "return self.is_completed"),
    Mutant("H-04", COURSE, "if item.protocol != self.last.protocol or not", "if not"),
    Mutant("H-04", COURSE, "(item.brown is None, item.brown or 0)", "item.brown or 0"),
    Mutant("H-04", PROPOSAL, "quiet < wanted or", "quiet + 1 < wanted or"),
    Mutant("H-04", PROPOSAL, "if wanted is None or quiet", "if wanted is not None and quiet"),
    Mutant("H-04", PROPOSAL, "or course.is_platinum or _was_grave(course, below):", "or _was_grave(course, below):"),
    Mutant("H-04", PROPOSAL, "or course.is_platinum or _was_grave(course, below):", "or course.is_platinum:"),
    Mutant("H-04", PROPOSAL, "if worst.brown is None or worst.brown >= SEVERE or", "if worst.brown is None or"),
    Mutant("H-33", LONGER, "(slower + speed) / 2 /", "(slower + speed) /"),
    Mutant("H-33", LONGER, "        duration=neighbor.duration,\n", "        duration=None,\n"),
    Mutant("H-33", LONGER, "*old[before - 1 :])", "*old[before:])"),
    Mutant("H-33", LONGER, "    if MARK in protocol.id:\n", "    if False:\n"),
    Mutant("H-91", MATCH, "elif was.strength != now.strength:", "elif False:"),
    Mutant("H-91", MATCH, "now.amount.value > was.amount.value:", "now.amount.value > was.amount.value * 2:"),
    Mutant("H-91", MATCH, "elif was.rate != now.rate:", "elif was.rate < now.rate:"),
    Mutant("H-91", MATCH, "was.is_infused or now.is_infused:", "was.is_infused and now.is_infused:"),
    Mutant("H-91", MATCH, "elif before.casefold() != after.casefold():", "elif not before:"),
    Mutant("H-91", MATCH, "    if unknown:\n", "    if len(unknown) > 1:\n"),
)  # fmt: skip


def run(mutant: Mutant, files: Mapping[str, Sequence[str]]) -> str:
    """Run the tests of its module that are named for its rule in a child, and tell whether one fails."""
    seeded = Seeded(mutant)
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = _tested(mutant, seeded, files[mutant.module])
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {0: "survived", 1: "caught"}.get(code, f"broken ({code})")


def _tested(mutant: Mutant, seeded: Seeded, files: Sequence[str]) -> int:
    import pytest  # noqa: PLC0415 - in the child only

    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.meta_path.insert(0, seeded)
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*(str(ROOT / file) for file in files), *options, "-k", named(mutant)]))


def main(numbers: list[int], *, is_control: bool) -> None:
    """Print for each mutant what became of it; with `--control` the bugs are left out."""
    for number in numbers:
        mutant = MUTANTS[number]
        seeded = mutant._replace(after=mutant.before) if is_control else mutant
        print(number, run(seeded, FILES), flush=True)  # noqa: T201


if __name__ == "__main__":
    words = sys.argv[1:]
    numbers = [int(word) for word in words if word.isdigit()] or list(range(len(MUTANTS)))
    main(numbers, is_control="--control" in words)
