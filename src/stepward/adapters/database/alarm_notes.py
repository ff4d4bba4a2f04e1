"""What became of alarms, as rows that stay."""

from datetime import datetime

from django.db import DatabaseError, transaction

from stepward.adapters.database import models
from stepward.core.findings import Refusal
from stepward.usecases.alarms import Deed, Note


class NotesUnwell(Refusal):
    """The notes of alarms cannot be read or written; the alarms themselves go on."""


class DatabaseAlarmNotes:
    """Notes of alarms, for ever."""

    def add(self, session_id: str, notes: tuple[Note, ...], /) -> None:
        """Keep notes of a session.

        Raises:
            NotesUnwell: if the database does not take them.
        """
        try:
            with transaction.atomic():
                for note in notes:
                    models.AlarmNote(
                        session=session_id,
                        condition=note.condition,
                        deed=note.deed.value,
                        since=note.since,
                        station=note.station,
                        person_name=note.person,
                        at=note.at,
                    ).save()
        except DatabaseError as error:
            raise NotesUnwell(str(error)) from error

    def of(self, session_id: str, /) -> tuple[Note, ...]:
        """List the notes of a session, as they were written.

        Raises:
            NotesUnwell: if the database cannot be read.
        """
        try:
            return tuple(_note(row) for row in models.AlarmNote.objects.filter(session=session_id).order_by("pk"))
        except DatabaseError as error:
            raise NotesUnwell(str(error)) from error

    def since(self, start: datetime, /) -> dict[str, tuple[Note, ...]]:
        """List the notes of every session since a time, for a review."""
        found: dict[str, list[Note]] = {}
        for row in models.AlarmNote.objects.filter(at__gte=start).order_by("pk"):
            found.setdefault(row.session, []).append(_note(row))
        return {session_id: tuple(notes) for session_id, notes in found.items()}


def _note(row: models.AlarmNote) -> Note:
    return Note(
        condition=row.condition,
        deed=Deed(row.deed),
        since=row.since,
        at=row.at,
        station=row.station,
        person=row.person_name,
    )
