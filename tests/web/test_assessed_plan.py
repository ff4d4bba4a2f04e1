"""The plan that stands on a signed assessment."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from stepward.adapters.database.models import SharedPlan
from stepward.shells.web.plans import assessed
from stepward.shells.web.plans.forms import DEPARTURES
from stepward.shells.web.screen import signing
from stepward.shells.web.unit.shelf import unit_policy
from tests.web.preparing import text_of
from tests.web.signing_assessments import allergist_with_password, fields_of, sign
from tests.web.test_screen_page import answered


@pytest.fixture
def allergist(unit: None) -> Client:
    """Sign in as an allergist with a known password."""
    del unit
    return allergist_with_password()


class TestPlan:
    """The plan that stands on an assessment."""

    def test_takes_over_drug_dose_and_assessment(self, allergist: Client) -> None:
        page = allergist.get(sign(allergist, answered(allergist))).content.decode()

        first = fields_of(page, "/plan/")[0]
        plan = allergist.post(first.pop("action"), first | {"press": "1"})

        assert first.keys() == {"drug", "target_number", "target_unit", "assessment"}
        assert (first["drug"], first["target_number"], first["target_unit"]) == ("carboplatin", "600", "mg")
        assert plan.status_code == 200
        assert "From the signed assessment: Proceed" in text_of(plan)

    def test_is_kept_with_its_assessment(self, allergist: Client) -> None:
        page = allergist.get(sign(allergist, answered(allergist))).content.decode()
        first = fields_of(page, "/plan/")[0]

        kept = allergist.post(f"{first.pop('action')}keep/", first | {"press": "1", "start": "09:30"})
        address = kept.headers["Location"]

        assert SharedPlan.objects.get(id=address.split("/")[-2]).assessment == first["assessment"]
        assert "From the signed assessment" in text_of(allergist.get(address))
        assert "From the signed assessment" not in text_of(Client().get(address))

    def test_that_was_kept_follows_a_later_assessment(self, allergist: Client) -> None:
        signed_at = sign(allergist, answered(allergist))
        first = fields_of(allergist.get(signed_at).content.decode(), "/plan/")[0]
        kept = allergist.post(f"{first.pop('action')}keep/", first | {"press": "1"}).headers["Location"]
        assert allergist.get(f"{kept}sheet.csv").status_code == 200
        again = allergist.post(f"{signed_at}again/").headers["Location"].removesuffix("drug/")
        allergist.post(f"{again}danger/", {"r0_danger": "present", "go": "on"})
        sign(allergist, again)

        paper = allergist.get(f"{kept}sheet.csv")

        assert "Replaced by a later assessment" in text_of(allergist.get(kept))
        assert paper.status_code == 422
        assert "allows no plan" in text_of(paper)

    def test_counts_the_premedication_back_from_step_1(self, allergist: Client) -> None:
        page = allergist.get(sign(allergist, answered(allergist))).content.decode()
        first = fields_of(page, "/plan/")[0]
        action = first.pop("action")

        without = text_of(allergist.post(action, first | {"press": "1"}))
        timed = text_of(allergist.post(action, first | {"press": "1", "start": "00:10"}))

        minutes = [int(item) for item in re.findall(r"([0-9]+) min before step 1", without)]
        assert all(f"{(24 * 60 + 10 - item) // 60 % 24:02}:{(10 - item) % 60:02}" in timed for item in minutes)

    def test_says_of_another_dose_which_was_assessed(self, allergist: Client) -> None:
        page = allergist.get(sign(allergist, answered(allergist))).content.decode()
        first = fields_of(page, "/plan/")[0]
        action = first.pop("action")

        same = text_of(allergist.post(action, first | {"press": "1", "target_number": "600.0"}))
        other = text_of(allergist.post(action, first | {"press": "1", "target_number": "900"}))

        assert "assessed as 600 mg" in same
        assert "another one: 600 mg was assessed" in other

    def test_of_another_dose_is_printed_and_kept_only_with_a_reason(self, allergist: Client) -> None:
        page = allergist.get(sign(allergist, answered(allergist))).content.decode()
        first = fields_of(page, "/plan/")[0]
        action = first.pop("action")
        other = first | {"press": "1", "target_number": "900"}
        why = other | {"departure_reason": DEPARTURES[0], "departure_words": "Asked twice."}

        without = [allergist.post(f"{action}{end}", other) for end in ("sheet.pdf", "keep/")]
        printed, kept = allergist.post(f"{action}sheet.pdf", why), allergist.post(f"{action}keep/", why)
        row = SharedPlan.objects.get(id=kept.headers["Location"].split("/")[-2])

        assert [item.status_code for item in without] == [422, 422]
        assert all("Say why, then print or keep the plan." in text_of(item) for item in without)
        assert printed.headers["Content-Type"] == "application/pdf"
        assert row.departure == "900 mg is planned; 600 mg was assessed."
        assert row.departure_reason == f"{DEPARTURES[0]} Asked twice."
        assert row.departure_by in text_of(allergist.get(kept.headers["Location"]))
        assert Client().get(f"{kept.headers['Location']}sheet.pdf").status_code == 422
        assert allergist.get(f"{kept.headers['Location']}sheet.pdf").status_code == 200

    def test_without_an_assessment_says_so(self) -> None:
        order = {"drug": "carboplatin", "target_number": "600", "target_unit": "mg", "press": "1"}

        assert "No assessment stands behind this plan." in text_of(Client().post("/plan/12-step/", order))

    def test_says_of_a_later_policy_that_it_is_another(
        self, allergist: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = sign(allergist, answered(allergist))
        first = fields_of(allergist.get(address).content.decode(), "/plan/")[0]
        later = replace(unit_policy(), version="unit-9")
        for module in (signing, assessed):
            monkeypatch.setattr(module, "unit_policy", lambda: later)

        assert "The unit's policy is unit-9 now" in text_of(allergist.get(address))
        assert "unit-9 now: assess anew" in text_of(allergist.post(first.pop("action"), first | {"press": "1"}))

    def test_is_refused_for_another_drug(self, allergist: Client) -> None:
        page = allergist.get(sign(allergist, answered(allergist))).content.decode()
        first = fields_of(page, "/plan/")[0]

        plan = allergist.post(first.pop("action"), first | {"press": "1", "drug": "oxaliplatin"})

        assert plan.status_code == 422
        assert "The assessment is of carboplatin" in text_of(plan)

    def test_is_refused_without_sign_in(self, allergist: Client) -> None:
        page = allergist.get(sign(allergist, answered(allergist))).content.decode()
        first = fields_of(page, "/plan/")[0]

        plan = Client().post(first.pop("action"), first | {"press": "1"})

        assert plan.status_code == 422
        assert "Sign in to plan" in text_of(plan)

    def test_does_not_open_from_one_that_blocks(self, allergist: Client) -> None:
        address = sign(allergist, answered(allergist, danger={"r0_danger": "present"}))
        page = allergist.get(address).content.decode()
        order = {"drug": "carboplatin", "target_number": "600", "target_unit": "mg", "press": "1"}

        plan = allergist.post("/plan/12-step/", order | {"assessment": address.split("/")[-2]})

        assert not fields_of(page, "/plan/")
        assert plan.status_code == 422
        assert "does not allow a plan" in text_of(plan)
