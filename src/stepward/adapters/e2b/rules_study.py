"""The rules on the numbers of applications under which a reaction was seen, and on who thinks what caused it."""

import re
from collections.abc import Iterator

from stepward.adapters.e2b.icsr import Group
from stepward.adapters.e2b.ruling import (
    CENTER,
    EXEMPT,
    IND_CENTERS,
    Check,
    Look,
    Rule,
    is_postmarket,
    is_premarket,
    when,
)

_NUMBER = re.compile("[0-9]{6}")
_IND, _PRE_ANDA, _CROSS = "FDA.C.5.5a", "FDA.C.5.5b", "FDA.C.5.6.r"
_STUDY, _SPONTANEOUS, _STUDY_KINDS = "2", "1", ("1", "2", "3")
_SUSPECTS, _RESULTS = ("1", "3"), ("Suspected", "Not Suspected")
_DRUG_TESTED, _ASSESSMENT = ("1", "2"), "G.k.9.i.2.r"


def _to(look: Look) -> str:
    return look.case.text("N.2.r.3")


def _kind(look: Look) -> str:
    return look.case.text("C.1.3")


def _has(number: str) -> Check:
    return lambda look: look.case.has(number)


def _lacks(number: str) -> Check:
    return lambda look: not look.case.has(number) and not look.case.each(number)


def _is_numbered(number: str) -> Check:
    return lambda look: _NUMBER.fullmatch(look.case.text(number)) is not None


def _is_marketed(look: Look) -> bool:
    return is_postmarket(look) and _to(look) in {CENTER, "CBER"}


def _crossed(look: Look) -> bool:
    return any(one.text(_CROSS) or one.flavor(_CROSS) == "NA" for one in look.case.each(_CROSS))


def _is_study_of_application(look: Look) -> bool:
    """Tell whether somebody must say what caused the reaction."""
    return is_premarket(look) and _kind(look) == _STUDY and look.case.has(_IND)


def _assessments(look: Look) -> Iterator[Group]:
    """Walk through what is thought of each suspect drug and each reaction."""
    for drug in look.case.each("G.k"):
        if drug.text("G.k.1") in _SUSPECTS:
            for one in drug.each("G.k.9.i"):
                yield from one.each(_ASSESSMENT)


def _all_say(number: str, *allowed: str) -> Check:
    def is_met(look: Look) -> bool:
        told = [one.text(number) for one in _assessments(look)]
        return bool(told) and all(text in allowed if allowed else text for text in told)

    return is_met


def _roles_are_told(look: Look) -> bool:
    number = "FDA.G.k.10a"
    return all(
        any(one.text(number) in _DRUG_TESTED or one.flavor(number) == "NA" for one in drug.each(number))
        for drug in look.case.each("G.k")
    )


def _is_aggregate_of_others(look: Look) -> bool:
    return _kind(look) == _STUDY and bool(look.case.each("C.1.10.r")) and look.case.has(_IND)


STUDY = (
    Rule(
        id="R0008",
        element="C.1.3",
        words="C.1.3 must be 2 when the study and its application are told",
        is_met=when(
            lambda look: (
                is_premarket(look)
                and _to(look) in {*IND_CENTERS, EXEMPT}
                and (look.case.has(_IND) or look.case.has(_PRE_ANDA))
                and look.case.text("C.5.4") in _STUDY_KINDS
            ),
            lambda look: _kind(look) == _STUDY,
        ),
    ),
    Rule(
        id="R0110",
        element="C.1.3",
        words="C.1.3 must be 1 when an application is told and no kind of study",
        is_met=when(
            lambda look: (
                is_premarket(look) and _to(look) in IND_CENTERS and look.case.has(_IND) and not look.case.has("C.5.4")
            ),
            lambda look: _kind(look) == _SPONTANEOUS,
        ),
    ),
    Rule(
        id="R0024",
        element=_IND,
        words=f"{_IND} must be provided, as six digits, for a center of studies",
        is_met=when(
            lambda look: _kind(look) in {_STUDY, _SPONTANEOUS} and _to(look) in IND_CENTERS, _is_numbered(_IND)
        ),
    ),
    Rule(
        id="R0025",
        element=_PRE_ANDA,
        words=f"{_PRE_ANDA} must be provided, as six digits, for {EXEMPT}",
        is_met=when(lambda look: _kind(look) == _STUDY and _to(look) == EXEMPT, _is_numbered(_PRE_ANDA)),
    ),
    Rule(
        id="R0026",
        element=_CROSS,
        words=f"{_CROSS} must be provided, or NA, when {_IND} is",
        is_met=when(_has(_IND), _crossed),
    ),
    *(
        Rule(
            id=rule,
            element=number,
            words=f"{number} must not be provided in a report on a marketed product",
            is_met=when(_is_marketed, _lacks(number)),
        )
        for rule, number in (("R0107", _IND), ("R0108", _PRE_ANDA), ("R0109", _CROSS))
    ),
    Rule(
        id="W0010",
        element="D.1",
        words="D.1 should be AGGREGATE when reports of a study are linked",
        is_met=when(_is_aggregate_of_others, lambda look: look.case.text("D.1") == "AGGREGATE"),
        is_rejection=False,
    ),
    *(
        Rule(
            id=rule,
            element=f"{_ASSESSMENT}.{part}",
            words=f"{_ASSESSMENT}.{part} must be provided for a suspect drug of a study",
            is_met=when(_is_study_of_application, _all_say(f"{_ASSESSMENT}.{part}", *allowed)),
        )
        for rule, part, allowed in (("R0085", 1, ()), ("R0086", 2, ()), ("R0087", 3, _RESULTS))
    ),
    Rule(
        id="W0006",
        element="FDA.G.k.10a",
        words=f"FDA.G.k.10a should be 1, 2 or NA for each drug when {_PRE_ANDA} is provided",
        is_met=when(_has(_PRE_ANDA), _roles_are_told),
        is_rejection=False,
    ),
)
