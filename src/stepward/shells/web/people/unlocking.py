"""Unlock a station with the code or the password of whoever is signed in, or of another person (H-94)."""

from dataclasses import dataclass

from django.contrib.auth import authenticate, login
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from stepward.shells.web.access import open_to
from stepward.shells.web.people import attempts, codes, lock

LONGEST = 150
BACKEND = "django.contrib.auth.backends.ModelBackend"
NOT_DONE = "This station was locked. What you pressed was not done. Enter your code, then do it again."
LOCKED = "This station is locked. Enter your code."
WRONG = "Name and code do not belong together. Enter both again, or use the password."
WAITS = "The code waits five minutes after wrong ones. Enter the password instead."


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """What became of an attempt: a sentence where it failed; `is_other` where somebody else acts now."""

    sentence: str = ""
    is_other: bool = False


def attempt(request: HttpRequest) -> Unlocked:
    """Judge a code or a password, and open the station for its person.

    Another person takes over as at a sign-in: with a new key of the session and of its forms.
    """
    name, entered = request.POST.get("username", "").strip()[:LONGEST], request.POST.get("code", "")[:LONGEST]
    if attempts.are_too_many(request, name):
        return Unlocked(sentence=attempts.WAIT)
    found = _person(request, name, entered)
    if found is None:
        attempts.count_wrong(request, name)
        user = User.objects.filter(username=name, is_active=True).first()
        is_waiting = user is not None and codes.is_waiting(user)
        return Unlocked(sentence=WAITS if is_waiting else WRONG)
    attempts.forget(request, name)
    is_other = found != request.user
    if is_other:
        login(request, found, backend=BACKEND)
    lock.unlock(request)
    return Unlocked(is_other=is_other)


def _person(request: HttpRequest, name: str, entered: str) -> User | None:
    """Find whose code or password it is."""
    user = User.objects.filter(username=name, is_active=True).first()
    if user is not None and codes.has_code(user) and len(entered) == codes.LENGTH and codes.matches(user, entered):
        return user
    found = authenticate(request, username=name, password=entered)
    return found if isinstance(found, User) else None


def back(request: HttpRequest, otherwise: str = "/") -> str:
    """Give where the station was; only an address of this server."""
    asked = request.POST.get("next") or request.GET.get("next") or otherwise
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if is_ours else otherwise


def words(request: HttpRequest, done: Unlocked | None, *, otherwise: str = "/") -> dict[str, object]:
    """Give what the form shows."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    said = done.sentence if done is not None else NOT_DONE if "lost" in request.GET else ""
    return {
        "is_locked": lock.is_locked(request),
        "now_acts": done is not None and done.is_other and not done.sentence,
        "sentence": said,
        "username": request.POST.get("username", user.username)[:LONGEST],
        "next": back(request, otherwise),
        "most": LONGEST,
    }


@open_to("staff")
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Unlock the station, and go back to where it was."""
    done = attempt(request) if request.method == "POST" else None
    if done is not None and not done.sentence and not done.is_other:
        return HttpResponseRedirect(back(request))
    status = 200 if done is None or not done.sentence else 400
    return render(request, "people/unlock.html", words(request, done), status=status)
