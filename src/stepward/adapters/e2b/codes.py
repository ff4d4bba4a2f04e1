"""The words of the model beside the codes of the files, and dates and numbers as the files write them.

Source: E2B-R3-FDA, the data elements with their allowed values.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Generic, TypeVar

from stepward.core.findings import Refusal
from stepward.core.quantities.numbers import people_text
from stepward.core.reports.parts import (
    Action,
    Expedited,
    Kind,
    NotStated,
    Outcome,
    Partly,
    Qualification,
    Rechallenge,
    Retraction,
    Role,
    Sending,
    Sex,
    StudyKind,
    When,
)

_Word = TypeVar("_Word", bound=Enum)
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)
_MOMENT = re.compile(r"(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)?(\d\d)?(?:\.\d+)?([+-]\d{4})?)?", re.ASCII)


class Coded(Generic[_Word]):
    """A list of codes, read both ways."""

    def __init__(self, words: dict[_Word, str]) -> None:
        """Keep the list with its reverse."""
        self._codes = words
        self._words = {code: word for word, code in words.items()}

    def code(self, word: _Word) -> str:
        """Give the code of a word."""
        return self._codes[word]

    def word(self, code: str | None) -> _Word | None:
        """Give the word of a code; a code that is not on the list is no word."""
        return self._words.get(code or "")


NOT_STATED = Coded(
    {
        NotStated.MASKED: "MSK",
        NotStated.UNKNOWN: "UNK",
        NotStated.ASKED: "ASKU",
        NotStated.NOT_ASKED: "NASK",
        NotStated.NOT_APPLICABLE: "NA",
        NotStated.NO_INFORMATION: "NI",
    }
)
KINDS = Coded({Kind.SPONTANEOUS: "1", Kind.STUDY: "2", Kind.OTHER: "3", Kind.UNKNOWN: "4"})
SENDERS = Coded({word: str(number) for number, word in enumerate(Sending, 1)})
QUALIFICATIONS = Coded({word: str(number) for number, word in enumerate(Qualification, 1)})
SEX = Coded({Sex.MALE: "1", Sex.FEMALE: "2"})
OUTCOMES = Coded(
    {
        Outcome.UNKNOWN: "0",
        Outcome.RECOVERED: "1",
        Outcome.RECOVERING: "2",
        Outcome.NOT_RECOVERED: "3",
        Outcome.WITH_SEQUELAE: "4",
        Outcome.FATAL: "5",
    }
)
ROLES = Coded({Role.SUSPECT: "1", Role.CONCOMITANT: "2", Role.INTERACTING: "3", Role.NOT_ADMINISTERED: "4"})
ACTIONS = Coded(
    {
        Action.UNKNOWN: "0",
        Action.WITHDRAWN: "1",
        Action.REDUCED: "2",
        Action.INCREASED: "3",
        Action.NOT_CHANGED: "4",
        Action.NOT_APPLICABLE: "9",
    }
)
RECHALLENGES = Coded({word: str(number) for number, word in enumerate(Rechallenge, 1)})
RETRACTIONS = Coded({Retraction.NULLIFICATION: "1", Retraction.AMENDMENT: "2"})
STUDIES = Coded({StudyKind.TRIAL: "1", StudyKind.INDIVIDUAL: "2", StudyKind.OTHER: "3"})
LOCAL_KINDS = Coded({Expedited.FIFTEEN_DAY: "1", Expedited.NOT_EXPEDITED: "2"})

CRITERIA = {
    "death": "E.i.3.2a",
    "life_threatening": "E.i.3.2b",
    "hospitalization": "E.i.3.2c",
    "disabling": "E.i.3.2d",
    "congenital": "E.i.3.2e",
    "other_important": "E.i.3.2f",
    "intervention": "FDA.E.i.3.2h",
}


class UnwritableNumber(Refusal, ValueError):
    """A number does not fit the field of the standard, or would become zero there (H-32)."""


def written_number(value: Fraction, longest: int) -> str:
    """Write a number exactly where it fits, and else rounded half to even to what the field holds.

    Raises:
        UnwritableNumber: if it is too large for the field, or so small that it would be written as zero.
    """
    text = ""
    for places in range(longest):
        tried = f"{_rounded(value, places):f}"
        if len(tried) > longest:
            break
        text = tried
        if Fraction(text) == value:
            return text
    if not text or (value != 0 and Fraction(text) == 0):
        msg = f"{people_text(value)} cannot be written in {longest} characters. Choose another unit."
        raise UnwritableNumber(msg)
    return text


def _rounded(value: Fraction, places: int) -> Decimal:
    return Decimal(round(value * 10**places)).scaleb(-places)


def read_number(text: str | None) -> Fraction | None:
    """Read a plain decimal number; anything else is none."""
    return Fraction(text) if text and _NUMBER.fullmatch(text) else None


def written_moment(moment: When) -> str:
    """Write a moment as precisely as it is known."""
    match moment:
        case datetime():
            shift = f"{moment:%z}" if moment.tzinfo else ""
            return f"{moment:%Y%m%d%H%M%S}{shift}"
        case date():
            return f"{moment:%Y%m%d}"
        case Partly():
            return f"{moment.year:04d}" + (f"{moment.month:02d}" if moment.month else "")


def read_moment(text: str | None) -> When | None:
    """Read a moment of any precision; what is none in the calendar is none here."""
    found = _MOMENT.fullmatch(text or "")
    if found is None:
        return None
    year, month, day, hour, minute, second, shift = found.groups()
    try:
        if hour is not None:
            plain = f"{year}{month}{day}{hour}{minute or '00'}{second or '00'}"
            return datetime.strptime(plain + (shift or ""), "%Y%m%d%H%M%S" + ("%z" if shift else ""))  # noqa: DTZ007
        if day is not None:
            return date(int(year), int(month), int(day))
        date(int(year), int(month or 1), 1)
    except ValueError:
        return None
    return Partly(year=int(year), month=int(month) if month else None)
