"""Data elements as a safety report: what a file of somebody else says of a case.

A file does not number its versions, so each is read as the first. "No information" on a criterion is no answer.
"""

from datetime import date, datetime

from stepward.adapters.e2b.codes import (
    ACTIONS,
    CRITERIA,
    KINDS,
    LOCAL_KINDS,
    NOT_STATED,
    OUTCOMES,
    QUALIFICATIONS,
    RECHALLENGES,
    RETRACTIONS,
    ROLES,
    SENDERS,
    SEX,
    STUDIES,
    read_moment,
    read_number,
)
from stepward.adapters.e2b.icsr import Group
from stepward.core.findings import Refusal
from stepward.core.reports.parts import (
    CaseIdentity,
    DoseGiven,
    Drug,
    Indication,
    Measured,
    MedDra,
    NotStated,
    OtherNumber,
    Patient,
    Person,
    Reaction,
    Recurrence,
    Reporter,
    Sender,
    Seriousness,
    Study,
    Test,
    When,
    Words,
)
from stepward.core.reports.report import SafetyReport

_IDENTITY_PARTS = 3
HIGHLIGHTS = ("1", "2", "3", "4")


class NoCase(Refusal, ValueError):
    """A message does not say which case it is, when it was made, or what part a drug played."""


def report_of(case: Group) -> SafetyReport:
    """Read one message as a report.

    Raises:
        NoCase: if it has no number of the form country-sender-number, no date of creation, or a drug without a role.
    """
    created = read_moment(case.text("C.1.2"))
    if not isinstance(created, datetime):
        msg = "The report does not say when it was made (C.1.2)."
        raise NoCase(msg)
    reactions = tuple(_reaction(each) for each in case.each("E.i"))
    places = {each.text("E.i.id"): at for at, each in enumerate(case.each("E.i"))}
    return SafetyReport(
        case=_identity(case),
        created=created,
        received=_day(case, "C.1.4"),
        updated=_day(case, "C.1.5"),
        kind=KINDS.word(case.text("C.1.3")),
        study=_study(case),
        expedited=_truth(case, "C.1.7"),
        local_kind=LOCAL_KINDS.word(case.text("FDA.C.1.7.1")),
        combination_product=_truth(case, "FDA.C.1.12"),
        documents=tuple(each.text("C.1.6.1.r.1") for each in case.each("C.1.6.1.r")),
        reporters=tuple(_reporter(each) for each in case.each("C.2.r")),
        sender=_sender(case),
        patient=_patient(case),
        reactions=reactions,
        drugs=tuple(_drug(each, places) for each in case.each("G.k")),
        tests=tuple(_test(each) for each in case.each("F.r")),
        narrative=case.text("H.1") or None,
        reporter_comments=case.text("H.2") or None,
        sender_comments=case.text("H.4") or None,
    )


def _told(group: Group, number: str) -> Words:
    return group.text(number) or NOT_STATED.word(group.flavor(number))


def _plain(group: Group, number: str) -> str | None:
    return group.text(number) or None


def _moment(group: Group, number: str) -> When | NotStated | None:
    return read_moment(group.text(number)) or NOT_STATED.word(group.flavor(number))


def _day(group: Group, number: str) -> datetime | date | None:
    found = read_moment(group.text(number))
    return found if isinstance(found, date) else None


def _reason(group: Group, number: str) -> NotStated | None:
    return NOT_STATED.word(group.flavor(number))


def _truth(group: Group, number: str) -> bool | NotStated | None:
    known = {"true": True, "false": False}.get(group.text(number))
    return NOT_STATED.word(group.flavor(number)) if known is None else known


def _measured(group: Group, number: str, unit: str) -> Measured | None:
    value = read_number(group.text(number))
    return None if value is None else Measured(value=value, unit=group.text(unit))


def _term(group: Group, code: str, version: str) -> MedDra | None:
    return MedDra(code=group.text(code), version=group.text(version)) if group.text(code) else None


def _identity(case: Group) -> CaseIdentity:
    unique = case.text("C.1.1")
    parts = unique.split("-")
    if len(parts) < _IDENTITY_PARTS:
        msg = f"The number of the case is {unique!r}; expected country, sender and number with hyphens (C.1.1)."
        raise NoCase(msg)
    country, rest = parts[0], unique.removeprefix(f"{parts[0]}-")
    sender, _, number = rest.partition("-")
    world = case.text("C.1.8.1")
    return CaseIdentity(
        country=country,
        sender=sender,
        number=number,
        worldwide=world if world != unique else None,
        first_sender_is_regulator=case.text("C.1.8.2") == "1",
        others=tuple(
            OtherNumber(source=each.text("C.1.9.1.r.1"), number=each.text("C.1.9.1.r.2"))
            for each in case.each("C.1.9.1.r")
        ),
        linked=tuple(each.text("C.1.10.r") for each in case.each("C.1.10.r")),
        retraction=RETRACTIONS.word(case.text("C.1.11.1")),
        reason=_plain(case, "C.1.11.2"),
    )


def _study(case: Group) -> Study | None:
    kind = STUDIES.word(case.text("C.5.4"))
    if kind is None:
        return None
    return Study(kind=kind, name=_plain(case, "C.5.2"), number=_plain(case, "C.5.3"))


def _reporter(group: Group) -> Reporter:
    person = Person(
        title=_told(group, "C.2.r.1.1"),
        given=_told(group, "C.2.r.1.2"),
        family=_told(group, "C.2.r.1.4"),
        organization=_told(group, "C.2.r.2.1"),
        department=_told(group, "C.2.r.2.2"),
        street=_told(group, "C.2.r.2.3"),
        city=_told(group, "C.2.r.2.4"),
        state=_told(group, "C.2.r.2.5"),
        postcode=_told(group, "C.2.r.2.6"),
        country=_plain(group, "C.2.r.3"),
        telephone=_told(group, "C.2.r.2.7"),
        email=_told(group, "FDA.C.2.r.2.8"),
    )
    return Reporter(
        person=person,
        qualification=QUALIFICATIONS.word(group.text("C.2.r.4")) or _reason(group, "C.2.r.4"),
        primary=group.text("C.2.r.5") == "1",
    )


def _sender(case: Group) -> Sender:
    person = Person(
        title=_told(case, "C.3.3.2"),
        given=_told(case, "C.3.3.3"),
        family=_told(case, "C.3.3.5"),
        organization=_told(case, "C.3.2"),
        department=_told(case, "C.3.3.1"),
        street=_told(case, "C.3.4.1"),
        city=_told(case, "C.3.4.2"),
        state=_told(case, "C.3.4.3"),
        postcode=_told(case, "C.3.4.4"),
        country=_plain(case, "C.3.4.5"),
        telephone=_told(case, "C.3.4.6"),
        email=_told(case, "C.3.4.8"),
    )
    return Sender(kind=SENDERS.word(case.text("C.3.1")), person=person, fax=_told(case, "C.3.4.7"))


def _patient(case: Group) -> Patient:
    return Patient(
        initials=_told(case, "D.1"),
        birth=_moment(case, "D.2.1"),
        age=_measured(case, "D.2.2a", "D.2.2b"),
        sex=SEX.word(case.text("D.5")) or _reason(case, "D.5"),
        weight_kg=read_number(case.text("D.3")),
        height_cm=read_number(case.text("D.4")),
        history=_told(case, "D.7.2"),
        races=_races(case),
        ethnicity=_told(case, "FDA.D.12"),
        died_on=_moment(case, "D.9.1"),
    )


def _races(case: Group) -> tuple[str, ...] | NotStated | None:
    given = case.each("FDA.D.11.r")
    named = tuple(each.text("FDA.D.11.r.1") for each in given if each.text("FDA.D.11.r.1"))
    return named or (NOT_STATED.word(given[0].flavor("FDA.D.11.r.1")) if given else None)


def _reaction(group: Group) -> Reaction:
    highlighted = group.text("E.i.3.1")
    return Reaction(
        words=_plain(group, "E.i.1.1a"),
        language=_plain(group, "E.i.1.1b"),
        translation=_plain(group, "E.i.1.2"),
        meddra=_term(group, "E.i.2.1b", "E.i.2.1a"),
        start=_moment(group, "E.i.4"),
        end=_moment(group, "E.i.5"),
        seriousness=Seriousness(
            **{name: True if group.text(number) == "true" else None for name, number in CRITERIA.items()}
        ),
        outcome=OUTCOMES.word(group.text("E.i.7")),
        country=_plain(group, "E.i.9"),
        highlighted=int(highlighted) if highlighted in HIGHLIGHTS else None,
    )


def _test(group: Group) -> Test:
    return Test(
        name=group.text("F.r.2.1"),
        at=_moment(group, "F.r.1"),
        result=_measured(group, "F.r.3.2", "F.r.3.3"),
        text=_plain(group, "F.r.3.4"),
        low=read_number(group.text("F.r.4")),
        high=read_number(group.text("F.r.5")),
        comment=_plain(group, "F.r.6"),
        meddra=_term(group, "F.r.2.2b", "F.r.2.2a"),
    )


def _drug(group: Group, reactions: dict[str, int]) -> Drug:
    role = ROLES.word(group.text("G.k.1"))
    if role is None:
        msg = f"The report does not say what part {group.text('G.k.2.2') or 'a drug'} played (G.k.1)."
        raise NoCase(msg)
    return Drug(
        role=role,
        product=_plain(group, "G.k.2.2"),
        substances=tuple(each.text("G.k.2.3.r.1") for each in group.each("G.k.2.3.r")),
        maker=_plain(group, "G.k.3.3"),
        authorization=_plain(group, "G.k.3.1"),
        authorized_in=_plain(group, "G.k.3.2"),
        country=_plain(group, "G.k.2.4"),
        doses=tuple(_dose(each) for each in group.each("G.k.4.r")),
        until_reaction=_measured(group, "G.k.5a", "G.k.5b"),
        indications=tuple(
            Indication(words=_told(each, "G.k.7.r.1"), meddra=_term(each, "G.k.7.r.2b", "G.k.7.r.2a"))
            for each in group.each("G.k.7.r")
        ),
        action=ACTIONS.word(group.text("G.k.8")),
        rechallenge=_recurrences(group, reactions),
        remarks=_plain(group, "G.k.11"),
    )


def _recurrences(group: Group, reactions: dict[str, int]) -> tuple[Recurrence, ...]:
    found = [
        (reactions.get(each.text("G.k.9.i.1")), RECHALLENGES.word(each.text("G.k.9.i.4")))
        for each in group.each("G.k.9.i")
    ]
    return tuple(Recurrence(reaction=at, answer=word) for at, word in found if at is not None and word is not None)


def _dose(group: Group) -> DoseGiven:
    return DoseGiven(
        amount=_measured(group, "G.k.4.r.1a", "G.k.4.r.1b"),
        start=_moment(group, "G.k.4.r.4"),
        end=_moment(group, "G.k.4.r.5"),
        text=_plain(group, "G.k.4.r.8"),
        lot=_told(group, "G.k.4.r.7"),
        form=_told(group, "G.k.4.r.9.1"),
        route=_told(group, "G.k.4.r.10.1"),
    )
