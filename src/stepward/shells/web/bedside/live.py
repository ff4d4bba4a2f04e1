"""Server-sent events: the announcement when it changes, a heartbeat each second, ended after five minutes.

Nothing of a patient is in them (H-97). Whoever lost the right to look is told no more (H-95).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse

from stepward.core.sessions.people import Privilege
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES, actor, actor_of, station_of
from stepward.shells.web.bedside.announcing import announcer
from stepward.shells.web.bedside.doors import enter

LONGEST_S, BEAT_S, LOOK_S, ASK_S = 300.0, 1.0, 0.25, 20.0


@open_to(*SEES)
def live(request: HttpRequest, session_id: str) -> StreamingHttpResponse:
    """Stream announcements of one session."""
    station = station_of(request)
    by = enter(request, session_id).by
    return stream(lambda: announcer().of(session_id, station), by.user)


@open_to(*SEES)
def live_board(request: HttpRequest) -> StreamingHttpResponse:
    """Stream announcements of all sessions together."""
    return stream(announcer().of_all, actor(request).user)


def stream(find: Callable[[], str], user: str) -> StreamingHttpResponse:
    """Answer with a stream that no cache and no proxy holds back."""
    response = StreamingHttpResponse(_events(find, user), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(find: Callable[[], str], user: str) -> AsyncIterator[str]:
    began = asked = time.monotonic()
    said, beat = "", 0.0
    may = sync_to_async(_may_look, thread_sensitive=False)
    yield "retry: 1000\n\n"
    while time.monotonic() - began < LONGEST_S:
        now = time.monotonic()
        if now - asked >= ASK_S:
            if not await may(user):
                return
            asked = now
        found = find()
        if found and (found != said or now - beat >= BEAT_S):
            said, beat = found, now
            yield f"data: {found}\n\n"
        await asyncio.sleep(LOOK_S)


def _may_look(user: str) -> bool:
    close_old_connections()
    found = User.objects.filter(pk=int(user), is_active=True).first()
    return found is not None and actor_of(found).may(Privilege.READ)
