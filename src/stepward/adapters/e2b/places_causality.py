"""Where it stands what part each drug played, and who thinks that it caused which reaction (G.k.1, G.k.9.i.2)."""

from dataclasses import replace

from stepward.adapters.e2b.form import TEXT, Node
from stepward.adapters.e2b.nodes import code, coded, value, words
from stepward.adapters.e2b.places_device import OTHER_ROLES

ROLE, OTHER_ROLE, CAUSALITY = "G.k.role", "FDA.G.k.role", "G.k.9.i.2"
"""Groups of the file that `moving.py` puts together with the drug, and with the reaction, that each is about."""
_OF_DRUG = Node(
    "subject2",
    {"typeCode": "SUBJ"},
    {},
    (
        Node(
            "productUseReference",
            {"classCode": "SBADM", "moodCode": "EVN"},
            {},
            (Node("id", {}, {"root": "G.k.id"}),),
        ),
    ),
)
_OF_REACTION = Node(
    "subject1",
    {"typeCode": "SUBJ"},
    {},
    (
        Node(
            "adverseEffectReference",
            {"classCode": "OBS", "moodCode": "EVN"},
            {},
            (Node("id", {}, {"root": "G.k.9.i.1"}),),
        ),
    ),
)


def _judged(repeats: str, *inner: Node) -> Node:
    act = Node("causalityAssessment", {"classCode": "OBS", "moodCode": "EVN"}, {}, (*inner, _OF_DRUG))
    return Node("component", {"typeCode": "COMP"}, {}, (act,), repeats=repeats)


_CHARACTER = code("20", 19, "interventionCharacterization")
_SOURCE = Node("code", {}, {}, (words("originalText", "G.k.9.i.2.r.1"),))
ROLES = (
    _judged(ROLE, _CHARACTER, replace(coded("G.k.1", 13), must=True)),
    _judged(OTHER_ROLE, _CHARACTER, value("CE", {"code": "FDA.G.k.1.a"}, codeSystem=OTHER_ROLES)),
    _judged(
        CAUSALITY,
        code("39", 19, "causality"),
        value("ST", {TEXT: "G.k.9.i.2.r.3"}),
        Node("methodCode", {}, {}, (words("originalText", "G.k.9.i.2.r.2"),)),
        Node("author", {"typeCode": "AUT"}, {}, (Node("assignedEntity", {"classCode": "ASSIGNED"}, {}, (_SOURCE,)),)),
        _OF_REACTION,
    ),
)
"""What the schema has beside the drugs: the part that each played, and who thinks that it caused which reaction."""
