"""A session that was held when all was given: it finishes its last step as it would go on, and no drug flows.

Source: STEPWARD-SAFETY, H-09, H-13 and H-18.
"""

from stepward.core.sessions.commands_resuming import SignatureNeeded, require_nothing_missing
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.refusals import NotInThisState
from stepward.core.sessions.resuming import FINISH, is_all_given, is_signature_needed, missing_for_resume
from stepward.core.sessions.session import Session


def require_finish(session: Session, now: Instant) -> None:
    """Let a held session finish its last step as it would go on: the flush brings in what the line holds (H-09, H-13).

    Raises:
        SessionRefusal: the first thing that a resume would need, or that drug is left to give.
    """
    if not is_all_given(session, now):
        msg = "Something of the last step is left to give. Resume, or ask a physician to sign a reduced dose."
        raise NotInThisState(msg)
    require_nothing_missing(missing_for_resume(session, now))
    if is_signature_needed(session, now) and (session.signature is None or session.signature.point.rule != FINISH):
        msg = "A physician with the privilege to resume must sign that all is given."
        raise SignatureNeeded(msg)
