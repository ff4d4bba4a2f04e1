"""The one address to which a device sends: `POST /stations/vitals/` with its token (docs/stations.md).

It asks for no form token of a page: a browser never sends the header that it wants, and it reads no cookie (H-98).
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from stepward import __version__
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.adapters.database.stations import DatabaseStations, digest_of
from stepward.core.sessions.refusals import SessionRefusal
from stepward.shells.web import clock
from stepward.shells.web.access import open_to
from stepward.shells.web.ids import new_id
from stepward.shells.web.session_log import session_log
from stepward.usecases.event_logs import KeyUsed, LogRefusal
from stepward.usecases.running import open_sessions
from stepward.usecases.stations import (
    LONGEST_MESSAGE,
    FieldUnknown,
    MessageRefused,
    NoSession,
    NotJson,
    NotOfNow,
    Station,
    TooLong,
    TwoSessions,
    ValueUnreadable,
    Where,
    read_message,
    take,
)

BEARER, JSON, LONGEST_TOKEN = "Bearer ", "application/json", 200
MOST_A_MINUTE, MINUTE_S, MOST_STATIONS, LOOK_EVERY_S = 60, 60.0, 1000, 1.0
STATUS: dict[type[MessageRefused], int] = {
    NotJson: 400,
    FieldUnknown: 400,
    ValueUnreadable: 400,
    NoSession: 404,
    NotOfNow: 409,
    TwoSessions: 409,
    TooLong: 413,
}


class Pace:
    """How often each device sends; it forgets the device that was silent longest."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._lock = threading.Lock()
        self._sent: OrderedDict[str, deque[float]] = OrderedDict()

    def is_too_fast(self, station_id: str, now: float) -> bool:
        """Count one message, and tell whether there are too many of the last minute."""
        with self._lock:
            sent = self._sent.setdefault(station_id, deque())
            self._sent.move_to_end(station_id)
            while len(self._sent) > MOST_STATIONS:
                self._sent.popitem(last=False)
            while sent and now - sent[0] >= MINUTE_S:
                sent.popleft()
            if len(sent) >= MOST_A_MINUTE:
                return True
            sent.append(now)
            return False

    def last(self) -> dict[str, float]:
        """Tell when each device was heard last, by the steady clock."""
        with self._lock:
            return {station_id: sent[-1] for station_id, sent in self._sent.items() if sent}


PACE = Pace()


class OpenBeds:
    """The open sessions of the unit, by bed; looked up anew at most once a second, for all devices together."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._lock = threading.Lock()
        self._looked, self._found = float("-inf"), dict[str, dict[str, datetime]]()

    def open_at(self, bed: str, /) -> Mapping[str, datetime]:
        """Tell which open sessions are ordered for a bed, and when each was to start."""
        with self._lock:
            if time.monotonic() - self._looked >= LOOK_EVERY_S:
                self._found, self._looked = self._look(), time.monotonic()
            return self._found.get(bed.casefold(), {})

    @staticmethod
    def _look() -> dict[str, dict[str, datetime]]:
        found: dict[str, dict[str, datetime]] = {}
        for order in DatabaseSessionOrders().many(open_sessions(session_log())):
            found.setdefault(order.bed.casefold(), {})[order.id] = order.start_at
        return found


BEDS = OpenBeds()


@csrf_exempt
@open_to("anyone")
@require_POST
def vitals(request: HttpRequest) -> JsonResponse:
    """Take the vital signs of a device."""
    station = _station(request)
    if station is None:
        answer = _refused(401, "token-unknown", "The token of this device is not known, or was ended.")
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    if PACE.is_too_fast(station.id, time.monotonic()):
        return _refused(429, "too-often", f"A device sends at most {MOST_A_MINUTE} messages a minute.")
    if request.content_type != JSON:
        return _refused(415, "not-json", f"A message is {JSON}.")
    return _taken(request, station)


def _taken(request: HttpRequest, station: Station) -> JsonResponse:
    now = clock.now()
    try:
        message = read_message(_body(request), now.at)
        where = Where(log=session_log(), now=now, software=__version__)
        found = take(message, station, key=message.id or new_id(), beds=BEDS, where=where)
    except MessageRefused as refusal:
        return _refused(STATUS[type(refusal)], refusal.code, str(refusal))
    except SessionRefusal as refusal:
        return _refused(409, refusal.code, str(refusal))
    except KeyUsed:
        return _refused(409, "id-used", "This id was sent with other values before. Nothing was kept.")
    except LogRefusal:
        return _refused(503, "not-recorded", "The log could not keep it. Send the next values as usual.")
    return JsonResponse({"kept": found.kept, "unsure": found.unsure})


def _body(request: HttpRequest) -> bytes:
    """Read no more of a message than it may have."""
    return request.read(LONGEST_MESSAGE + 1)


def _station(request: HttpRequest) -> Station | None:
    header = request.headers.get("Authorization", "")
    token = header.removeprefix(BEARER).strip()
    if not header.startswith(BEARER) or not token or len(token) > LONGEST_TOKEN:
        return None
    return DatabaseStations().by_token(digest_of(token))


def _refused(status: int, code: str, sentence: str) -> JsonResponse:
    return JsonResponse({"code": code, "sentence": sentence}, status=status)
