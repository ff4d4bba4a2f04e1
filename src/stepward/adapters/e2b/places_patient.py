"""Where the data elements of patient, reactions and tests stand (sections D, E and F)."""

from dataclasses import replace

from stepward.adapters.e2b.form import TEXT, Node
from stepward.adapters.e2b.nodes import (
    APPLICATIONS,
    COUNTRY,
    FDA_CRITERIA,
    ICH,
    MEDDRA,
    NCI,
    RANGE_ENDS,
    at,
    code,
    coded,
    identifier,
    observed,
    organized,
    span,
    value,
    words,
)
from stepward.adapters.e2b.places_history import PARENT

# ---------------------------------------------------------------------------------------------- D: the patient

PATIENT = Node(
    "player1",
    {"classCode": "PSN", "determinerCode": "INSTANCE"},
    {},
    (
        words("name", "D.1"),
        Node("administrativeGenderCode", {"codeSystem": "1.0.5218"}, {"code": "D.5"}),
        at("birthTime", "D.2.1"),
        at("deceasedTime", "D.9.1"),
        PARENT,
    ),
)
AGE = observed(code("3", 19, "age"), value("PQ", {"value": "D.2.2a", "unit": "D.2.2b"}))
GROUP = observed(code("4", 19, "ageGroup"), coded("D.2.3", 9))
WEIGHT = observed(code("7", 19, "bodyWeight"), value("PQ", {"value": "D.3"}, unit="kg"))
HEIGHT = observed(code("17", 19, "height"), value("PQ", {"value": "D.4"}, unit="cm"))
RACE = replace(
    observed(
        Node("code", {"code": "C17049", "codeSystem": NCI, "displayName": "Race"}),
        value("CE", {"code": "FDA.D.11.r.1"}, codeSystem=NCI),
    ),
    repeats="FDA.D.11.r",
)
ETHNICITY = observed(
    Node("code", {"code": "C16564", "codeSystem": NCI, "displayName": "Ethnic Group"}),
    value("CE", {"code": "FDA.D.12"}, codeSystem=NCI),
)


def _registered(number: Node, *inner: Node, repeats: str = "") -> Node:
    act = Node("studyRegistration", {"classCode": "ACT", "moodCode": "EVN"}, {}, (replace(number, must=True), *inner))
    return Node("authorization", {"typeCode": "AUTH"}, {}, (act,), repeats=repeats)


def _application(kind: int, number: str) -> Node:
    """Write the number of an application to the agency."""
    return Node("id", {"root": f"{APPLICATIONS}.{kind}"}, {"extension": number})


STUDY = Node(
    "subjectOf1",
    {"typeCode": "SBJ"},
    {},
    (
        Node(
            "researchStudy",
            {"classCode": "CLNTRL", "moodCode": "EVN"},
            {},
            (
                identifier(5, "C.5.3"),
                Node("code", {"codeSystem": f"{ICH}.1.8"}, {"code": "C.5.4"}),
                words("title", "C.5.2"),
                _registered(
                    identifier(6, "C.5.1.r.1"),
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
                                        "governingPlace",
                                        {"classCode": "COUNTRY", "determinerCode": "INSTANCE"},
                                        {},
                                        (Node("code", {"codeSystem": COUNTRY}, {"code": "C.5.1.r.2"}),),
                                    ),
                                ),
                            ),
                        ),
                    ),
                    repeats="C.5.1.r",
                ),
                _registered(_application(1, "FDA.C.5.5a")),
                _registered(_application(2, "FDA.C.5.5b")),
                _registered(_application(3, "FDA.C.5.6.r"), repeats="FDA.C.5.6.r"),
            ),
        ),
    ),
)


# -------------------------------------------------------------------------------------------- E: the reactions


def _yes_no(about: str, name: str, number: str) -> Node:
    return observed(code(about, 19, name), value("BL", {"value": number}), "outboundRelationship2", "PERT")


_WHERE = Node(
    "location",
    {"typeCode": "LOC"},
    {},
    (
        Node(
            "locatedEntity",
            {"classCode": "LOCE"},
            {},
            (
                Node(
                    "locatedPlace",
                    {"classCode": "COUNTRY", "determinerCode": "INSTANCE"},
                    {},
                    (Node("code", {"codeSystem": COUNTRY}, {"code": "E.i.9"}),),
                ),
            ),
        ),
    ),
)
REACTION = Node(
    "subjectOf2",
    {"typeCode": "SBJ"},
    {},
    (
        Node(
            "observation",
            {"classCode": "OBS", "moodCode": "EVN"},
            {},
            (
                Node("id", {}, {"root": "E.i.id"}),
                code("29", 19, "reaction"),
                span("E.i.4", "E.i.5", "E.i.6"),
                value(
                    "CE",
                    {"code": "E.i.2.1b", "codeSystemVersion": "E.i.2.1a"},
                    Node("originalText", {}, {TEXT: "E.i.1.1a", "language": "E.i.1.1b"}),
                    codeSystem=MEDDRA,
                ),
                _WHERE,
                observed(
                    code("30", 19, "reactionForTranslation"),
                    value("ED", {TEXT: "E.i.1.2"}),
                    "outboundRelationship2",
                    "PERT",
                ),
                observed(
                    code("37", 19, "termHighlightedByReporter"),
                    coded("E.i.3.1", 10),
                    "outboundRelationship2",
                    "PERT",
                ),
                _yes_no("34", "resultsInDeath", "E.i.3.2a"),
                _yes_no("21", "isLifeThreatening", "E.i.3.2b"),
                _yes_no("33", "requiresInpatientHospitalization", "E.i.3.2c"),
                _yes_no("35", "resultsInPersistentOrSignificantDisability", "E.i.3.2d"),
                _yes_no("12", "congenitalAnomalyBirthDefect", "E.i.3.2e"),
                _yes_no("26", "otherMedicallyImportantCondition", "E.i.3.2f"),
                observed(
                    Node("code", {"code": "7", "codeSystem": FDA_CRITERIA, "displayName": "requiredIntervention"}),
                    value("BL", {"value": "FDA.E.i.3.2h"}),
                    "outboundRelationship2",
                    "PERT",
                ),
                _yes_no("24", "medicalConfirmationByHealthProfessional", "E.i.8"),
                observed(code("27", 19, "outcome"), coded("E.i.7", 11), "outboundRelationship2", "PERT"),
            ),
        ),
    ),
    repeats="E.i",
)

# ------------------------------------------------------------------------------------------------ F: the tests


def _limit(end: str, number: str) -> Node:
    """Write an end of what is normal; its unit is that of the result, and is kept beside it."""
    inner = Node(
        "observationRange",
        {"classCode": "OBS", "moodCode": "EVN.CRT"},
        {},
        (
            value("PQ", {"value": number, "unit": f"{number}.unit"}),
            Node("interpretationCode", {"code": end, "codeSystem": RANGE_ENDS}),
        ),
    )
    return Node("referenceRange", {"typeCode": "REFV"}, {}, (inner,))


_TEST = Node(
    "component",
    {"typeCode": "COMP"},
    {},
    (
        Node(
            "observation",
            {"classCode": "OBS", "moodCode": "EVN"},
            {},
            (
                Node(
                    "code",
                    {"codeSystem": MEDDRA},
                    {"code": "F.r.2.2b", "codeSystemVersion": "F.r.2.2a"},
                    (words("originalText", "F.r.2.1"),),
                ),
                at("effectiveTime", "F.r.1"),
                value("IVL_PQ", {}, Node("center", {}, {"value": "F.r.3.2", "unit": "F.r.3.3"})),
                value("ED", {TEXT: "F.r.3.4"}),
                Node("interpretationCode", {"codeSystem": f"{ICH}.1.12"}, {"code": "F.r.3.1"}),
                _limit("L", "F.r.4"),
                _limit("H", "F.r.5"),
                observed(code("10", 19, "comment"), value("ED", {TEXT: "F.r.6"}), "outboundRelationship2", "PERT"),
                observed(
                    code("25", 19, "moreInformationAvailable"),
                    value("BL", {"value": "F.r.7"}),
                    "outboundRelationship2",
                    "REFR",
                ),
            ),
        ),
    ),
    repeats="F.r",
)
TESTS = organized("3", "testsAndProceduresRelevantToTheInvestigation", _TEST)
