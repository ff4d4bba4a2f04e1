"""A pharmacist states how long a bag keeps, and then its session takes the bag."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from stepward.adapters.database.models import PreparationDeed
from stepward.core.preparation.work import SolutionWork
from tests.web.preparing import make, new_order, opened, press, signed_in, text_of

SLUG = "solution-2"


@pytest.fixture
def order(unit: None) -> str:
    """Ask the pharmacy for a plan, and make one solution."""
    del unit
    order = new_order()
    make(order, "intermediate-a")
    make(order, SLUG)
    return order


def work(order: str) -> SolutionWork:
    """Tell how the solution stands."""
    return next(item for item in opened(order).works if item.item.words == "solution 2")


class TestKeeping:
    def test_h_51_is_asked_for_where_no_label_says_it(self, order: str) -> None:
        page = text_of(signed_in("moreau").get(f"{order}{SLUG}/"))

        assert "How long it keeps" in page
        assert "Without it the bag cannot be hung" in page
        assert work(order).expires_at is None

    def test_h_51_is_stated_by_a_pharmacist_with_its_basis(self, order: str) -> None:
        answer = press(signed_in("moreau"), order, SLUG, "keep", hours="24", reason="Rule of the pharmacy")

        assert answer.status_code == 302
        found = work(order)
        assert found.maker is not None
        assert found.expires_at == found.maker.at + timedelta(hours=24)
        page = text_of(signed_in("moreau").get(f"{order}{SLUG}/"))
        assert "Keeps 24 h after it is finished: Rule of the pharmacy" in page
        kept = PreparationDeed.objects.latest("number")
        assert kept.person_id == User.objects.get(username="moreau").pk

    @pytest.mark.parametrize("username", ["silva", "okafor", "berg"])
    def test_is_closed_to_everybody_else(self, order: str, username: str) -> None:
        client = signed_in(username)
        assert "Without it the bag cannot be hung" not in text_of(client.get(f"{order}{SLUG}/"))

        answer = press(client, order, SLUG, "keep", hours="24", reason="Rule")

        assert answer.status_code == 403
        assert work(order).expires_at is None

    @pytest.mark.parametrize(
        ("hours", "reason", "told"),
        [
            ("", "Rule", "Write the hours in plain digits"),
            ("24,5", "Rule", "Write the hours in plain digits"),
            ("0", "Rule", "more than 0"),
            ("2161", "Rule", "at most 2160 hours"),
            ("24", "", "Write the reason"),
        ],
    )
    def test_says_what_is_wrong(self, order: str, hours: str, reason: str, told: str) -> None:
        answer = press(signed_in("moreau"), order, SLUG, "keep", hours=hours, reason=reason)

        assert answer.status_code == 422
        assert told in text_of(answer)
        assert work(order).expires_at is None
