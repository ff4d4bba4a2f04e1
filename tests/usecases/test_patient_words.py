"""The unit's own words for patients: read strictly, printed whole, released by two people."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from stepward.adapters.catalogue.leaflet_files import CODES, languages
from stepward.usecases.leaflet_facts import facts_of
from stepward.usecases.leaflets import (
    consent_sheet,
)
from stepward.usecases.patient_words import UnreadableWords, read_consent, read_phones
from stepward.usecases.unit_records import Kind, Mark, UnitRecord
from tests.adapters.documents.plans import standard

CONSENT: Mapping[str, object] = {"title": "Consent", "language": "en", "paragraphs": ["First.", "Second."]}
PHONES: Mapping[str, object] = {
    "title": "Ward",
    "phones": [{"who": "Ward 3", "number": "555 0100", "hours": "8 to 16"}],
}
AT = datetime(2026, 11, 22, tzinfo=UTC)


class TestReadConsent:
    def test_keeps_every_paragraph_in_its_order(self) -> None:
        assert read_consent(CONSENT, CODES).paragraphs == ("First.", "Second.")
        assert read_consent({**CONSENT, "invented": True}, CODES).title == "Consent"

    @pytest.mark.parametrize(
        "changed",
        [
            {"language": "xx"},
            {"paragraphs": []},
            {"paragraphs": [""]},
            {"paragraphs": "x"},
            {"title": " "},
            {"more": "x"},
        ],
    )
    def test_refuses_what_is_no_text_of_consent(self, changed: dict[str, object]) -> None:
        with pytest.raises(UnreadableWords):
            read_consent({**CONSENT, **changed}, CODES)


class TestReadPhones:
    def test_writes_whose_number_it_is_and_when(self) -> None:
        assert [phone.words for phone in read_phones(PHONES)] == ["Ward 3: 555 0100 (8 to 16)"]
        assert read_phones({**PHONES, "phones": [{"who": "A", "number": "1"}]})[0].words == "A: 1"

    @pytest.mark.parametrize(
        "changed",
        [
            {"phones": []},
            {"phones": "x"},
            {"phones": ["x"]},
            {"phones": [{"who": "A"}]},
            {"phones": [{"who": "A", "number": "none"}]},
            {"phones": [{"who": "", "number": "1"}]},
            {"title": ""},
            {"more": 1},
        ],
    )
    def test_refuses_what_is_no_list_of_numbers(self, changed: dict[str, object]) -> None:
        with pytest.raises(UnreadableWords):
            read_phones({**PHONES, **changed})


class TestConsentSheet:
    def test_prints_the_words_of_the_unit_and_adds_the_facts_of_the_plan_alone(self) -> None:
        record = UnitRecord(
            kind=Kind.CONSENT,
            key="consent",
            version=2,
            content=CONSENT,
            reason="new",
            author_id="1",
            author_name="Dr. Writer",
            created_at=AT,
            approval=Mark(person_id="2", person_name="Dr. Second", at=AT),
        )
        sheet = consent_sheet(languages()["en"], facts_of(standard(), "cefTAZidime"), record)
        said = [item.text for part in sheet.parts for item in part.said]

        assert said[:2] == ["First.", "Second."]
        assert "The amount grows in 12 steps." in said
        assert said[-1] == "Text of your unit, version 2. Written by Dr. Writer, released by Dr. Second."
        assert len(said) == 2 + 5 + 1
        assert sheet.sources == ()
        assert len(sheet.to_sign) == 2
