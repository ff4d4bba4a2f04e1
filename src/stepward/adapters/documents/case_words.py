"""What was told of a case and of each reaction, in words: not known is said, and so is asked and none."""

from collections.abc import Iterable
from fractions import Fraction

from stepward.core.quantities import people_text
from stepward.core.reactions import Grade, Reaction
from stepward.core.reactions.reaction import Danger
from stepward.core.screening.assessment import Assessment
from stepward.core.screening.case import Alternative, Case, EarlierSession, Medicine

Row = dict[str, str]
NOT_KNOWN, NONE = "not known", "asked, none"
DANGERS = {Danger.NONE: NONE, Danger.PRESENT: "present", Danger.UNKNOWN: NOT_KNOWN}


def case_rows(case: Case) -> list[Row]:
    """Say what was told of drug, disease and patient."""
    drug, patient = case.drug, case.patient
    return [
        _row("Drug", drug.name),
        _row("Target dose", drug.target_dose),
        _row("Route", drug.route),
        _row("Product", drug.product),
        _row("Given for", case.disease),
        _row("Other drugs", listed(None if case.alternatives is None else map(_alternative, case.alternatives), "; ")),
        _row("Age", figure(patient.age_years, "years")),
        _row("Sex", patient.sex),
        _row("Weight", figure(patient.weight_kg, "kg")),
        _row("Pregnant", yes_no(is_so=patient.is_pregnant)),
        _row("Other diseases", listed(patient.conditions)),
        _row("FEV1", figure(patient.fev1_percent, "% of predicted")),
        _row("Asthma controlled", yes_no(is_so=patient.asthma_controlled)),
        _row("Circulation stable", yes_no(is_so=patient.haemodynamically_stable)),
        _row("Cardiac disease", yes_no(is_so=patient.has_cardiac_disease)),
        _row("Medicines", listed(None if case.medicines is None else map(_medicine, case.medicines), "; ")),
        _row("Tests", listed(_tests(case), "; ")),
        _row(
            "Desensitized before",
            listed(None if case.earlier_sessions is None else map(_session, case.earlier_sessions), "; "),
        ),
    ]


def reaction_rows(found: Reaction) -> list[Row]:
    """Say what was told of one reaction."""
    signs = None if found.signs is None else (*(sign.value for sign in found.signs), *found.unread_signs)
    return [
        _row("Signs", listed(signs)),
        _row("Began", figure(found.onset_minutes, "min after the dose")),
        _row("When", _when(found)),
        _row("Lowest systolic pressure", figure(found.sbp_lowest, "mmHg")),
        _row("Usual systolic pressure", figure(found.sbp_baseline, "mmHg")),
        _row("Lowest SpO2", figure(found.spo2_lowest, "%")),
        _row("Temperature", figure(found.temperature_c, "°C")),
        _row("Treated with", listed(found.treated_with)),
        _row("Diagnosis", found.diagnosis),
        _row("Danger signs", DANGERS[found.danger]),
        _row("Tryptase, acute", figure(found.tryptase_acute, "ng/mL")),
        _row("Tryptase, usual", figure(found.tryptase_baseline, "ng/mL")),
        _row("IL-6", figure(found.il6, "pg/mL")),
    ]


def grade_groups(found: Assessment, case: Case | None) -> list[tuple[str, tuple[Grade, ...]]]:
    """Put the grades of each reaction that counts together; each begins with the same scale.

    A reaction is named where all that were told count for the drug.
    """
    groups: list[list[Grade]] = []
    for grade in found.grades:
        if grade.scale is found.grades[0].scale:
            groups.append([])
        groups[-1].append(grade)
    told = () if case is None else case.reactions or ()
    names = [item.drug for item in told] if len(told) == len(groups) else [""] * len(groups)
    of = f" of {len(groups)} that count" if len(groups) > 1 else ""
    return [
        (f"Reaction {place}{of}" + (f": {name}" if name else ""), tuple(group))
        for place, (name, group) in enumerate(zip(names, groups, strict=True), 1)
    ]


def figure(value: Fraction | None, unit: str) -> str:
    """Write a number with its unit."""
    return NOT_KNOWN if value is None else f"{people_text(value)}\u00a0{unit}"


def yes_no(*, is_so: bool | None) -> str:
    """Write an answer."""
    return NOT_KNOWN if is_so is None else "yes" if is_so else "no"


def listed(texts: Iterable[str] | None, between: str = ", ") -> str:
    """Write a list; an empty one was asked for."""
    return NOT_KNOWN if texts is None else between.join(texts) or NONE


def _row(name: str, text: str | None) -> Row:
    return {"name": name, "text": text or NOT_KNOWN}


def _when(found: Reaction) -> str:
    ago = figure(found.days_ago, "days ago")
    return ago if found.cycle is None else f"{ago}, cycle\u00a0{found.cycle}"


def _alternative(item: Alternative) -> str:
    words = {True: "acceptable", False: "not acceptable", None: "acceptable or not: not known"}[item.acceptable]
    return f"{item.name}, {words}" + (f" ({item.reason})" if item.reason else "")


def _medicine(item: Medicine) -> str:
    last = (
        "last dose not known"
        if item.last_dose_hours_ago is None
        else (f"last dose {figure(item.last_dose_hours_ago, 'h ago')}")
    )
    held = {True: ", held", False: ", not held", None: ""}[item.is_held]
    return f"{item.name}, {last}{held}" + (f", for {item.indication}" if item.indication else "")


def _tests(case: Case) -> list[str] | None:
    if case.tests is None:
        return None
    found = []
    for item in case.tests:
        kind = f"{item.kind.value} test" if item.kind is not None else "test of a kind not known"
        result = item.result.value if item.result is not None else "result not known"
        share = "" if item.dose_fraction is None else f" at {people_text(item.dose_fraction * 100)}\u00a0% of the dose"
        found.append(f"{kind} {result}{share}, {figure(item.days_ago, 'days ago')}")
    return found


def _session(item: EarlierSession) -> str:
    done = {True: "completed", False: "not completed", None: "completed or not: not known"}[item.is_completed]
    reaction = f", breakthrough reaction: {item.breakthrough}" if item.breakthrough else ""
    return f"{item.protocol or 'protocol not known'}, {figure(item.days_ago, 'days ago')}, {done}{reaction}"
