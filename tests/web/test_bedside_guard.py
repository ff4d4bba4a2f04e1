"""Every page of a session in every state: who and what, always in sight (H-54), and nowhere else (H-97)."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pypdf
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from stepward.core.sessions.commands_charting import WriteNote
from stepward.core.sessions.commands_ending import EndSession
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.commands_planning import MakeSolution
from stepward.shells.web import clock, logs
from stepward.shells.web.session_log import session_log
from stepward.usecases.orders import Patient
from tests.core.sessions import held
from tests.core.sessions.plans import ALLERGIST, TECHNICIAN, Ward, four_steps, observing, ready, running
from tests.web.preparing import text_of
from tests.web.sessions import Bed, at_bed, own_log

STATIC = Path(clock.__file__).parent / "static"
NAME, GIVEN, IDENTIFIER, BORN, WEIGHT = "Quillfeather", "Zebedea", "QX 77 31415", date(1931, 7, 29), "83.37"
PRIVATE = (NAME, GIVEN, IDENTIFIER, "QX%2077", "QX+77", "1931", "29 Jul", WEIGHT)


def prepared() -> Ward:
    return Ward().sign(four_steps()).do(MakeSolution(number=1), TECHNICIAN)


STATES: dict[str, tuple[Callable[[], Ward], str, str]] = {
    "draft": (Ward, "no plan signed", "DRAFT"),
    "signed": (lambda: Ward().sign(four_steps()), "4 steps", "SIGNED"),
    "prepared": (prepared, "4 steps", "PREPARED"),
    "verified": (ready, "4 steps", "VERIFIED"),
    "running": (lambda: running(2), "Step 2 of 4", "RUNNING"),
    "held": (lambda: held.held(3), "Step 3 of 4", "HELD"),
    "reaction": (lambda: held.reacted(3), "Step 3 of 4", "HELD"),
    "observing": (observing, "Step 4 of 4", "OBSERVING"),
    "stopped": (
        lambda: held.held(2).do(EndSession(reason="wish", confirmed=True), ALLERGIST),
        "Step 2 of 4",
        "STOPPED",
    ),
}
"""How each state is brought about, and what the banner says of step and state."""


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    with own_log(tmp_path, monkeypatch):
        yield


def bed(ward: Ward) -> Bed:
    """Lay the invented patient of these tests into a bed."""
    clock.use(lambda: ward.now)
    patient = Patient(
        id="p", family_name=NAME, given_names=GIVEN, identifier=IDENTIFIER, born_on=BORN, is_invented=True
    )
    return Bed("s", ward, patient=patient, weight=f"{WEIGHT}\u00a0kg")


def sheets() -> list[str]:
    from stepward.shells.web.bedside.sheets.all_sheets import SHEETS  # noqa: PLC0415 - needs the models

    return ["", "now/", "alarms/", *(f"{name}/" for name in SHEETS)]


def pages(who: tuple[str, ...] = ("okafor",)) -> Iterator[tuple[str, str]]:
    """Open the place and every sheet."""
    for username in who:
        client = at_bed(username)
        for sheet in sheets():
            answer = client.get(f"/bedside/s/{sheet}")
            assert answer.status_code == 200, sheet
            yield f"{username} {sheet}", answer.content.decode()


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


class TestBanner:
    @pytest.mark.parametrize("state", STATES)
    def test_h_54_patient_drug_step_and_state_are_on_every_page_in_every_state(self, state: str) -> None:
        ward, step, word = STATES[state]
        bed(ward())

        for name, page in pages():
            found = plain(page.partition('<main id="work"')[0] if "<main" in page else page)
            missing = [
                words
                for words in (f"{NAME}, {GIVEN}", IDENTIFIER, "29 Jul 1931", "cefTAZidime", step, word)
                if words.casefold() not in found.casefold()
            ]
            assert not missing, (name, missing)

    def test_h_54_the_rate_is_on_every_page_while_it_runs(self) -> None:
        bed(running(2))

        for name, page in pages():
            assert "20\u00a0mL/h" in page, name

    def test_h_54_a_pump_that_nobody_saw_stand_still_is_said_on_every_page(self) -> None:
        bed(running(2).do(Stop()))

        for name, page in pages():
            assert "pump not confirmed" in page, name

    def test_h_54_after_a_refusal_it_is_there_too(self) -> None:
        found = bed(running(2))
        answer = found.press(at_bed(), "vitals", pulse="many")

        assert answer.status_code == 409
        assert f"{NAME}, {GIVEN}" in text_of(answer)
        assert "Step 2 of 4" in text_of(answer)


class TestPages:
    @pytest.mark.parametrize("state", ["draft", "running", "reaction", "observing"])
    def test_h_95_hold_no_script_style_or_address_of_elsewhere(self, state: str) -> None:
        bed(STATES[state][0]())

        for name, page in pages():
            assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)", page), name
            assert not re.search(r"<style\b|<[^>]*\sstyle\s*=|<[^>]*\son\w+\s*=|javascript:", page), name
            addresses = re.findall(r'\b(?:src|href|action|formaction|data-[a-z-]+)="([^"]*)"', page)
            assert not [item for item in addresses if re.match(r"(?:[a-z]+:)?//", item)], name
            assert "stop-closed" in page or 'action="/bedside/s/stop/"' in page, name

    @pytest.mark.parametrize("state", ["draft", "running", "held", "stopped"])
    def test_h_95_have_the_policy_and_cookies_out_of_reach(self, state: str) -> None:
        bed(STATES[state][0]())
        client = Client()
        client.force_login(User.objects.get(username="okafor"))

        for sheet in sheets():
            answer = client.get(f"/bedside/s/{sheet}")
            assert answer.headers["Content-Security-Policy"] == settings.CONTENT_SECURITY_POLICY
            assert answer.headers["Cache-Control"] == "no-store"
            for cookie in answer.cookies.values():
                assert cookie["httponly"], cookie.key
                assert cookie["samesite"] in {"Lax", "Strict"}, cookie.key
                assert not cookie["domain"], cookie.key

    def test_h_97_name_no_patient_in_a_title_or_address(self) -> None:
        bed(held.reacted(3))

        for name, page in pages(("okafor", "haddad", "moreau")):
            told = re.findall(r"<title>(.*?)</title>", page)
            told += re.findall(r'\b(?:src|href|action|formaction|data-\w+|content)="([^"]*)"', page)
            assert told, name
            assert not _private(told), name


def _private(told: list[str]) -> list[str]:
    return [text for text in told if any(word in text for word in PRIVATE)]


class TestEmitted:
    def test_h_97_a_whole_session_tells_of_its_patient_in_its_pages_only(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        found = bed(running(2))
        nurse, doctor = at_bed(), at_bed("haddad")
        answers = [found.press(nurse, "vitals", pulse=WEIGHT), found.press(nurse, "note", text=f"{NAME} (invented)")]
        answers += [found.press(nurse, "note", text=f"{NAME}\x00{IDENTIFIER}"), nurse.post("/bedside/s/note/", {})]
        answers += [nurse.post("/bedside/s/hang/", {"wristband": IDENTIFIER, "born": "29 Jul 1931"})]
        answers += [nurse.post("/bedside/s/stop/", {"key": NAME, "pressed_at": IDENTIFIER})]
        refused = [
            nurse.get(f"/bedside/{NAME}/"),
            nurse.get("/bedside/s/nothing/", {"name": NAME}),
            nurse.put("/bedside/s/note/", {"text": NAME}),
            at_bed("sato").get("/bedside/s/"),
            Client().get("/bedside/s/"),
            Client().post("/bedside/s/note/", {"text": NAME}),
            Client(enforce_csrf_checks=True).post("/bedside/s/note/", {"text": NAME}),
            nurse.post("/bedside/s/note/", {"text": NAME * 1_000_000}),
        ]
        files = [client.get(path) for client in (nurse, doctor) for path in FILES]

        told = [text for item in (*answers, *refused, *files) for text in item.headers.values()]
        told += [morsel.OutputString() for item in (nurse, doctor) for morsel in item.cookies.values()]
        told += [item.content.decode() for item in refused]
        assert {item.status_code for item in refused} == {302, 403, 404, 405, 413}
        assert {item.status_code for item in files} == {200}
        assert not _private(told)
        written = [line for line in caplog.text.splitlines() if f"/bedside/{NAME}/" not in line]
        assert not _private(written), "what somebody types into the address bar is the only way into the log"
        assert written

    def test_h_97_a_failure_writes_where_and_never_what(self) -> None:
        out = io.StringIO()
        handler = logging.StreamHandler(out)
        handler.setFormatter(logs.Frames("%(message)s"))
        try:
            _fails(f"{NAME}, {IDENTIFIER}")
        except ValueError as failure:
            record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", None, (type(failure), failure, None))
            record.exc_info = (type(failure), failure, failure.__traceback__)
            handler.emit(record)

        assert "builtins.ValueError" in out.getvalue()
        assert "test_bedside_guard.py" in out.getvalue()
        assert "builtins.KeyError" in out.getvalue()
        assert not _private([out.getvalue()])
        assert settings.LOGGING["formatters"]["line"]["()"].endswith(logs.Frames.__name__)

    def test_h_97_no_script_keeps_anything_in_the_browser(self) -> None:
        scripts = sorted((STATIC / "js").rglob("*.js"))
        assert scripts
        for script in scripts:
            text = script.read_text(encoding="utf-8")
            found = re.findall(r"localStorage|sessionStorage|indexedDB|document\.cookie|\bcaches\b|serviceWorker", text)
            assert not found, script.name
            assert not re.search(r"document\.title\s*=|history\.pushState|new Notification", text), script.name

    def test_h_97_the_browser_keeps_no_page(self) -> None:
        bed(running(2))
        for path in ("/bedside/s/", "/bedside/", "/board/", "/record/s/", *FILES):
            assert "no-store" in at_bed("haddad").get(path).headers["Cache-Control"], path


FILES = ("/bedside/s/paper.pdf", "/record/s/record.pdf")


def _fails(words: str) -> None:
    try:
        dict[str, str]()[words]
    except KeyError as failure:
        raise ValueError(words) from failure


class TestText:
    @pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "a\x1bb", "\ufeff1", "a" * 4_001])
    def test_h_98_that_no_keyboard_writes_is_refused_with_a_sentence(self, text: str) -> None:
        found = bed(running(2))
        answer = found.press(at_bed(), "note", text=text)

        assert answer.status_code == 409
        assert "Write at most" in text_of(answer) or "cannot be shown" in text_of(answer)
        assert len(session_log().entries("s")) == len(found.ward.entries)

    @pytest.mark.parametrize("text", ["Zo\u00eb said: 'no'", "one\nline\tmore", "a" * 4_000, "<b>=1+1"])
    def test_h_98_of_a_keyboard_is_taken_as_it_is(self, text: str) -> None:
        found = bed(running(2))

        assert found.press(at_bed(), "note", text=text).status_code == 302


class TestFiles:
    @pytest.mark.parametrize("path", FILES)
    def test_h_99_a_file_carries_no_script_and_no_link_elsewhere(self, path: str) -> None:
        bed(running(2))
        content = at_bed("haddad").get(path).content

        assert active_parts(content) == set()

    @pytest.mark.parametrize("path", ["/bedside/s/paper.pdf", "/record/s/record.pdf"])
    def test_h_99_each_page_of_the_paper_names_patient_page_and_time(self, path: str) -> None:
        bed(running(2))
        read = pypdf.PdfReader(io.BytesIO(at_bed().get(path).content))

        for number, page in enumerate(read.pages, 1):
            text = page.extract_text()
            assert NAME in text, number
            assert IDENTIFIER in text, number
            assert re.search(rf"{number}\s+of\s+{len(read.pages)}", text), number
            assert re.search(r"\b\d\d:\d\d", text), number

    def test_h_99_a_letter_without_a_shape_never_keeps_a_record_back(self) -> None:
        words = "called \U0001f4de \u6f22\u5b57 \ufdfa \x00 back"
        bed(running(2).do(WriteNote(text=words)))
        read = pypdf.PdfReader(io.BytesIO(at_bed("haddad").get("/record/s/record.pdf").content))
        text = " ".join("".join(page.extract_text() for page in read.pages).split())

        assert "called" in text
        assert "[U+6F22]" in text


ACTIVE = {"/JavaScript", "/JS", "/Launch", "/URI", "/OpenAction", "/AA", "/EmbeddedFiles", "/SubmitForm", "/GoToR"}


def active_parts(content: bytes) -> set[str]:
    """List what a file could do by itself, or where it could lead."""
    found: set[str] = set()
    read = pypdf.PdfReader(io.BytesIO(content))
    for number in range(1, len(read.xref[0]) + len(read.xref_objStm) + 1):
        part = read.get_object(pypdf.generic.IndirectObject(number, 0, read))
        if isinstance(part, pypdf.generic.DictionaryObject):
            found |= ACTIVE & ({*part} | {str(value) for value in part.values() if isinstance(value, str)})
    return found
