"""A statement that holds, does not hold, or cannot be told, with what it rests on: unknown is never no."""

from collections.abc import Iterable
from dataclasses import dataclass

from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.signs import Sign, in_order

WHICH_SIGNS = "which signs there were"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Whether a statement holds (`None` cannot be told), because of what, and what would decide it."""

    holds: bool | None
    because: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


NO = Evidence(holds=False)


def known(words: str, *, holds: bool | None, missing: str = "") -> Evidence:
    """Make evidence of one fact, with its words if it holds and what is missing if it cannot be told."""
    if holds is None:
        return Evidence(holds=None, unknown=(missing,))
    return Evidence(holds=True, because=(words,)) if holds else NO


def of_signs(reaction: Reaction, signs: Iterable[Sign]) -> Evidence:
    """Tell whether any of the signs was recorded; signs never asked for, or words not read, leave it open."""
    found = tuple(sign.value for sign in in_order(frozenset(reaction.signs or ()).intersection(signs)))
    if found:
        return Evidence(holds=True, because=found)
    if reaction.signs is None:
        return Evidence(holds=None, unknown=(WHICH_SIGNS,))
    if reaction.unread_signs:
        return Evidence(holds=None, unknown=tuple(f"what “{word}” means" for word in reaction.unread_signs))
    return NO


def perhaps(evidence: Evidence, question: str) -> Evidence:
    """Turn what was found into a question: the sign is there, but the scale asks for more than the sign."""
    return Evidence(holds=None, unknown=(question,)) if evidence.holds else evidence


def either(*parts: Evidence) -> Evidence:
    """Hold if any part holds."""
    return at_least(1, *parts)


def both(*parts: Evidence) -> Evidence:
    """Hold if every part holds."""
    return at_least(len(parts), *parts)


def at_least(number: int, *parts: Evidence) -> Evidence:
    """Hold if so many parts hold; cannot be told if parts that cannot be told would make it so many."""
    sure = [part for part in parts if part.holds]
    open_parts = [part for part in parts if part.holds is None]
    if len(sure) >= number:
        return Evidence(holds=True, because=each_once(part.because for part in sure))
    if len(sure) + len(open_parts) >= number:
        return Evidence(
            holds=None,
            because=each_once(part.because for part in sure),
            unknown=each_once(part.unknown for part in open_parts),
        )
    return NO


def each_once(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Put the texts of several groups in one row, each once."""
    return tuple(dict.fromkeys(text for group in groups for text in group))
