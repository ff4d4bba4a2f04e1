"""Approve or withdraw a version: what is signed is shown, and the password is asked for at that moment (H-92)."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.core.findings import Refusal
from stepward.shells.web.access import open_to
from stepward.shells.web.people.signing_in import LONGEST
from stepward.shells.web.protocols.approving import utc_text, wrong_password
from stepward.shells.web.unit.boxes import LONGEST as LONGEST_REASON
from stepward.shells.web.unit.card_shown import tried
from stepward.shells.web.unit.shelves import shelf_of
from stepward.shells.web.unit.shown import facts_shown, versions_shown
from stepward.shells.web.unit.views import member, versions_of
from stepward.usecases.unit_records import APPROVERS, Kind, Named, approve, may_withdraw, withdraw

_DEEDS = {
    "approve": ("Approve", "I have compared each fact with its source. This version may be used."),
    "withdraw": ("Withdraw", "This version is used no more. No other version takes its place by itself."),
}


class SignatureForm(forms.Form):
    """The password of the person who is signed in, and the reason of a withdrawal."""

    password = forms.CharField(max_length=LONGEST, strip=False, error_messages={"required": "Enter your password."})
    reason = forms.CharField(max_length=LONGEST_REASON, required=False)


@open_to("pharmacist", "allergist", "charge nurse")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str, key: str, version: int, deed: str) -> HttpResponse:
    """Show what is signed; with the right password, sign it."""
    shelf, who = shelf_of(slug), member(request)
    versions = versions_of(shelf, key)
    record = next((item for item in versions if item.version == version), None)
    if record is None or deed not in _DEEDS:
        raise Http404
    if not (who.roles & APPROVERS if deed == "approve" else may_withdraw(shelf.kind, who)):
        raise PermissionDenied
    form = SignatureForm(request.POST if request.method == "POST" else None)
    at, sentence, wrong = timezone.now(), "", ""
    named = Named(kind=shelf.kind, key=key, version=version)
    if form.is_bound and form.is_valid():
        wrong = wrong_password(request, form.cleaned_data["password"])
        try:
            if not wrong and deed == "approve":
                approve(named, who, at, records=DatabaseUnitRecords(), reader=UnitReader())
            elif not wrong:
                withdraw(named, who, at, reason=form.cleaned_data["reason"], records=DatabaseUnitRecords())
            if not wrong:
                return HttpResponseRedirect(reverse("unit-one", args=[slug, key]))
        except Refusal as refusal:
            sentence = str(refusal)
    verb, meaning = _DEEDS[deed]
    page = {
        "shelf": shelf,
        "key": key,
        "record": record,
        "name": shelf.name_of(record.content),
        "version": next(item for item in versions_shown(versions, who) if item.number == version),
        "groups": facts_shown(shelf, record.content),
        "tried": tried(key, record.content) if shelf.kind is Kind.TREATMENT_CARD else (),
        "verb": verb,
        "meaning": meaning,
        "asks_reason": deed == "withdraw",
        "person": who,
        "roles": ", ".join(sorted(who.roles)),
        "at": utc_text(at),
        "sentence": sentence or form.errors.get("reason", [""])[0] if form.is_bound else "",
        "wrong": wrong or (form.errors.get("password", [""])[0] if form.is_bound else ""),
    }
    return render(request, "unit/sign.html", page, status=(409 if sentence else 400) if form.is_bound else 200)
