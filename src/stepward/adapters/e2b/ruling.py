"""What a rule is, and what it looks at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from stepward.adapters.e2b.icsr import Batch, Group

POSTMARKET, CENTER = "ZZFDA", "CDER"
PREMARKET = "ZZFDA_PREMKT"
IND_CENTERS, EXEMPT = ("CDER_IND", "CBER_IND"), "CDER_IND_EXEMPT_BA_BE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule that is not met: its number where it has one, the element, and what is wrong."""

    rule: str
    element: str
    words: str
    is_rejection: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a rule looks at: the batch, one message of it, and the time until which dates may reach."""

    batch: Batch
    case: Group
    now: datetime


Check = Callable[[Look], bool]
"""Tells whether a rule is met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the table."""

    id: str
    element: str
    words: str
    is_met: Check
    is_rejection: bool = True


def is_postmarket(look: Look) -> bool:
    """Tell whether the batch goes the way of reports on marketed products in the United States."""
    return look.batch.header.text("N.1.4") == POSTMARKET


def is_premarket(look: Look) -> bool:
    """Tell whether the batch goes the way of reports from studies in the United States."""
    return look.batch.header.text("N.1.4") == PREMARKET


_WITHIN = {
    "G.k.2.3.r": "G.k", "G.k.4.r": "G.k", "G.k.7.r": "G.k", "G.k.9.i": "G.k", "FDA.G.k.12.r": "G.k",
    "D.10.7.1.r": "D.10", "D.10.8.r": "D.10",
}  # fmt: skip
"""Groups that stand within another."""


def each_of(case: Group, group: str) -> tuple[Group, ...]:
    """List the repetitions of a group, wherever it stands; without a name it is the case itself."""
    if not group:
        return (case,)
    if group in _WITHIN:
        return tuple(inner for outer in case.each(_WITHIN[group]) for inner in outer.each(group))
    return case.each(group)


def is_any(look: Look, group: str, number: str, *texts: str) -> bool:
    """Tell whether an element has one of some texts anywhere."""
    return any(one.text(number) in texts for one in each_of(look.case, group))


def unless(condition: Check, check: Check) -> Check:
    """Make a rule that holds only where the condition does not."""
    return lambda look: condition(look) or check(look)


def when(condition: Check, check: Check) -> Check:
    """Make a rule that holds only where the condition does."""
    return lambda look: not condition(look) or check(look)
