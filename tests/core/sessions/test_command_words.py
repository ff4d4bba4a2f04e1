"""Commands come from outside as words: what is read is what was written, and nothing else is read."""

from typing import Any

import pytest

from stepward.core.quantities.words import UnreadableWords
from stepward.core.sessions.command_words import COMMANDS, command_name, command_of, words_of_command
from stepward.core.sessions.matrix import MATRIX
from tests.core.sessions.examples import example

CASES = [(kind, min(row.states, key=lambda state: state.value)) for kind, row in MATRIX.items()]


def test_every_command_has_one_name() -> None:
    assert len(COMMANDS) == len(MATRIX)
    assert "confirm-pump-stopped" in COMMANDS


@pytest.mark.parametrize(("kind", "state"), CASES, ids=lambda item: str(getattr(item, "__name__", "")))
def test_is_read_as_it_was_written(kind: type, state: Any) -> None:
    _ward, command = example(kind, state)

    assert command_of(command_name(command), words_of_command(command)) == command


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no-such-thing", {}),
        ("stop", {"reason": "why"}),
        ("stop", ["nothing"]),
        ("advance", {}),
        ("advance", {"step": "2"}),
        ("advance", {"step": 2, "rate": 20.0}),
        ("advance", {"step": 2, "rate": "1e9"}),
        ("hold-technical", {"cause": "weather"}),
    ],
)
def test_refuses_what_is_no_command(name: str, words: object) -> None:
    with pytest.raises(UnreadableWords):
        command_of(name, words)


def test_says_where_and_never_what() -> None:
    with pytest.raises(UnreadableWords) as refusal:
        command_of("write-note", {"text": 7, "Mrs Invented": 1})

    assert "Invented" not in str(refusal.value)
