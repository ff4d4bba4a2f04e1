"""The rules on devices of combination products, and on documents that are sent along."""

from collections.abc import Iterator

from stepward.adapters.e2b.icsr import Group
from stepward.adapters.e2b.ruling import Check, Look, Rule, each_of, is_any, is_postmarket, when

_DEVICE, _NOT_GIVEN, _NO_EVENT = "FDA.G.k.12.r", "4", "10067482"
"""The last is the code that the rule itself names for a malfunction without a reaction."""
_BLAMED = ("1", "3", "4")
_BRAND, _COMMON = f"{_DEVICE}.4", f"{_DEVICE}.5"


def _is_combination(look: Look) -> bool:
    return look.case.text("FDA.C.1.12") == "true"


def _failed(drug: Group) -> bool:
    return any(one.text(f"{_DEVICE}.1") == "true" for one in drug.each(_DEVICE))


def _failures(look: Look) -> Iterator[Group]:
    return (one for one in each_of(look.case, _DEVICE) if one.text(f"{_DEVICE}.1") == "true")


def _each_failure_has(part: str) -> Check:
    number = f"{_DEVICE}.{part}"
    return lambda look: all(any(one.has(number) for one in device.each(number)) for device in _failures(look))


def _is_failure_alone(look: Look) -> bool:
    return _is_combination(look) and any(_failures(look)) and is_any(look, "E.i", "E.i.2.1b", _NO_EVENT)


def _kind_is(text: str) -> Check:
    return lambda look: is_postmarket(look) and look.case.text("FDA.C.1.7.1") == text


def _other_roles(look: Look) -> bool:
    for drug in look.case.each("G.k"):
        is_similar = _is_combination(look) and _failed(drug) and drug.text("G.k.1") == _NOT_GIVEN
        if is_similar != (drug.text("FDA.G.k.1.a") == "1"):
            return False
    return True


def _is_packed_right(document: Group, number: str) -> bool:
    return not document.text(number) or (
        document.text(f"{number}.encoding") == "B64" and not document.has(f"{number}.compression")
    )


PRODUCT = (
    Rule(
        id="R0010",
        element="C.1.6.1.r.2",
        words="C.1.6.1.r.2 must be written as B64, without compression",
        is_met=lambda look: all(_is_packed_right(one, "C.1.6.1.r.2") for one in look.case.each("C.1.6.1.r")),
    ),
    Rule(
        id="R0027",
        element="D.1",
        words="D.1 must be NA, or SUMMARY, for a malfunction without a reaction",
        is_met=when(
            _is_failure_alone, lambda look: look.case.flavor("D.1") == "NA" or look.case.text("D.1") == "SUMMARY"
        ),
    ),
    Rule(
        id="R0072",
        element="FDA.G.k.1.a",
        words="FDA.G.k.1.a must be 1 for a device that failed and was not given, and for no other",
        is_met=_other_roles,
    ),
    Rule(
        id="R0092",
        element=f"{_DEVICE}.1",
        words=f"{_DEVICE}.1 must be true for one suspect product when FDA.C.1.7.1 is 5",
        is_met=when(
            _kind_is("5"),
            lambda look: any(_failed(drug) for drug in look.case.each("G.k") if drug.text("G.k.1") in _BLAMED),
        ),
    ),
    Rule(
        id="R0093",
        element=f"{_DEVICE}.3.r",
        words=f"{_DEVICE}.3.r must be provided for each device that failed",
        is_met=when(is_postmarket, _each_failure_has("3.r")),
    ),
    *(
        Rule(
            id=rule,
            element=element,
            words=f"{_BRAND} or {_COMMON} must be provided, or be said to be unknown, for each device",
            is_met=when(
                lambda look: is_postmarket(look) and _is_combination(look),
                lambda look: all(one.has(_BRAND) or one.has(_COMMON) for one in each_of(look.case, _DEVICE)),
            ),
        )
        for rule, element in (("R0094", _BRAND), ("R0095", _COMMON))
    ),
    Rule(
        id="R0096",
        element=f"{_DEVICE}.6",
        words=f"{_DEVICE}.6 must be provided when a device has no name",
        is_met=when(
            is_postmarket,
            lambda look: all(
                one.text(_BRAND) or one.text(_COMMON) or one.text(f"{_DEVICE}.6") for one in each_of(look.case, _DEVICE)
            ),
        ),
    ),
    Rule(
        id="W0007",
        element=f"{_DEVICE}.11.r",
        words=f"{_DEVICE}.11.r should be provided for each device that failed when FDA.C.1.7.1 is 4",
        is_met=when(_kind_is("4"), _each_failure_has("11.r")),
        is_rejection=False,
    ),
)
