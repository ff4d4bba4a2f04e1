"""The record of a session: report, replay, files, and the list; each look is noted."""

import re
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.utils import timezone

from stepward.adapters.database.models import AccessNote
from stepward.adapters.event_log.exported import read_export
from stepward.core.reactions.signs import Sign
from stepward.core.sessions.chain import first_break
from stepward.core.sessions.commands_charting import RecordReaction, RecordTreatment, ResolveReaction
from stepward.core.sessions.commands_holding import ConfirmPumpStopped
from stepward.shells.web import clock
from stepward.shells.web.bedside.twin import entries_of
from stepward.shells.web.session_log import session_log
from tests.core.sessions import held
from tests.core.sessions.plans import Ward, running
from tests.web.preparing import text_of
from tests.web.sessions import Bed, at_bed, own_log


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    with own_log(tmp_path, monkeypatch):
        yield


def reacted() -> Bed:
    """Run to step 3, hold for hives, treat, and go on."""
    ward = running(3).calm().wait(6)
    ward.do(RecordReaction(signs=(Sign.HIVES,), values=(("pulse", Fraction(130)),))).do(ConfirmPumpStopped())
    ward.do(RecordTreatment(medicine="cetirizine", dose="10 mg", route="oral")).wait(10)
    held.resumed(ward.do(ResolveReaction(number=1)))
    return bed(ward)


def bed(ward: Ward, session_id: str = "s") -> Bed:
    clock.use(lambda: ward.now)
    return Bed(session_id, ward)


def page(path: str, username: str = "haddad") -> str:
    answer = at_bed(username).get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def shown(path: str) -> str:
    return text_of(at_bed("haddad").get(path))


class TestReport:
    def test_says_everything_that_the_paper_says(self) -> None:
        reacted()
        found = shown("/record/s/")

        for part in ("cefTAZidime 2,000 mg, running", "Ruiz, Marta", "INV 0047 s", "100 mg", "version 1, 4 steps",
                     "Not ended yet.", "R1, onset", "step 3", "hives", "Over.", "T1",
                     "cetirizine, 10 mg, oral", "after R1", "Done otherwise than ordered", "Allergist", "SHA-256",
                     "Allergy entry stays active"):  # fmt: skip
            assert part in found, part
        assert "<svg" in page("/record/s/")

    def test_shows_each_entry_with_its_number_and_every_grade(self) -> None:
        found = reacted()
        text = page("/record/s/")

        entries = entries_of("s")
        assert [int(item) for item in re.findall(r'<th scope="row"><a href="/record/s/replay/\?at=(\d+)"', text)] == [
            entry.sequence for entry in entries
        ]
        for scale, grade in found.ward.session.reactions[0].grades:
            assert f"<dt>{scale}</dt><dd>{grade}</dd>" in text

    def test_of_a_session_that_nobody_began_says_so(self) -> None:
        bed(Ward())

        assert "No plan is signed" in shown("/record/s/")
        assert "At the vein nothing yet" in shown("/record/s/")
        assert "Replay" not in shown("/record/s/")

    def test_h_64_says_where_the_log_is_not_whole(self, monkeypatch: pytest.MonkeyPatch) -> None:
        reacted()
        from stepward.core.sessions.chain import Break, Fault  # noqa: PLC0415 - for this fault only
        from stepward.usecases.event_logs import BrokenChain  # noqa: PLC0415 - for this fault only

        sound = session_log().entries("s")[:3]

        def broken(*_: object) -> None:
            msg = "broken"
            raise BrokenChain(msg, where=Break(sequence=4, fault=next(iter(Fault))), sound=sound)

        monkeypatch.setattr(type(session_log()), "entries", broken)

        assert "The log is not whole. Entry 4" in shown("/record/s/")
        assert at_bed().get("/record/s/log.jsonl").status_code == 404

    def test_h_97_names_no_patient_in_its_files_or_addresses(self) -> None:
        reacted()

        for name in ("record.pdf", "log.jsonl"):
            assert "Ruiz" not in at_bed().get(f"/record/s/{name}").headers["Content-Disposition"]
        for address in re.findall(r'href="([^"]*)"', page("/record/s/")):
            assert not re.search("Ruiz|Marta|0047|ceft|inventin|[0-9]mg", address), address

    def test_the_old_place_leads_there(self) -> None:
        reacted()

        answer = at_bed().get("/bedside/s/record/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/record/s/")


class TestFiles:
    @pytest.mark.parametrize(("query", "width"), [("", b"595.2"), ("?paper=us-letter", b"612")])
    def test_a_pdf_in_both_sizes(self, query: str, width: bytes) -> None:
        reacted()
        answer = at_bed().get(f"/record/s/record.pdf{query}")

        assert answer.headers["Content-Type"] == "application/pdf"
        assert re.search(rb"/MediaBox ?\[0 0 " + re.escape(width), answer.content)

    def test_h_63_a_log_that_the_audit_reads(self) -> None:
        reacted()
        found = read_export(at_bed().get("/record/s/log.jsonl").content)

        assert found.session_id == "s"
        assert found.is_whole
        assert first_break(found.entries) is None
        assert found.entries == session_log().entries("s")

    def test_there_is_no_log_of_nothing(self) -> None:
        bed(Ward())

        assert at_bed().get("/record/s/log.jsonl").status_code == 404
        assert at_bed().get("/record/s/replay/").status_code == 404


class TestReplay:
    def test_h_01_shows_the_place_as_it_was_after_each_entry(self) -> None:
        found = reacted()

        for number, line in enumerate(found.ward.entries, 1):
            text = shown(f"/record/s/replay/?at={number}")
            assert f"entry {number} of {len(found.ward.entries)}" in text
            assert f"{line.at.at:%H:%M:%S}" in text

    def test_h_01_knows_nothing_of_what_came_later(self) -> None:
        found = reacted()
        number = next(entry.sequence for entry in found.ward.entries if "Reaction" in type(entry.event).__name__)

        assert "None until then." in shown(f"/record/s/replay/?at={number - 1}")
        assert "R1, step 3" in shown(f"/record/s/replay/?at={number}")

    def test_steps_forth_and_back_by_links(self) -> None:
        found = reacted()
        count = len(found.ward.entries)

        text = page("/record/s/replay/?at=5")
        assert 'href="?at=4" rel="prev"' in text
        assert 'href="?at=6" rel="next"' in text
        assert 'rel="prev"' not in page("/record/s/replay/?at=1")
        assert 'rel="next"' not in page(f"/record/s/replay/?at={count}")

    @pytest.mark.parametrize(
        ("asked", "number"), [("", 0), ("0", 1), ("99999", 0), ("9999999", 0), ("x", 0), ("-1", 0)]
    )
    def test_takes_any_number_for_one_that_is_there(self, asked: str, number: int) -> None:
        found = reacted()

        count = len(found.ward.entries)
        assert f"entry {number or count} of {count}" in shown(f"/record/s/replay/?at={asked}")

    def test_offers_nothing_to_press_at_the_bed(self) -> None:
        reacted()
        text = page("/record/s/replay/?at=12")

        main = text.partition("<main")[2]
        assert 'method="post"' not in main
        assert "/bedside/" not in main
        assert "STOP</span>" not in main

    def test_gives_the_moment_alone_to_the_slider(self) -> None:
        reacted()
        text = page("/record/s/replay/?at=5&part=1")

        assert text.startswith('<div class="moment" data-number="5">')
        assert "<html" not in text

    def test_marks_the_moments_that_matter(self) -> None:
        reacted()
        found = shown("/record/s/replay/")

        for words in ("Plan signed", "Step 1", "Step 3", "Reaction", "Resumed, step 3"):
            assert words in found, words


class TestNotes:
    def test_h_93_each_look_print_and_export_is_noted(self) -> None:
        found = reacted()
        for path in ("", "replay/?at=1", "replay/?at=2", "record.pdf", "log.jsonl"):
            at_bed("haddad").get(f"/record/s/{path}")

        deeds = ("opened the record", "opened the replay", "printed the record", "exported the log")
        for deed in deeds:
            assert found.notes(deed) == [("Dr A. Haddad (invented)", "")], deed

    def test_h_93_a_look_of_another_person_or_a_later_one_is_noted_again(self) -> None:
        found = reacted()
        page("/record/s/", "haddad")
        page("/record/s/", "berg")
        assert len(found.notes("opened the record")) == 2

        old = AccessNote(
            session="s", deed="opened the replay", person_id=1, person_name="X", at=timezone.now() - timedelta(hours=1)
        )
        old.person_id = AccessNote.objects.filter(person_name="Dr A. Haddad (invented)")[0].person_id
        old.save()
        page("/record/s/replay/")
        assert len(found.notes("opened the replay")) == 2

    @pytest.mark.parametrize("path", ["", "s/", "s/replay/", "s/record.pdf", "s/log.jsonl"])
    @pytest.mark.parametrize(("username", "status"), [("sato", 403), ("silva", 403), ("moreau", 200)])
    def test_h_93_only_roles_that_see_sessions_open_it(self, path: str, username: str, status: int) -> None:
        reacted()

        assert at_bed(username).get(f"/record/{path}").status_code == status

    @pytest.mark.parametrize("path", ["nope/", "nope/replay/", "nope/record.pdf", "nope/log.jsonl"])
    def test_an_unknown_session_is_not_found(self, path: str) -> None:
        assert at_bed().get(f"/record/{path}").status_code == 404


class TestList:
    def test_has_the_newest_first(self) -> None:
        ward = running(2)
        bed(ward, "a")
        Bed("b", Ward(), start_at=ward.utc + timedelta(hours=3))

        assert re.findall(r'href="/record/([ab])/"', page("/record/")) == ["b", "a"]

    def test_shows_those_of_one_day(self) -> None:
        ward = running(2)
        bed(ward, "a")
        Bed("b", Ward(), start_at=ward.utc + timedelta(days=1))

        assert re.findall(r'href="/record/([ab])/"', page(f"/record/?day={ward.utc:%Y-%m-%d}")) == ["a"]
        assert "No session on this day" in shown("/record/?day=2020-01-01")
        assert "This day cannot be read" in shown("/record/?day=yesterday")

    def test_turns_pages(self) -> None:
        ward = Ward()
        for number in range(26):
            Bed(f"s{number:02}", Ward(), start_at=ward.utc + timedelta(minutes=number))
        first, second = page("/record/"), page("/record/?page=2")

        assert len(re.findall(r'href="/record/s\d\d/"', first)) == 25
        assert 'href="?page=2" rel="next"' in first
        assert re.findall(r'href="/record/(s\d\d)/"', second) == ["s00"]
        assert 'href="?page=1" rel="prev"' in second
        assert 'rel="next"' not in second

    def test_empty_says_so(self) -> None:
        assert "No session yet" in shown("/record/")
