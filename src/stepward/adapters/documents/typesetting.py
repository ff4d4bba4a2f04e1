"""Turn a template and its data into a tagged PDF, with the fonts that ship with the package only."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Literal

import typst

STANDARD: Literal["ua-1"] = "ua-1"


@cache
def _fonts(folder: str) -> typst.Fonts:
    """Take the fonts that ship with the package and with typst, never those of the machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def typeset(template: str, inputs: Mapping[str, str], *, printed_at: datetime) -> bytes:
    """Compile a template; what is printed travels as data, so none of it is read as typst.

    Raises:
        TypeError: if typst gives anything but the bytes of one file.
    """
    room = files("stepward.adapters.documents")
    with as_file(room / "templates") as templates, as_file(room / "fonts") as fonts:
        found = typst.compile(
            str(templates / template),
            root=str(templates),
            font_paths=_fonts(str(fonts)),
            sys_inputs=dict(inputs),
            pdf_standards=STANDARD,
            timestamp=printed_at.replace(microsecond=0),  # typst takes whole seconds
            format="pdf",
        )
    if not isinstance(found, bytes):
        msg = f"typst: expected the bytes of one PDF, received {type(found).__name__}"
        raise TypeError(msg)
    return found
