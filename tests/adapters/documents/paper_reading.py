"""Read printed sheets back: text, structure and codes."""

import io
import struct
import zlib
from datetime import time
from importlib.resources import files
from typing import Any

import pypdf
import typst
import zxingcpp

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents import paper
from stepward.adapters.documents.paper import Paper, plan_pdf
from stepward.core.protocols.plan import Plan
from stepward.usecases.veining import AtVein
from tests.adapters.documents import plans

SPECIAL = 'anti #h *b* $c$ _d_ @e <f> "g" \\h'
MM = 72 / 25.4


def printed(
    plan: Plan, *, on: Paper = "a4", start: time | None = plans.START, at_vein: AtVein | None = None
) -> pypdf.PdfReader:
    content = plan_pdf(
        plan,
        paper=on,
        start=start,
        printed_at=plans.PRINTED_AT,
        sources=shipped.sources(),
        unit_name="Invented Unit",
        at_vein=at_vein,
    )
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(reader: pypdf.PdfReader) -> str:
    return "\n".join(plain(page.extract_text()) for page in reader.pages)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def page_png(plan: Plan, *, at_vein: AtVein | None = None) -> bytes:
    """Draw the first page with the same templates."""
    texts = paper.sheet_words(plan, paper="a4", start=plans.START, sources=shipped.sources(), at_vein=at_vein)
    texts["foot"] = paper.foot_words(plan, printed_at=plans.PRINTED_AT, unit_name="", at_vein=at_vein)
    folder = files("stepward.adapters.documents") / "templates"
    found = typst.compile(
        str(folder / "plan.typ"),
        root=str(folder),
        sys_inputs=paper.inputs_of(plan, texts, start=plans.START, at_vein=at_vein),
        ignore_system_fonts=True,
        format="png",
        ppi=144,
    )
    assert isinstance(found, list)
    return found[0]


def codes_in(png: bytes) -> list[str]:
    """Read the codes in the top fifth of an 8-bit RGBA PNG."""
    width, height = struct.unpack(">II", png[16:24])
    height //= 5
    chunks, place = b"", 8
    while place < len(png):
        (length,), kind = struct.unpack(">I", png[place : place + 4]), png[place + 4 : place + 8]
        chunks += png[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += length + 12
    raw, before, shades = zlib.decompress(chunks), bytearray(width * 4), bytearray()
    for row in range(height):
        begin = row * (width * 4 + 1)
        before = _unfiltered(raw[begin], bytearray(raw[begin + 1 : begin + 1 + width * 4]), before)
        shades += before[::4]
    pixels = bytes(shades)  # kept until it has been read: the view does not hold it
    view: Any = zxingcpp.ImageView  # its stub knows arrays only, and bytes are read as well
    view = view(pixels, width, height, zxingcpp.ImageFormat.Lum)
    return [code.text for code in zxingcpp.read_barcodes(view)]


def _unfiltered(kind: int, line: bytearray, above: bytearray) -> bytearray:
    for place, value in enumerate(line):
        left = line[place - 4] if place >= 4 else 0
        corner = above[place - 4] if place >= 4 else 0
        up = above[place]
        nearest = min((left, up, corner), key=lambda item: abs(left + up - corner - item))
        line[place] = (value + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
    return line


def structure(node: Any) -> set[str]:
    """Collect the kinds of all elements of the tag tree."""
    node = node.get_object()
    if not isinstance(node, dict):
        return {kind for item in node for kind in structure(item)} if isinstance(node, list) else set()
    own = {str(node["/S"])} if "/S" in node else set()
    return own | (structure(node["/K"]) if "/K" in node else set())
