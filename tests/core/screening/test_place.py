"""Where a session is held when the unit chose intensive care for all but the named oral drugs."""

import pytest

from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.adapters.catalogue.substance_files import substances
from stepward.adapters.catalogue.unit_policy import read_unit_policy, shipped_words
from stepward.core.screening.assessment import CareLevel
from stepward.core.screening.care import place
from stepward.core.screening.case import Case, Patient, WantedDrug
from stepward.core.screening.look import Knowledge, Look
from stepward.core.screening.policy import Policy

STRICT = read_unit_policy(
    {"choices": shipped_words()["choices"] | {"place": "icu-unless-low-risk-oral"}}, version=1
)  # fmt: skip


def found(drug: str, route: str | None, policy: Policy = STRICT) -> list[CareLevel | None]:
    case = Case(id="c", patient=Patient(), drug=WantedDrug(name=drug, route=route))
    return [item.care for item in place(Look(case=case, policy=policy, knowledge=Knowledge(substances=substances())))]


class TestPlace:
    @pytest.mark.parametrize("drug", ["aspirin", "ASA", "TMP-SMX", "Bactrim", "allopurinol", "Plavix"])
    def test_leaves_the_named_oral_drugs_where_they_are(self, drug: str) -> None:
        assert found(drug, "oral") == []

    @pytest.mark.parametrize(
        ("drug", "route"),
        [("aspirin", "intravenous"), ("aspirin", None), ("carboplatin", "intravenous"), ("unheard-of", "oral"),
         ("trimethoprim", "oral"), ("amoxicillin", "oral")],
    )  # fmt: skip
    def test_asks_for_intensive_care_for_every_other(self, drug: str, route: str | None) -> None:
        assert found(drug, route) == [CareLevel.ICU]

    def test_asks_for_nothing_under_the_shipped_rule(self) -> None:
        assert found("carboplatin", "intravenous", shipped_policy()) == []
