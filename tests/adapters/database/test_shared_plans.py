from dataclasses import fields
from datetime import UTC, datetime

import pytest

from stepward.adapters.database import models
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.usecases.sharing import SharedPlan

pytestmark = pytest.mark.usefixtures("database")
PLAN = SharedPlan(
    id="n0b0dy-gu3sses-th1s",
    created_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    protocol="12-step",
    drug="ceftazidime",
    target="2000 mg",
    bag_volume="250 mL",
    final_rate="80 mL/h",
    pump_increment="0.1 mL/h",
    start="09:30",
    title="ceftazidime 2,000 mg",
    line_set="ward-set",
    common_volume="18.5 mL",
    primed_with="solution-1",
    carrier="20 mL/h",
    syringe_increment="0.1 mL",
    stock="100 mg/mL",
    assessment="a-1",
    departure="900 mg is planned; 600 mg was assessed.",
    departure_reason="The dose was changed since.",
    departure_by="Dr A. Haddad (invented)",
)


class TestDatabaseSharedPlans:
    def test_gives_back_what_was_added(self) -> None:
        plans = DatabaseSharedPlans()

        plans.add(PLAN)

        assert plans.find(PLAN.id) == PLAN

    def test_finds_nothing_under_another_id(self) -> None:
        assert DatabaseSharedPlans().find("12-step") is None

    def test_has_no_column_for_a_patient(self) -> None:
        columns = {field.name for field in models.SharedPlan._meta.get_fields()}
        kept = {field.name for field in fields(SharedPlan)}

        assert columns == kept
        assert not columns & {"patient", "weight", "height", "name", "born_on"}
