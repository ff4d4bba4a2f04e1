"""Batches of reports as files: written, read with what was left over, and acknowledgements read."""

from dataclasses import dataclass

from lxml import etree

from stepward.adapters.e2b.form import document, left_over, nothing_yet, read
from stepward.adapters.e2b.guarding import ACKNOWLEDGEMENTS, NAMESPACE, REPORTS, UnreadableXml, faults, parsed
from stepward.adapters.e2b.icsr import Batch, Group
from stepward.adapters.e2b.moving import apart, together
from stepward.adapters.e2b.places_case import BATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBatch:
    """A batch that was read, what the schema found wrong, and the elements that nothing here reads."""

    batch: Batch
    invalid: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """What a receiver says of a report, or of a batch: `code` is AA, AE or AR for a batch, CA or CR for a report."""

    number: str
    code: str
    words: tuple[str, ...]
    is_batch: bool = False

    @property
    def is_taken(self) -> bool:
        """Tell whether it was taken."""
        return self.code in {"AA", "CA"}


def write_batch(batch: Batch) -> bytes:
    """Write a batch as XML in UTF-8."""
    cases = tuple(apart(case) for case in batch.messages)
    root = document(BATCH, Group(batch.header.values, {"message": cases}))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def read_batch(content: bytes) -> ReadBatch:
    """Read a batch.

    Raises:
        UnreadableXml: if it is no such file, or must not be read.
    """
    root = parsed(content, REPORTS)
    invalid, taken = faults(root, REPORTS), nothing_yet()
    found = read(BATCH, root, taken)
    messages = tuple(together(case) for case in found.each("message"))
    batch = Batch(header=Group(found.values), messages=messages)
    return ReadBatch(batch=batch, invalid=invalid, left=left_over(root, taken))


def check_file(content: bytes) -> tuple[str, ...]:
    """List what the schema finds wrong with a file that was written here."""
    return faults(parsed(content, REPORTS), REPORTS)


# ------------------------------------------------------------------------------------------------ acknowledgements


def read_acknowledgement(content: bytes) -> tuple[Acknowledged, ...]:
    """Read what a receiver says: of the batch, then of each report in it.

    Raises:
        UnreadableXml: if it is no such file, is not valid, or must not be read.
    """
    root = parsed(content, ACKNOWLEDGEMENTS)
    invalid = faults(root, ACKNOWLEDGEMENTS)
    if invalid:
        msg = f"This answer is not as its schema wants it: {invalid[0]}"
        raise UnreadableXml(msg)
    messages = root.iterchildren(f"{{{NAMESPACE}}}MCCI_IN000002UV01")
    found = [
        _acknowledged(root, "targetBatch", is_batch=True),
        *(_acknowledged(message, "targetMessage", is_batch=False) for message in messages),
    ]
    return tuple(item for item in found if item is not None)


def _acknowledged(element: etree._Element, target: str, *, is_batch: bool) -> Acknowledged | None:
    names = {"h": NAMESPACE}
    one = element.find("h:acknowledgement", names)
    if one is None:
        return None
    number = one.find(f"h:{target}/h:id", names)
    texts = [(item.text or "").strip() for item in one.iterfind("h:acknowledgementDetail/h:text", names)]
    return Acknowledged(
        number="" if number is None else number.get("extension", ""),
        code=one.get("typeCode", ""),
        words=tuple(text for text in texts if text),
        is_batch=is_batch,
    )
