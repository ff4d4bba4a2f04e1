"""Server-sent events: the announcement when it changes, a heartbeat each second, ended after five minutes."""

import asyncio
import time
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse

from stepward.shells.web import clock
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import LOOKS, station_of
from stepward.shells.web.bedside.alarm_book import book
from stepward.shells.web.bedside.announcing import announcement
from stepward.shells.web.bedside.doors import enter
from stepward.shells.web.people.lock import is_locked
from stepward.shells.web.session_log import session_log
from stepward.usecases.running import stands

LONGEST_S, BEAT_S, LOOK_S = 300.0, 1.0, 0.25


@open_to(*LOOKS)
def live(request: HttpRequest, session_id: str) -> StreamingHttpResponse:
    """Stream announcements of one session."""
    enter(request, session_id)
    response = StreamingHttpResponse(_events(request, session_id), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(request: HttpRequest, session_id: str) -> AsyncIterator[str]:
    until, said, beat = time.monotonic() + LONGEST_S, "", 0.0
    look = sync_to_async(_look, thread_sensitive=False)
    while time.monotonic() < until:
        found = await look(request, session_id)
        if found != said or time.monotonic() - beat >= BEAT_S:
            said, beat = found, time.monotonic()
            yield f"data: {found}\n\n"
        await asyncio.sleep(LOOK_S)


def _look(request: HttpRequest, session_id: str) -> str:
    log, now, station = session_log(), clock.now(), station_of(request)
    session = stands(session_id, log)
    picture = book().picture(session_id, session, now, log)
    said = announcement(session, now, book().word(session_id, station, picture, now))
    return f"{said}-locked" if is_locked(request) else said
