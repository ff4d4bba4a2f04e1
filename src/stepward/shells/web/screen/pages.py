"""The five pages of questions: what is asked, in which words, and which answers there are."""

from dataclasses import dataclass
from enum import Enum

from stepward.core.reactions import Sign

UNKNOWN, SOME, NONE = "unknown", "some", "none"
YES_NO = (("yes", "Yes"), ("no", "No"), (UNKNOWN, "Not known"))
ROUTES = ("intravenous", "oral", "subcutaneous", "intramuscular", "intradermal", "intranasal", "intravaginal")
UNITS = ("mg", "g", "mcg", "units", "mg/kg", "mcg/kg", "units/kg", "mg/m2", "units/m2")
MOST_REACTIONS, MOST_ROWS = 3, 12


class Kind(Enum):
    """How a question is answered."""

    CHOICE = "choice"
    LIST = "list"
    TEXT = "text"
    NUMBER = "number"
    SIGNS = "signs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One question; a number may have to be more than zero."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    hint: str = ""
    is_above_zero: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions that belong together; `counted` names the answer that says whether anything is listed."""

    title: str
    asks: tuple[Ask, ...]
    is_row: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the way; `adds` names what a press can add one more of."""

    slug: str
    title: str


PAGES = (
    Page(slug="drug", title="Drug and need"),
    Page(slug="reaction", title="Reaction"),
    Page(slug="danger", title="Danger signs"),
    Page(slug="patient", title="Patient"),
    Page(slug="medicines", title="Medicines and tests"),
)


def _choice(name: str, label: str, options: tuple[tuple[str, str], ...] = YES_NO, hint: str = "") -> Ask:
    return Ask(name=name, label=label, kind=Kind.CHOICE, options=options, hint=hint)


def _number(name: str, label: str, unit: str, *, above: bool = False, hint: str = "") -> Ask:
    return Ask(name=name, label=label, kind=Kind.NUMBER, unit=unit, is_above_zero=above, hint=hint)


def _pick(name: str, label: str, values: tuple[str, ...], hint: str = "") -> Ask:
    options = (("", "Choose"), *((item, item.capitalize()) for item in values), (UNKNOWN, "Not known"))
    return Ask(name=name, label=label, kind=Kind.LIST, options=options, hint=hint)


def groups(slug: str, counts: dict[str, int]) -> tuple[Group, ...]:
    """List the questions of a page, with as many rows as are counted."""
    return {"drug": _drug, "reaction": _reactions, "danger": _dangers, "patient": _patient, "medicines": _medicines}[
        slug
    ](counts)


def _drug(counts: dict[str, int]) -> tuple[Group, ...]:
    units = (("", "Unit"), *((item, item) for item in UNITS))
    wanted = (
        Ask(name="drug", label="Drug", hint="Its name without the dose."),
        Ask(name="product", label="Product", hint="If it is chosen already. Its excipients are compared."),
        _number("target_number", "Target dose", "", above=True),
        Ask(name="target_unit", label="Unit of the dose", kind=Kind.LIST, options=units),
        _pick("route", "Route", ROUTES),
    )
    some = ((SOME, "Yes, listed below"), (NONE, "Asked, there is none"), (UNKNOWN, "Not known"))
    rows = tuple(
        Group(
            title=f"Other drug {i + 1}",
            is_row=True,
            asks=(
                Ask(name=f"a{i}_name", label="Name"),
                _choice(f"a{i}_acceptable", "Is it acceptable for this patient?"),
                Ask(name=f"a{i}_reason", label="Why"),
            ),
        )
        for i in range(counts["a"])
    )
    return (
        Group(title="Which drug is wanted?", asks=wanted),
        Group(title="What is it for?", asks=(Ask(name="disease", label="Disease"),)),
        Group(title="Were other drugs considered?", asks=(_choice("alternatives", "Other drugs", some),)),
        *rows,
    )


def _reactions(counts: dict[str, int]) -> tuple[Group, ...]:
    had = ((SOME, "Yes"), (NONE, "Asked, there was none"), (UNKNOWN, "Not known"))
    found = [Group(title="Was there a reaction to this drug or a related one?", asks=(_choice("reactions", "", had),))]
    signs = ((SOME, "Yes, marked below"), (NONE, "Asked, there were none"), (UNKNOWN, "Not known"))
    for i in range(counts["r"]):
        number = f" {i + 1}" if counts["r"] > 1 else ""
        found += [
            Group(
                title=f"Reaction{number}: what happened?",
                asks=(
                    Ask(name=f"r{i}_drug", label="To which drug"),
                    _choice(f"r{i}_signs_known", "Are its signs known?", signs),
                    Ask(name=f"r{i}_signs", label="Signs", kind=Kind.SIGNS),
                    Ask(
                        name=f"r{i}_other",
                        label="Other signs",
                        hint="With commas between. Words not on the list are asked about.",
                    ),
                ),
            ),
            Group(
                title=f"Reaction{number}: when, and the lowest values?",
                hint="What was not recorded stays empty.",
                is_row=True,
                asks=(
                    _number(f"r{i}_onset", "Began after", "min"),
                    _number(f"r{i}_days", "How long ago", "days"),
                    _number(f"r{i}_sbp", "Lowest systolic pressure", "mmHg"),
                    _number(f"r{i}_usual", "Usual systolic pressure", "mmHg", above=True),
                    _number(f"r{i}_spo2", "Lowest oxygen saturation", "%"),
                    _number(f"r{i}_temperature", "Highest temperature", "°C"),
                ),
            ),
        ]
    return tuple(found)


def _dangers(counts: dict[str, int]) -> tuple[Group, ...]:
    answers = (("present", "Yes"), ("none", "Asked, there were none"), (UNKNOWN, "Not known"))
    found = []
    for i in range(counts["r"]):
        number = f" {i + 1}" if counts["r"] > 1 else ""
        found += [
            Group(
                title=f"Reaction{number}: blisters, sores in the mouth, peeling skin or organ damage?",
                hint="Organ damage other than that of anaphylaxis. Not known never counts as no.",
                asks=(_choice(f"r{i}_danger", "Danger signs", answers),),
            ),
            Group(
                title=f"Reaction{number}: was a diagnosis written down?",
                asks=(Ask(name=f"r{i}_diagnosis", label="Diagnosis", hint="In the words of the record."),),
            ),
            Group(
                title=f"Reaction{number}: was tryptase measured?",
                is_row=True,
                asks=(
                    _number(f"r{i}_tryptase", "At the reaction", "ng/mL"),
                    _number(f"r{i}_tryptase_usual", "Baseline", "ng/mL"),
                ),
            ),
        ]
    return tuple(found)


def _patient(_counts: dict[str, int]) -> tuple[Group, ...]:
    some = ((SOME, "Yes, listed below"), (NONE, "Asked, there are none"), (UNKNOWN, "Not known"))
    about = (
        _number("age", "Age", "years", above=True, hint="Of an infant a part of a year."),
        _number("weight", "Weight", "kg", above=True),
        _pick("sex", "Sex", ("female", "male", "other")),
    )
    diseases = (
        _choice("conditions_known", "Diseases", some),
        Ask(name="conditions", label="Which", hint="With commas between."),
    )
    lungs = (
        _choice("asthma_controlled", "Is asthma controlled?"),
        _number("fev1", "FEV1", "% of predicted", above=True),
    )
    return (
        Group(title="Who is it?", asks=about, is_row=True, hint="Never a name: it is not needed here."),
        Group(title="Are there other diseases?", asks=diseases),
        Group(
            title="Heart, circulation and pregnancy today",
            asks=(
                _choice("cardiac", "Is there cardiac disease?"),
                _choice("stable", "Is the circulation stable?"),
                _choice("pregnant", "Is there a pregnancy?"),
            ),
        ),
        Group(title="The lungs", asks=lungs, hint="Where asthma is known, or the airways took part."),
    )


def _medicines(counts: dict[str, int]) -> tuple[Group, ...]:
    some = ((SOME, "Yes, listed below"), (NONE, "Asked, there are none"), (UNKNOWN, "Not known"))
    found = [Group(title="Are medicines taken?", asks=(_choice("medicines", "Medicines", some),))]
    for i in range(counts["m"]):
        asks = (
            Ask(name=f"m{i}_name", label="Name"),
            _number(f"m{i}_hours", "Last dose", "h ago"),
            Ask(name=f"m{i}_for", label="Taken for"),
            _choice(f"m{i}_held", "Is it held for the procedure?"),
        )
        found.append(Group(title=f"Medicine {i + 1}", asks=asks, is_row=True))
    found.append(Group(title="Was the allergy tested?", asks=(_choice("tests", "Tests", some),)))
    for i in range(counts["t"]):
        asks = (
            _pick(f"t{i}_kind", "Kind", ("skin", "provocation")),
            _pick(f"t{i}_result", "Result", ("positive", "negative", "tolerated")),
            _number(f"t{i}_days", "How long ago", "days"),
            _number(f"t{i}_fraction", "Share of the full dose", "", above=True, hint="Of a provocation: 1 is all."),
        )
        found.append(Group(title=f"Test {i + 1}", asks=asks, is_row=True))
    return tuple(found)


SIGNS = frozenset(item.value for item in Sign)
