"""What a sheet is: a form in the work area, and how it is read into one command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

from django.http import HttpRequest, QueryDict

from stepward.core.quantities import UnreadableNumber, parse_number
from stepward.core.sessions.refusals import SessionRefusal
from stepward.shells.web.bedside.shown.room import Room

LONGEST_TEXT, LINES = 4_000, "\n\r\t"


class FormTrouble(SessionRefusal):
    """A field of a form cannot be read; `name` is the field."""

    code: ClassVar[str] = "unreadable-field"

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it was sent, and the request that brought it."""

    data: QueryDict
    request: HttpRequest

    def text(self, name: str) -> str:
        """Give the text of a field.

        Raises:
            FormTrouble: if it is longer than any text, or holds what no keyboard and no label writes (H-98).
        """
        found = self.data.get(name, "").strip()
        if len(found) > LONGEST_TEXT:
            msg = f"This text is too long. Write at most {LONGEST_TEXT} letters."
            raise FormTrouble(msg, name)
        if not all(letter.isprintable() or letter in LINES for letter in found):
            msg = "This text holds a sign that cannot be shown. Read or write it again."
            raise FormTrouble(msg, name)
        return found

    def number(self, name: str, what: str) -> Fraction:
        """Read a number that a field must have.

        Raises:
            FormTrouble: if it is missing or no number.
        """
        found = self.number_or_none(name, what)
        if found is None:
            msg = f"Enter {what}."
            raise FormTrouble(msg, name)
        return found

    def whole(self, name: str, what: str) -> int:
        """Read a whole number that a field must have; nothing is rounded.

        Raises:
            FormTrouble: if it is missing, no number, or not whole.
        """
        found = self.number(name, what)
        if found.denominator != 1:
            msg = f"Enter {what} as a whole number."
            raise FormTrouble(msg, name)
        return int(found)

    def number_or_none(self, name: str, what: str) -> Fraction | None:
        """Read a number, where there is one.

        Raises:
            FormTrouble: if it is no number.
        """
        text = self.text(name)
        if not text:
            return None
        try:
            return parse_number(text)
        except UnreadableNumber as error:
            msg = f"{what[:1].upper()}{what[1:]}: {error}"
            raise FormTrouble(msg, name) from error


def nothing(_room: Room) -> Mapping[str, object]:
    """Show nothing besides."""
    return {}


def as_shown(_shown: Mapping[str, object], _filled: Mapping[str, str]) -> Mapping[str, object]:
    """Change nothing of what is shown after a refusal."""
    return {}


def no_more(_room: Room) -> None:
    """Do nothing after the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name in the address, its title, template, what it shows, and how it is read.

    `keep` puts what was typed in the place of what is proposed, after a refusal. `before` keeps what must be kept
    before the command is done, once it is known that it may be. `is_urgent` where some of its commands are.
    """

    name: str
    title: str
    read: Callable[[Room, Filled], object]
    template: str = ""
    show: Callable[[Room], Mapping[str, object]] = field(default=nothing)
    keep: Callable[[Mapping[str, Any], Mapping[str, str]], Mapping[str, object]] = field(default=as_shown)
    leads_to: str = ""
    before: Callable[[Room, Filled, object], None] | None = None
    after: Callable[[Room], None] = field(default=no_more)
    is_urgent: bool = False

    @property
    def place(self) -> str:
        """The template."""
        return self.template or f"bedside/sheets/{self.name}.html"
