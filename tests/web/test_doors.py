"""Every address with every role, against one table of who is let in (H-56, H-93).

An address that is not in the table fails. Let in is whoever gets an answer other than 403 or the way to sign in; where
an object is not there, the answer is 404, and only to those who may see such objects.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from stepward.shells.web import clock
from stepward.shells.web.access import ROLES_OF_THE_UNIT
from tests.core.sessions.plans import running
from tests.web.preparing import Answer
from tests.web.sessions import Bed, own_log

pytestmark = pytest.mark.usefixtures("unit")

ALL = ROLES_OF_THE_UNIT
SEES = ALL - {"technician", "administrator"}
STOPS = SEES - {"coordinator", "auditor"}
PREPARES = STOPS | {"technician"}
MAKES = frozenset({"technician", "pharmacist", "nurse", "charge nurse"})
SCREENS = frozenset({"allergist", "nurse", "prescriber"})
EDITS = frozenset({"allergist", "pharmacist", "charge nurse"})
READS_SIGNED = SEES - {"coordinator"}
ADMINISTRATOR = frozenset({"administrator"})
NOBODY, ANONYMOUS = "no role", "not signed in"
EVERYBODY = ALL | {NOBODY, ANONYMOUS}
STAFF = ALL | {NOBODY}

TABLE: dict[str, frozenset[str]] = {
    **dict.fromkeys(("cases", "case-series"), EVERYBODY),
    **dict.fromkeys(("home", "theme", "sign-in", "sign-out", "lint", "protocols", "protocols-one"), EVERYBODY),
    **dict.fromkeys(("plan", "plan-with", "plan-keep", "plan-file", "plan-kept", "plan-kept-file"), EVERYBODY),
    **dict.fromkeys(("screen-immunotherapy", "screen-immunotherapy-plain", "screen-immunotherapy-staff"), EVERYBODY),
    **dict.fromkeys(("unlock", "code", "password", "unit", "set-up", "unit-policy"), STAFF),
    **dict.fromkeys(("unit-policy-version", "unit-policy-named", "unit-shelf", "unit-example", "unit-one"), STAFF),
    **dict.fromkeys(("people", "person-new", "person", "set-up-name"), ADMINISTRATOR),
    **dict.fromkeys(("bedside-today", "bedside-desk", "bedside-alarms", "bedside-record", "bedside-sheet"), SEES),
    **dict.fromkeys(("bedside", "bedside-now", "bedside-live", "bedside-report", "bedside-unlock"), SEES),
    **dict.fromkeys(("board", "board-live", "day", "unit-alarms", "bedside-paper-pdf"), SEES),
    **dict.fromkeys(("record-list", "record", "record-replay", "record-pdf", "record-log"), SEES),
    **dict.fromkeys(("unit-stations", "unit-station-end"), frozenset({"administrator", "charge nurse"})),
    **dict.fromkeys(("course", "day-calendar", "outcomes", "tolerance", "tolerance-one", "tolerance-card"), SEES),
    **dict.fromkeys(("leaflets", "leaflets-in", "leaflets-pdf"), SEES),
    "leaflets-tell": frozenset({"nurse", "charge nurse", "allergist"}),
    **dict.fromkeys(("tolerance-dose", "tolerance-strike-out"), frozenset({"nurse", "charge nurse", "allergist"})),
    **dict.fromkeys(("tolerance-stop", "tolerance-sign"), frozenset({"allergist"})),
    **dict.fromkeys(
        ("reports", "reports-one", "reports-medwatch", "reports-incident", "reports-letter", "reports-file"), SEES
    ),
    "reports-draft": frozenset({"allergist", "prescriber", "nurse", "charge nurse", "pharmacist"}),
    **dict.fromkeys(
        ("reports-close", "reports-take-back", "reports-sent", "reports-acknowledge"),
        frozenset({"allergist", "prescriber", "pharmacist"}),
    ),
    "course-choose": frozenset({"allergist"}),
    "course-state": frozenset({"allergist", "prescriber", "nurse", "charge nurse", "pharmacist"}),
    "outcomes-shared": frozenset({"allergist", "auditor"}),
    "station-vitals": EVERYBODY,
    "bedside-stop": STOPS,
    "bedside-glass": frozenset({"technician", "coordinator", "auditor"}),
    "bedside-order": frozenset({"prescriber", "allergist", "nurse", "charge nurse", "coordinator"}),
    **dict.fromkeys(("prepare", "prepare-worksheet", "prepare-labels", "prepare-order", "prepare-item"), PREPARES),
    "prepare-ask": frozenset({"allergist", "pharmacist", "prescriber"}),
    **dict.fromkeys(("prepare-label", "prepare-act"), MAKES),
    "prepare-check": MAKES - {"technician"},
    "protocols-sign": frozenset({"allergist", "pharmacist"}),
    **dict.fromkeys(("screen", "screen-again", "screen-result", "screen-pdf", "screen-offer", "screen-page"), SCREENS),
    "screen-sign": frozenset({"allergist"}),
    **dict.fromkeys(("screen-signed", "screen-signed-pdf"), READS_SIGNED),
    "set-up-pump": frozenset({"charge nurse", "pharmacist"}),
    **dict.fromkeys(("unit-access", "unit-access-csv"), frozenset({"auditor", "allergist"})),
    **dict.fromkeys(("unit-policy-change", "unit-policy-change-from"), frozenset({"allergist"})),
    "unit-policy-sign": frozenset({"allergist", "pharmacist"}),
    **dict.fromkeys(("unit-new", "unit-copy", "unit-edit", "unit-edit-from", "unit-sign"), EDITS),
}
"""Who is let in to each address. A change here is a change of who sees patients: two people decide it."""

POSTED = frozenset(
    {
        "leaflets-tell",
        "unit-station-end",
        "bedside-stop",
        "bedside-desk",
        "bedside-report",
        "theme",
        "sign-out",
        "plan-keep",
        "unit-copy",
        "prepare-act",
        "course-choose",
        "course-state",
        "outcomes-shared",
        "reports-acknowledge",
        "reports-close",
        "reports-draft",
        "reports-sent",
        "reports-take-back",
        "tolerance-dose",
        "tolerance-strike-out",
        "tolerance-stop",
        "tolerance-sign",
    }
)
WORDS: dict[str, object] = {
    "session_id": "s", "account": 1, "version": 1, "kind": "pdf", "protocol_id": "12-step", "role": "allergist",
    "deed": "approve", "name": "note", "slug": "line-sets",
}  # fmt: skip
OF_ONE: dict[str, dict[str, object]] = {
    "case-series": {"key": "castells2008"},
    "outcomes-shared": {"kind": "csv"},
    "prepare-act": {"deed": "draw"},
    "prepare-item": {"slug": "syringe-1"},
    "unit-policy-named": {"name": "ours"},
}


def addresses() -> Iterator[str]:
    """Name every address of the application."""

    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
        for item in patterns:
            if isinstance(item, URLResolver):
                yield from walk(item.url_patterns)
            else:
                yield item.name or str(item.pattern)

    yield from walk(get_resolver().url_patterns)


def address_of(name: str) -> str:
    """Write an address with a value for each of its parts."""
    parts = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
    given = {part: WORDS.get(part, "nope") for part in parts} | OF_ONE.get(name, {})
    return reverse(name, kwargs=given)


@pytest.fixture
def bed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unit: None) -> Iterator[Bed]:
    """Keep a running session."""
    del unit
    cache.clear()
    with own_log(tmp_path, monkeypatch):
        ward = running(1)
        clock.use(lambda: ward.now)
        yield Bed("s", ward)


def client_of(who: str) -> Client:
    """Open the pages as somebody with one role."""
    client = Client()
    client.raise_request_exception = False
    if who != ANONYMOUS:
        user = User.objects.create_user(f"tried-{who}".replace(" ", "-"))
        user.groups.set(Group.objects.filter(name=who))
        client.force_login(user)
    return client


def is_let_in(answer: Answer) -> bool:
    """Tell whether somebody got past the door."""
    to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith(settings.LOGIN_URL)
    return answer.status_code != 403 and not to_sign_in


def test_h_93_every_address_is_in_the_table() -> None:
    assert sorted(set(addresses())) == sorted(TABLE)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_h_93_who_gets_in_is_as_the_table_says(bed: Bed, who: str) -> None:
    del bed
    client, wrong = client_of(who), []
    for name, let_in in TABLE.items():
        if name == "sign-out":
            continue  # it would end the test; it needs no sign-in
        address = address_of(name)
        answer = client.post(address) if name in POSTED else client.get(address)
        if answer.status_code >= 500 or is_let_in(answer) is not (who in let_in):
            wrong.append((name, address, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("who", ["administrator", "technician", NOBODY, ANONYMOUS])
def test_h_56_no_page_shows_a_patient_of_a_session_to(bed: Bed, who: str) -> None:
    client = client_of(who)
    for name in TABLE:
        if name != "sign-out":
            answer = client.get(address_of(name))
            body = b"" if answer.streaming else answer.content
            assert bed.order.patient.identifier.encode() not in body, name


@pytest.mark.parametrize("who", ["coordinator", "auditor", "prescriber", "pharmacist"])
def test_h_56_who_only_reads_changes_nothing(bed: Bed, who: str) -> None:
    from stepward.shells.web.bedside.sheets.all_sheets import SHEETS  # noqa: PLC0415 - needs the models

    client, before = client_of(who), len(bed.ward.entries)
    writes = {"note"} if who == "pharmacist" else set()  # the matrix lets whoever checks write notes
    for sheet in sorted(set(SHEETS) & ({"vitals", "note", "hold", "step", "hang", "reaction"} - writes)):
        bed.press(client, sheet, text="A note (invented)")
    from stepward.shells.web.session_log import session_log  # noqa: PLC0415 - the same
    from stepward.usecases.running import stands  # noqa: PLC0415 - the same

    assert stands("s", session_log()).version == before
