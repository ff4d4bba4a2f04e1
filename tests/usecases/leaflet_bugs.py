"""Seeded bugs of the sheets for patients."""

from tests.adapters.event_log.seeding import Mutant

LEAFLETS = "stepward.usecases.leaflets"

MUTANTS = (
    Mutant("H-90", LEAFLETS, "        and found.state in {State.TOLERANT, State.DUE}\n", ""),
    Mutant("H-90", LEAFLETS, "        after.stopped is None\n        and after.finished", "        after.finished"),
    Mutant("H-37", LEAFLETS, "steps=len(ladder.steps)", "steps=len(ladder.steps) - 1"),
    Mutant("H-38", LEAFLETS, '{",": self.group, ".": self.decimal}', '{",": self.decimal, ".": self.group}'),
)
