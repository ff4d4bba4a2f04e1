"""An exported session is read back as it was written, and nothing else is taken for one."""

import json
from pathlib import Path
from typing import Any

import pytest

from stepward.adapters.event_log import exported
from stepward.adapters.event_log.exported import NotAnExport, export, read_export, read_export_file
from stepward.core.sessions.chain import first_break
from tests.core.sessions.test_chain import chain

FILE = export("S-1", chain(3))


def lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FILE.splitlines()]


def written(words: list[dict[str, Any]]) -> bytes:
    return "".join(
        json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" for line in words
    ).encode()


class TestReadExport:
    def test_gives_the_entries_back(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(FILE)

        found = read_export_file(tmp_path / "file")

        assert found.entries == tuple(chain(3))
        assert (found.session_id, found.count, found.is_whole) == ("S-1", 3, True)
        assert first_break(found.entries) is None

    def test_of_no_entries_is_whole(self) -> None:
        assert read_export(export("S-1", [])).is_whole

    def test_says_when_entries_are_missing_or_of_another_session(self) -> None:
        assert not read_export(written(lines()[:-1])).is_whole
        assert not read_export(export("S-2", chain(3))).is_whole

    @pytest.mark.parametrize("number", range(4))
    @pytest.mark.parametrize(
        "change",
        [{"unheard": 1}, {"count": "3", "sequence": "3"}, {"session_id": 4}, {"version": 2, "schema": True},
         {"format": "other", "data": []}],
    )  # fmt: skip
    def test_refuses_unknown_fields_and_other_kinds(self, number: int, change: dict[str, Any]) -> None:
        words = lines()
        words[number].update(change)

        with pytest.raises(NotAnExport, match=f"^Line {number + 1}: "):
            read_export(written(words))

    @pytest.mark.parametrize("number", range(4))
    def test_refuses_a_line_without_a_field(self, number: int) -> None:
        words = lines()
        words[number].pop("session_id")

        with pytest.raises(NotAnExport, match="session_id"):
            read_export(written(words))

    @pytest.mark.parametrize(
        "content",
        [b"", b"\n", b"\n" + FILE, FILE + b"\n", FILE[:-1], FILE.replace(b",", b", "), FILE.replace(b"\n", b"\r\n"),
         b"\xff" + FILE, b"[]\n" + FILE, b'{"a":' * 5000 + b"\n", b"[" * 100_000 + b"\n", b"\xef\xbb\xbf" + FILE],
    )  # fmt: skip
    def test_refuses_every_other_form(self, content: bytes) -> None:
        with pytest.raises(NotAnExport):
            read_export(content)

    def test_refuses_what_is_too_long_before_it_reads_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exported, "LONGEST_LINE", max(map(len, FILE.splitlines())) - 1)
        with pytest.raises(NotAnExport, match="longer"):
            read_export(FILE)

        monkeypatch.setattr(exported, "LARGEST_FILE", len(FILE) - 1)
        with pytest.raises(NotAnExport, match="larger"):
            read_export(FILE)

    def test_says_nothing_of_what_stands_in_the_file(self) -> None:
        for content in (FILE.replace(b"nurse", b"nurse\xff"), FILE.replace(b'"role":', b'"Doe, Jane":')):
            with pytest.raises(NotAnExport) as refusal:
                read_export(content)
            assert "Doe" not in str(refusal.value)
            assert "nurse" not in str(refusal.value)
