import re

import pytest
from django.test import Client

from stepward.adapters.database.models import PreparationDeed
from tests.web.preparing import Answer, figures, label, make, new_order, opened, press, signed_in, task, text_of

MIX = "intermediate-a"


@pytest.fixture
def order(unit: None) -> str:
    """Ask the pharmacy for a plan, and make the intermediate."""
    del unit
    found = new_order()
    make(found, MIX)
    return found


def check(client: Client, order: str, slug: str = MIX, **changed: str) -> Answer:
    """Send the form of the second person."""
    mine = [deed.number for deed in opened(order).deeds]
    return client.post(f"{order}{slug}/check/", {"seen": str(max(mine))} | figures(order, slug) | changed)


class TestBlind:
    @pytest.mark.parametrize("username", ["okafor", "moreau"])
    @pytest.mark.parametrize("page", ["check/", ""])
    def test_no_expected_value_stands_on_the_page(self, order: str, username: str, page: str) -> None:
        html = signed_in(username).get(f"{order}{MIX}/{page}").content.decode()

        main = html[html.index("<main") :].replace("\u202f", "")
        all_figures = task(order, MIX).figures
        assert len(all_figures) == 4
        # the whole intermediate happens to be as much as the water in a vial, and stands on its own page
        shown = [figure for figure in all_figures if page or figure.what != "put into each vial"]
        expected = [figure.expected.people(group="") for figure in shown]
        for value in expected:
            number, _, unit = value.partition("\u00a0")
            assert value not in main
            assert f"{number} {unit}" not in main
            assert f'value="{number}"' not in main

    def test_asks_for_every_figure_with_its_unit(self, order: str) -> None:
        page = signed_in("okafor").get(f"{order}{MIX}/check/").content.decode()

        assert len(re.findall(r'id="figure_\d"', page)) == 4
        assert re.findall(r'class="after">([^<]+)<', page) == ["mg", "mL", "mL", "mL"]
        assert re.findall(r'id="figure_\d" name="figure_\d" value="([^"]*)"', page) == ["", "", "", ""]

    def test_hides_the_volumes_from_a_nurse_before_the_bag_is_made(self, order: str) -> None:
        page = text_of(signed_in("okafor").get(f"{order}solution-1/"))

        assert "Volumes and weights are hidden" in page


class TestPerson:
    def test_who_made_it_finds_a_closed_door(self, order: str) -> None:
        make(order, "solution-1", "moreau")

        page = text_of(signed_in("moreau").get(f"{order}solution-1/check/"))

        assert "You made solution 1. A different person reads its figures." in page
        assert check(signed_in("moreau"), order, "solution-1").status_code == 422
        assert opened(order).deeds[-1].kind.value == "finished"

    @pytest.mark.parametrize("username", ["silva", "haddad"])
    def test_other_roles_find_it_closed(self, order: str, username: str) -> None:
        assert signed_in(username).get(f"{order}{MIX}/check/").status_code == 403

    def test_a_stranger_is_asked_to_sign_in(self, order: str) -> None:
        assert Client().get(f"{order}{MIX}/check/").status_code == 302


class TestComparing:
    @pytest.mark.parametrize("username", ["okafor", "moreau", "lindqvist"])
    def test_equal_figures_are_checked(self, order: str, username: str) -> None:
        answer = check(signed_in(username), order)

        assert answer.status_code == 302
        assert "All figures agree." in text_of(signed_in("silva").get(f"{order}{MIX}/"))
        assert opened(order).deeds[-1].detail.label == label(order, MIX)
        assert "1 checked" not in text_of(signed_in("silva").get(order))

    def test_a_differing_figure_is_named_and_bars_the_bag(self, order: str) -> None:
        answer = check(signed_in("okafor"), order, figure_3="80")

        assert answer.status_code == 302
        page = text_of(signed_in("okafor").get(f"{order}{MIX}/"))
        assert "diluent put in was read as 80" in page
        assert "Make this bag void with a reason." in page
        assert press(signed_in("okafor"), order, MIX, "void", reason="Wrong syringe (invented)").status_code == 302

    def test_what_is_drawn_from_it_opens_only_with_a_new_bag(self, order: str) -> None:
        check(signed_in("okafor"), order, figure_3="80")

        answer = press(signed_in("silva"), order, "solution-1", "draw", draw="1")

        assert answer.status_code == 422

    @pytest.mark.parametrize("text", ["", "5,6", "1e1", "-8", "eight", "8 mL"])
    def test_a_figure_that_is_no_number_is_asked_for_again(self, order: str, text: str) -> None:
        answer = check(signed_in("okafor"), order, figure_2=text)

        assert answer.status_code == 422
        assert ("Write plain digits" in text_of(answer)) == bool(text)
        assert ("Enter what you read." in text_of(answer)) == (not text)
        assert 'aria-describedby="figure_2-error"' in answer.content.decode()

    def test_whoever_lost_the_race_sees_the_new_state(self, order: str) -> None:
        seen = str(opened(order).deeds[-1].number)
        check(signed_in("okafor"), order)

        answer = check(signed_in("moreau"), order, seen=seen)

        assert answer.status_code == 409
        assert "Another person acted on this bag" in text_of(answer)
        assert [deed.kind.value for deed in opened(order).deeds].count("checked") == 1

    def test_a_bag_that_is_not_made_is_not_checked(self, order: str) -> None:
        assert "The check opens when a bag is finished." in text_of(
            signed_in("okafor").get(f"{order}solution-3/check/")
        )


class TestLabel:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "Scan the label on the bag, or type it."),
            ("nonsense", "This is no label, or one letter is wrong."),
            ("OTHER-A-1-X", "This is no label, or one letter is wrong."),
        ],
    )
    def test_that_cannot_be_read_is_asked_for_again(self, order: str, text: str, sentence: str) -> None:
        answer = check(signed_in("okafor"), order, label=text)

        assert answer.status_code == 422
        assert sentence in text_of(answer)
        assert PreparationDeed.objects.filter(kind__in=["checked", "differed"]).count() == 0

    def test_of_another_solution_bag_or_order_is_named(self, order: str) -> None:
        nurse = signed_in("okafor")

        assert "This label is of solution 2." in text_of(check(nurse, order, label=label(order, "solution-2")))
        assert "This label is of bag 2." in text_of(check(nurse, order, label=label(order, MIX, bag=2)))
        other = label("/prepare/0123456789/", MIX)
        assert "This label is of another order." in text_of(check(nurse, order, label=other))
