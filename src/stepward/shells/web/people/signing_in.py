"""Sign in and out; who is signed in, as the use cases know people."""

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from stepward.shells.web.access import LOST, open_to
from stepward.shells.web.people import attempts
from stepward.usecases.approving import Person, Role

LONGEST = 150
NOT_DONE = "Your sign-in had ended. What you sent was not done. Sign in, then do it again."
NOT_STOPPED = "STOP is NOT RECORDED. Stop the pump by hand now. Then sign in, and press STOP again."
WRONG = "Name and password do not belong together. Enter both again."


class SignInForm(forms.Form):
    """A name and a password, nothing remembered."""

    username = forms.CharField(max_length=LONGEST, error_messages={"required": "Enter your name."})
    password = forms.CharField(max_length=LONGEST, strip=False, error_messages={"required": "Enter your password."})


def person_of(user: AbstractBaseUser | AnonymousUser) -> Person | None:
    """Tell who is signed in, with the roles held at this moment."""
    if not isinstance(user, User):
        return None
    names = set(user.groups.values_list("name", flat=True))
    roles = frozenset(role for role in Role if role.value in names)
    return Person(id=str(user.pk), name=user.get_full_name() or user.username, roles=roles)


@open_to("anyone")
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in; afterwards back to where it was asked for."""
    back = _safe(request.POST.get("next") or request.GET.get("next") or settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request.POST if request.method == "POST" else None)
    sentence = _lost(back) if LOST in request.GET else ""
    if form.is_bound and form.is_valid():
        username = form.cleaned_data["username"]
        if attempts.are_too_many(request, username):
            sentence = attempts.WAIT
        elif user := authenticate(request, username=username, password=form.cleaned_data["password"]):
            attempts.forget(request, username)
            login(request, user)
            return HttpResponseRedirect(back)
        else:
            attempts.count_wrong(request, username)
            sentence = WRONG
    page = {"form": form, "next": back, "sentence": sentence}
    return render(request, "people/sign_in.html", page, status=400 if form.is_bound else 200)


@open_to("anyone")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out and end the session on the server."""
    logout(request)
    return HttpResponseRedirect(_safe(request.POST.get("next") or settings.LOGOUT_REDIRECT_URL))


def _lost(back: str) -> str:
    """Say what became of a form that was sent after the sign-in had ended."""
    return NOT_STOPPED if back.startswith("/bedside/") and back.endswith("/stop/") else NOT_DONE


def _safe(address: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/")
    return address if is_ours else "/"
