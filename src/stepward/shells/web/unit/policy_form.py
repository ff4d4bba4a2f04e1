"""The form of the unit's policy: what is entered becomes the words of a version, and the other way round."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.adapters.catalogue.unit_policy import CHOICES, INVENTED, REGIMENS
from stepward.core.quantities import parse_number
from stepward.core.reactions import PhenotypeKind
from stepward.core.screening.policy import OWN, SITE, Choice
from stepward.shells.web.unit.boxes import wrong_text
from stepward.usecases.unit_records import Words

MOST_LINES, SPARE, MOST_DIGITS = 12, 1, 4
KINDS = tuple((kind.value, kind.value) for kind in PhenotypeKind if kind is not PhenotypeKind.UNKNOWN)
OWN_TITLE = "The unit's own"
CHOOSE, FILL = "Choose one of the options.", "Write the unit's own words, or choose another option."
UNUSED = "These words are not used. Choose “The unit's own”, or empty its boxes."
Texts = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One medicine of the unit's premedication as the form shows it; `wrong` names what needs a change."""

    number: int
    name: str = ""
    words: str = ""
    minutes: str = ""
    kind: str = ""
    wrong: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is entered."""
        return not (self.name or self.words or self.minutes or self.kind)


@dataclass(slots=True)
class Entered:
    """What was entered, by the name of its box, and what is wrong with it."""

    texts: Texts = field(default_factory=dict)
    wrong: Texts = field(default_factory=dict)

    @classmethod
    def posted(cls, data: Mapping[str, str]) -> "Entered":
        """Take what a form sends, of the boxes that are known."""
        known = {name for key in shipped_policy().choices for name in (f"c-{key}", f"w-{key}", f"n-{key}")}
        known |= {f"p-{number}-{part}" for number in range(MOST_LINES) for part in ("name", "words", "minutes", "kind")}
        return cls(texts={name: " ".join(str(data[name]).split()) for name in known if name in data})

    @classmethod
    def of(cls, content: Words) -> "Entered":
        """Fill the boxes with the words of a version; what is no longer known stays out."""
        found: Texts = {}
        made = content.get(CHOICES)
        for key, said in made.items() if isinstance(made, dict) else ():
            if isinstance(said, dict):
                own = {"c": OWN, "w": said.get("words", ""), "n": said.get("number", "")}
                found |= {f"{name}-{key}": str(text) for name, text in own.items()}
            else:
                found[f"c-{key}"] = str(said)
        for number, (kind, item) in enumerate(_lines(content)):
            line = {"kind": kind, "name": item["name"], "words": item["words"], "minutes": item.get("minutes_before")}
            found |= {f"p-{number}-{part}": "" if text is None else str(text) for part, text in line.items()}
        return cls.posted(found)

    def text(self, name: str) -> str:
        """Give the text of a box, empty where none was entered."""
        return self.texts.get(name, "")

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Name each choice that needs a change, by where it stands on the page."""
        choices = shipped_policy().choices
        found = [(key, choices[key].question) for key in choices if key in self.wrong]
        return (*found, *((("lines", "The unit's own premedication"),) if self.wrong.keys() - choices.keys() else ()))

    def lines(self, *, spare: int = 0) -> tuple[Line, ...]:
        """List the medicines of the premedication, and empty lines after them."""
        found = [
            Line(
                number=number,
                name=self.text(f"p-{number}-name"),
                words=self.text(f"p-{number}-words"),
                minutes=self.text(f"p-{number}-minutes"),
                kind=self.text(f"p-{number}-kind"),
                wrong=self.wrong.get(f"p-{number}", ""),
            )
            for number in range(MOST_LINES)
        ]
        last = max((line.number for line in found if not line.is_empty), default=-1)
        return tuple(found[: last + 1 + spare])

    def words(self, *, is_invented: bool) -> dict[str, Any]:
        """Check the boxes, and write the words of a version; what is wrong stands in `wrong`."""
        made = {key: said for key, choice in shipped_policy().choices.items() if (said := self._said(choice)) != ""}
        content: dict[str, Any] = {CHOICES: made, REGIMENS: self._regimens()}
        return content | ({INVENTED: True} if is_invented else {})

    def _said(self, choice: Choice) -> str | dict[str, str]:
        said = self.text(f"c-{choice.id}")
        if said == OWN and choice.is_free:
            return self._own(choice)
        if self.text(f"w-{choice.id}") or self.text(f"n-{choice.id}"):
            self.wrong[choice.id] = UNUSED
        is_left = not said and shipped_policy().choices[choice.id].chosen is not None
        if is_left or (said and said not in {option.id for option in choice.options}):
            self.wrong[choice.id] = CHOOSE
        return said

    def _own(self, choice: Choice) -> dict[str, str]:
        words, number = self.text(f"w-{choice.id}"), self.text(f"n-{choice.id}")
        if not words:
            self.wrong[choice.id] = FILL
        elif wrong := wrong_text(words):
            self.wrong[choice.id] = wrong
        if not number or not choice.unit:
            return {"words": words}
        try:
            is_above = parse_number(number) > 0
        except ValueError:
            is_above = False
        if not is_above:
            self.wrong[choice.id] = "Write a plain number above zero, or leave it empty."
        return {"words": words, "number": number}

    def _regimens(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for line in self.lines():
            if line.is_empty:
                continue
            self._check(line)
            key = f"own-{line.kind}" if line.kind else "own"
            title = f"{OWN_TITLE}, for {line.kind}" if line.kind else OWN_TITLE
            regimen = found.setdefault(key, {"title": title, "source": SITE, "in_use": True, "medicines": []})
            if line.kind:
                regimen["kinds"] = [line.kind]
            timed = {"minutes_before": int(line.minutes)} if _is_number(line.minutes) else {}
            regimen["medicines"].append({"name": line.name, "words": line.words, **timed})
        return found

    def _check(self, line: Line) -> None:
        wrong = wrong_text(line.name) or wrong_text(line.words)
        if not line.name or not line.words:
            wrong = "Name the medicine and its order."
        elif line.minutes and not _is_number(line.minutes):
            wrong = "Write whole minutes before step 1, or leave it empty."
        elif line.kind and line.kind not in dict(KINDS):
            wrong = CHOOSE
        if wrong:
            self.wrong[f"p-{line.number}"] = wrong


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def _lines(content: Words) -> list[tuple[str, dict[str, Any]]]:
    regimens = content.get(REGIMENS)
    return [
        (kind, item)
        for regimen in (regimens.values() if isinstance(regimens, dict) else ())
        for kind in regimen.get("kinds") or [""]
        for item in regimen["medicines"]
    ]
