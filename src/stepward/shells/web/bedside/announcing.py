"""What a live page is told: a short text that changes when the session or what is due changes, and nothing else."""

import hashlib

from stepward.core.sessions.conditions import due
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.session import Session

LETTERS = 8


def announcement(session: Session, now: Instant, alarms: str = "") -> str:
    """Write version, what is due and a word for its alarms as a short text without any patient data (H-97)."""
    codes = " ".join((alarms, *(condition.code.value for condition in due(session, now))))
    return f"{session.version}-{hashlib.sha256(codes.encode()).hexdigest()[:LETTERS]}"
