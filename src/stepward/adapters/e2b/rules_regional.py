"""The rules that only the United States have: the way of sending, the kind of local report, studies, combinations."""

from stepward.adapters.e2b.icsr import Group
from stepward.adapters.e2b.ruling import (
    CENTER,
    EXEMPT,
    IND_CENTERS,
    PREMARKET,
    Check,
    Look,
    Rule,
    is_postmarket,
    is_premarket,
    when,
)

REQUIRED_THERE = (
    "C.3.3.1", "C.3.3.2", "C.3.3.3", "C.3.3.5", "C.3.4.1", "C.3.4.2", "C.3.4.3", "C.3.4.4", "C.3.4.5", "C.3.4.6",
    "C.3.4.8", "FDA.C.1.7.1", "FDA.C.1.12", "FDA.D.12",
)  # fmt: skip
"""Elements that a report on a marketed product must have there, beyond those of the standard."""
_STUDY, _SPONTANEOUS = "2", "1"
_NO_PERSON = ("SUMMARY", "AGGREGATE")


def _to(look: Look) -> str:
    return look.case.text("N.2.r.3")


def _is_study(look: Look) -> bool:
    return look.case.text("C.1.3") == _STUDY


def _is_combination(look: Look) -> bool:
    return is_postmarket(look) and look.case.text("FDA.C.1.12") == "true"


def _is_expedited(look: Look) -> bool:
    return look.case.text("C.1.7") == "true"


def _type_is(*allowed: str) -> Check:
    return lambda look: look.case.text("FDA.C.1.7.1") in allowed


def _study_is(*allowed: str) -> Check:
    return lambda look: look.case.text("C.5.4") in allowed


def _no_study(look: Look) -> bool:
    return not look.case.has("C.5.4")


def _has_role(*allowed: str) -> Check:
    return lambda look: any(one.text("G.k.1") in allowed for one in look.case.each("G.k"))


def _is_nobody(look: Look) -> bool:
    return look.case.flavor("D.1") == "NA" or look.case.text("D.1") in _NO_PERSON


def _is_aggregate(look: Look) -> bool:
    return look.case.text("D.1") == "AGGREGATE"


def _races_do_not_apply(look: Look) -> bool:
    races = look.case.each("FDA.D.11.r")
    return bool(races) and all(one.flavor("FDA.D.11.r.1") == "NA" for one in races)


def _is_of_study(drug: Group) -> bool:
    return any(word in drug.text("G.k.3.1").upper() for word in ("IND", "PANDA"))


REGIONAL = (
    Rule(
        id="R0005",
        element="N.1.4",
        words=f"A report from a study goes to {PREMARKET}",
        is_met=when(lambda look: _to(look) in {*IND_CENTERS, EXEMPT}, is_premarket),
    ),
    Rule(
        id="R0007",
        element="N.2.r.3",
        words=f"N.2.r.3 must be a center of studies when N.1.4 is {PREMARKET}",
        is_met=when(is_premarket, lambda look: _to(look) in {*IND_CENTERS, EXEMPT}),
    ),
    Rule(
        id="R0009",
        element="C.1.6.1.r.1",
        words="C.1.6.1.r.1 must be provided when C.1.6.1 is true",
        is_met=when(
            lambda look: look.case.text("C.1.6.1") == "true",
            lambda look: any(one.has("C.1.6.1.r.1") for one in look.case.each("C.1.6.1.r")),
        ),
    ),
    Rule(
        id="R0012",
        element="FDA.C.1.7.1",
        words="FDA.C.1.7.1 must be 1 or 4 for an expedited report on a combination product",
        is_met=when(lambda look: _is_combination(look) and _is_expedited(look), _type_is("1", "4")),
    ),
    Rule(
        id="R0013",
        element="FDA.C.1.7.1",
        words="FDA.C.1.7.1 must be 2 or 5 for a report on a combination product that is not expedited",
        is_met=when(lambda look: _is_combination(look) and not _is_expedited(look), _type_is("2", "5")),
    ),
    Rule(
        id="R0016",
        element="FDA.C.1.7.1",
        words="FDA.C.1.7.1 must be 1 or 6 for an expedited report from a study",
        is_met=when(
            lambda look: (
                is_premarket(look) and _is_expedited(look) and look.case.text("C.1.3") in {_SPONTANEOUS, _STUDY}
            ),
            _type_is("1", "6"),
        ),
    ),
    Rule(
        id="R0023",
        element="C.5.4",
        words="C.5.4 must be provided when C.1.3 is 2",
        is_met=when(_is_study, lambda look: look.case.has("C.5.4")),
    ),
    Rule(
        id="R0102",
        element="C.5.4",
        words="C.5.4 must be 1, 2 or 3 for a report from a study",
        is_met=when(lambda look: _is_study(look) and is_premarket(look), _study_is("1", "2", "3")),
    ),
    Rule(
        id="R0103",
        element="C.5.4",
        words=f"C.5.4 must not be provided for a spontaneous report to {CENTER}",
        is_met=when(lambda look: look.case.text("C.1.3") == _SPONTANEOUS and _to(look) == CENTER, _no_study),
    ),
    Rule(
        id="R0104",
        element="C.5.4",
        words=f"C.5.4 must be 1, 2 or 3 for a report from a study to {CENTER}",
        is_met=when(
            lambda look: _is_study(look) and is_postmarket(look) and _to(look) == CENTER, _study_is("1", "2", "3")
        ),
    ),
    Rule(
        id="R0111",
        element="C.1.3",
        words=f"C.1.3 must be 2 for {EXEMPT}",
        is_met=when(lambda look: is_premarket(look) and _to(look) == EXEMPT, _is_study),
    ),
    Rule(
        id="R0112",
        element="C.1.3",
        words="C.1.3 must be neither 3 nor 4 for a center of studies",
        is_met=when(
            lambda look: is_premarket(look) and _to(look) in IND_CENTERS,
            lambda look: look.case.text("C.1.3") not in {"3", "4"},
        ),
    ),
    Rule(
        id="R0113",
        element="C.5.4",
        words="C.5.4 must not be provided for a spontaneous report to a center of studies",
        is_met=when(
            lambda look: is_premarket(look) and _to(look) in IND_CENTERS and look.case.text("C.1.3") == _SPONTANEOUS,
            _no_study,
        ),
    ),
    Rule(
        id="R0041",
        element="D.9.1",
        words="D.9.1 must be provided when a report from a study tells of a death",
        is_met=when(
            lambda look: (
                _is_study(look)
                and _to(look) in IND_CENTERS
                and any(one.text("E.i.3.2a") == "true" for one in look.case.each("E.i"))
            ),
            lambda look: look.case.has("D.9.1"),
        ),
    ),
    Rule(
        id="R0070",
        element="G.k.1",
        words="One drug must be suspect or interacting in a report from a study",
        is_met=when(lambda look: _is_study(look) and _to(look) in IND_CENTERS, _has_role("1", "3")),
    ),
    Rule(
        id="R0071",
        element="G.k.1",
        words=f"One drug must be suspect, interacting or not administered for {EXEMPT}",
        is_met=when(lambda look: _is_study(look) and _to(look) == EXEMPT, _has_role("1", "3", "4")),
    ),
    Rule(
        id="R0114",
        element="G.k.3.1",
        words="G.k.3.1 must not be the number of a study in a report on a marketed product",
        is_met=when(
            lambda look: (
                is_postmarket(look)
                and _to(look) == CENTER
                and _is_study(look)
                and look.case.text("C.5.4") in {"2", "3"}
            ),
            lambda look: not any(_is_of_study(one) for one in look.case.each("G.k")),
        ),
    ),
    Rule(
        id="W0001",
        element="C.1.10.r",
        words="C.1.10.r should be provided for an aggregate report",
        is_met=when(_is_aggregate, lambda look: bool(look.case.each("C.1.10.r"))),
        is_rejection=False,
    ),
    Rule(
        id="W0002",
        element="C.5.4",
        words="C.5.4 should be 1 for an aggregate report",
        is_met=when(_is_aggregate, _study_is("1")),
        is_rejection=False,
    ),
    Rule(
        id="W0003",
        element="FDA.D.11.r.1",
        words="FDA.D.11.r.1 should be NA where there is no single patient",
        is_met=when(_is_nobody, _races_do_not_apply),
        is_rejection=False,
    ),
    Rule(
        id="W0004",
        element="FDA.D.12",
        words="FDA.D.12 should be NA where there is no single patient",
        is_met=when(_is_nobody, lambda look: look.case.flavor("FDA.D.12") == "NA"),
        is_rejection=False,
    ),
)
