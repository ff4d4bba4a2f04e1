"""A new assessment that replaces an earlier one says which, and what changed, on its page and on paper."""

import io

import pypdf
import pytest
from django.db import connection
from django.test import Client

from tests.web.preparing import text_of
from tests.web.signing_assessments import allergist_with_password, sign
from tests.web.test_screen_page import answered


@pytest.fixture
def allergist(unit: None) -> Client:
    """Sign in as an allergist with a known password."""
    del unit
    return allergist_with_password()


def signed_again(client: Client, earlier: str, **changed: dict[str, str]) -> str:
    """Take an assessment up again, answer some pages otherwise, and sign."""
    base = client.post(f"{earlier}again/").headers["Location"].removesuffix("drug/")
    for page, answers in changed.items():
        client.post(f"{base}{page}/", answers | {"go": "on"})
    return sign(client, base)


def paper_of(client: Client, address: str) -> str:
    pages = pypdf.PdfReader(io.BytesIO(client.get(f"{address}assessment.pdf").content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


class TestWhatChanged:
    def test_is_said_on_the_page_and_on_paper(self, allergist: Client) -> None:
        earlier = sign(allergist, answered(allergist))
        later = signed_again(allergist, earlier, danger={"r0_danger": "present"})

        for text in (text_of(allergist.get(later)), paper_of(allergist, later)):
            assert "What changed" in text
            assert "Replaces the assessment of " in text
            assert "signed by Dr A. Haddad (invented): Proceed." in text
            assert "Danger signs" in text

        page = text_of(allergist.get(later))
        assert "before: asked, none now: present" in page
        assert "New findings" in page
        assert f'href="{earlier}"' in allergist.get(later).content.decode()

    def test_names_findings_that_are_gone(self, allergist: Client) -> None:
        earlier = sign(allergist, answered(allergist, patient={"cardiac": "yes"}))
        later = signed_again(allergist, earlier, patient={"cardiac": "no"})

        page = text_of(allergist.get(later))

        gone = page[page.index("Findings that are gone") :]
        assert "CAUTION" in gone[:60]
        assert "Cardiac disease before: yes now: no" in page

    def test_says_that_nothing_changed(self, allergist: Client) -> None:
        earlier = sign(allergist, answered(allergist))
        later = signed_again(allergist, earlier)

        assert "Answers and findings are the same." in text_of(allergist.get(later))
        assert "Answers and findings are the same." in paper_of(allergist, later)

    def test_is_not_said_where_nothing_is_replaced(self, allergist: Client) -> None:
        first = sign(allergist, answered(allergist))

        assert "What changed" not in text_of(allergist.get(first))
        assert "What changed" not in paper_of(allergist, first)

    def test_is_said_to_be_unknown_where_the_earlier_text_is_another(self, allergist: Client) -> None:
        earlier = sign(allergist, answered(allergist))
        later = signed_again(allergist, earlier)
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS stepward_signedassessment_no_update")
            cursor.execute(
                "UPDATE stepward_signedassessment SET text = text || ' ' WHERE id = %s", [earlier.split("/")[-2]]
            )

        assert "what changed cannot be told" in text_of(allergist.get(later))
