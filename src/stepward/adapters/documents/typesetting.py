"""Turn a template and its data into a tagged PDF, with the fonts that ship with the package only."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib.resources import as_file, files
from typing import Literal

import typst

STANDARD: Literal["ua-1"] = "ua-1"
_NO_GLYPH = re.compile(r'the text `"(.+)"` could not be displayed', re.DOTALL)
_ESCAPED, _IN_JSON = re.compile(r"\\u\{([0-9a-f]{1,6})\}"), re.compile(r"\\u([0-9a-f]{4})")
_ASCII, _LATIN = 0x7F, 0x24F
_SIGNS = frozenset(
    "\u2009\u202f\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u2192\u2212\u2264\u2265\u03b1\u03b2\u03bc"
)


@cache
def _fonts(folder: str) -> typst.Fonts:
    """Take the fonts that ship with the package and with typst, never those of the machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def typeset(template: str, inputs: Mapping[str, str], *, printed_at: datetime) -> bytes:
    """Compile a template; what is printed travels as data, so none of it is read as typst.

    A letter that the fonts do not have is printed as its number, `[U+6F22]`: the paper is never missing for it.

    Raises:
        TypeError: if typst gives anything but the bytes of one file.
    """
    words = dict(inputs)
    for is_last in (False, False, True):
        try:
            return _compiled(template, words, printed_at=printed_at)
        except typst.TypstError as error:
            missing = _missing(str(error))
            if missing is None:
                raise
            words = {name: _numbered(text, missing, is_last=is_last) for name, text in words.items()}
    return _compiled(template, words, printed_at=printed_at)


def _missing(sentence: str) -> str | None:
    """Read which text the fonts do not have; nothing where something else failed."""
    found = _NO_GLYPH.search(sentence)
    return None if found is None else _ESCAPED.sub(lambda match: chr(int(match[1], 16)), found[1])


def _numbered(text: str, missing: str, *, is_last: bool) -> str:
    """Write letters as their numbers: those that are missing, at last all that the fonts may not have."""
    text = _IN_JSON.sub(lambda match: f"[U+{match[1].upper()}]" if _is_odd(match[1], missing) else match[0], text)
    return "".join(
        f"[U+{ord(letter):04X}]"
        if ord(letter) > _ASCII and (letter in missing or (is_last and ord(letter) > _LATIN and letter not in _SIGNS))
        else letter
        for letter in text
    )


def _is_odd(number: str, missing: str) -> bool:
    return chr(int(number, 16)) in missing or not chr(int(number, 16)).isprintable()


def _compiled(template: str, inputs: Mapping[str, str], *, printed_at: datetime) -> bytes:
    room = files("stepward.adapters.documents")
    with as_file(room / "templates") as templates, as_file(room / "fonts") as fonts:
        found = typst.compile(
            str(templates / template),
            root=str(templates),
            font_paths=_fonts(str(fonts)),
            sys_inputs=dict(inputs),
            pdf_standards=STANDARD,
            # typst takes whole seconds, and an offset instead of a zone
            timestamp=printed_at.replace(microsecond=0, tzinfo=timezone(printed_at.utcoffset() or timedelta())),
            format="pdf",
        )
    if not isinstance(found, bytes):
        msg = f"typst: expected the bytes of one PDF, received {type(found).__name__}"
        raise TypeError(msg)
    return found
