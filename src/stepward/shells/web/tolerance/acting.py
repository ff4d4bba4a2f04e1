"""What people do after a session: write a dose down, strike one out, sign how the drug is given on, stop it."""

from collections.abc import Callable
from dataclasses import replace

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from stepward.adapters.database.following import DatabaseBook
from stepward.core.findings import Refusal
from stepward.core.quantities import Rate, Volume
from stepward.core.tolerance.history import UnfitHistory
from stepward.shells.web import clock, here
from stepward.shells.web.access import open_to
from stepward.shells.web.ids import new_id
from stepward.shells.web.people.signing_in import person_of
from stepward.shells.web.protocols.approving import wrong_password
from stepward.shells.web.tolerance.forms import DoseForm, SignForm
from stepward.shells.web.tolerance.one import NOTES, SIGNS, earliest_hours, wants_reason
from stepward.shells.web.tolerance.pages import Sent, found_after, shown_page
from stepward.shells.web.tolerance.unit_terms import capped
from stepward.usecases import following
from stepward.usecases.approving import Person

LACKING, REFUSED = 422, 409


@open_to(*NOTES)
@require_POST
def dose(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Write down a dose that was given."""
    after, order = found_after(session_id)
    form = DoseForm(request.POST)
    if not form.is_valid():
        return shown_page(request, after, order, Sent(dose=form, status=LACKING))

    def act() -> None:
        note = following.DoseNote(
            id=new_id(), session=session_id, dose=form.dose(), by=_person(request), at=clock.now().at
        )
        following.note_dose(note, after, DatabaseBook(), is_confirmed=form.cleaned_data["confirmed"])

    return _done(request, session_id, act, Sent(dose=form))


@open_to(*NOTES)
@require_POST
def strike_out(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Say that a dose was never given."""
    after, _ = found_after(session_id)

    def act() -> None:
        struck = following.StruckOut(
            note=request.POST.get("note", ""),
            reason=request.POST.get("reason", "").strip(),
            by=_person(request),
            at=clock.now().at,
        )
        following.strike_out(struck, after, DatabaseBook())

    return _done(request, session_id, act)


@open_to(*SIGNS)
@require_POST
def stop(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Say that the drug is not given on."""
    after, _ = found_after(session_id)

    def act() -> None:
        reason = request.POST.get("reason", "").strip()
        stopped = following.Stopped(session=session_id, reason=reason, by=_person(request), at=clock.now().at)
        following.stop(stopped, after, DatabaseBook())

    return _done(request, session_id, act)


@open_to(*SIGNS)
@sensitive_post_parameters("password")
@require_POST
def sign(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Sign how the drug is given on, with the password."""
    after, order = found_after(session_id)
    form = SignForm(request.POST)
    if not form.is_valid():
        return shown_page(request, after, order, Sent(signing=form, status=LACKING))
    wrong = wrong_password(request, form.cleaned_data["password"])
    if wrong:
        form.add_error("password", forms.ValidationError(wrong))
        return shown_page(request, after, order, Sent(signing=form, status=LACKING))

    def act() -> None:
        wanted = capped(_wanted(form, session_id, _person(request)))
        asked = wants_reason(wanted, after.finished.drug)
        if asked:
            raise following.NotFollowed(asked)
        following.sign(
            wanted,
            after,
            DatabaseBook(),
            soonest=earliest_hours(after.finished.drug),
            is_confirmed=form.cleaned_data["confirmed"],
        )

    return _done(request, session_id, act, Sent(signing=form))


def _wanted(form: SignForm, session_id: str, by: Person) -> following.GivingOn:
    data = form.cleaned_data
    return following.GivingOn(
        session=session_id,
        mode=form.chosen,
        terms=form.terms(),
        by=by,
        at=clock.now().at,
        interval=data["interval"],
        amount=data["amount"],
        product=data["product"].strip(),
        route=data["route"].strip(),
        volume=None if data["volume"] is None else Volume(data["volume"]),
        rate=None if data["rate"] is None else Rate(data["rate"]),
        warn_before=data["warn_before"],
        reason=data["reason"].strip(),
    )


def _done(request: HttpRequest, session_id: str, act: Callable[[], None], sent: Sent | None = None) -> HttpResponseBase:
    """Do it and go back to the page; where it cannot be done, show the page with the reason and what was typed."""
    try:
        act()
    except following.MustConfirm as unlike:
        after, order = found_after(session_id)
        asked = replace(sent or Sent(), to_confirm=str(unlike), status=REFUSED)
        return shown_page(request, after, order, asked)
    except (Refusal, UnfitHistory) as refusal:
        after, order = found_after(session_id)
        return shown_page(
            request, after, order, replace(sent or Sent(), told=here.retold(str(refusal)), status=REFUSED)
        )
    return HttpResponseRedirect(reverse("tolerance-one", args=[session_id]))


def _person(request: HttpRequest) -> Person:
    person = person_of(request.user)
    if person is None:
        raise PermissionDenied
    return person
