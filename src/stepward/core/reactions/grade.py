"""How grave a scale calls a reaction: the highest rung that holds, and what would have to be known to go higher."""

from dataclasses import dataclass
from enum import Enum

from stepward.core.reactions.evidence import Evidence, each_once


class Scale(Enum):
    """A published scale, by the name it is shown under."""

    BROWN = "Brown 2004"
    RING_MESSMER = "Ring and Messmer"
    CTCAE_INFUSION = "CTCAE infusion-related reaction"
    CTCAE_ALLERGIC = "CTCAE allergic reaction"
    NIAID_FAAN = "NIAID/FAAN 2006"
    WAO_2020 = "WAO 2020"
    ASTCT_CRS = "ASTCT cytokine release syndrome"
    WAO_SYSTEMIC = "WAO systemic reaction grading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A grade with its scale, the words of its source, what decided it and what would decide more.

    `value` is nothing if no grade can be told, and 0 if nothing that the scale grades was there. `at_least` says that
    an unknown fact could raise it. On a scale of criteria 1 is met and 0 is not met, and `criterion` names which.
    """

    scale: Scale
    value: int | None
    words: str
    source: str
    shown: str
    at_least: bool = False
    because: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    criterion: tuple[str, ...] = ()
    suffix: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One grade of a scale: its number, its words, and whether it was reached."""

    value: int
    words: str
    reached: Evidence
    shown: str = ""


NOT_KNOWN = "not known"
NOTHING = "Nothing was recorded that this scale grades."
NOT_TOLD = "Too little was recorded for a grade."


def climb(scale: Scale, rungs: tuple[Rung, ...], *, source: str) -> Grade:
    """Take the highest rung that was reached; a higher one that cannot be told makes the grade 'at least'."""
    reached = max((rung for rung in rungs if rung.reached.holds), key=lambda rung: rung.value, default=None)
    least = reached.value if reached else 0
    unknown = each_once(rung.reached.unknown for rung in rungs if rung.value > least and rung.reached.holds is None)
    if reached is None:
        value, shown, words = (None, NOT_KNOWN, NOT_TOLD) if unknown else (0, "none", NOTHING)
        return Grade(scale=scale, value=value, shown=shown, words=words, unknown=unknown, source=source)
    number = reached.shown or str(reached.value)
    return Grade(
        scale=scale,
        value=reached.value,
        shown=f"at least {number}" if unknown else number,
        words=reached.words,
        at_least=bool(unknown),
        because=reached.reached.because,
        unknown=unknown,
        source=source,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One of several criteria of which any is enough."""

    name: str
    words: str
    met: Evidence


def meet(scale: Scale, criteria: tuple[Criterion, ...], *, source: str) -> Grade:
    """Say whether any criterion is met, which, and what would have to be known if none is for sure."""
    met = [criterion for criterion in criteria if criterion.met.holds]
    unknown = each_once(criterion.met.unknown for criterion in criteria if criterion.met.holds is None)
    if met:
        return Grade(
            scale=scale,
            value=1,
            shown="met",
            words=" ".join(criterion.words for criterion in met),
            because=each_once(criterion.met.because for criterion in met),
            criterion=tuple(criterion.name for criterion in met),
            source=source,
        )
    if unknown:
        return Grade(scale=scale, value=None, shown=NOT_KNOWN, words=NOT_TOLD, unknown=unknown, source=source)
    return Grade(scale=scale, value=0, shown="not met", words="No criterion is met.", source=source)
