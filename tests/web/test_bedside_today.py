"""The list of sessions at the bedside, and the order of one."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from stepward.adapters.database.preparation_orders import DatabaseOrders
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.core.sessions.chain import Key
from stepward.core.sessions.commands_ending import EndSession
from stepward.core.sessions.storing import draft_of
from stepward.shells.web import clock, session_log
from stepward.shells.web.bedside import ordering
from tests.core.sessions.plans import ALLERGIST, Ward, four_steps, ready, running
from tests.web.preparing import new_order, text_of
from tests.web.sessions import Bed, at_bed, own_log

REFUSED = 422
LONG = "Wolfeschlegelsteinhausen-Bergerdorff-Xyz"
"""A name of 40 letters."""


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    with own_log(tmp_path, monkeypatch):
        yield


def bed(ward: Ward) -> Bed:
    clock.use(lambda: ward.now)
    return Bed("s", ward, start_at=timezone.now())


def listed(username: str = "okafor") -> str:
    return text_of(at_bed(username).get("/bedside/"))


def waiting() -> str:
    """Give the address where the session is ordered that the invented unit asked the pharmacy for."""
    return f"/bedside/order/{DatabaseOrders().starting_from(timezone.now())[0].id}/"


class TestList:
    def test_of_an_empty_day_says_what_to_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ordering, "BEFORE", timedelta(days=-3))
        found = listed()

        assert "No session is ordered for these days" in found
        assert "First the pharmacy is asked for a plan, in Prepare." in found

    def test_says_what_is_next_before_the_start(self) -> None:
        bed(Ward())

        found = listed()
        assert "bed 4" in found
        assert "Ruiz, Marta" in found
        assert "DRAFT Next: Take the vital signs: they are the baseline" in found

    def test_says_which_step_runs_at_which_rate(self) -> None:
        bed(running(2))

        assert "RUNNING Step 2 of 4 · 20 mL/h" in listed()

    def test_h_97_leads_to_a_session_by_an_opaque_id(self) -> None:
        bed(ready())

        page = at_bed().get("/bedside/").content.decode()
        assert 'href="/bedside/s/"' in page
        assert "Ruiz" not in "".join(part.split('"')[0] for part in page.split('href="')[1:])

    def test_h_56_a_technician_does_not_see_it(self) -> None:
        assert at_bed("silva").get("/bedside/").status_code == 403


class TestOrder:
    def test_names_the_patient_drug_and_start(self) -> None:
        found = text_of(at_bed().get(waiting()))

        for part in ("Ruiz, Marta", "14 Mar 1971", "INV 0047 1180", "cefTAZidime 2,000 mg", "Order the session"):
            assert part in found, part

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"bed": "", "weight": "68"}, "Name the bed or chair."),
            ({"bed": "4", "weight": ""}, "Enter the weight of today in kg."),
            ({"bed": "4", "weight": "68 lb"}, "68 lb"),
            ({"bed": "4", "weight": "1e2"}, "1e2"),
        ],
    )
    def test_h_36_is_refused_without_bed_or_weight_and_keeps_what_was_typed(
        self, fields: dict[str, str], told: str
    ) -> None:
        address = waiting()
        answer = at_bed().post(address, {**fields, "is_estimated": "on"})

        assert answer.status_code == REFUSED
        assert told in answer.content.decode()
        assert 'name="is_estimated" checked' in answer.content.decode()
        now = timezone.now()
        assert not DatabaseSessionOrders().starting_between(now - timedelta(days=3), now + timedelta(days=3))

    def test_leads_to_the_place_and_leaves_the_list_of_what_waits(self) -> None:
        address = waiting()
        assert "Order a session for Ruiz, Marta" in listed()
        answer = at_bed().post(address, {"bed": "7", "weight": "68"})

        assert answer.status_code == 302
        assert "about" not in text_of(at_bed().get(answer["Location"]))
        assert "Order a session for" not in listed()

    def test_h_36_an_estimate_says_so_on_every_page(self) -> None:
        answer = at_bed().post(waiting(), {"bed": "7", "weight": "68", "is_estimated": "on"})

        assert "about 68" in text_of(at_bed().get(answer["Location"]))

    def test_h_56_a_pharmacist_is_told_who_orders(self) -> None:
        address = waiting()

        assert "A nurse or physician orders it" in listed("moreau")
        assert at_bed("moreau").get(address).status_code == 403

    def test_h_54_the_longest_name_stands_whole(self) -> None:
        address = f"/bedside/order/{new_order(family_name=LONG, identifier='INV 0099 0001').split('/')[2]}/"

        assert f"Order a session for {LONG}" in listed()
        answer = at_bed().post(address, {"bed": "7", "weight": "68"})
        assert LONG in text_of(at_bed().get(answer["Location"]))


class TestOrderedTwice:
    def test_h_16_a_preparation_has_one_session(self) -> None:
        address, nurse = waiting(), at_bed()
        assert nurse.post(address, {"bed": "4", "weight": "68"}).status_code == 302
        again = nurse.post(address, {"bed": "5", "weight": "68"})

        assert again.status_code == REFUSED
        assert "The session of this preparation is ordered already, at bed 4." in text_of(again)

    def test_one_that_was_ended_before_any_drug_gives_way(self) -> None:
        address, nurse = waiting(), at_bed()
        session_id = nurse.post(address, {"bed": "4", "weight": "68"}).headers["Location"].split("/")[2]
        ward = Ward().sign(four_steps()).do(EndSession(reason="the wrong bed", confirmed=True), ALLERGIST)
        for entry in ward.entries:
            draft = draft_of(entry.event, entry.at, entry.actor, software="t", urgent=False)
            key = Key(name=f"{entry.sequence}", body="")
            session_log.session_log().append(session_id, after=entry.sequence - 1, drafts=(draft,), key=key)

        assert nurse.post(address, {"bed": "5", "weight": "68"}).status_code == 302


class TestWeight:
    def test_h_36_a_weight_that_does_not_fit_the_age_is_wanted_twice(self) -> None:
        address, nurse = waiting(), at_bed()
        asked = nurse.post(address, {"bed": "4", "weight": "6.8"})
        assert asked.status_code == REFUSED
        assert "does not fit the age. Weigh again, then enter it twice." in text_of(asked)
        assert 'name="weight_again"' in asked.content.decode()
        other = nurse.post(address, {"bed": "4", "weight": "6.8", "weight_again": "68"})
        assert other.status_code == REFUSED

        assert nurse.post(address, {"bed": "4", "weight": "6.8", "weight_again": "6.80"}).status_code == 302

    def test_h_36_a_second_weight_that_cannot_be_read_is_asked_for(self) -> None:
        answer = at_bed().post(waiting(), {"bed": "4", "weight": "6.8", "weight_again": "much"})

        assert answer.status_code == REFUSED
