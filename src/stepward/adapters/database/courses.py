"""Signed ways to go on, and facts of cycles that people state, as rows."""

from stepward.adapters.database import models
from stepward.usecases.approving import Person
from stepward.usecases.cycles import Stated
from stepward.usecases.next_cycle import Chosen


class DatabaseChosenWays:
    """Signed ways, for ever."""

    def add(self, chosen: Chosen, /) -> None:
        """Keep one."""
        models.ChosenWay(
            id=chosen.id,
            session=chosen.session,
            change=chosen.change,
            title=chosen.title,
            protocol=chosen.protocol,
            reason=chosen.reason,
            sha256=chosen.sha256,
            person_id=int(chosen.by.id),
            person_name=chosen.by.name,
            at=chosen.at,
        ).save()

    def of_session(self, session_id: str, /) -> tuple[Chosen, ...]:
        """List what was signed after a session, the oldest first."""
        return tuple(
            Chosen(
                id=row.id,
                session=row.session,
                change=row.change,
                title=row.title,
                protocol=row.protocol,
                sha256=row.sha256,
                by=Person(id=str(row.person_id), name=row.person_name, roles=frozenset()),
                at=row.at,
                reason=row.reason,
            )
            for row in models.ChosenWay.objects.filter(session=session_id)
        )


class DatabaseStatedFacts:
    """Facts of sessions in the words of people, for ever."""

    def add(self, stated: Stated, /) -> None:
        """Keep one."""
        models.StatedFact(
            session=stated.session,
            field=stated.field,
            words=stated.words.strip(),
            person_id=int(stated.by.id),
            person_name=stated.by.name,
            at=stated.at,
        ).save()

    def of_session(self, session_id: str, /) -> tuple[Stated, ...]:
        """List what was stated of a session, the oldest first."""
        return tuple(
            Stated(
                session=row.session,
                field=row.field,
                words=row.words,
                by=Person(id=str(row.person_id), name=row.person_name, roles=frozenset()),
                at=row.at,
            )
            for row in models.StatedFact.objects.filter(session=session_id)
        )
