"""Medicines that interfere: what each class leads to, held or not, as drops, or not on the list."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.adapters.catalogue.substance_files import substances
from stepward.core.findings import Severity
from stepward.core.screening import case as cases
from stepward.core.screening.assessment import Assessment, CareLevel
from stepward.core.screening.case import Case, Medicine, Patient, WantedDrug
from stepward.core.screening.look import Knowledge
from stepward.core.screening.medicines import CLASS_EFFECTS
from stepward.core.screening.policy import Policy
from stepward.core.screening.screening import screen

KNOWLEDGE = Knowledge(substances=substances())
ADULT = Patient(age_years=Fraction(56))
NAMES = [
    "metoprolol",
    "timolol eye drops",
    "ramipril",
    "doxazosin",
    "cetirizine",
    "aspirin",
    "nosuchdrug",
    "",
    "Cosopt",
]
MEDICINES = st.builds(
    Medicine,
    name=st.sampled_from(NAMES),
    is_held=st.sampled_from([None, True, False]),
    last_dose_hours_ago=st.sampled_from([None, Fraction(6), Fraction(72)]),
)


def case(*medicines: Medicine, **facts: object) -> Case:
    """Make a case with these medicines."""
    wanted = WantedDrug(name="carboplatin", route="intravenous")
    made = Case(id="c1", patient=ADULT, drug=wanted, medicines=medicines)
    return replace(made, **facts)  # type: ignore[arg-type] # names of Case's own fields


def screened(given_case: Case, policy: Policy | None = None) -> Assessment:
    return screen(given_case, policy or shipped_policy(), KNOWLEDGE)


def found(assessment: Assessment) -> dict[str, Severity]:
    return {item.code: item.severity for item in assessment.findings if item.code.startswith("MED-")}


@pytest.mark.parametrize(
    ("name", "held", "hours", "code", "severity", "care"),
    [
        ("metoprolol", None, None, "MED-01", Severity.CAUTION, CareLevel.ICU),
        ("metoprolol", False, 72, "MED-01", Severity.CAUTION, CareLevel.ICU),
        ("metoprolol", None, 72, "MED-01", Severity.CAUTION, CareLevel.ICU),
        ("Toprol-XL", None, 6, "MED-01", Severity.CAUTION, CareLevel.ICU),
        ("timolol", None, None, "MED-01", Severity.CAUTION, CareLevel.ICU),
        ("metoprolol", True, 6, "MED-23", Severity.CAUTION, CareLevel.OUTPATIENT),
        ("metoprolol", True, None, "MED-22", Severity.CAUTION, CareLevel.OUTPATIENT),
        ("metoprolol", True, 0, "MED-21", Severity.CAUTION, CareLevel.ICU),
        ("timolol eye drops", None, None, "MED-03", Severity.CAUTION, CareLevel.OUTPATIENT),
        ("Timoptic", None, None, "MED-03", Severity.CAUTION, CareLevel.OUTPATIENT),
        ("Cosopt", None, None, "MED-03", Severity.CAUTION, CareLevel.OUTPATIENT),
        ("ramipril", None, None, "MED-04", Severity.CAUTION, CareLevel.OUTPATIENT),
        ("ramipril", True, None, "MED-04", Severity.NOTE, CareLevel.OUTPATIENT),
        ("doxazosin", None, None, "MED-05", Severity.CAUTION, CareLevel.OUTPATIENT),
        ("phenelzine", None, None, "MED-06", Severity.CAUTION, CareLevel.OUTPATIENT),
        ("amitriptyline", None, None, "MED-07", Severity.CAUTION, CareLevel.OUTPATIENT),
        ("cetirizine", None, None, "MED-08", Severity.NOTE, CareLevel.OUTPATIENT),
        ("prednisone", None, None, "MED-09", Severity.NOTE, CareLevel.OUTPATIENT),
        ("ibuprofen", None, None, "MED-16", Severity.NOTE, CareLevel.OUTPATIENT),
        ("losartan", None, None, "MED-17", Severity.NOTE, CareLevel.OUTPATIENT),
        ("nosuchdrug", None, None, "MED-20", Severity.CAUTION, CareLevel.OUTPATIENT),
        ("", None, None, "MED-20", Severity.CAUTION, CareLevel.OUTPATIENT),
    ],
)
def test_what_a_medicine_leads_to(
    *, name: str, held: bool | None, hours: int | None, code: str, severity: Severity, care: CareLevel
) -> None:
    hours_ago = None if hours is None else Fraction(hours)
    said = screened(case(Medicine(name=name, is_held=held, last_dose_hours_ago=hours_ago)))
    assert found(said)[code] is severity
    assert said.care_level is care
    assert [item.name for item in said.medicines] == [name]


@pytest.mark.parametrize("name", ["metformin", "budesonide inhaler", "diclofenac gel"])
def test_a_medicine_without_a_rule_is_listed_and_asks_nothing(name: str) -> None:
    said = screened(case(Medicine(name=name)))
    assert found(said) == {}
    assert said.medicines[0].is_known


def test_a_medicine_that_is_not_on_the_list_asks_about_names_like_it() -> None:
    said = screened(case(Medicine(name="metroprolol")))
    message = next(item.message for item in said.findings if item.code == "MED-20")
    assert "Nothing was checked" in message
    assert "metoprolol" in message
    assert not said.medicines[0].is_known


def test_the_danger_of_stopping_stands_beside_the_question_to_the_prescriber() -> None:
    said = screened(case(Medicine(name="metoprolol")))
    finding = next(item for item in said.findings if item.code == "MED-01")
    assert "more harm" in finding.message
    assert finding.action.startswith("Ask the prescriber")
    assert {"TEJEDOR-2018", "STURM-2021"} <= {finding.source, *finding.also}


def test_the_unit_that_leaves_it_to_the_supervisor_still_gets_the_question() -> None:
    shipped_choices = shipped_policy().choices
    choice = replace(shipped_choices["beta-blocker"], chosen="supervisor")
    policy = Policy(version="2", choices={**shipped_choices, "beta-blocker": choice})
    said = screened(case(Medicine(name="metoprolol")), policy)
    assert found(said)["MED-01"] is Severity.CAUTION
    assert said.care_level is CareLevel.OUTPATIENT


@pytest.mark.parametrize("name", ["metoprolol", "timolol eye drops"])
def test_glucagon_is_shown_with_all_its_doses_and_none_is_a_default(name: str) -> None:
    said = screened(case(Medicine(name=name)))
    message = next(item.message for item in said.findings if item.code == "MED-18")
    for option in shipped_policy().choices["glucagon-adult"].options:
        assert option.words in message
    assert "secondary" in message
    assert "child" not in message


def test_a_dose_of_glucagon_for_a_child_is_said_to_be_missing() -> None:
    child = Patient(age_years=Fraction(7))
    said = screened(case(Medicine(name="metoprolol"), patient=child))
    assert "A dose for a child is not sourced" in next(i.message for i in said.findings if i.code == "MED-18")


@pytest.mark.parametrize(
    ("result", "name", "asks"),
    [
        (cases.TestResult.NEGATIVE, "cetirizine", True),
        (cases.TestResult.POSITIVE, "cetirizine", False),
        (cases.TestResult.NEGATIVE, "prednisone", False),
        (cases.TestResult.NEGATIVE, "amitriptyline", True),
    ],
)
def test_a_negative_skin_test_under_what_suppresses_it_asks(*, result: cases.TestResult, name: str, asks: bool) -> None:
    tests = (cases.AllergyTest(kind=cases.TestKind.SKIN, result=result),)
    assert ("MED-19" in found(screened(case(Medicine(name=name), tests=tests)))) is asks


def test_no_list_of_medicines_is_asked_for_and_an_empty_one_is_not() -> None:
    unknown, none = screened(case(medicines=None)), screened(case())
    assert any(item.code == "ASK-01" and "medicines" in item.message for item in unknown.findings)
    assert not any("medicines" in item.message for item in none.findings)
    assert found(none) == {}


def test_never_says_to_stop_a_medicine() -> None:
    for name in NAMES:
        for item in screened(case(Medicine(name=name))).findings:
            assert not item.action.lower().startswith(("stop", "hold"))


def test_every_class_and_source_is_on_file() -> None:
    sources = set(shipped.sources())
    for effect in CLASS_EFFECTS:
        assert substances().drug_class(effect.class_id).source in sources
        assert {effect.source, *effect.also} <= sources
    said = screened(case(*(Medicine(name=name) for name in NAMES)))
    assert {source for item in said.findings for source in (item.source, *item.also)} <= sources


@given(st.lists(MEDICINES, max_size=4), MEDICINES)
def test_one_more_medicine_never_lightens_the_place_or_the_verdict(first: list[Medicine], one: Medicine) -> None:
    before, after = screened(case(*first)), screened(case(*first, one))
    assert after.care_level.rank >= before.care_level.rank
    assert after.verdict.rank >= before.verdict.rank
