"""The unit's own policy as words of a record: its choices by question, and its regimens of premedication.

A question that the words leave out is open, whatever ships: a choice is never made in silence.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stepward.adapters.catalogue.policy_files import UnreadablePolicy, read_regimen, shipped_policy
from stepward.core.quantities import parse_number
from stepward.core.screening.policy import OWN, SITE, Choice, Option, Policy, UnsoundPolicy
from stepward.core.screening.regimen import Regimen

KEY, NAME = "policy", "The unit's policy"
CHOICES, REGIMENS, INVENTED = "choices", "regimens", "invented"
MARK = "(invented)"
PARTS = frozenset({CHOICES, REGIMENS, INVENTED})
LONGEST = 400


def version_name(version: int) -> str:
    """Name a version of the unit as an assessment does."""
    return f"unit-{version}"


def read_unit_policy(content: Mapping[str, Any], *, version: int) -> Policy:
    """Make the policy of a version: what ships, with the unit's choices instead of the shipped ones.

    Raises:
        UnreadablePolicy: naming what was expected.
        UnsoundPolicy: if a question or an option is not there.
        UnsoundRegimen: if a regimen has no medicine, or a time after step 1.
    """
    shipped, made, is_invented = shipped_policy(), content.get(CHOICES), content.get(INVENTED, False)
    if not PARTS.issuperset(content) or not isinstance(made, dict) or not isinstance(is_invented, bool):
        msg = f"{NAME}: expected {CHOICES}, and at most {REGIMENS} and {INVENTED}"
        raise UnreadablePolicy(msg)
    unknown = sorted(set(made) - set(shipped.choices))
    if unknown:
        msg = f"{NAME}: no such question: {', '.join(unknown)}"
        raise UnsoundPolicy(msg)
    choices = {key: _made(choice, made.get(key)) for key, choice in shipped.choices.items()}
    if is_invented:
        choices = {key: _marked(choice, shipped.choices[key]) for key, choice in choices.items()}
    return Policy(
        version=version_name(version),
        choices=choices,
        regimens=(*shipped.regimens, *_regimens(content.get(REGIMENS, {}), is_invented=is_invented)),
        is_invented=is_invented,
    )


def check_unit_policy(key: str, content: Mapping[str, Any]) -> None:
    """Refuse words that cannot be read, or that leave out a question which ships with a choice.

    Raises:
        UnreadablePolicy: naming what was expected.
        UnsoundPolicy: if a question or an option is not there, or a question is left out.
        UnsoundRegimen: if a regimen has no medicine, or a time after step 1.
    """
    if key != KEY:
        msg = f"The unit keeps one policy, {KEY!r}, not {key!r}"
        raise UnreadablePolicy(msg)
    policy = read_unit_policy(content, version=1)
    left = [
        choice.question for key, choice in shipped_policy().choices.items() if choice.chosen and _is_open(policy, key)
    ]
    if left:
        msg = f"This question has to be answered: {left[0]}"
        raise UnsoundPolicy(msg)


def shipped_words() -> dict[str, Any]:
    """Write the choices that ship as words of a record."""
    made = {key: choice.chosen for key, choice in shipped_policy().choices.items() if choice.chosen is not None}
    return {CHOICES: made, REGIMENS: {}}


def _is_open(policy: Policy, key: str) -> bool:
    return not policy.is_chosen(key)


def _made(choice: Choice, said: object) -> Choice:
    if said is None:
        return choice.made(None)
    if isinstance(said, str):
        return choice.made(said)
    where = f"{NAME}, {choice.id}"
    if not isinstance(said, dict) or not {"words"} <= set(said) <= {"words", "number"}:
        msg = f"{where}: expected an option, or words with at most a number"
        raise UnreadablePolicy(msg)
    number = said.get("number")
    if number is not None and (not choice.unit or not isinstance(number, str)):
        msg = f"{where}: expected a number as text, and only where the question has a unit"
        raise UnreadablePolicy(msg)
    amount = None if number is None else parse_number(number)
    if amount is not None and amount <= 0:
        msg = f"{where}: expected a number above zero, not {number}"
        raise UnreadablePolicy(msg)
    return choice.made(Option(id=OWN, words=_words(said["words"], where), sources=(SITE,), number=amount))


def _words(said: object, where: str) -> str:
    if not isinstance(said, str) or not said.strip() or len(said) > LONGEST:
        msg = f"{where}: expected words, at most {LONGEST} letters"
        raise UnreadablePolicy(msg)
    return said


def _marked(choice: Choice, shipped: Choice) -> Choice:
    """Mark the chosen words as invented, unless the choice is the shipped one."""
    if choice.chosen is None or choice.chosen == shipped.chosen:
        return choice
    options = tuple(
        replace(option, words=marked(option.words)) if option.id == choice.chosen else option
        for option in choice.options
    )
    return replace(choice, options=options)


def marked(words: str) -> str:
    """Put the mark behind words, before their full stop where they have one."""
    stop = "." if words.endswith(".") else ""
    return words if MARK in words else f"{words.removesuffix('.')} {MARK}{stop}"


def _regimens(data: object, *, is_invented: bool) -> tuple[Regimen, ...]:
    if not isinstance(data, dict):
        msg = f"{NAME}, {REGIMENS}: expected regimens by name"
        raise UnreadablePolicy(msg)
    found = tuple(read_regimen(key, item, f"{NAME}, {key}") for key, item in data.items())
    for regimen in found:
        if regimen.source != SITE or not regimen.is_in_use:
            msg = f"{NAME}, {regimen.id}: expected source {SITE}, and in use"
            raise UnreadablePolicy(msg)
    return tuple(_invented(item) for item in found) if is_invented else found


def _invented(regimen: Regimen) -> Regimen:
    medicines = tuple(replace(item, words=marked(item.words)) for item in regimen.medicines)
    return replace(regimen, title=marked(regimen.title), medicines=medicines)
