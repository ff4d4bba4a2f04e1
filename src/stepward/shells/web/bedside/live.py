"""Server-sent events: the announcement when it changes, a heartbeat each second, ended after five minutes.

Nothing of a patient is in them (H-97). Who lost the right to look is told no more (H-93, H-95), and a page learns that
its station is locked (H-94).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse

from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import LOOKS, SEES, actor, station_of
from stepward.shells.web.bedside.announcing import announcer
from stepward.shells.web.bedside.doors import enter, may_look
from stepward.shells.web.people.lock import is_locked

LONGEST_S, BEAT_S, LOOK_S, ASK_S = 300.0, 1.0, 0.25, 20.0
LOCKED = "-locked"


@open_to(*LOOKS)
def live(request: HttpRequest, session_id: str) -> StreamingHttpResponse:
    """Stream announcements of one session."""
    station = station_of(request)

    enter(request, session_id)

    def judge() -> None:
        may_look(actor(request), session_id)

    return _streamed(request, lambda: announcer().of(session_id, station), judge)


@open_to(*SEES)
def live_board(request: HttpRequest) -> StreamingHttpResponse:
    """Stream announcements of all sessions together."""

    def judge() -> None:
        if not isinstance(request.user, User) or not request.user.groups.filter(name__in=SEES).exists():
            raise PermissionDenied

    return _streamed(request, announcer().of_all, judge)


def _streamed(request: HttpRequest, find: Callable[[], str], judge: Callable[[], None]) -> StreamingHttpResponse:
    """Answer with a stream that no cache and no proxy holds back."""
    response = StreamingHttpResponse(_events(request, find, judge), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(request: HttpRequest, find: Callable[[], str], judge: Callable[[], None]) -> AsyncIterator[str]:
    began, asked, said, beat, locked = time.monotonic(), 0.0, "", 0.0, ""
    again = sync_to_async(_judged_again, thread_sensitive=False)
    while time.monotonic() - began < LONGEST_S:
        now = time.monotonic()
        if now - asked >= ASK_S:
            found, asked = await again(request, judge), now
            if found is None:
                return
            locked = found
        word = find()
        if word and (word + locked != said or now - beat >= BEAT_S):
            said, beat = word + locked, now
            yield f"data: {said}\n\n"
        await asyncio.sleep(LOOK_S)


def _judged_again(request: HttpRequest, judge: Callable[[], None]) -> str | None:
    """Tell whether the station is locked by now; nothing where whoever looks may look no more, or signed out."""
    close_old_connections()
    request.session = type(request.session)(request.session.session_key)
    found = User.objects.filter(pk=request.user.pk, is_active=True).first()
    if found is None or request.session.get(SESSION_KEY) != str(found.pk):
        return None
    request.user = found
    try:
        judge()
    except PermissionDenied:
        return None
    return LOCKED if is_locked(request) else ""
