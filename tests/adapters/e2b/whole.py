"""Invented cases with every element that a file may hold, beyond those that a report of the unit fills."""

import base64
import random
from collections.abc import Callable

from stepward.adapters.e2b.icsr import Absent, Batch, Group, Value
from tests.core.reports.cases import TEXTS

Values = dict[str, Value]
Parts = dict[str, tuple[Group, ...]]
DAYS, SPANS = ("2024", "202507", "20250714", "202507141530"), ("s", "min", "h", "d", "wk")


class Draw:
    """Draws elements by chance."""

    def __init__(self, chance: random.Random) -> None:
        """Draw from one source."""
        self.chance = chance

    def happens(self) -> bool:
        """Toss a coin."""
        return self.chance.random() < 0.5

    def words(self) -> str:
        """Draw words."""
        return self.chance.choice(TEXTS)

    def number(self) -> str:
        """Draw a number of three digits at most."""
        return str(self.chance.randint(1, 999))

    def some(self, values: Values) -> Values:
        """Keep some of the elements."""
        return {number: value for number, value in values.items() if self.happens()}

    def several(self, make: Callable[[], Group], least: int = 0) -> tuple[Group, ...]:
        """Draw up to two repetitions."""
        made = (make() for _ in range(self.chance.randint(least, 2)))
        return tuple(group for group in made if group.values or group.parts)

    def meddra(self, version: str, number: str) -> Values:
        """Draw an invented code with its version, or none."""
        return {version: "99.9", number: f"99{self.chance.randint(0, 999999):06d}"} if self.happens() else {}

    def listed(self, number: str) -> Values:
        """Draw a code of a list that the sender names, or none."""
        return {f"{number}a": "1.0", f"{number}b": "X-1", f"{number}.list": "1.2.3.4"} if self.happens() else {}

    def amount(self, number: str, *units: str) -> Values:
        """Draw a number with its unit, or none."""
        return {f"{number}a": self.number(), f"{number}b": self.chance.choice(units)} if self.happens() else {}

    def times(self, start: str, end: str, lasting: str = "") -> Values:
        """Draw at most two of beginning, end and length: the schema takes no more."""
        days: list[Values] = [{start: self.chance.choice(DAYS)}, {end: self.chance.choice(DAYS)}]
        lasts: list[Values] = (
            [{f"{lasting}a": self.number(), f"{lasting}b": self.chance.choice(SPANS)}] if lasting else []
        )
        drawn = self.chance.sample(days + lasts, self.chance.randint(0, 2))
        return {number: value for each in drawn for number, value in each.items()}


def whole(batch: Batch, chance: random.Random) -> Batch:
    """Fill a batch of one report with every kind of element; no rule rejects it."""
    draw = Draw(chance)
    case, header = batch.messages[0], dict(batch.header.values)
    is_study, is_combination = chance.random() < 0.3, chance.random() < 0.5
    values, parts = {**case.values, **_patient(draw)}, {**case.parts, **_history(draw), **_told(draw)}
    parts["E.i"] = tuple(_reaction(draw, each) for each in case.each("E.i"))
    parts["F.r"] = tuple(_test(draw, each) for each in case.each("F.r"))
    values["FDA.C.1.12"] = "true" if is_combination else "false"
    if is_study:
        header["N.1.4"] = "ZZFDA_PREMKT"
        values |= {"N.2.r.3": "CDER_IND", "C.1.3": "2", "C.5.4": chance.choice("123")}
        values |= {"FDA.C.5.5a": "123456"} if draw.happens() else _exempt()
        values |= {"FDA.C.1.7.1": chance.choice("16")}
        parts["FDA.C.5.6.r"] = (Group({"FDA.C.5.6.r": chance.choice(("222222", Absent("NA")))}),)
        parts["C.5.1.r"] = draw.several(lambda: Group({"C.5.1.r.1": "S-1", "C.5.1.r.2": "US"}))
    elif is_combination:
        values["FDA.C.1.7.1"] = chance.choice("14" if values["C.1.7"] == "true" else "25")
    drugs = [_drug(draw, each, case, is_first=at == 0) for at, each in enumerate(case.each("G.k"))]
    if is_combination:
        drugs.append(_not_given(draw))
    parts["G.k"] = tuple(drugs)
    filled = {name: groups for name, groups in parts.items() if groups}
    return Batch(header=Group(header), messages=(Group(values, filled),))


def _exempt() -> Values:
    return {"N.2.r.3": "CDER_IND_EXEMPT_BA_BE", "FDA.C.5.5b": "234567"}


def _patient(draw: Draw) -> Values:
    return {
        **draw.amount("D.2.2.1", "wk", "mo"),
        **draw.some({"D.2.3": "5", "D.6": "20250714", "D.7.3": "true"}),
        "D.9.3": draw.chance.choice(("true", "false", Absent("UNK"))),
    }


def _condition(draw: Draw, section: str) -> Group:
    more: Values = {f"{section}.3": draw.chance.choice(("true", "false", Absent("UNK"))), f"{section}.5": draw.words()}
    family: Values = {"D.7.1.r.6": "true"} if section == "D.7.1.r" else {}
    code: Values = {f"{section}.1a": "99.9", f"{section}.1b": "99000001"}
    return Group(code | draw.times(f"{section}.2", f"{section}.4") | draw.some(more | family))


def _past_drug(draw: Draw, section: str) -> Group:
    return Group(
        {
            f"{section}.1": draw.chance.choice((draw.words(), Absent("UNK"))),
            **draw.listed(f"{section}.2"),
            **draw.times(f"{section}.4", f"{section}.5"),
            **draw.meddra(f"{section}.6a", f"{section}.6b"),
            **draw.meddra(f"{section}.7a", f"{section}.7b"),
        }
    )


def _cause(draw: Draw, section: str) -> Group:
    return Group({f"{section}.2": draw.words(), **draw.meddra(f"{section}.1a", f"{section}.1b")})


def _history(draw: Draw) -> Parts:
    return {
        "D.7.1.r": draw.several(lambda: _condition(draw, "D.7.1.r")),
        "D.8.r": draw.several(lambda: _past_drug(draw, "D.8.r")),
        "D.9.2.r": draw.several(lambda: _cause(draw, "D.9.2.r")),
        "D.9.4.r": draw.several(lambda: _cause(draw, "D.9.4.r")),
        "D.10": (_parent(draw),) if draw.happens() else (),
    }


def _parent(draw: Draw) -> Group:
    values: Values = {
        "D.10.1": draw.chance.choice(("C.D.", Absent("MSK"))),
        "D.10.2.1": "1970",
        "D.10.3": "202507",
        "D.10.4": draw.number(),
        "D.10.5": draw.number(),
        "D.10.7.2": draw.words(),
    }
    parts = {
        "D.10.7.1.r": draw.several(lambda: _condition(draw, "D.10.7.1.r")),
        "D.10.8.r": draw.several(lambda: _past_drug(draw, "D.10.8.r")),
    }
    told = draw.some(values) | draw.amount("D.10.2.2", "a")
    told["D.10.6"] = draw.chance.choice(("1", "2", Absent("UNK")))
    return Group(told, {name: groups for name, groups in parts.items() if groups})


def _told(draw: Draw) -> Parts:
    content = base64.b64encode(draw.chance.randbytes(40)).decode("ascii")

    def document(number: str) -> Group:
        packed: Values = {f"{number}.2": content, f"{number}.2.type": "application/pdf", f"{number}.2.encoding": "B64"}
        if number == "C.4.r":
            packed["C.4.r.2.compression"] = "DF"
        return Group({f"{number}.1": draw.words(), **(packed if draw.happens() else {})})

    return {
        "C.1.6.1.r": draw.several(lambda: document("C.1.6.1.r"), least=1),
        "C.4.r": draw.several(lambda: document("C.4.r")),
        "H.3.r": draw.several(lambda: Group({"H.3.r.1a": "99.9", "H.3.r.1b": "99000001"})),
        "H.5.r": draw.several(lambda: Group({"H.5.r.1a": draw.words(), "H.5.r.1b": "spa"})),
    }


def _reaction(draw: Draw, reaction: Group) -> Group:
    values = {number: value for number, value in reaction.values.items() if number not in {"E.i.4", "E.i.5"}}
    return Group(values | draw.times("E.i.4", "E.i.5", "E.i.6") | draw.some({"E.i.8": "true"}), reaction.parts)


def _test(draw: Draw, test: Group) -> Group:
    return Group({**test.values, **draw.some({"F.r.3.1": draw.chance.choice("1234"), "F.r.7": "true"})}, test.parts)


def _substance(draw: Draw) -> Group:
    strength = draw.amount("G.k.2.3.r.3", "mg", "g")
    per: Values = {"G.k.2.3.r.3.per": "1", "G.k.2.3.r.3.per.unit": "mL"} if strength else {}
    return Group({"G.k.2.3.r.1": draw.words(), **draw.listed("G.k.2.3.r.2"), **strength, **per})


def _dose(draw: Draw) -> Group:
    every: Values = {"G.k.4.r.2": "12", "G.k.4.r.3": "h"} if draw.happens() else {}
    routes = (draw.listed("G.k.4.r.9.2"), draw.listed("G.k.4.r.10.2"), draw.listed("G.k.4.r.11.2"))
    words: Values = {
        "G.k.4.r.9.1": "Solution",
        "G.k.4.r.10.1": "Intravenous",
        "G.k.4.r.8": draw.words(),
        "G.k.4.r.11.1": "Intravenous",
        "G.k.4.r.7": "LOT-3",
    }
    amount = draw.amount("G.k.4.r.1", "mg", "ug")
    times = draw.times("G.k.4.r.4", "G.k.4.r.5", "G.k.4.r.6")
    return Group(amount | every | times | routes[0] | routes[1] | routes[2] | draw.some(words))


def _assessed(draw: Draw, reaction: str, *, is_told: bool) -> Group:
    def assessment() -> Group:
        number = "G.k.9.i.2.r"
        said = draw.chance.choice(("Suspected", "Not Suspected"))
        return Group({f"{number}.1": "Sponsor", f"{number}.2": "FDA", f"{number}.3": said})

    values = draw.amount("G.k.9.i.3.1", *SPANS) | draw.amount("G.k.9.i.3.2", *SPANS)
    values |= draw.some({"G.k.9.i.4": draw.chance.choice("1234")})
    thought = draw.several(assessment, least=int(is_told))
    if not values and not thought:
        return Group()
    return Group(values | {"G.k.9.i.1": reaction}, {"G.k.9.i.2.r": thought} if thought else {})


def _drug(draw: Draw, drug: Group, case: Group, *, is_first: bool) -> Group:
    assessed = [
        _assessed(draw, each.text("E.i.id"), is_told=is_first and at == 0) for at, each in enumerate(case.each("E.i"))
    ]
    more = draw.some({"FDA.G.k.2.2.1": draw.words(), "G.k.2.5": "true", "FDA.G.k.10.1": "C102834"})
    parts = {
        **drug.parts,
        "G.k.2.3.r": draw.several(lambda: _substance(draw)),
        "G.k.4.r": draw.several(lambda: _dose(draw)),
        "G.k.9.i": tuple(one for one in assessed if one.values),
        "G.k.10.r": draw.several(lambda: Group({"G.k.10.r": draw.chance.choice("1256")})),
        "FDA.G.k.10a": draw.several(lambda: _tested(draw)),
        "FDA.G.k.12.r": (_device(draw),) if is_first else draw.several(lambda: _device(draw)),
    }
    values = drug.values | draw.listed("G.k.2.1.1") | draw.amount("G.k.6", "wk") | more  # type: ignore[operator]
    return Group(values, {name: groups for name, groups in parts.items() if groups})


def _tested(draw: Draw) -> Group:
    if draw.happens():
        return Group({"FDA.G.k.10a": Absent("NA"), "FDA.G.k.10a.list": Absent("NA")})
    return Group({"FDA.G.k.10a": draw.chance.choice("12"), "FDA.G.k.10a.list": "2.16.840.1.113883.3.989.5.1.2.1.1.7"})


def _device(draw: Draw) -> Group:
    def repeated(number: str, least: int = 0) -> tuple[Group, ...]:
        return draw.several(lambda: Group({number: draw.chance.choice("12345")}), least)

    number = "FDA.G.k.12.r"
    more: Values = {
        f"{number}.5": draw.words(),
        f"{number}.6": "FMF",
        f"{number}.6.name": draw.words(),
        f"{number}.7.1a": draw.words(),
        f"{number}.7.1b": draw.words(),
        f"{number}.7.1c": draw.words(),
        f"{number}.7.1d": "MA",
        f"{number}.7.1e": "US",
        f"{number}.8": draw.chance.choice("123"),
        f"{number}.9": "LOT-4",
        f"{number}.10": draw.chance.choice("12"),
    }
    parts = {
        f"{number}.2.r": repeated(f"{number}.2.r"),
        f"{number}.3.r": repeated(f"{number}.3.r", least=1),
        f"{number}.11.r": repeated(f"{number}.11.r"),
    }
    values: Values = {f"{number}.1": "true", f"{number}.4": draw.words()}
    return Group(values | draw.some(more), {name: groups for name, groups in parts.items() if groups})


def _not_given(draw: Draw) -> Group:
    """Make a device like the one that failed, which nobody was given."""
    values: Values = {
        "G.k.id": "3f0c1d0e-0000-4000-8000-000000000001",
        "G.k.1": "4",
        "FDA.G.k.1.a": "1",
        "G.k.2.2": draw.words(),
    }
    return Group(values, {"FDA.G.k.12.r": (_device(draw),)})
