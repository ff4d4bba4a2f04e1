"""Wrong passwords and codes: slowed down per name and place, so that nobody locks out a ward (H-96).

The place is the station, a device that somebody signed in at before; else the address. So wrong ones from elsewhere in
the same house leave the stations of the ward alone.
"""

import hashlib
from collections.abc import Iterator

from django.core.cache import cache
from django.http import HttpRequest

from stepward.shells.web.bedside.acting import station_of

MOST_ATTEMPTS, MOST_OF_AN_ADDRESS = 8, 40
WINDOW_SECONDS = 300
WAIT = "Too many wrong passwords for this name from here. Wait five minutes, then try again."


def _counts(request: HttpRequest, username: str) -> Iterator[tuple[str, int]]:
    """Give each count that an attempt goes to, and the most that it takes."""
    address, station = request.META.get("REMOTE_ADDR", ""), station_of(request)
    if station:
        yield _key(f"station {station}", username), MOST_ATTEMPTS
    yield _key(address, username), MOST_OF_AN_ADDRESS if station else MOST_ATTEMPTS


def _key(place: str, username: str) -> str:
    return "attempts-" + hashlib.sha256(f"{place}\n{username.casefold()}".encode()).hexdigest()


def are_too_many(request: HttpRequest, username: str) -> bool:
    """Tell whether this name has to wait at this place."""
    return any(cache.get(key, 0) >= most for key, most in _counts(request, username))


def count_wrong(request: HttpRequest, username: str) -> None:
    """Count a wrong password; the count is forgotten five minutes after the first."""
    for key, _most in _counts(request, username):
        if not cache.add(key, 1, WINDOW_SECONDS):
            cache.incr(key)


def forget(request: HttpRequest, username: str) -> None:
    """Forget the count after a right password."""
    for key, _most in _counts(request, username):
        cache.delete(key)
