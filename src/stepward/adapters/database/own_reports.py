"""What patients tell, as rows."""

from stepward.adapters.database import models
from stepward.usecases.approving import Person
from stepward.usecases.own_reports import OwnReport


class DatabaseOwnReports:
    """Reports of patients, for ever."""

    def add(self, report: OwnReport, /) -> None:
        """Keep one."""
        models.OwnReport(
            id=report.id,
            session=report.session,
            signs=" ".join(report.signs),
            began=report.began,
            taken=report.taken,
            words=report.words,
            person_id=int(report.by.id),
            person_name=report.by.name,
            at=report.at,
        ).save()

    def of_session(self, session_id: str, /) -> tuple[OwnReport, ...]:
        """List what was told after a session, the oldest first."""
        return tuple(
            OwnReport(
                id=row.id,
                session=row.session,
                signs=tuple(row.signs.split()),
                began=row.began,
                taken=row.taken,
                words=row.words,
                by=Person(id=str(row.person_id), name=row.person_name, roles=frozenset()),
                at=row.at,
            )
            for row in models.OwnReport.objects.filter(session=session_id)
        )
