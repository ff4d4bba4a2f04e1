"""Reports become files that the schema takes, and come back from them as they were."""

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from stepward.adapters.e2b.files import read_acknowledgement, read_batch, write_batch
from stepward.adapters.e2b.form import Node
from stepward.adapters.e2b.from_report import Envelope, NotReady, batch_of, file_of
from stepward.adapters.e2b.guarding import UnreadableXml
from stepward.adapters.e2b.icsr import Group
from stepward.adapters.e2b.places_case import BATCH
from stepward.adapters.e2b.places_drug import ALONE, BOTH
from stepward.adapters.e2b.rules import broken
from stepward.adapters.e2b.to_report import NoCase, report_of
from stepward.core.reports.parts import (
    CaseIdentity,
    DoseGiven,
    Drug,
    Expedited,
    Measured,
    NotStated,
    Person,
    Reaction,
    Role,
    Seriousness,
)
from stepward.core.reports.report import SafetyReport, nullify
from tests.adapters.e2b.whole import whole
from tests.core.reports.cases import COMPLETE, REACTION, START, SUSPECT, WHO, reports

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "e2b").glob("FAERS*.xml"))
ACKNOWLEDGEMENT = Path(__file__).parents[2] / "data" / "e2b" / "R3ack-positive.xml"
CASES = 10_000 if os.environ.get("STEPWARD_CAMPAIGN") == "soak" else 1_000
FDA = Envelope(number="B-1", sender="INVENTED", batch_receiver="ZZFDA", receiver="CDER", at=START + timedelta(days=30))


def as_told(report: SafetyReport) -> SafetyReport:
    """Give the report as a file can tell it: a denied criterion is one without information, an empty dose is none."""
    reactions = tuple(
        replace(
            each,
            seriousness=Seriousness(
                death=each.seriousness.death or None,
                life_threatening=each.seriousness.life_threatening or None,
                hospitalization=each.seriousness.hospitalization or None,
                disabling=each.seriousness.disabling or None,
                congenital=each.seriousness.congenital or None,
                other_important=each.seriousness.other_important or None,
                intervention=each.seriousness.intervention or None,
            ),
        )
        for each in report.reactions
    )
    kind = Expedited.FIFTEEN_DAY if report.expedited is True else Expedited.NOT_EXPEDITED
    drugs = tuple(
        replace(drug, doses=tuple(dose for dose in drug.doses if dose != DoseGiven())) for drug in report.drugs
    )
    return replace(report, reactions=reactions, drugs=drugs, local_kind=kind)


def test_generated_reports_are_valid_and_come_back_as_they_were() -> None:
    wrong = Counter[str]()
    for number, report in enumerate(reports(CASES)):
        envelope = replace(FDA, at=report.created + timedelta(days=30))
        content = file_of({f"M-{number}": report}, envelope)
        found = read_batch(content)
        wrong.update(found.invalid)
        wrong.update(found.left)
        again = report_of(found.batch.messages[0])
        wrong["another report"] += again != as_told(report)
        wrong["another file"] += write_batch(batch_of({f"M-{number}": again}, envelope)) != content

    assert +wrong == Counter()


def test_generated_cases_with_every_element_are_valid_and_come_back_as_they_were() -> None:
    chance, wrong, seen = random.Random(121), Counter[str](), set[str]()  # noqa: S311 - invented cases
    for number, report in enumerate(reports(CASES, seed=10)):
        envelope = replace(FDA, at=report.created + timedelta(days=30))
        batch = whole(batch_of({f"M-{number}": report}, envelope), chance)
        content = write_batch(batch)
        found = read_batch(content)
        wrong.update(found.invalid)
        wrong.update(found.left)
        wrong.update(fault.words for fault in broken(batch, envelope.at) if fault.is_rejection)
        wrong["another case"] += found.batch != batch
        wrong["another file"] += write_batch(found.batch) != content
        seen.update(*(group.values for group in found.batch.messages[0].everywhere()))

    assert +wrong == Counter()
    assert places_of(BATCH) - seen - IN_HEADER == NEVER_DRAWN


def places_of(node: Node) -> set[str]:
    own = {number.removeprefix(ALONE).removeprefix(BOTH) for number in node.holds.values()}
    return own.union(*(places_of(child) for child in node.children))


IN_HEADER = {"N.1.1", "N.1.2", "N.1.3", "N.1.4", "N.1.5"}
NEVER_DRAWN = {"C.1.6.1.r.2.compression"}
"""What no case above may hold, for it would be rejected (R0010)."""


def test_who_caused_what_is_kept_though_the_drug_is_not_there() -> None:
    stray = Group({"G.k.9.i.2.r.3": "Suspected", "G.k.9.i.1": "R-1", "G.k.id": "D-1"})
    batch = batch_of({"M-1": COMPLETE}, FDA)
    case = Group(batch.messages[0].values, {**batch.messages[0].parts, "G.k.9.i.2": (stray,)})
    once = read_batch(write_batch(replace(batch, messages=(case,))))
    assert once.batch.messages == (case,)
    assert read_batch(write_batch(once.batch)).batch == once.batch


def test_h_32_what_is_told_of_the_parent_is_not_told_of_the_patient() -> None:
    batch = batch_of({"M-1": COMPLETE}, FDA)
    parent = Group({"D.10.6": "2", "D.10.4": "61"})
    case = Group(batch.messages[0].values, {**batch.messages[0].parts, "D.10": (parent,)})
    told = read_batch(write_batch(replace(batch, messages=(case,)))).batch.messages[0]
    assert (told.text("D.3"), told.each("D.10")[0].text("D.10.4")) == ("68.5", "61")


@pytest.mark.parametrize(("number", "kind"), [("G.k.9.i.3.1", b"SAS"), ("G.k.9.i.3.2", b"SAE")])
def test_h_32_the_time_to_a_reaction_says_from_which_dose_it_counts(number: str, kind: bytes) -> None:
    batch = batch_of({"M-1": COMPLETE}, FDA)
    case = batch.messages[0]
    assessed = Group({"G.k.9.i.1": case.each("E.i")[0].text("E.i.id"), f"{number}a": "30", f"{number}b": "min"})
    drug = case.each("G.k")[0]
    told = Group(drug.values, {**drug.parts, "G.k.9.i": (assessed,)})
    content = write_batch(replace(batch, messages=(Group(case.values, {**case.parts, "G.k": (told,)}),)))
    written = content.split(b"<outboundRelationship1 typeCode=", 1)[1]
    assert written.startswith(b'"' + kind + b'"')
    assert b'<pauseQuantity value="30" unit="min"/>' in written[:200]


def test_several_reports_go_into_one_file() -> None:
    several = {f"M-{number}": report for number, report in enumerate(reports(3))}
    found = read_batch(file_of(several, FDA))
    assert found.invalid == ()
    assert [report_of(each).case.unique for each in found.batch.messages] == [
        each.case.unique for each in several.values()
    ]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_read_and_what_was_read_comes_back(sample: Path) -> None:
    found = read_batch(sample.read_bytes())
    again = read_batch(write_batch(found.batch))

    assert found.invalid == again.invalid == ()
    assert again.batch == found.batch
    assert again.left == ()
    report = report_of(found.batch.messages[0])
    assert report.case.unique.startswith("US-APHARMA-")
    assert report_of(again.batch.messages[0]) == report


def test_the_samples_are_there() -> None:
    assert [path.stem for path in SAMPLES] == [
        "FAERS2022Scenario1",
        "FAERS2022Scenario2",
        "FAERS2022Scenario3",
        "FAERS2022Scenario5-1",
        "FAERS2022Scenario5-2",
        "FAERS2022Scenario7",
    ]


def test_a_sample_says_what_its_author_wrote() -> None:
    report = report_of(read_batch(SAMPLES[0].read_bytes()).batch.messages[0])

    assert report.patient.initials == "JD"
    assert report.patient.races == ("C41260", "C41219")
    assert [drug.product for drug in report.drugs] == ["Drug A", "Drug B", "Drug C"]
    assert [drug.role for drug in report.drugs] == [Role.SUSPECT, Role.SUSPECT, Role.CONCOMITANT]
    assert report.drugs[0].authorization == "NDA012345"
    assert [each.seriousness.disabling for each in report.reactions] == [True, None]
    assert report.sender.person.organization == "Big Pharma Drug"
    assert report.reporters[0].person.email == "alladdresses@site.com"


def test_what_is_not_kept_is_named() -> None:
    marked = SAMPLES[0].read_bytes().replace(b"<family>", b"<suffix>Jr (invented)</suffix><family>", 1)
    found = read_batch(marked)
    assert found.invalid == ()
    assert [path for path in found.left if "suffix" in path] == ["assignedEntity/assignedPerson/name/suffix"]


def test_a_report_that_lacks_much_says_all_at_once_and_writes_nothing() -> None:
    empty = SafetyReport(
        case=CaseIdentity(country="US", sender="INVENTED", number="1"), created=START, reactions=(Reaction(),)
    )
    with pytest.raises(NotReady) as refused:
        file_of({"M-1": empty, "M-2": replace(COMPLETE, narrative=None)}, FDA)
    fields = [each.field for each in refused.value.missing]
    assert {"kind", "received", "reporters", "reactions.0.meddra", "reactions.0.outcome", "drugs"} <= set(fields)
    assert fields[-1] == "narrative"
    assert all(each.words in str(refused.value) for each in refused.value.missing)


def test_without_a_code_of_the_dictionary_nothing_is_written() -> None:
    with pytest.raises(NotReady, match="MedDRA") as refused:
        file_of({"M-1": replace(COMPLETE, reactions=(replace(REACTION, meddra=None),))}, FDA)
    assert [each.field for each in refused.value.missing] == ["reactions.0.meddra"]


def test_what_the_receiver_would_reject_is_not_written() -> None:
    too_long = replace(COMPLETE, sender=replace(COMPLETE.sender, person=replace(WHO, city="x" * 36)))
    with pytest.raises(NotReady) as refused:
        file_of({"M-1": too_long}, FDA)
    assert [each.element for each in refused.value.faults] == ["C.3.4.2"]


def test_a_number_that_no_field_holds_and_a_sign_that_no_file_carries_are_told() -> None:
    tiny = DoseGiven(amount=Measured(value=Fraction(1, 10**9), unit="mg"))
    with pytest.raises(NotReady, match="cannot be written in 8 characters"):
        file_of({"M-1": replace(COMPLETE, drugs=(replace(SUSPECT, doses=(tiny,)),))}, FDA)
    with pytest.raises(NotReady, match=r"H\.1 holds a sign that no file can carry"):
        file_of({"M-1": replace(COMPLETE, narrative="It began\x0b at once.")}, FDA)


def test_a_dose_that_says_nothing_is_not_written() -> None:
    drug = replace(SUSPECT, doses=(DoseGiven(), *SUSPECT.doses, DoseGiven()))
    told = report_of(read_batch(file_of({"M-1": replace(COMPLETE, drugs=(drug,))}, FDA)).batch.messages[0])
    assert told.drugs[0].doses == SUSPECT.doses


def test_blanks_around_words_are_not_kept() -> None:
    content = file_of({"M-1": replace(COMPLETE, narrative="  It began.\n", sender_comments="  ")}, FDA)
    told = report_of(read_batch(content).batch.messages[0])
    assert (told.narrative, told.sender_comments) == ("It began.", None)


def test_damaged_files_are_read_or_refused_and_nothing_else() -> None:
    chance = random.Random(98)  # noqa: S311 - damage, not secrets
    outcomes = Counter[str]()
    for _ in range(400):
        content = bytearray(chance.choice(SAMPLES).read_bytes())
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(content))
            match chance.randrange(3):
                case 0:
                    content[at] = chance.randrange(256)
                case 1:
                    del content[at : at + chance.randint(1, 40)]
                case _:
                    content[at:at] = content[: chance.randint(1, 40)]
        try:
            batch = read_batch(bytes(content)).batch
            broken(batch, FDA.at)
            for message in batch.messages:
                report_of(message)
            outcomes["read"] += 1
        except (UnreadableXml, NoCase):
            outcomes["refused"] += 1
    assert set(outcomes) == {"read", "refused"}


def test_a_drug_without_a_part_is_not_guessed() -> None:
    message = read_batch(
        SAMPLES[0]
        .read_bytes()
        .replace(b'<value xsi:type="CE" code="2" displayName="Concomitant"', b'<value xsi:type="CE" code="8"')
    ).batch.messages[0]
    with pytest.raises(NoCase, match="what part Drug C played"):
        report_of(message)


def test_no_version_changes_the_identity_of_the_case() -> None:
    gone = nullify(COMPLETE, "Sent twice.", at=START + timedelta(days=9))
    found = read_batch(file_of({"M-2": gone}, FDA))
    assert found.invalid == ()
    assert report_of(found.batch.messages[0]).case == replace(gone.case, version=1)


def test_a_treatment_is_told_in_the_narrative_once() -> None:
    given = Drug(role=Role.TREATMENT, product="Invented epinephrine", doses=(DoseGiven(text="0.3 mg"),))
    told = report_of(batch_of({"M": replace(COMPLETE, drugs=(*COMPLETE.drugs, given))}, FDA).messages[0])
    assert told.narrative == f"{COMPLETE.narrative}\nTreatment of the reaction: Invented epinephrine 0.3 mg."
    assert [drug.product for drug in told.drugs] == [drug.product for drug in COMPLETE.drugs]
    named = replace(COMPLETE, narrative="Invented epinephrine was given.", drugs=(*COMPLETE.drugs, given))
    assert report_of(batch_of({"M": named}, FDA).messages[0]).narrative == "Invented epinephrine was given."


def test_allergies_are_told_with_the_history() -> None:
    patient = replace(COMPLETE.patient, history=NotStated.UNKNOWN, allergies=("ceftazidime", "latex"))
    told = report_of(batch_of({"M": replace(COMPLETE, patient=patient)}, FDA).messages[0])
    assert told.patient.history == "Allergies: ceftazidime; latex."


def test_h_32_doses_come_back_with_their_numbers_and_units() -> None:
    amounts = [Measured(value=Fraction(number), unit=unit) for number, unit in (("0.00125", "mg"), ("7.5", "ug"))]
    drug = replace(SUSPECT, doses=tuple(DoseGiven(amount=amount) for amount in amounts), until_reaction=amounts[0])
    told = report_of(read_batch(file_of({"M": replace(COMPLETE, drugs=(drug,))}, FDA)).batch.messages[0])
    assert [dose.amount for dose in told.drugs[0].doses] == amounts
    assert told.drugs[0].until_reaction == amounts[0]


def test_an_address_that_nobody_gave_is_not_a_telephone() -> None:
    who = Person(organization="Invented", country="US", telephone="+1 555 0100", email=NotStated.ASKED)
    report = replace(COMPLETE, reporters=(replace(COMPLETE.reporters[0], person=who),))
    again = report_of(read_batch(file_of({"M": report}, FDA)).batch.messages[0])
    assert again.reporters[0].person == who


def test_a_case_without_a_number_of_the_right_form_is_not_read() -> None:
    message = batch_of({"M": COMPLETE}, FDA).messages[0]
    with pytest.raises(NoCase, match=r"C\.1\.1"):
        report_of(replace(message, values=dict(message.values) | {"C.1.1": "8744554B"}))
    with pytest.raises(NoCase, match=r"C\.1\.2"):
        report_of(replace(message, values=dict(message.values) | {"C.1.2": "2026"}))


def test_an_acknowledgement_says_what_was_taken() -> None:
    batch, report = read_acknowledgement(ACKNOWLEDGEMENT.read_bytes())
    assert (batch.is_batch, batch.code, batch.is_taken) == (True, "AA", True)
    assert batch.number == "FAERS2022Scenario1-4069-a2dd-08002b30309d"
    assert (report.is_batch, report.code, report.is_taken) == (False, "CA", True)
    assert report.words == ("Report Loaded Successfully",)


def test_an_acknowledgement_says_what_was_refused() -> None:
    content = ACKNOWLEDGEMENT.read_bytes().replace(b'typeCode="CA"', b'typeCode="CR"')
    assert [each.is_taken for each in read_acknowledgement(content)] == [True, False]


def test_a_report_is_no_acknowledgement() -> None:
    with pytest.raises(UnreadableXml, match="Expected MCCI_IN200101UV01"):
        read_acknowledgement(SAMPLES[0].read_bytes())
