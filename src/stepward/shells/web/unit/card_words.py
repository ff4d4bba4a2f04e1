"""The form of a treatment card: its rows in their order, and how their boxes become the words of a record."""

from dataclasses import dataclass
from fractions import Fraction

from stepward.adapters.catalogue.treatment_cards import (
    ACT,
    FORM,
    MOST_COUNT,
    OF_A_SAMPLE,
    SAMPLE,
    TITLES,
    read_card_signs,
    read_count,
    reads_of,
)
from stepward.core.quantities import DoseRule, Duration, Weight, parse_number
from stepward.shells.web.shown import ShownSource, shown_source
from stepward.shells.web.unit.boxes import (
    AMOUNT,
    LASTS,
    SOURCE_SAY,
    STRENGTH,
    VOLUME,
    Box,
    Check,
    Filled,
    FilledSection,
    Group,
    Rows,
    Values,
)
from stepward.usecases.unit_records import Words

MOST_ROWS = 16
FOR_WHOM = "For whom it is meant"
WEIGHT = Check(read=Weight.parse, say="Write a weight with its unit, such as 10 kg.")
YEARS = Check(read=read_count, say=f"Write whole years up to {MOST_COUNT}.")
DOSE = Check(read=DoseRule.parse, say="Write a dose above zero, such as 20 mg or 0.5 mL/kg.")
WINDOW = Check(read=Duration.parse, say="Write a time with its unit, such as 60 min.")
TIMES = Check(read=read_count, say=f"Write a whole number up to {MOST_COUNT}.")
ORDER = Check(read=parse_number, say="Write a number, such as 2. Rows stand in the order of these numbers.")
SIGNS = Check(read=read_card_signs, say="Write signs with commas between, such as wheeze, dyspnea.")

_WHOM = (
    Box(name="weight_from", label="Weight from", check=WEIGHT, hint="Empty: no least weight."),
    Box(name="weight_to", label="Weight to", check=WEIGHT),
    Box(name="years_from", label="Age from, in years", check=YEARS, hint="Empty: no least age."),
    Box(name="years_to", label="Age to, in years", check=YEARS),
)
WHAT = Box(name="what", label="What it is", choices=tuple(TITLES.items()))
_PLACE = Box(name="order", label="Its place", check=ORDER, hint="Change it to move the row.")
_WHEN = (
    Box(name="when", label="Given when", hint="Empty: always."),
    Box(name="signs", label="For these signs", check=SIGNS, hint="With commas between. Empty: for any."),
)
_SOURCE = Box(name="source", label="Source", hint="Where the unit took this from, with its date.", is_wide=True)
_MEDICINE = (
    Box(name="name", label="Name as the card shows it", hint="With tall letters where names look alike."),
    Box(name="dose", label="Dose", check=DOSE, hint="An amount, or an amount for each kg."),
    Box(name="up_to", label="Up to", check=DOSE, hint="Only where it is a range."),
    Box(name="at_most", label="One dose at most", check=AMOUNT, hint="Needed where the dose is for each kg."),
    Box(name="strength", label="Strength in the hand", check=STRENGTH, hint="From it comes the mL."),
    Box(
        name="increment", label="Measured to the nearest", check=VOLUME, hint="The mark of the syringe or pump, in mL."
    ),
    Box(name="rate", label="Rate, in words", hint="Such as over how long, or L/min."),
    Box(name="route", label="Route"),
    Box(name="place", label="Place of the body"),
    Box(name="repeat_after", label="Again after", check=LASTS),
    Box(name="repeat_most", label="Doses at most", check=TIMES),
)
_ACT = (Box(name="name", label="What is done", hint="One or two short sentences.", is_wide=True),)
_SAMPLE = (
    Box(name="name", label="Name as the card shows it"),
    Box(name="best_from", label="Best from, after the onset", check=WINDOW),
    Box(name="best_to", label="Best to", check=WINDOW),
    Box(name="latest", label="Not later than", check=WINDOW),
)
_BOXES = (WHAT, _PLACE, *_MEDICINE, *_SAMPLE[1:], *_WHEN, _SOURCE)
_NAMES = {ACT: "Say what is done.", SAMPLE: "Name what is drawn."}
SECTIONS: tuple[Group | Rows, ...] = (
    Group(title="Card", boxes=(Box(name="title", label="Name of the card", is_wide=True),), needed=("title",)),
    Group(title=FOR_WHOM, boxes=_WHOM, hint="A card for everybody leaves these empty."),
    Rows(name="rows", title="Rows in their order", one="Row", boxes=_BOXES, most=MOST_ROWS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What published sources say for a row, and to which question."""

    question: str
    words: str
    sources: tuple[ShownSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A row as the form shows it: only the boxes of its sort, with what there is to read beside them."""

    number: int
    title: str
    what: Filled
    boxes: tuple[Filled, ...]
    reads: tuple[Read, ...]


def card_rows(section: FilledSection) -> tuple[CardRow, ...]:
    """Put the rows of the form into the boxes of their sort; the last one, of no sort yet, asks for it alone."""
    found = []
    for number, row in enumerate(section.rows, 1):
        what = next(item for item in row.boxes if item.box.name == WHAT.name)
        names = {box.name: box for box in _boxes_of(what.value)}
        by_name = {item.box.name: item for item in row.boxes}
        found.append(
            CardRow(
                number=number,
                title=TITLES.get(what.value, ""),
                what=what,
                boxes=tuple(
                    Filled(box=box, name=by_name[name].name, value=by_name[name].value, wrong=by_name[name].wrong)
                    for name, box in names.items()
                ),
                reads=tuple(
                    Read(
                        question=item.question,
                        words=item.words,
                        sources=tuple(shown_source(key) for key in item.sources),
                    )
                    for item in reads_of(what.value)
                ),
            )
        )
    return tuple(found)


def _boxes_of(what: str) -> tuple[Box, ...]:
    if what not in TITLES:
        return ()
    own = {ACT: _ACT, SAMPLE: _SAMPLE}.get(what, _MEDICINE)
    return (_PLACE, *own, *_WHEN, _SOURCE)


def values_of(content: Words) -> dict[str, str]:
    """Put the words of a record into boxes; a new card begins with the empty rows of the form that ships."""
    whom, rows = content.get("for"), content.get("rows")
    found = {"title": str(content.get("title", ""))}
    found |= {word: str(text) for word, text in whom.items()} if isinstance(whom, dict) else {}
    empty = [{"what": row.what} | ({"when": row.when} if row.when else {}) for row in FORM]
    for number, row in enumerate(rows if isinstance(rows, list) else empty):
        found |= {f"rows-{number}-{word}": str(text) for word, text in row.items()}
        found[f"rows-{number}-order"] = str(number + 1)
    return found


def words_of(values: Values) -> Words:
    """Check the boxes, and write the words of a record; a row of which nothing is said is left out."""
    for section in SECTIONS:
        values.check(section)
    content: dict[str, object] = {"title": values.text("title")}
    if whom := {box.name: text for box in _WHOM if (text := values.text(box.name))}:
        content["for"] = whom
    rows = []
    for number in range(values.rows.get("rows", 0)):
        prefix = f"rows-{number}-"
        if row := _row(values, prefix):
            rows.append((_order(values, prefix), row))
    if not rows:
        values.wrong.setdefault("title", "Fill in at least one row.")
    return content | {"rows": [row for _, row in sorted(rows, key=lambda item: item[0])]}


def _row(values: Values, prefix: str) -> dict[str, str]:
    what = values.text(prefix + "what")
    said = {box.name: text for box in _boxes_of(what) if box is not _PLACE and (text := values.text(prefix + box.name))}
    if not said.keys() - {"when"}:
        return {}
    wrong = {}
    if "name" not in said:
        wrong["name"] = _NAMES.get(what, "Name the medicine.")
    if "source" not in said:
        wrong["source"] = SOURCE_SAY
    if what == SAMPLE:
        wrong |= dict.fromkeys(OF_A_SAMPLE - said.keys(), "Fill this in.")
    elif what != ACT:
        wrong |= _wrong_medicine(said)
    for name, sentence in wrong.items():
        values.wrong.setdefault(prefix + name, sentence)
    return {"what": what} | said


def _wrong_medicine(said: dict[str, str]) -> dict[str, str]:
    found = {}
    if not {"dose", "rate"} & said.keys():
        found["dose"] = "Give its dose, or its rate in words."
    if "dose" not in said:
        told = said.keys() & {"up_to", "at_most", "strength", "increment"}
        found |= dict.fromkeys(told, "There is no dose, so leave this empty.")
    elif said["dose"].endswith("/kg"):
        found |= dict.fromkeys({"at_most", "increment"} - said.keys(), "Needed where the dose is for each kg.")
    if "strength" in said and "increment" not in said:
        found["increment"] = "Say to which mL it is measured."
    if "repeat_most" in said and "repeat_after" not in said:
        found["repeat_after"] = "Say after how long."
    return found


def _order(values: Values, prefix: str) -> tuple[bool, Fraction]:
    text = values.text(prefix + "order")
    try:
        return (False, parse_number(text))
    except ValueError:
        return (True, Fraction(0))
