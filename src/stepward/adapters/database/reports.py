"""Reports on reactions, as rows."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol as Port

from django.db import IntegrityError, transaction

from stepward.adapters.database import models
from stepward.usecases.approving import Person
from stepward.usecases.report_sending import carried
from stepward.usecases.reporting import Deed, Dossier, Draft, Mark, NotReported, Turn, Version

BETWEEN = ","


class DatabaseReports:
    """Drafts, versions and marks, for ever."""

    def of_session(self, session_id: str, /) -> Dossier:
        """Give all that is kept of one session, and what is carried on from the unit's newest report."""
        newest = models.ReportVersion.objects.order_by("-at").first()
        found = self.of_sessions((session_id,))[session_id]
        return found if newest is None else replace(found, carried=carried(json.loads(newest.answers)))

    def of_sessions(self, session_ids: Sequence[str], /) -> dict[str, Dossier]:
        """Give all that is kept of these sessions, with three questions to the database whatever their number."""
        drafts, versions = defaultdict[str, list[Draft]](list), defaultdict[str, list[Version]](list)
        marks = defaultdict[str, list[Mark]](list)
        for draft in models.ReportDraft.objects.filter(session__in=session_ids):
            drafts[draft.session].append(
                Draft(session=draft.session, answers=json.loads(draft.answers), by=_person(draft), at=draft.at)
            )
        for row in models.ReportVersion.objects.filter(session__in=session_ids):
            versions[row.session].append(_version(row))
        for item in models.ReportMark.objects.filter(session__in=session_ids):
            marks[item.session].append(_mark(item))
        return {
            name: Dossier(
                session=name,
                drafts=tuple(drafts[name]),
                versions=tuple(versions[name]),
                marks=tuple(marks[name]),
            )
            for name in session_ids
        }

    def add_draft(self, draft: Draft, /) -> None:
        """Keep a draft."""
        models.ReportDraft(
            session=draft.session,
            answers=_json(draft.answers),
            person_id=int(draft.by.id),
            person_name=draft.by.name,
            at=draft.at,
        ).save()

    def add_version(self, version: Version, /) -> None:
        """Keep a version.

        Raises:
            NotReported: if another person kept this number at the same moment.
        """
        row = models.ReportVersion(
            session=version.session,
            number=version.number,
            turn=version.turn.value,
            answers=_json(version.answers),
            entries=version.entries,
            roles=BETWEEN.join(sorted(version.roles)),
            reason=version.reason,
            sha256=version.sha256,
            person_id=int(version.by.id),
            person_name=version.by.name,
            at=version.at,
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            msg = "Another person closed a version at the same moment. You see it now."
            raise NotReported(msg) from error

    def add_mark(self, mark: Mark, /) -> None:
        """Keep what became of a version."""
        models.ReportMark(
            session=mark.session,
            number=mark.number,
            deed=mark.deed.value,
            paper=mark.paper,
            words=mark.words,
            person_id=int(mark.by.id),
            person_name=mark.by.name,
            at=mark.at,
        ).save()


class DatabaseReacted:
    """The index of sessions that saw a reaction."""

    def put(self, session_id: str, entries: int, aware_at: datetime | None, /) -> None:
        """Keep what the log says, over what it said before."""
        models.ReactedSession.objects.update_or_create(
            session=session_id, defaults={"entries": entries, "aware_at": aware_at}
        )

    def lengths(self) -> dict[str, int]:
        """Tell how long each log was when it was read."""
        return dict(models.ReactedSession.objects.values_list("session", "entries"))

    def every(self) -> tuple[str, ...]:
        """List all ordered sessions."""
        return tuple(models.SessionOrder.objects.values_list("id", flat=True))

    def reacted(self, most: int, /) -> tuple[str, ...]:
        """List the sessions that saw a reaction, the newest first."""
        rows = models.ReactedSession.objects.filter(aware_at__isnull=False)
        return tuple(rows.values_list("session", flat=True)[:most])


class _Row(Port):
    """A row that says who wrote it."""

    person_id: int
    person_name: str


def _person(row: _Row) -> Person:
    return Person(id=str(row.person_id), name=row.person_name)


def _json(answers: object) -> str:
    return json.dumps(answers, ensure_ascii=False, sort_keys=True)


def _version(row: models.ReportVersion) -> Version:
    return Version(
        session=row.session,
        number=row.number,
        turn=Turn(row.turn),
        answers=json.loads(row.answers),
        entries=row.entries,
        sha256=row.sha256,
        by=_person(row),
        roles=frozenset(row.roles.split(BETWEEN)) - {""},
        at=row.at,
        reason=row.reason,
    )


def _mark(row: models.ReportMark) -> Mark:
    return Mark(
        session=row.session,
        number=row.number,
        deed=Deed(row.deed),
        paper=row.paper,
        words=row.words,
        by=_person(row),
        at=row.at,
    )
