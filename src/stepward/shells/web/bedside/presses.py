"""A press: the signed token of a form, so that a page of one patient never acts on another (H-55, H-60, H-61).

The token binds session, patient, the user it was made for, the version that was seen, and a key of its own: the same
press sent twice takes effect once.
"""

import secrets
from dataclasses import dataclass
from typing import ClassVar

from django.core import signing

from stepward.core.sessions.people import Actor
from stepward.core.sessions.refusals import SessionRefusal
from stepward.usecases.running import Sent
from stepward.usecases.session_orders import SessionOrder

SALT, KEY_BYTES = "stepward.press", 12
LONGEST = 12 * 60 * 60


class OtherPage(SessionRefusal):
    """The form belongs to another session, patient or user, or is too old."""

    code: ClassVar[str] = "other-page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What a form carries: the version that was seen, and the key of this press."""

    seen: int
    key: str

    @property
    def sent(self) -> Sent:
        """The press as the log knows it."""
        return Sent(key=self.key, seen=self.seen)


def token(order: SessionOrder, by: Actor, seen: int) -> str:
    """Write the token of a form."""
    words = [order.id, order.patient.id, by.user, seen, secrets.token_urlsafe(KEY_BYTES)]
    return signing.dumps(words, salt=SALT, compress=False)


def press_of(text: str, order: SessionOrder, by: Actor, *, is_urgent: bool = False) -> Press:
    """Read the token of a form. What is urgent is done by whoever is signed in now (H-06, H-94).

    Raises:
        OtherPage: if it is of another session, patient or user, or is none.
    """
    try:
        session, patient, user, seen, key = signing.loads(text, salt=SALT, max_age=LONGEST)
    except (signing.BadSignature, ValueError, TypeError):
        msg = "This page is too old, or is not one of this session. Nothing was done. Look again."
        raise OtherPage(msg) from None
    if (session, patient) != (order.id, order.patient.id):
        msg = "This page belongs to another patient. Nothing was done. Open this patient again."
        raise OtherPage(msg)
    if user != by.user and not is_urgent:
        msg = "Somebody else signed in since this page was opened. Nothing was done. Look again."
        raise OtherPage(msg)
    return Press(seen=int(seen), key=str(key))
