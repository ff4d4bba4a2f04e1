"""Load a real server on this machine as a unit does: devices, nurses who press, and pages that listen.

Each bed has a device that sends every 15 s, and an open page that listens, fetches itself anew where something is
announced, and says every 5 s what it shows; a nurse charts at each bed every 90 s. Nothing is waited for: who is late
is late. What was acknowledged must be in the log afterwards.
"""

import asyncio
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.bedside_ward import READY
from stepward.adapters.event_log.files import open_log
from stepward.core.sessions.chain import Stored

ROOT = Path(__file__).resolve().parents[1]
SIZES = ((100, 60.0), (500, 60.0))
EVERY_S, CHART_S, REPORT_S, WARM_S, START_S = 15.0, 90.0, 5.0, 5.0, 240.0
OK, NO_CONTENT = 200, 204
MEGABYTE = 1024


@dataclass(slots=True)
class Heard:
    """What the load saw: times in seconds, and what was acknowledged, by session and version."""

    devices: list[float] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)
    seen: list[float] = field(default_factory=list)
    reports: list[float] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    waiting: dict[str, list[float]] = field(default_factory=dict)


def ninety_ninth(values: list[float]) -> float:
    """Tell the 99th percentile in ms; of nothing, none is told."""
    return sorted(values)[max(len(values) * 99 // 100 - 1, 0)] * 1000 if values else float("nan")


def median(values: list[float]) -> float:
    """Tell the middle one in ms."""
    return sorted(values)[len(values) // 2] * 1000 if values else float("nan")


async def ask(port: int, head: list[str], body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
    """Send one request on a connection of its own, and read the whole answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        lines = [*head, f"Host: 127.0.0.1:{port}", "Connection: close", f"Content-Length: {len(body)}"]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        await writer.drain()
        answer = await reader.read(-1)
    finally:
        writer.close()
    top, _, rest = answer.partition(b"\r\n\r\n")
    first, *others = top.decode("latin-1").split("\r\n")
    cookies = {}
    for line in others:
        name, _, value = line.partition(": ")
        if name.lower() == "set-cookie":
            key, _, word = value.partition(";")[0].partition("=")
            cookies[key] = word
    return int(first.split(" ")[1]) if first else 0, cookies, rest


async def sign_in(port: int, password: str) -> str:
    """Sign in as the nurse, and give the cookies."""
    _status, cookies, page = await ask(port, ["GET /sign-in/ HTTP/1.1"])
    found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    word = found[1].decode() if found else ""
    body = urlencode({"csrfmiddlewaretoken": word, "username": "okafor", "password": password, "next": "/bedside/"})
    status, more, _page = await ask(
        port,
        [
            "POST /sign-in/ HTTP/1.1",
            f"Cookie: {_cookies(cookies)}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Origin: http://127.0.0.1:{port}",
        ],
        body.encode(),
    )
    if status not in {302, 303}:
        message = f"the nurse cannot sign in: {status}"
        raise RuntimeError(message)
    return _cookies(cookies | more)


def _cookies(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


async def device(port: int, session: str, token: str, heard: Heard, until: float) -> None:
    """Send vital signs every 15 s, beginning at a time of its own."""
    chance = random.Random(session)  # noqa: S311 - when a device begins
    await asyncio.sleep(chance.random() * EVERY_S)
    number = 0
    while time.monotonic() < until:
        number += 1
        values = {"pulse": {"value": str(70 + number % 20), "unit": "/min"}}
        word = f"{session} device {number}"
        body = json.dumps({"values": values, "id": word}).encode()
        head = [
            "POST /stations/vitals/ HTTP/1.1",
            f"Authorization: Bearer {token}",
            "Content-Type: application/json",
        ]
        began = time.monotonic()
        heard.waiting.setdefault(session, []).append(began)
        await _noted(ask(port, head, body), began, heard.devices, (session, word), heard)
        await asyncio.sleep(max(EVERY_S - (time.monotonic() - began), 0.1))


async def _noted(asked: Any, began: float, times: list[float], kept: tuple[str, str], heard: Heard) -> None:  # noqa: ANN401
    try:
        status, _more, _body = await asked
    except OSError as error:
        heard.refused.append(str(error))
        return
    times.append(time.monotonic() - began)
    if status in {200, 302}:
        heard.kept.append(kept)
    else:
        heard.refused.append(f"{status}")


async def nurse(port: int, session: str, cookies: str, heard: Heard, until: float) -> None:
    """Open the sheet of vital signs, and enter one, every 90 s."""
    chance = random.Random(f"nurse {session}")  # noqa: S311 - when a nurse begins
    await asyncio.sleep(chance.random() * CHART_S)
    number = 0
    while time.monotonic() < until:
        number += 1
        with suppress(OSError):
            _status, _more, page = await ask(port, [f"GET /bedside/{session}/note/ HTTP/1.1", f"Cookie: {cookies}"])
            found = re.search(rb'name="token" value="([^"]+)"', page)
            csrf = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            if found and csrf:
                word = f"{session} nurse {number}"
                sent = {"csrfmiddlewaretoken": csrf[1].decode(), "token": found[1].decode(), "text": word}
                head = [
                    f"POST /bedside/{session}/note/ HTTP/1.1",
                    f"Cookie: {cookies}",
                    "Content-Type: application/x-www-form-urlencoded",
                    f"Origin: http://127.0.0.1:{port}",
                ]
                began = time.monotonic()
                heard.waiting.setdefault(session, []).append(began)
                await _noted(ask(port, head, urlencode(sent).encode()), began, heard.presses, (session, word), heard)
            else:
                heard.refused.append("no form")
        await asyncio.sleep(CHART_S)


@dataclass(slots=True)
class Page:
    """An open page of one session, as its script keeps it: where it is, who is signed in, what it shows."""

    port: int
    session: str
    cookies: str
    heard: Heard
    csrf: str = ""
    shown: str = ""
    announcement: str = ""

    async def open(self) -> None:
        """Load the page, with the token of its forms."""
        _status, _more, found = await ask(self.port, [f"GET /bedside/{self.session}/ HTTP/1.1", self.cookie])
        self._read(found)
        word = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', found)
        self.csrf = word[1].decode() if word else ""

    @property
    def cookie(self) -> str:
        """Write the cookies as a header."""
        return f"Cookie: {self.cookies}"

    def _read(self, found: bytes) -> None:
        codes = re.search(rb'data-codes="([^"]*)"', found)
        self.shown = codes[1].decode() if codes else ""
        said = re.search(rb'data-announcement="([^"]*)"', found)
        self.announcement = said[1].decode() if said else self.announcement

    async def listen(self, until: float) -> None:
        """Listen to the stream, and fetch the page anew where it announces something else."""
        while time.monotonic() < until:
            with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                head = [f"GET /bedside/{self.session}/live/ HTTP/1.1", f"Host: 127.0.0.1:{self.port}", self.cookie]
                writer.write(("\r\n".join(head) + "\r\n\r\n").encode())
                while time.monotonic() < until:
                    line = (await asyncio.wait_for(reader.readline(), 15)).decode()
                    if not line:
                        break
                    word = line.removeprefix("data: ").strip()
                    if line.startswith("data: ") and word != self.announcement:
                        await self._fetch()
                writer.close()
            await asyncio.sleep(0.5)

    async def _fetch(self) -> None:
        waiting = self.heard.waiting.pop(self.session, [])
        status, _more, found = await ask(self.port, [f"GET /bedside/{self.session}/now/ HTTP/1.1", self.cookie])
        if status != OK:
            self.heard.refused.append(f"page {status}")
            return
        self._read(found)
        now = time.monotonic()
        self.heard.seen += [now - at for at in waiting]

    async def report(self, until: float) -> None:
        """Say every few seconds which alarms are shown."""
        await asyncio.sleep(random.Random(f"page {self.session}").random() * REPORT_S)  # noqa: S311 - when it begins
        while time.monotonic() < until:
            sent = {"csrfmiddlewaretoken": self.csrf, "shown": self.shown, "sound": "ready"}
            head = [
                f"POST /bedside/{self.session}/report/ HTTP/1.1",
                self.cookie,
                "Content-Type: application/x-www-form-urlencoded",
                f"Origin: http://127.0.0.1:{self.port}",
            ]
            began = time.monotonic()
            status = 0
            with suppress(OSError):
                status, _more, _body = await ask(self.port, head, urlencode(sent).encode())
            self.heard.reports.append(time.monotonic() - began)
            if status != NO_CONTENT:
                self.heard.refused.append(f"report {status}")
            await asyncio.sleep(max(REPORT_S - (time.monotonic() - began), 0.1))


async def load(port: int, ready: dict[str, Any], seconds: float) -> Heard:
    """Let everybody work for a while."""
    heard, cookies = Heard(), await sign_in(port, ready["password"])
    open_pages = [
        Page(port, name, f"{cookies}; {station}", heard)
        for name, station in zip(ready["sessions"], ready["stations"], strict=True)
    ]
    for found in open_pages:
        await found.open()
    until = time.monotonic() + seconds + WARM_S
    pages = [asyncio.create_task(found.listen(until)) for found in open_pages]
    pages += [asyncio.create_task(found.report(until)) for found in open_pages]
    await asyncio.sleep(WARM_S)
    work = [
        asyncio.create_task(device(port, name, token, heard, until))
        for name, token in zip(ready["sessions"], ready["tokens"], strict=True)
    ]
    work += [asyncio.create_task(nurse(port, name, cookies, heard, until)) for name in ready["sessions"]]
    await asyncio.gather(*work)
    await asyncio.sleep(2)
    for task in pages:
        task.cancel()
    return heard


@contextmanager
def served(sessions: int) -> Iterator[tuple[int, dict[str, Any], subprocess.Popen[bytes], Path]]:
    """Serve so many sessions on a free port; the server ends with the block."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("STEPWARD_")}
        environment["STEPWARD_DATA_DIR"] = name
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [environment.get("PYTHONPATH")])])
        command = [sys.executable, "-m", "benchmarks.bedside_ward", str(port), str(sessions)]
        with (folder / "said.txt").open("wb") as said:
            server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)  # noqa: S603 - our own
            try:
                _wait(folder, server)
                yield port, json.loads((folder / READY).read_text(encoding="utf-8")), server, folder
            finally:
                server.terminate()
                try:
                    server.wait(timeout=30)
                except subprocess.TimeoutExpired:
                    server.kill()


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while not (folder / READY).exists():
        if time.monotonic() > until or server.poll() is not None:
            message = f"the server did not open:\n{(folder / 'said.txt').read_text(errors='replace')[-2000:]}"
            raise RuntimeError(message)
        time.sleep(0.2)
    time.sleep(1)


def lost(folder: Path, heard: Heard) -> list[tuple[str, str]]:
    """List what was acknowledged and is not in the log."""
    log = open_log(folder / "demonstration-sessions", clock=lambda: None, least_free=0)  # type: ignore[arg-type,return-value] # only read
    try:
        entries = {name: log.entries(name) for name in {session for session, _word in heard.kept}}
    finally:
        log.close()
    words = {name: _words(found) for name, found in entries.items()}
    return [(session, word) for session, word in heard.kept if word not in words[session]]


def _words(entries: tuple[Stored, ...]) -> set[str]:
    """Find the words by which the load knows its own entries: the key of a device, the text of a note."""
    found = set()
    for entry in entries:
        found.add(str(entry.data["event"].get("text", "")))
        found.add(entry.key.partition(" ")[2] if entry.key else "")
    return found


def measure_bedside() -> list[dict[str, Any]]:
    """Take the figures of this room; each is the fields of a figure."""
    figures: list[dict[str, Any]] = []
    for sessions, seconds in SIZES:
        with served(sessions) as (port, ready, server, folder):
            worked, stolen = _stolen()
            heard = asyncio.run(load(port, ready, seconds))
            worked, stolen = (after - before for after, before in zip(_stolen(), (worked, stolen), strict=True))
            memory = _memory(server.pid)
            found = lost(folder, heard)
        figures += _figures(sessions, heard, memory, found)
        figures.append(
            {
                "name": f"{sessions} sessions: of the processors, taken by the host",
                "value": 100 * stolen / max(worked, 1),
                "unit": "%",
                "peer": "ticks asked for",
                "peer_value": float(worked),
                "aim": "0: else the figures above are of the host",
            }
        )
    return figures


def _stolen() -> tuple[int, int]:
    """Read the ticks that the processors worked, and those that the host of this machine took from them."""
    ticks = [int(word) for word in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
    return ticks[0] + ticks[1] + ticks[2] + ticks[7], ticks[7]


def _memory(process: int) -> float:
    text = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+)", text)
    return int(found[1]) / MEGABYTE if found else float("nan")


def _figures(sessions: int, heard: Heard, memory: float, found: list[tuple[str, str]]) -> list[dict[str, Any]]:
    total = len(heard.devices) + len(heard.presses)
    asked = total + len(heard.seen) + len(heard.reports)
    who = f"{sessions} sessions"
    return [
        {"name": f"{who}: a device is answered, p99", "value": ninety_ninth(heard.devices), "unit": "ms",
         "peer": "the middle one", "peer_value": median(heard.devices), "aim": "at most 250 ms at 100 sessions"},
        {"name": f"{who}: a press is answered, p99", "value": ninety_ninth(heard.presses), "unit": "ms",
         "peer": "the middle one", "peer_value": median(heard.presses), "aim": "at most 250 ms at 100 sessions"},
        {"name": f"{who}: sent, then shown at the bed, p99", "value": ninety_ninth(heard.seen), "unit": "ms",
         "peer": "the middle one", "peer_value": median(heard.seen), "aim": "at most 1000 ms"},
        {"name": f"{who}: acknowledged and not in the log", "value": float(len(found)), "unit": "",
         "peer": "sent", "peer_value": float(max(total, 1)), "aim": "none"},
        {"name": f"{who}: refused or not answered", "value": float(len(heard.refused)), "unit": "",
         "peer": "asked", "peer_value": float(max(asked, 1)), "aim": "none"},
        {"name": f"{who}: memory of the server", "value": memory, "unit": "MB",
         "peer": "for each session", "peer_value": memory / sessions, "aim": "below 1000 MB"},
    ]  # fmt: skip


if __name__ == "__main__":
    SIZES = ((int(sys.argv[1]), float(sys.argv[2])),) if len(sys.argv) > 2 else SIZES
    for item in measure_bedside():
        beside = f"beside {item['peer']} {item['peer_value']:.1f}"
        print(f"{item['name']:<60} {item['value']:>10.1f} {item['unit']:<3} {beside}")
