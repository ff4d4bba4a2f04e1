"""Sheets for the patient: which plain sentences stand on them, with the facts of the plan and the sources of claims.

The sentences are read from one file for each language; which of them stand on a sheet is decided here once, so that
every language says the same. Nothing is said of a plan that the plan does not say.

Source: STEPWARD-SAFETY, H-90 and H-91.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as calendar_day
from datetime import datetime
from fractions import Fraction

from stepward.core.quantities import people_text
from stepward.core.quantities.place import UTC_PLACE, Place
from stepward.core.tolerance.history import Mode
from stepward.core.tolerance.standing import Action, State, Tolerance
from stepward.core.tolerance.statements import Statement, earliest
from stepward.usecases.following import After
from stepward.usecases.leaflet_facts import Facts
from stepward.usecases.patient_words import read_consent
from stepward.usecases.unit_records import UnitRecord

HOUR = 60
QUOTED_IN = "en"
"""The language in which protocols quote what a source says."""
COMPARED = ("aim", "start-to-target", "course", "persistence", "setting", "repeat")
"""Rows of desensitization beside immunotherapy that matter to a patient, by their names in the shipped table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the comparison in one language."""

    title: str
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The sentences of one language, and how it writes numbers, days and the clock of a place.

    `is_reviewed` by a clinician who speaks it.
    """

    code: str
    name: str
    is_reviewed: bool
    decimal: str
    group: str
    date: str
    months: tuple[str, ...]
    words: Mapping[str, str]
    rows: Mapping[str, Row]
    place: Place = UTC_PLACE

    def say(self, key: str, **values: str) -> str:
        """Write a sentence with its values."""
        return self.words[key].format(**values)

    def number(self, value: Fraction) -> str:
        """Write a number as the language does: 1,234.5 or 1.234,5."""
        swapped = {",": self.group, ".": self.decimal}
        return "".join(swapped.get(letter, letter) for letter in people_text(value))

    def day(self, day: calendar_day) -> str:
        """Write a day of the calendar."""
        return self.date.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def moment(self, at: datetime) -> dict[str, str]:
        """Write an instant as the place reads it: its day, and its time with the offset."""
        return {"date": self.day(self.place.day(at)), "time": self.place.labelled(at)}

    def span(self, minutes: Fraction) -> str:
        """Write a time in hours and whole minutes, a part of a minute as a whole one."""
        whole = -(-minutes.numerator // minutes.denominator)
        hours, rest = divmod(whole, HOUR)
        if not hours:
            return self.say("minutes", minutes=str(rest))
        key = ("one_hour" if hours == 1 else "hours") + ("_minutes" if rest else "")
        values = {"hours": str(hours), "minutes": str(rest)}
        return self.say(key, **{name: text for name, text in values.items() if f"{{{name}}}" in self.words[key]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence, and the sources of what it claims; none where the plan or the unit says it.

    A `quote` follows it as the protocol has it, in the language QUOTED_IN, whatever the sheet speaks.
    """

    text: str
    sources: tuple[str, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Sentences under one heading; `is_list` where each is one point, `is_boxed` where it must not be missed."""

    title: str
    said: tuple[Said, ...]
    is_list: bool = False
    is_boxed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """One row of the comparison with its sources."""

    row: Row
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the card for the wallet says, line by line; `until` is empty where nobody counts as tolerant."""

    allergy: str
    until: str
    only: str
    stays: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its title, its parts in order, and what stands after them."""

    title: str
    lead: str
    parts: tuple[Part, ...]
    compared: tuple[ComparedRow, ...] = ()
    card: Card | None = None
    has_questions: bool = False
    to_sign: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    to_write: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source of the sheet once, in the order of its sentences."""
        said = (name for part in self.parts for item in part.said for name in item.sources)
        return tuple(dict.fromkeys([*said, *(name for row in self.compared for name in row.sources)]))


def before(
    language: Language, facts: Facts, statements: Sequence[Statement], compared: Iterable[tuple[str, tuple[str, ...]]]
) -> Sheet:
    """Write the sheet before a session; `compared` names the sources of each row of the comparison.

    Source: BWH-PROFESSIONALS, WAO-2020-TABLE, IJMS-2017, VITALITE, CASTELLS-2008, EINSTEIN-2017, ASIFRAFI.
    """
    say, drug = language.say, facts.drug
    sources = dict(compared)
    return Sheet(
        title=say("before_title", drug=drug),
        lead=say("before_lead", drug=drug),
        parts=(
            Part(title=say("happens_title"), said=(*_happens(language, facts), *_during(language)), is_list=True),
            Part(
                title=say("not_title"),
                is_list=True,
                said=(
                    Said(text=say("not_cure", drug=drug), sources=("VITALITE",)),
                    Said(text=say("not_other"), sources=("IJMS-2017",)),
                    Said(text=say("not_test")),
                ),
            ),
            Part(
                title=say("home_title"),
                is_list=True,
                said=(
                    Said(text=say("home_reaction"), sources=("CASTELLS-2008",)),
                    Said(text=say("home_mild"), sources=("CASTELLS-2008",)),
                    Said(text=say("home_death"), sources=("EINSTEIN-2017",)),
                    Said(text=say("home_help"), sources=("BWH-PROFESSIONALS",)),
                ),
            ),
            Part(title=say("missed_title"), said=_missed(language, facts, statements), is_boxed=True),
        ),
        compared=tuple(ComparedRow(row=language.rows[name], sources=sources[name]) for name in COMPARED),
        has_questions=True,
    )


def _happens(language: Language, facts: Facts) -> tuple[Said, ...]:
    say = language.say
    said = [say("happens_small", drug=facts.drug)]
    said.append(say("happens_one_step") if facts.steps == 1 else say("happens_steps", steps=str(facts.steps)))
    if facts.minutes is not None:
        said.append(say("happens_time", span=language.span(facts.minutes)))
    elif facts.days > 1:
        said.append(say("happens_days", days=str(facts.days)))
    else:
        said.append(say("happens_time_asked"))
    if facts.dose is not None:
        said.append(say("happens_dose", dose=dose_text(language, facts.dose, facts.unit)))
    return tuple(Said(text=text) for text in (*said, say("happens_longer")))


def dose_text(language: Language, dose: Fraction, unit: str) -> str:
    """Write an amount as the language does."""
    return f"{language.number(dose)}\u00a0{language.say('units') if unit == 'units' else unit}"


def _during(language: Language) -> tuple[Said, ...]:
    return (
        Said(text=language.say("happens_nurse"), sources=("BWH-PROFESSIONALS",)),
        Said(text=language.say("happens_tell"), sources=("WAO-2020-TABLE",)),
        Said(text=language.say("happens_tell_more"), sources=("WAO-2020-TABLE",)),
        Said(text=language.say("happens_stop"), sources=("BWH-PROFESSIONALS",)),
    )


def _missed(language: Language, facts: Facts, statements: Sequence[Statement]) -> tuple[Said, ...]:
    """Say why a missed dose matters: the earliest time that a source names for this drug, and the rule of the plan."""
    say, first = language.say, earliest(tuple(statements))
    said = [Said(text=say("missed_while", drug=facts.drug), sources=("VITALITE",))]
    if first is not None and first.hours is not None:
        said.append(Said(text=say("missed_hours", hours=language.number(first.hours)), sources=(first.source,)))
    cycles = next((item for item in statements if item.is_every_dose), None)
    if cycles is not None:
        said.append(Said(text=say("missed_every"), sources=(cycles.source,)))
    else:
        said.append(Said(text=say("missed_again"), sources=("ASIFRAFI",)))
    said.append(Said(text=say("missed_do")))
    if facts.rule:
        said.append(Said(text=say("missed_quote"), sources=facts.rule_sources, quote=f"\u201c{facts.rule}\u201d"))
    return tuple(said)


def after_session(language: Language, drug: str, after: After, found: Tolerance, phones: Sequence[str] = ()) -> Sheet:
    """Write the sheet after a session; nobody counts as tolerant unless the signed window says so (H-90).

    Source: FELDWEG-2005, WHITAKER-2011, GLOBALRPH-12-STEP, WAO-2020-TABLE, VITALITE.
    """
    say = language.say
    ended = after.finished.dose_ended_at
    lead = say("after_stopped", drug=drug)
    if after.finished.is_completed and ended is not None:
        lead = say("after_done", drug=drug, date=language.moment(ended)["date"])
    return Sheet(
        title=say("after_title", drug=drug),
        lead=lead,
        parts=(
            Part(title=say("until_title"), said=_until(language, drug, after, found), is_boxed=True),
            *_keep(language, drug, after),
            Part(title=say("late_title"), said=(*_signs(language), *_late(language)), is_list=True),
            Part(title="", said=(Said(text=say("late_emergency")),), is_boxed=True),
            Part(title=say("call_title"), said=tuple(Said(text=text) for text in phones or (say("call_none"),))),
        ),
        card=card_of(language, drug, after, found),
        phones=tuple(phones),
    )


def consent_sheet(language: Language, facts: Facts, record: UnitRecord) -> Sheet:
    """Print the unit's own text of consent, to which nothing is added but what the plan says and who released it."""
    say, consent = language.say, read_consent(record.content, (language.code,))
    approver = "" if record.approval is None else record.approval.person_name
    version = say("consent_version", version=str(record.version), author=record.author_name, approver=approver)
    return Sheet(
        title=consent.title,
        lead="",
        parts=(
            Part(title="", said=tuple(Said(text=text) for text in consent.paragraphs)),
            Part(title=say("consent_facts_title"), said=_happens(language, facts), is_list=True, is_boxed=True),
            Part(title="", said=(Said(text=version),)),
        ),
        to_sign=(say("consent_patient"), say("consent_staff")),
    )


def own_report(language: Language, drug: str) -> Sheet:
    """Write the form on which a patient tells what came later.

    Source: WAO-2020-TABLE.
    """
    say = language.say
    signs = tuple(Said(text=f"\u25a1 {item.text}", sources=item.sources) for item in _signs(language))
    return Sheet(
        title=say("report_title", drug=drug),
        lead=say("report_lead"),
        parts=(
            Part(title=say("report_signs"), said=signs),
            Part(title="", said=(Said(text=say("late_emergency")),), is_boxed=True),
            Part(title="", said=(Said(text=say("report_team")),)),
        ),
        to_write=tuple(say(key) for key in ("report_began", "report_taken", "report_words")),
    )


def is_tolerant(after: After, found: Tolerance) -> bool:
    """Tell whether a sheet may name a time until which tolerance is counted on (H-90, H-91)."""
    return (
        after.stopped is None
        and after.finished.is_completed
        and found.state in {State.TOLERANT, State.DUE}
        and found.action is not Action.ASK
        and found.lapses_at is not None
        and not is_every_dose(after)
    )


def is_every_dose(after: After) -> bool:
    """Tell whether the drug is given in cycles, each desensitized again."""
    return after.giving_on is not None and after.giving_on.mode is Mode.EVERY_DOSE


def _until(language: Language, drug: str, after: After, found: Tolerance) -> tuple[Said, ...]:
    say, stays = language.say, Said(text=language.say("allergy_stays", drug=drug), sources=("VITALITE",))
    if found.lapses_at is not None and is_tolerant(after, found):
        until = say("until_date", **language.moment(found.lapses_at))
        return (Said(text=until), Said(text=say("until_given")), Said(text=say("until_missed")), stays)
    if after.finished.is_completed and after.stopped is None and is_every_dose(after):
        return (Said(text=say("until_every")), stays)
    why = "until_lapsed" if found.state is State.LAPSED and after.stopped is None else "until_none"
    return (Said(text=say(why, drug=drug)), Said(text=say("until_none_do", drug=drug)), stays)


def _keep(language: Language, drug: str, after: After) -> tuple[Part, ...]:
    """Say what stays the same, where the drug is given on at all."""
    if not after.finished.is_completed or after.stopped is not None:
        return ()
    return (Part(title=language.say("same_title"), said=_same(language, drug, after), is_list=True),)


def _same(language: Language, drug: str, after: After) -> tuple[Said, ...]:
    say, signed = language.say, after.giving_on
    said = [say("same_product", drug=drug)]
    if signed is not None and signed.product:
        said.append(say("same_signed", product=signed.product))
    if signed is not None and signed.route:
        said.append(say("same_route", route=signed.route))
    return tuple(Said(text=text) for text in (*said, say("same_tell")))


def _late(language: Language) -> tuple[Said, ...]:
    return (
        Said(text=language.say("late_when"), sources=("FELDWEG-2005",)),
        Said(text=language.say("late_days"), sources=("WHITAKER-2011",)),
        Said(text=language.say("late_weeks"), sources=("GLOBALRPH-12-STEP",)),
    )


def _signs(language: Language) -> tuple[Said, ...]:
    keys = ("late_skin", "late_breath", "late_circulation", "late_belly")
    return tuple(Said(text=language.say(key), sources=("WAO-2020-TABLE",)) for key in keys)


def card_of(language: Language, drug: str, after: After, found: Tolerance) -> Card:
    """Write the card for the wallet."""
    say, until, only = language.say, "", language.say("card_none")
    if found.lapses_at is not None and is_tolerant(after, found):
        until = say("card_until", **language.moment(found.lapses_at))
        only = say("card_only")
    elif after.finished.is_completed and after.stopped is None and is_every_dose(after):
        only = say("card_every")
    return Card(allergy=say("card_allergy", drug=drug), until=until, only=only, stays=say("card_stays"))
