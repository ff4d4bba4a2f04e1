"""What is owed to whom, and by when, after a reaction: what the law of the country says, and what the unit chose.

A clock stands here only with its source. Where a time is a country's or a unit's own matter, the unit chooses it, and
until then no day is told. What nobody answered yet is asked, and asking comes first.

Source: CFR-803-30, CFR-803-3, CFR-312-64, CFR-314-80, FDA-3500-INSTRUCTIONS, EU-2001-83-107A.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum

from stepward.core.reports.parts import Seriousness

DEVICE_WORK_DAYS, COMPANY_DAYS = 10, 15
SATURDAY = 5
NOT_ANSWERED = Seriousness()
AUTHORITY = "the authority for medicines"


class Region(Enum):
    """Whose rules apply to the unit."""

    UNITED_STATES = "us"
    EUROPEAN_UNION = "eu"
    OTHER = "other"


class Duty(Enum):
    """Who demands it."""

    ASK = "to be answered first"
    LAW = "owed by law"
    UNIT = "the unit's own rule"
    VOLUNTARY = "voluntary"
    OTHERS = "owed by others"


class Paper(Enum):
    """What is written for it."""

    NONE = "none"
    MEDWATCH = "medwatch"
    AUTHORITY = "icsr"
    INCIDENT = "incident"
    LETTER = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitClocks:
    """Days that the unit chose, nothing where it did not, and the zone of its calendar."""

    zone: tzinfo = UTC
    region: Region | None = None
    authority_days: int | None = None
    incident_days: int | None = None
    letter_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionFacts:
    """What the clocks need to know of a reaction; None has not been answered."""

    aware: datetime | None
    seriousness: Seriousness = NOT_ANSWERED
    is_in_label: bool | None = None
    is_study: bool | None = None
    is_device_suspected: bool | None = None

    @property
    def is_expedited(self) -> bool | None:
        """Tell whether it was serious and unexpected; nothing while an answer that decides it is lacking."""
        if self.seriousness.serious is False or self.is_in_label is True:
            return False
        if self.seriousness.serious is None or self.is_in_label is None:
            return None
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One thing that is owed: `due` is the last day, where one is known; `source` is a key of the sources."""

    what: str
    to: str
    duty: Duty
    words: str
    due: date | None = None
    source: str = ""
    paper: Paper = Paper.NONE

    def is_overdue(self, today: date) -> bool:
        """Tell whether its last day is over."""
        return self.due is not None and today > self.due


def owed(facts: ReactionFacts, unit: UnitClocks) -> tuple[Owed, ...]:
    """List all that is owed, in the order in which it is done; days are those of the unit's calendar."""
    aware = facts.aware
    facts = replace(facts, aware=None if aware is None else aware.astimezone(unit.zone))
    return (*_asked(facts, unit), *_abroad(facts, unit), *_of_study(facts, unit), *_at_home(facts, unit))


def work_days_after(day: date, count: int) -> date:
    """Count days from Monday to Friday. Holidays are counted too, so that the day is never too late."""
    found = day
    while count:
        found += timedelta(days=1)
        count -= found.weekday() < SATURDAY
    return found


def _day(aware: datetime | None) -> date | None:
    return None if aware is None else aware.date()


def _asked(facts: ReactionFacts, unit: UnitClocks) -> Iterator[Owed]:
    if unit.region is None:
        yield _ask("Whose rules apply?", "the unit", "The unit has not chosen it. Until then no law is named here.")
    if facts.aware is None:
        yield _ask("When did the unit learn of it?", "who reports", "Every clock starts there.")
    if facts.seriousness.serious is None:
        yield _ask("Was it serious?", "who reports", "Every clock of a law depends on it.")
    is_harmless = facts.seriousness.serious is False
    if not is_harmless and facts.is_in_label is None:
        yield _ask("Does the label name this reaction?", "who reports", "Serious and unexpected goes faster.")
    if not is_harmless and facts.is_study is None:
        yield _ask("Was the drug given in a study?", "who reports", "A study has its own way.")
    is_device_open = unit.region is Region.UNITED_STATES and facts.is_device_suspected is None
    if is_device_open and (not is_harmless or facts.seriousness.intervention is not False):
        yield _ask("May a device have caused it?", "who reports", "A device has a clock of its own.")


def _ask(what: str, to: str, words: str) -> Owed:
    return Owed(what=what, to=to, duty=Duty.ASK, words=words)


def _abroad(facts: ReactionFacts, unit: UnitClocks) -> Iterator[Owed]:
    """List what goes to authorities and companies."""
    if unit.region is Region.UNITED_STATES:
        yield from _device(facts)
        yield from _medwatch(facts)
    elif unit.region is not None:
        yield from _national(facts, unit)


def _device(facts: ReactionFacts) -> Iterator[Owed]:
    if facts.is_device_suspected is not True:
        return
    aware, found = _day(facts.aware), facts.seriousness
    due = None if aware is None else work_days_after(aware, DEVICE_WORK_DAYS)
    how = f"{DEVICE_WORK_DAYS} work days after the unit learned of it. Holidays are counted, so it is never too late."
    if found.death:
        yield Owed(
            what="Device report, FDA 3500A",
            to="FDA, and the maker of the device",
            duty=Duty.LAW,
            words=f"A death. {how}",
            due=due,
            source="CFR-803-30",
            paper=Paper.MEDWATCH,
        )
    elif found.life_threatening or found.disabling or found.intervention:
        yield Owed(
            what="Device report, FDA 3500A",
            to="the maker of the device, or FDA where it is not known",
            duty=Duty.LAW,
            words=f"A serious injury. {how}",
            due=due,
            source="CFR-803-30",
            paper=Paper.MEDWATCH,
        )


def _medwatch(facts: ReactionFacts) -> Iterator[Owed]:
    if facts.seriousness.serious is not True or facts.is_study is True:
        return
    yield Owed(
        what="MedWatch, FDA 3500",
        to="FDA",
        duty=Duty.VOLUNTARY,
        words="FDA asks for serious reactions. It sets no time for professionals.",
        source="FDA-3500-INSTRUCTIONS",
        paper=Paper.MEDWATCH,
    )
    if facts.is_expedited is True:
        yield Owed(
            what="15-day alert report",
            to="FDA, by the company that sells the drug",
            duty=Duty.OTHERS,
            words=f"Serious and unexpected. The company has {COMPANY_DAYS} days from when it hears; tell it early.",
            source="CFR-314-80",
        )


def _national(facts: ReactionFacts, unit: UnitClocks) -> Iterator[Owed]:
    if facts.seriousness.serious is not True or facts.is_study is True:
        return
    is_union = unit.region is Region.EUROPEAN_UNION
    words = "Reports go to the portal of the country, or another way that it offers." if is_union else ""
    yield Owed(
        what="Report of a suspected reaction",
        to=AUTHORITY,
        duty=Duty.UNIT,
        words=f"{words} {_chosen(unit.authority_days)}".strip(),
        due=_after(facts.aware, unit.authority_days),
        source="EU-2001-83-107A" if is_union else "",
        paper=Paper.AUTHORITY,
    )


def _of_study(facts: ReactionFacts, unit: UnitClocks) -> Iterator[Owed]:
    if facts.is_study is not True or facts.seriousness.serious is not True:
        return
    is_american = unit.region is Region.UNITED_STATES
    yield Owed(
        what="Report to the sponsor of the study",
        to="the sponsor",
        duty=Duty.LAW if is_american else Duty.UNIT,
        words="Immediately. The protocol of the study says how.",
        due=_day(facts.aware) if is_american else None,
        source="CFR-312-64" if is_american else "",
        paper=Paper.AUTHORITY,
    )


def _at_home(facts: ReactionFacts, unit: UnitClocks) -> Iterator[Owed]:
    yield Owed(
        what="Incident report",
        to="the unit's own reporting system",
        duty=Duty.UNIT,
        words=_chosen(unit.incident_days),
        due=_after(facts.aware, unit.incident_days),
        paper=Paper.INCIDENT,
    )
    yield Owed(
        what="Letter",
        to="the physician who sent the patient",
        duty=Duty.UNIT,
        words=_chosen(unit.letter_days),
        due=_after(facts.aware, unit.letter_days),
        paper=Paper.LETTER,
    )


def _chosen(days: int | None) -> str:
    if days is None:
        return "The unit has chosen no time for it."
    return f"{days} {'day' if days == 1 else 'days'} after the unit learned of it, as the unit chose."


def _after(aware: datetime | None, days: int | None) -> date | None:
    day = _day(aware)
    return None if day is None or days is None else day + timedelta(days=days)
