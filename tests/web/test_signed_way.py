"""A way that was signed for the next cycle is never passed over in silence (H-04)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User

from stepward.adapters.database.courses import DatabaseChosenWays
from stepward.core.courses.proposal import Change
from stepward.core.sessions.chain import Key
from stepward.core.sessions.session import State
from stepward.core.sessions.storing import draft_of
from stepward.shells.web import session_log
from stepward.shells.web.courses import looking
from stepward.usecases.running import stands
from tests.core.sessions.plans import Ward
from tests.web.preparing import Answer, text_of
from tests.web.sessions import at_bed, own_log
from tests.web.test_course_page import PASSWORD, orders_next, reacted, signs


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    user = User.objects.get(username="haddad")
    user.set_password(PASSWORD)
    user.save()
    with own_log(tmp_path, monkeypatch):
        yield


def ordered() -> None:
    """Order the next session of the patient who reacted, with the same ladder, and take its baseline."""
    orders_next(reacted())
    for entry in Ward().calm().entries:
        draft = draft_of(entry.event, entry.at, entry.actor, software="t", urgent=False)
        key = Key(name=f"{entry.sequence}", body="")
        session_log.session_log().append("next", after=entry.sequence - 1, drafts=(draft,), key=key)


def sheet() -> str:
    return at_bed("haddad").get("/bedside/next/sign/").content.decode()


def sign_plan(**changed: str) -> Answer:
    page = sheet()
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    limits = dict(re.findall(r'name="((?:low|high)-[^"]+)" value="([^"]*)"', page))
    fields = limits | {"observation": "60", "rule": "steps-back", "steps": "1", "password": PASSWORD}
    return at_bed("haddad").post("/bedside/next/sign/", fields | {"token": token[1]} | changed)


def test_the_sheet_says_which_plan_is_signed_and_what_changed() -> None:
    ordered()
    page = sheet()

    assert re.search(r"cefTAZidime.*2,000.mg: .*12-step.*12 steps", page)
    assert "to look at" in page
    assert "How this plan follows it, or why not" not in page


def test_h_04_another_plan_than_the_signed_way_wants_a_reason() -> None:
    ordered()
    assert signs(0).status_code == 302
    assert "signed: One step more, before step 3" in sheet()
    refused = sign_plan()

    assert refused.status_code == 409
    assert "Say how this plan follows it, or why it does not." in text_of(refused)
    assert stands("next", session_log.session_log()).state is State.DRAFT
    assert sign_plan(reason="No such bag can be made today (invented)").status_code == 302
    entry = session_log.session_log().entries("next")[-1]
    assert entry.reason == "No such bag can be made today (invented)"


def test_h_04_a_way_that_no_protocol_shows_is_asked_about() -> None:
    ordered()
    page = at_bed("haddad").get("/courses/s/").content.decode()
    titles = dict(re.findall(r'<label for="way-(\d+)"><strong>([^<]+)</strong>', page))
    (place,) = [int(number) for number, title in titles.items() if title == "The same ladder, slower"]
    assert signs(place).status_code == 302

    assert "signed: The same ladder, slower" in sheet()
    assert sign_plan().status_code == 409
    assert sign_plan(reason="Final rate 60 mL/h (invented)").status_code == 302


def test_h_04_the_signed_way_itself_wants_none(monkeypatch: pytest.MonkeyPatch) -> None:
    ordered()
    assert signs(0).status_code == 302
    (way,) = DatabaseChosenWays().of_session("s")
    same = replace(way, protocol="12-step", change=Change.SAME.value)
    monkeypatch.setattr(looking, "DatabaseChosenWays", lambda: SimpleNamespace(of_session=lambda _session: (same,)))

    assert "How this plan follows it, or why not" not in sheet()
    assert sign_plan().status_code == 302
