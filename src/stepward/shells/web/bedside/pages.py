"""The place itself: its four regions, whole or alone, and the sheets that lie over the work area."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from stepward import __version__
from stepward.core.findings import Refusal
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.matrix import is_urgent
from stepward.core.sessions.people import Privilege
from stepward.core.sessions.refusals import SessionRefusal
from stepward.core.sessions.session import State
from stepward.shells.web import clock
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import LOOKS, SEES, with_station
from stepward.shells.web.bedside.alarm_book import book
from stepward.shells.web.bedside.announcing import announcement
from stepward.shells.web.bedside.doors import again, enter, note
from stepward.shells.web.bedside.passed_on import elsewhere
from stepward.shells.web.bedside.presses import press_of, token
from stepward.shells.web.bedside.sheets.all_sheets import SHEETS
from stepward.shells.web.bedside.sheets.sheet import Filled, Sheet
from stepward.shells.web.bedside.shown.actions import actions
from stepward.shells.web.bedside.shown.after import ended_card, observing_card
from stepward.shells.web.bedside.shown.alarms import alarm_bar
from stepward.shells.web.bedside.shown.banner import banner
from stepward.shells.web.bedside.shown.checks import checks_card
from stepward.shells.web.bedside.shown.hold import hold_card
from stepward.shells.web.bedside.shown.next_thing import next_thing
from stepward.shells.web.bedside.shown.room import Room
from stepward.shells.web.bedside.shown.room import clock as clock_text
from stepward.shells.web.bedside.shown.step import next_card, step_card
from stepward.shells.web.bedside.shown.vitals import vitals_card
from stepward.shells.web.courses.looking import Look, look_before
from stepward.shells.web.ids import new_id
from stepward.shells.web.same_origin import own_pages_only
from stepward.shells.web.session_log import session_log
from stepward.usecases.alarms import USUAL
from stepward.usecases.event_logs import is_fit
from stepward.usecases.foreseeing import foresee
from stepward.usecases.running import Answer, Sent, SessionMovedOn, act

REFUSED = 409
CLAIMED, LONGEST_CUT = "claimed by a device", timedelta(hours=24)
WORK = {
    State.RUNNING: "running",
    State.HELD: "held",
    State.OBSERVING: "observing",
    State.COMPLETED: "ended",
    State.STOPPED: "ended",
}


def regions(room: Room) -> dict[str, object]:
    """Give everything that the four regions show."""
    picture = book().picture(room.order.id, room.session, room.now, session_log())
    bar = alarm_bar(room, picture.items, picture.notes, elsewhere(room.by.device, room.order.id))
    word = book().word(room.order.id, room.by.device, picture, room.now)
    return {
        "room": room,
        "session": room.session,
        "id": room.order.id,
        "bar": bar,
        "stale_sound": USUAL.stale_sound,
        "banner": banner(room),
        "opened": book().glasses.of(room.order.id),
        "step": step_card(room),
        "next": next_card(room),
        "vitals": vitals_card(room),
        "checks": checks_card(room),
        "next_thing": next_thing(room),
        "hold": hold_card(room),
        "observing": observing_card(room),
        "ended": ended_card(room),
        "actions": actions(room),
        "work": f"bedside/work/{WORK.get(room.session.state, 'before')}.html",
        "state": room.session.state.value,
        "announcement": announcement(room.session.version, word),
        "clock": clock_text(room.now.at),
        "now": room.now.at,
        "token": token(room.order, room.by, room.session.version),
        "look": _look(room),
    }


def _look(room: Room) -> Look | None:
    """Say what changed since the last session, before the start, to whoever may open the course."""
    is_asked = room.session.state.is_before_start and bool(set(room.by.role.split(" and ")).intersection(SEES))
    return look_before(room.order.id, room.now.at) if is_asked else None


@open_to(*LOOKS)
@require_safe
def place(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Show the place."""
    room = enter(request, session_id)
    note(room, "opened")
    return with_station(request, render(request, "bedside/place.html", regions(room)))


@open_to(*LOOKS)
@require_safe
def now(request: HttpRequest, session_id: str) -> HttpResponse:
    """Give the regions alone, for a page that heard of news."""
    return render(request, "bedside/regions.html", regions(enter(request, session_id)))


@open_to(*SEES)
@own_pages_only
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, session_id: str, name: str) -> HttpResponseBase:
    """Show a sheet over the work area, or do what it says."""
    found = SHEETS.get(name)
    if found is None:
        raise Http404
    room = enter(request, session_id)
    if request.method != "POST":
        return with_station(request, _shown(request, room, found))
    try:
        pressed(request, room, found)
    except SessionMovedOn as moved:
        return _shown(request, replace(room, session=moved.session, now=clock.now()), found, refusal=moved)
    except Refusal as refusal:
        return _shown(request, again(room), found, refusal=refusal)
    found.after(room)
    if found.leads_to:
        return HttpResponseRedirect(reverse("bedside-sheet", args=[session_id, found.leads_to]))
    return HttpResponseRedirect(reverse("bedside", args=[session_id]))


def pressed(request: HttpRequest, room: Room, found: Sheet) -> Answer:
    """Read the press and its command, and let the session judge it.

    Raises:
        Refusal: as the rules of sessions and of the log say.
    """
    filled = Filled(data=request.POST, request=request)
    text = request.POST.get("token", "")
    press = press_of(text, room.order, room.by, is_urgent=found.is_urgent)
    command = found.read(room, filled)
    if found.is_urgent and not is_urgent(command):
        press = press_of(text, room.order, room.by)
    if found.before is not None:
        foresee(room.session, command, by=room.by, now=clock.now(), seen=press.seen)
        found.before(room, filled, command)
    return act(
        room.order.id,
        command,
        by=room.by,
        now=clock.now(),
        sent=press.sent,
        log=session_log(),
        software=__version__,
        known=room.session,
    )


def _shown(request: HttpRequest, room: Room, found: Sheet, *, refusal: Refusal | None = None) -> HttpResponse:
    page = regions(room) | {
        "sheet": found,
        "filled": request.POST,
        "refusal": "" if refusal is None else str(refusal),
        "refusal_code": refusal.code if isinstance(refusal, SessionRefusal) else "",
        "refusal_field": getattr(refusal, "name", ""),
    }
    page |= found.show(room)
    if refusal is not None:
        page |= found.keep(page, request.POST)
    return render(request, "bedside/sheet.html", page, status=200 if refusal is None else REFUSED)


def pressed_at(text: str, now: datetime) -> Instant | None:
    """Read when a cut device claims that STOP was pressed; nothing where that cannot be (H-24, H-86).

    It is a claim: no monotonic clock and no boot stand behind it.
    """
    try:
        found = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Instant(at=found, monotonic=0, boot=CLAIMED) if now - LONGEST_CUT <= found <= now else None


@open_to(*LOOKS)
@own_pages_only
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, session_id: str) -> HttpResponse:
    """Take STOP: in any state, with one press, whatever the page had seen (H-05); who only looks sees the place."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("bedside", args=[session_id]))
    room = enter(request, session_id)
    if not room.by.may(Privilege.STOP):
        raise PermissionDenied
    key = request.POST.get("key", "")
    try:
        act(
            session_id,
            Stop(pressed_at=pressed_at(request.POST.get("pressed_at", ""), room.now.at)),
            by=room.by,
            now=clock.now(),
            sent=Sent(key=key if is_fit(key) else new_id()),
            log=session_log(),
            software=__version__,
            known=room.session,
        )
    except SessionRefusal as refusal:
        return render(request, "bedside/place.html", regions(again(room)) | {"refusal": str(refusal)}, status=REFUSED)
    return HttpResponseRedirect(reverse("bedside", args=[session_id]))
