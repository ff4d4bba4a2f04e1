"""One check character for letters and digits: ISO/IEC 7064, MOD 37,36.

It finds every exchange of one character for another, and nearly every exchange of two neighbors.

Source: ISO-7064, hybrid system MOD 37,36.
"""

from stepward.core.findings import Refusal

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASE = len(ALPHABET)


class NoCheckedText(Refusal, ValueError):
    """The text holds something else than digits and capital letters, or nothing."""


def check_character(text: str) -> str:
    """Tell the character that goes behind a text of digits and capital letters.

    Raises:
        NoCheckedText: if the text holds anything else, or nothing.

    Source: ISO-7064, hybrid system MOD 37,36.
    """
    if not text or any(character not in ALPHABET for character in text):
        msg = f"{text!r}: expected digits and capital letters"
        raise NoCheckedText(msg)
    product = BASE
    for character in text:
        total = (product + ALPHABET.index(character)) % BASE or BASE
        product = total * 2 % (BASE + 1)
    return ALPHABET[(1 - product) % BASE]
