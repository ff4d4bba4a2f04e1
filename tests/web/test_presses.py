"""Bad input at the bedside: other tabs, other users, twice, too late, too large, and nonsense (H-55, H-60, H-61)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stepward.core.sessions.session import Session
from stepward.shells.web import clock, session_log
from stepward.shells.web.people.signing_in import NOT_DONE, NOT_STOPPED
from stepward.usecases.running import stands
from tests.core.sessions.plans import Ward, running
from tests.web.preparing import Answer, text_of
from tests.web.sessions import Bed, at_bed, own_log

NOTE = "A note (invented)"
TEMPLATES = Path(clock.__file__).parent / "templates"
HUGE = "9" * 5_000
NONSENSE = ("\x00", "\ud7ff\uffff", "' OR 1=1 --", "{{ 7 }}", "../../etc", HUGE, "-1", "1e9", "NaN", "١٢", "%00", " ")


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    with own_log(tmp_path, monkeypatch):
        yield


def bed(ward: Ward | None = None, session_id: str = "s") -> Bed:
    found = running(2) if ward is None else ward
    clock.use(lambda: found.now)
    return Bed(session_id, found, bed=session_id)


def token(found: Bed, client: Client, sheet: str = "note") -> str:
    match = re.search(r'name="token" value="([^"]+)"', found.page(client, f"{sheet}/"))
    assert match
    return match[1]


def send(client: Client, press: str, /, *, to: str = "s", sheet: str = "note", **fields: str) -> Answer:
    return client.post(f"/bedside/{to}/{sheet}/", {"token": press, "text": NOTE, **fields})


def now(session_id: str = "s") -> Session:
    return stands(session_id, session_log.session_log())


def refused(answer: Answer, *words: str) -> None:
    text = text_of(answer)
    assert answer.status_code == 409
    assert all(word in text for word in words), text


class TestOtherPages:
    def test_h_55_a_page_of_one_patient_never_acts_on_another(self) -> None:
        one, other, nurse = bed(), bed(running(1), "t"), at_bed()
        words, before = token(one, nurse), now("t").version

        refused(send(nurse, words, to="t"), "This page belongs to another patient. Nothing was done.")
        assert now("t").version == before
        assert send(nurse, words, to=one.id).status_code == 302
        assert other.id == "t"

    def test_h_55_a_page_of_another_user_is_refused(self) -> None:
        found = bed()
        words, before = token(found, at_bed("okafor")), now().version

        refused(send(at_bed("berg"), words), "Somebody else signed in since this page was opened. Nothing was done.")
        assert now().version == before

    @pytest.mark.parametrize("words", ["", "a", "a:b:c", "\x00", HUGE, "WyJzIl0:1tXc:AAAA"])
    def test_h_55_what_is_no_token_is_refused(self, words: str) -> None:
        bed()

        refused(send(at_bed(), words), "This page is too old, or is not one of this session.")

    def test_h_55_a_token_of_twelve_hours_ago_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found, nurse = bed(), at_bed()
        words = token(found, nurse)
        monkeypatch.setattr("stepward.shells.web.bedside.presses.LONGEST", -1)

        refused(send(nurse, words), "too old")

    def test_h_55_every_sheet_asks_for_its_token(self) -> None:
        from stepward.shells.web.bedside.sheets.all_sheets import SHEETS  # noqa: PLC0415 - needs the models

        bed()
        nurse, before = at_bed(), now().version
        for sheet in SHEETS:
            refused(nurse.post(f"/bedside/s/{sheet}/", {}), "too old")
        refused(nurse.post("/bedside/s/alarms/", {"do": "quiet"}), "too old")
        assert now().version == before


class TestTwice:
    def test_h_61_a_press_sent_twice_takes_effect_once(self) -> None:
        found, nurse = bed(), at_bed()
        words = token(found, nurse)

        assert [send(nurse, words).status_code for _ in range(3)] == [302, 302, 302]
        assert found.page(nurse).count("still being written") == 0
        assert now().version == len(found.ward.entries) + 1

    def test_h_61_a_page_from_the_back_button_never_says_something_else(self) -> None:
        found, nurse = bed(), at_bed()
        words = token(found, nurse)
        assert send(nurse, words).status_code == 302
        before = now().version

        assert send(nurse, words, text="Another note (invented)").status_code == 409
        assert now().version == before

    def test_h_61_stop_sent_twice_is_one_stop(self) -> None:
        bed()
        nurse = at_bed()
        for _ in range(3):
            assert nurse.post("/bedside/s/stop/", {"key": "one press"}).status_code == 302

        assert now().hold is not None
        assert now().version == len(running(2).entries) + _of_one_stop()

    def test_h_60_of_two_windows_the_second_is_refused_and_sees_what_is_new(self) -> None:
        found, nurse = bed(), at_bed()
        one, two = token(found, nurse, "step"), token(found, nurse, "step")
        found.ward.wait(20).calm()
        found.keep()
        before = now().version

        refused(send(nurse, one, sheet="step", rate="10"), "The session moved on since you saw it.")
        refused(send(nurse, two, sheet="step", rate="10"), "The session moved on since you saw it.")
        assert now().version == before
        assert now().step == 2


def _of_one_stop() -> int:
    from stepward.core.sessions.commands_holding import Stop  # noqa: PLC0415 - only here

    ward = running(2)
    before = len(ward.entries)
    return len(ward.do(Stop()).entries) - before


class TestExpired:
    def test_a_step_sent_after_the_sign_in_ended_is_not_done_and_says_so(self) -> None:
        found, nurse = bed(), at_bed()
        words, before = token(found, nurse, "vitals"), now().version
        nurse.session.flush()

        answer = send(nurse, words, sheet="vitals", pulse="80")
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/sign-in/?next=/bedside/s/vitals/&lost=1"
        assert NOT_DONE in text_of(nurse.get(answer.headers["Location"]))
        assert now().version == before

    def test_after_signing_in_it_is_the_page_where_it_was(self) -> None:
        bed()
        user = User.objects.get(username="okafor")
        user.set_password("kmtr-7hpx-9wqz-3dfg")
        user.save()
        fields = {"username": "okafor", "password": "kmtr-7hpx-9wqz-3dfg", "next": "/bedside/s/vitals/"}

        answer = Client().post("/sign-in/", fields)
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/bedside/s/vitals/"

    def test_h_05_stop_after_the_sign_in_ended_says_that_it_is_not_recorded(self) -> None:
        bed()
        before = now().version

        answer = Client().post("/bedside/s/stop/")
        assert answer.headers["Location"] == "/sign-in/?next=/bedside/s/stop/&lost=1"
        assert NOT_STOPPED in text_of(Client().get(answer.headers["Location"]))
        assert now().version == before
        assert at_bed().get("/bedside/s/stop/").headers["Location"] == "/bedside/s/"

    def test_who_only_opened_a_page_reads_nothing_of_it(self) -> None:
        answer = Client().get("/bedside/s/vitals/")

        assert answer.headers["Location"] == "/sign-in/?next=/bedside/s/vitals/"
        assert NOT_DONE not in text_of(Client().get(answer.headers["Location"]))


class TestClockOfATablet:
    @pytest.mark.parametrize("hours", [1, 25 * 24, -25])
    def test_h_24_a_clock_that_is_wrong_changes_nothing(self, hours: int) -> None:
        found = bed()
        claimed = found.ward.utc + timedelta(hours=hours)

        assert at_bed().post("/bedside/s/stop/", {"pressed_at": claimed.isoformat()}).status_code == 302
        hold = now().hold
        assert hold is not None
        assert hold.since.at == found.ward.utc
        assert str(claimed.year) + f"-{claimed.month:02}-{claimed.day:02}T{claimed:%H:%M}" not in _log()

    @pytest.mark.parametrize("text", [*NONSENSE, "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "2026-11-22"])
    def test_h_05_a_time_that_cannot_be_read_never_keeps_stop_back(self, text: str) -> None:
        bed()

        assert at_bed().post("/bedside/s/stop/", {"pressed_at": text, "key": text}).status_code == 302
        assert now().hold is not None


def _log() -> str:
    return "\n".join(str(entry) for entry in session_log.session_log().entries("s"))


class TestNonsense:
    @pytest.mark.parametrize("text", ["\x00\uffff", HUGE, "-1", "NaN", "\u0661\u0662"])
    def test_in_every_field_of_every_sheet_is_refused_with_a_sentence(self, text: str) -> None:
        found, nurse = bed(), at_bed()
        fields = dict.fromkeys(_names() - {"token"}, text)
        for sheet in _sheets():
            for more in ({}, *DEEDS.get(sheet, ())):
                answer = nurse.post(f"/bedside/s/{sheet}/", {**fields, **more, "token": token(found, nurse)})
                assert answer.status_code in {302, 409}, sheet
                assert answer.status_code == 302 or 'class="refusal"' in answer.content.decode(), sheet

    def test_fields_that_nobody_asked_for_change_nothing(self) -> None:
        found, nurse = bed(), at_bed()

        assert found.press(nurse, "note", text=NOTE, step="4", rate="999", is_gone="1", user="1").status_code == 302
        assert now().step == 2
        assert now().rate == found.ward.session.rate

    def test_a_form_of_ten_megabytes_is_refused_with_a_sentence(self) -> None:
        found, nurse = bed(), at_bed()
        answer = send(nurse, token(found, nurse), text="a" * 10 * 1024 * 1024)

        assert answer.status_code == 413
        assert "This form is too large. Nothing was done." in text_of(answer)

    def test_a_form_of_a_thousand_fields_is_refused_with_a_sentence(self) -> None:
        bed()
        answer = at_bed().post("/bedside/s/note/", {f"f{n}": "1" for n in range(1_000)})

        assert answer.status_code == 400
        assert "This request cannot be read." in text_of(answer)

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfet\x00"),
            ("application/x-www-form-urlencoded; charset=nonsense", b"text=a"),
            ("application/x-www-form-urlencoded", b"text=%FF%FE&token=%80"),
            ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name="),
            ("multipart/form-data", b"none"),
            ("application/json", b'{"token": ['),
            ("text/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            ("", b"\x00" * 64),
        ],
    )
    def test_of_another_encoding_is_never_a_failure(self, kind: str, body: bytes) -> None:
        bed()
        before = now().version

        answer = at_bed().generic("POST", "/bedside/s/note/", body, content_type=kind)
        assert answer.status_code in {400, 409}
        assert "Nothing was done" in text_of(answer) or "cannot be read" in text_of(answer)
        assert now().version == before

    @pytest.mark.parametrize("name", ["nowhere", "%00", "a" * 3_000, "..%2f..", "%ff%fe", HUGE])
    def test_an_address_without_a_sheet_has_a_page(self, name: str) -> None:
        bed()
        for path in (f"/bedside/s/{name}/", f"/bedside/{name}/", f"/bedside/{name}/now/", f"/bedside/order/{name}/"):
            answer = at_bed().get(path)
            assert answer.status_code == 404, path
            assert "There is no page at this address." in text_of(answer)


def _sheets() -> list[str]:
    from stepward.shells.web.bedside.sheets.all_sheets import SHEETS  # noqa: PLC0415 - needs the models

    return [*(name for name in SHEETS if name != "end"), "alarms", "end"]


DEEDS: dict[str, tuple[dict[str, str], ...]] = {
    "reaction": tuple({"do": deed, "sign": "hives"} for deed in ("record", "amend", "resolve", "treat")),
    "alarms": tuple({"do": deed} for deed in ("acknowledge", "quiet", "reset")),
}


def _names() -> set[str]:
    """List the name of every field of every sheet."""
    pages = (TEMPLATES / "bedside").rglob("*.html")
    return {name for page in pages for name in re.findall(r'\bname="([a-z_-]+)"', page.read_text(encoding="utf-8"))}


class TestCrossSite:
    def test_h_95_a_form_without_its_token_is_refused_with_a_sentence(self) -> None:
        bed()
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(User.objects.get(username="okafor"))
        before = now().version

        for sheet in ("note", "stop", "alarms", "report"):
            answer = strict.post(f"/bedside/s/{sheet}/", {"text": NOTE}, headers={"Origin": "https://evil.example"})
            assert answer.status_code == 403, sheet
            assert "This form is too old, or is not from this server. Nothing was done." in text_of(answer)
        assert strict.post("/bedside/desk/", {}).status_code == 403
        assert now().version == before
