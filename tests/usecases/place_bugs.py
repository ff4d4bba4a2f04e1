"""Seeded bugs of the clock of a place: each would show or read a wrong hour."""

from tests.adapters.event_log.seeding import Mutant

PLACE = "stepward.core.quantities.place"
LEAFLETS = "stepward.usecases.leaflets"

MUTANTS = (
    Mutant("H-20", PLACE, "return at.astimezone(self.zone)", "return at"),
    Mutant("H-20", PLACE, "if len(offsets) > 1:", "if False:"),
    Mutant("H-20", PLACE, "if offset not in offsets:", "if False:"),
    Mutant("H-20", PLACE, "return (wall - offset).replace(tzinfo=UTC)", "return (wall + offset).replace(tzinfo=UTC)"),
    Mutant("H-20", PLACE, '(-1 if found[4] == "-" else 1)', "1"),
    Mutant("H-20", PLACE, "return len(self._offsets(self.here(at).replace(tzinfo=None))) > 1", "return False"),
    Mutant("H-20", PLACE, "_TOLD.sub(self._retold, text)", "text"),
    Mutant("H-25", PLACE, 'return "UTC" if self.is_utc else f"UTC{self._offset(at)}"', 'return "UTC"'),
    Mutant("H-20", PLACE, "is_same else (least, middle)", "is_same else (middle, most)"),
    Mutant("H-20", PLACE, "return at.astimezone(timezone(self.here(at).utcoffset() or timedelta()))", "return at"),
    Mutant("H-20", PLACE, "return at if not days else wall", "return at + timedelta(days=days) if days else wall"),
    Mutant("H-90", LEAFLETS, '"time": self.place.labelled(at)', '"time": f"{at:%H:%M} UTC"'),
    Mutant("H-90", LEAFLETS, "self.day(self.place.day(at))", "self.day(at)"),
)
