"""Where the data elements of the drugs stand (section G)."""

from dataclasses import replace

from stepward.adapters.e2b.form import TEXT, TYPE, Node
from stepward.adapters.e2b.nodes import (
    COUNTRY,
    ICH,
    MEDDRA,
    code,
    coded,
    identifier,
    observed,
    organized,
    product_code,
    span,
    value,
    words,
)
from stepward.adapters.e2b.places_device import CATEGORY, DEVICE
from stepward.adapters.e2b.places_history import gestation

RECURRED, SINCE_FIRST, SINCE_LAST = "G.k.9.i.4", "G.k.9.i.3.1", "G.k.9.i.3.2"
"""Groups of the file that `moving.py` puts together, each by the reaction that it is about."""

# ------------------------------------------------------------------------------------------------ G: the drugs

_APPROVAL = Node(
    "asManufacturedProduct",
    {"classCode": "MANU"},
    {},
    (
        CATEGORY,
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
        product_code("G.k.2.1.1"),
        words("name", "G.k.2.2"),
        words("name", "FDA.G.k.2.2.1"),
        _APPROVAL,
        Node(
            "ingredient",
            {"classCode": "ACTI"},
            {},
            (
                Node(
                    "quantity",
                    {},
                    {},
                    (
                        Node("numerator", {}, {"value": "G.k.2.3.r.3a", "unit": "G.k.2.3.r.3b"}),
                        Node("denominator", {}, {"value": "G.k.2.3.r.3.per", "unit": "G.k.2.3.r.3.per.unit"}),
                    ),
                ),
                Node(
                    "ingredientSubstance",
                    {"classCode": "MMAT", "determinerCode": "KIND"},
                    {},
                    (product_code("G.k.2.3.r.2"), words("name", "G.k.2.3.r.1")),
                ),
            ),
            repeats="G.k.2.3.r",
        ),
        DEVICE,
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


ALONE, BOTH = "alone/", "both/"
"""What stands before the elements of a dose that is repeated: without its beginning and end, or with them."""


def _every(kind: str) -> Node:
    return Node("period", {}, {"value": f"{kind}G.k.4.r.2", "unit": f"{kind}G.k.4.r.3"})


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
                span("G.k.4.r.4", "G.k.4.r.5", "G.k.4.r.6"),
                Node("effectiveTime", {TYPE: "PIVL_TS"}, {}, (_every(ALONE),)),
                Node(
                    "effectiveTime",
                    {TYPE: "SXPR_TS"},
                    {},
                    (
                        Node("comp", {TYPE: "PIVL_TS"}, {}, (_every(BOTH),)),
                        span(f"{BOTH}G.k.4.r.4", f"{BOTH}G.k.4.r.5", f"{BOTH}G.k.4.r.6", "comp", operator="A"),
                    ),
                ),
                product_code("G.k.4.r.10.2", "routeCode", words("originalText", "G.k.4.r.10.1")),
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
                        (product_code("G.k.4.r.9.2", "formCode", words("originalText", "G.k.4.r.9.1")),),
                    ),
                ),
                observed(
                    code("28", 19, "parentRouteOfAdministration"),
                    value(
                        "CE",
                        {
                            "code": "G.k.4.r.11.2b",
                            "codeSystemVersion": "G.k.4.r.11.2a",
                            "codeSystem": "G.k.4.r.11.2.list",
                        },
                        words("originalText", "G.k.4.r.11.1"),
                    ),
                    "inboundRelationship",
                    "REFR",
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
    repeats=RECURRED,
)


def _after(kind: str, number: str) -> Node:
    """Write how long after the first or the last dose a reaction began."""
    reaction = Node(
        "actReference", {"classCode": "OBS", "moodCode": "EVN"}, {}, (Node("id", {}, {"root": "G.k.9.i.1"}),)
    )
    pause = Node("pauseQuantity", {}, {"value": f"{number}a", "unit": f"{number}b"})
    return Node("outboundRelationship1", {"typeCode": kind}, {}, (pause, reaction), repeats=number)


BLINDED = observed(code("6", 19, "blinded"), value("BL", {"value": "G.k.2.5"}), "outboundRelationship2", "PERT")


def _coded_more(number: str, held: Node) -> Node:
    about = code("9", 19, "codedDrugInformation")
    return replace(observed(about, held, "outboundRelationship2", "REFR"), repeats=number)


_MORE_CODED = (
    _coded_more("G.k.10.r", replace(coded("G.k.10.r", 17), must=True)),
    _coded_more("FDA.G.k.10a", value("CE", {"code": "FDA.G.k.10a", "codeSystem": "FDA.G.k.10a.list"})),
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
            (
                Node("id", {}, {"root": "G.k.id"}),
                _consumed(KIND, _OBTAINED),
                _after("SAS", SINCE_FIRST),
                _after("SAE", SINCE_LAST),
                BLINDED,
                AGAIN,
                DOSAGE,
                UNTIL,
                gestation("G.k.6", "outboundRelationship2", "PERT"),
                *_MORE_CODED,
                MORE,
                WHY,
                AFTER,
            ),
        ),
    ),
    repeats="G.k",
)
DRUGS = organized("4", "drugInformation", DRUG)
