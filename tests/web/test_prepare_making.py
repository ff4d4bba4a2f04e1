import re
from io import BytesIO

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from pypdf import PdfReader

from stepward.adapters.database.models import PreparationDeed
from tests.web.preparing import hidden, make, new_order, opened, press, signed_in, task, text_of


@pytest.fixture
def order(unit: None) -> str:
    """Ask the pharmacy for a plan."""
    del unit
    return new_order()


class TestOrder:
    def test_shows_patient_waves_findings_priming_and_what_a_check_sees(self, order: str) -> None:
        page = text_of(signed_in("okafor").get(order))

        for words in (
            "Ruiz, Marta",
            "INV 0047 1180",
            "Before step 1",
            "When step 4 is tolerated",
            "Intermediate A",
            "CAUTION",
            "Prime each line with its own solution",
            "Ten times the volume of drug",
            "To make",
        ):
            assert words in page

    def test_shows_nothing_to_a_stranger(self, order: str) -> None:
        for path in (order, f"{order}solution-1/", f"{order}solution-1/check/", f"{order}labels.pdf"):
            answer = Client().get(path)
            assert answer.status_code == 302
            assert "Ruiz" not in answer.content.decode()

    @pytest.mark.parametrize("path", ["/prepare/NOPE/", "/prepare/NOPE/solution-1/", "/prepare/NOPE/labels.pdf"])
    def test_knows_no_other_order(self, order: str, path: str) -> None:
        assert order
        assert signed_in("moreau").get(path).status_code == 404

    @pytest.mark.parametrize("slug", ["solution-9", "intermediate-z", "vial-1", "solution-x"])
    def test_knows_no_other_item(self, order: str, slug: str) -> None:
        assert signed_in("moreau").get(f"{order}{slug}/").status_code == 404

    @pytest.mark.parametrize(("paper", "height"), [("a4", 841), ("us-letter", 792)])
    def test_prints_the_worksheet(self, order: str, paper: str, height: int) -> None:
        answer = signed_in("silva").get(f"{order}worksheet.pdf?paper={paper}")

        assert answer.status_code == 200
        assert int(PdfReader(BytesIO(answer.content)).pages[0].mediabox.height) == height
        assert "Ruiz" not in answer.headers["Content-Disposition"]

    def test_h_52_the_worksheet_is_closed_to_who_may_read_a_bag_blind(self, order: str) -> None:
        nurse = signed_in("okafor")

        answer = nurse.get(f"{order}worksheet.pdf")

        assert answer.status_code == 403
        assert "opens to you after that check" in text_of(answer)
        assert "opens to you after that check" in text_of(nurse.get(order))

    def test_an_endless_number_in_the_address_is_no_solution(self, order: str) -> None:
        assert signed_in("silva").get(f"{order}solution-{'9' * 5000}/").status_code == 404

    def test_prints_labels(self, order: str) -> None:
        for path in (f"{order}labels.pdf", f"{order}solution-2/label.pdf", f"{order}intermediate-a/label.pdf"):
            answer = signed_in("silva").get(path)
            assert answer.status_code == 200
            assert answer.content.startswith(b"%PDF")
            assert "Ruiz" not in answer.headers["Content-Disposition"]


class TestMaking:
    def test_opens_one_draw_after_the_other(self, order: str) -> None:
        technician = signed_in("silva")
        before = technician.get(f"{order}intermediate-a/")
        fields = hidden(before)

        answer = technician.post(f"{order}intermediate-a/draw/", fields | {"draw": "1"})

        assert 'name="draw" value="1"' in before.content.decode()
        assert "Opens when draw 1 is done" in text_of(before)
        assert answer.status_code == 302
        after = technician.get(f"{order}intermediate-a/")
        assert 'name="draw" value="2"' in after.content.decode()
        assert "P. Silva (invented)" in text_of(after)
        assert "Making" in text_of(after)

    def test_ends_as_made_and_asks_for_a_second_person(self, order: str) -> None:
        make(order, "intermediate-a")

        page = text_of(signed_in("silva").get(f"{order}intermediate-a/"))

        assert "You made this bag. A different person reads its figures." in page
        assert "Made" in page

    def test_refuses_a_draw_from_what_is_not_made(self, order: str) -> None:
        answer = press(signed_in("silva"), order, "solution-1", "draw", draw="1")

        assert answer.status_code == 422
        assert "is drawn from intermediate A. Make that first." in text_of(answer)
        assert PreparationDeed.objects.count() == 0

    def test_refuses_a_draw_out_of_order(self, order: str) -> None:
        answer = press(signed_in("silva"), order, "intermediate-a", "draw", draw="2")

        assert answer.status_code == 422
        assert "Draw 1 of intermediate A is next." in text_of(answer)

    def test_refuses_to_finish_early(self, order: str) -> None:
        press(signed_in("silva"), order, "intermediate-a", "draw", draw="1")

        answer = press(signed_in("silva"), order, "intermediate-a", "finish")

        assert answer.status_code == 422
        assert "Draw 2 of intermediate A is not done." in text_of(answer)

    def test_shows_the_new_state_to_whoever_lost_the_race(self, order: str) -> None:
        first, second = signed_in("silva"), signed_in("moreau")
        seen = hidden(second.get(f"{order}intermediate-a/"))
        press(first, order, "intermediate-a", "draw", draw="1")

        answer = second.post(f"{order}intermediate-a/draw/", seen | {"draw": "1"})

        assert answer.status_code == 409
        assert "Another person acted on this bag since this page was opened." in text_of(answer)
        assert 'name="draw" value="2"' in answer.content.decode()
        assert PreparationDeed.objects.count() == 1

    @pytest.mark.parametrize("deed", ["draw", "weigh", "finish"])
    def test_is_closed_to_a_nurse(self, order: str, deed: str) -> None:
        answer = press(signed_in("okafor"), order, "intermediate-a", deed, draw="1")

        assert answer.status_code == 403
        assert PreparationDeed.objects.count() == 0

    def test_is_closed_to_an_allergist(self, order: str) -> None:
        assert press(signed_in("haddad"), order, "intermediate-a", "draw", draw="1").status_code == 403

    @pytest.mark.parametrize("name", ["seen", "bag", "draw"])
    def test_refuses_numbers_that_are_none(self, order: str, name: str) -> None:
        answer = press(signed_in("silva"), order, "intermediate-a", "draw", **({"draw": "1"} | {name: "x"}))

        assert answer.status_code in {409, 422}
        assert PreparationDeed.objects.count() == 0

    def test_knows_no_other_deed(self, order: str) -> None:
        assert signed_in("silva").post(f"{order}intermediate-a/pour/").status_code == 404


class TestWeighing:
    def _drawn(self, order: str) -> None:
        make(order, "intermediate-a")
        press(signed_in("silva"), order, "solution-2", "draw", draw="1")

    def test_shows_what_is_expected_only_after_it_was_read(self, order: str) -> None:
        make(order, "intermediate-a")
        assert task(order, "solution-2").weighings
        before = text_of(signed_in("silva").get(f"{order}solution-2/"))

        self_drawn = press(signed_in("silva"), order, "solution-2", "draw", draw="1")
        open_ = text_of(signed_in("silva").get(f"{order}solution-2/"))
        press(signed_in("silva"), order, "solution-2", "weigh", point="diluent-out", grams="1")
        after = text_of(signed_in("silva").get(f"{order}solution-2/"))

        assert self_drawn.status_code == 302
        assert "Expected" not in before + open_
        assert "Expected" in after
        assert "Outside the tolerance." in after

    @pytest.mark.parametrize("grams", ["", "5,6", "1e3", "-1", "five"])
    def test_refuses_what_is_no_plain_number(self, order: str, grams: str) -> None:
        self._drawn(order)

        answer = press(signed_in("silva"), order, "solution-2", "weigh", point="diluent-out", grams=grams)

        assert answer.status_code == 422
        assert "Write plain digits, such as 5.6." in text_of(answer)

    def test_knows_no_other_point(self, order: str) -> None:
        self._drawn(order)

        answer = press(signed_in("silva"), order, "solution-2", "weigh", point="bottle", grams="5")
        assert answer.status_code == 404


class TestVoid:
    def test_needs_a_reason(self, order: str) -> None:
        make(order, "intermediate-a")

        answer = press(signed_in("silva"), order, "intermediate-a", "void", reason="  ")

        assert answer.status_code == 422
        assert "Write the reason" in text_of(answer)

    def test_begins_the_next_bag_and_keeps_the_history(self, order: str) -> None:
        make(order, "intermediate-a")

        press(signed_in("silva"), order, "intermediate-a", "void", reason="Leak (invented)")

        page = text_of(signed_in("silva").get(f"{order}intermediate-a/"))
        assert "Intermediate A, bag 2" in page
        assert "Made void: Leak (invented) (bag 1)" in page
        assert re.search(r"Drawn , Put in", page)
        press(signed_in("silva"), order, "intermediate-a", "draw", draw="1")
        assert opened(order).deeds[-1].bag == 2


class TestException:
    def test_releases_what_the_maker_has_nobody_for(self, order: str) -> None:
        make(order, "intermediate-a")

        answer = press(signed_in("silva"), order, "intermediate-a", "except", reason="Night shift (invented)")

        assert answer.status_code == 302
        assert "No second check" in text_of(signed_in("silva").get(f"{order}intermediate-a/"))

    def test_is_closed_to_whoever_can_check(self, order: str) -> None:
        make(order, "intermediate-a")

        answer = press(signed_in("moreau"), order, "intermediate-a", "except", reason="In a hurry")

        assert answer.status_code == 422
        assert "read its figures instead" in text_of(answer)


class TestRoles:
    def test_count_at_the_moment_of_the_press(self, order: str) -> None:
        User.objects.get(username="silva").groups.set([Group.objects.get(name="nurse")])

        assert press(signed_in("silva"), order, "intermediate-a", "draw", draw="1").status_code == 403
