"""Set the own personal code, with the password."""

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from stepward.shells.web.access import open_to
from stepward.shells.web.people import codes
from stepward.shells.web.people.signing_in import LONGEST
from stepward.shells.web.protocols.approving import wrong_password


class CodeForm(forms.Form):
    """The password, and the code twice."""

    password = forms.CharField(max_length=LONGEST, strip=False, error_messages={"required": "Enter your password."})
    code = forms.CharField(max_length=codes.LENGTH, error_messages={"required": "Enter six digits."})
    again = forms.CharField(max_length=codes.LENGTH, error_messages={"required": "Enter them a second time."})


@open_to("staff")
@sensitive_post_parameters("password", "code", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Set the code of whoever is signed in."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    form = CodeForm(request.POST if request.method == "POST" else None)
    wrong = {name: str(form.errors[name][0]) for name in form.errors} if form.is_bound else {}
    if form.is_bound and form.is_valid():
        wrong = _wrong(request, form.cleaned_data)
        if not wrong:
            codes.set_code(user, form.cleaned_data["code"])
            return HttpResponseRedirect(reverse("code"))
    page = {"wrong": wrong, "has_code": codes.has_code(user), "length": codes.LENGTH}
    return render(request, "people/code.html", page, status=400 if form.is_bound else 200)


def _wrong(request: HttpRequest, entered: dict[str, str]) -> dict[str, str]:
    if entered["code"] != entered["again"]:
        return {"again": "The two do not match. Enter the digits again."}
    try:
        codes.check(entered["code"])
    except codes.WeakCode as refusal:
        return {"code": str(refusal)}
    wrong = wrong_password(request, entered["password"])
    return {"password": wrong} if wrong else {}
