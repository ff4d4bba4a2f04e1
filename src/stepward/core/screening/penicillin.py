"""The label of a penicillin allergy: PEN-FAST says whether to test the label first, which may spare a desensitization.

Points (PEN-FAST-AAFP): the reaction was five years ago or less 2; anaphylaxis or angioedema, or a severe cutaneous
reaction 2; treatment was needed, or this is not known, 1 (PEN-FAST-TOOL). Below 3 is a low risk (PALACE-2023); the
patients were 16 years or older (PEN-FAST-SUMMARY). What is not known leaves a range.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from stepward.core.findings import Severity
from stepward.core.reactions import Danger, Reaction, Scale, Sign, blocking, read_diagnosis
from stepward.core.reactions.diagnoses import names_anaphylaxis
from stepward.core.screening.assessment import ScreenFinding
from stepward.core.screening.case import TestResult
from stepward.core.screening.look import Look
from stepward.core.substances import Found, Substances

TOPIC = "Penicillin label"
STEM = "cillin"
FIVE_YEARS_DAYS = Fraction(5 * 36525, 100)
RECENT, GRAVE, TREATED = 2, 2, 1
LOW_RISK_BELOW = 3
YOUNGEST = 16
MODERATE = 2
SOURCES = ("PEN-FAST-2020", "PEN-FAST-AAFP", "PALACE-2023")


@dataclass(frozen=True, slots=True, kw_only=True)
class PenFast:
    """The points of one reaction, from the fewest to the most that what is known allows, and what is not known."""

    fewest: int
    most: int
    because: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Write the points, as one number or as a range."""
        points = str(self.fewest) if self.fewest == self.most else f"{self.fewest} to {self.most}"
        return f"{points} {'point' if points == '1' else 'points'}"

    @property
    def is_low(self) -> bool | None:
        """Tell whether the risk is low; none if that depends on what is not known."""
        if self.most < LOW_RISK_BELOW:
            return True
        return False if self.fewest >= LOW_RISK_BELOW else None


def is_penicillin(look: Look, name: str) -> bool:
    """Tell whether a drug is a penicillin, by the stem of its ingredient's name."""
    return names_penicillin(look.knowledge.substances, name)


def names_penicillin(substances: Substances, name: str) -> bool:
    """Tell whether a name means a penicillin, by the stem of its ingredient's name."""
    found = substances.find(name)
    if isinstance(found, Found) and found.classes_named and not found.names:
        return all(item.name.endswith(STEM) for group in found.members for item in group)
    names = found.names if isinstance(found, Found) else tuple(name.casefold().split())
    return any(item.casefold().endswith(STEM) for item in names)


def pen_fast(reaction: Reaction, *, was_anaphylaxis: bool | None) -> PenFast:
    """Count the points of a reaction. Source: PEN-FAST-AAFP, PEN-FAST-TOOL."""
    recent = None if reaction.days_ago is None else reaction.days_ago <= FIVE_YEARS_DAYS
    treated = reaction.treated_with is None or bool(reaction.treated_with)
    parts = (
        ("five years ago or less", RECENT, recent),
        ("anaphylaxis, angioedema or a severe skin reaction", GRAVE, _grave(reaction, was_anaphylaxis=was_anaphylaxis)),
        ("treated, or not known whether", TREATED, treated),
    )
    return PenFast(
        fewest=sum(points for _, points, holds in parts if holds),
        most=sum(points for _, points, holds in parts if holds is not False),
        because=tuple(words for words, _, holds in parts if holds),
        unknown=tuple(words for words, _, holds in parts if holds is None),
    )


def may_bar(reaction: Reaction) -> bool:
    """Tell whether signs, an answer or a diagnosis, doubtful or not, may bar the drug: then nothing is tested."""
    texts = (reaction.diagnosis or "", *reaction.unread_signs)
    return (
        bool(blocking(reaction.signs or ()))
        or reaction.danger is Danger.PRESENT
        or any(read_diagnosis(text).absolute for text in texts)
    )


def _grave(reaction: Reaction, *, was_anaphylaxis: bool | None) -> bool | None:
    if was_anaphylaxis or reaction.has(Sign.ANGIOEDEMA) or may_bar(reaction):
        return True
    if names_anaphylaxis(reaction.diagnosis or ""):
        return True
    if reaction.danger is Danger.PRESENT:
        return True
    is_known = was_anaphylaxis is False and reaction.signs_complete and reaction.danger is Danger.NONE
    return False if is_known else None


def _was_anaphylaxis(look: Look, index: int) -> bool | None:
    grade = next((item for item in look.grades[index] if item.scale is Scale.BROWN), None)
    if grade is None or grade.value is None:
        return None
    if grade.value >= MODERATE:
        return True
    return None if grade.at_least else False


def _is_confirmed(look: Look) -> bool:
    return any(test.result is TestResult.POSITIVE for test in look.case.tests or ())


def delabel_first(look: Look) -> Iterator[ScreenFinding]:
    """Offer to test the label first where PEN-FAST allows it; say why not where it does not."""
    if not is_penicillin(look, look.case.drug.name) or _is_confirmed(look):
        return
    if any(may_bar(seen.reaction) for seen in look.counting):
        return
    scored = [
        pen_fast(seen.reaction, was_anaphylaxis=_was_anaphylaxis(look, index))
        for index, seen in enumerate(look.counting)
        if is_penicillin(look, seen.reaction.drug)
    ]
    if not scored:
        return
    most = max(scored, key=lambda item: (item.most, item.fewest))
    age = look.case.patient.age_years
    if age is None or age < YOUNGEST:
        yield _note("PEN-04", "PEN-FAST was tested from 16 years on. It is not applied here.", "Ask an allergist.")
    elif most.is_low:
        yield _note(
            "PEN-01",
            f"PEN-FAST gives {most.text}: a low risk. The allergy label may be wrong.",
            "Test the label first. A direct oral challenge tests for allergy; it is no desensitization.",
        )
    elif most.is_low is None:
        yield _note(
            "PEN-02",
            f"PEN-FAST gives {most.text}. Not known: {'; '.join(most.unknown)}.",
            "Ask for it: fewer than 3 points would mean to test the label first.",
        )
    else:
        yield _note(
            "PEN-03",
            f"PEN-FAST gives {most.text}: not a low risk, by {'; '.join(most.because)}.",
            "No direct challenge. An allergist decides on tests.",
        )


def _note(code: str, message: str, action: str) -> ScreenFinding:
    return ScreenFinding(
        code=code,
        severity=Severity.NOTE,
        message=message,
        action=action,
        source=SOURCES[0],
        also=(*SOURCES[1:], "PEN-FAST-TOOL", "PEN-FAST-SUMMARY", "DRUG-ALLERGY-POCKET-10"),
        topic=TOPIC,
    )


RULES = (delabel_first,)
