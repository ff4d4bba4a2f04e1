"""Bugs in what names leave open."""

from tests.core.screening.bugs import bug

NAMING = (
    bug("naming", "another product is the drug", "if set(named.names) != set(drug.names):", "if False:", "NAME-07"),
    bug(
        "naming",
        "a part is the whole",
        "if set(named.names) != set(drug.names):",
        "if not set(named.names) & set(drug.names):",
        "NAME-07",
    ),
    bug("naming", "kin is another drug", "is not Relation.KIN:", "is not Relation.SAME:", "NAME-01"),
    bug("naming", "grave kin only asks", "_may_have_been_grave(seen) else None", "False else None", "NAME-01"),
    bug("naming", "unknown danger is none", "is not Danger.NONE", "is Danger.PRESENT", "NAME-01"),
    bug("naming", "signs that bar kin are dropped", "or bool(blocking(reaction.signs or ()))", "or False", "NAME-01"),
    bug("naming", "a diagnosis of kin is dropped", "or any(read_diagnosis(text).absolute", "or any(False", "NAME-01"),
    bug("naming", "doubted signs of kin are dropped", ", *reaction.unread_signs)", ",)", "NAME-01"),
    bug(
        "naming",
        "a class is a drug",
        "if isinstance(drug, Found) and drug.classes_named and",
        "if False and",
        "NAME-02",
    ),
    bug(
        "naming",
        "a class that reacted is dropped",
        "or not found.classes_named or",
        "or found.classes_named or",
        "NAME-03",
    ),
    bug("naming", "every class matters", " or seen.relation is Relation.OTHER:", ":", "NAME-03"),
    bug(
        "naming",
        "a class that is taken is dropped",
        "if isinstance(found, Found) and found.classes_named:",
        "if False:",
        "NAME-04",
    ),
    bug("naming", "two drugs are one", "and drug.is_several:", "and False:", "NAME-05"),
    bug("naming", "what is left is dropped", "if isinstance(found, Found) and found.rest:", "if False:", "NAME-06"),
    bug(
        "naming",
        "what is left of a medicine is dropped",
        "medicine.name for medicine in look.case.medicines or ()",
        "medicine.name for medicine in ()",
        "NAME-06",
    ),
    bug(
        "naming",
        "what is left of a reaction is dropped",
        "*(seen.reaction.drug for seen in look.seen)",
        "*()",
        "NAME-06",
    ),
)
