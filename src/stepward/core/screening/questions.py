"""What is not known, and whether any answer could change the verdict, the place or the protocol.

A question is asked only where the case makes it matter; then each possible answer is tried. What changes nothing is
listed in one note, so that no answer that is not needed stands in the way.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from stepward.core.reactions import Organ, PhenotypeKind, Reaction, Sign, Syndrome
from stepward.core.screening.case import Case, EarlierSession, Medicine, Patient
from stepward.core.screening.look import Look

YOUNGEST_PREGNANT, OLDEST_PREGNANT = 10, 60
BREATHING = frozenset({Organ.UPPER_AIRWAY, Organ.LOWER_AIRWAY})
LUNG = ("asthma", "copd", "lung", "pulmonary", "bronch", "cystic fibrosis", "aerd", "polyp", "emphysema")
WORST_FEV1 = Fraction(1)
WORST_MEDICINE = Medicine(name="metoprolol", is_held=False)
NO_PRESSURE, HIGH_PRESSURE = Fraction(0), Fraction(1000)
HOT = Fraction(42)
WORST_BREAKTHROUGH = "anaphylaxis"
LATE_MINUTES = Fraction(10**6)
AGES = tuple(Fraction(age) for age in ("0.5", "1", "5", "10", "30"))
ROUTES = ("intravenous", "oral", "subcutaneous", "intramuscular", "intradermal", "intranasal", "intravaginal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A fact that may be unknown: when it matters, and the case with each answer that could change something."""

    title: str
    is_open: Callable[[Case], bool]
    matters: Callable[[Look], bool]
    answers: Callable[[Case], tuple[Case, ...]]


def _with(case: Case, **facts: object) -> Case:
    return replace(case, patient=replace(case.patient, **facts))  # type: ignore[arg-type] # names of Patient's own fields


def _always(_look: Look) -> bool:
    return True


def has_lung_disease(case: Case) -> bool:
    """Tell whether a condition names a disease of the lungs."""
    return any(word in condition.casefold() for condition in case.patient.conditions or () for word in LUNG)


def breathing_matters(look: Look) -> bool:
    """Tell whether lung function matters: lung disease, signs of the airways, or a reaction of the AERD kind."""
    signs = (sign for seen in look.counting for sign in seen.reaction.signs or ())
    return has_lung_disease(look.case) or look.is_aerd or any(sign.organ in BREATHING for sign in signs)


def could_be_pregnant(look: Look) -> bool:
    """Tell whether pregnancy is possible by age and sex, as far as they are known."""
    patient: Patient = look.case.patient
    of_age = patient.age_years is None or YOUNGEST_PREGNANT <= patient.age_years <= OLDEST_PREGNANT
    return of_age and patient.sex != "male"


def _with_asthma(case: Case) -> tuple[Case, ...]:
    """Answer that there is a bad asthma, as far as nothing is known against it, or the airway disease of aspirin."""
    patient = case.patient
    bad = _with(
        case,
        conditions=("asthma",),
        fev1_percent=WORST_FEV1 if patient.fev1_percent is None else patient.fev1_percent,
        asthma_controlled=False if patient.asthma_controlled is None else patient.asthma_controlled,
    )
    return bad, _with(case, conditions=(Syndrome.AERD.value,))


def _each(case: Case, is_open: Callable[[Reaction], bool], **facts: object) -> Case:
    """Answer for every reaction that leaves the question open."""
    answered = tuple(
        replace(item, **facts) if is_open(item) else item  # type: ignore[arg-type] # names of Reaction's own fields
        for item in case.reactions or ()
    )
    return replace(case, reactions=answered)


def _breakthroughs_open(case: Case) -> bool:
    """Tell whether earlier sessions, or how one of them went, are not known."""
    given = case.earlier_sessions
    return given is None or any(item.breakthrough is None and item.is_completed is not False for item in given)


def _with_breakthrough(case: Case) -> tuple[Case, ...]:
    worst = EarlierSession(is_completed=False, breakthrough=WORST_BREAKTHROUGH)
    return (replace(case, earlier_sessions=(*(case.earlier_sessions or ()), worst)),)


def _fever_decides(look: Look) -> bool:
    """Tell whether a sign stands beside which fever bars or asks: a late rash, or painful joints."""
    return any(seen.reaction.has(Sign.JOINT_PAIN, Sign.DELAYED_EXANTHEM) for seen in look.counting)


def _not_late(look: Look) -> bool:
    """Tell whether a reaction that counts was not a delayed one: there the circulation matters."""
    return any(item.kind is not PhenotypeKind.DELAYED for item in look.kinds)


QUESTIONS = (
    Question(
        title="pregnancy",
        is_open=lambda case: case.patient.is_pregnant is None,
        matters=could_be_pregnant,
        answers=lambda case: (_with(case, is_pregnant=True),),
    ),
    Question(
        title="cardiac disease",
        is_open=lambda case: case.patient.has_cardiac_disease is None,
        matters=_always,
        answers=lambda case: (_with(case, has_cardiac_disease=True),),
    ),
    Question(
        title="which medicines are taken (a beta-blocker changes the place)",
        is_open=lambda case: case.medicines is None,
        matters=_always,
        answers=lambda case: (replace(case, medicines=(WORST_MEDICINE,)),),
    ),
    Question(
        title="whether the circulation is stable",
        is_open=lambda case: case.patient.haemodynamically_stable is None,
        matters=_always,
        answers=lambda case: (_with(case, haemodynamically_stable=False),),
    ),
    Question(
        title="FEV1",
        is_open=lambda case: case.patient.fev1_percent is None,
        matters=breathing_matters,
        answers=lambda case: (_with(case, fev1_percent=WORST_FEV1),),
    ),
    Question(
        title="the route",
        is_open=lambda case: case.drug.route is None,
        matters=_always,
        answers=lambda case: tuple(replace(case, drug=replace(case.drug, route=route)) for route in ROUTES),
    ),
    Question(
        title="the age",
        is_open=lambda case: case.patient.age_years is None,
        matters=lambda look: any(seen.reaction.sbp_lowest is not None for seen in look.counting),
        answers=lambda case: tuple(_with(case, age_years=age) for age in AGES),
    ),
    Question(
        title="other diseases",
        is_open=lambda case: case.patient.conditions is None,
        matters=_always,
        answers=_with_asthma,
    ),
    Question(
        title="the signs of the reaction",
        is_open=lambda case: any(item.signs is None for item in case.reactions or ()),
        matters=_always,
        answers=lambda case: (_each(case, lambda item: item.signs is None, signs=(Sign.SYNCOPE,)),),
    ),
    Question(
        title="the lowest pressure of the reaction",
        is_open=lambda case: any(item.sbp_lowest is None for item in case.reactions or ()),
        matters=_not_late,
        answers=lambda case: (_each(case, lambda item: item.sbp_lowest is None, sbp_lowest=NO_PRESSURE),),
    ),
    Question(
        title="the lowest oxygen saturation of the reaction",
        is_open=lambda case: any(item.spo2_lowest is None for item in case.reactions or ()),
        matters=_not_late,
        answers=lambda case: (_each(case, lambda item: item.spo2_lowest is None, spo2_lowest=NO_PRESSURE),),
    ),
    Question(
        title="the usual pressure",
        is_open=lambda case: any(
            item.sbp_lowest is not None and item.sbp_baseline is None for item in case.reactions or ()
        ),
        matters=_not_late,
        answers=lambda case: (_each(case, lambda item: item.sbp_baseline is None, sbp_baseline=HIGH_PRESSURE),),
    ),
    Question(
        title="the highest temperature of the reaction",
        is_open=lambda case: any(item.temperature_c is None for item in case.reactions or ()),
        matters=_fever_decides,
        answers=lambda case: (_each(case, lambda item: item.temperature_c is None, temperature_c=HOT),),
    ),
    Question(
        title="how earlier desensitizations went",
        is_open=_breakthroughs_open,
        matters=_always,
        answers=_with_breakthrough,
    ),
    Question(
        title="how many minutes after the drug the reaction began",
        is_open=lambda case: any(item.onset_minutes is None for item in case.reactions or ()),
        matters=_always,
        answers=lambda case: (_each(case, lambda item: item.onset_minutes is None, onset_minutes=LATE_MINUTES),),
    ),
    Question(
        title="the diagnosis of the reaction",
        is_open=lambda case: any(item.diagnosis is None for item in case.reactions or ()),
        matters=lambda look: any(item.kind is PhenotypeKind.UNKNOWN for item in look.kinds),
        answers=lambda case: (_each(case, lambda item: item.diagnosis is None, diagnosis=Syndrome.DRESS.value),),
    ),
    Question(
        title="whether asthma is controlled",
        is_open=lambda case: case.patient.asthma_controlled is None,
        matters=lambda look: any("asthma" in item.casefold() for item in look.case.patient.conditions or ()),
        answers=lambda case: (_with(case, asthma_controlled=False),),
    ),
)
"""Facts of the patient and of reactions; danger signs, tests and medicines are asked about by their own rules."""


def open_questions(look: Look) -> Iterator[Question]:
    """List the questions that the case leaves open."""
    return (question for question in QUESTIONS if question.is_open(look.case))
