"""Frozen treatment cards of sessions as rows."""

from datetime import datetime

from stepward.adapters.database import models
from stepward.usecases.session_cards import KeptCard


class DatabaseSessionCards:
    """Cards of sessions, for ever."""

    def add(self, session_id: str, plan_hash: str, kept: KeptCard, at: datetime, /) -> None:
        """Keep a card with the plan that is signed with it."""
        models.SessionCard(
            session=session_id, plan_hash=plan_hash, words=kept.words, sha256=kept.sha256, at=at
        ).save()  # fmt: skip

    def newest(self, session_id: str, plan_hash: str, /) -> KeptCard | None:
        """Find the newest card that was kept with this plan."""
        row = models.SessionCard.objects.filter(session=session_id, plan_hash=plan_hash).order_by("-id").first()
        return None if row is None else KeptCard(words=row.words, sha256=row.sha256)
