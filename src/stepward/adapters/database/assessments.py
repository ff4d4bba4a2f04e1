"""Signed assessments, kept in the database as they were signed."""

from django.db import IntegrityError, transaction

from stepward.adapters.database import models
from stepward.core.screening.assessment import Verdict
from stepward.usecases.assessing import Sheet, SignedAlready, SignedAssessment

MOST_LISTED = 100


class DatabaseAssessments:
    """Assessments as rows of an append-only table."""

    def add(self, signed: SignedAssessment, /) -> None:
        """Keep one.

        Raises:
            SignedAlready: if these answers are signed.
        """
        row = models.SignedAssessment(
            id=signed.id,
            draft=signed.draft,
            drug=signed.drug,
            verdict=signed.verdict.value,
            text=signed.sheet.text,
            sha256=signed.sheet.sha256,
            reason=signed.reason,
            replaces=signed.replaces,
            person_id=int(signed.signer_id),
            person_name=signed.signer_name,
            signed_at=signed.signed_at,
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            msg = "These answers are signed, or replaced by others. Read the newest, then assess anew."
            raise SignedAlready(msg) from error

    def find(self, assessment_id: str, /) -> SignedAssessment | None:
        """Find one by its id."""
        row = models.SignedAssessment.objects.filter(id=assessment_id).first()
        return None if row is None else _signed(row)

    def of_draft(self, draft_id: str, /) -> str:
        """Tell the id of the assessment that closed these answers; empty for none."""
        return str(models.SignedAssessment.objects.filter(draft=draft_id).values_list("id", flat=True).first() or "")

    def replaced_by(self, assessment_id: str, /) -> str:
        """Tell the id of the last one that replaces it; empty for none."""
        later = models.SignedAssessment.objects.filter(replaces=assessment_id)
        return str(later.values_list("id", flat=True).first() or "")

    def listed(self) -> tuple[SignedAssessment, ...]:
        """List the newest."""
        return tuple(_signed(row) for row in models.SignedAssessment.objects.all()[:MOST_LISTED])


def _signed(row: models.SignedAssessment) -> SignedAssessment:
    return SignedAssessment(
        id=row.id,
        draft=row.draft,
        drug=row.drug,
        sheet=Sheet(text=row.text, sha256=row.sha256),
        verdict=Verdict(row.verdict),
        signer_id=str(row.person_id),
        signer_name=row.person_name,
        signed_at=row.signed_at,
        reason=row.reason,
        replaces=row.replaces,
    )
