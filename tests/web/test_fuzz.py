"""Every address with requests that are nearly right or all wrong: no failure, and a refusal tells of no patient."""

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings

from stepward.shells.web import clock
from tests.core.sessions import held
from tests.core.sessions.plans import Ward, observing, ready, running
from tests.web.fuzzing import PEOPLE, Asked, crawl, requests, routes
from tests.web.preparing import new_order, signed_in
from tests.web.sessions import Bed, own_log

EXAMPLES = {"ci": 6_000, "soak": 60_000}.get(os.environ.get("STEPWARD_CAMPAIGN", ""), 150)
PRIVATE = ("Ruiz", "Marta", "INV 0047", "14 Mar 1971", "1971-03-14")
REFUSED = {301, 302, 303, 400, 401, 403, 404, 405, 413, 415}


@pytest.fixture
def ward(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ward]:
    del unit
    with own_log(tmp_path, monkeypatch):
        found = running(2)
        clock.use(lambda: found.now)
        for name, other in (
            ("s", found),
            ("h", held.held()),
            ("b", ready()),
            ("o", observing()),
            ("d", Ward()),
            ("r", held.reacted()),
        ):
            Bed(name, other, bed=name)
        yield found


def answered(asked: Asked) -> Any:
    """Make a request as one of the invented people."""
    client = Client(raise_request_exception=False)
    if asked.who:
        client.force_login(User.objects.get(username=asked.who))
    headers = dict([asked.line]) if asked.line else {}
    if asked.method in {"GET", "HEAD"}:
        return client.generic(asked.method, asked.path, headers=headers)
    if asked.kind is not None:
        return client.generic(asked.method, asked.path, asked.raw, asked.kind, headers=headers)
    if asked.method == "POST":
        return client.post(asked.path, asked.fields, headers=headers)
    return client.generic(asked.method, asked.path, str(asked.fields).encode("utf-8", "replace"), headers=headers)


def judge(asked: Asked) -> None:
    """See that an answer is no failure, and tells nothing that is not to be told."""
    with transaction.atomic():
        answer = answered(asked)
        transaction.set_rollback(True)
    what = f"{asked.who or 'nobody'} {asked.method} {asked.path}: {answer.status_code}"
    assert answer.status_code < 500, what
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"], what
    told = " ".join(answer.headers.values()) + " ".join(item.OutputString() for item in answer.cookies.values())
    page = "" if answer.streaming else answer.content.decode("utf-8", "replace")
    assert "Traceback" not in page, what
    if answer.status_code in REFUSED and (answer.status_code != 400 or "card failed" in page):
        told += page
    if asked.method != "HEAD" and answer.status_code in {403, 404, 405, 413}:
        assert re.search(r"\w\.", re.sub(r"<[^>]+>", "", page)), what
    assert not [word for word in PRIVATE if word in told], what


def test_h_97_no_request_fails_and_no_refusal_tells_of_a_patient(ward: Ward, caplog: pytest.LogCaptureFixture) -> None:
    del ward
    order = new_order()
    begin = ["/", "/bedside/s/", "/bedside/h/", "/bedside/b/", "/bedside/o/", "/bedside/d/", "/bedside/s/reaction/",
             "/bedside/d/sign/", "/bedside/h/resume/", "/bedside/s/vitals/", "/reports/r/", order,
             *written_whole()]  # fmt: skip
    targets = crawl([(name, signed_in(name)) for name in PEOPLE if name], begin)
    assert len(targets) > 100
    caplog.set_level(logging.DEBUG, "stepward")

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(requests(targets, list(routes())))
    def judged(asked: Asked) -> None:
        judge(asked)

    judged()
    assert not [word for word in PRIVATE if word in caplog.text]


def written_whole() -> list[str]:
    """List the addresses without a part that changes."""
    return [path for path in routes() if "<" not in path and "sign-out" not in path]
