"""A session that is over, and what people write after it: what the tests of tolerance share."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from stepward.core.sessions.commands_ending import Complete, FinishLastStep, FlushLine
from stepward.core.sessions.instants import Instant
from stepward.shells.web import clock
from tests.core.sessions.plans import START, Ward, running
from tests.web.preparing import Answer, text_of
from tests.web.sessions import Bed, at_bed, own_log

PASSWORD = "invented-only-here"


def with_passwords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the invented people a password, and the sessions a log of their own."""
    for user in User.objects.filter(username__in=("haddad", "okafor")):
        user.set_password(PASSWORD)
        user.save()
    with own_log(tmp_path, monkeypatch):
        yield


def over(session_id: str = "s", *, utc: datetime = START) -> Bed:
    """Complete a session, and stand an hour later."""
    bed = Bed(session_id, completed(utc))
    at(bed.ward, hours=1)
    return bed


def completed(utc: datetime = START) -> Ward:
    ward = running(4, utc=utc)
    ward.wait(microseconds=ward.session.order.steps[-1].dwell).do(FinishLastStep())
    return ward.do(FlushLine(volume=Fraction(3), rate=Fraction(20))).wait(61).do(Complete())


def at(ward: Ward, *, hours: float) -> datetime:
    """Stand so many hours after the end of the last dose."""
    ended = ward.session.dose_ended_at
    assert ended is not None
    now = ended + timedelta(hours=hours)
    clock.use(lambda: Instant(at=now, monotonic=0, boot="b"))
    return now


def signs(bed: Bed, username: str = "haddad", **changed: str) -> Answer:
    fields = {
        "mode": "continuous",
        "interval": "8",
        "window": "24",
        "product": "A",
        "route": "intravenous",
        "warn_before": "2",
        "password": PASSWORD,
    } | changed
    return at_bed(username).post(f"/tolerance/{bed.id}/sign/", fields)


def gives(bed: Bed, given: datetime, **changed: str) -> Answer:
    fields = {"day": f"{given:%Y-%m-%d}", "time": f"{given:%H:%M:%S}", "product": "A", "route": "intravenous"}
    return at_bed("okafor").post(f"/tolerance/{bed.id}/dose/", fields | changed)


def board() -> str:
    return text_of(at_bed("okafor").get("/tolerance/"))


def one(bed: Bed) -> str:
    return text_of(at_bed("haddad").get(f"/tolerance/{bed.id}/"))
