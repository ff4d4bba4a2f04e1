"""Approve a protocol file: what is signed is shown, and the password is asked for at that moment (H-92)."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.approvals import DatabaseApprovals
from stepward.core.findings import Refusal
from stepward.shells.web import here
from stepward.shells.web.access import open_to
from stepward.shells.web.people import attempts
from stepward.shells.web.people.signing_in import LONGEST, person_of
from stepward.usecases.approving import (
    Act,
    ApprovalState,
    Deed,
    Person,
    Role,
    Signature,
    approve,
    withdraw,
)
from stepward.usecases.consulting import file_of

SHA256_LETTERS = 64
WRONG = "This is not your password. Enter it again."
_MEANING = {
    (Deed.APPROVED, Role.ALLERGIST): "I have read this protocol and its source. It may be used in this unit.",
    (Deed.APPROVED, Role.PHARMACIST): "I have checked solutions, strengths and volumes. We can prepare them.",
    (Deed.WITHDRAWN, Role.ALLERGIST): "My role withdraws its approval. No new session may start with this file.",
    (Deed.WITHDRAWN, Role.PHARMACIST): "My role withdraws its approval. No new session may start with this file.",
}
_VERBS = {Deed.APPROVED: "Approve", Deed.WITHDRAWN: "Withdraw the approval of"}


class SignatureForm(forms.Form):
    """The password of the person who is signed in, and the hash of the file that was shown."""

    password = forms.CharField(max_length=LONGEST, strip=False, error_messages={"required": "Enter your password."})
    shown_sha256 = forms.CharField(max_length=SHA256_LETTERS, min_length=SHA256_LETTERS)


def utc_text(at: datetime) -> str:
    """Write a time with its date, the month in letters, and its offset."""
    return here.place().moment(at)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """One role: who approved and when, or who may."""

    role: str
    person: str
    at: str
    may_approve: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """How the unit's approval stands, as the page shows it."""

    words: str
    is_approved: bool
    sha256: str
    version: str
    roles: tuple[RoleLine, ...]
    history: tuple[str, ...]


def shown_approval(state: ApprovalState, person: Person | None) -> Approval:
    """Put the approval of a file into words for whoever looks."""
    return Approval(
        words=state.words.capitalize(),
        is_approved=state.is_approved,
        sha256=state.file.sha256,
        version=state.file.version,
        roles=tuple(_line(state.of(role), role, state, person) for role in Role),
        history=tuple(_history(act, state.file.sha256) for act in state.history),
    )


def _line(act: Act | None, role: Role, state: ApprovalState, person: Person | None) -> RoleLine:
    holds = person is not None and role in person.roles
    signed_other = person is not None and any(
        other.person_id == person.id for other in (state.allergist, state.pharmacist) if other is not None
    )
    return RoleLine(
        role=role.value,
        person="" if act is None else act.person_name,
        at="" if act is None else utc_text(act.done_at),
        may_approve=holds and act is None and not signed_other,
        may_withdraw=holds and act is not None,
    )


def _history(act: Act, sha256: str) -> str:
    file = "this file" if act.file.sha256 == sha256 else f"another file, {act.file.sha256[:12]}"
    return f"{utc_text(act.done_at)}: {act.deed.value} by {act.person_name}, {act.role.value} ({file})"


@open_to("allergist", "pharmacist")
@sensitive_post_parameters("password")
def sign(request: HttpRequest, protocol_id: str, deed: str, role: str) -> HttpResponse:
    """Show what is signed; with the right password, sign it."""
    person = person_of(request.user)
    try:
        file, what, who = file_of(protocol_id, library=shipped), Deed(deed), Role(role)
    except (Refusal, ValueError) as error:
        raise Http404 from error
    if person is None or who not in person.roles:
        raise PermissionDenied
    form = SignatureForm(request.POST if request.method == "POST" else None)
    at = timezone.now()
    sentence, wrong = "", ""
    if form.is_bound and form.is_valid():
        signature = Signature(person=person, role=who, at=at, shown_sha256=form.cleaned_data["shown_sha256"])
        wrong = wrong_password(request, form.cleaned_data["password"])
        try:
            if not wrong:
                act = approve if what is Deed.APPROVED else withdraw
                act(file, signature, approvals=DatabaseApprovals())
                return HttpResponseRedirect(reverse("protocols-one", args=[protocol_id]))
        except Refusal as refusal:
            sentence = str(refusal)
    page = {
        "title": f"{_VERBS[what]} {protocol_id}",
        "protocol": shipped.protocol(protocol_id),
        "file": file,
        "person": person,
        "role": who.value,
        "meaning": _MEANING[what, who],
        "at": utc_text(at),
        "sentence": sentence,
        "wrong": wrong or (form.errors.get("password", [""])[0] if form.is_bound else ""),
        "verb": "Sign",
    }
    return render(request, "protocols/sign.html", page, status=_status(form, sentence))


def _status(form: SignatureForm, sentence: str) -> int:
    if sentence:
        return 409
    return 400 if form.is_bound else 200


def wrong_password(request: HttpRequest, password: str) -> str:
    """Say what is wrong with the password of whoever is signed in; nothing where it is right."""
    user = request.user
    if not isinstance(user, User) or attempts.are_too_many(request, user.username):
        return attempts.WAIT
    if authenticate(request, username=user.username, password=password) != user:
        attempts.count_wrong(request, user.username)
        return WRONG
    attempts.forget(request, user.username)
    return ""
