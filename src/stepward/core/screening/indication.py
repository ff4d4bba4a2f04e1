"""Is it indicated at all: a reaction on record, confirmed, and no acceptable alternative."""

from collections.abc import Iterator
from fractions import Fraction

from stepward.core.findings import Severity
from stepward.core.quantities import people_text
from stepward.core.reactions import tryptase
from stepward.core.reactions.markers import HIGH_BASELINE_SOURCE
from stepward.core.screening.assessment import ScreenFinding, Verdict
from stepward.core.screening.case import AllergyTest, TestKind, TestResult
from stepward.core.screening.look import Look
from stepward.core.substances import Relation, Unknown

TOPIC = "Indication"
WHOLE = Fraction(1)
NO_BREAKTHROUGH = ("none", "no")
TOLERATED = (TestResult.TOLERATED, TestResult.NEGATIVE)
LONG_AFTER_DAYS = 183
"""Six months."""


def no_reaction(look: Look) -> Iterator[ScreenFinding]:
    """Ask for the reaction where none to this drug is on record."""
    if any(item.counts for item in look.seen):
        return
    words = "was not asked for" if look.case.reactions is None else "is not on record"
    yield ScreenFinding(
        code="IND-01",
        severity=Severity.CAUTION,
        leads_to=Verdict.NEEDS_ANSWERS,
        message=f"A reaction to {look.case.drug.name} {words}. Without one there is nothing to desensitize.",
        action="Enter the reaction, or plan a graded challenge: another procedure, for the unlikely allergy.",
        source="GLOBALRPH-12-STEP",
        also=("DRUG-ALLERGY-POCKET-10",),
        topic=TOPIC,
    )


def alternatives(look: Look) -> Iterator[ScreenFinding]:
    """Stop where an acceptable alternative exists; ask where alternatives are not known."""
    given = look.case.alternatives
    if given is None:
        yield _ask_alternatives("Alternatives are not known.")
        return
    doubted = [item.name for item in given if item.acceptable and _is_same(item.name, look)]
    if doubted:
        yield _ask_alternatives(f"{' and '.join(doubted)} is this drug, or one that reacted.")
    good = [item.name for item in given if item.acceptable and item.name not in doubted]
    if good:
        yield ScreenFinding(
            code="IND-02",
            severity=Severity.CAUTION,
            leads_to=Verdict.NOT_INDICATED,
            message=f"Acceptable instead: {', '.join(good)}. Desensitization needs a drug without alternative.",
            source="NCC-INDIA",
            also=("CERNADAS-2010",),
            topic=TOPIC,
        )
        return
    open_ones = [item.name for item in given if item.acceptable is None]
    if open_ones:
        yield _ask_alternatives(f"It is not known whether {' and '.join(open_ones)} would be acceptable.")


def _is_same(name: str, look: Look) -> bool:
    """Tell whether an alternative is the wanted drug, or one that reacted."""
    substances = look.knowledge.substances
    others = (look.case.drug.name, *(item.reaction.drug for item in look.seen))
    related = (substances.related(name, other).relation for other in others if other.strip())
    return Relation.SAME in related


def _ask_alternatives(words: str) -> ScreenFinding:
    return ScreenFinding(
        code="IND-03",
        severity=Severity.CAUTION,
        leads_to=Verdict.NEEDS_ANSWERS,
        message=f"{words} Desensitization needs that no acceptable alternative exists.",
        action="Answer whether an alternative is acceptable.",
        source="NCC-INDIA",
        also=("CERNADAS-2010",),
        topic=TOPIC,
    )


def provocation(look: Look) -> Iterator[ScreenFinding]:
    """Take a provocation that was tolerated at the full dose after the last reaction as proof against the allergy."""
    for test in look.case.tests or ():
        if test.result not in TOLERATED or (test.kind is None and test.result is TestResult.NEGATIVE):
            continue
        if test.kind is TestKind.SKIN:
            continue
        if test.drug is not None and not _is_of_drug(test.drug, look):
            continue
        unknown = _open_points(test, look)
        if unknown:
            yield ScreenFinding(
                code="IND-05",
                severity=Severity.CAUTION,
                message=f"A provocation was tolerated, but {unknown}.",
                action="Enter what is missing.",
                source="MADRIGAL-BURGALETA-2019",
                topic=TOPIC,
            )
        elif _counts(test, look):
            yield ScreenFinding(
                code="IND-04",
                severity=Severity.CAUTION,
                leads_to=Verdict.NOT_INDICATED,
                message="The full dose was tolerated after the last reaction. Consider taking the label off.",
                source="MADRIGAL-BURGALETA-2019",
                topic=TOPIC,
            )


def _is_of_drug(name: str, look: Look) -> bool:
    related = look.knowledge.substances.related(look.case.drug.name, name)
    return related.relation is Relation.SAME


def _last_reaction(look: Look) -> Fraction | None:
    days = [item.reaction.days_ago for item in look.counting]
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None


def _open_points(test: AllergyTest, look: Look) -> str:
    points = []
    if test.kind is None:
        points.append("the kind of the test is not known")
    if test.dose_fraction is None:
        points.append("the dose that was reached is not known")
    if test.dose_fraction is not None and test.dose_fraction > WHOLE:
        points.append("its share of the full dose is more than 1")
    if test.days_ago is None or (look.counting and _last_reaction(look) is None):
        points.append("its date or that of the reaction is not known")
    elif look.counting and test.days_ago == _last_reaction(look):
        points.append("it was on the day of the reaction, and which came first is not known")
    return " and ".join(points)


def _counts(test: AllergyTest, look: Look) -> bool:
    last = _last_reaction(look)
    is_after = last is None or (test.days_ago is not None and test.days_ago < last)
    if any(_speaks_against(other, test, look) for other in look.case.tests or ()):
        return False
    return is_after and test.dose_fraction is not None and test.dose_fraction >= WHOLE


def _speaks_against(other: AllergyTest, test: AllergyTest, look: Look) -> bool:
    """Tell whether another test of the drug was positive, and not for sure before this one."""
    if other.result is not TestResult.POSITIVE or (other.drug is not None and not _is_of_drug(other.drug, look)):
        return False
    return other.days_ago is None or test.days_ago is None or other.days_ago <= test.days_ago


def confirmed(look: Look) -> Iterator[ScreenFinding]:
    """Remind to test first where no test is on record: nearly half of those referred are not allergic."""
    if any(test.drug is None or _is_of_drug(test.drug, look) for test in look.case.tests or ()):
        return
    yield ScreenFinding(
        code="IND-06",
        severity=Severity.NOTE,
        message="No test confirms the allergy. In one center 229 of 515 referred patients were not allergic.",
        action="Test before you desensitize, where a test is possible and safe.",
        source="MADRIGAL-BURGALETA-2019",
        topic=TOPIC,
    )


def markers(look: Look) -> Iterator[ScreenFinding]:
    """Say what tryptase tells: a rise speaks for mast cells, a high baseline asks for mastocytosis; neither decides."""
    for seen in look.counting:
        found = tryptase(seen.reaction.tryptase_acute, baseline=seen.reaction.tryptase_baseline)
        if found.acute is not None and found.threshold is not None:
            rose = "rose" if found.rose else "did not rise, which rules nothing out"
            yield _marker(
                f"Tryptase with {seen.words} {rose}: {people_text(found.acute)} ng/mL, "
                f"and a rise is above {people_text(found.threshold)} ng/mL.",
                "",
                found.source,
            )
        if found.baseline_high and found.baseline is not None:
            yield _marker(
                f"Tryptase at baseline is high: {people_text(found.baseline)} ng/mL.",
                "Ask whether mastocytosis was looked for.",
                HIGH_BASELINE_SOURCE,
            )


def _marker(message: str, action: str, sources: str) -> ScreenFinding:
    first, *others = sources.split("; ")
    return ScreenFinding(
        code="IND-10",
        severity=Severity.NOTE,
        message=message,
        action=action,
        source=first,
        also=tuple(others),
        topic=TOPIC,
    )


def late_skin_test(look: Look) -> Iterator[ScreenFinding]:
    """Doubt a negative skin test long after the reaction: it may be false, so it takes no label off."""
    for test in look.case.tests or ():
        if test.kind is not TestKind.SKIN or test.result is not TestResult.NEGATIVE or not look.is_of_drug(test.drug):
            continue
        last = _last_reaction(look)
        gap = None if last is None or test.days_ago is None else last - test.days_ago
        if gap is not None and gap < LONG_AFTER_DAYS:
            continue
        when = "at an unknown time" if gap is None else f"{people_text(gap)} days"
        yield ScreenFinding(
            code="IND-07",
            severity=Severity.NOTE,
            message=f"The skin test was negative {when} after the reaction. Six months or more later it may be false.",
            action="Test again between procedures before any ordinary infusion.",
            source="WANG-2015",
            topic=TOPIC,
        )


def earlier_sessions(look: Look) -> Iterator[ScreenFinding]:
    """Take earlier desensitizations into account: a breakthrough asks for caution, one alone proves no tolerance."""
    for session in look.case.earlier_sessions or ():
        days = "at an unknown time" if session.days_ago is None else f"{people_text(session.days_ago)} days ago"
        name = session.protocol or "a protocol that was not named"
        broke = session.breakthrough and session.breakthrough.casefold() not in NO_BREAKTHROUGH
        if broke or session.is_completed is False:
            event = f": {session.breakthrough}" if broke else ", and it was not completed"
            yield ScreenFinding(
                code="IND-08",
                severity=Severity.CAUTION,
                message=f"A desensitization with {name}, {days}, had a breakthrough or was stopped{event}.",
                action="Choose the long protocol. Severe breakthroughs of one series all followed a shortened one.",
                source="VETTER-2019",
                topic=TOPIC,
            )
        else:
            yield ScreenFinding(
                code="IND-09",
                severity=Severity.NOTE,
                message=f"A desensitization with {name} was done {days}. It is no cure: the label stays.",
                source="UPTODATE-RDD",
                topic=TOPIC,
            )


def unknown_drug(look: Look) -> Iterator[ScreenFinding]:
    """Say of a wanted drug that is not on the list that its class, relatives and products were not looked up."""
    if isinstance(look.drug, Unknown):
        yield ScreenFinding(
            code="IND-11",
            severity=Severity.CAUTION,
            message=f"{look.case.drug.name!r} is not on the list: its class and cross-reactions were not checked.",
            action="Check the spelling, or check these by hand.",
            source="STEPWARD-METHOD",
            topic=TOPIC,
        )


RULES = (unknown_drug, no_reaction, alternatives, provocation, confirmed, markers, late_skin_test, earlier_sessions)
