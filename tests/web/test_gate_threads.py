"""The threads behind the gate: they stay, and none is given on while it works (H-96)."""

import asyncio
import threading
from contextlib import suppress

from asgiref.sync import sync_to_async

from stepward.shells.web.gate import Gate, Message, Receive, Send, Way, Ways
from tests.web.test_gate import LONGEST_S, PLAN, STOP, Asked


class TestThreads:
    def test_of_a_place_stays_from_one_request_to_the_next(self) -> None:
        threads: list[int] = []

        async def working(_scope: Message, _receive: Receive, send: Send) -> None:
            threads.append(await sync_to_async(threading.get_ident)())
            await send({"type": "http.response.start", "status": 200, "headers": []})

        async def asked() -> None:
            way_in = Gate(working)
            for path in (PLAN, PLAN, STOP, PLAN):
                await Asked(path).of(way_in)

        asyncio.run(asked())
        assert threads[0] == threads[1] == threads[3]
        assert threads[2] != threads[0]

    def test_h_96_a_place_is_not_given_on_before_its_work_is_done(self) -> None:
        """Whoever asked may have gone; the next one must not stand behind work that nobody waits for."""
        done, began = threading.Event(), threading.Event()

        def work() -> None:
            began.set()
            done.wait(LONGEST_S)

        async def working(_scope: Message, _receive: Receive, _send: Send) -> None:
            await sync_to_async(work)()

        async def asked() -> None:
            way_in = Gate(working, Ways(ordinary=Way(places=1, most=5)))
            first = asyncio.create_task(Asked(PLAN).of(way_in))
            await asyncio.to_thread(began.wait, LONGEST_S)
            first.cancel()
            with suppress(asyncio.CancelledError):
                await first
            assert way_in.ways.ordinary.free.empty()
            done.set()
            async with asyncio.timeout(LONGEST_S):
                await way_in.ways.ordinary.free.get()

        asyncio.run(asked())
