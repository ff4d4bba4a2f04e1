"""Bugs in what indicates a desensitization, in what is asked again, and in the penicillin label."""

from tests.core.screening.bugs import bug

INDICATION = (
    bug(
        "indication", "a reaction is never missing", "if any(item.counts for item in look.seen):", "if True:", "IND-01"
    ),
    bug(
        "indication",
        "unknown is acceptable",
        "if item.acceptable and item.name not in",
        "if item.acceptable is not False and item.name not in",
        "IND-02",
    ),
    bug("indication", "a test of any drug doubts", " or not look.is_of_drug(test.drug):", ":", "IND-07"),
    bug("indication", "the drug itself is an alternative", "return Relation.SAME in related", "return False", "IND-03"),
    bug(
        "indication",
        "a later positive test is dropped",
        "if any(_speaks_against",
        "if not any(_speaks_against",
        "IND-04",
    ),
    bug(
        "indication",
        "an alternative only asks",
        'leads_to=Verdict.NOT_INDICATED,\n            message=f"Acceptable',
        'leads_to=Verdict.NEEDS_ANSWERS,\n            message=f"Acceptable',
        "IND-02",
    ),
    bug(
        "indication",
        "unknown alternatives are none",
        '        yield _ask_alternatives("Alternatives are not known.")\n',
        "",
        "IND-03",
    ),
    bug("indication", "an open alternative is dropped", "item.acceptable is None]", "False]", "IND-03"),
    bug("indication", "a part of the dose is whole", "test.dose_fraction >= WHOLE", "test.dose_fraction > 0", "IND-04"),
    bug("indication", "the full dose is too little", "dose_fraction >= WHOLE", "dose_fraction > WHOLE", "IND-04"),
    bug("indication", "an older provocation counts", "return is_after and test", "return test", "IND-04"),
    bug("indication", "the first reaction is the last", "return min(known)", "return max(known)", "IND-04"),
    bug("indication", "any drug is the drug", "return related.relation is Relation.SAME", "return True", "IND-04"),
    bug(
        "indication",
        "a skin test is a provocation",
        "        if test.kind is TestKind.SKIN:\n            continue\n",
        "",
        "IND-04",
        "IND-05",
    ),
    bug(
        "indication",
        "the same day is not asked about",
        "elif look.counting and test.days_ago == _last_reaction(look):",
        "elif False:",
        "IND-05",
    ),
    bug("indication", "six months is not long", "gap < LONG_AFTER_DAYS", "gap <= LONG_AFTER_DAYS", "IND-07"),
    bug("indication", "an unknown gap is short", "gap is not None and gap <", "gap is None or gap <", "IND-07"),
    bug("indication", "a stopped session is done", "if broke or session.is_completed is False:", "if broke:", "IND-08"),
    bug(
        "indication",
        "a tryptase at the threshold rose",
        "if found.rose else",
        "if found.acute >= found.threshold else",
        "IND-10",
    ),
    bug("indication", "a high baseline is dropped", "if found.baseline_high and", "if False and", "IND-10"),
    bug("indication", "a drug off the list is dropped", "if isinstance(look.drug, Unknown):", "if False:", "IND-11"),
)
PENICILLIN = (
    bug("penicillin", "four years", "Fraction(5 * 36525, 100)", "Fraction(4 * 36525, 100)", "PEN-01", "PEN-03"),
    bug("penicillin", "six years", "Fraction(5 * 36525, 100)", "Fraction(6 * 36525, 100)", "PEN-01", "PEN-03"),
    bug("penicillin", "one point for recent", "TREATED = 2, 2, 1", "TREATED = 1, 2, 1", "PEN-01", "PEN-03"),
    bug("penicillin", "one point for grave", "TREATED = 2, 2, 1", "TREATED = 2, 1, 1", "PEN-01", "PEN-03"),
    bug("penicillin", "two points for treated", "TREATED = 2, 2, 1", "TREATED = 2, 2, 2", "PEN-01", "PEN-03"),
    bug("penicillin", "three is low", "LOW_RISK_BELOW = 3", "LOW_RISK_BELOW = 4", "PEN-01", "PEN-03"),
    bug("penicillin", "two is not low", "LOW_RISK_BELOW = 3", "LOW_RISK_BELOW = 2", "PEN-01", "PEN-03"),
    bug("penicillin", "17 is the youngest", "YOUNGEST = 16", "YOUNGEST = 17", "PEN-04"),
    bug("penicillin", "15 is the youngest", "YOUNGEST = 16", "YOUNGEST = 15", "PEN-04"),
    bug("penicillin", "unknown age is adult", "age is None or age <", "age is not None and age <", "PEN-04"),
    bug("penicillin", "unknown treatment is none", "reaction.treated_with is None or bool", "bool", "PEN-01", "PEN-03"),
    bug("penicillin", "unknown signs are harmless", "False if is_known else None", "False", "PEN-02"),
    bug("penicillin", "angioedema is dropped", "or reaction.has(Sign.ANGIOEDEMA) or", "or", "PEN-03"),
    bug("penicillin", "the mildest reaction counts", "most = max(scored", "most = min(scored", "PEN-03"),
    bug("penicillin", "a confirmed label is tested", " or _is_confirmed(look):", ":", "PEN-01"),
)
AIRWAY = (
    bug("airway", "two parts are all", "if len(present) == len(parts):", "if len(present) >= ENOUGH:", "IND-12"),
    bug("airway", "an open part is absent", "len(present) == ENOUGH and missing", "False", "IND-13"),
    bug("airway", "an absent part is open", "if is_there is None]", "if not is_there]", "IND-13"),
    bug(
        "airway", "a denial is dropped", "if names_aerd(conditions) or denies_aerd(conditions):", "if False:", "IND-12"
    ),
    bug("airway", "any drug counts", "if not _is_nsaid(seen, look) or", "if", "IND-12"),
)
PLAUSIBLE = (
    bug("plausible", "the bounds of the next age", "if age < end)", "if age <= end)", "AGE-01"),
    bug("plausible", "the least weight asks", "least <= weight <= most", "least < weight <= most", "AGE-01"),
    bug("plausible", "the most weight asks", "least <= weight <= most", "least <= weight < most", "AGE-01"),
    bug("plausible", "weight is not asked about", "    if least <= weight <= most:\n", "    if True:\n", "AGE-01"),
    bug(
        "plausible",
        "a low usual pressure passes",
        "is_low(usual, age_years=age)",
        "is_low(None, age_years=age)",
        "AGE-02",
    ),
    bug("plausible", "a newborn is an infant", "age < YOUNGEST", "age < 0", "AGE-03"),
    bug("plausible", "a newborn goes home", "care=CareLevel.ICU", "care=CareLevel.OUTPATIENT", "AGE-03"),
    bug("plausible", "no pressure of a newborn is high", "lowest < LIMIT", "lowest <= LIMIT", "AGE-03"),
    bug(
        "questions",
        "temperature is never asked for",
        "matters=_fever_decides,",
        "matters=lambda look: False,",
        "ASK-01",
    ),
    bug(
        "questions",
        "unknown sessions are none",
        "return given is None or any(",
        "return given is not None and any(",
        "ASK-01",
    ),
    bug("questions", "an unknown course is a good one", "item.breakthrough is None and", "False and", "ASK-01"),
    bug("medicines", "no options are shown", "    if not choice.options:\n", "    if False:\n", "MED-16"),
)
