"""Answers of the screen, kept in the database for the person who gives them."""

from datetime import datetime

from stepward.adapters.database.models import ScreeningDraft

Answers = dict[str, list[str]]
MOST_LISTED = 20


def begin(draft_id: str, *, owner: int, at: datetime) -> None:
    """Keep an empty sheet of answers."""
    ScreeningDraft.objects.create(id=draft_id, owner_id=owner, answers={}, started_at=at, changed_at=at)


def find(draft_id: str, *, owner: int) -> ScreeningDraft | None:
    """Find somebody's answers; those of another person are not found."""
    return ScreeningDraft.objects.filter(id=draft_id, owner_id=owner).first()


def listed(*, owner: int) -> tuple[ScreeningDraft, ...]:
    """List somebody's answers, the last changed first."""
    return tuple(ScreeningDraft.objects.filter(owner_id=owner)[:MOST_LISTED])


def save(draft: ScreeningDraft, answers: Answers, *, at: datetime) -> None:
    """Keep what was answered."""
    draft.answers, draft.changed_at = answers, at
    draft.save(update_fields=["answers", "changed_at"])
