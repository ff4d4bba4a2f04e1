"""Where the data elements of batch, message, case and narrative stand (sections N, C and H)."""

from stepward.adapters.e2b.form import TEXT, XSI, Node
from stepward.adapters.e2b.guarding import REPORTS
from stepward.adapters.e2b.nodes import (
    HL7,
    ICH,
    MEDDRA,
    NCI,
    address,
    at,
    by,
    code,
    coded,
    country,
    device,
    identifier,
    organization,
    person,
    phone,
    value,
    words,
)
from stepward.adapters.e2b.places_causality import ROLES
from stepward.adapters.e2b.places_drug import DRUGS
from stepward.adapters.e2b.places_history import (
    AUTOPSY,
    CAUSE_OF_DEATH,
    HISTORY,
    PAST_DRUGS,
    gestation,
    last_period,
)
from stepward.adapters.e2b.places_patient import (
    AGE,
    ETHNICITY,
    GROUP,
    HEIGHT,
    PATIENT,
    RACE,
    REACTION,
    STUDY,
    TESTS,
    WEIGHT,
)

MESSAGE = "PORR_IN049016UV"


def _interaction(name: str) -> Node:
    return Node("interactionId", {"extension": name, "root": f"{HL7}.1.6"}, always=True)


def _said(what: Node, held: Node) -> Node:
    inner = Node("observationEvent", {"classCode": "OBS", "moodCode": "EVN"}, {}, (what, held))
    return Node("component", {"typeCode": "COMP"}, {}, (inner,))


def _by(who: str, name: str) -> Node:
    entity = Node("assignedEntity", {"classCode": "ASSIGNED"}, {}, (code(who, 21, name),))
    return Node("author", {"typeCode": "AUT"}, {}, (entity,))


def _told(what: Node, held: Node, author: Node, tag: str = "component1", repeats: str = "") -> Node:
    inner = Node("observationEvent", {"classCode": "OBS", "moodCode": "EVN"}, {}, (what, held, author))
    return Node(tag, {"typeCode": "COMP"}, {}, (inner,), repeats=repeats)


def _commented(who: str, name: str, number: str) -> Node:
    return _told(code("10", 19, "comment"), value("ED", {TEXT: number}), _by(who, name))


_DIAGNOSIS = _told(
    code("15", 19, "diagnosis"),
    value("CE", {"code": "H.3.r.1b", "codeSystemVersion": "H.3.r.1a"}, codeSystem=MEDDRA),
    _by("1", "sender"),
    repeats="H.3.r",
)
_SUMMARY = _told(
    code("36", 19, "summaryAndComment"),
    value("ED", {TEXT: "H.5.r.1a", "language": "H.5.r.1b"}),
    _by("2", "reporter"),
    "component",
    "H.5.r",
)


def _characterized(number: str, name: str, held: Node) -> Node:
    inner = Node(
        "investigationCharacteristic", {"classCode": "OBS", "moodCode": "EVN"}, {}, (code(number, 23, name), held)
    )
    return Node("subjectOf2", {"typeCode": "SUBJ"}, {}, (inner,))


def _related(what: Node, *inner: Node, repeats: str = "", first: tuple[Node, ...] = ()) -> Node:
    act = Node("relatedInvestigation", {"classCode": "INVSTG", "moodCode": "EVN"}, {}, (what, *inner))
    return Node("outboundRelationship", {"typeCode": "SPRT"}, {}, (*first, act), repeats=repeats)


def _subject(tag: str, inner: Node) -> Node:
    return Node(tag, {"typeCode": "SUBJ"}, {}, (inner,))


_ASSESSMENT = Node(
    "component",
    {"typeCode": "COMP"},
    {},
    (
        Node(
            "adverseEventAssessment",
            {"classCode": "INVSTG", "moodCode": "EVN"},
            {},
            (
                Node(
                    "subject1",
                    {"typeCode": "SBJ"},
                    {},
                    (
                        Node(
                            "primaryRole",
                            {"classCode": "INVSBJ"},
                            {},
                            (
                                PATIENT,
                                STUDY,
                                AGE,
                                gestation("D.2.2.1"),
                                GROUP,
                                WEIGHT,
                                HEIGHT,
                                last_period("D.6"),
                                RACE,
                                ETHNICITY,
                                HISTORY,
                                PAST_DRUGS,
                                CAUSE_OF_DEATH,
                                AUTOPSY,
                                REACTION,
                                TESTS,
                                DRUGS,
                            ),
                        ),
                    ),
                ),
                *ROLES,
                _DIAGNOSIS,
                _commented("3", "sourceReporter", "H.2"),
                _commented("1", "sender", "H.4"),
            ),
        ),
    ),
)
_FIRST_SENDER = _related(
    code("1", 22, "initialReport"),
    _subject("subjectOf2", by(Node("code", {"codeSystem": f"{ICH}.1.3"}, {"code": "C.1.8.2"}))),
)
_LINKED = _related(
    Node("code", {"nullFlavor": "NA"}),
    _subject(
        "subjectOf2",
        Node("controlActEvent", {"classCode": "CACT", "moodCode": "EVN"}, {}, (identifier(2, "C.1.10.r"),)),
    ),
    repeats="C.1.10.r",
)
_REPORTER = _related(
    code("2", 22, "sourceReport"),
    _subject(
        "subjectOf2",
        by(
            address("C.2.r.2.3", "C.2.r.2.4", "C.2.r.2.5", "C.2.r.2.6"),
            phone("C.2.r.2.7", "tel:"),
            phone("FDA.C.2.r.2.8", "mailto:"),
            person(
                "C.2.r.1.1",
                "C.2.r.1.2",
                "C.2.r.1.4",
                Node(
                    "asQualifiedEntity",
                    {"classCode": "QUAL"},
                    {},
                    (Node("code", {"codeSystem": f"{ICH}.1.6"}, {"code": "C.2.r.4"}),),
                ),
                country("C.2.r.3"),
            ),
            organization(
                "C.2.r.2.2",
                Node("assignedEntity", {"classCode": "ASSIGNED"}, {}, (organization("C.2.r.2.1"),)),
            ),
        ),
    ),
    repeats="C.2.r",
    first=(at("priorityNumber", "C.2.r.5"),),
)
_SENDER = _subject(
    "subjectOf1",
    by(
        Node("code", {"codeSystem": f"{ICH}.1.7"}, {"code": "C.3.1"}),
        address("C.3.4.1", "C.3.4.2", "C.3.4.3", "C.3.4.4"),
        phone("C.3.4.6", "tel:"),
        phone("C.3.4.7", "fax:"),
        phone("C.3.4.8", "mailto:"),
        person("C.3.3.2", "C.3.3.3", "C.3.3.5", country("C.3.4.5")),
        organization("C.3.3.1", Node("assignedEntity", {"classCode": "ASSIGNED"}, {}, (organization("C.3.2"),))),
    ),
)
_ELSEWHERE = Node(
    "subjectOf1",
    {"typeCode": "SUBJ"},
    {},
    (
        Node(
            "controlActEvent",
            {"classCode": "CACT", "moodCode": "EVN"},
            {},
            (
                Node(
                    "id",
                    {"root": f"{ICH}.3.3"},
                    {"assigningAuthorityName": "C.1.9.1.r.1", "extension": "C.1.9.1.r.2"},
                ),
            ),
        ),
    ),
    repeats="C.1.9.1.r",
)


def _document(kind: Node, repeats: str, *before: Node, after: tuple[Node, ...] = ()) -> Node:
    number = f"{repeats}.2"
    places = {
        TEXT: number,
        "mediaType": f"{number}.type",
        "representation": f"{number}.encoding",
        "compression": f"{number}.compression",
    }
    inner = Node(
        "document",
        {"classCode": "DOC", "moodCode": "EVN"},
        {},
        (kind, *before, Node("text", {}, places), *after),
    )
    return Node("reference", {"typeCode": "REFR"}, {}, (inner,), repeats=repeats)


CASE = Node(
    "investigationEvent",
    {"classCode": "INVSTG", "moodCode": "EVN"},
    {},
    (
        identifier(1, "C.1.1"),
        identifier(2, "C.1.8.1"),
        Node("code", {"code": "PAT_ADV_EVNT", "codeSystem": f"{HL7}.5.4"}, always=True),
        words("text", "H.1"),
        Node("statusCode", {"code": "active"}, always=True),
        Node("effectiveTime", {}, {}, (at("low", "C.1.4"),)),
        at("availabilityTime", "C.1.5"),
        _document(code("1", 27, "documentsHeldBySender"), "C.1.6.1.r", words("title", "C.1.6.1.r.1")),
        _document(
            code("2", 27, "literatureReference"), "C.4.r", after=(words("bibliographicDesignationText", "C.4.r.1"),)
        ),
        _ASSESSMENT,
        _said(code("1", 19, "additionalDocumentsAvailable"), value("BL", {"value": "C.1.6.1"})),
        _said(code("23", 19, "localCriteriaForExpedited"), value("BL", {"value": "C.1.7"})),
        _said(
            Node("code", {"code": "C54588", "codeSystem": NCI, "displayName": "localCriteriaReportType"}),
            value("CE", {"code": "FDA.C.1.7.1"}, codeSystem=f"{HL7}.3.989.5.1.2.2.1.1.1"),
        ),
        _said(
            Node("code", {"code": "C156384", "codeSystem": NCI, "displayName": "Combination Product Report Indicator"}),
            value("BL", {"value": "FDA.C.1.12"}),
        ),
        _SUMMARY,
        _FIRST_SENDER,
        _LINKED,
        _REPORTER,
        _SENDER,
        _ELSEWHERE,
        _characterized("1", "ICH ReportType", coded("C.1.3", 2)),
        _characterized("2", "otherCaseIds", value("BL", {"value": "C.1.9.1"})),
        _characterized("3", "nullificationAmendmentCode", coded("C.1.11.1", 5)),
        _characterized("4", "nullificationAmendmentReason", value("CE", {}, words("originalText", "C.1.11.2"))),
    ),
)
_MESSAGE = Node(
    MESSAGE,
    {},
    {},
    (
        identifier(1, "N.2.r.1"),
        at("creationTime", "N.2.r.4"),
        _interaction(MESSAGE),
        Node("processingCode", {"code": "P"}, always=True),
        Node("processingModeCode", {"code": "T"}, always=True),
        Node("acceptAckCode", {"code": "AL"}, always=True),
        device("RCV", 12, "N.2.r.3"),
        device("SND", 11, "N.2.r.2"),
        Node(
            "controlActProcess",
            {"classCode": "CACT", "moodCode": "EVN"},
            {},
            (
                Node("code", {"code": "PORR_TE049016UV", "codeSystem": f"{HL7}.1.18"}, always=True),
                at("effectiveTime", "C.1.2"),
                Node("subject", {"typeCode": "SUBJ"}, {}, (CASE,)),
            ),
        ),
    ),
    repeats="message",
)
BATCH = Node(
    REPORTS,
    {"ITSVersion": "XML_1.0", f"{{{XSI}}}schemaLocation": f"urn:hl7-org:v3 {REPORTS}.xsd"},
    {},
    (
        identifier(22, "N.1.2"),
        at("creationTime", "N.1.5"),
        Node("responseModeCode", {"code": "D"}, always=True),
        _interaction(REPORTS),
        Node("name", {"displayName": "ichicsr", "codeSystem": f"{ICH}.1.1"}, {"code": "N.1.1"}),
        _MESSAGE,
        device("RCV", 14, "N.1.4"),
        device("SND", 13, "N.1.3"),
    ),
    always=True,
)
