"""The site policy: every choice that sources leave to the unit, with all sourced options and the one chosen.

A choice without a chosen option has no shipped value: the unit chooses before it goes live.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from stepward.core.findings import Refusal
from stepward.core.screening.regimen import Regimen

OWN, SITE = "own", "SITE"


class UnsoundPolicy(Refusal, ValueError):
    """A policy names an option that its choice does not have, or leaves out a choice."""


class NotChosen(Refusal):
    """The unit has not made this choice yet; `choice_id` names it."""

    def __init__(self, message: str, choice_id: str = "") -> None:
        """Say which choice is missing."""
        super().__init__(message)
        self.choice_id = choice_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way that a source supports; `number` is its threshold, in the unit that the choice names."""

    id: str
    words: str
    sources: tuple[str, ...]
    number: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One question to the unit, its options, and what is chosen; `unit` is that of the options' numbers.

    Where `is_free`, the unit may write words of its own. `note` is what was read beside the options.
    """

    id: str
    question: str
    options: tuple[Option, ...]
    chosen: str | None = None
    unit: str = ""
    topic: str = ""
    is_free: bool = False
    note: str = ""
    note_sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an option that is not there.

        Raises:
            UnsoundPolicy: naming the choice.
        """
        if self.chosen is not None and self.chosen not in {option.id for option in self.options}:
            msg = f"policy, {self.id}: {self.chosen!r} is none of its options"
            raise UnsoundPolicy(msg)

    @property
    def option(self) -> Option:
        """The option that the unit chose.

        Raises:
            NotChosen: if it has not chosen yet.
        """
        found = next((option for option in self.options if option.id == self.chosen), None)
        if found is None:
            msg = f"The unit has not chosen yet: {self.question}"
            raise NotChosen(msg, self.id)
        return found

    def made(self, option: str | Option | None) -> "Choice":
        """Give this question with another choice: the id of an option, the unit's own, or none yet.

        Raises:
            UnsoundPolicy: if the option is not there, or the unit may not write its own.
        """
        if not isinstance(option, Option):
            return replace(self, chosen=option)
        if not self.is_free:
            msg = f"policy, {self.id}: expected one of its options, not words of the unit"
            raise UnsoundPolicy(msg)
        return replace(self, options=(*self.options, option), chosen=option.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of the document: choices by id, and regimens of premedication; a change is a new version.

    An invented one says so: its words carry the mark.
    """

    version: str
    choices: Mapping[str, Choice]
    regimens: tuple[Regimen, ...] = ()
    is_invented: bool = False

    def __post_init__(self) -> None:
        """Keep the choices as they are."""
        object.__setattr__(self, "choices", MappingProxyType(dict(self.choices)))

    def chosen(self, choice_id: str) -> Option:
        """Give the option chosen for a question.

        Raises:
            UnsoundPolicy: if the policy has no such question.
            NotChosen: if the unit has not chosen yet.
        """
        choice = self.choices.get(choice_id)
        if choice is None:
            msg = f"policy {self.version}: no choice {choice_id!r}"
            raise UnsoundPolicy(msg)
        return choice.option

    def number(self, choice_id: str) -> Fraction:
        """Give the threshold of the option chosen for a question.

        Raises:
            UnsoundPolicy: if the option has no number.
            NotChosen: if the unit has not chosen yet.
        """
        found = self.chosen(choice_id).number
        if found is None:
            msg = f"policy {self.version}: the option of {choice_id} has no number"
            raise UnsoundPolicy(msg)
        return found

    def is_chosen(self, choice_id: str) -> bool:
        """Tell whether the unit has chosen."""
        return choice_id in self.choices and self.choices[choice_id].chosen is not None

    @property
    def open_choices(self) -> tuple[Choice, ...]:
        """The choices that the unit still has to make."""
        return tuple(choice for choice in self.choices.values() if choice.chosen is None)
