"""What a form has still to ask, and how the answers become part of the report.

An answer that was given stays in the form; a fact that the session knows is never asked. All that is lacking is asked
at once.

Source: FDA-E2B-R3-RULES, for the parts that must be there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from stepward.core.findings import Refusal
from stepward.core.reports.owed import ReactionFacts, Region, UnitClocks
from stepward.core.reports.parts import (
    Action,
    Drug,
    Indication,
    Kind,
    MedDra,
    NotStated,
    Outcome,
    Patient,
    Qualification,
    Reaction,
    Role,
    Seriousness,
    Sex,
    Study,
    StudyKind,
    Test,
)
from stepward.core.reports.report import SafetyReport
from stepward.usecases import report_sending as sending

CRITERIA = {
    "death": "The patient died",
    "life_threatening": "There was danger to life",
    "hospitalization": "It led to a hospital stay, or made one longer",
    "disabling": "It left a lasting disability",
    "congenital": "It led to a birth defect",
    "other_important": "It was important for another medical reason",
}
INTERVENTION = ("intervention", "Intervention was needed to prevent lasting harm (devices)")
NONE, YES, NO, UNKNOWN, KEPT = "none", "yes", "no", "unknown", "kept"
NOT_KNOWN = "not known"
LONGEST, LONGEST_CODE, COUNTRY = 2000, 8, 2
YES_NO = ((YES, "Yes"), (NO, "No"))
Answers = Mapping[str, str]
T = TypeVar("T", bound=Enum)


class Unreadable(Refusal):
    """An answer cannot be read; the message says how it is written."""


class Shape(Enum):
    """How an answer is given."""

    ONE = "one"
    SEVERAL = "several"
    TEXT = "text"
    LONG = "long"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of the form: `is_needed` stands in the way of the report, the others may stay open."""

    key: str
    words: str
    shape: Shape
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    is_needed: bool = True
    is_for_file: bool = False


def questions(known: SafetyReport, answers: Answers, clocks: UnitClocks) -> tuple[Question, ...]:
    """List what is asked beyond what is known: what is needed first."""
    asked = (
        *_of_reactions(known, answers, clocks),
        *_of_all(known, clocks),
        *_of_patient(known, answers),
        *_of_tests(known),
        *_optional(known),
    )
    return (*(item for item in asked if item.is_needed), *(item for item in asked if not item.is_needed))


def _of_reactions(known: SafetyReport, answers: Answers, clocks: UnitClocks) -> Iterator[Question]:
    device = (INTERVENTION,) if clocks.region is Region.UNITED_STATES else ()
    choices = (*CRITERIA.items(), *device, (NONE, "None of these"))
    several = len(known.reactions) > 1
    for place, reaction in enumerate(known.reactions):
        of = f" of R{place + 1} ({reaction.words})" if several else ""
        yield Question(
            key=f"seriousness.{place}",
            words=f"What is true{of}? Choose all that is.",
            shape=Shape.SEVERAL,
            choices=choices,
        )
        if reaction.words is None:
            yield Question(key=f"words.{place}", words=f"The reaction{of} in your own words", shape=Shape.TEXT)
        if reaction.outcome is None and "death" not in _several(answers, f"seriousness.{place}"):
            rows = tuple((one.name.lower(), one.value.capitalize()) for one in Outcome if one is not Outcome.FATAL)
            yield Question(key=f"outcome.{place}", words=f"How did it end{of}?", shape=Shape.ONE, choices=rows)
    yield Question(
        key="in_label", words="Does the label of the drug name this reaction?", shape=Shape.ONE, choices=YES_NO
    )


def _of_all(known: SafetyReport, clocks: UnitClocks) -> Iterator[Question]:
    kinds = tuple((one.name.lower(), one.value.capitalize()) for one in StudyKind)
    yield Question(key="study", words="Was the drug given in a study?", shape=Shape.ONE, choices=((NO, "No"), *kinds))
    if clocks.region is Region.UNITED_STATES:
        yield Question(
            key="device", words="May a pump, line or other device have caused it?", shape=Shape.ONE, choices=YES_NO
        )
    if not known.case.country:
        yield Question(
            key="country", words="The country of the unit", shape=Shape.TEXT, hint="Two letters, such as DE."
        )
    reporter = known.reporters[0]
    if reporter.qualification is None:
        rows = tuple((one.name.lower(), one.value.capitalize()) for one in Qualification)
        yield Question(key="qualification", words="You report as", shape=Shape.ONE, choices=rows)
    suspect = known.of_role(Role.SUSPECT)[0]
    if suspect.action is None:
        rows = tuple((one.name.lower(), one.value.capitalize()) for one in Action)
        yield Question(key="action", words="What was done with the drug?", shape=Shape.ONE, choices=rows)


def _of_patient(known: SafetyReport, answers: Answers) -> Iterator[Question]:
    if known.patient.sex is None:
        rows = (("female", "Female"), ("male", "Male"), (UNKNOWN, "Not known"))
        yield Question(key="sex", words="The sex of the patient", shape=Shape.ONE, choices=rows)
    if known.patient.history is None:
        yield Question(
            key="history",
            words="Relevant history",
            shape=Shape.LONG,
            hint=f"Other illnesses, earlier reactions. Or write: {NOT_KNOWN}.",
        )
    if any("death" in _several(answers, f"seriousness.{place}") for place in range(len(known.reactions))):
        yield Question(key="died_on", words="The day of death", shape=Shape.DAY)


def _of_tests(known: SafetyReport) -> Iterator[Question]:
    for place, test in enumerate(known.tests):
        if test.result is None and test.text is None:
            yield Question(
                key=f"test.{place}",
                words=f"Result of {test.name}",
                shape=Shape.TEXT,
                hint="With its unit. Or write: not back yet.",
            )


def _optional(known: SafetyReport) -> Iterator[Question]:
    suspect = known.of_role(Role.SUSPECT)[0]
    for is_open, key, words in (
        (suspect.product == suspect.substances[0], "product", "Name of the product"),
        (suspect.maker is None, "maker", "Maker"),
        (suspect.doses[0].lot is None, "lot", "Lot"),
        (not suspect.indications, "indication", "Given for"),
    ):
        if is_open:
            yield Question(key=key, words=words, shape=Shape.TEXT, is_needed=False)
    yield Question(
        key="initials",
        words="Initials of the patient",
        shape=Shape.ONE,
        choices=(("", f"Sent: {known.patient.initials}"), (KEPT, "Kept back")),
        is_needed=False,
    )
    yield Question(key="comments", words="In your own words", shape=Shape.LONG, is_needed=False)
    for place in range(len(known.reactions)):
        yield Question(
            key=f"meddra.{place}",
            words="MedDRA code of the reaction",
            shape=Shape.TEXT,
            hint="For the electronic file only. Your site needs a license.",
            is_needed=False,
            is_for_file=True,
        )
    yield Question(
        key="meddra.version", words="MedDRA version", shape=Shape.TEXT, hint="Such as 27.0.", is_needed=False,
        is_for_file=True,
    )  # fmt: skip
    yield from _of_sending()


def _of_sending() -> Iterator[Question]:
    """Ask what only the electronic file wants; of the sender it is carried on from report to report."""
    yield Question(
        key=sending.COMBINATION,
        words="Is the drug sold together with a device?",
        shape=Shape.ONE,
        choices=YES_NO,
        is_needed=False,
        is_for_file=True,
    )
    rows = tuple((key, item.value.capitalize()) for key, item in sending.ORIGINS.items())
    yield Question(
        key=sending.ORIGIN, words="Race and ethnicity", shape=Shape.ONE, choices=rows, is_needed=False, is_for_file=True
    )
    for name, words in ((sending.REPORTER_EMAIL, "E-mail of the reporter"), *_sender()):
        yield Question(key=name, words=words, shape=Shape.TEXT, is_needed=False, is_for_file=True)


def _sender() -> Iterator[tuple[str, str]]:
    return ((sending.OF_SENDER + name, words) for name, words in sending.SENDER.items())


# ---------------------------------------------------------------------------------------------------------- answers


def faults(asked: tuple[Question, ...], answers: Answers) -> dict[str, str]:
    """Tell of each answer that is there and cannot be read, how it is written."""
    found = {}
    for question in asked:
        text = answers.get(question.key, "")
        wrong = _fault(question, text) if text else ""
        if wrong:
            found[question.key] = wrong
    return found


def _fault(question: Question, text: str) -> str:
    longest = sending.LONGEST.get(question.key.removeprefix(sending.OF_SENDER), LONGEST)
    if len(text) > longest:
        return f"At most {longest} letters."
    offered = {key for key, _ in question.choices}
    if question.shape is Shape.ONE and text not in offered:
        return "Choose one of these."
    if question.shape is Shape.SEVERAL:
        chosen = set(text.split(","))
        if not chosen <= offered:
            return "Choose some of these."
        return "Choose either none, or what is true." if NONE in chosen and len(chosen) > 1 else ""
    if question.shape is Shape.DAY and _day(text) is None:
        return "Write the day as 2026-11-22."
    return _fault_of_code(question.key, text)


def _fault_of_code(key: str, text: str) -> str:
    if key == "country" and not (len(text) == COUNTRY and text.isascii() and text.isalpha()):
        return "Write two letters, such as DE."
    is_code = key.startswith("meddra.") and key != "meddra.version"
    if is_code and not (text.isascii() and text.isdigit() and len(text) == LONGEST_CODE):
        return f"A code has {LONGEST_CODE} digits."
    if key == "meddra.version" and not all(part.isascii() and part.isdigit() for part in text.split(".")):
        return "Write the version as 27.0."
    return ""


def lacking(asked: tuple[Question, ...], answers: Answers) -> tuple[Question, ...]:
    """List what is needed and not answered, or cannot be read."""
    wrong = faults(asked, answers)
    return tuple(
        item for item in asked if (item.is_needed and not answers.get(item.key, "").strip()) or item.key in wrong
    )


def answered(known: SafetyReport, answers: Answers) -> SafetyReport:
    """Put the answers into what is known; an answer that cannot be read counts for none."""
    country = _code(answers) or known.case.country
    fatal = any("death" in _several(answers, f"seriousness.{place}") for place in range(len(known.reactions)))
    facts = facts_of(known, answers)
    study = _enum(StudyKind, answers.get("study", ""))
    reporter = known.reporters[0]
    role = _enum(Qualification, answers.get("qualification", ""))
    person = replace(reporter.person, country=country or None)
    found = replace(
        known,
        case=replace(known.case, country=country),
        kind=None if facts.is_study is None else Kind.STUDY if facts.is_study else Kind.SPONTANEOUS,
        study=None if study is None else Study(kind=study),
        expedited=facts.is_expedited,
        reporters=(replace(reporter, person=person, qualification=reporter.qualification or role),),
        patient=_patient(known.patient, answers, fatal=fatal),
        reactions=tuple(_reaction(item, place, country, answers) for place, item in enumerate(known.reactions)),
        drugs=tuple(_suspect(item, answers) if item.role is Role.SUSPECT else item for item in known.drugs),
        tests=tuple(_test(item, answers.get(f"test.{place}", "")) for place, item in enumerate(known.tests)),
        reporter_comments=answers.get("comments", "").strip() or known.reporter_comments,
    )
    return sending.with_sending(found, answers)


def facts_of(known: SafetyReport, answers: Answers) -> ReactionFacts:
    """Write what the clocks need to know, over all reactions of the case."""
    each = [_seriousness(answers, place) for place in range(len(known.reactions))]
    names = (*CRITERIA, INTERVENTION[0])
    received = known.received
    return ReactionFacts(
        aware=received if isinstance(received, datetime) else None,
        seriousness=Seriousness(**{name: _any([getattr(one, name) for one in each]) for name in names}),
        is_in_label=_yes(answers, "in_label"),
        is_study=True if _enum(StudyKind, answers.get("study", "")) is not None else _no(answers, "study"),
        is_device_suspected=_yes(answers, "device"),
    )


def _any(values: list[bool | None]) -> bool | None:
    if any(values):
        return True
    return None if None in values or not values else False


def _yes(answers: Answers, key: str) -> bool | None:
    return {YES: True, NO: False}.get(answers.get(key, ""))


def _no(answers: Answers, key: str) -> bool | None:
    return False if answers.get(key, "") == NO else None


def _several(answers: Answers, key: str) -> frozenset[str]:
    return frozenset(part for part in answers.get(key, "").split(",") if part)


def _seriousness(answers: Answers, place: int) -> Seriousness:
    chosen = _several(answers, f"seriousness.{place}")
    names = {*CRITERIA, INTERVENTION[0]}
    if not chosen or not chosen <= {*names, NONE} or (NONE in chosen and len(chosen) > 1):
        return Seriousness()
    return Seriousness(**{name: name in chosen for name in names})


def _reaction(item: Reaction, place: int, country: str, answers: Answers) -> Reaction:
    found = _seriousness(answers, place)
    words = item.words or answers.get(f"words.{place}", "").strip() or None
    outcome = Outcome.FATAL if found.death else item.outcome or _enum(Outcome, answers.get(f"outcome.{place}", ""))
    code, version = answers.get(f"meddra.{place}", "").strip(), answers.get("meddra.version", "").strip()
    return replace(
        item,
        words=words,
        language=None if words is None else item.language or "eng",
        seriousness=found,
        outcome=outcome,
        country=item.country or country or None,
        meddra=MedDra(code=code, version=version) if code and version else item.meddra,
    )


def _patient(item: Patient, answers: Answers, *, fatal: bool) -> Patient:
    history = answers.get("history", "").strip()
    sex = answers.get("sex", "")
    died = _day(answers.get("died_on", "")) if fatal else None
    return replace(
        item,
        initials=NotStated.MASKED if answers.get("initials") == KEPT else item.initials,
        sex=item.sex or (NotStated.UNKNOWN if sex == UNKNOWN else _enum(Sex, sex)),
        history=item.history or (NotStated.UNKNOWN if history.casefold() == NOT_KNOWN else history or None),
        died_on=died,
    )


def _suspect(item: Drug, answers: Answers) -> Drug:
    product, lot = answers.get("product", "").strip(), answers.get("lot", "").strip()
    indication = answers.get("indication", "").strip()
    return replace(
        item,
        product=product or item.product,
        maker=item.maker or answers.get("maker", "").strip() or None,
        doses=tuple(replace(dose, lot=dose.lot or lot or None) for dose in item.doses),
        action=item.action or _enum(Action, answers.get("action", "")),
        indications=item.indications or ((Indication(words=indication),) if indication else ()),
    )


def _test(item: Test, text: str) -> Test:
    return replace(item, text=text.strip()) if text.strip() and item.result is None and item.text is None else item


def _code(answers: Answers) -> str:
    text = answers.get("country", "").strip().upper()
    return text if len(text) == COUNTRY and text.isascii() and text.isalpha() else ""


def _enum(kind: type[T], name: str) -> T | None:
    return kind.__members__.get(name.upper())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
