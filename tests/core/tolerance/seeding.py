"""Seeded bugs of tolerance; `python -m tests.core.tolerance.seeding 0 3` says what became of each."""

import os
import sys

from tests.adapters.event_log.seeding import ROOT, Mutant, Seeded, named

STANDING, WINDOW = "stepward.core.tolerance.standing", "stepward.core.tolerance.window"
FOLLOWING, HISTORY = "stepward.usecases.following", "stepward.core.tolerance.history"
FILES = (
    "tests/core/tolerance/test_standing.py",
    "tests/usecases/test_following.py",
    "tests/usecases/test_signing_windows.py",
)

MUTANTS = (
    Mutant("H-91", STANDING, "    if not history.is_completed:", "    if False:"),
    Mutant("H-90", STANDING, "        if dose.given_at >= closes:", "        if dose.given_at > closes:"),
    Mutant("H-90", STANDING, "            closes = dose.end + after(hours)", "            closes += after(hours)"),
    Mutant("H-90", STANDING, "    if at >= closes:", "    if at > closes:"),
    Mutant("H-90", STANDING, "State.DUE if at >= due else", "State.DUE if at > due else"),
    Mutant("H-90", STANDING, "action=Action.ASK if has_doubt else ACTIONS[state],", "action=ACTIONS[state],"),
    Mutant("H-90", WINDOW, "sorted(found, key=lambda term: term.hours)", "sorted(found, key=lambda term: -term.hours)"),
    Mutant("H-90", WINDOW, "half_lives > interval:", "half_lives >= interval:"),
    Mutant("H-90", WINDOW, "microseconds=int(hours * HOUR))", "microseconds=int(hours * HOUR) + 1)"),
    Mutant("H-90", STANDING, "    if is_less(dose):", "    if False:"),
    Mutant("H-90", STANDING, "sizes[0] < sizes[1]", "sizes[0] * 2 < sizes[1]"),
    Mutant("H-90", STANDING, "        if is_more(dose):", "        if False:"),
    Mutant("H-90", STANDING, "history.ended_at < dose.given_at <= at]", "False]"),
    Mutant("H-90", FOLLOWING, "    elif stands(after, dose.given_at).state is State.LAPSED:\n", "    elif False:\n"),
    Mutant("H-90", FOLLOWING, "dose.given_at - other.end < half and", "dose.given_at - other.end < half * 2 and"),
    Mutant("H-90", FOLLOWING, "and dose.given_at - ended < half)", "and False)"),
    Mutant("H-90", FOLLOWING, "    _must_say_enough(wanted)\n", ""),
    Mutant("H-90", FOLLOWING, "hours <= wanted.interval:", "hours < wanted.interval:"),
    Mutant("H-91", FOLLOWING, "then.state is State.LAPSED and not is_confirmed:", "False:"),
    Mutant("H-90", FOLLOWING, "if unlike and not is_confirmed:", "if False:"),
    Mutant("H-90", FOLLOWING, "ordered=_ordered(after, item.dose)", "ordered=None"),
    Mutant("H-90", FOLLOWING, "if item.at <= dose.given_at]", "if item]"),
    Mutant("H-90", FOLLOWING, "else next(iter(after.signed), None)", "else None"),
    Mutant("H-90", HISTORY, "return at.astimezone(UTC)", "return at"),
    Mutant("H-91", STANDING, "dose.given_at < closed <= dose.entered_at:", "False:"),
    Mutant("H-91", STANDING, "< closed <= dose.entered_at", "< closed < dose.entered_at"),
    Mutant("H-91", STANDING, "    if history.is_asked:", "    if False:"),
    Mutant("H-91", FOLLOWING, "    _must_be_shorter(wanted, after)\n", ""),
    Mutant("H-91", FOLLOWING, "is_closed = before.state is State.LAPSED", "is_closed = False"),
    Mutant("H-91", FOLLOWING, "    if is_closed or (last.mode is", "    if is_closed and (last.mode is"),
    Mutant("H-91", FOLLOWING, "wanted.at >= newest + after_hours(soonest):", "False:"),
    Mutant("H-91", FOLLOWING, "    if after.given and _kind(wanted) != _kind(last):\n", "    if False:\n"),
    Mutant("H-91", FOLLOWING, "    if stopped is None or at < stopped.at:\n", "    if True:\n"),
    Mutant("H-90", HISTORY, "not 0 < hours <= MOST_HOURS:", "hours <= 0:"),
    Mutant("H-91", FOLLOWING, "then.lapses_at <= before.lapses_at", "then.lapses_at"),
    Mutant("H-91", FOLLOWING, "            entered_at=item.at,\n", ""),
    Mutant("H-91", FOLLOWING, "    if note.dose.end > note.at:", "    if False:"),
    Mutant("H-91", FOLLOWING, "note.dose.given_at < ended:", "False:"),
    Mutant("H-91", FOLLOWING, "after_hours(hours) <= at", "after_hours(hours) < at"),
    Mutant("H-91", FOLLOWING, "if n.id not in out)", "if n.id)"),
    Mutant("H-91", FOLLOWING, "    if after.stopped is not None:", "    if False:"),
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
