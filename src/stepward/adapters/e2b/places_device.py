"""Where the devices of combination products stand (FDA.G.k.12), as the agency's own samples have them."""

from stepward.adapters.e2b.form import Node
from stepward.adapters.e2b.nodes import NCI, value, words

_LISTS = "2.16.840.1.113883.3.989.5.1.2.1.1"
"""The agency's own lists of codes."""


def _said(what: Node, *held: Node, repeats: str = "") -> Node:
    inner = Node("characteristic", {"classCode": "OBS", "moodCode": "EVN"}, {}, (what, *held))
    return Node("subjectOf", {"typeCode": "SBJ"}, {}, (inner,), repeats=repeats)


def _about(number: str, name: str, system: str = NCI) -> Node:
    return Node("code", {"code": number, "codeSystem": system, "displayName": name})


def _listed(about: Node, number: str, system: str, repeats: str = "") -> Node:
    return _said(about, value("CE", {"code": number}, codeSystem=system), repeats=repeats)


CATEGORY = _said(
    _about("C94031", "FDA Specialized Product Category"), value("CE", {"code": "FDA.G.k.10.1"}, codeSystem=NCI)
)
_MAKER = Node(
    "manufacturerOrganization",
    {"classCode": "ORG", "determinerCode": "INSTANCE"},
    {},
    (
        words("name", "FDA.G.k.12.r.7.1a"),
        Node(
            "addr",
            {},
            {},
            (
                words("streetAddressLine", "FDA.G.k.12.r.7.1b"),
                words("city", "FDA.G.k.12.r.7.1c"),
                words("state", "FDA.G.k.12.r.7.1d"),
                words("country", "FDA.G.k.12.r.7.1e"),
            ),
        ),
    ),
)
_MADE = Node(
    "asManufacturedProduct",
    {"classCode": "MANU"},
    {},
    (
        _MAKER,
        _said(_about("C54026", "Malfunction"), value("BL", {"value": "FDA.G.k.12.r.1"})),
        _listed(_about("C54592", "Type of Follow Up Report"), "FDA.G.k.12.r.2.r", f"{_LISTS}.5", "FDA.G.k.12.r.2.r"),
        _listed(_about("C54451", "Device Problem Code"), "FDA.G.k.12.r.3.r", NCI, "FDA.G.k.12.r.3.r"),
        _listed(_about("C54595", "Device Usage", "2.16.840.1.113883.3.989.2.1.1.19"), "FDA.G.k.12.r.8", f"{_LISTS}.4"),
        _listed(_about("C54594", "Remedial Action Initiated"), "FDA.G.k.12.r.11.r", f"{_LISTS}.3", "FDA.G.k.12.r.11.r"),
        _said(Node("code", {"codeSystem": f"{_LISTS}.6"}, {"code": "FDA.G.k.12.r.10"}, must=True)),
    ),
)
_LOT = Node(
    "instanceOfKind",
    {"classCode": "INST"},
    {},
    (
        Node(
            "productInstanceInstance",
            {"classCode": "MMAT", "determinerCode": "INSTANCE"},
            {},
            (words("lotNumberText", "FDA.G.k.12.r.9"),),
        ),
    ),
)
DEVICE = Node(
    "part",
    {"classCode": "PART"},
    {},
    (
        Node(
            "partProduct",
            {"classCode": "DEV", "determinerCode": "KIND"},
            {},
            (
                Node(
                    "code",
                    {"codeSystem": NCI},
                    {"code": "FDA.G.k.12.r.6", "displayName": "FDA.G.k.12.r.6.name"},
                ),
                words("name", "FDA.G.k.12.r.4"),
                words("name", "FDA.G.k.12.r.5"),
                _MADE,
                _LOT,
            ),
        ),
    ),
    repeats="FDA.G.k.12.r",
)
OTHER_ROLES = f"{_LISTS}.8"
"""The list of other parts that a product played (FDA.G.k.1.a)."""
