"""What the patient takes: its effect on the procedure, on epinephrine and on a skin test. Never "stop it": a question.

How many hours are enough is not sourced: a beta-blocker counts as held after the hours that the unit named, and a
medicine said to be held that was taken just now does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from stepward.core.findings import Severity
from stepward.core.quantities import people_text
from stepward.core.screening.assessment import CareLevel, MedicineEffect, ScreenFinding
from stepward.core.screening.case import Medicine, TestKind, TestResult
from stepward.core.screening.look import Look
from stepward.core.screening.policy import Option
from stepward.core.substances import Found, Unknown

TOPIC = "Medicines"
METHOD = "STEPWARD-METHOD"
EPINEPHRINE = "EPIPEN-INTERACTIONS-CANADA"
BETA_BLOCKER = "beta-blocker"
ASK_PRESCRIBER = "Ask the prescriber whether it may be held. Change nothing without an answer."
NOT_SOURCED = "What it does to a desensitization is not sourced here."
ADULT_YEARS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassEffect:
    """What one class does: `choice` is the unit's question on it, `when_local` says that drops and sprays count too."""

    class_id: str
    code: str
    title: str
    words: str
    source: str
    also: tuple[str, ...] = ()
    severity: Severity = Severity.NOTE
    choice: str = ""
    action: str = ""
    when_local: bool = False


CLASS_EFFECTS = (
    ClassEffect(
        class_id="ace-inhibitor",
        code="MED-04",
        title="an ACE inhibitor",
        words="One summary found no more reactions, but graver ones, on low evidence. "
        "In one trial, reactions were no more frequent on medicines for blood pressure.",
        source="TEJEDOR-2018",
        also=("STURM-2021", "GREPMED-PROVOCATION"),
        severity=Severity.CAUTION,
        choice="ace-inhibitor",
        action=ASK_PRESCRIBER,
    ),
    ClassEffect(
        class_id="alpha-blocker",
        code="MED-05",
        title="an alpha-blocker",
        words="It weakens the rise of blood pressure that epinephrine gives.",
        source=EPINEPHRINE,
        severity=Severity.CAUTION,
        action=ASK_PRESCRIBER,
    ),
    ClassEffect(
        class_id="mao-inhibitor",
        code="MED-06",
        title="an MAO inhibitor",
        words="It can strengthen what epinephrine does.",
        source=EPINEPHRINE,
        severity=Severity.CAUTION,
        action="Ask the prescriber, and plan the rescue for a stronger effect of epinephrine.",
    ),
    ClassEffect(
        class_id="tricyclic",
        code="MED-07",
        title="a tricyclic antidepressant",
        words="It can strengthen what epinephrine does, and it suppresses skin tests.",
        source=EPINEPHRINE,
        also=("SKIN-TEST-MEDICINES-TABLE",),
        severity=Severity.CAUTION,
        choice="skin-test-tricyclic",
        action="Ask the prescriber, and plan the rescue for a stronger effect of epinephrine.",
    ),
    ClassEffect(
        class_id="h1-antihistamine",
        code="MED-08",
        title="an antihistamine",
        words="It can mask early signs, and it suppresses skin tests.",
        source="VITALITE",
        also=("ICAR-2018-TABLE-30",),
        choice="antihistamine-before",
        when_local=True,
    ),
    ClassEffect(
        class_id="steroid",
        code="MED-09",
        title="a systemic steroid",
        words="It can mask early signs. It has no important effect on skin tests.",
        source="VITALITE",
        also=("ICAR-2018-TABLE-30",),
        choice="antihistamine-before",
    ),
    ClassEffect(
        class_id="h2-antihistamine",
        code="MED-10",
        title="an H2 antihistamine",
        words="It can suppress skin tests.",
        source="ASTHMA-ALLERGY-SINUS-SHEET",
        also=("ALLERGY-ASTHMA-CARE-SHEET",),
        choice="skin-test-h2",
    ),
    ClassEffect(
        class_id="antihistaminic-psychotropic",
        code="MED-11",
        title="a psychotropic with antihistamine effect",
        words="It can suppress skin tests.",
        source="ATOPY-CA-SHEET",
    ),
    ClassEffect(
        class_id="benzodiazepine",
        code="MED-12",
        title="a benzodiazepine",
        words="It may suppress skin tests; the evidence is weak.",
        source="SKIN-TEST-MEDICINES-TABLE",
        also=("ICAR-2018-TABLE-30",),
    ),
    ClassEffect(
        class_id="leukotriene-modifier",
        code="MED-13",
        title="a leukotriene modifier",
        words="In AERD it protects and is started or continued. It has no important effect on skin tests.",
        source="DRUG-ALLERGY-POCKET-24",
        also=("ICAR-2018-TABLE-30",),
    ),
    ClassEffect(
        class_id="anti-ige",
        code="MED-14",
        title="an anti-IgE antibody",
        words="It can make skin tests negative.",
        source="ICAR-2018-TABLE-30",
    ),
    ClassEffect(
        class_id="thyroid-hormone",
        code="MED-15",
        title="levothyroxine",
        words="It can strengthen what epinephrine does.",
        source=EPINEPHRINE,
    ),
    ClassEffect(
        class_id="nsaid",
        code="MED-16",
        title="an NSAID",
        words="A clinic counts it among the factors that make anaphylaxis more intense. No rule was read.",
        source="ALLERGY-CLINIC-COFACTORS",
        choice="nsaid-before",
        action="Ask the allergist whether it may be taken around the session.",
    ),
    ClassEffect(
        class_id="angiotensin-receptor-blocker",
        code="MED-17",
        title="an angiotensin receptor blocker",
        words=NOT_SOURCED,
        source=METHOD,
        action="Ask the allergist and the prescriber.",
    ),
)
SUPPRESS_SKIN_TESTS = frozenset(
    {"tricyclic", "h1-antihistamine", "h2-antihistamine", "antihistaminic-psychotropic", "benzodiazepine", "anti-ige"}
)


def beta_blockers(look: Look) -> Iterator[ScreenFinding]:
    """Raise the place for a systemic beta-blocker that is not held; ask about drops and about one said to be held."""
    for medicine, found in _known(look):
        if BETA_BLOCKER not in found.classes:
            continue
        name = medicine.name
        if found.is_local:
            yield _finding(
                "MED-03",
                Severity.CAUTION,
                f"{name} is a beta-blocker that acts on the spot. Enough can be absorbed to act on heart and airways.",
                "Ask the prescriber. Change nothing without an answer.",
                ("DTB-TOPICAL-BETA-BLOCKERS", "HEALTHWISE-GLAUCOMA-BETA-BLOCKERS"),
            )
        else:
            yield _systemic(medicine, look)


def _systemic(medicine: Medicine, look: Look) -> ScreenFinding:
    """Take a systemic beta-blocker as held only where the unit's time has passed since its last dose."""
    name, hours = medicine.name, medicine.last_dose_hours_ago
    choice = look.policy.choices.get("beta-blocker-hours")
    named = choice.option if choice is not None and choice.chosen is not None else None
    if not medicine.is_held:
        is_held = "not held" if medicine.is_held is False else "not known to be held"
        question = f"Ask the prescriber whether {name} may be held. Change nothing without an answer."
        return _not_held("MED-01", look, f"{name} is a systemic beta-blocker and {is_held}.", question)
    if hours is None:
        said = f"{name} is a systemic beta-blocker and is said to be held. When its last dose was is not known."
        return _held("MED-22", Severity.CAUTION, said, "Ask when the last dose was.", named)
    ago = f"its last dose was {people_text(hours)} hours ago"
    if hours == 0:
        said = f"{name} is a systemic beta-blocker and is said to be held, and {ago}. Both cannot be."
        return _not_held("MED-21", look, said, "Ask which of the two is right.")
    said = f"{name} is a systemic beta-blocker and is said to be held; {ago}."
    if named is None or named.number is None:
        question = "Ask the prescriber whether that is long enough. Change nothing without an answer."
        return _held("MED-23", Severity.CAUTION, f"{said} How many hours are enough is not sourced.", question, named)
    if hours < named.number:
        said = f"{said} This unit asks for {people_text(named.number)} hours."
        return _not_held("MED-21", look, said, "Ask when the last dose was, and the prescriber whether to wait.")
    return _held("MED-02", Severity.NOTE, said, "", named)


def _held(code: str, severity: Severity, said: str, question: str, named: Option | None) -> ScreenFinding:
    """Say of a systemic beta-blocker that it is held, what the unit asks for, and what is open."""
    words = "" if named is None else f" This unit's choice: {named.words}"
    return _finding(code, severity, f"{said}{words}", question, ("UPTODATE-CEFTAZIDIME-12-STEP", "GREPMED-PROVOCATION"))


def _not_held(code: str, look: Look, said: str, question: str) -> ScreenFinding:
    """Judge a systemic beta-blocker that is not held, or not as long as the unit asks for, by the unit's choice."""
    option = look.policy.chosen(BETA_BLOCKER)
    finding = _finding(
        code,
        Severity.CAUTION,
        f"{said} It weakens epinephrine. {option.words} "
        "One summary found graver reactions with it, on low evidence, and that to stop it may do more harm. "
        "In one trial, reactions were no more frequent on medicines for blood pressure.",
        question,
        (*option.sources, EPINEPHRINE, "TEJEDOR-2018", "STURM-2021"),
    )
    return replace(finding, care=CareLevel.ICU) if option.id == "icu" else finding


def rescue_plan(look: Look) -> Iterator[ScreenFinding]:
    """Show the doses of glucagon of the sources side by side with any beta-blocker; none of them is a default."""
    names = [medicine.name for medicine, found in _known(look) if BETA_BLOCKER in found.classes]
    if not names:
        return
    age = look.case.patient.age_years
    words, sources = _unit_says(look, "glucagon-adult")
    is_chosen = look.policy.choices["glucagon-adult"].chosen is not None
    if age is None or age < ADULT_YEARS:
        words = f"A dose for a child is not sourced. Adults: {words}" if words else "A dose for a child is not sourced."
    yield _finding(
        "MED-18",
        Severity.NOTE,
        f"Rescue with {' and '.join(names)}: glucagon belongs to the plan. {words}"
        + ("" if is_chosen else " These doses are from secondary sources."),
        "" if is_chosen else "Choose the dose of glucagon of this unit before the session.",
        sources or ("IDWIKI",),
    )


def other_classes(look: Look) -> Iterator[ScreenFinding]:
    """Say what each other class does; a medicine that is said to be held leaves a note."""
    for medicine, found in _known(look):
        is_held = medicine.is_held and medicine.last_dose_hours_ago != 0
        held = " It is said to be held; how long is enough is not sourced." if is_held else ""
        if medicine.is_held and not is_held:
            held = " It is said to be held, and its last dose was 0 hours ago. Ask which of the two is right."
        for effect in _effects_of(found):
            says, sources = _unit_says(look, effect.choice)
            yield _finding(
                effect.code,
                Severity.NOTE if is_held else effect.severity,
                " ".join(f"{medicine.name} is {effect.title}. {effect.words} {says}{held}".split()),
                "" if is_held else effect.action,
                tuple(dict.fromkeys((effect.source, *effect.also, *sources))),
            )


def skin_tests(look: Look) -> Iterator[ScreenFinding]:
    """Ask about a negative skin test in a patient who takes what suppresses skin tests."""
    tests = (test for test in look.case.tests or () if look.is_of_drug(test.drug))
    if not any(test.kind is TestKind.SKIN and test.result is TestResult.NEGATIVE for test in tests):
        return
    names = [medicine.name for medicine, found in _known(look) if SUPPRESS_SKIN_TESTS & found.classes]
    if names:
        yield _finding(
            "MED-19",
            Severity.CAUTION,
            f"A skin test was negative, and {', '.join(names)} can suppress it.",
            "Ask whether it was taken before the test.",
            ("ICAR-2018-TABLE-30", "SKIN-TEST-MEDICINES-TABLE"),
        )


def unknown_medicines(look: Look) -> Iterator[ScreenFinding]:
    """Say that nothing was checked for a medicine that is not on the list, and ask about names like it."""
    for medicine, found in _read(look):
        if isinstance(found, Unknown):
            similar = f" Did you mean {' or '.join(found.similar)}?" if found.similar else ""
            name = f"{medicine.name!r}" if medicine.name.strip() else "A medicine without a name"
            yield _finding(
                "MED-20",
                Severity.CAUTION,
                f"{name} is not on the list of drugs. Nothing was checked for it.{similar}",
                "Enter the active ingredient, and check it by hand: a beta-blocker changes the place.",
                (METHOD,),
            )


def effects(look: Look) -> tuple[MedicineEffect, ...]:
    """List every medicine with what it does, also those for which no rule is on file."""
    said: list[MedicineEffect] = []
    for medicine, found in _read(look):
        if isinstance(found, Unknown):
            words = "Not on the list; nothing was checked."
            said.append(MedicineEffect(name=medicine.name, effect=words, source=METHOD, is_known=False))
            continue
        before = len(said)
        if BETA_BLOCKER in found.classes:
            kind = "Beta-blocker on the spot" if found.is_local else "Systemic beta-blocker"
            words = f"{kind}: it can weaken epinephrine. Glucagon belongs to the rescue plan."
            said.append(MedicineEffect(name=medicine.name, effect=words, source=EPINEPHRINE))
        said += [
            MedicineEffect(
                name=medicine.name,
                effect=f"{effect.title[0].upper()}{effect.title[1:]}: {effect.words}",
                source=effect.source,
            )
            for effect in _effects_of(found)
        ]
        if len(said) == before:
            said.append(MedicineEffect(name=medicine.name, effect="On the list; no rule is on file.", source=METHOD))
    return tuple(said)


def _read(look: Look) -> Iterator[tuple[Medicine, Found | Unknown]]:
    return ((medicine, look.knowledge.substances.find(medicine.name)) for medicine in look.case.medicines or ())


def _known(look: Look) -> Iterator[tuple[Medicine, Found]]:
    return ((medicine, found) for medicine, found in _read(look) if isinstance(found, Found))


def _effects_of(found: Found) -> Iterator[ClassEffect]:
    return (
        effect
        for effect in CLASS_EFFECTS
        if effect.class_id in found.classes and (effect.when_local or not found.is_local)
    )


def _unit_says(look: Look, choice_id: str) -> tuple[str, tuple[str, ...]]:
    """Give the unit's choice, or all options side by side where it has not chosen."""
    choice = look.policy.choices.get(choice_id)
    if choice is None:
        return "", ()
    if choice.chosen is not None:
        return f"This unit's choice: {choice.option.words}", choice.option.sources
    if not choice.options:
        return f"{choice.question} Not chosen yet.", ()
    words = " ".join(f"({number}) {option.words}" for number, option in enumerate(choice.options, 1))
    sources = tuple(source for option in choice.options for source in option.sources)
    return f"{choice.question} Not chosen yet: {words}", sources


def _finding(code: str, severity: Severity, message: str, action: str, sources: tuple[str, ...]) -> ScreenFinding:
    return ScreenFinding(
        code=code,
        severity=severity,
        message=f"{message[:1].upper()}{message[1:]}",
        action=action,
        source=sources[0],
        also=sources[1:],
        topic=TOPIC,
    )


RULES = (beta_blockers, rescue_plan, other_classes, skin_tests, unknown_medicines)
