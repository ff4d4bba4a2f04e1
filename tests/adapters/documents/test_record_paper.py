"""The record of a session on paper: nothing of the log is left out, and what matters stands first."""

import io
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree as ET

import pypdf
import pytest

from stepward.adapters.documents.paper import Paper
from stepward.adapters.documents.record_chart import record_chart, stretches
from stepward.adapters.documents.record_paper import RecordHead, between_text, elapsed_text, record_pdf, record_words
from stepward.core.reactions.signs import Sign
from stepward.core.sessions.between import Between
from stepward.core.sessions.commands_charting import (
    AmendReaction,
    RecordReaction,
    RecordTreatment,
    RecordVitals,
    ResolveReaction,
    TakeSample,
    WriteNote,
)
from stepward.core.sessions.commands_ending import Complete, FlushLine
from stepward.core.sessions.commands_holding import ConfirmPumpStopped
from stepward.core.sessions.events import Ended, NoteWritten
from stepward.core.sessions.instants import MINUTE, Elapsed
from stepward.core.sessions.record import record_of
from stepward.core.sessions.session import State
from stepward.core.sessions.vitals import PULSE, SATURATION, SYSTOLIC
from tests.adapters.documents.paper_reading import SPECIAL, plain, structure
from tests.core.sessions import held
from tests.core.sessions.plans import NURSE, START, Ward, four_doses, observing, running

HEAD = RecordHead(session_id="S-0001", head_hash="ab" * 32, unit_name="Invented Unit")


def read(ward: Ward, systolic: int, pulse: int, saturation: int) -> Ward:
    values = ((SYSTOLIC, Fraction(systolic)), (PULSE, Fraction(pulse)), (SATURATION, Fraction(saturation)))
    return ward.do(RecordVitals(values=values))


def reacted() -> Ward:
    """Run to step 3, hold for a reaction, treat it, and go on."""
    ward = read(read(running(3), 118, 84, 98).wait(6), 112, 96, 96)
    ward.do(RecordReaction(signs=(Sign.HIVES, Sign.ITCH))).do(ConfirmPumpStopped()).wait(2)
    ward.do(RecordTreatment(medicine="cetirizine", dose="10 mg", route="oral")).do(TakeSample(kind="tryptase"))
    ward.do(AmendReaction(number=1, signs=(Sign.HIVES, Sign.FLUSHING), reason="looked again"))
    ward.wait(10).do(ResolveReaction(number=1))
    return read(held.resumed(ward), 119, 82, 98)


def written(ward: Ward, *, paper: Paper = "a4", head: RecordHead = HEAD) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(record_pdf(record_of(ward.entries), head, paper=paper, printed_at=START)))


def text_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(plain(page.extract_text()) for page in reader.pages).split())


def squeezed(text: object) -> str:
    return "".join(plain(str(text)).replace("\u200b", "").split())


class TestHead:
    def test_says_what_was_ordered_given_and_how_it_stands(self) -> None:
        first = text_of(written(reacted()))

        for part in ("inventin, running", "S-0001", "100 mg", "version 1, 4 steps", "Not ended when this was printed",
                     "Name Born Identifier", "Invented Unit"):  # fmt: skip
            assert part in first, part

    def test_says_how_it_ended(self) -> None:
        whole = observing().do(FlushLine(volume=Fraction(3), rate=Fraction(40))).wait(60).do(Complete())

        assert "Completed 22 Nov 2026 12:10:07 UTC by Nurse." in text_of(written(whole))
        assert "UTC by Nurse: wish." in text_of(written(held.held().note(Ended(reason="wish"), NURSE)))

    def test_a_session_without_a_plan_is_printed_too(self) -> None:
        found = text_of(written(Ward().do(WriteNote(text="calm"))))

        for part in ("No plan is signed, draft", "No reaction was recorded.", "None was given", "Nothing."):
            assert part in found, part

    def test_says_that_a_log_is_not_whole(self) -> None:
        found = text_of(written(reacted(), head=replace(HEAD, fault="entry 40: torn")))

        assert "The log is not whole. entry 40: torn." in found

    def test_refuses_unknown_paper_and_local_time(self) -> None:
        record = record_of(reacted().entries)

        with pytest.raises(ValueError, match="paper: expected one of"):
            record_pdf(record, HEAD, paper="a3", printed_at=START)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="printed_at"):
            record_pdf(record, HEAD, paper="a4", printed_at=datetime(2026, 11, 22))  # noqa: DTZ001 - that is the test


class TestBody:
    @pytest.mark.parametrize("paper", ["a4", "us-letter"])
    def test_holds_every_row_of_every_table(self, paper: Paper) -> None:
        ward = reacted()
        words = record_words(record_of(ward.entries), HEAD)
        found = squeezed(text_of(written(ward, paper=paper)))

        timeline = words["timeline"]
        assert isinstance(timeline, list)
        assert len(timeline) == len(ward.entries)
        for table in ("timeline", "steps", "treatments", "samples", "signatures", "deviations", "premedication"):
            rows = words[table]
            assert isinstance(rows, list)
            assert rows, table
            for row in rows:
                for cell in row.values():
                    assert squeezed(cell) in found, (table, cell)

    def test_shows_every_grade_of_every_reading(self) -> None:
        ward = reacted()
        found = squeezed(text_of(written(ward)))
        (reaction,) = record_of(ward.entries).reactions

        assert "Asrecorded22Nov202608:36:00UTC:" in found
        assert "Readanew22Nov202608:38:00UTC:" in found
        assert reaction.grades
        for scale, grade in reaction.grades:
            assert squeezed(scale) + squeezed(grade) in found

    def test_times_since_the_onset(self) -> None:
        found = text_of(written(reacted()))

        assert "T1 cetirizine, 10 mg, oral 22 Nov 2026 08:38:00 2 min after R1" in found
        assert "S1 tryptase 22 Nov 2026 08:38:00 2 min after R1" in found

    def test_the_head_of_the_log_stands_at_its_end(self) -> None:
        assert squeezed(f"SHA-256 of its newest entry: {HEAD.head_hash}") in squeezed(text_of(written(reacted())))

    def test_no_dash_before_an_amount_looks_like_a_minus(self) -> None:
        rows = record_words(record_of(held.held().entries), HEAD)["timeline"]

        assert isinstance(rows, list)
        assert rows[-1]["given"] == "1.583"
        assert {row["rate"] for row in rows} == {"", "10", "20"}

    def test_what_is_told_is_never_read_as_typst(self) -> None:
        ward = running(1).do(WriteNote(text=SPECIAL))

        assert squeezed(SPECIAL) in squeezed(text_of(written(ward)))

    def test_500_entries_paginate_with_a_head_on_each_page(self) -> None:
        ward = running(1)
        while len(ward.entries) < 500:
            ward.wait(microseconds=MINUTE // 100).note(NoteWritten(text=f"note-{len(ward.entries) + 1}-end"), NURSE)
        reader = written(ward)
        found = squeezed(text_of(reader))

        assert len(reader.pages) > 10
        assert all(f"note-{entry.sequence}-end" in found for entry in ward.entries[-400:])
        assert all("Given, mg" in " ".join(page.extract_text().split()) for page in reader.pages[3:-1])
        for number, page in enumerate(reader.pages, 1):
            assert f"Page {number} of {len(reader.pages)}" in " ".join(page.extract_text().split())


class TestForm:
    def test_is_tagged_and_says_its_language(self) -> None:
        reader = written(reacted())
        root = reader.root_object

        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= structure(root["/StructTreeRoot"])
        assert str(root["/Lang"]).startswith("en")

    def test_equal_inputs_give_equal_bytes(self) -> None:
        record = record_of(reacted().entries)
        one, other = (record_pdf(record, HEAD, paper="a4", printed_at=START) for _ in range(2))

        assert one == other


class TestChart:
    def test_draws_a_panel_for_each_vital_sign_that_was_read(self) -> None:
        svg = record_chart(record_of(reacted().entries))

        ET.fromstring(svg)  # noqa: S314 - our own text
        for part in ("Systolic, mmHg", "Pulse, /min", "SpO₂, %", ">R1<", ">T1<", "url(#hatch)", ">90<"):
            assert part in svg, part
        assert 'fill="#' not in svg.replace('fill="#000"', "").replace('fill="#fff"', "")
        assert "SpO₂" not in record_chart(record_of(running(2).entries))

    def test_draws_nothing_where_nothing_was_read(self) -> None:
        ward = Ward().do(WriteNote(text="calm"))

        assert not record_chart(record_of(ward.entries))
        assert "was written down" in text_of(written(ward))

    def test_many_marks_at_one_time_are_drawn_and_named_once(self) -> None:
        ward = reacted()
        for _ in range(5):
            ward.do(RecordTreatment(medicine="epinephrine", dose="0.3 mg", route="im"))
        svg = record_chart(record_of(ward.entries))

        assert svg.count('class="mark" d=') + svg.count('class="mark mark-full" d=') == 7
        assert ">T2<" in svg
        assert ">T3<" not in svg

    def test_a_reading_alone_is_a_point(self) -> None:
        svg = record_chart(record_of(Ward().sign(four_doses()).calm().entries))

        ET.fromstring(svg)  # noqa: S314 - our own text
        assert "<circle" in svg
        assert 'class="vital" d=' not in svg

    def test_stretches_follow_one_another(self) -> None:
        found = stretches(record_of(observing().wait(5).calm().entries).lines)

        assert [(state, step) for state, step, _, _ in found] == [
            *((State.RUNNING, step) for step in (1, 2, 3, 4)), (State.OBSERVING, 4),
        ]  # fmt: skip
        assert all(one[3] == other[2] for one, other in pairwise(found))
        assert "watched" in record_chart(record_of(observing().wait(60).calm().entries))


def test_an_amount_in_doubt_shows_both_ends() -> None:
    assert between_text(Between(least=Fraction(1), most=Fraction(2))) == "1 to 2"
    assert elapsed_text(Elapsed(least=MINUTE, most=2 * MINUTE)) == "1 min to 2 min"
