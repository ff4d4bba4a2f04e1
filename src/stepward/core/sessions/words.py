"""Write events as plain words for the log, and read them back exactly; anything unknown is refused.

Source: STEPWARD-SAFETY, H-30, H-39 and H-64.
"""

import re
import typing
from collections.abc import Mapping

from stepward.core.quantities.words import UnreadableWords, Word, value_of
from stepward.core.quantities.words import words_of as words_of_any
from stepward.core.sessions.events import Event

KINDS: Mapping[str, type] = {
    re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower(): kind for kind in typing.get_args(Event)
}
NAMES = {kind: name for name, kind in KINDS.items()}


def kind_of(event: Event) -> str:
    """Tell the name of an event's kind, as `step-begun`."""
    return NAMES[type(event)]


def words_of(event: Event) -> dict[str, Word]:
    """Write an event as plain words; fields that are as by default are left out."""
    return words_of_any(event)


def event_of(kind: str, words: object) -> Event:
    """Read an event from its kind and its words.

    Raises:
        UnreadableWords: naming the field.
    """
    if kind not in KINDS:
        msg = "the kind of an entry is not known"
        raise UnreadableWords(msg)
    found: Event = value_of(KINDS[kind], words, kind)
    return found
