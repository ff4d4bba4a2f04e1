"""The gate: a flood of ordinary requests, slow senders and slow readers leave STOP and alarms their places (H-96)."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
import uvicorn
from django.conf import settings

from stepward.shells.web import asgi, gate, listening
from stepward.shells.web.gate import MOST_OF_A_PRESS, MOST_OF_HEADERS, Gate, Message, Receive, Send, Way, Ways
from stepward.shells.web.listening import PatientForAWhile

STOP, PLACE, PLAN = "/bedside/s/stop/", "/bedside/s/", "/plan/"
COOKIE = f"{settings.SESSION_COOKIE_NAME}=x"
FLOOD, LONGEST_S = 200, 10


@dataclass(slots=True)
class Slow:
    """An application whose ordinary pages hang until they are let go; what it was asked, and what was read."""

    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        self.asked.append(scope["path"])
        self.bodies.append((await receive())["body"])
        if scope["path"] == PLAN:
            await self.let_go.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})


@dataclass(slots=True)
class Asked:
    """One request: the pieces of its body, and what was answered."""

    path: str
    pieces: list[bytes] = field(default_factory=lambda: [b""])
    cookie: str = COOKIE
    length: str = ""
    never_ends: bool = False
    answers: list[Message] = field(default_factory=list)

    @property
    def status(self) -> int:
        return int(self.answers[0]["status"]) if self.answers else 0

    @property
    def page(self) -> str:
        return b"".join(item.get("body", b"") for item in self.answers).decode()

    async def receive(self) -> Message:
        if not self.pieces:
            await asyncio.Event().wait()
        piece = self.pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": self.never_ends or bool(self.pieces)}

    async def send(self, message: Message) -> None:
        self.answers.append(message)

    async def of(self, way_in: Gate) -> "Asked":
        headers = [(b"cookie", self.cookie.encode())] if self.cookie else []
        headers += [(b"content-length", self.length.encode())] if self.length else []
        scope = {"type": "http", "path": self.path, "headers": headers}
        await asyncio.wait_for(way_in(scope, self.receive, self.send), LONGEST_S)
        return self


async def begun() -> None:
    """Let everything that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def _no_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOMENT_S", 0)


class TestPlaces:
    def test_h_96_stop_is_taken_while_all_ordinary_places_are_taken(self) -> None:
        async def flooded() -> None:
            slow = Slow()
            way_in = Gate(slow)
            flood = [asyncio.create_task(Asked(PLAN).of(way_in)) for _ in range(FLOOD)]
            await begun()
            places = way_in.ways.ordinary.places
            assert slow.asked == [PLAN] * places

            for path in (
                STOP,
                PLACE,
                f"{PLACE}report/",
                f"{PLACE}alarms/",
                f"{PLACE}unlock/",
                "/bedside/desk/",
                "/stations/vitals/",
            ):
                found = await asyncio.wait_for(Asked(path).of(way_in), 5)
                assert found.status == 200, path
            assert slow.asked[places] == STOP
            slow.let_go.set()
            answers = [item.status for item in await asyncio.gather(*flood)]
            most = way_in.ways.ordinary.most
            assert sorted(answers) == [200] * most + [503] * (FLOOD - most)

        asyncio.run(flooded())

    def test_h_96_who_is_not_signed_in_takes_no_place_of_stop(self) -> None:
        async def flooded() -> None:
            slow = Slow()
            way_in = Gate(slow, Ways(ordinary=Way(places=1, most=1)))
            task = asyncio.create_task(Asked(PLAN).of(way_in))
            await begun()

            assert (await Asked(STOP, cookie="").of(way_in)).status == 503
            assert (await Asked(STOP).of(way_in)).status == 200
            slow.let_go.set()
            await task

        asyncio.run(flooded())

    def test_h_05_who_finds_no_place_at_a_bed_finds_stop_on_the_page(self) -> None:
        asked = Asked(f"{PLACE}vitals/")
        asyncio.run(asked.of(Gate(Slow(), Ways(bedside=Way(places=1, most=0)))))

        assert asked.status == 503
        assert f'action="{STOP}" data-stop' in asked.page

    def test_h_05_what_is_too_large_at_a_bed_keeps_stop_on_the_page(self) -> None:
        asked = Asked(f"{PLACE}reaction/", pieces=[b"x" * (MOST_OF_A_PRESS + 1)])
        asyncio.run(asked.of(Gate(Slow(), Ways())))

        assert asked.status == 413
        assert f'action="{STOP}" data-stop' in asked.page

    def test_h_96_one_who_waits_too_long_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(gate, "WAIT_S", 0.01)

        async def flooded() -> None:
            slow = Slow()
            way_in = Gate(slow, Ways(ordinary=Way(places=1, most=9)))
            task = asyncio.create_task(Asked(PLAN).of(way_in))
            await begun()

            late = await Asked(PLAN).of(way_in)
            assert late.status == 503
            assert "The server is busy." in late.page
            assert "STOP is still taken" in late.page
            slow.let_go.set()
            assert (await task).status == 200
            assert (await Asked(PLAN).of(way_in)).status == 200

        asyncio.run(flooded())

    def test_h_96_an_open_stream_takes_no_place(self) -> None:
        async def streaming() -> None:
            let_go = asyncio.Event()

            async def stream(_scope: Message, _receive: Receive, send: Send) -> None:
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await let_go.wait()

            way_in = Gate(stream)
            many = [Asked(f"{PLACE}live/") for _ in range(50)]
            tasks = [asyncio.create_task(item.of(way_in)) for item in many]
            await begun()
            assert [item.status for item in many] == [200] * 50
            let_go.set()
            await asyncio.gather(*tasks)

        asyncio.run(streaming())

    def test_h_96_who_is_turned_away_waits_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(gate, "MOMENT_S", 60)

        async def flooded() -> None:
            way_in = Gate(Slow(), Ways(ordinary=Way(places=1, most=0)))
            turned = Asked(PLAN)
            task = asyncio.create_task(turned.of(way_in))
            await begun()
            assert turned.status == 0
            task.cancel()
            way_in.turned_away = Way(places=1, most=0)
            assert (await Asked(PLAN).of(way_in)).status == 503

        asyncio.run(flooded())

    def test_a_place_is_free_again_after_a_failure(self) -> None:
        async def failing(_scope: Message, _receive: Receive, _send: Send) -> None:
            raise ZeroDivisionError

        async def twice() -> None:
            way_in = Gate(failing, Ways(ordinary=Way(places=1, most=1)))
            for _ in range(3):
                with pytest.raises(ZeroDivisionError):
                    await asyncio.wait_for(Asked(PLAN).of(way_in), 5)

        asyncio.run(twice())


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("/bedside/s/stop/", "stop"),
        ("/bedside/s/", "alarms"),
        ("/bedside/s/now/", "alarms"),
        ("/bedside/s/reaction/", "alarms"),
        ("/bedside/desk/", "alarms"),
        ("/bedside/s/vitals/", "bedside"),
        ("/bedside/order/p/", "ordinary"),
        ("/bedside/s/paper.pdf", "ordinary"),
        ("/bedside/s/live/", "live"),
        ("/board/live/", "live"),
        ("/static/css/base.css", "files"),
        ("/stations/vitals/", "stations"),
        ("/plan/stop/", "ordinary"),
        ("/bedside/", "ordinary"),
    ],
)
def test_h_96_every_request_has_its_way(path: str, way: str) -> None:
    ways = Ways()

    assert ways.of(path, is_signed_in=True) is getattr(ways, way)
    is_open = way in {"files", "stations"}
    assert ways.of(path, is_signed_in=False) is (getattr(ways, way) if is_open else ways.ordinary)


class TestBodies:
    def test_h_96_a_slow_sender_takes_no_place_and_is_let_go(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(gate, "BODY_S", 0.01)

        async def sending() -> None:
            slow = Slow()
            found = await Asked(STOP, pieces=[b"key"], never_ends=True).of(Gate(slow))
            assert found.status == 408
            assert "came too slowly" in found.page
            assert slow.asked == []

        asyncio.run(sending())

    def test_h_96_a_form_of_ten_megabytes_is_refused_with_a_sentence(self) -> None:
        async def sending() -> None:
            slow = Slow()
            for path in (PLAN, STOP):
                found = await Asked(path, pieces=[b"a" * 1024 * 1024] * 10).of(Gate(slow))
                assert found.status == 413
                assert "This form is too large." in found.page
            assert slow.asked == []

        asyncio.run(sending())

    def test_h_96_what_is_said_to_be_huge_is_not_read(self) -> None:
        async def sending() -> None:
            found = Asked(PLAN, pieces=[b"a"], length="99999999999")
            assert (await found.of(Gate(Slow()))).status == 413
            assert found.pieces == [b"a"]

        asyncio.run(sending())

    def test_a_body_in_pieces_comes_whole(self) -> None:
        async def sending() -> None:
            slow = Slow()
            assert (await Asked(STOP, pieces=[b"key=", b"12", b"3"]).of(Gate(slow))).status == 200
            assert slow.bodies == [b"key=123"]

        asyncio.run(sending())

    def test_h_96_a_reader_who_takes_nothing_is_let_go(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(gate, "SEND_S", 0.01)

        async def reading() -> None:
            asked = Asked(PLACE)

            async def stuck(_message: Message) -> None:
                await asyncio.Event().wait()

            way_in = Gate(Slow())
            scope = {"type": "http", "path": PLACE, "headers": []}
            await asyncio.wait_for(way_in(scope, asked.receive, stuck), 5)

        asyncio.run(reading())

    def test_what_the_gate_answers_has_the_headers_of_every_answer(self) -> None:
        async def sending() -> None:
            found = await Asked(PLAN, length="99999999999").of(Gate(Slow()))
            headers = dict(found.answers[0]["headers"])
            assert headers[b"content-security-policy"] == settings.CONTENT_SECURITY_POLICY.encode()
            assert headers[b"cache-control"] == b"no-store"
            assert headers[b"connection"] == b"close"

        asyncio.run(sending())


@contextmanager
def listening_server(application: object) -> Iterator[tuple[str, int]]:
    """Listen on this machine, as `serve` does."""
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            application,  # type: ignore[arg-type] # any application
            http=PatientForAWhile,
            h11_max_incomplete_event_size=MOST_OF_HEADERS,
            lifespan="off",
            log_config=None,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [own]})
        own.listen(512)
        thread.start()
        try:
            yield "127.0.0.1", own.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)


def said(place: tuple[str, int], *words: bytes) -> bytes:
    """Say something over a connection of its own, and read until it ends."""
    with socket.create_connection(place, timeout=10) as own:
        for word in words:
            own.sendall(word)
        found = b""
        with suppress(ConnectionResetError):
            while piece := own.recv(65536):
                found += piece
    return found


def head(path: str, *lines: str, method: str = "POST") -> bytes:
    """Write the head of a request."""
    return "\r\n".join(
        [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {COOKIE}", "Connection: close", *lines, "", ""]
    ).encode()


class TestListening:
    def test_h_96_the_server_answers_stop_with_two_hundred_connections_that_hang(self) -> None:
        hang = SimpleNamespace(inside=0)

        async def application(scope: Message, _receive: Receive, send: Send) -> None:
            if scope["path"] == PLAN:
                hang.inside += 1
                await asyncio.Event().wait()
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        with listening_server(Gate(application)) as place:
            flood = [socket.create_connection(place, timeout=10) for _ in range(FLOOD)]
            try:
                for own in flood[: FLOOD // 2]:
                    own.sendall(head(PLAN, "Content-Length: 0"))
                for own in flood[FLOOD // 2 :]:
                    own.sendall(b"POST /plan/ HTTP/1.1\r\n")
                for _ in range(5):
                    assert said(place, head(STOP, "Content-Length: 0")).startswith(b"HTTP/1.1 204")
                assert hang.inside == Ways().ordinary.places
            finally:
                for own in flood:
                    own.close()

    def test_h_96_who_says_nothing_is_let_go(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(listening, "HEAD_S", 0.2)

        with listening_server(Gate(Slow())) as place:
            assert said(place) == b""
            assert said(place, b"POST /plan/ HT") == b""
            assert said(place, head(PLACE, "Content-Length: 0")).startswith(b"HTTP/1.1 200")

    def test_h_96_huge_headers_are_refused(self) -> None:
        with listening_server(Gate(Slow())) as place:
            found = said(place, head(PLACE, f"X-Huge: {'a' * MOST_OF_HEADERS}", "Content-Length: 0"))
            assert found.partition(b" ")[2][:3] in {b"431", b"400"}


def test_h_96_the_application_that_is_served_stands_behind_the_gate() -> None:
    assert isinstance(asgi.application, Gate)
