"""The unit's treatment card as words of a record, and the form that ships: rows to fill in, and never a dose (H-88).

What published sources say stands beside a row, to be read; where they disagree, they disagree there too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.core.findings import Refusal
from stepward.core.quantities import DoseRule, Duration, Strength, Volume, Weight, parse_amount
from stepward.core.reactions import Sign, find_sign
from stepward.core.treatment import (
    Act,
    Dose,
    ForWhom,
    Measure,
    Medicine,
    Remedy,
    Repeat,
    Row,
    Sample,
    TreatmentCard,
    doses_for,
)

ACT, SAMPLE = "act", "sample"
PARTS = frozenset({"title", "for", "rows", "invented"})
WHOM = frozenset({"weight_from", "weight_to", "years_from", "years_to"})
ALL_ROWS = frozenset({"what", "name", "source", "when", "signs"})
OF_A_MEDICINE = frozenset(
    {"dose", "up_to", "at_most", "strength", "increment", "rate", "route", "place", "repeat_after", "repeat_most"}
)
OF_A_SAMPLE = frozenset({"best_from", "best_to", "latest"})
MARK = "(invented)"
MOST_COUNT = 99
_Value = TypeVar("_Value")


class UnreadableCard(Refusal, ValueError):
    """The words are no treatment card; says which row and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one source or several say about a row, to be read beside it; `question` is what they answer."""

    question: str
    words: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A row of the form that ships: what it is, its title, when it is meant, and what there is to read."""

    what: str
    title: str
    when: str = ""
    reads: tuple[str, ...] = ()


FORM = (
    FormRow(what=ACT, title="An act"),
    FormRow(
        what=Remedy.EPINEPHRINE.value,
        title="Epinephrine into the muscle",
        reads=("epinephrine-adult", "epinephrine-child", "epinephrine-again"),
    ),
    FormRow(what=Remedy.OXYGEN.value, title="Oxygen", reads=("oxygen",)),
    FormRow(what=Remedy.FLUID.value, title="Fluid into the vein", reads=("fluids",)),
    FormRow(what=Remedy.BRONCHODILATOR.value, title="Bronchodilator", reads=("albuterol",)),
    FormRow(what=Remedy.ANTIHISTAMINE.value, title="Antihistamine", reads=("diphenhydramine", "antihistamine-h2")),
    FormRow(what=Remedy.STEROID.value, title="Steroid", reads=("steroid",)),
    FormRow(
        what=Remedy.GLUCAGON.value,
        title="Glucagon",
        when="a beta-blocker is taken",
        reads=("glucagon-adult", "glucagon-child"),
    ),
    FormRow(what=Remedy.OTHER.value, title="Another medicine", reads=("fever-and-chills",)),
    FormRow(what=SAMPLE, title="Blood for tryptase", reads=("tryptase-sampling",)),
)
TITLES = {row.what: row.title for row in FORM}


def reads_of(what: str) -> tuple[Reading, ...]:
    """List what published sources say for a row of this sort; never a default."""
    row = next((row for row in FORM if row.what == what), None)
    choices = shipped_policy().choices
    return tuple(
        Reading(question=choices[key].question, words=option.words, sources=option.sources)
        for key in (() if row is None else row.reads)
        for option in choices[key].options
    )


def read_card(key: str, content: Mapping[str, Any]) -> TreatmentCard:
    """Read a card from the words of a record.

    Raises:
        UnreadableCard: naming the row and what was expected.
        UnsoundCard: if a row contradicts itself.
    """
    whom, rows, is_invented = content.get("for", {}), content.get("rows"), content.get("invented", False)
    is_read = PARTS.issuperset(content) and isinstance(content.get("title"), str) and isinstance(is_invented, bool)
    if not is_read or not isinstance(rows, list) or not _are_texts(whom, WHOM):
        msg = "Treatment card: expected title, rows, and perhaps for whom it is meant."
        raise UnreadableCard(msg)
    title = content["title"]
    return TreatmentCard(
        id=key,
        title=f"{title} {MARK}" if is_invented and MARK not in title else title,
        rows=tuple(_row(row, f"Row {number}") for number, row in enumerate(rows, 1)),
        for_whom=_whom(whom),
        is_invented=is_invented,
    )


def check_card(key: str, content: Mapping[str, Any]) -> None:
    """Refuse words that cannot be read, and a card that refuses the least or most weight which it is meant for.

    Raises:
        UnreadableCard: naming the row and what was expected.
        UnsoundCard: if a row contradicts itself.
        NotMeasurable: if a dose comes to less than can be measured.
        DosesDisagree: if the two computations differ.
    """
    card = read_card(key, content)
    whom = card.for_whom
    years = whom.years_from if whom.years_from is not None else whom.years_to
    for weight in (None, whom.weight_from, whom.weight_to):
        doses_for(card, weight, years=years)


def _whom(words: Mapping[str, str]) -> ForWhom:
    weights = {word: _read(Weight.parse, words[word], "For whom") for word in WHOM & set(words) if "weight" in word}
    years = {word: _count(words[word], "For whom") for word in WHOM & set(words) if "years" in word}
    return ForWhom(
        weight_from=weights.get("weight_from"),
        weight_to=weights.get("weight_to"),
        years_from=years.get("years_from"),
        years_to=years.get("years_to"),
    )


def _row(words: Any, where: str) -> Row:  # noqa: ANN401 - whatever stands in a record
    what = words.get("what", "") if isinstance(words, Mapping) else ""
    own = {ACT: frozenset[str](), SAMPLE: OF_A_SAMPLE}.get(what, OF_A_MEDICINE)
    if what not in TITLES or not _are_texts(words, ALL_ROWS | own):
        msg = f"{where}: expected what it is, its name, its source, and what belongs to it."
        raise UnreadableCard(msg)
    name, source, when = words.get("name", ""), words.get("source", ""), words.get("when", "")
    signs = read_card_signs(words["signs"], where) if "signs" in words else ()
    if what == ACT:
        return Act(words=name, source=source, when=when, signs=signs)
    if what == SAMPLE:
        best_from, best_to, latest = (
            _read(Duration.parse, words.get(word, ""), where) for word in ("best_from", "best_to", "latest")
        )
        return Sample(
            name=name, best_from=best_from, best_to=best_to, latest=latest, source=source, when=when, signs=signs
        )
    return Medicine(
        name=name,
        source=source,
        remedy=Remedy(what),
        dose=_dose(words, where),
        measure=_measure(words, where),
        rate=words.get("rate", ""),
        route=words.get("route", ""),
        place=words.get("place", ""),
        repeat=_repeat(words, where),
        when=when,
        signs=signs,
    )


def _dose(words: Mapping[str, str], where: str) -> Dose | None:
    if "dose" not in words:
        if {"up_to", "at_most"} & set(words):
            msg = f"{where}: an upper end or a most goes with a dose."
            raise UnreadableCard(msg)
        return None
    return Dose(
        amount=_read(DoseRule.parse, words["dose"], where),
        up_to=_read(DoseRule.parse, words["up_to"], where) if "up_to" in words else None,
        at_most=_read(parse_amount, words["at_most"], where) if "at_most" in words else None,
    )


def _measure(words: Mapping[str, str], where: str) -> Measure | None:
    if "increment" not in words:
        if "strength" in words:
            msg = f"{where}: a strength goes with the least volume that can be measured."
            raise UnreadableCard(msg)
        return None
    return Measure(
        increment=_read(Volume.parse, words["increment"], where),
        strength=_read(Strength.parse, words["strength"], where) if "strength" in words else None,
    )


def _repeat(words: Mapping[str, str], where: str) -> Repeat | None:
    if "repeat_after" not in words:
        if "repeat_most" in words:
            msg = f"{where}: how often at most goes with the time after which it is repeated."
            raise UnreadableCard(msg)
        return None
    return Repeat(
        after=_read(Duration.parse, words["repeat_after"], where),
        most=_count(words["repeat_most"], where) if "repeat_most" in words else None,
    )


def read_card_signs(text: str, where: str = "Signs") -> tuple[Sign, ...]:
    """Read signs between commas; a word that is no sign is refused.

    Raises:
        UnreadableCard: naming the word.
    """
    found = []
    for word in text.split(","):
        sign = find_sign(word)
        if sign is None:
            msg = f"{where}: {word.strip()!r} is no sign of the list. Write signs with commas between, such as hives."
            raise UnreadableCard(msg)
        found.append(sign)
    return tuple(dict.fromkeys(found))


def _read(read: Callable[[str], _Value], text: str, where: str) -> _Value:
    try:
        return read(text)
    except ValueError as error:
        msg = f"{where}: {error}"
        raise UnreadableCard(msg) from error


def read_count(text: str) -> int:
    """Read a small whole number.

    Raises:
        ValueError: if it is none.
    """
    if not (text.isascii() and text.isdigit()) or int(text) > MOST_COUNT or text != str(int(text)):
        msg = f"{text!r}: expected a whole number up to {MOST_COUNT}"
        raise ValueError(msg)
    return int(text)


def _count(text: str, where: str) -> int:
    return _read(read_count, text, where)


def _are_texts(words: Any, allowed: frozenset[str]) -> bool:  # noqa: ANN401 - the same
    return (
        isinstance(words, Mapping)
        and allowed.issuperset(words)
        and all(isinstance(text, str) and text.strip() for text in words.values())
    )
