"""Seeded bugs of the sheets for patients."""

from tests.adapters.event_log.seeding import Mutant

LEAFLETS, FACTS = "stepward.usecases.leaflets", "stepward.usecases.leaflet_facts"

MUTANTS = (
    Mutant("H-90", LEAFLETS, "        and found.state in {State.TOLERANT, State.DUE}\n", ""),
    Mutant("H-90", LEAFLETS, "        after.stopped is None\n        and after.finished", "        after.finished"),
    Mutant("H-90", LEAFLETS, "language.number(first.hours)", "language.number(first.hours * 2)"),
    Mutant(
        "H-90", LEAFLETS, "    if cycles is not None:\n", "    if cycles is None:\n        return ()\n    if True:\n"
    ),
    Mutant("H-90", LEAFLETS, "(item for item in statements if item.is_every_dose)", "iter(())"),
    Mutant("H-37", FACTS, "steps=len(ladder.steps)", "steps=len(ladder.steps) - 1"),
    Mutant("H-38", LEAFLETS, '{",": self.group, ".": self.decimal}', '{",": self.decimal, ".": self.group}'),
)
