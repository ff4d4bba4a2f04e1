"""What the unit itself writes for patients: the text of consent, and whom to call. Stepward ships neither.

Each version is written by one person and released by a second, as all that the unit keeps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stepward.core.findings import Refusal

MOST_PARAGRAPHS, MOST_PHONES, LONGEST = 20, 6, 400


class UnreadableWords(Refusal, ValueError):
    """The words are no text of consent, or no list of numbers; says what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A text of consent in one language, paragraph by paragraph."""

    title: str
    language: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A number that patients call, whose it is, and when somebody answers."""

    who: str
    number: str
    hours: str = ""

    @property
    def words(self) -> str:
        """The number as a sheet prints it."""
        return f"{self.who}: {self.number}" + (f" ({self.hours})" if self.hours else "")


def read_consent(content: Mapping[str, object], codes: Sequence[str]) -> Consent:
    """Read a text of consent in one of these languages.

    Raises:
        UnreadableWords: saying what was expected.
    """
    title, language, paragraphs = content.get("title"), content.get("language"), content.get("paragraphs")
    texts = paragraphs if isinstance(paragraphs, list) else []
    if set(content) - {"invented"} != {"title", "language", "paragraphs"} or not _are_texts([title, language, *texts]):
        msg = "A text of consent has a title, a language and paragraphs."
        raise UnreadableWords(msg)
    if language not in codes or not 0 < len(texts) <= MOST_PARAGRAPHS:
        msg = f"Expected one of the languages {', '.join(codes)}, and 1 to {MOST_PARAGRAPHS} paragraphs."
        raise UnreadableWords(msg)
    return Consent(title=str(title), language=str(language), paragraphs=tuple(texts))


def read_phones(content: Mapping[str, object]) -> tuple[Phone, ...]:
    """Read the numbers that patients call.

    Raises:
        UnreadableWords: saying what was expected.
    """
    rows = content.get("phones")
    if set(content) - {"invented"} != {"title", "phones"} or not isinstance(rows, list):
        msg = "A list of numbers has a title and phones."
        raise UnreadableWords(msg)
    if not 0 < len(rows) <= MOST_PHONES or not _are_texts([content["title"]]):
        msg = f"Expected a title, and 1 to {MOST_PHONES} numbers."
        raise UnreadableWords(msg)
    return tuple(_phone(row) for row in rows)


def _phone(row: object) -> Phone:
    if not isinstance(row, dict) or not {"who", "number"} <= set(row) <= {"who", "number", "hours"}:
        msg = "A number says whose it is, and may say when somebody answers."
        raise UnreadableWords(msg)
    if not _are_texts(list(row.values())) or not any(letter.isdigit() for letter in row["number"]):
        msg = "A telephone number has digits."
        raise UnreadableWords(msg)
    return Phone(**row)


def _are_texts(found: Sequence[object]) -> bool:
    return all(isinstance(text, str) and 0 < len(text.strip()) <= LONGEST for text in found)
