"""The rules on history, past drugs, death and parent that need more than one element of another."""

from stepward.adapters.e2b.icsr import Group
from stepward.adapters.e2b.ruling import Look, Rule


def _is_full(group: Group) -> bool:
    return bool(group.values or group.parts)


def _caused(rule: str, section: str) -> Rule:
    """Ask for the words of each cause of death that has a code."""

    def is_met(look: Look) -> bool:
        coded = (one for one in look.case.each(section) if one.text(f"{section}.1a") and one.text(f"{section}.1b"))
        return all(one.has(f"{section}.2") for one in coded)

    number = f"{section}.2"
    words = f"{number} must be provided when the cause of death has a code"
    return Rule(id=rule, element=number, words=words, is_met=is_met)


HISTORY = (
    Rule(
        id="R0035",
        element="D.7.2",
        words="D.7.2 must be provided when no history is coded",
        is_met=lambda look: look.case.has("D.7.2") or bool(look.case.each("D.7.1.r")),
    ),
    Rule(
        id="R0036",
        element="D.8.r.1",
        words="D.8.r.1 must be provided for each past drug",
        is_met=lambda look: all(one.has("D.8.r.1") for one in look.case.each("D.8.r") if _is_full(one)),
    ),
    _caused("R0044", "D.9.2.r"),
    _caused("R0048", "D.9.4.r"),
    Rule(
        id="R0051",
        element="D.10.6",
        words="D.10.6 must be provided when anything is told of a parent",
        is_met=lambda look: all(one.has("D.10.6") for one in look.case.each("D.10") if _is_full(one)),
    ),
)
