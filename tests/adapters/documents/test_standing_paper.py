"""The signed assessment on the sheet of its plan, or that none stands behind it."""

import io
from dataclasses import replace
from datetime import time
from typing import Any, cast

import pypdf

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents.assessment_paper import AssessmentHead, assessment_words
from stepward.adapters.documents.paper import plan_pdf
from stepward.adapters.documents.standing_words import NONE, before_words
from stepward.core.screening.assessment import Dose
from stepward.usecases.standing import Departure, Standing
from tests.adapters.documents import plans
from tests.adapters.documents.paper_reading import printed, text_of
from tests.usecases.test_standing import opened


def sheet(standing: Standing) -> list[str]:
    content = plan_pdf(
        plans.standard(),
        paper="a4",
        start=standing.start,
        printed_at=plans.PRINTED_AT,
        sources=shipped.sources(),
        standing=standing,
    )
    reader = pypdf.PdfReader(io.BytesIO(content))
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in reader.pages]


class TestStanding:
    def test_without_an_assessment_the_sheet_and_the_summary_say_so(self) -> None:
        reader = printed(plans.standard())

        assert all(NONE in page.extract_text() for page in reader.pages)
        assert text_of(reader).count(NONE) == len(reader.pages) + 1

    def test_the_first_page_names_care_signer_and_text(self) -> None:
        found = opened(target_number="600", target_unit="mg")

        first, *_ = sheet(Standing(opened=found, start=time(9, 30)))

        assert "Care: Intensive care. One nurse for this patient alone." in first
        assert "Assessed by Dr A. Haddad (invented)" in first
        assert found.signed.sheet.sha256[:16] in first
        assert NONE not in first

    def test_the_summary_holds_conditions_reason_and_hash(self) -> None:
        found = opened(target_number="600", target_unit="mg")
        departure = Departure(words="900 mg is planned; 600 mg was assessed.", reason="New area.", by="Dr B (invented)")

        whole = " ".join(sheet(Standing(opened=found, start=time(9, 30), departure=departure)))

        assert found.signed.sheet.sha256 in whole
        assert found.signed.reason in whole
        assert whole.count("600 mg was assessed. Reason, Dr B (invented): New area.") == 2
        assert all(item.code in whole for item in found.assessment.findings if item.severity.value == "CAUTION")


class TestBeforeWords:
    def test_counts_back_over_midnight(self) -> None:
        assert before_words(60, time(9, 30)) == "08:30"
        assert before_words(60, time(0, 30)) == "23:30 the day before"
        assert before_words(60, None) == "60 min before step 1"
        assert before_words(None, time(9, 30)) == "time not stated"


class TestAssessment:
    def test_counts_its_premedication_back_where_the_start_is_known(self) -> None:
        found = opened(target_number="600", target_unit="mg").assessment
        dose = Dose(name="invented", words="By mouth.", minutes_before=60, source="STEPWARD-METHOD")
        given = replace(found, premedication=(dose,))

        def at(start: time | None) -> object:
            head = AssessmentHead(drug="carboplatin", protocol_titles={}, start=start)
            return [
                row["at"]
                for row in cast("list[dict[str, Any]]", assessment_words(given, head, sources={})["premedication"])
            ]

        assert at(time(9, 30)) == ["08:30"]
        assert at(None) == ["60 min before step 1"]
