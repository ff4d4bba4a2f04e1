"""A case as JSON, read strictly: what cannot be read is refused or asked about, never ignored and never guessed."""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from stepward.adapters.documents.json_parts import Part, UnreadableJson, load
from stepward.core.quantities import DoseRule, Volume
from stepward.core.reactions import Danger, Reaction, read_signs
from stepward.core.screening.assessment import ScreenFinding
from stepward.core.screening.case import (
    AllergyTest,
    Alternative,
    Case,
    EarlierSession,
    Medicine,
    Patient,
    TestKind,
    TestResult,
    WantedDrug,
)

OLDEST_YEARS, HEAVIEST_KG, HIGHEST_FEV1, HIGHEST_PRESSURE = 125, 650, 200, 300
COLDEST_C, HOTTEST_C, HIGHEST_PERCENT = 20, 45, 100
LONGEST_YEAR_DAYS = 366
SEXES = {"female": "female", "male": "male", "other": "other", "intersex": "other", "f": "female", "m": "male"}
UNKNOWN_WORDS = ("unknown", "not known")
DANGERS = {item.value: item for item in Danger}
KINDS = {item.value: item for item in TestKind}
RESULTS = {item.value: item for item in TestResult}
ROUTES = {
    "intravenous": "intravenous",
    "intravenous infusion": "intravenous",
    "intravenous bolus": "intravenous",
    "iv": "intravenous",
    "oral": "oral",
    "po": "oral",
    "by mouth": "oral",
    "subcutaneous": "subcutaneous",
    "sc": "subcutaneous",
    "intramuscular": "intramuscular",
    "im": "intramuscular",
    "intradermal": "intradermal",
    "intranasal": "intranasal",
    "intravaginal": "intravaginal",
}


def read_case(content: bytes, *, name: str = "case") -> tuple[Case, tuple[ScreenFinding, ...]]:
    """Read a case, and the findings that ask about what could not be read.

    Raises:
        UnreadableJson: saying where, and what was expected.
    """
    data = load(content, name=name)
    if not isinstance(data, dict):
        msg = f"{name}: expected one object"
        raise UnreadableJson(msg)
    root = Part(where="", data=data)
    try:
        case = _case(root)
    except UnreadableJson as error:
        msg = f"{name}: {error}"
        raise UnreadableJson(msg) from error
    return case, tuple(dict.fromkeys(root.asked))


def case_of(data: Mapping[str, Any], *, name: str = "case") -> tuple[Case, tuple[ScreenFinding, ...]]:
    """Read a case that is already an object, as a library is given one.

    Raises:
        UnreadableJson: saying where, and what was expected.
    """
    try:
        content = json.dumps(dict(data), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        msg = f"{name}: {error}"
        raise UnreadableJson(msg) from error
    return read_case(content, name=name)


def _case(root: Part) -> Case:
    root.only("id", "patient", "drug", "indication", "reactions", "tests", "medicines", "previous_desensitizations")
    patient = _patient(root.part("patient"))
    drug = _drug(root.part("drug"))
    indication = root.part("indication")
    indication.only("disease", "alternatives")
    case = Case(
        id=root.text("id") or "",
        patient=patient,
        drug=drug,
        disease=indication.text("disease"),
        alternatives=indication.parts("alternatives", _alternative),
        reactions=root.parts("reactions", _reaction),
        tests=root.parts("tests", _test),
        medicines=root.parts("medicines", _medicine),
        earlier_sessions=root.parts("previous_desensitizations", _session),
    )
    _ask_about_days(root, case)
    return case


def _patient(part: Part) -> Patient:
    part.only(
        "age_years", "sex", "weight_kg", "pregnant", "conditions", "fev1_percent_predicted", "asthma_controlled",
        "haemodynamically_stable", "cardiac_disease", "temperature_c",
    )  # fmt: skip
    age = part.number("age_years", most=OLDEST_YEARS, unit="years")
    if age == 0:
        part.ask("READ-02", "age_years", "0 years says less than it could, so it was not used.",
                 "Enter an infant's age as a part of a year, such as 0.5.")  # fmt: skip
        age = None
    sex = _unless_unknown(part, "sex", SEXES)
    pregnant = part.yes_no("pregnant")
    if pregnant and sex == "male":
        part.ask("READ-04", "pregnant", "male and pregnant cannot both be true.", "Clear up which of the two is right.")
    return Patient(
        age_years=age,
        sex=sex,
        weight_kg=part.number("weight_kg", above=0, most=HEAVIEST_KG, unit="kg"),
        is_pregnant=pregnant,
        conditions=part.texts("conditions"),
        fev1_percent=part.number("fev1_percent_predicted", above=0, most=HIGHEST_FEV1, unit="% of predicted"),
        asthma_controlled=part.yes_no("asthma_controlled"),
        haemodynamically_stable=part.yes_no("haemodynamically_stable"),
        has_cardiac_disease=part.yes_no("cardiac_disease"),
        temperature_c=part.number("temperature_c", least=COLDEST_C, most=HOTTEST_C, unit="degrees Celsius"),
    )


def _unless_unknown(part: Part, key: str, words: dict[str, str]) -> str | None:
    text = part.text(key)
    return None if text is not None and text.casefold() in UNKNOWN_WORDS else part.word(key, words)


def _drug(part: Part) -> WantedDrug:
    part.only("name", "target_dose", "route", "product", "excipients")
    name = part.text("name")
    if name is None:
        part.refuse("name", "the name of the drug", part.data.get("name"))
    target = part.text("target_dose")
    if target is not None:
        try:
            rule = DoseRule.parse(target)
        except ValueError as error:
            msg = f"{part.where}.target_dose: {error}"
            raise UnreadableJson(msg) from error
        if isinstance(rule.amount, Volume):
            part.refuse("target_dose", "an amount of drug, such as 600 mg", target)
    return WantedDrug(
        name=name,
        target_dose=target,
        route=_unless_unknown(part, "route", ROUTES),
        product=part.text("product"),
        excipients=part.texts("excipients"),
    )


def _alternative(part: Part) -> Alternative:
    part.only("name", "acceptable", "reason")
    return Alternative(
        name=part.text("name") or "an alternative without a name",
        acceptable=part.yes_no("acceptable"),
        reason=part.text("reason"),
    )


def _reaction(part: Part) -> Reaction:
    part.only(
        "drug", "signs", "onset_minutes", "days_ago", "cycle", "sbp_lowest", "sbp_baseline", "spo2_lowest",
        "temperature_c", "treated_with", "epinephrine_after_minutes", "diagnosis", "danger_signs",
        "tryptase_acute_ng_ml", "tryptase_baseline_ng_ml", "il6_pg_ml",
    )  # fmt: skip
    written = part.texts("signs")
    signs, unread = read_signs(written or ())
    for word in unread:
        part.ask("READ-05", "signs", f"{word!r} is not on the list of signs, so it was not judged.",
                 "Say it in a sign of the list, or answer the danger signs.")  # fmt: skip
    return Reaction(
        drug=part.text("drug") or "",
        signs=None if written is None else signs,
        unread_signs=unread,
        onset_minutes=part.number("onset_minutes", unit="minutes"),
        days_ago=part.number("days_ago", most=OLDEST_YEARS * LONGEST_YEAR_DAYS, unit="days"),
        cycle=_whole(part, "cycle"),
        sbp_lowest=part.number("sbp_lowest", most=HIGHEST_PRESSURE, unit="mmHg"),
        sbp_baseline=part.number("sbp_baseline", least=1, most=HIGHEST_PRESSURE, unit="mmHg"),
        spo2_lowest=part.number("spo2_lowest", most=HIGHEST_PERCENT, unit="%"),
        temperature_c=part.number("temperature_c", least=COLDEST_C, most=HOTTEST_C, unit="degrees Celsius"),
        treated_with=part.texts("treated_with"),
        epinephrine_after_minutes=part.number("epinephrine_after_minutes", unit="minutes"),
        diagnosis=part.text("diagnosis"),
        danger=part.word("danger_signs", DANGERS) or Danger.UNKNOWN,
        tryptase_acute=part.number("tryptase_acute_ng_ml", unit="ng/mL"),
        tryptase_baseline=part.number("tryptase_baseline_ng_ml", unit="ng/mL"),
        il6=part.number("il6_pg_ml", unit="pg/mL"),
    )


def _whole(part: Part, key: str) -> int | None:
    value = part.number(key, above=0, unit="cycles")
    if value is not None and value.denominator != 1:
        part.refuse(key, "a whole number", value)
    return None if value is None else int(value)


def _test(part: Part) -> AllergyTest:
    part.only("kind", "result", "days_ago", "dose_fraction", "drug")
    return AllergyTest(
        kind=part.word("kind", KINDS),
        result=part.word("result", RESULTS),
        days_ago=part.number("days_ago", most=OLDEST_YEARS * LONGEST_YEAR_DAYS, unit="days"),
        dose_fraction=part.number("dose_fraction", above=0, unit="of the full dose"),
        drug=part.text("drug"),
    )


def _medicine(part: Part) -> Medicine:
    part.only("name", "last_dose_hours_ago", "indication", "held")
    name = part.text("name")
    if name is None:
        part.ask("READ-06", "name", "a medicine has no name.", "Enter the active ingredient.")
    return Medicine(
        name=name or "",
        last_dose_hours_ago=part.number("last_dose_hours_ago", unit="hours"),
        indication=part.text("indication"),
        is_held=part.yes_no("held"),
    )


def _session(part: Part) -> EarlierSession:
    part.only("days_ago", "protocol", "completed", "breakthrough")
    return EarlierSession(
        days_ago=part.number("days_ago", most=OLDEST_YEARS * LONGEST_YEAR_DAYS, unit="days"),
        protocol=part.text("protocol"),
        is_completed=part.yes_no("completed"),
        breakthrough=part.text("breakthrough"),
    )


def _ask_about_days(root: Part, case: Case) -> None:
    """Ask where something happened before the patient was born."""
    age = case.patient.age_years
    if age is None:
        return
    most = (age + 1) * Fraction(LONGEST_YEAR_DAYS)
    days = {
        "reactions": [item.days_ago for item in case.reactions or ()],
        "tests": [item.days_ago for item in case.tests or ()],
    }
    for key, items in days.items():
        for index, ago in enumerate(items):
            if ago is not None and ago > most:
                root.ask("READ-04", f"{key}[{index}].days_ago", "this was before the patient was born.",
                         "Check the age and the number of days.")  # fmt: skip
