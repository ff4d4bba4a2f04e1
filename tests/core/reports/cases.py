"""Invented safety reports: one complete one, and as many seeded random ones as a test asks for."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import TypeVar

from stepward.core.reports.parts import (
    Action,
    CaseIdentity,
    DoseGiven,
    Drug,
    Expedited,
    Indication,
    Kind,
    Measured,
    MedDra,
    NotStated,
    OtherNumber,
    Outcome,
    Partly,
    Patient,
    Person,
    Qualification,
    Reaction,
    Rechallenge,
    Recurrence,
    Reporter,
    Retraction,
    Role,
    Sender,
    Sending,
    Seriousness,
    Sex,
    Study,
    StudyKind,
    Test,
    When,
)
from stepward.core.reports.report import SafetyReport

T = TypeVar("T")
START = datetime(2026, 3, 2, 9, 14, tzinfo=UTC)
NO = Seriousness(
    death=False,
    life_threatening=False,
    hospitalization=False,
    disabling=False,
    congenital=False,
    other_important=True,
    intervention=True,
)
CODE = MedDra(code="99000001", version="99.9")
REACTION = Reaction(
    words="Generalised urticaria and wheeze",
    language="eng",
    meddra=CODE,
    start=START,
    end=START + timedelta(minutes=40),
    seriousness=NO,
    outcome=Outcome.RECOVERED,
    country="US",
)
SUSPECT = Drug(
    role=Role.SUSPECT,
    product="Invented ceftazidime 2 g",
    substances=("ceftazidime",),
    maker="Invented Laboratories",
    doses=(
        DoseGiven(
            amount=Measured(value=Fraction("12.5"), unit="mg"),
            start=START - timedelta(minutes=30),
            end=START,
            lot="LOT-1 (invented)",
            form="Solution for infusion",
            route="Intravenous",
        ),
    ),
    until_reaction=Measured(value=Fraction("20.05"), unit="mg"),
    indications=(Indication(words="Pneumonia"),),
    action=Action.NOT_CHANGED,
    rechallenge=(Recurrence(reaction=0, answer=Rechallenge.NOT_RECURRED),),
)
WHO = Person(
    title="Dr",
    given="Ada",
    family="Lind (invented)",
    organization="Invented Hospital",
    department="Drug allergy",
    street="1 Invented Street",
    city="Boston",
    state="MA",
    postcode="02115",
    country="US",
    telephone="+1 555 0100",
    email="ada.lind@example.org",
)
COMPLETE = SafetyReport(
    case=CaseIdentity(country="US", sender="INVENTED", number="2026-0001"),
    created=START + timedelta(hours=5),
    received=date(2026, 3, 2),
    updated=date(2026, 3, 3),
    kind=Kind.SPONTANEOUS,
    expedited=True,
    local_kind=Expedited.FIFTEEN_DAY,
    combination_product=False,
    reporters=(Reporter(person=WHO, qualification=Qualification.PHYSICIAN),),
    sender=Sender(kind=Sending.PROFESSIONAL, person=WHO, fax="+1 555 0101"),
    patient=Patient(
        initials=NotStated.MASKED,
        age=Measured(value=Fraction(54), unit="a"),
        sex=Sex.FEMALE,
        weight_kg=Fraction("68.5"),
        height_cm=Fraction(170),
        history="Asthma. Allergies: ceftazidime (urticaria).",
        races=("C41261",),
        ethnicity="C41222",
    ),
    reactions=(REACTION,),
    drugs=(SUSPECT, Drug(role=Role.CONCOMITANT, product="Invented cetirizine 10 mg")),
    tests=(
        Test(name="Tryptase", at=START, result=Measured(value=Fraction("11.4"), unit="ug/L"), high=Fraction("11.4")),
        Test(name="Oxygen saturation", at=START, text="88 % in room air"),
    ),
    narrative="The reaction began 30 minutes after the start of step 7.",
    reporter_comments="Known to react at this dose.",
    sender_comments="None.",
)

TEXTS = (
    "Résumé naïve",
    "µg — β-lactam",
    "a < b & c > d",
    'say "when"',
    "] ]> odd",
    "Plain words",
    "日本語",
    "0",
    "x y",
)


def reports(count: int, seed: int = 2026) -> Iterator[SafetyReport]:
    """Draw complete reports of every shape: all of them may be sent."""
    chance = random.Random(seed)  # noqa: S311 - invented cases, not secrets
    for number in range(count):
        yield _report(chance, number)


def _some(chance: random.Random, value: T) -> T | None:
    return value if chance.random() < 0.6 else None


def _text(chance: random.Random, longest: int = 40) -> str:
    return " ".join(chance.choice(TEXTS) for _ in range(chance.randint(1, 6)))[:longest].strip()


def _number(chance: random.Random) -> Fraction:
    return Fraction(chance.randint(1, 99999), 10 ** chance.randint(0, 3))


def _when(chance: random.Random) -> When:
    at = START + timedelta(seconds=chance.randint(-9_000_000, 0))
    return chance.choice((at, at.date(), Partly(year=2025, month=chance.randint(1, 12)), Partly(year=2024)))


def _moment(chance: random.Random) -> When | NotStated | None:
    return chance.choice((_when(chance), None, NotStated.UNKNOWN, NotStated.ASKED))


def _code(chance: random.Random) -> MedDra:
    return MedDra(code=f"99{chance.randint(0, 999999):06d}", version=f"{chance.randint(90, 99)}.{chance.randint(0, 9)}")


def _person(chance: random.Random) -> Person:
    words = {
        name: _some(chance, _text(chance, 15))
        for name in ("title", "given", "family", "department", "street", "city", "state", "postcode")
    }
    return replace(
        Person(**words),
        organization=_text(chance),
        country=chance.choice(("US", "DE", "ES")),
        telephone=_some(chance, "+1 555 0100"),
        email=chance.choice((NotStated.MASKED, NotStated.ASKED, "who@example.org")),
    )


def _reaction(chance: random.Random) -> Reaction:
    answers = [chance.choice((True, False)) for _ in range(7)]
    names = ("death", "life_threatening", "hospitalization", "disabling", "congenital", "other_important")
    return Reaction(
        words=_text(chance),
        language="eng",
        translation=_some(chance, _text(chance)),
        meddra=_code(chance),
        start=_when(chance),
        end=_moment(chance),
        seriousness=Seriousness(**dict(zip((*names, "intervention"), answers, strict=True))),
        outcome=chance.choice(list(Outcome)),
        country=_some(chance, "US"),
        highlighted=_some(chance, chance.randint(1, 4)),
    )


def _dose(chance: random.Random) -> DoseGiven:
    return DoseGiven(
        amount=_some(chance, Measured(value=_number(chance), unit=chance.choice(("mg", "ug", "g", "mL")))),
        start=_moment(chance),
        end=_moment(chance),
        text=_some(chance, _text(chance)),
        lot=chance.choice((None, NotStated.UNKNOWN, "LOT-2")),
        form=_some(chance, "Solution for infusion"),
        route=chance.choice((None, NotStated.ASKED, "Intravenous")),
    )


def _drug(chance: random.Random, role: Role, reactions: int) -> Drug:
    authorized = chance.random() < 0.3
    return Drug(
        role=role,
        product=_text(chance),
        substances=tuple(_text(chance) for _ in range(chance.randint(0, 2))),
        maker=_some(chance, _text(chance)),
        authorization="NDA000000" if authorized else None,
        authorized_in="US" if authorized else None,
        country=_some(chance, "US"),
        doses=tuple(_dose(chance) for _ in range(chance.randint(0, 3))),
        until_reaction=_some(chance, Measured(value=_number(chance), unit="mg")),
        indications=tuple(
            Indication(words=_text(chance), meddra=_some(chance, _code(chance))) for _ in range(chance.randint(0, 2))
        ),
        action=chance.choice(list(Action)),
        rechallenge=tuple(
            Recurrence(reaction=at, answer=chance.choice(list(Rechallenge)))
            for at in range(reactions)
            if chance.random() < 0.5
        ),
        remarks=_some(chance, _text(chance)),
    )


def _test(chance: random.Random) -> Test:
    result = _some(chance, Measured(value=_number(chance), unit="ug/L"))
    return Test(
        name=_text(chance),
        at=_when(chance),
        result=result,
        text=_text(chance) if result is None else None,
        low=_some(chance, Fraction(1)),
        high=_some(chance, Fraction("11.4")),
        comment=_some(chance, _text(chance)),
        meddra=_some(chance, _code(chance)),
    )


def _report(chance: random.Random, number: int) -> SafetyReport:
    reactions = tuple(_reaction(chance) for _ in range(chance.randint(1, 4)))
    roles = [Role.SUSPECT, *(chance.choice((Role.CONCOMITANT, Role.INTERACTING)) for _ in range(chance.randint(0, 3)))]
    kind = chance.choice(list(Kind))
    retraction = chance.choice((None, None, *Retraction))
    return SafetyReport(
        case=CaseIdentity(
            country="US",
            sender="INVENTED",
            number=f"2026-{number:05d}",
            worldwide=_some(chance, "DE-INVENTED-1"),
            first_sender_is_regulator=chance.choice((True, False)),
            others=tuple(OtherNumber(source=_text(chance), number=_text(chance)) for _ in range(chance.randint(0, 2))),
            linked=tuple(f"US-INVENTED-L{at}" for at in range(chance.randint(0, 2))),
            retraction=retraction,
            reason=_text(chance) if retraction else None,
        ),
        created=START + timedelta(seconds=number),
        received=date(2026, 3, 2),
        updated=chance.choice((START, date(2026, 3, 3))),
        kind=kind,
        study=_study(chance) if kind is Kind.STUDY else None,
        expedited=chance.choice((True, False)),
        local_kind=None,
        combination_product=chance.choice((False, NotStated.NO_INFORMATION)),
        documents=tuple(_text(chance) for _ in range(chance.randint(0, 2))),
        reporters=tuple(
            Reporter(person=_person(chance), qualification=chance.choice(list(Qualification)), primary=at == 0)
            for at in range(chance.randint(1, 3))
        ),
        sender=Sender(
            kind=chance.choice(list(Sending)), person=replace(WHO, city=_text(chance, 35)), fax="+1 555 0101"
        ),
        patient=_patient(chance),
        reactions=reactions,
        drugs=tuple(_drug(chance, role, len(reactions)) for role in roles),
        tests=tuple(_test(chance) for _ in range(chance.randint(0, 4))),
        narrative="\n".join(_text(chance, 200) for _ in range(chance.randint(1, 4))),
        reporter_comments=_some(chance, _text(chance)),
        sender_comments=_some(chance, _text(chance)),
    )


def _study(chance: random.Random) -> Study:
    return Study(kind=chance.choice(list(StudyKind)), name=_some(chance, _text(chance)), number=_some(chance, "S-1"))


def _patient(chance: random.Random) -> Patient:
    return Patient(
        initials=chance.choice(("A.B.", NotStated.MASKED, NotStated.UNKNOWN)),
        birth=_some(chance, date(1972, 5, 1)),
        age=Measured(value=Fraction(chance.randint(1, 99)), unit=chance.choice(("a", "mo", "d"))),
        sex=chance.choice((*Sex, NotStated.UNKNOWN, NotStated.MASKED)),
        weight_kg=_some(chance, Fraction(chance.randint(20, 1500), 10)),
        height_cm=_some(chance, Fraction(chance.randint(50, 210))),
        history=chance.choice((_text(chance), NotStated.UNKNOWN)),
        races=chance.choice((("C41261",), ("C41259", "C41260"), NotStated.NOT_ASKED)),
        ethnicity=chance.choice(("C41222", NotStated.UNKNOWN)),
        died_on=_when(chance),
    )
