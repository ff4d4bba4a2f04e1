"""Read XML that comes from outside, and judge it by the schemas that ship: no entities, no network, no giants.

Source: STEPWARD-SAFETY, H-98.
"""

from functools import cache
from importlib.resources import as_file, files

from lxml import etree

from stepward.core.findings import Refusal

MOST_BYTES, DEEPEST = 9 * 1024 * 1024, 120
NAMESPACE = "urn:hl7-org:v3"
REPORTS, ACKNOWLEDGEMENTS = "MCCI_IN200100UV01", "MCCI_IN200101UV01"
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_MOST_FAULTS = 20
_DECLARED = "The file declares a document type or entities. It was not read."


class UnreadableXml(Refusal, ValueError):
    """The file cannot be read, or must not be; the message says why."""


def parsed(content: bytes, root: str) -> etree._Element:
    """Parse a file whose root has this name.

    Raises:
        UnreadableXml: if it is too long or too deep, has a document type or entities, is no XML, or is something else.
    """
    if len(content) > MOST_BYTES:
        msg = f"The file has more than {MOST_BYTES // 1024 // 1024} MB. It was not read."
        raise UnreadableXml(msg)
    upper = content.upper()
    if any(mark in upper for mark in _FORBIDDEN):
        raise UnreadableXml(_DECLARED)
    try:
        found = etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as wrong:
        msg = f"The file is no sound XML: line {wrong.lineno}."
        raise UnreadableXml(msg) from wrong
    if found.getroottree().docinfo.doctype:  # in an encoding in which the bytes of the mark are others
        raise UnreadableXml(_DECLARED)
    if found.tag != f"{{{NAMESPACE}}}{root}":
        msg = f"Expected {root}, found {etree.QName(found).localname[:40]}."
        raise UnreadableXml(msg)
    _refuse_depth(found)
    return found


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _refuse_depth(root: etree._Element) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            msg = f"The file is nested more than {DEEPEST} levels deep. It was not read."
            raise UnreadableXml(msg)
        level = [child for element in level for child in element]


@cache
def schema(root: str) -> etree.XMLSchema:
    """Load the schema of reports or acknowledgements, from the files that ship."""
    with as_file(files("stepward.data").joinpath("e2b", "schemas")) as folder:
        return etree.XMLSchema(etree.parse(folder / "multicacheschemas" / f"{root}.xsd", _parser()))


def faults(document: etree._Element, root: str) -> tuple[str, ...]:
    """List what the schema finds wrong, with its line; nothing where the document is valid."""
    judge = schema(root)
    if judge.validate(document):
        return ()
    found = [f"line {item.line}: {item.message}" for item in list(judge.error_log)[:_MOST_FAULTS]]
    return tuple(found) or ("the schema refuses it without a reason",)
