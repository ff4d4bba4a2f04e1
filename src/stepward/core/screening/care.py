"""With what care: what in the reaction or the patient asks for a monitored bed or intensive care.

Source: BWH-PROFESSIONALS (life-threatening first reaction, cardiac risk, beta-blocker, FEV1 below 80 %).
"""

from collections.abc import Iterator

from stepward.core.findings import Severity
from stepward.core.quantities import people_text
from stepward.core.reactions import Reaction, Scale, Sign
from stepward.core.reactions.diagnoses import DOUBT
from stepward.core.reactions.pressure import hypotension
from stepward.core.reactions.signs import ORGANS, Organ, key
from stepward.core.reactions.temperature import is_fever
from stepward.core.screening.assessment import CareLevel, Holds, ScreenFinding
from stepward.core.screening.look import Look
from stepward.core.substances import Found

TOPIC = "Care"
RISK_RULE = "BWH-PROFESSIONALS"
LOW_SATURATION = 92
MODERATE = 2
HEART = frozenset(
    key(name)
    for name in (
        *("cardiac disease", "heart disease", "coronary artery disease", "coronary heart disease", "CAD", "CHD"),
        *("ischemic heart disease", "angina", "angina pectoris", "unstable angina", "myocardial infarction"),
        *("heart failure", "congestive heart failure", "cardiomyopathy", "pulmonary hypertension", "aortic stenosis"),
        *("valvular heart disease", "atrial fibrillation", "arrhythmia", "cardiac arrhythmia"),
    )
)
"""Names of heart disease, compared whole."""
HEART_WORDS = frozenset(
    [
        "angina",
        "arrhythmia",
        "cardiomyopathy",
        "chf",
        "coronary",
        "fibrillation",
        "hfpef",
        "hfref",
        "infarction",
        "mi",
        "nstemi",
        "nyha",
        "stemi",
    ]
)
"""Words that mean heart disease wherever they stand, unless a word of doubt or denial stands beside them."""
ARREST = tuple(dict.fromkeys((Sign.SYNCOPE, Sign.COLLAPSE, Sign.CARDIAC_ARREST, *ORGANS[Organ.NEUROLOGICAL])))
RESUSCITATION = ("intubat", "norepinephrine", "noradrenaline", "vasopress", "resuscitation", "cpr", "ventilation")
GRAVE_WORDS = ("anaphyla", "shock", "arrest", "hypotens", "syncope", "collapse", *RESUSCITATION)
"""Parts of words that stand for a life-threatening course; they ask, the signs decide."""


def grave_signs(reaction: Reaction, look: Look) -> tuple[str, ...]:
    """List what made a reaction life-threatening: low pressure, low saturation, syncope, arrest or a clouded mind."""
    found: list[str] = []
    pressure = hypotension(reaction, age_years=look.case.patient.age_years)
    if pressure.holds:
        found += pressure.because
    if reaction.spo2_lowest is not None and reaction.spo2_lowest <= LOW_SATURATION:
        found.append(f"SpO2 {people_text(reaction.spo2_lowest)} %")
    elif reaction.has(Sign.DESATURATION):
        found.append(Sign.DESATURATION.value)
    found += [sign.value for sign in ARREST if reaction.has(sign)]
    return tuple(dict.fromkeys(found))


def earlier_reaction(look: Look) -> Iterator[ScreenFinding]:
    """Raise the place of care after a life-threatening or moderate reaction; bar it where the unit says never."""
    for seen, grades in zip(look.counting, look.grades, strict=True):
        grave = grave_signs(seen.reaction, look)
        if grave:
            option = look.policy.chosen("earlier-anaphylaxis")
            never = option.id == "never"
            yield ScreenFinding(
                code="CARE-01",
                severity=Severity.BLOCK if never else Severity.CAUTION,
                care=CareLevel.ICU,
                message=f"The reaction to {seen.words} was life-threatening: {', '.join(grave)}. {option.words}",
                source=option.sources[0],
                also=option.sources[1:],
                topic=TOPIC,
            )
        elif any(grade.scale is Scale.BROWN and (grade.value or 0) >= MODERATE for grade in grades):
            yield ScreenFinding(
                code="CARE-02",
                severity=Severity.NOTE,
                care=CareLevel.MONITORED_BED,
                message=f"The reaction to {seen.words} was moderate (Brown grade 2): a monitored bed.",
                source="BROWN-2004",
                topic=TOPIC,
            )


def heart(look: Look) -> Iterator[ScreenFinding]:
    """Ask for intensive care with cardiac disease: answered so, or named among the diseases."""
    patient = look.case.patient
    if patient.has_cardiac_disease or any(_is_of_the_heart(item) for item in patient.conditions or ()):
        yield ScreenFinding(
            code="CARE-03",
            severity=Severity.CAUTION,
            care=CareLevel.ICU,
            message="Cardiac disease is a high risk: intensive care, and optimize it first.",
            source=RISK_RULE,
            also=("VITALITE", "EINSTEIN-2017"),
            topic=TOPIC,
        )


def _is_of_the_heart(condition: str) -> bool:
    plain = key(condition)
    words = frozenset(plain.split())
    is_named = "heart failure" in plain or not HEART_WORDS.isdisjoint(words)
    return plain in HEART or (is_named and DOUBT.isdisjoint(words))


def lung(look: Look) -> Iterator[ScreenFinding]:
    """Ask for intensive care with an FEV1 below the unit's limit; stop for today while asthma is not controlled."""
    patient = look.case.patient
    option = look.policy.chosen("fev1-icu")
    if patient.fev1_percent is not None and option.number is not None and patient.fev1_percent < option.number:
        yield ScreenFinding(
            code="CARE-04",
            severity=Severity.CAUTION,
            care=CareLevel.ICU,
            message=f"FEV1 is {people_text(patient.fev1_percent)} % of predicted, "
            f"below the {people_text(option.number)} % of this unit.",
            source=option.sources[0],
            also=option.sources[1:],
            topic=TOPIC,
        )
    if patient.asthma_controlled is False or any(_is_uncontrolled(item) for item in patient.conditions or ()):
        yield ScreenFinding(
            code="CARE-05",
            severity=Severity.BLOCK,
            holds=Holds.TODAY,
            message="Asthma is not controlled. Control it first; no session starts today.",
            source="VITALITE",
            topic=TOPIC,
        )


def _is_uncontrolled(condition: str) -> bool:
    text = condition.casefold()
    return "asthma" in text and any(word in text for word in ("uncontrolled", "not controlled", "poorly controlled"))


def unstable(look: Look) -> Iterator[ScreenFinding]:
    """Stop for today while the circulation is unstable."""
    if look.case.patient.haemodynamically_stable is False:
        yield ScreenFinding(
            code="CARE-06",
            severity=Severity.BLOCK,
            holds=Holds.TODAY,
            message="The circulation is unstable. Stabilize it first; no session starts today.",
            source="VITALITE",
            topic=TOPIC,
        )


def pregnancy(look: Look) -> Iterator[ScreenFinding]:
    """Say what the unit's choice on pregnancy means for this patient."""
    if look.case.patient.is_pregnant:
        option = look.policy.chosen("pregnancy")
        excluded = option.id == "excluded"
        yield ScreenFinding(
            code="CARE-07",
            severity=Severity.BLOCK if excluded else Severity.CAUTION,
            message=f"The patient is pregnant. {option.words}",
            source=option.sources[0],
            also=option.sources[1:],
            topic=TOPIC,
        )


def fever_today(look: Look) -> Iterator[ScreenFinding]:
    """Stop for today while the patient has fever: it would hide a reaction, and be taken for one."""
    celsius = look.case.patient.temperature_c
    if is_fever(celsius) or any(condition.casefold() == "fever" for condition in look.case.patient.conditions or ()):
        yield ScreenFinding(
            code="CARE-08",
            severity=Severity.BLOCK,
            holds=Holds.TODAY,
            message="The patient has fever today. No session starts before its cause is known.",
            source="STEPWARD-METHOD",
            also=("ASTCT-CRS-TABLE",),
            topic=TOPIC,
        )


ORAL = "oral"
LOW_RISK_ORAL = (
    frozenset({"aspirin"}),
    frozenset({"sulfamethoxazole", "trimethoprim"}),
    frozenset({"allopurinol"}),
    frozenset({"clopidogrel"}),
)


def place(look: Look) -> Iterator[ScreenFinding]:
    """Ask for intensive care for all but the named oral drugs, where the unit chose that rule.

    Source: GREPMED-PROVOCATION.
    """
    option = look.policy.chosen("place")
    drug = look.drug
    names = frozenset(item.name for item in drug.ingredients) if isinstance(drug, Found) else frozenset()
    is_low_risk = (look.case.drug.route or "").casefold() == ORAL and names in LOW_RISK_ORAL
    if option.id == "icu-unless-low-risk-oral" and not is_low_risk:
        yield ScreenFinding(
            code="CARE-09",
            severity=Severity.NOTE,
            care=CareLevel.ICU,
            message=f"This unit's choice: {option.words}",
            source=option.sources[0],
            also=option.sources[1:],
            topic=TOPIC,
        )


def told_in_words(look: Look) -> Iterator[ScreenFinding]:
    """Ask for intensive care where a treatment, or the words of an earlier breakthrough, sound life-threatening."""
    treated = [
        text
        for seen in look.counting
        if not grave_signs(seen.reaction, look)
        for text in seen.reaction.treated_with or ()
        if _has(text, RESUSCITATION)
    ]
    broken = [
        item.breakthrough for item in look.case.earlier_sessions or () if _has(item.breakthrough or "", GRAVE_WORDS)
    ]
    for text in (*treated, *broken):
        yield ScreenFinding(
            code="CARE-10",
            severity=Severity.CAUTION,
            care=CareLevel.ICU,
            message=f"{text!r} sounds life-threatening: intensive care until its signs and values say otherwise.",
            action="Enter signs, lowest pressure and saturation.",
            source="BROWN-2004",
            topic=TOPIC,
        )


def _has(text: str | None, parts: tuple[str, ...]) -> bool:
    plain = key(text or "")
    return any(part in plain for part in parts)


RULES = (told_in_words, earlier_reaction, heart, lung, unstable, fever_today, pregnancy, place)
