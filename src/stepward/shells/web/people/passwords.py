"""Change the own password; a first one, which an administrator was shown, before anything else."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from stepward.adapters.database.models import FirstPassword
from stepward.shells.web.access import open_to
from stepward.shells.web.people.signing_in import LONGEST
from stepward.shells.web.protocols.approving import wrong_password

FIRST = "first-password"
OPEN_WITH_FIRST = frozenset({"password", "sign-in", "sign-out", "theme"})
LEAST = 12
WEAK = f"Use at least {LEAST} characters, not all digits, and no common password."


class PasswordForm(forms.Form):
    """The password so far, and the new one twice."""

    password = forms.CharField(max_length=LONGEST, strip=False, error_messages={"required": "Enter your password."})
    new = forms.CharField(max_length=LONGEST, strip=False, error_messages={"required": "Enter a new password."})
    again = forms.CharField(max_length=LONGEST, strip=False, error_messages={"required": "Enter it a second time."})


@receiver(user_logged_in, dispatch_uid="stepward-first-password")
def _remember(request: HttpRequest, user: User, **_: Any) -> None:  # noqa: ANN401 - as Django sends it
    """Remember in the session that the password is a first one."""
    if FirstPassword.objects.filter(user=user).exists():
        request.session[FIRST] = True


class ChangeFirst:
    """Send whoever signed in with a first password to its change, whatever page they ask for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers the request."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    @staticmethod
    def process_view(request: HttpRequest, *_: object) -> HttpResponse | None:
        """Go to the change of the password, unless this is it."""
        match = request.resolver_match
        is_first = request.session.get(FIRST, False)
        if not is_first or (match is not None and match.url_name in OPEN_WITH_FIRST):
            return None
        return HttpResponseRedirect(reverse("password"))


@open_to("staff")
@sensitive_post_parameters("password", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Change the password of whoever is signed in."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    wrong = {name: str(form.errors[name][0]) for name in form.errors} if form.is_bound else {}
    if form.is_bound and form.is_valid() and isinstance(request.user, User):
        wrong = _wrong(request, request.user, form.cleaned_data)
        if not wrong:
            user = request.user
            user.set_password(form.cleaned_data["new"])
            user.save(update_fields=["password"])
            FirstPassword.objects.filter(user=user).delete()
            update_session_auth_hash(request, user)
            request.session.pop(FIRST, None)
            return HttpResponseRedirect(reverse("code"))
    page = {"wrong": wrong, "is_first": request.session.get(FIRST, False), "least": LEAST}
    return render(request, "people/password.html", page, status=400 if form.is_bound else 200)


def _wrong(request: HttpRequest, user: User, entered: dict[str, str]) -> dict[str, str]:
    if wrong := wrong_password(request, entered["password"]):
        return {"password": wrong}
    if entered["new"] != entered["again"]:
        return {"again": "The two do not match. Enter the new one again."}
    if entered["new"] == entered["password"]:
        return {"new": "Choose another one than before."}
    try:
        validate_password(entered["new"], user)
    except ValidationError:
        return {"new": WEAK}
    return {}
