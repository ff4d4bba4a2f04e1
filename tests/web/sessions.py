"""A session of the invented unit whose log a test ward fills, under the clock of that ward."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client
from django.utils import timezone

from stepward.adapters.database.models import AccessNote
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.core.sessions.chain import Key
from stepward.core.sessions.storing import draft_of
from stepward.shells.session_places import places
from stepward.shells.web import clock, session_log
from stepward.shells.web.bedside import alarm_book
from stepward.shells.web.bedside.acting import SALT, cookie_name
from stepward.usecases.approving import Person
from stepward.usecases.orders import Patient
from stepward.usecases.session_orders import SessionOrder, Weighed
from tests.core.sessions.plans import BEDSIDE, Ward
from tests.web.preparing import WITHOUT_LINE, Answer, keep_plan, signed_in


def somebody_invented(session_id: str) -> Patient:
    """Invent the patient of a session."""
    return Patient(
        id=f"patient-{session_id}",
        family_name="Ruiz",
        given_names="Marta",
        identifier=f"INV 0047 {session_id}",
        born_on=date(1971, 3, 14),
        is_invented=True,
    )


class Bed:
    """One session: its ward, its order, and what the pages say of it."""

    def __init__(
        self,
        session_id: str,
        ward: Ward,
        *,
        bed: str = "4",
        start_at: datetime | None = None,
        patient: Patient | None = None,
        weight: str = "68\u00a0kg",
    ) -> None:
        self.id, self.ward, self.kept = session_id, ward, 0
        somebody = User.objects.get(username="okafor")
        weighed = Weighed(weight=weight, at=ward.utc, by="T. Okafor")
        self.order = SessionOrder(
            id=session_id,
            patient=patient or somebody_invented(session_id),
            plan=WITHOUT_LINE,
            bed=bed,
            start_at=start_at or ward.utc,
            ordered_by=Person(id=str(somebody.pk), name="T. Okafor", roles=frozenset()),
            ordered_at=timezone.now(),
            weighed=weighed,
        )
        DatabaseSessionOrders().add(self.order)
        self.keep()

    def keep(self) -> "Bed":
        """Bring what happened in the ward into the log."""
        log = session_log.session_log()
        for entry in self.ward.entries[self.kept :]:
            draft = draft_of(entry.event, entry.at, entry.actor, software="t", urgent=False)
            key = Key(name=f"{self.id} {entry.sequence}", body="")
            log.append(self.id, after=entry.sequence - 1, drafts=(draft,), key=key)
        self.kept = len(self.ward.entries)
        return self

    def page(self, client: Client, sheet: str = "") -> str:
        """Open the place or one of its sheets."""
        answer = client.get(f"/bedside/{self.id}/{sheet}")
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def press(self, client: Client, sheet: str, **fields: str) -> Answer:
        """Press a sheet with the token that it shows now."""
        token = re.search(r'name="token" value="([^"]+)"', self.page(client, f"{sheet}/"))
        assert token
        return client.post(f"/bedside/{self.id}/{sheet}/", {"token": token[1], **fields})

    def notes(self, deed: str) -> list[tuple[str, str]]:
        """List who did something that is noted, and why."""
        rows = AccessNote.objects.filter(session=self.id, deed=deed)
        return [(row.person_name, row.reason) for row in rows]


def at_bed(username: str = "okafor", station: str = BEDSIDE) -> Client:
    """Sit down at a station."""
    client = signed_in(username)
    client.cookies[cookie_name()] = signing.dumps(station, salt=SALT)
    return client


@contextmanager
def own_log(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the log of sessions in a folder of the test, and give the clock back."""
    monkeypatch.setattr(settings, "SESSION_PLACES", places({"STEPWARD_LEAST_FREE_MB": "50"}, folder))
    monkeypatch.setattr(alarm_book, "_BOOK", alarm_book.AlarmBook())
    session_log.session_log.cache_clear()
    keep_plan(WITHOUT_LINE)
    source = clock._source
    yield
    clock.use(source)
    session_log.session_log().close()
    session_log.session_log.cache_clear()
