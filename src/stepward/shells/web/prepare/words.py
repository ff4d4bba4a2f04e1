"""States, times, people and items of an order in words, and the address of an item."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from stepward.core.preparation.labels import PatientWords
from stepward.core.preparation.recipe import DrawnFrom, Liquid, intermediate_name
from stepward.core.preparation.work import SolutionState, SolutionWork
from stepward.core.protocols.plan import Plan
from stepward.shells.web import here
from stepward.shells.web.prepare.forms import MONTHS
from stepward.usecases.making import Patient

LETTERS = 26
MOST_DIGITS = 2
_STATES = {
    SolutionState.TO_MAKE: ("to-make", "To make"),
    SolutionState.MAKING: ("making", "Making"),
    SolutionState.MADE: ("made", "Made"),
    SolutionState.CHECKED: ("checked", "Checked"),
    SolutionState.EXCEPTED: ("excepted", "No second check"),
    SolutionState.DIFFERS: ("differs", "Differs"),
    SolutionState.VOID: ("void", "Void"),
}


def patient_words(patient: Patient) -> PatientWords:
    """Say who a paper is about, as paper has it."""
    return PatientWords(
        name=f"{patient.family_name}, {patient.given_names}",
        born=patient.born_on,
        identifier=patient.identifier,
        is_invented=patient.is_invented,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownState:
    """A state: its word, and the key of its shape."""

    key: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPatient:
    """A patient as the banner shows one: family name first, month in letters."""

    name: str
    born: str
    identifier: str
    is_invented: bool


BLOCKED = ShownState(key="blocked", word="Blocked")
EXPIRED = ShownState(key="expired", word="Expired")
TAINTED = ShownState(key="tainted", word="Source void")


def shown_state(work: SolutionWork) -> ShownState:
    """Say how a bag stands; an expired or tainted one says so whatever was done to it."""
    if work.tainted and work.state is not SolutionState.VOID:
        return TAINTED
    if work.is_expired and work.state is not SolutionState.VOID:
        return EXPIRED
    key, word = _STATES[work.state]
    return ShownState(key=key, word=word)


def shown_patient(patient: Patient) -> ShownPatient:
    """Write a patient for the banner."""
    return ShownPatient(
        name=f"{patient.family_name}, {patient.given_names}",
        born=day_text(patient.born_on),
        identifier=patient.identifier,
        is_invented=patient.is_invented,
    )


def day_text(day: date) -> str:
    """Write a day with its month in letters: 22 Nov 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def clock_text(at: datetime) -> str:
    """Write a clock time: 09:30."""
    return here.clock(at)


def moment_text(at: datetime) -> str:
    """Write a time with its day and offset: 22 Nov 2026, 09:30 UTC."""
    return here.minute(at)


def hours_text(minutes: Fraction) -> str:
    """Write minutes as hours and minutes."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h {rest}\u00a0min" if rest else f"{hours}\u00a0h"


def drug_text(plan: Plan) -> str:
    """Name the drug in tall-man letters where the drug entry has them."""
    entry = plan.order.entry
    return plan.order.drug if entry is None else entry.display


def title_of(item: DrawnFrom) -> str:
    """Begin its name with a capital letter: `Solution 3`, `Intermediate A`."""
    return item.words.capitalize() if item.liquid is Liquid.SOLUTION else f"Intermediate {item.words[-1]}"


def slug_of(item: DrawnFrom) -> str:
    """Write an item for an address: `solution-3`, `intermediate-a`."""
    mark = intermediate_name(item.number).lower() if item.liquid is Liquid.INTERMEDIATE else str(item.number)
    return f"{item.liquid.value}-{mark}"


def item_of(slug: str) -> DrawnFrom | None:
    """Read an item of an address; nothing where there is none."""
    kind, _, mark = slug.partition("-")
    if kind == Liquid.SOLUTION.value and mark.isascii() and mark.isdecimal() and len(mark) <= MOST_DIGITS:
        return DrawnFrom(liquid=Liquid.SOLUTION, number=int(mark))
    if kind == Liquid.INTERMEDIATE.value and len(mark) == 1 and "a" <= mark <= "z":
        return DrawnFrom(liquid=Liquid.INTERMEDIATE, number=ord(mark) - ord("a") + 1)
    return None


def listed(words: list[str]) -> str:
    """Join words with commas and a last "and"."""
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"  # noqa: PLR2004 - two need no comma
