"""What every page of a screening says: how long answers stay, and a count that agrees with what is shown."""

import re

import pytest
from django.test import Client

from tests.web.preparing import signed_in, text_of
from tests.web.signing_assessments import allergist_with_password, sign
from tests.web.test_screen_page import PAGES, answered

KEPT = "Answers are kept for 30 days after the last change, then removed unless signed."


@pytest.fixture
def allergist(unit: None) -> Client:
    """Sign in as an allergist with a known password."""
    del unit
    return allergist_with_password()


class TestKept:
    def test_is_said_wherever_answers_are_open(self, allergist: Client) -> None:
        base = answered(allergist)

        for page in ("drug", "reaction", "danger", "patient", "medicines", "result", "sign"):
            assert KEPT in text_of(allergist.get(f"{base}{page}/")), page

    def test_is_said_where_they_are_listed(self, allergist: Client) -> None:
        assert KEPT not in text_of(allergist.get("/screen/"))
        nurse = signed_in("okafor")
        base = answered(nurse)
        nurse.post(f"{base}offer/")

        assert KEPT in text_of(nurse.get("/screen/"))
        assert KEPT in text_of(allergist.get("/screen/"))

    def test_is_not_said_of_a_signed_one(self, allergist: Client) -> None:
        assert KEPT not in text_of(allergist.get(sign(allergist, answered(allergist))))


class TestHead:
    @pytest.mark.parametrize("left_out", ["reaction", "danger", "patient", "medicines"])
    def test_counts_the_cautions_that_are_shown(self, allergist: Client, left_out: str) -> None:
        pages = [page for page in PAGES if page != left_out]
        base = answered(allergist, *pages, patient={"cardiac": "yes"})

        page = allergist.get(f"{base}result/").content.decode()

        said = re.search(r"(\d+) cautions?", page)
        assert said is not None
        assert page.count("<strong>CAUTION</strong>") == int(said[1])


class TestStepOneAt:
    @pytest.mark.parametrize("written", ["9:30", "0930", "25:00", "09:60", "noon", "٠٩:٣٠"])
    def test_is_refused_where_it_is_not_a_time(self, allergist: Client, written: str) -> None:
        address = sign(allergist, answered(allergist))

        answer = allergist.get(f"{address}assessment.pdf", {"start": written})

        assert answer.status_code == 400
        assert "Write the time of step 1 with two digits each, such as 09:30." in text_of(answer)

    @pytest.mark.parametrize("written", ["", "09:30", " 00:00 "])
    def test_is_printed_where_it_is_one(self, allergist: Client, written: str) -> None:
        address = sign(allergist, answered(allergist))

        answer = allergist.get(f"{address}assessment.pdf", {"start": written})

        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")
