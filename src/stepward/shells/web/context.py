"""What every page knows: where it is in the navigation, and its theme."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from stepward.shells.web import clock
from stepward.shells.web import here as zone
from stepward.shells.web.people.lock import is_locked

LIGHT, DARK = "light", "dark"
# in the order of the work; a page appears here once its view exists
PLACES = (
    "screen",
    "plan",
    "prepare",
    "day",
    "bedside-today",
    "board",
    "tolerance",
    "record-list",
    "lint",
    "outcomes",
    "protocols",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of the navigation."""

    name: str
    title: str
    address: str
    is_here: bool


def theme_of(request: HttpRequest) -> str:
    """Read the theme that was chosen with the button; never the system's."""
    return DARK if request.COOKIES.get(settings.THEME_COOKIE_NAME) == DARK else LIGHT


def page(request: HttpRequest) -> dict[str, object]:
    """Give navigation, theme and the mark of a demonstration to every template."""
    places = tuple(_places(request))
    theme, shown_place = theme_of(request), zone.place()
    return {
        "places": places,
        "here": next((place for place in places if place.is_here), None),
        "theme": theme,
        "zone_name": shown_place.name,
        "zone_said": shown_place.said(clock.now().at),
        "other_theme": LIGHT if theme == DARK else DARK,
        "is_demonstration": settings.IS_DEMONSTRATION,
        "is_locked": is_locked(request),
    }


def _places(request: HttpRequest) -> list[Place]:
    match = request.resolver_match
    here = "" if match is None else (match.url_name or "").split("-")[0]
    found = []
    for name in PLACES:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        word = name.split("-")[0]
        found.append(Place(name=name, title=word.capitalize(), address=address, is_here=here == word))
    return found
