"""What the places of data elements are made of: codes, values, names and addresses as E2B(R3) writes them.

Source: E2B-R3-FDA (core and regional data elements, with their paths).
"""

from collections.abc import Mapping

from stepward.adapters.e2b.form import TEXT, TYPE, Node

ICH, HL7 = "2.16.840.1.113883.3.989.2.1", "2.16.840.1.113883"
MEDDRA, COUNTRY, UNITS = f"{HL7}.6.163", "1.0.3166.1.2.2", f"{HL7}.6.8"
NCI = f"{HL7}.3.26.1.1"
APPLICATIONS = f"{HL7}.3.989.5.1.2.2.1.2"
FDA_CRITERIA, RANGE_ENDS = f"{HL7}.3.989.5.1.2.2.1.3", f"{HL7}.5.83"


def code(about: str, system: int, name: str = "") -> Node:
    """Write the code that says what a node is about."""
    fixed = {"code": about, "codeSystem": f"{ICH}.1.{system}"}
    return Node("code", fixed | ({"displayName": name} if name else {}))


def identifier(kind: int, number: str, repeats: str = "") -> Node:
    """Write an identifier of one kind."""
    return Node("id", {"root": f"{ICH}.3.{kind}"}, {"extension": number}, repeats=repeats)


def value(kind: str, holds: Mapping[str, str], *children: Node, **fixed: str) -> Node:
    """Write a value of one type."""
    return Node("value", {TYPE: kind} | fixed, holds, children)


def coded(number: str, system: int) -> Node:
    """Write a value that is a code of one list."""
    return value("CE", {"code": number}, codeSystem=f"{ICH}.1.{system}")


def observed(what: Node, value: Node, tag: str = "subjectOf2", kind: str = "SBJ") -> Node:
    """Write an observation with its value."""
    inner = Node("observation", {"classCode": "OBS", "moodCode": "EVN"}, {}, (what, value))
    return Node(tag, {"typeCode": kind}, {}, (inner,))


def device(typed: str, kind: int, number: str) -> Node:
    """Write a sender or a receiver."""
    device = Node("device", {"classCode": "DEV", "determinerCode": "INSTANCE"}, {}, (identifier(kind, number),))
    return Node("receiver" if typed == "RCV" else "sender", {"typeCode": typed}, {}, (device,))


def at(tag: str, number: str) -> Node:
    """Write a point in time, or another plain value."""
    return Node(tag, {}, {"value": number})


def words(tag: str, number: str) -> Node:
    """Write words."""
    return Node(tag, {}, {TEXT: number})


def span(low: str, high: str, lasting: str = "", tag: str = "effectiveTime", **fixed: str) -> Node:
    """Write the time from a beginning to an end; the schema takes two of beginning, length and end."""
    width = (Node("width", {}, {"value": f"{lasting}a", "unit": f"{lasting}b"}),) if lasting else ()
    return Node(tag, {TYPE: "IVL_TS"} | fixed, {}, (at("low", low), *width, at("high", high)))


def product_code(number: str, tag: str = "code", *inner: Node) -> Node:
    """Write a code of a list that the sender names, with its version."""
    held = {"code": f"{number}b", "codeSystem": f"{number}.list", "codeSystemVersion": f"{number}a"}
    return Node(tag, {}, held, inner)


def country(number: str, tag: str = "asLocatedEntity") -> Node:
    """Write the country of a person."""
    place = Node(
        "location",
        {"classCode": "COUNTRY", "determinerCode": "INSTANCE"},
        {},
        (Node("code", {"codeSystem": COUNTRY}, {"code": number}),),
    )
    return Node(tag, {"classCode": "LOCE"}, {}, (place,))


def phone(number: str, prefix: str) -> Node:
    """Write a number or an address to call, with its scheme."""
    return Node("telecom", {}, {"value": number}, prefixes={"value": prefix})


def address(street: str, city: str, state: str, postcode: str) -> Node:
    """Write a postal address."""
    lines = (words("streetAddressLine", street), words("city", city), words("state", state))
    return Node("addr", {}, {}, (*lines, words("postalCode", postcode)))


def organization(number: str, *inner: Node) -> Node:
    """Write an organization."""
    return Node(
        "representedOrganization",
        {"classCode": "ORG", "determinerCode": "INSTANCE"},
        {},
        (words("name", number), *inner),
    )


def by(*inner: Node) -> Node:
    """Write by whom it was said."""
    entity = Node("assignedEntity", {"classCode": "ASSIGNED"}, {}, inner)
    author = Node("author", {"typeCode": "AUT"}, {}, (entity,))
    return Node("controlActEvent", {"classCode": "CACT", "moodCode": "EVN"}, {}, (author,))


def person(title: str, given: str, family: str, *more: Node) -> Node:
    """Write a person."""
    name = Node("name", {}, {}, (words("prefix", title), words("given", given), words("family", family)))
    return Node("assignedPerson", {"classCode": "PSN", "determinerCode": "INSTANCE"}, {}, (name, *more))


def organized(about: str, name: str, *components: Node) -> Node:
    """Write a section of the case."""
    organizer = Node(
        "organizer", {"classCode": "CATEGORY", "moodCode": "EVN"}, {}, (code(about, 20, name), *components)
    )
    return Node("subjectOf2", {"typeCode": "SBJ"}, {}, (organizer,))
