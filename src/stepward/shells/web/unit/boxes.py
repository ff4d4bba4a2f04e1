"""Boxes of a form: a fact with its source beside it, and rows that repeat. Reads them, and says what cannot be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from stepward.adapters.catalogue.protocol_files import more_than_zero
from stepward.core.quantities import Duration, Strength, Volume, parse_amount, parse_ratio

LONGEST, MOST_ROWS, SPARE_ROWS = 400, 20, 1
SOURCE_SAY = "Name where this was read or measured."


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How a text is read, and the sentence for one that cannot be read."""

    read: Callable[[str], object]
    say: str


VOLUME = Check(read=more_than_zero(Volume.parse), say="Write a volume above zero with its unit, such as 10 mL.")
STRENGTH = Check(
    read=more_than_zero(Strength.parse), say="Write a strength above zero with its unit, such as 10 mg/mL."
)
AMOUNT = Check(read=more_than_zero(parse_amount), say="Write an amount above zero with its unit, such as 1000 mg.")
LASTS = Check(read=more_than_zero(Duration.parse), say="Write a time above zero with its unit, such as 24 h.")
RATIO = Check(read=more_than_zero(parse_ratio), say="Write a plain number above zero, such as 1.02 or 1/100.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box: its name in the words of the record, its label, and how it is read."""

    name: str
    label: str
    check: Check | None = None
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    is_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Facts that share one source; `source` names it in the words of the record, empty where none is asked."""

    title: str
    boxes: tuple[Box, ...]
    source: str = ""
    needed: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of the same boxes, `most` of them offered; they share `source`, or each has its own box for it."""

    name: str
    title: str
    one: str
    boxes: tuple[Box, ...]
    source: str = ""
    needed: tuple[str, ...] = ()
    hint: str = ""
    most: int = MOST_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A box as the page shows it."""

    box: Box
    name: str
    value: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRow:
    """One row as the page shows it."""

    title: str
    boxes: tuple[Filled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSection:
    """A group or rows as the page shows them."""

    title: str
    hint: str
    rows: tuple[FilledRow, ...]
    source: Filled | None = None
    more: str = ""
    more_words: str = ""


@dataclass(slots=True)
class Values:
    """What was entered, by the name of its box, and what is wrong with it."""

    texts: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, entered: Mapping[str, str], sections: tuple["Group | Rows", ...]) -> "Values":
        """Take what was entered, and count the rows."""
        texts = {name: " ".join(str(text).split()) for name, text in entered.items()}
        found = cls(texts=texts)
        for section in sections:
            if isinstance(section, Rows):
                numbers = [
                    n for n in range(MOST_ROWS) if any(f"{section.name}-{n}-{b.name}" in texts for b in section.boxes)
                ]
                found.rows[section.name] = max(numbers, default=-1) + 1
        return found

    def text(self, name: str) -> str:
        """Give the text of a box, empty where none was entered."""
        return self.texts.get(name, "")

    def check(self, section: "Group | Rows") -> None:
        """Say what is wrong in a section."""
        rows = self._prefixes(section)
        every = [(prefix, box) for prefix in rows for box in section.boxes]
        for prefix, box in every:
            self._check_box(prefix + box.name, box)
        for prefix in rows:
            is_used = isinstance(section, Group) or any(self.text(prefix + box.name) for box in section.boxes)
            for name in section.needed if is_used else ():
                if not self.text(prefix + name):
                    self.wrong.setdefault(prefix + name, "Fill this in.")
        if section.source:
            is_stated = any(self.text(prefix + box.name) for prefix, box in every)
            place = source_name(section.source)
            if is_stated and not self.text(place):
                self.wrong[place] = SOURCE_SAY
            if self.text(place) and not is_stated:
                self.wrong[place] = "Fill in the fact above, or empty its source."
            if wrong := wrong_text(self.text(place)):
                self.wrong[place] = wrong

    def shown(self, section: "Group | Rows") -> FilledSection:
        """Put a section into boxes with what was entered."""
        rows = []
        for number, prefix in enumerate(self._prefixes(section, spare=True), 1):
            boxes = tuple(self._filled(prefix + box.name, box) for box in section.boxes)
            title = f"{section.one} {number}" if isinstance(section, Rows) else ""
            rows.append(FilledRow(title=title, boxes=boxes))
        is_open = isinstance(section, Rows) and len(rows) < section.most
        return FilledSection(
            title=section.title,
            hint=section.hint,
            rows=tuple(rows),
            source=self._source(section.source),
            more=section.name if is_open and isinstance(section, Rows) else "",
            more_words=f"Another {section.one.lower()}" if isinstance(section, Rows) else "",
        )

    def _prefixes(self, section: "Group | Rows", *, spare: bool = False) -> list[str]:
        if isinstance(section, Group):
            return [""]
        count = self.rows.get(section.name, 0)
        last = f"{section.name}-{count - 1}-"
        if spare and (count == 0 or any(self.text(last + box.name) for box in section.boxes)):
            count = max(count, min(section.most, count + SPARE_ROWS))
        return [f"{section.name}-{number}-" for number in range(count)]

    def _check_box(self, name: str, box: Box) -> None:
        text = self.text(name)
        if wrong := wrong_text(text):
            self.wrong[name] = wrong
        elif text and box.choices and text not in dict(box.choices):
            self.wrong[name] = "Choose one of the list."
        elif text and box.check is not None:
            try:
                box.check.read(text)
            except ValueError:
                self.wrong[name] = box.check.say

    def _filled(self, name: str, box: Box) -> Filled:
        return Filled(box=box, name=name, value=self.text(name), wrong=self.wrong.get(name, ""))

    def _source(self, source: str) -> Filled | None:
        return self._filled(source_name(source), SOURCE) if source else None


SOURCE = Box(name="source", label="Source", hint="Label, leaflet or own measurement, with its date.", is_wide=True)


def source_name(fact: str) -> str:
    """Name the box of a fact's source."""
    return f"source-{fact}"


def wrong_text(text: str) -> str:
    """Say what is wrong with any text: too long, or with characters that nobody sees; empty where nothing is."""
    if len(text) > LONGEST:
        return f"Keep it to {LONGEST} characters."
    return "" if text.isprintable() else "Type it anew: it holds characters that do not show."
