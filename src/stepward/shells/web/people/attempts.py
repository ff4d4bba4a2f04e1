"""Wrong passwords: slowed down per name and place, so that a stranger elsewhere cannot lock out a ward (H-96)."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

MOST_ATTEMPTS = 8
WINDOW_SECONDS = 300
WAIT = "Too many wrong passwords for this name from here. Wait five minutes, then try again."


def _key(request: HttpRequest, username: str) -> str:
    place = request.META.get("REMOTE_ADDR", "")
    return "attempts-" + hashlib.sha256(f"{place}\n{username.casefold()}".encode()).hexdigest()


def are_too_many(request: HttpRequest, username: str) -> bool:
    """Tell whether this name has to wait at this place."""
    count: int = cache.get(_key(request, username), 0)
    return count >= MOST_ATTEMPTS


def count_wrong(request: HttpRequest, username: str) -> None:
    """Count a wrong password; the count is forgotten five minutes after the first."""
    key = _key(request, username)
    if not cache.add(key, 1, WINDOW_SECONDS):
        cache.incr(key)


def forget(request: HttpRequest, username: str) -> None:
    """Forget the count after a right password."""
    cache.delete(_key(request, username))
