"""What is checked before each session, who must be how near, and what is asked again on the day itself."""

from collections.abc import Iterator

from stepward.core.screening.assessment import CheckLine, When
from stepward.core.screening.look import Look
from stepward.core.screening.questions import breathing_matters, could_be_pregnant
from stepward.core.substances import Found

CEFTAZIDIME = "UPTODATE-CEFTAZIDIME-12-STEP"
BWH = "BWH-PROFESSIONALS"
ORAL = "oral"


def _line(line_id: str, when: When, words: str, source: str) -> CheckLine:
    return CheckLine(id=line_id, when=when, words=words, source=source)


ALWAYS = (
    _line(
        "consent", When.BEFORE, "Written consent for this session is in the record; each session needs its own.", BWH
    ),
    _line("briefed", When.BEFORE, "Pharmacist, nurse and allergist are briefed.", BWH),
    _line("orders", When.BEFORE, "Orders for the treatment of a reaction are written in advance.", BWH),
    _line("decider", When.BEFORE, "An allergist has evaluated and ordered; only one decides after a reaction.", BWH),
    _line("today-reaction", When.TODAY, "No new reaction or illness since the assessment.", "STEPWARD-SAFETY"),
    _line("today-stable", When.TODAY, "The circulation is stable.", "VITALITE"),
    _line(
        "today-medicines", When.TODAY, "All medicines of today are asked for, with the time of each.", "STEPWARD-SAFETY"
    ),
    _line("today-beta-blocker", When.TODAY, "A beta-blocker was held, or the supervisor waived it.", CEFTAZIDIME),
    _line("today-weight", When.TODAY, "Weight is measured, where the dose depends on it.", "STEPWARD-SAFETY"),
    _line(
        "baseline",
        When.BEDSIDE,
        "Temperature, pulse, pressure, breathing rate and saturation are recorded.",
        CEFTAZIDIME,
    ),
    _line(
        "premedication", When.BEDSIDE, "Premedication, if ordered, is given and its time recorded.", "STEPWARD-SAFETY"
    ),
    _line("epinephrine", When.BEDSIDE, "Epinephrine for the muscle is at hand, in this unit's dose.", CEFTAZIDIME),
    _line(
        "rescue",
        When.BEDSIDE,
        "Oxygen, saline, albuterol, injectable antihistamine and steroid, cuff and peak-flow meter are at hand.",
        CEFTAZIDIME,
    ),
    _line("alarm", When.BEDSIDE, "A named user heard the alarm sound.", "STEPWARD-SAFETY"),
    _line("nurse", When.DURING, "One nurse for this patient alone.", CEFTAZIDIME),
    _line(
        "allergist",
        When.DURING,
        "The allergist is on site for the first dose, and less than 3 minutes away until the end.",
        BWH,
    ),
    _line("late-advice", When.AFTER, "The patient has written advice on late reactions.", "FELDWEG-2005"),
    _line("label", When.AFTER, "The allergy label stays: tolerance is temporary.", "VITALITE"),
)
"""Lines of every session. Sources: UPTODATE-CEFTAZIDIME-12-STEP, BWH-PROFESSIONALS, VITALITE, FELDWEG-2005."""


def checklist(look: Look) -> tuple[CheckLine, ...]:
    """List what is checked for this patient, in the order of the session."""
    order = list(When)
    return tuple(sorted((*ALWAYS, *_for_this_patient(look)), key=lambda line: order.index(line.when)))


def _for_this_patient(look: Look) -> Iterator[CheckLine]:
    if breathing_matters(look):
        yield _line("today-asthma", When.TODAY, "Asthma is controlled; FEV1 or peak flow is measured.", "VITALITE")
        yield _line("peak-flow", When.BEDSIDE, "Peak flow is recorded.", CEFTAZIDIME)
    if could_be_pregnant(look) and not look.case.patient.is_pregnant:
        yield _line("today-pregnancy", When.TODAY, "Pregnancy is asked for again.", "STEPWARD-SAFETY")
    if look.case.patient.is_pregnant:
        yield _line("obstetrics", When.BEFORE, "Obstetrics has agreed to the plan.", "CDC-STD-2006")
    if look.is_aerd:
        yield _line("fev1", When.DURING, "FEV1 every 90 minutes, and with symptoms.", "DRUG-ALLERGY-POCKET-24")
    if not (look.case.drug.route or "").casefold().startswith(ORAL):
        yield _line("access", When.BEDSIDE, "Venous access is in place.", CEFTAZIDIME)
        if _is_antibiotic(look):
            yield _line("second-access", When.BEDSIDE, "A further venous access is in place.", "TORONTO-CF")


def _is_antibiotic(look: Look) -> bool:
    drug = look.drug
    return isinstance(drug, Found) and any(name in one for one in drug.classes for name in ANTIBIOTICS)


ANTIBIOTICS = ("antibiotic", "penicillin", "cephalosporin", "beta-lactam", "side-chain")
