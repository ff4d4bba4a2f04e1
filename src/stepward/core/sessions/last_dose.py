"""What a session says about its last full dose, from which a tolerance window counts: a completed one alone says it.

Where it is not sure when the drug ended, the earlier time is said: the window then closes earlier.

Source: STEPWARD-SAFETY, H-08, H-18, H-90 and H-91.
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from stepward.core.sessions.session import Session, State


@dataclass(frozen=True, slots=True, kw_only=True)
class LastFullDose:
    """The dose that was given and when it ended, in UTC; `is_asked`: a reaction since then puts tolerance on *ask*."""

    dose: Fraction
    ended_at: datetime
    is_reduced: bool
    is_asked: bool


def last_full_dose(session: Session) -> LastFullDose | None:
    """Tell the last full dose of a completed session; a stopped one, or one that goes on, says none."""
    if session.state is not State.COMPLETED or session.dose_ended_at is None:
        return None
    return LastFullDose(
        dose=session.order.ordered_total if session.reduced_total is None else session.reduced_total,
        ended_at=session.dose_ended_at,
        is_reduced=session.reduced_total is not None,
        is_asked=session.is_tolerance_asked,
    )
