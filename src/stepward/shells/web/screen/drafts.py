"""Whose answers they are: one's own, and for those who sign what was offered to them."""

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest

from stepward.adapters.database import screening_drafts
from stepward.adapters.database.models import ScreeningDraft
from stepward.shells.web.unit.shelf import member_of
from stepward.usecases.assessing import may_sign

SCREENS = ("allergist", "prescriber", "nurse")


def owner_of(request: HttpRequest) -> int:
    """Tell the account that is signed in."""
    if not isinstance(request.user, User):
        raise Http404
    return int(request.user.pk)


def is_signer(request: HttpRequest) -> bool:
    """Tell whether who is signed in signs assessments."""
    member = member_of(request.user)
    return member is not None and may_sign(member)


def draft_of(request: HttpRequest, draft_id: str) -> ScreeningDraft:
    """Find answers by their id; those of another person only for signers, once they are offered."""
    found = screening_drafts.find(draft_id, owner=owner_of(request), is_signer=is_signer(request))
    if found is None:
        raise Http404
    return found
