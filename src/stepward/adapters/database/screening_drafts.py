"""Answers of the screen, kept in the database for the person who gives them, and for those who sign them."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from stepward.adapters.database.models import ScreeningDraft, SignedAssessment

Answers = dict[str, list[str]]
MOST_LISTED = 20
KEPT_DAYS = 30


def begin(draft_id: str, *, owner: int, at: datetime, answers: Answers | None = None, replaces: str = "") -> None:
    """Keep a sheet of answers: empty, or those of a signed assessment that is taken up again."""
    ScreeningDraft.objects.create(
        id=draft_id, owner_id=owner, answers=answers or {}, started_at=at, changed_at=at, replaces=replaces
    )


def find(draft_id: str, *, owner: int, is_signer: bool = False) -> ScreeningDraft | None:
    """Find somebody's answers; those of another person are found by signers only, once they are offered."""
    mine = Q(owner_id=owner)
    seen = mine | Q(offered_at__isnull=False) if is_signer else mine
    return ScreeningDraft.objects.filter(seen, id=draft_id).first()


def listed(*, owner: int) -> tuple[ScreeningDraft, ...]:
    """List somebody's answers that are not signed, the last changed first."""
    return tuple(_open().filter(owner_id=owner)[:MOST_LISTED])


def offered() -> tuple[ScreeningDraft, ...]:
    """List what waits for a signature, the longest first."""
    return tuple(_open().filter(offered_at__isnull=False).order_by("offered_at", "id")[:MOST_LISTED])


def save(draft: ScreeningDraft, answers: Answers, *, at: datetime, by: int) -> None:
    """Keep what was answered; the owner takes an offer back by a change, one who signs does not."""
    draft.answers, draft.changed_at = answers, at
    draft.offered_at = None if by == draft.owner_id else draft.offered_at
    draft.save(update_fields=["answers", "changed_at", "offered_at"])


def offer(draft: ScreeningDraft, *, at: datetime) -> None:
    """Ask for a signature."""
    draft.offered_at = at
    draft.save(update_fields=["offered_at"])


def remove_old(*, now: datetime) -> None:
    """Remove unsigned answers that nobody changed for `KEPT_DAYS` days."""
    _open().filter(changed_at__lt=now - timedelta(days=KEPT_DAYS)).delete()


def _open() -> QuerySet[ScreeningDraft]:
    return ScreeningDraft.objects.exclude(id__in=SignedAssessment.objects.values("draft"))
