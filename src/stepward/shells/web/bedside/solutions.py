"""Bring what the pharmacy did into the sessions of its order."""

import logging

from django.contrib.auth.models import User
from django.utils import timezone

from stepward import __version__
from stepward.adapters.database.models import SessionOrder as SessionOrderRow
from stepward.core.findings import Refusal
from stepward.core.sessions.people import Actor
from stepward.shells.web import clock
from stepward.shells.web.bedside.acting import actor_of
from stepward.shells.web.prepare.pharmacy import pharmacy
from stepward.shells.web.session_log import session_log
from stepward.usecases.making import open_order
from stepward.usecases.session_solutions import take_over

_LOG = logging.getLogger("stepward.web")


def bring(preparation_id: str) -> None:
    """Enter the deeds of an order to the pharmacy in every session that is ordered from it.

    A refusal is noted, never raised: the deed in the pharmacy stands, and the session shows what it knows.
    """
    ids = SessionOrderRow.objects.filter(preparation=preparation_id).values_list("id", flat=True)
    if not ids:
        return
    works = open_order(preparation_id, now=timezone.now(), pharmacy=pharmacy()).works
    for session_id in ids:
        try:
            take_over(session_id, works, actor_of=_actor, now=clock.now(), log=session_log(), software=__version__)
        except Refusal as refusal:
            _LOG.warning("a solution was not entered in its session: %s", type(refusal).__name__)


def _actor(person_id: str) -> Actor | None:
    user = User.objects.filter(pk=int(person_id), is_active=True).first()
    return None if user is None else actor_of(user, "pharmacy")
