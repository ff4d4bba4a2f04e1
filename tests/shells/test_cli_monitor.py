"""`stepward monitor` against a server on this machine."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner, Result

from stepward.core.findings import Refusal
from stepward.core.sessions.vitals import SIGNS
from stepward.shells.cli_monitor import monitor
from stepward.simulation.monitor import Course, readings
from stepward.usecases.stations import read_message

TOKEN = "of-this-test"


class Bed(BaseHTTPRequestHandler):
    """Take messages as the endpoint says, and keep them."""

    kept: ClassVar[list[bytes]] = []
    unsure: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        is_known = self.headers["Authorization"] == f"Bearer {TOKEN}" and self.path == "/stations/vitals/"
        said: dict[str, Any] = {"code": "token-unknown", "sentence": "The token of this device is not known."}
        if is_known:
            self.kept.append(body)
            said = {"kept": list(json.loads(body)["values"]), "unsure": self.unsure}
        self.send_response(200 if is_known else 401)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Bed.kept.clear()
    Bed.unsure.clear()
    with HTTPServer(("127.0.0.1", 0), Bed) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.shutdown()
        thread.join()


def sent(tmp_path: Path, url: str, *options: str, token: str = TOKEN) -> Result:
    file = tmp_path / "token"
    file.write_text(f"{token}\n", encoding="utf-8")
    return CliRunner().invoke(monitor, ["--url", url, "--token-file", str(file), "--every", "1", *options])


class TestMonitor:
    def test_sends_messages_that_the_endpoint_reads(self, server: str, tmp_path: Path) -> None:
        result = sent(tmp_path, server, "--count", "2")

        assert result.exit_code == 0
        assert [line.split(":")[0] for line in result.output.splitlines()] == ["kept", "kept"]
        now = [json.loads(body)["measured_at"] for body in Bed.kept]
        assert all(at.endswith("+00:00") for at in now)
        for body, at in zip(Bed.kept, now, strict=True):
            assert read_message(body, datetime.fromisoformat(at)).values

    def test_says_what_a_person_has_to_measure(self, server: str, tmp_path: Path) -> None:
        Bed.unsure.append("pulse")

        assert "a person measures pulse" in sent(tmp_path, server, "--count", "1").output

    def test_says_why_it_was_refused(self, server: str, tmp_path: Path) -> None:
        result = sent(tmp_path, server, "--count", "1", token="another")

        assert result.output == "401 The token of this device is not known.\n"
        assert Bed.kept == []

    def test_goes_on_where_no_server_answers(self, server: str, tmp_path: Path) -> None:
        nobody = server.rsplit(":", 1)[0] + ":9"

        assert sent(tmp_path, nobody, "--count", "1").output.startswith("not sent: ")

    @pytest.mark.parametrize("url", ["ftp://127.0.0.1", "127.0.0.1:8000", "http://ward.example", "http://"])
    def test_h_100_sends_a_token_to_no_other_machine_without_tls(self, tmp_path: Path, url: str) -> None:
        result = sent(tmp_path, url, "--count", "1")

        assert result.exit_code != 0
        assert isinstance(result.exception, Refusal | SystemExit)


class TestCourse:
    @pytest.mark.parametrize("course", Course)
    def test_is_the_same_for_the_same_seed_and_in_the_units_of_the_unit(self, course: Course) -> None:
        first, again, other = (readings(course, seed) for seed in (1, 1, 2))
        made = [next(first) for _ in range(40)]

        assert made == [next(again) for _ in range(40)]
        assert made != [next(other) for _ in range(40)]
        for values in made:
            assert values.keys() <= SIGNS.keys()
            assert all(item["unit"] == SIGNS[name].unit for name, item in values.items())
