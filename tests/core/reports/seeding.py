"""Seeded bugs of reports and outcomes; `python -m tests.core.reports.seeding 0 3` says what became of each."""

import sys

from tests.core.courses.seeding import run
from tests.core.outcomes.bugs import FILES as FILES_OF_OUTCOMES
from tests.core.outcomes.bugs import MUTANTS as OF_OUTCOMES
from tests.core.reports.bugs import FILES as FILES_OF_REPORTS
from tests.core.reports.bugs import MUTANTS as OF_REPORTS

FILES = FILES_OF_REPORTS | FILES_OF_OUTCOMES
MUTANTS = (*OF_REPORTS, *OF_OUTCOMES)


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
