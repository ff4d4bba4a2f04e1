"""What is counted of each session, as rows."""

from dataclasses import asdict

from stepward.adapters.database import models
from stepward.core.outcomes.outcome import Ending, Outcome


def keep_outcome(session_id: str, outcome: Outcome) -> None:
    """Keep what is counted of a session, over what was kept before."""
    words = asdict(outcome) | {"ending": outcome.ending.value}
    models.OutcomeRow.objects.update_or_create(session=session_id, defaults=words)


def outcomes() -> tuple[Outcome, ...]:
    """List what is counted of every session that is over and in which drug ran, the oldest first."""
    return tuple(
        Outcome(
            patient=row.patient,
            drug=row.drug,
            protocol=row.protocol,
            phenotype=row.phenotype,
            started_at=row.started_at,
            ending=Ending(row.ending),
            reactions=row.reactions,
            brown=row.brown,
            step=row.step,
            steps=row.steps,
            has_epinephrine=row.has_epinephrine,
            planned_minutes=row.planned_minutes,
            minutes=row.minutes,
            overdue_vitals=row.overdue_vitals,
            made=row.made,
            wasted=row.wasted,
        )
        for row in models.OutcomeRow.objects.exclude(ending=Ending.NOT_BEGUN.value)
    )
