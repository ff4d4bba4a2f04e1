"""Remember which entries were found sound, byte for byte with the kind of each value, so that none is hashed twice.

What is compared is a copy in bytes: a value that is changed later, even in its own memory, is no longer known.

Source: STEPWARD-SAFETY, H-64.
"""

import marshal
from typing import Any

MOST = 20_000
WITHOUT_SHARING = 2
_SOUND: dict[str, bytes] = {}


def bytes_of(digest: object, values: tuple[Any, ...]) -> bytes | None:
    """Write values with their kinds; nothing where one is of no plain kind."""
    try:
        return marshal.dumps(values, WITHOUT_SHARING) if type(digest) is str else None
    except ValueError:
        return None


def is_known(digest: str, whole: bytes | None) -> bool:
    """Tell whether just these bytes were found to be what this hash was made of."""
    return whole is not None and _SOUND.get(digest) == whole


def keep(digest: str, whole: bytes | None) -> None:
    """Remember that these bytes are what this hash was made of."""
    if whole is not None:
        if len(_SOUND) >= MOST:
            _SOUND.clear()
        _SOUND[digest] = whole
