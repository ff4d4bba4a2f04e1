"""The gate before the application: STOP and alarms keep places of their own, and nobody keeps a place by being slow.

A request is read whole before it gets a place, and leaves it when its answer begins. So a slow sender, a slow reader
and an open stream take no place; where all ordinary places are taken, STOP still has its own (H-96).

A place is a thread that stays, and with it stays its connection to the database: no request has to open one.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.conf import settings

from stepward.shells.web.errors import plain_page
from stepward.shells.web.middleware import security_headers

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]
Places = asyncio.LifoQueue[ThreadPoolExecutor]

MOST_OF_HEADERS = 32 * 1024
MOST_BYTES, MOST_OF_A_PRESS = 4 * 1024 * 1024, 64 * 1024
DISCARDED = 16 * 1024 * 1024
"""A form that is too large is read to its end up to here, so that its sender sees the sentence."""
BODY_S, WAIT_S, SEND_S, MOMENT_S, SILENCE_S = 15.0, 20.0, 30.0, 1.0, 10.0
TOO_SLOW, TOO_LARGE, LONG_HEADERS, BUSY = 408, 413, 431, 503
_LOG = logging.getLogger("stepward.web")
_WAYS = (
    ("files", re.compile(r"/static/.*"), False),
    ("stations", re.compile(r"/stations/.*"), False),
    ("stop", re.compile(r"/bedside/[^/]+/stop/"), True),
    ("live", re.compile(r".*/live/"), True),
    ("alarms", re.compile(r"/bedside/[^/]+/(?:(?:now|report|alarms|reaction|unlock)/)?|/bedside/desk/"), True),
    ("bedside", re.compile(r"/bedside/(?!order/)[^/]+/[^/]+/"), True),
)
"""The way of each address, and whether it is only for requests that bring a sign-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in: how many are worked on at once, how many may be there in all, and how large each is."""

    places: int
    most: int
    largest: int = MOST_BYTES
    _free: list[Places] = field(default_factory=list)
    _inside: list[None] = field(default_factory=list)

    @property
    def free(self) -> Places:
        """The places that are free; the one that was left last is taken first."""
        if not self._free:
            places = Places()
            for _ in range(self.places):
                places.put_nowait(ThreadPoolExecutor(max_workers=1, thread_name_prefix="place"))
            self._free.append(places)
        return self._free[0]

    @property
    def is_full(self) -> bool:
        """Tell whether nobody more is let in."""
        return len(self._inside) >= self.most

    def __enter__(self) -> None:
        """Come in."""
        self._inside.append(None)

    def __exit__(self, *_: object) -> None:
        """Go."""
        self._inside.pop()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways in; a flood on one leaves the others free. Many more places than processors only slow each other."""

    stop: Way = field(default_factory=lambda: Way(places=4, most=200, largest=MOST_OF_A_PRESS))
    alarms: Way = field(default_factory=lambda: Way(places=4, most=600, largest=MOST_OF_A_PRESS))
    bedside: Way = field(default_factory=lambda: Way(places=3, most=600))
    live: Way = field(default_factory=lambda: Way(places=2, most=1_500, largest=MOST_OF_A_PRESS))
    files: Way = field(default_factory=lambda: Way(places=2, most=300, largest=MOST_OF_A_PRESS))
    stations: Way = field(default_factory=lambda: Way(places=2, most=600, largest=MOST_OF_A_PRESS))
    ordinary: Way = field(default_factory=lambda: Way(places=4, most=150))

    def of(self, path: str, *, is_signed_in: bool) -> Way:
        """Tell which way a request goes; who brings no sign-in goes the ordinary way."""
        for name, addresses, needs_sign_in in _WAYS:
            if (is_signed_in or not needs_sign_in) and addresses.fullmatch(path):
                found: Way = getattr(self, name)
                return found
        return self.ordinary


class TooLarge(Exception):
    """The body is larger than this way takes."""


class ReaderGone(Exception):
    """Nobody takes the answer."""


class Gate:
    """Let requests in to the application, each by its way."""

    def __init__(self, application: Application, ways: Ways | None = None) -> None:
        """Keep what answers."""
        self.application, self.ways = application, ways or Ways()
        self.turned_away = Way(places=1, most=1_000)
        self._said_busy = float("-inf")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Read the request, wait for a place, and let it be answered."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_OF_HEADERS:
            await refuse(send, LONG_HEADERS, scope["path"])
            return
        way = self.ways.of(scope["path"], is_signed_in=_has_cookie(scope))
        if way.is_full:
            await self._turn_away(send, scope["path"])
            return
        with way:
            await self._answer(way, scope, receive, send)

    async def _turn_away(self, send: Send, path: str) -> None:
        """Let whoever finds no place wait a moment, so that a flood does not become faster by being refused."""
        if not self.turned_away.is_full:
            with self.turned_away:
                await asyncio.sleep(MOMENT_S)
        self._say_busy()
        await refuse(send, BUSY, path)

    def _say_busy(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._said_busy >= SILENCE_S:
            self._said_busy = now
            _LOG.warning("all places are taken")

    async def _answer(self, way: Way, scope: Message, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(BODY_S):
                body = await read(scope, receive, way.largest)
        except TimeoutError:
            await refuse(send, TOO_SLOW, scope["path"])
            return
        except TooLarge:
            await refuse(send, TOO_LARGE, scope["path"])
            return
        if body is None:
            return
        try:
            async with asyncio.timeout(WAIT_S):
                thread = await way.free.get()
        except TimeoutError:
            self._say_busy()
            await refuse(send, BUSY, scope["path"])
            return
        place = _Place(way.free, thread)
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self.application(scope, _again(body, receive), place.leaving(send))
        except ReaderGone:
            _LOG.warning("an answer was not taken")
        finally:
            place.leave_when_idle()


class _Place:
    """A place that is taken; it is left once, when the answer begins or fails."""

    def __init__(self, free: Places, thread: ThreadPoolExecutor) -> None:
        self._free, self._thread, self._is_left = free, thread, False

    def leave(self) -> None:
        if not self._is_left:
            self._is_left = True
            self._free.put_nowait(self._thread)

    def leave_when_idle(self) -> None:
        """Leave it once its thread has nothing to do; whoever asked may have gone before the work was done."""
        if not self._is_left:
            self._is_left = True
            loop = asyncio.get_running_loop()
            idle = self._thread.submit(_nothing)
            idle.add_done_callback(lambda _: _soon(loop, self._free, self._thread))

    def leaving(self, send: Send) -> Send:
        """Send, and leave the place with the first words; a reader who takes no more is let go."""

        async def sending(message: Message) -> None:
            self.leave()
            try:
                async with asyncio.timeout(SEND_S):
                    await send(message)
            except TimeoutError:
                raise ReaderGone from None

        return sending


def _nothing() -> None:
    """Be done at once."""


def _soon(loop: asyncio.AbstractEventLoop, free: Places, thread: ThreadPoolExecutor) -> None:
    with suppress(RuntimeError):  # the server has ended meanwhile
        loop.call_soon_threadsafe(free.put_nowait, thread)


async def read(scope: Message, receive: Receive, largest: int) -> bytes | None:
    """Read a body; nothing where the sender has gone.

    Raises:
        TooLarge: if it is too large; up to a limit it is read to its end first.
    """
    if _length(scope) > DISCARDED:
        raise TooLarge
    found, size = bytearray(), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece = message.get("body", b"")
        size += len(piece)
        if size <= largest:
            found += piece
        if size > DISCARDED or (size > largest and not message.get("more_body", False)):
            raise TooLarge
        if not message.get("more_body", False):
            return bytes(found)


async def refuse(send: Send, status: int, path: str) -> None:
    """Answer with a sentence, at a bed with STOP, and close."""
    body = plain_page(status, path).encode()
    headers = security_headers() | {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
    }
    if status == BUSY:
        headers["Retry-After"] = "2"
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


def _again(body: bytes, receive: Receive) -> Receive:
    """Give the body that was read, then what the sender does next."""
    whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving() -> Message:
        return whole.pop() if whole else await receive()

    return receiving


def _header(scope: Message, name: bytes) -> bytes:
    return b"; ".join(value for key, value in scope["headers"] if key == name)


def _length(scope: Message) -> int:
    text = _header(scope, b"content-length")[:20]
    return int(text) if text.isdigit() else 0


def _has_cookie(scope: Message) -> bool:
    return f"{settings.SESSION_COOKIE_NAME}=".encode() in _header(scope, b"cookie")
