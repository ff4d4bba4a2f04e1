"""What a name leaves open: kin, classes, several drugs and words that are not on the list."""

import pytest

from tests.core.screening.tables import Row, row, said

KIN = {"drug.name": "cabazitaxel", "reactions.0.drug": "docetaxel"}
BARS = {"diagnosis": "SJS", "danger_signs": "present"}
ROWS = (
    row(
        "NAME-01",
        "a blistering reaction to kin",
        "CAUTION needs-answers - COMMON-NAMES",
        {**KIN, "reactions.0.diagnosis": "SJS"},
        tells="cabazitaxel and docetaxel are of one family: Taxanes, with cabazitaxel.",
    ),
    row(
        "NAME-01",
        "danger signs",
        "CAUTION needs-answers - COMMON-NAMES",
        {**KIN, "reactions.0.danger_signs": "present"},
    ),
    row("NAME-01", "danger unknown", "CAUTION needs-answers - COMMON-NAMES", {**KIN, "reactions.0.danger_signs": None}),
    row(
        "NAME-01", "signs that bar", "CAUTION needs-answers - COMMON-NAMES", {**KIN, "reactions.0.signs": ["blisters"]}
    ),
    row(
        "NAME-01",
        "a diagnosis among the signs",
        "CAUTION needs-answers - COMMON-NAMES",
        {**KIN, "reactions.0.signs": ["hives", "possible SJS"]},
    ),
    row("NAME-01", "a harmless reaction to kin", "CAUTION proceed-with-conditions - COMMON-NAMES", KIN),
    row(
        "NAME-01",
        "a family with a source",
        "CAUTION proceed-with-conditions - MACROLIDE-REVIEW-2019",
        {"drug.name": "azithromycin", "reactions.0.drug": "erythromycin"},
    ),
    row(
        "NAME-01",
        "a class that cross-reacts",
        "",
        {"drug.name": "pegaspargase", "reactions.0.drug": "asparaginase"},
    ),
    row("NAME-01", "another drug", "", {"reactions.1": {"drug": "famotidine", "signs": ["hives"], **BARS}}),
    row(
        "NAME-02",
        "a class is wanted",
        "CAUTION needs-answers - STEPWARD-METHOD",
        {"drug.name": "cephalosporin", "reactions.0.drug": "cefazolin"},
        tells="Cephalosporins",
    ),
    row("NAME-02", "a drug is wanted", "", {}),
    row("NAME-02", "an unknown drug", "", {"drug.name": "nosuchdrug"}),
    row(
        "NAME-03",
        "the class of the drug",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"drug.name": "amoxicillin", "reactions.0.drug": "penicillin"},
        tells="Penicillins",
    ),
    row(
        "NAME-03",
        "a class of kin",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"drug.name": "cefazolin", "reactions.0.drug": "penicillins"},
    ),
    row("NAME-03", "a class that does not matter", "", {"reactions.1": {"drug": "sulfa", "signs": ["hives"], **BARS}}),
    row("NAME-03", "a drug by name", "", {"drug.name": "amoxicillin", "reactions.0.drug": "ampicillin"}),
    row("NAME-03", "an unknown drug", "", {"reactions.0.drug": "nosuchdrug"}),
    row(
        "NAME-04",
        "a class is taken",
        "NOTE proceed - STEPWARD-METHOD",
        {"medicines": [{"name": "statin"}]},
        tells="Statins",
    ),
    row("NAME-04", "a drug is taken", "", {"medicines": [{"name": "simvastatin"}]}),
    row("NAME-04", "medicines unknown", "", {"medicines": None}),
    row(
        "NAME-05",
        "two drugs",
        "CAUTION needs-answers - STEPWARD-METHOD",
        {"drug.name": "carboplatin/paclitaxel"},
        tells="carboplatin and paclitaxel",
    ),
    row(
        "NAME-05",
        "a drug and a class",
        "CAUTION needs-answers - STEPWARD-METHOD",
        {"drug.name": "carboplatin + taxane"},
    ),
    row("NAME-05", "two names of one drug", "", {"drug.name": "paclitaxel (Taxol)", "reactions.0.drug": "Taxol"}),
    row("NAME-05", "one product of two", "", {"drug.name": "trimethoprim/sulfamethoxazole"}),
    row("NAME-05", "an unknown part", "", {"drug.name": "carboplatin/nosuchdrug"}),
    row(
        "NAME-06",
        "beside the wanted drug",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"drug.name": "carboplatin/nosuchdrug"},
        tells="Not on the list: nosuchdrug.",
    ),
    row(
        "NAME-06",
        "beside a medicine",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"medicines": [{"name": "amlodipine nosuchdrug"}]},
        tells="is read as amlodipine",
    ),
    row(
        "NAME-06",
        "beside what reacted",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"reactions.0.drug": "Paraplatin nosuchdrug"},
    ),
    row("NAME-06", "strength, form and salt", "", {"drug.name": "carboplatin 10 mg/mL concentrate for infusion"}),
    row("NAME-06", "medicines unknown", "", {"medicines": None}),
    row(
        "NAME-07",
        "another drug",
        "CAUTION needs-answers - STEPWARD-METHOD",
        {"drug.product": "Taxol 6 mg/mL"},
        tells="names paclitaxel",
    ),
    row(
        "NAME-07",
        "more than the drug",
        "CAUTION needs-answers - STEPWARD-METHOD",
        {"drug.product": "carboplatin/Taxol"},
    ),
    row("NAME-07", "the drug by its brand", "", {"drug.product": "Paraplatin 10 mg/mL"}),
    row("NAME-07", "a product of two", "", {"drug.name": "TMP-SMX", "drug.product": "Bactrim"}),
    row("NAME-07", "a product that is unknown", "", {"drug.product": "own batch"}),
    row("NAME-07", "no product", "", {"drug.product": None}),
    row("NAME-07", "an unknown drug", "", {"drug.name": "nosuchdrug", "drug.product": "Taxol"}),
    row(
        "BAR-03",
        "SJS by a class with the drug in it",
        "BLOCK blocked - GLOBALRPH-12-STEP",
        {"drug.name": "cefazolin", "reactions.0.drug": "cephalosporin", "reactions.0.diagnosis": "SJS"},
    ),
    row(
        "BAR-03",
        "SJS after the drug with its strength",
        "BLOCK blocked - GLOBALRPH-12-STEP",
        {
            "drug.name": "methylprednisolone",
            "reactions.0.drug": "Depo-Medrol 80 mg",
            "reactions.0.diagnosis": "SJS",
        },
    ),
    row(
        "BAR-07",
        "kin",
        "",
        {**KIN, "reactions.0.diagnosis": "SJS"},
    ),
    row(
        "PEN-01", "a class that is no penicillin", "", {"drug.name": "cephalosporin", "reactions.0.drug": "penicillin"}
    ),
    row(
        "MED-01",
        "beta-blockers by their class",
        "CAUTION proceed-with-conditions icu VITALITE",
        {"medicines": [{"name": "beta-blocker"}]},
    ),
    row(
        "PRE-07",
        "the class of a premedicine",
        "CAUTION proceed-with-conditions - STEPWARD-METHOD",
        {"reactions.1": {"drug": "antihistamines", "signs": ["hives"], "danger_signs": "none"}},
        gives=(("cetirizine", 30),),
        premedication="routine",
    ),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_naming_row(one: Row) -> None:
    assert said(one) == one.says
