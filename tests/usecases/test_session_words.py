"""What a client sends is read strictly, and what the log holds is read back as it was."""

import json
from dataclasses import replace
from typing import Any

import pytest

from stepward.core.quantities.words import UnreadableWords
from stepward.core.sessions.chain import Stored
from stepward.core.sessions.command_words import COMMANDS
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.commands_running import Advance
from stepward.core.sessions.evolve import replay
from stepward.core.sessions.storing import entry_of
from stepward.usecases.running import FROM_CLIENTS, CommandTooLarge, CommandUnreadable, read_command
from tests.core.sessions.plans import four_steps
from tests.core.sessions.plans import running as runs
from tests.usecases.test_running import logged


@pytest.fixture
def entries() -> tuple[Stored, ...]:
    return logged(runs(2)).entries("s")


class TestBody:
    """What a client sends."""

    def test_reads_a_command(self) -> None:
        body = json.dumps({"command": "advance", "with": {"step": 2, "rate": "20"}}).encode()

        assert read_command(body) == Advance(step=2, rate=four_steps().step(2).rate)

    def test_reads_one_without_fields(self) -> None:
        assert read_command(b'{"command": "stop"}') == Stop()

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"[]", b"7", b"{}", b"\xff", b'{"command": 7}',
            b'{"command": "leap"}', b'{"command": "advance", "with": {"step": 2.0}}', b"[" * 100_000,
            b'{"command": "advance", "command": "advance"}',
            b'{"command": "write-note", "with": {"reason": "Mrs Invented"}}',
            b'{"command": ["stop"]}', b'{"command": "advance", "with": {"step": NaN}}',
        ],
    )  # fmt: skip
    def test_refuses_what_is_none_and_repeats_nothing(self, body: bytes) -> None:
        with pytest.raises(CommandUnreadable) as refusal:
            read_command(body)

        assert "Invented" not in str(refusal.value)

    @pytest.mark.parametrize(
        "body",
        [
            b'{"command": "stop", "with": {}, "by": "x"}', b'{"command": "stop", "command": "stop"}',
            b'{"command": "stop", "with": {"reason": "Mrs Invented"}}', b'{"command": "stop", "with": 7}',
            b'{"command": "stop", "with": {"pressed_at": "garbage"}}',
        ],
    )  # fmt: skip
    def test_h_05_takes_stop_whatever_else_is_claimed(self, body: bytes) -> None:
        assert read_command(body) == Stop()

    @pytest.mark.parametrize("field", ["witness", "physician", "to"])
    def test_h_52_does_not_let_a_client_say_who_stands_beside(self, field: str) -> None:
        words = {"command": "start", "with": {"rate": "2", field: {"user": "x", "name": "Mickey"}}}

        with pytest.raises(CommandUnreadable):
            read_command(json.dumps(words).encode())

    def test_h_92_takes_no_signature_plan_or_privilege_from_a_client(self) -> None:
        signed = {
            "sign-plan", "sign-resume", "order-by-telephone", "countersign", "renew-decision", "sign-reduced-dose",
        }  # fmt: skip

        assert set(COMMANDS) - FROM_CLIENTS == signed | {"server-restarted"}
        for name in signed | {"server-restarted"}:
            with pytest.raises(CommandUnreadable):
                read_command(json.dumps({"command": name, "with": {}}).encode())

    def test_h_83_does_not_let_a_client_say_that_a_condition_is_gone(self) -> None:
        words = {"command": "reset-alarm", "with": {"condition": "wrong-patient-or-product"}}
        assert read_command(json.dumps(words).encode())

        words["with"]["is_gone"] = True  # type: ignore[index]
        with pytest.raises(CommandUnreadable):
            read_command(json.dumps(words).encode())

    def test_refuses_ten_megabytes(self) -> None:
        with pytest.raises(CommandTooLarge):
            read_command(b" " * 10_000_000)


class TestStored:
    """Entries of the log are entries of the session."""

    def test_h_01_replay_through_words_is_the_same_session(self, entries: tuple[Stored, ...]) -> None:
        assert replay(map(entry_of, entries)) == runs(2).session

    @pytest.mark.parametrize(
        "changes",
        [{"schema": 2}, {"data": {}}, {"data": {"event": {}, "name": 7}}, {"kind": "leap"},
         {"data": {"event": {}, "name": "x", "more": 1}}, {"data": {"event": {}, "name": "x", "late": 1}}],
    )  # fmt: skip
    def test_refuses_what_another_software_wrote(self, entries: tuple[Stored, ...], changes: dict[str, Any]) -> None:
        with pytest.raises(UnreadableWords, match="entry 1"):
            entry_of(replace(entries[0], **changes))
