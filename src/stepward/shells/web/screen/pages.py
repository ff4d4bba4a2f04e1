"""The five pages of questions: what is asked, in which words, and which answers there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stepward.shells.web.screen.asks import LISTED, Ask, Block, Fact, Group, Kind, choice, number, pick
from stepward.shells.web.screen.asks_of_reactions import danger_groups, reaction_groups
from stepward.shells.web.screen.asks_of_treatment import treatment_groups

ROUTES = ("intravenous", "oral", "subcutaneous", "intramuscular", "intradermal", "intranasal", "intravaginal")
UNITS = ("mg", "g", "mcg", "units", "mg/kg", "mcg/kg", "units/kg", "mg/m2", "units/m2")
MOST_OF = {"r": 6, "a": 12, "m": 24, "t": 12, "d": 12}
EXCIPIENTS = Fact(
    words="An excipient can be the cause: a product without it may spare the desensitization.",
    sources=("BRUUSGAARD-2022", "CABALLERO-2021"),
)
ALTERNATIVE = Fact(
    words="Desensitization needs that no acceptable alternative exists.", sources=("NCC-INDIA", "CERNADAS-2010")
)
LUNGS = Fact(
    words="Asthma that is not controlled stops the session. A low FEV1 asks for intensive care.",
    sources=("VITALITE", "BWH-PROFESSIONALS"),
)
FEVER = Fact(words="With fever no session starts before its cause is known.", sources=("ASTCT-CRS-TABLE",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the way."""

    slug: str
    title: str


PAGES = (
    Page(slug="drug", title="Drug and need"),
    Page(slug="reaction", title="Reaction"),
    Page(slug="danger", title="Danger signs"),
    Page(slug="patient", title="Patient"),
    Page(slug="medicines", title="Medicines and tests"),
)


def groups(slug: str, counts: Mapping[str, int]) -> tuple[Group, ...]:
    """List the questions of a page, with as many rows as are counted."""
    made = {
        "drug": _drug,
        "reaction": reaction_groups,
        "danger": danger_groups,
        "patient": _patient,
        "medicines": treatment_groups,
    }
    return made[slug](counts)


def every_ask(counts: Mapping[str, int] | None = None) -> Iterator[tuple[str, Ask]]:
    """List every question with its page, with as many rows as are counted, or as there can be."""
    for page in PAGES:
        for group in groups(page.slug, MOST_OF if counts is None else counts):
            for ask in group.asks:
                yield page.slug, ask


def _drug(counts: Mapping[str, int]) -> tuple[Group, ...]:
    units = (("", "Unit"), *((item, item) for item in UNITS))
    wanted = (
        Ask(name="drug", label="Drug", hint="Its name without the dose.", of_names="drug"),
        Ask(name="disease", label="Disease it is for"),
        number("target_number", "Target dose", "", above=True),
        Ask(name="target_unit", label="Unit of the dose", kind=Kind.LIST, options=units),
        pick("route", "Route", ROUTES),
    )
    label = (("some", "Yes"), ("none", "Read, none"), ("unknown", "Not known"))
    product = (
        Ask(name="product", label="Product", hint="If it is chosen already.", of_names="product"),
        Ask(name="excipients", label="Excipients on its label", hint="With commas between.", topic="label"),
    )
    others = tuple(
        Block(
            title=f"Other drug {i + 1}",
            row=f"a{i}",
            asks=(
                Ask(name=f"a{i}_name", label="Name"),
                Ask(name=f"a{i}_reason", label="Why, or why not"),
                choice(f"a{i}_acceptable", "Is it acceptable for this patient?"),
            ),
        )
        for i in range(counts["a"])
    )
    return (
        Group(title="Which drug is wanted?", blocks=(Block(asks=wanted),)),
        Group(
            title="Were other drugs considered?",
            lead=choice("alternatives", "", LISTED),
            blocks=others,
            fact=ALTERNATIVE,
            adds=("a", "Add another drug"),
        ),
        Group(
            title="Which product, and what is in it?",
            blocks=(
                Block(asks=product[:1]),
                Block(asks=(choice("excipients_known", "Does its label name excipients?", label), product[1])),
            ),
            fact=EXCIPIENTS,
        ),
    )


def _patient(_counts: Mapping[str, int]) -> tuple[Group, ...]:
    about = (
        number("age", "Age", "years", above=True, hint="For an infant a part of a year, such as 0.5."),
        number("weight", "Weight", "kg", above=True),
        pick("sex", "Sex", ("female", "male", "other")),
    )
    today = (
        choice("stable", "Is the circulation stable?"),
        choice("cardiac", "Is there cardiac disease?"),
        choice("pregnant", "Is there a pregnancy?", topic="pregnancy"),
        Ask(name="temperature", label="Temperature today", kind=Kind.NUMBER, unit="°C", fact=FEVER),
    )
    diseases = Ask(name="conditions", label="Which", hint="With commas between. Earlier allergies too.")
    return (
        Group(title="Who is it?", blocks=(Block(asks=about),), hint="Never a name: it is not needed here."),
        Group(
            title="Are there other diseases?",
            lead=choice("conditions_known", "", LISTED),
            blocks=(Block(asks=(diseases,)),),
        ),
        Group(title="Heart, circulation and fever today", blocks=(Block(asks=today),)),
        Group(
            title="The lungs",
            blocks=(
                Block(
                    asks=(
                        choice("asthma_controlled", "Is asthma controlled?"),
                        number("fev1", "FEV1", "% of predicted", above=True),
                    )
                ),
            ),
            topic="lungs",
            fact=LUNGS,
        ),
    )
