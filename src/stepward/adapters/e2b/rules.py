"""The rules by which a report is rejected or warned about, as one table; each rule looks at elements and at no XML.

Implemented are all that a file lets one decide; `rules_left_out.py` names each of the others and says why. What MedDRA
contains is not known here.

Source: E2B-R3-FDA (rejection and warning rules).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from stepward.adapters.e2b.icsr import FLAVORS, Batch, Group
from stepward.adapters.e2b.rules_history import HISTORY
from stepward.adapters.e2b.rules_product import PRODUCT
from stepward.adapters.e2b.rules_regional import REGIONAL, REQUIRED_THERE
from stepward.adapters.e2b.rules_study import STUDY
from stepward.adapters.e2b.rules_tables import (
    ALLOWED,
    DATES,
    DAY,
    FULL,
    LONGEST,
    PAIRS,
    REQUIRED,
    REQUIRED_IN,
    REQUIRED_IN_BATCH,
)
from stepward.adapters.e2b.ruling import CENTER, POSTMARKET, Check, Fault, Look, Rule, each_of, is_postmarket, unless

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _pair(group: str, given: str, needed: str) -> Check:
    def is_met(look: Look) -> bool:
        return all(one.has(needed) for one in each_of(look.case, group) if one.text(given))

    return is_met


def _primary(look: Look) -> list[Group]:
    return _primary_of(look.case)


def _primary_of(case: Group) -> list[Group]:
    return [one for one in case.each("C.2.r") if one.text("C.2.r.5") == "1"]


def _is_first(look: Look) -> bool:
    return look.case.text("C.1.4") == look.case.text("C.1.5")


def _is_new(look: Look) -> bool:
    """Tell whether a report was made on the day on which the case was heard of: then it is the first one."""
    return _is_first(look) and look.case.text("C.1.2")[:DAY] == look.case.text("C.1.4")[:DAY]


def _type_is(*allowed: str) -> Check:
    def is_met(look: Look) -> bool:
        return look.case.text("FDA.C.1.7.1") in allowed

    return is_met


def _is_plain_product(look: Look) -> bool:
    return look.case.text("FDA.C.1.12") != "true"


def _result(one: Group) -> bool:
    return any(one.text(number) for number in ("F.r.3.1", "F.r.3.2", "F.r.3.4"))


def _all_results(look: Look) -> bool:
    return all(_result(one) for one in look.case.each("F.r") if one.has("F.r.2.1") or one.has("F.r.2.2b"))


RULES = (
    *REGIONAL,
    *STUDY,
    *HISTORY,
    *PRODUCT,
    *(
        Rule(
            id=rule,
            element=needed,
            words=f"{needed} must be provided when {given} is",
            is_met=_pair(group, given, needed),
        )
        for rule, group, given, needed in PAIRS
    ),
    Rule(
        id="R0004",
        element="N.1.4",
        words=f"A report of a marketed product goes to {POSTMARKET}",
        is_met=lambda look: look.case.text("N.2.r.3") != CENTER or is_postmarket(look),
    ),
    Rule(
        id="R0006",
        element="N.2.r.3",
        words=f"N.2.r.3 must be {CENTER} when N.1.4 is {POSTMARKET}",
        is_met=lambda look: not is_postmarket(look) or look.case.text("N.2.r.3") == CENTER,
    ),
    Rule(
        id="R0100",
        element="N.2.r.2",
        words="N.2.r.2 must be the same as N.1.3",
        is_met=lambda look: look.case.text("N.2.r.2") == look.batch.header.text("N.1.3"),
    ),
    Rule(
        id="R0011",
        element="C.1.7",
        words="C.1.7 may not be NI in a first report",
        is_met=lambda look: not _is_first(look) or look.case.flavor("C.1.7") != "NI",
    ),
    Rule(
        id="R0014",
        element="FDA.C.1.7.1",
        words="FDA.C.1.7.1 must be 1 when the report is expedited",
        is_met=unless(
            lambda look: not (is_postmarket(look) and _is_plain_product(look) and look.case.text("C.1.7") == "true"),
            _type_is("1"),
        ),
    ),
    Rule(
        id="R0015",
        element="FDA.C.1.7.1",
        words="FDA.C.1.7.1 must be 2 when the report is not expedited",
        is_met=unless(
            lambda look: not (is_postmarket(look) and _is_plain_product(look) and look.case.text("C.1.7") == "false"),
            _type_is("2"),
        ),
    ),
    Rule(
        id="R0017",
        element="C.1.9.1.r.1",
        words="C.1.9.1.r.1 must be provided when C.1.9.1 is true",
        is_met=lambda look: (
            look.case.text("C.1.9.1") != "true" or any(one.has("C.1.9.1.r.1") for one in look.case.each("C.1.9.1.r"))
        ),
    ),
    Rule(
        id="R0018",
        element="C.1.9.1.r.2",
        words="C.1.9.1.r.2 must be provided for each C.1.9.1.r.1",
        is_met=lambda look: all(
            one.has("C.1.9.1.r.2") for one in look.case.each("C.1.9.1.r") if one.has("C.1.9.1.r.1")
        ),
    ),
    Rule(
        id="R0101",
        element="C.1.11.1",
        words="A first report is neither a nullification nor an amendment",
        is_met=lambda look: not (look.case.has("C.1.11.1") and _is_new(look)),
    ),
    Rule(
        id="R0019",
        element="C.2.r.3",
        words="C.2.r.3 must be provided for the primary source",
        is_met=lambda look: all(one.has("C.2.r.3") for one in _primary(look)),
    ),
    Rule(
        id="R0020",
        element="C.2.r.4",
        words="C.2.r.4 must be provided for the primary source",
        is_met=lambda look: all(one.has("C.2.r.4") for one in _primary(look)),
    ),
    Rule(
        id="R0021",
        element="C.2.r.5",
        words="One reporter must be the primary source",
        is_met=lambda look: len(_primary(look)) == 1,
    ),
    Rule(
        id="R0022",
        element="C.3.2",
        words="C.3.2 must be provided unless the sender is a patient",
        is_met=lambda look: look.case.text("C.3.1") in {"", "7"} or look.case.has("C.3.2"),
    ),
    Rule(
        id="R0061",
        element="F.r.1",
        words="F.r.1 must be provided when a test is named",
        is_met=lambda look: all(
            one.has("F.r.1") for one in look.case.each("F.r") if one.has("F.r.2.1") or one.has("F.r.2.2b")
        ),
    ),
    *(
        Rule(
            id=rule,
            element=element,
            words="F.r.2.1 or F.r.2.2b must be provided when F.r.1 is",
            is_met=lambda look: all(
                one.has("F.r.2.1") or one.has("F.r.2.2b") for one in look.case.each("F.r") if one.has("F.r.1")
            ),
        )
        for rule, element in (("R0062", "F.r.2.1"), ("R0064", "F.r.2.2b"))
    ),
    Rule(
        id="R0065",
        element="F.r.3.1",
        words="A test needs a result as code, number or words",
        is_met=_all_results,
    ),
    Rule(
        id="R0069",
        element="G.k.1",
        words="One drug must be suspect, interacting or not administered",
        is_met=lambda look: any(one.text("G.k.1") in {"1", "3", "4"} for one in look.case.each("G.k")),
    ),
    *(
        Rule(id=rule, element=element, words="A test needs a result as code, number or words", is_met=_all_results)
        for rule, element in (("R0066", "F.r.3.2"), ("R0068", "F.r.3.4"))
    ),
    Rule(
        id="W0005",
        element="G.k.1",
        words="The first drug should be suspect, interacting or not administered",
        is_met=lambda look: not look.case.each("G.k") or look.case.each("G.k")[0].text("G.k.1") in {"1", "3", "4"},
        is_rejection=False,
    ),
)


def broken(batch: Batch, now: datetime) -> tuple[Fault, ...]:
    """List every rule that a batch does not meet; nothing where it would be taken."""
    return tuple(_broken(batch, now))


def _broken(batch: Batch, now: datetime) -> Iterator[Fault]:
    yield from _of_group(batch.header, REQUIRED_IN_BATCH, now)
    if not batch.messages:
        yield Fault(rule="", element="N.2.r.1", words="The batch holds no report")
    for case in batch.messages:
        look = Look(batch=batch, case=case, now=now)
        yield from _of_group(case, REQUIRED, now)
        if is_postmarket(look):
            yield from _of_region(case)
        for name, numbers in REQUIRED_IN.items():
            if not case.each(name):
                yield Fault(rule="", element=name, words=f"At least one {name} must be provided")
            for one in case.each(name):
                yield from (_missing(number) for number in numbers if not one.has(number))
        for one in list(case.everywhere())[1:]:
            yield from _of_values(one, now)
        for rule in RULES:
            if not rule.is_met(look):
                yield Fault(rule=rule.id, element=rule.element, words=rule.words, is_rejection=rule.is_rejection)


def _of_region(case: Group) -> Iterator[Fault]:
    """Say what the United States require beyond the standard."""
    yield from (_missing(number) for number in REQUIRED_THERE if not case.has(number))
    yield from (_missing("FDA.C.2.r.2.8") for one in _primary_of(case) if not one.has("FDA.C.2.r.2.8"))
    if not case.each("FDA.D.11.r"):
        yield _missing("FDA.D.11.r.1")
    yield from (_missing("FDA.E.i.3.2h") for one in case.each("E.i") if not one.has("FDA.E.i.3.2h"))


def _of_group(group: Group, required: Iterable[str], now: datetime) -> Iterator[Fault]:
    yield from (_missing(number) for number in required if not group.has(number))
    yield from _of_values(group, now)


def _missing(number: str) -> Fault:
    return Fault(rule="", element=number, words=f"{number} must be provided")


def _of_values(group: Group, now: datetime) -> Iterator[Fault]:
    for number in group.values:
        text, flavor = group.text(number), group.flavor(number)
        if flavor and flavor not in FLAVORS:
            yield Fault(rule="", element=number, words=f"{number} has a reason for no value that is not on the list")
        if _UNWRITABLE.search(text):
            yield Fault(rule="", element=number, words=f"{number} holds a sign that no file can carry")
        if len(text) > LONGEST.get(number, len(text)):
            yield Fault(rule="", element=number, words=f"{number} is longer than {LONGEST[number]} letters")
        if text and number in ALLOWED and text not in ALLOWED[number].split():
            yield Fault(rule="", element=number, words=f"{number} is {text!r}; expected {ALLOWED[number]}")
        if text and number in DATES:
            yield from _of_date(number, text, now)


def _of_date(number: str, text: str, now: datetime) -> Iterator[Fault]:
    digits = text[:FULL]
    for place, mark in enumerate(digits):
        if not mark.isdigit():
            digits = digits[:place]
            break
    if len(digits) < DATES[number]:
        yield Fault(rule="", element=number, words=f"{number} is not precise enough, or no date")
        return
    try:
        at = moment(text)
    except ValueError:
        yield Fault(rule="", element=number, words=f"{number} is no date")
        return
    if at > now:
        yield Fault(rule="", element=number, words=f"{number} lies in the future")


def moment(text: str) -> datetime:
    """Read a date or time; what is not said is the beginning, and a time without an offset is UTC.

    Raises:
        ValueError: if it is none.
    """
    forms = {4: "%Y", 6: "%Y%m", 8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
    number, sign, offset = text.partition("+") if "+" in text else text.partition("-")
    if len(number) not in forms or (sign and len(offset) != len("0000")):
        msg = f"{text!r}: expected CCYYMMDD, with time and offset where they are known"
        raise ValueError(msg)
    return datetime.strptime(f"{number} {sign or '+'}{offset or '0000'}", f"{forms[len(number)]} %z")
