"""Where history, past drugs, death and the parent of the patient stand (D.6 to D.10)."""

from dataclasses import replace

from stepward.adapters.e2b.form import TEXT, Node
from stepward.adapters.e2b.nodes import MEDDRA, at, code, observed, organized, product_code, span, value, words


def gestation(number: str, tag: str = "subjectOf2", kind: str = "SBJ") -> Node:
    """Write how long a pregnancy had lasted."""
    held = value("PQ", {"value": f"{number}a", "unit": f"{number}b"})
    return observed(code("16", 19, "gestationPeriod"), held, tag, kind)


def last_period(number: str) -> Node:
    """Write the day on which the last menstrual period began."""
    return observed(code("22", 19, "lastMenstrualPeriodDate"), value("TS", {"value": number}))


def _term(version: str, number: str, *inner: Node) -> Node:
    return value("CE", {"code": number, "codeSystemVersion": version}, *inner, codeSystem=MEDDRA)


def _truth(about: str, name: str, number: str, tag: str, kind: str) -> Node:
    return observed(code(about, 19, name), value("BL", {"value": number}), tag, kind)


def _condition(section: str, *more: Node) -> Node:
    """Write one condition that somebody has or had, with its code."""
    inner = Node(
        "observation",
        {"classCode": "OBS", "moodCode": "EVN"},
        {},
        (
            Node(
                "code",
                {"codeSystem": MEDDRA},
                {"code": f"{section}.1b", "codeSystemVersion": f"{section}.1a"},
                must=True,
            ),
            span(f"{section}.2", f"{section}.4"),
            observed(code("10", 19, "comment"), value("ED", {TEXT: f"{section}.5"}), "outboundRelationship2", "COMP"),
            *more,
            _truth("13", "continuing", f"{section}.3", "inboundRelationship", "REFR"),
        ),
    )
    return Node("component", {"typeCode": "COMP"}, {}, (inner,), repeats=section)


def _history(section: str, *more: Node, conditions: Node) -> Node:
    words_of = observed(
        code("18", 19, "historyAndConcurrentConditionText"), value("ED", {TEXT: f"{section}.2"}), "component", "COMP"
    )
    return organized("1", "relevantMedicalHistoryAndConcurrentConditions", words_of, *more, conditions)


def _past_drugs(section: str) -> Node:
    """Write the drugs that somebody was given before, why, and what came of it."""

    def of(about: str, name: str, number: str, kind: str) -> Node:
        return observed(
            code(about, 19, name), _term(f"{section}.{number}a", f"{section}.{number}b"), "outboundRelationship2", kind
        )

    product = Node(
        "kindOfProduct",
        {"classCode": "MMAT", "determinerCode": "KIND"},
        {},
        (product_code(f"{section}.2"), words("name", f"{section}.1")),
    )
    instance = Node("instanceOfKind", {"classCode": "INST"}, {}, (product,))
    given = Node(
        "substanceAdministration",
        {"classCode": "SBADM", "moodCode": "EVN"},
        {},
        (
            span(f"{section}.4", f"{section}.5"),
            Node("consumable", {"typeCode": "CSM"}, {}, (instance,)),
            of("19", "indication", "6", "RSON"),
            of("29", "reaction", "7", "CAUS"),
        ),
    )
    return organized("2", "drugHistory", Node("component", {"typeCode": "COMP"}, {}, (given,), repeats=section))


HISTORY = _history(
    "D.7",
    _truth("11", "concomitantTherapy", "D.7.3", "component", "COMP"),
    conditions=_condition("D.7.1.r", _truth("38", "familyHistory", "D.7.1.r.6", "outboundRelationship2", "EXPL")),
)
PAST_DRUGS = _past_drugs("D.8.r")


def _cause(about: str, name: str, section: str, tag: str, kind: str) -> Node:
    held = _term(f"{section}.1a", f"{section}.1b", words("originalText", f"{section}.2"))
    return replace(observed(code(about, 19, name), held, tag, kind), repeats=section)


CAUSE_OF_DEATH = _cause("32", "reportedCauseOfDeath", "D.9.2.r", "subjectOf2", "SBJ")
AUTOPSY = Node(
    "subjectOf2",
    {"typeCode": "SBJ"},
    {},
    (
        Node(
            "observation",
            {"classCode": "OBS", "moodCode": "EVN"},
            {},
            (
                code("5", 19, "autopsy"),
                value("BL", {"value": "D.9.3"}),
                _cause("8", "causeOfDeath", "D.9.4.r", "outboundRelationship2", "DRIV"),
            ),
        ),
    ),
)
PARENT = Node(
    "role",
    {"classCode": "PRS"},
    {},
    (
        Node("code", {"code": "PRN", "codeSystem": "2.16.840.1.113883.5.111"}),
        Node(
            "associatedPerson",
            {"classCode": "PSN", "determinerCode": "INSTANCE"},
            {},
            (
                words("name", "D.10.1"),
                Node("administrativeGenderCode", {"codeSystem": "1.0.5218"}, {"code": "D.10.6"}),
                at("birthTime", "D.10.2.1"),
            ),
            always=True,
        ),
        observed(code("3", 19, "age"), value("PQ", {"value": "D.10.2.2a", "unit": "D.10.2.2b"})),
        last_period("D.10.3"),
        observed(code("7", 19, "bodyWeight"), value("PQ", {"value": "D.10.4"}, unit="kg")),
        observed(code("17", 19, "height"), value("PQ", {"value": "D.10.5"}, unit="cm")),
        _history("D.10.7", conditions=_condition("D.10.7.1.r")),
        _past_drugs("D.10.8.r"),
    ),
    repeats="D.10",
)
"""The parent of a child or a fetus, of whom the report tells; one at most."""
