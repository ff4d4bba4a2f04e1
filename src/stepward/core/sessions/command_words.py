"""Write commands as plain words, and read them back strictly; a command is known by its name in kebab case.

Source: STEPWARD-SAFETY, H-39, H-61 and H-98.
"""

import re
from collections.abc import Mapping
from typing import Any

from stepward.core.quantities.words import UnreadableWords, Word, value_of, words_of
from stepward.core.sessions.matrix import MATRIX

COMMANDS: Mapping[str, type] = {re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower(): kind for kind in MATRIX}
_NAMES = {kind: name for name, kind in COMMANDS.items()}


def command_name(command: object) -> str:
    """Tell the name of a command, as `confirm-pump-stopped`."""
    return _NAMES[type(command)]


def words_of_command(command: object) -> dict[str, Word]:
    """Write a command as plain words; fields that are as by default are left out."""
    return words_of(command)


def command_of(name: str, words: object) -> Any:  # noqa: ANN401 - one of many classes
    """Read a command from its name and its words.

    Raises:
        UnreadableWords: if the name is not known, or naming the field that is not as expected.
    """
    kind = COMMANDS.get(name)
    if kind is None:
        msg = "no command has this name"
        raise UnreadableWords(msg)
    return value_of(kind, words, name)
