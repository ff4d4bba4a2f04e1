"""Excipients: held, not held and unknown."""

import pytest

from tests.core.screening.tables import Row, row, said

ROWS = (
    row(
        "EXC-01",
        "held",
        "CAUTION proceed-with-conditions - DOCETAXEL-PRESCRIBING",
        {
            "drug.name": "docetaxel",
            "reactions.0.drug": "docetaxel",
            "drug.excipients": None,
            "drug.product": "Taxotere",
            "patient.conditions": ["polysorbate 80 anaphylaxis"],
        },
    ),
    row(
        "EXC-01",
        "not on record",
        "",
        {
            "drug.name": "docetaxel",
            "reactions.0.drug": "docetaxel",
            "drug.excipients": None,
            "drug.product": "Taxotere",
        },
    ),
    row(
        "EXC-02",
        "related held",
        "CAUTION proceed-with-conditions - STONE-2018",
        {
            "drug.name": "docetaxel",
            "reactions.0.drug": "docetaxel",
            "drug.excipients": None,
            "drug.product": "Taxotere",
            "patient.conditions": ["allergy to macrogol"],
        },
    ),
    row(
        "EXC-02",
        "a tube is no allergy",
        "",
        {
            "drug.name": "docetaxel",
            "reactions.0.drug": "docetaxel",
            "drug.excipients": None,
            "drug.product": "Taxotere",
            "patient.conditions": ["PEG tube"],
        },
    ),
    row(
        "EXC-03",
        "another drug holds it",
        "CAUTION proceed-with-conditions - PACLITAXEL-SOLVENT-WARNING",
        {"drug.name": "paclitaxel", "reactions.0.drug": "teniposide", "drug.excipients": None, "drug.product": "Taxol"},
    ),
    row(
        "EXC-03",
        "the same drug",
        "",
        {"drug.name": "paclitaxel", "reactions.0.drug": "paclitaxel", "drug.excipients": None, "drug.product": "Taxol"},
    ),
    row(
        "EXC-04",
        "the same drug",
        "NOTE proceed - PACLITAXEL-LABEL-HYPERSENSITIVITY",
        {"drug.name": "paclitaxel", "reactions.0.drug": "paclitaxel", "drug.excipients": None, "drug.product": "Taxol"},
    ),
    row(
        "EXC-04",
        "another product",
        "",
        {
            "drug.name": "paclitaxel",
            "reactions.0.drug": "paclitaxel",
            "drug.excipients": None,
            "drug.product": "Abraxane",
        },
    ),
    row(
        "EXC-05",
        "two grave ones",
        "NOTE proceed - BRUUSGAARD-2022",
        {
            "reactions.0.signs": ["hives", "wheeze"],
            "reactions.1": {"drug": "famotidine", "signs": ["hives", "wheeze"], "danger_signs": "none"},
        },
    ),
    row("EXC-05", "one grave one", "", {"reactions.0.signs": ["hives", "wheeze"]}),
    row(
        "EXC-06",
        "negative test",
        "NOTE proceed - BRUUSGAARD-2022",
        {"reactions.0.signs": ["hives", "wheeze"], "tests": [{"kind": "skin", "result": "negative", "days_ago": 10}]},
    ),
    row("EXC-06", "positive test", "", {"reactions.0.signs": ["hives", "wheeze"]}),
    row(
        "EXC-06",
        "result unknown",
        "",
        {"reactions.0.signs": ["hives", "wheeze"], "tests": [{"kind": "skin", "days_ago": 10}]},
    ),
    row(
        "EXC-07",
        "product not on file",
        "NOTE proceed - STEPWARD-METHOD",
        {
            "drug.name": "docetaxel",
            "reactions.0.drug": "docetaxel",
            "drug.excipients": None,
            "drug.product": "Own Generic",
        },
    ),
    row(
        "EXC-07",
        "on file",
        "",
        {
            "drug.name": "docetaxel",
            "reactions.0.drug": "docetaxel",
            "drug.excipients": None,
            "drug.product": "Taxotere",
        },
    ),
    row(
        "EXC-08",
        "not on the list",
        "NOTE proceed - STEPWARD-METHOD",
        {"drug.name": "docetaxel", "reactions.0.drug": "docetaxel", "drug.excipients": ["stardust"]},
    ),
    row(
        "EXC-08",
        "on the list",
        "",
        {"drug.name": "docetaxel", "reactions.0.drug": "docetaxel", "drug.excipients": ["Tween 80"]},
    ),
    row(
        "EXC-09",
        "product unknown",
        "NOTE proceed - PACLITAXEL-LABEL-HYPERSENSITIVITY",
        {"drug.name": "paclitaxel", "reactions.0.drug": "paclitaxel", "drug.excipients": None},
    ),
    row(
        "EXC-09",
        "product named",
        "",
        {"drug.name": "paclitaxel", "reactions.0.drug": "paclitaxel", "drug.excipients": None, "drug.product": "Taxol"},
    ),
    row(
        "EXC-10",
        "another product",
        "NOTE proceed - PACLITAXEL-LABEL-HYPERSENSITIVITY",
        {
            "drug.name": "paclitaxel",
            "reactions.0.drug": "paclitaxel",
            "drug.excipients": None,
            "drug.product": "Abraxane",
        },
    ),
    row(
        "EXC-10",
        "the same product",
        "",
        {"drug.name": "paclitaxel", "reactions.0.drug": "paclitaxel", "drug.excipients": None, "drug.product": "Taxol"},
    ),
    row("EXC-11", "sulfite allergy", "NOTE proceed - SULFITE-REVIEW", {"patient.conditions": ["sulfite allergy"]}),
    row("EXC-11", "none", "", {}),
    row("EXC-11", "unknown", "", {"patient.conditions": None}),
    row(
        "EXC-12",
        "left out",
        "NOTE proceed - PACLITAXEL-LABEL-HYPERSENSITIVITY",
        {"drug.name": "paclitaxel", "reactions.0.drug": "paclitaxel", "drug.excipients": [], "drug.product": "Taxol"},
    ),
    *(
        row(
            "EXC-01",
            f"held, the product written {product}",
            "CAUTION proceed-with-conditions - METHYLPREDNISOLONE-ACETATE-MONOGRAPH",
            {
                "drug.name": drug,
                "drug.product": product,
                "drug.excipients": None,
                "patient.conditions": ["PEG allergy"],
            },
        )
        for drug, product in (
            ("methylprednisolone", "Depo-Medrol 80 mg"),
            ("methylprednisolone", "Depo Medrol 40 mg/mL injection"),
            ("Depo-Medrol 80 mg", None),
        )
    ),
    *(
        row(
            "EXC-01",
            f"held, the label says {line}",
            "CAUTION proceed-with-conditions - DOCETAXEL-PRESCRIBING",
            {"drug.excipients": [line], "patient.conditions": ["allergy to Tween 80"]},
        )
        for line in ("polysorbate 80 (Tween 80) 25 mg/mL", "water, polysorbate 80")
    ),
    row(
        "EXC-04",
        "a product by its brand and strength",
        "NOTE proceed - PACLITAXEL-LABEL-HYPERSENSITIVITY",
        {
            "drug.name": "paclitaxel",
            "reactions.0.drug": "Taxol 30 mg/5 mL",
            "drug.excipients": None,
            "drug.product": "Taxol 6 mg/mL concentrate",
        },
    ),
    row(
        "EXC-04",
        "another product by its brand and strength",
        "",
        {
            "drug.name": "paclitaxel",
            "reactions.0.drug": "paclitaxel",
            "drug.excipients": None,
            "drug.product": "Abraxane 100 mg vial",
        },
    ),
    row(
        "EXC-04",
        "a product that is not on file is not guessed",
        "",
        {
            "drug.name": "paclitaxel",
            "reactions.0.drug": "paclitaxel",
            "drug.excipients": None,
            "drug.product": "liposomal paclitaxel 30 mg",
        },
    ),
    row(
        "EXC-07",
        "a product that is not on file is not guessed",
        "NOTE proceed - STEPWARD-METHOD",
        {
            "drug.name": "docetaxel",
            "reactions.0.drug": "docetaxel",
            "drug.excipients": None,
            "drug.product": "docetaxel bound to nanoparticles",
        },
    ),
    *(
        row(
            "EXC-12",
            state,
            "CAUTION proceed-with-conditions - DOCETAXEL-PRESCRIBING",
            {"drug.name": "docetaxel", "drug.excipients": [], "drug.product": "Taxotere", **facts},
            tells="polysorbate 80",
        )
        for state, facts in (
            ("left out, on record as a cause", {"patient.conditions": ["polysorbate 80 anaphylaxis"]}),
            ("left out, related to a cause", {"patient.conditions": ["allergy to macrogol"]}),
            ("left out, in another drug that reacted", {"reactions.0.drug": "methylprednisolone acetate multi-dose"}),
        )
    ),
    *(
        row(
            "EXC-13",
            state,
            "CAUTION proceed-with-conditions - BRUUSGAARD-2022",
            {"patient.conditions": ["allergy to PEG"], "drug.excipients": excipients},
            tells="macrogol",
        )
        for state, excipients in (("an empty list", []), ("excipients unknown", None))
    ),
    row("EXC-13", "label read", "", {"patient.conditions": ["allergy to PEG"], "drug.excipients": ["citric acid"]}),
    row(
        "EXC-13",
        "product on file",
        "",
        {
            "drug.name": "docetaxel",
            "drug.product": "Taxotere",
            "drug.excipients": None,
            "patient.conditions": ["PEG allergy"],
        },
    ),
    row("EXC-13", "no excipient on record", "", {"drug.excipients": []}),
    row("EXC-13", "diseases unknown", "", {"patient.conditions": None, "drug.excipients": None}),
    row(
        "EXC-12",
        "not entered",
        "",
        {"drug.name": "paclitaxel", "reactions.0.drug": "paclitaxel", "drug.excipients": None, "drug.product": "Taxol"},
    ),
    row(
        "EXC-01",
        "diseases unknown",
        "",
        {
            "drug.name": "docetaxel",
            "reactions.0.drug": "docetaxel",
            "drug.excipients": None,
            "drug.product": "Taxotere",
            "patient.conditions": None,
        },
    ),
    row(
        "EXC-01",
        "product not on file",
        "",
        {
            "drug.name": "docetaxel",
            "reactions.0.drug": "docetaxel",
            "drug.excipients": None,
            "drug.product": "Own Generic",
            "patient.conditions": ["polysorbate 80 anaphylaxis"],
        },
    ),
    row(
        "EXC-02",
        "diseases unknown",
        "",
        {
            "drug.name": "docetaxel",
            "reactions.0.drug": "docetaxel",
            "drug.excipients": None,
            "drug.product": "Taxotere",
            "patient.conditions": None,
        },
    ),
    row(
        "EXC-05",
        "two, one grave",
        "",
        {
            "reactions.0.signs": ["hives", "wheeze"],
            "reactions.1": {"drug": "famotidine", "signs": ["hives"], "danger_signs": "none"},
        },
    ),
    row(
        "EXC-05",
        "signs unknown",
        "",
        {
            "reactions.0.signs": ["hives", "wheeze"],
            "reactions.1": {"drug": "famotidine", "signs": None, "danger_signs": "none"},
        },
    ),
    row("EXC-06", "mild, negative test", "", {"tests": [{"kind": "skin", "result": "negative", "days_ago": 10}]}),
    row(
        "EXC-12",
        "the label is not entered, the product is not on file",
        "",
        {
            "drug.name": "docetaxel",
            "reactions.0.drug": "docetaxel",
            "drug.excipients": [],
            "drug.product": "Own Generic",
        },
    ),
)


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_formulation_row(one: Row) -> None:
    assert said(one) == one.says
