"""Bugs in what bars a desensitization and in the care that it asks for."""

from tests.core.screening.bugs import bug

BLOCKS_TODAY = "            severity=Severity.BLOCK,\n            holds=Holds.TODAY,\n            message="
LASTS = "            severity=Severity.BLOCK,\n            message="

CARE = (
    bug("care", "92 % is enough", "spo2_lowest <= LOW_SATURATION", "spo2_lowest < LOW_SATURATION", "CARE-01"),
    bug("care", "a named desaturation is dropped", "elif reaction.has(Sign.DESATURATION):", "elif False:", "CARE-01"),
    bug("care", "a low pressure is dropped", "    if pressure.holds:", "    if False:", "CARE-01"),
    bug("care", "syncope is dropped", "(Sign.SYNCOPE, Sign.COLLAPSE,", "(Sign.COLLAPSE,", "CARE-01"),
    bug("care", "collapse is dropped", "Sign.COLLAPSE, Sign.CARDIAC_ARREST", "Sign.CARDIAC_ARREST", "CARE-01"),
    bug("care", "an arrest is dropped", "Sign.COLLAPSE, Sign.CARDIAC_ARREST", "Sign.COLLAPSE", "CARE-01"),
    bug(
        "care",
        "the unit's never only cautions",
        "severity=Severity.BLOCK if never else Severity.CAUTION",
        "severity=Severity.CAUTION",
        "CARE-01",
    ),
    bug(
        "care",
        "a monitored bed after a grave reaction",
        "if never else Severity.CAUTION,\n                care=CareLevel.ICU",
        "if never else Severity.CAUTION,\n                care=CareLevel.MONITORED_BED",
        "CARE-01",
    ),
    bug("care", "moderate is graver", "MODERATE = 2", "MODERATE = 3", "CARE-02"),
    bug("care", "outpatient when moderate", "care=CareLevel.MONITORED_BED", "care=CareLevel.OUTPATIENT", "CARE-02"),
    bug(
        "care",
        "a named heart disease is dropped",
        "patient.has_cardiac_disease or any(_is_of_the_heart(item) for item in patient.conditions or ())",
        "patient.has_cardiac_disease",
        "CARE-03",
    ),
    bug(
        "care",
        "unknown counts as heart disease",
        "patient.has_cardiac_disease or any",
        "patient.has_cardiac_disease is not False or any",
        "CARE-03",
    ),
    bug("care", "FEV1 at the limit", "fev1_percent < option.number", "fev1_percent <= option.number", "CARE-04"),
    bug(
        "care",
        "unknown control counts as none",
        "patient.asthma_controlled is False",
        "not patient.asthma_controlled",
        "CARE-05",
    ),
    bug("care", "asthma bars for good", f'"CARE-05",\n{BLOCKS_TODAY}', f'"CARE-05",\n{LASTS}', "CARE-05"),
    bug(
        "care",
        "an unknown circulation is unstable",
        "haemodynamically_stable is False",
        "haemodynamically_stable is not True",
        "CARE-06",
    ),
    bug("care", "instability bars for good", f'"CARE-06",\n{BLOCKS_TODAY}', f'"CARE-06",\n{LASTS}', "CARE-06"),
    bug("care", "fever bars for good", f'"CARE-08",\n{BLOCKS_TODAY}', f'"CARE-08",\n{LASTS}', "CARE-08"),
    bug("care", "fever is dropped", "if is_fever(celsius) or any", "if any", "CARE-08"),
    bug("care", "an excluded pregnancy cautions", "Severity.BLOCK if excluded else ", "", "CARE-07"),
    bug("care", "any low-risk drug, any route", "== ORAL and names in", "== ORAL or names in", "CARE-09"),
    bug("care", "words of resuscitation are dropped", "if _has(text, RESUSCITATION)", "if False", "CARE-10"),
    bug(
        "care",
        "an earlier breakthrough is dropped",
        'if _has(item.breakthrough or "", GRAVE_WORDS)',
        "if False",
        "CARE-10",
    ),
)
BARS = (
    bug("bars", "danger signs do not bar", 'yield _bar("BAR-02", seen, "danger signs")', "pass", "BAR-02"),
    bug("bars", "blocking signs do not bar", "        if stopping:\n", "        if False:\n", "BAR-01"),
    bug(
        "bars",
        "unknown danger is none",
        "if reaction.danger is Danger.UNKNOWN and not stopping:",
        "if False:",
        "BAR-04",
    ),
    bug(
        "bars",
        "the class of the drug is ignored",
        "for seen in look.counting:\n        reaction = seen.reaction\n",
        'for seen in (one for one in look.counting if one.relation.value == "same"):\n'
        "        reaction = seen.reaction\n",
        "BAR-01",
        "BAR-02",
        "BAR-04",
    ),
    bug(
        "bars", "a doubtful diagnosis bars", "            if not found.doubtful:\n", "            if True:\n", "BAR-03"
    ),
    bug(
        "bars",
        "a doubtful diagnosis is not asked about",
        "if found.doubtful and found.absolute:",
        "if False:",
        "BAR-10",
    ),
    bug(
        "bars",
        "diagnoses among the signs are dropped",
        "        yield from _among_signs(seen)\n",
        "",
        "BAR-03",
        "BAR-10",
    ),
    bug(
        "bars", "an unlisted diagnosis is dropped", "elif (not found.syndromes or", "elif False and (True or", "BAR-06"
    ),
    bug("bars", "a doubted one passes", "(not found.syndromes or found.doubtful)", "not found.syndromes", "BAR-06"),
    bug("bars", "a sign told asks", " and find_sign(text) not in (seen.reaction.signs or ())", "", "BAR-06"),
    bug("bars", "none is a diagnosis", "if text is None or names_nothing(text):", "if text is None:", "BAR-06"),
    bug(
        "bars",
        "hives are told to be late",
        "return reaction.has(Sign.DELAYED",
        "return reaction.has(Sign.HIVES, Sign.DELAYED",
        "BAR-15",
    ),
    bug(
        "bars",
        "a doubted eruption is told",
        "bool(named.syndromes and not named.doubtful)",
        "bool(named.syndromes)",
        "BAR-15",
    ),
    bug("bars", "the hour itself is late", "onset <= shortest", "onset < shortest", "BAR-17"),
    bug("bars", "late ones pass", "        if onset > longest:\n", "        if False:\n", "BAR-16"),
    bug(
        "bars",
        "no signs show an anaphylaxis",
        "(brown is None or brown < MODERATE)",
        "(brown is not None and brown < MODERATE)",
        "BAR-13",
    ),
    bug("bars", "moderate is no anaphylaxis", "brown < MODERATE)", "brown <= MODERATE)", "BAR-13"),
    bug(
        "bars",
        "any delayed reaction is mild",
        'accepted = option.id == "mild" and mild',
        'accepted = option.id == "mild"',
        "BAR-11",
    ),
    bug(
        "bars",
        "the unit's choice is ignored",
        'accepted = option.id == "mild" and mild',
        "accepted = mild",
        "BAR-11",
    ),
    bug(
        "bars",
        "a delayed reaction with fever is mild",
        "\n            and not is_fever(reaction.temperature_c)\n",
        "\n",
        "BAR-11",
    ),
    bug("bars", "the same drug is another", "if seen.relation is Relation.OTHER and grave:", "if grave:", "BAR-07"),
    bug("bars", "an unresolved name is dropped", "if not seen.is_named:", "if False:", "BAR-08"),
    bug("bars", "open signs are dropped", "        if open_signs:\n", "        if False:\n", "BAR-09"),
    bug("bars", "joint pain needs no fever", "fever=is_fever(reaction.temperature_c)", "fever=True", "BAR-09"),
    bug("bars", "words of danger are not asked about", "any(stem in key(text) for stem in STEMS)", "False", "BAR-14"),
)
