"""The list of alarms of a session, what a person does about them, and what a screen reports (H-82 to H-87)."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from stepward import __version__
from stepward.core.findings import Refusal
from stepward.core.sessions.commands_clock import ResetAlarm
from stepward.core.sessions.people import Privilege
from stepward.core.sessions.refusals import MayNot, SessionRefusal
from stepward.shells.web import clock
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import LOOKS, SEES, actor, with_station
from stepward.shells.web.bedside.alarm_book import Picture, book
from stepward.shells.web.bedside.doors import again, enter
from stepward.shells.web.bedside.pages import regions
from stepward.shells.web.bedside.passed_on import elsewhere
from stepward.shells.web.bedside.presses import press_of
from stepward.shells.web.bedside.shown.alarms import desk_bar
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.same_origin import own_pages_only
from stepward.shells.web.session_log import session_log
from stepward.usecases import alarms
from stepward.usecases.alarm_screens import Hearing
from stepward.usecases.running import act

REFUSED, EMPTY, FIRST, NO_SESSION = 409, 204, "charge nurse", ""
NOTHING = alarms.Shown(codes=frozenset(), at=datetime.min.replace(tzinfo=UTC))


@open_to(*SEES)
@own_pages_only
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """List the alarms; acknowledge what stands, pause the sound, or reset one by name."""
    room = enter(request, session_id)
    if request.method != "POST":
        return with_station(request, _page(request, room))
    try:
        _do(request, room)
    except Refusal as refusal:
        return _page(request, again(room), refusal=refusal)
    place = "bedside-alarms" if request.POST.get("do") == "reset" else "bedside"
    return HttpResponseRedirect(reverse(place, args=[session_id]))


def _do(request: HttpRequest, room: Room) -> None:
    """Do what was pressed.

    Raises:
        MayNot: if whoever asks may not.
        SessionRefusal: as the rules of sessions say.
    """
    press = press_of(request.POST.get("token", ""), room.order, room.by)
    picture, station = picture_of(room), room.by.device
    match request.POST.get("do", ""):
        case "acknowledge":
            _require(room, Privilege.RUN)
            noted = alarms.acknowledge(
                picture.items, picture.notes, room.now, station=station, person=room.by.name, seen=_seen(request)
            )
            book().write(room.order.id, noted)
        case "quiet":
            _require(room, Privilege.STOP)
            book().write(room.order.id, (alarms.pause(room.now, station=station, person=room.by.name),))
        case "reset":
            code = request.POST.get("condition", "")
            act(
                room.order.id,
                ResetAlarm(condition=code, is_gone=alarms.is_over(code, picture.facts)),
                by=room.by,
                now=clock.now(),
                sent=press.sent,
                log=session_log(),
                software=__version__,
                known=room.session,
            )
        case _:
            pass


def _seen(request: HttpRequest) -> alarms.Shown:
    """Read which alarms the page showed, and when; a page that does not say it showed none."""
    codes = frozenset(request.POST.get("shown", "").split())
    try:
        at = datetime.fromisoformat(request.POST.get("shown_at", ""))
    except ValueError:
        at = None
    return alarms.Shown(codes=codes, at=at) if at is not None and at.utcoffset() is not None else NOTHING


def _require(room: Room, privilege: Privilege) -> None:
    if not room.by.may(privilege):
        msg = "Your role may not do this. Ask a nurse of this session."
        raise MayNot(msg)


def picture_of(room: Room) -> Picture:
    """Tell how the alarms stand."""
    return book().picture(room.order.id, room.session, room.now, session_log())


def _page(request: HttpRequest, room: Room, *, refusal: Refusal | None = None) -> HttpResponse:
    page = regions(room) | {
        "sheet": {"name": "alarms", "title": "Alarms", "place": "bedside/sheets/alarms.html"},
        "refusal": "" if refusal is None else str(refusal),
        "refusal_code": refusal.code if isinstance(refusal, SessionRefusal) else "",
    }
    return render(request, "bedside/sheet.html", page, status=200 if refusal is None else REFUSED)


@open_to(*SEES)
@own_pages_only
@require_POST
def desk(request: HttpRequest) -> HttpResponseBase:
    """Note that a screen without a session answers, and give it the alarms that were passed on to its station."""
    by, now = actor(request), clock.now()
    book().screens.answered(
        NO_SESSION, by.device, person=by.name, is_first=FIRST in by.role, now=now, hearing=_hearing(request)
    )
    bar = desk_bar(elsewhere(by.device, NO_SESSION), now)
    return with_station(request, render(request, "bedside/parts/desk_bar.html", {"bar": bar}))


def _hearing(request: HttpRequest) -> Hearing:
    try:
        return Hearing(request.POST.get("sound", ""))
    except ValueError:
        return Hearing.BLOCKED


@open_to(*LOOKS)
@own_pages_only
@require_POST
def report(request: HttpRequest, session_id: str) -> HttpResponse:
    """Note that a screen answers, which alarms it shows, and whether it can be heard."""
    room = enter(request, session_id)
    screen = book().screens.answered(
        session_id,
        room.by.device,
        person=room.by.name,
        is_first=FIRST in room.by.role,
        now=room.now,
        hearing=_hearing(request),
    )
    shown = set(request.POST.get("shown", "").split())
    picture = picture_of(room)
    noted = alarms.shown(
        [item for item in picture.items if item.code in shown],
        picture.notes,
        room.now,
        station=room.by.device,
        seen_since=screen.began.at,
        person=room.by.name,
    )
    book().write(session_id, noted)
    return HttpResponse(status=EMPTY)
