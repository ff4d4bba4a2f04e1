"""The paper twin: the signed plan of a session for its patient, every step, with room to write (H-69)."""

import io
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pypdf
import pytest
import zxingcpp

from stepward.adapters.documents.paper import Paper
from stepward.adapters.documents.twin_paper import (
    MARK,
    NothingSigned,
    Twin,
    code_text,
    limit_words,
    paper_code,
    twin_pdf,
    twin_words,
)
from stepward.core.sessions.plan import ResumeKind, ResumeRule, VitalLimit
from stepward.core.sessions.record import record_of
from stepward.usecases.approving import Person
from stepward.usecases.orders import Patient
from stepward.usecases.session_cards import FrozenCard, FrozenDose, FrozenRow
from stepward.usecases.session_orders import SessionOrder, Weighed
from tests.adapters.documents.paper_reading import SPECIAL, plain, structure
from tests.core.sessions import held
from tests.core.sessions.plans import START, Ward, four_doses, four_steps, running

PATIENT = Patient(
    id="p", family_name="Ruiz", given_names="Marta", identifier="INV 0047 1180", born_on=date(1971, 3, 14),
    is_invented=True,
)  # fmt: skip
ORDER = SessionOrder(
    id="S-1",
    patient=PATIENT,
    plan="plan",
    bed="4",
    start_at=START,
    ordered_by=Person(id="1", name="K", roles=frozenset()),
    ordered_at=START,
    weighed=Weighed(weight="68\u00a0kg", at=START, by="K"),
)
CARD = FrozenCard(
    key="adults",
    title="Adults (invented)",
    version=3,
    approved_by="Dr H (invented)",
    weight="68\u00a0kg",
    rows=(
        FrozenRow(
            what="epinephrine",
            name="EPINEPHrine",
            source="S",
            doses=(FrozenDose(amount="0.5\u00a0mg", volume="0.5\u00a0mL"),),
            route="intramuscular",
            again=300,
            most=3,
        ),
        FrozenRow(what="act", name="Lay flat", source="S"),
        FrozenRow(what="sample", name="Tryptase", source="S", window=(3600, 7200, 14400)),
    ),
)


def signed() -> Ward:
    return Ward().sign(four_steps())


def twin(ward: Ward, **changes: object) -> Twin:
    found = Twin(
        order=ORDER,
        session=ward.session,
        now=ward.now,
        drug="inVENTin",
        target="100\u00a0mg",
        signed=record_of(ward.entries).signatures[0] if ward.entries else None,
        card=CARD,
        checklist=("Consent is signed",),
        unit_name="Invented Unit",
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def written(found: Twin, paper: Paper = "a4") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(twin_pdf(found, paper=paper, printed_at=START)))


def text_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(plain(page.extract_text()) for page in reader.pages).split())


class TestPages:
    @pytest.mark.parametrize("paper", ["a4", "us-letter"])
    def test_h_69_each_names_patient_version_hash_and_its_number(self, paper: Paper) -> None:
        ward = signed()
        pages = written(twin(ward), paper).pages

        assert len(pages) == 2
        for number, page in enumerate(pages, 1):
            found = " ".join(plain(page.extract_text()).split())
            for part in ("Ruiz, Marta", "INVENTED", "14 Mar 1971", "INV 0047 1180", "68 kg", "inVENTin 100 mg",
                         "Plan version 1", paper_code(ward.session.order.signed_hash), f"Page {number} of 2",
                         "Allergist", "printed 22 Nov 2026 08:00:00 UTC+00:00"):  # fmt: skip
                assert part in found, part

    def test_are_tagged_and_hold_no_script(self) -> None:
        reader = written(twin(signed()))

        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= structure(reader.root_object["/StructTreeRoot"])
        assert b"/JavaScript" not in twin_pdf(twin(signed()), paper="a4", printed_at=START)

    def test_are_the_same_bytes_again(self) -> None:
        first, second = (twin_pdf(twin(signed()), paper="a4", printed_at=START) for _ in range(2))

        assert first == second

    def test_a_long_plan_keeps_the_frame_on_the_first_page(self) -> None:
        steps = four_steps().steps
        many = tuple(
            replace(steps[2], number=place, solution=1 if place < 15 else 2, dose=Fraction(place))
            for place in range(1, 31)
        )
        plan = four_steps(steps=many, ordered_total=Fraction(465))
        pages = written(twin(Ward().sign(plan))).pages

        assert "stop the pump by hand" in plain(pages[0].extract_text())
        assert "Step Solution Rate" in " ".join(plain(pages[1].extract_text()).split())

    def test_nothing_typed_is_read_as_a_template(self) -> None:
        order = replace(ORDER, patient=replace(PATIENT, family_name=SPECIAL))

        assert "#h *b*" in text_of(written(twin(signed(), order=order)))

    def test_other_paper_is_refused(self) -> None:
        with pytest.raises(ValueError, match="paper"):
            twin_pdf(twin(signed()), paper="a5", printed_at=START)  # type: ignore[arg-type]


class TestSteps:
    def test_h_69_all_of_them_with_rate_time_volume_and_dose(self) -> None:
        found = twin_words(twin(signed()))

        rows = found["steps"]
        assert isinstance(rows, list)
        seen = [tuple(row[key]["text"] for key in ("rate", "minutes", "volume", "dose", "so_far")) for row in rows]
        assert seen == [
            ("10", "15", "2.5", "0.25", "0.25"),
            ("20", "15", "5", "0.5", "0.75"),
            ("10", "15", "2.5", "2.5", "3.25"),
            ("40", "145.125", "96.75", "96.75", "100"),
        ]
        assert [row["strength"] for row in rows] == ["0.1 mg/mL", "", "1 mg/mL", ""]

    def test_a_plan_of_doses_has_no_pump(self) -> None:
        found = text_of(written(twin(Ward().sign(four_doses()))))

        assert "give no further dose" in found
        assert "stop the pump" not in found
        assert "mL/h" not in found

    def test_h_69_after_a_resume_they_are_those_that_go_on(self) -> None:
        rule = ResumeRule(kind=ResumeKind.HALF_RATE, source="S", share=Fraction(1, 2))
        ward = held.resumed(held.held(plan=four_steps(resume_rule=rule)))
        found = twin_words(twin(ward))

        rows = found["steps"]
        assert isinstance(rows, list)
        assert rows[ward.session.step - 1]["is_now"]
        assert ward.session.rate != ward.session.order.step(ward.session.step).rate
        assert rows[ward.session.step - 1]["rate"]["text"] == str(ward.session.rate)
        stands = found["stands"]
        assert isinstance(stands, list)
        assert f"Printed in step {ward.session.step}, running" in stands[0]

    def test_before_the_start_nothing_is_given(self) -> None:
        assert twin_words(twin(signed()))["stands"] == []

    def test_given_steps_say_so(self) -> None:
        rows = twin_words(twin(running(3)))["steps"]

        assert isinstance(rows, list)
        assert [(row["is_past"], row["is_now"]) for row in rows] == [
            (True, False), (True, False), (False, True), (False, False),
        ]  # fmt: skip


class TestPlan:
    def test_h_69_limits_line_rule_and_card_are_there(self) -> None:
        found = text_of(written(twin(signed())))

        for part in ("Pulse 50 to 120 /min", "Systolic pressure 90 mmHg or more", "2 mL common to all solutions",
                     "filled at the start with saline", "Never push the line by hand", "Repeat the step",
                     "EPINEPHrine 0.5 mg (0.5 mL), intramuscular, again after 5 min if no better, at most 3 times",
                     "Lay flat", "60 min to 120 min after the onset, not later than 240 min", "version 3, approved by",
                     "Do not restart before a doctor signs here", "Watch for 60 min", "Consent is signed"):  # fmt: skip
            assert part in found, part

    def test_says_where_no_card_or_line_is_known(self) -> None:
        ward = Ward().sign(four_steps(line=None))
        found = text_of(written(twin(ward, card=None, signed=None)))

        assert "No treatment card is kept with this plan" in found
        assert "Line not known" in found
        assert "signature not found" in found

    def test_an_unsigned_plan_is_not_printed(self) -> None:
        with pytest.raises(NothingSigned):
            twin_words(twin(Ward()))

    @pytest.mark.parametrize(
        ("low", "high", "words"),
        [("50", "120", "Pulse 50 to 120 /min"), ("50", None, "Pulse 50 /min or more"),
         (None, "120", "Pulse 120 /min or less")],
    )  # fmt: skip
    def test_writes_each_kind_of_limit(self, low: str | None, high: str | None, words: str) -> None:
        limit = VitalLimit(
            name="pulse",
            low=None if low is None else Fraction(low),
            high=None if high is None else Fraction(high),
        )

        assert limit_words(limit) == words


def test_h_97_the_code_names_session_and_plan_and_no_patient() -> None:
    ward = signed()
    text = code_text(twin(ward))

    assert text == f"{MARK}|S-1|1|{ward.session.order.signed_hash[:16]}"
    image = zxingcpp.create_barcode(text, zxingcpp.DataMatrix, forceSquare=True).to_image(scale=4)
    read = zxingcpp.read_barcode(image)
    assert read is not None
    assert read.text == text
