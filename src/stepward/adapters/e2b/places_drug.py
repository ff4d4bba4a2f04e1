"""Where the data elements of the drugs stand (section G)."""

from stepward.adapters.e2b.form import TEXT, Node
from stepward.adapters.e2b.nodes import (
    COUNTRY,
    ICH,
    MEDDRA,
    code,
    coded,
    identifier,
    observed,
    organized,
    span,
    value,
    words,
)

# ------------------------------------------------------------------------------------------------ G: the drugs

_APPROVAL = Node(
    "asManufacturedProduct",
    {"classCode": "MANU"},
    {},
    (
        Node(
            "subjectOf",
            {"typeCode": "SBJ"},
            {},
            (
                Node(
                    "approval",
                    {"classCode": "CNTRCT", "moodCode": "EVN"},
                    {},
                    (
                        identifier(4, "G.k.3.1"),
                        Node(
                            "holder",
                            {"typeCode": "HLD"},
                            {},
                            (
                                Node(
                                    "role",
                                    {"classCode": "HLD"},
                                    {},
                                    (
                                        Node(
                                            "playingOrganization",
                                            {"classCode": "ORG", "determinerCode": "INSTANCE"},
                                            {},
                                            (words("name", "G.k.3.3"),),
                                        ),
                                    ),
                                ),
                            ),
                        ),
                        Node(
                            "author",
                            {"typeCode": "AUT"},
                            {},
                            (
                                Node(
                                    "territorialAuthority",
                                    {"classCode": "TERR"},
                                    {},
                                    (
                                        Node(
                                            "territory",
                                            {"classCode": "NAT", "determinerCode": "INSTANCE"},
                                            {},
                                            (Node("code", {"codeSystem": COUNTRY}, {"code": "G.k.3.2"}),),
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)
KIND = Node(
    "kindOfProduct",
    {"classCode": "MMAT", "determinerCode": "KIND"},
    {},
    (
        words("name", "G.k.2.2"),
        _APPROVAL,
        Node(
            "ingredient",
            {"classCode": "ACTI"},
            {},
            (
                Node(
                    "ingredientSubstance",
                    {"classCode": "MMAT", "determinerCode": "KIND"},
                    {},
                    (words("name", "G.k.2.3.r.1"),),
                ),
            ),
            repeats="G.k.2.3.r",
        ),
    ),
)


_OBTAINED = Node(
    "subjectOf",
    {"typeCode": "SBJ"},
    {},
    (
        Node(
            "productEvent",
            {"classCode": "ACT", "moodCode": "EVN"},
            {},
            (
                code("1", 18, "retailSupply"),
                Node(
                    "performer",
                    {"typeCode": "PRF"},
                    {},
                    (
                        Node(
                            "assignedEntity",
                            {"classCode": "ASSIGNED"},
                            {},
                            (
                                Node(
                                    "representedOrganization",
                                    {"classCode": "ORG", "determinerCode": "INSTANCE"},
                                    {},
                                    (Node("addr", {}, {}, (words("country", "G.k.2.4"),)),),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)


def _consumed(*inner: Node) -> Node:
    instance = Node("instanceOfKind", {"classCode": "INST"}, {}, inner)
    return Node("consumable", {"typeCode": "CSM"}, {}, (instance,))


DOSAGE = Node(
    "outboundRelationship2",
    {"typeCode": "COMP"},
    {},
    (
        Node(
            "substanceAdministration",
            {"classCode": "SBADM", "moodCode": "EVN"},
            {},
            (
                words("text", "G.k.4.r.8"),
                span("G.k.4.r.4", "G.k.4.r.5"),
                Node("routeCode", {}, {}, (words("originalText", "G.k.4.r.10.1"),)),
                Node("doseQuantity", {}, {"value": "G.k.4.r.1a", "unit": "G.k.4.r.1b"}),
                _consumed(
                    Node(
                        "productInstanceInstance",
                        {"classCode": "MMAT", "determinerCode": "INSTANCE"},
                        {},
                        (words("lotNumberText", "G.k.4.r.7"),),
                    ),
                    Node(
                        "kindOfProduct",
                        {"classCode": "MMAT", "determinerCode": "KIND"},
                        {},
                        (Node("formCode", {}, {}, (words("originalText", "G.k.4.r.9.1"),)),),
                    ),
                ),
            ),
        ),
    ),
    repeats="G.k.4.r",
)
UNTIL = observed(
    code("14", 19, "cumulativeDoseToReaction"),
    value("PQ", {"value": "G.k.5a", "unit": "G.k.5b"}),
    "outboundRelationship2",
    "SUMM",
)
AGAIN = Node(
    "outboundRelationship2",
    {"typeCode": "PERT"},
    {},
    (
        Node(
            "observation",
            {"classCode": "OBS", "moodCode": "EVN"},
            {},
            (
                code("31", 19, "recurranceOfReaction"),
                coded("G.k.9.i.4", 16),
                Node(
                    "outboundRelationship1",
                    {"typeCode": "REFR"},
                    {},
                    (
                        Node(
                            "actReference",
                            {"classCode": "SBADM", "moodCode": "EVN"},
                            {},
                            (Node("id", {}, {"root": "G.k.9.i.1"}),),
                        ),
                    ),
                ),
            ),
        ),
    ),
    repeats="G.k.9.i",
)
MORE = observed(code("2", 19, "additionalInformation"), value("ST", {TEXT: "G.k.11"}), "outboundRelationship2", "REFR")
WHY = Node(
    "inboundRelationship",
    {"typeCode": "RSON"},
    {},
    (
        Node(
            "observation",
            {"classCode": "OBS", "moodCode": "EVN"},
            {},
            (
                code("19", 19, "indication"),
                value(
                    "CE",
                    {"code": "G.k.7.r.2b", "codeSystemVersion": "G.k.7.r.2a"},
                    words("originalText", "G.k.7.r.1"),
                    codeSystem=MEDDRA,
                ),
                Node(
                    "performer",
                    {"typeCode": "PRF"},
                    {},
                    (Node("assignedEntity", {"classCode": "ASSIGNED"}, {}, (code("3", 21, "sourceReporter"),)),),
                ),
            ),
        ),
    ),
    repeats="G.k.7.r",
)
AFTER = Node(
    "inboundRelationship",
    {"typeCode": "CAUS"},
    {},
    (
        Node(
            "act",
            {"classCode": "ACT", "moodCode": "EVN"},
            {},
            (Node("code", {"codeSystem": f"{ICH}.1.15"}, {"code": "G.k.8"}),),
        ),
    ),
)
DRUG = Node(
    "component",
    {"typeCode": "COMP"},
    {},
    (
        Node(
            "substanceAdministration",
            {"classCode": "SBADM", "moodCode": "EVN"},
            {},
            (Node("id", {}, {"root": "G.k.id"}), _consumed(KIND, _OBTAINED), AGAIN, DOSAGE, UNTIL, MORE, WHY, AFTER),
        ),
    ),
    repeats="G.k",
)
DRUGS = organized("4", "drugInformation", DRUG)
ROLE = Node(
    "component",
    {"typeCode": "COMP"},
    {},
    (
        Node(
            "causalityAssessment",
            {"classCode": "OBS", "moodCode": "EVN"},
            {},
            (
                code("20", 19, "interventionCharacterization"),
                coded("G.k.1", 13),
                Node(
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
                ),
            ),
        ),
    ),
    repeats="G.k.role",
)
