"""How long after a dose tolerance is counted on: the shortest term that is known, and never a guess.

Source: STEPWARD-SAFETY, H-90.
"""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from stepward.core.tolerance.history import Terms

HOUR = 3_600_000_000
"""Microseconds."""
HALF_LIVES = "half-lives"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term that limits the window, in words and in hours."""

    name: str
    hours: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How many hours count, none where that is not known; every term, the shortest first; and why none counts."""

    hours: Fraction | None
    terms: tuple[Term, ...]
    why_unknown: str = ""


def window_of(terms: Terms, interval: Fraction | None) -> Window:
    """Find the window: the smallest of the terms that are known.

    Half-lives that end before the next dose on time cannot be used: then a physician sets the window for this order.
    """
    found = _known(terms)
    half_lives = _half_lives(terms)
    if half_lives is None or interval is None or half_lives > interval:
        return _shortest(found, "No term of the window is known: neither hours, nor half-lives, nor a cap.")
    if terms.is_set_by_physician and terms.window is not None:
        return _shortest(tuple(term for term in found if term.name != HALF_LIVES), "")
    return Window(
        hours=None,
        terms=found,
        why_unknown="The half-lives end before the next dose on time. A physician sets the window for this order.",
    )


def after(hours: Fraction) -> timedelta:
    """Turn hours into a span, rounded down to the microsecond."""
    return timedelta(microseconds=int(hours * HOUR))


def _half_lives(terms: Terms) -> Fraction | None:
    if terms.half_life is None or terms.half_lives is None:
        return None
    return terms.half_life * terms.half_lives


def _known(terms: Terms) -> tuple[Term, ...]:
    who = "set by a physician" if terms.is_set_by_physician else "of the order"
    named = ((f"window {who}", terms.window), (HALF_LIVES, _half_lives(terms)), ("cap of the unit", terms.cap))
    found = [Term(name=name, hours=hours) for name, hours in named if hours is not None]
    return tuple(sorted(found, key=lambda term: term.hours))


def _shortest(terms: tuple[Term, ...], why: str) -> Window:
    if not terms:
        return Window(hours=None, terms=(), why_unknown=why)
    return Window(hours=terms[0].hours, terms=terms)
