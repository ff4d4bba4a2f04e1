"""How the server listens: whoever opens a connection and does not say what is wanted is let go (H-96)."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0


class PatientForAWhile(H11Protocol):
    """HTTP with a time limit for the head of each request."""

    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - as in the class above
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def handle_events(self) -> None:
        """Wait again where another head has begun; stop waiting where one is complete."""
        super().handle_events()
        if self.conn.their_state is h11.IDLE:
            self._wait()
        else:
            self._enough()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._enough()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._limit is None:
            self._limit = self.loop.call_later(HEAD_S, self.transport.close)

    def _enough(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
