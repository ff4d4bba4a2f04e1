"""Seeded bugs of safety reports; `python -m tests.adapters.e2b.seeding 0 3` says what became of each."""

import os
import sys

from tests.adapters.event_log.seeding import ROOT, Mutant, Seeded, named

E2B = "stepward.adapters.e2b"
CODES, FORM, GUARDING, OUT = f"{E2B}.codes", f"{E2B}.form", f"{E2B}.guarding", f"{E2B}.from_report"
FILES = (
    "tests/adapters/e2b/test_codes.py",
    "tests/adapters/e2b/test_guarding.py",
    "tests/adapters/e2b/test_round_trip.py",
    "tests/adapters/e2b/test_paths.py",
)

MUTANTS = (
    Mutant("H-32", CODES, "if len(tried) > longest:", "if len(tried) > longest + 1:"),
    Mutant("H-32", CODES, "(value != 0 and Fraction(text) == 0)", "False"),
    Mutant("H-32", CODES, "    if not text or", "    if"),
    Mutant("H-32", CODES, "Decimal(round(value * 10**places))", "Decimal(int(value * 10**places))"),
    Mutant("H-32", CODES, "        if Fraction(text) == value:\n", "        if Fraction(text) <= value:\n"),
    Mutant("H-32", OUT, '"G.k.4.r.1a", "G.k.4.r.1b", dose.amount, 8', '"G.k.4.r.1a", "G.k.4.r.1b", dose.amount, 3'),
    Mutant("H-32", OUT, "{number: written_number(amount.value, longest), unit: amount.unit}",
           '{number: written_number(amount.value, longest), unit: "mg"}'),
    Mutant("H-32", f"{E2B}.places_drug", '_after("SAS", SINCE_FIRST)', '_after("SAE", SINCE_FIRST)'),
    Mutant("H-32", f"{E2B}.places_drug", '_after("SAE", SINCE_LAST)', '_after("SAS", SINCE_LAST)'),
    Mutant("H-32", f"{E2B}.places_history", 'value("PQ", {"value": "D.10.4"}', 'value("PQ", {"value": "D.10.5"}'),
    Mutant("H-32", f"{E2B}.places_history", 'code("16", 19, "gestationPeriod")', 'code("3", 19, "gestationPeriod")'),
    Mutant("H-98", GUARDING, "    if len(content) > MOST_BYTES:", "    if len(content) > 2 * MOST_BYTES:"),
    Mutant("H-98", GUARDING, "any(mark in upper for mark", "any(mark in content for mark"),
    Mutant("H-98", GUARDING, "        if depth > DEEPEST:", "        if depth > 2 * DEEPEST:"),
    Mutant("H-98", GUARDING, '    if found.tag != f"{{{NAMESPACE}}}{root}":', "    if not found.tag:"),
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
