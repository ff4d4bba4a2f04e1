"""The plan on paper at the bed: printed in the version that is signed, and what was written on it (H-69)."""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from stepward.adapters.documents.twin_paper import paper_code
from stepward.core.sessions.events import PaperEntered
from stepward.core.sessions.plan import PAPER_LINE
from stepward.shells.web import clock
from stepward.shells.web.bedside.twin import entries_of
from tests.core.sessions import held
from tests.core.sessions.plans import CHECKLIST, Ward, four_steps, running
from tests.web.preparing import text_of
from tests.web.sessions import Bed, at_bed, own_log

ON_PAPER = four_steps(checklist=(*CHECKLIST, PAPER_LINE))
SHORTER = four_steps(checklist=(*CHECKLIST, PAPER_LINE), rate_limit=ON_PAPER.steps[-1].rate)


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    with own_log(tmp_path, monkeypatch):
        yield


def bed(ward: Ward) -> Bed:
    clock.use(lambda: ward.now)
    return Bed("s", ward)


def signed() -> Bed:
    return bed(Ward().sign(ON_PAPER))


def at_the_bed(found: Bed) -> bool:
    return any(getattr(entry.event, "line", "") == PAPER_LINE for entry in entries_of(found.id))


class TestPaper:
    def test_h_69_says_version_and_check_and_offers_both_sizes(self) -> None:
        page = signed().page(at_bed(), "paper/")

        assert f'check <strong class="id">{paper_code(ON_PAPER.signed_hash)}</strong>' in page
        assert 'href="/bedside/s/paper.pdf"' in page
        assert 'href="/bedside/s/paper.pdf?paper=us-letter"' in page

    def test_h_69_lies_at_the_bed_only_after_it_was_printed(self) -> None:
        found, nurse = signed(), at_bed()
        fields = {"plan-hash": ON_PAPER.signed_hash}

        for sheet in ("paper", "checks"):
            answer = found.press(nurse, sheet, line=PAPER_LINE, **fields)
            assert answer.status_code == 409
            assert "Plan version 1 is not printed yet" in text_of(answer)
        assert nurse.get("/bedside/s/paper.pdf").status_code == 200
        assert found.press(nurse, "paper", **fields).status_code == 302
        assert at_the_bed(found)
        assert "At the bed since 08:00, T. Okafor" in found.page(nurse, "paper/")

    def test_h_69_a_print_of_another_plan_does_not_count(self) -> None:
        found, nurse = signed(), at_bed()
        nurse.get("/bedside/s/paper.pdf")
        found.ward.sign(SHORTER, reason="shorter")
        found.keep()

        answer = found.press(nurse, "paper", **{"plan-hash": SHORTER.signed_hash})

        assert answer.status_code == 409
        assert "Plan version 2 is not printed yet" in text_of(answer)

    def test_h_69_a_page_of_the_old_plan_is_refused(self) -> None:
        found, nurse = signed(), at_bed()
        nurse.get("/bedside/s/paper.pdf")

        assert found.press(nurse, "paper", **{"plan-hash": SHORTER.signed_hash}).status_code == 409
        assert not at_the_bed(found)

    def test_h_69_is_old_after_a_resume_until_it_is_printed_anew(self) -> None:
        ward = held.held(plan=ON_PAPER)
        found, nurse = bed(ward), at_bed()
        nurse.get("/bedside/s/paper.pdf")
        held.resumed(ward)
        found.keep()

        page = text_of(nurse.get("/bedside/s/paper/"))
        assert "The paper at the bed is old. The session went on in step" in page
        assert "The plan on paper is old. Print it anew." in text_of(nurse.get("/bedside/s/"))
        assert found.press(nurse, "paper", **{"plan-hash": ON_PAPER.signed_hash}).status_code == 409
        nurse.get("/bedside/s/paper.pdf")
        assert found.press(nurse, "paper", **{"plan-hash": ON_PAPER.signed_hash}).status_code == 302
        assert "is old" not in text_of(nurse.get("/bedside/s/"))

    def test_h_93_each_print_is_noted_with_its_person(self) -> None:
        found = signed()
        at_bed("haddad").get("/bedside/s/paper.pdf")

        assert found.notes("printed") == [
            ("Dr A. Haddad (invented)", f"plan {paper_code(ON_PAPER.signed_hash)}, entry 1")
        ]
        assert "Dr A. Haddad" in found.page(at_bed(), "paper/")

    def test_h_97_the_file_is_not_named_after_the_patient(self) -> None:
        signed()
        answer = at_bed().get("/bedside/s/paper.pdf?paper=us-letter")

        assert answer.headers["Content-Disposition"] == 'inline; filename="session-plan-1.pdf"'
        text = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
        assert "Ruiz, Marta" in text

    def test_without_a_signed_plan_there_is_none(self) -> None:
        found = bed(Ward())

        assert "The plan is not signed yet" in found.page(at_bed(), "paper/")
        assert at_bed().get("/bedside/s/paper.pdf").status_code == 404

    def test_h_93_is_not_for_people_who_see_no_sessions(self) -> None:
        signed()

        assert at_bed("silva").get("/bedside/s/paper.pdf").status_code == 403


class TestLateEntry:
    def test_h_69_is_kept_with_its_true_time(self) -> None:
        found = bed(running(2).wait(30))
        answer = found.press(at_bed(), "late", day="today", clock="08:20", text="pulse 84, from paper")

        assert answer.status_code == 302
        event = entries_of("s")[-1].event
        assert isinstance(event, PaperEntered)
        assert (event.text, f"{event.happened_at:%H:%M}") == ("pulse 84, from paper", "08:20")

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"clock": "08:20", "text": "calm"}, "Choose the day"),
            ({"day": "today", "clock": "8.20 h", "text": "calm"}, "hours and minutes"),
            ({"day": "today", "clock": "23:59", "text": "calm"}, "still to come"),
            ({"day": "today", "clock": "08:20", "text": " "}, "Write what the paper says"),
        ],
    )
    def test_h_69_asks_for_what_is_missing(self, fields: dict[str, str], words: str) -> None:
        found = bed(running(2).wait(30))
        answer = found.press(at_bed(), "late", **fields)

        assert answer.status_code == 409
        assert words in text_of(answer)
        assert not isinstance(entries_of("s")[-1].event, PaperEntered)

    def test_is_reached_from_the_place(self) -> None:
        assert 'href="/bedside/s/late/"' in bed(running(2)).page(at_bed())
