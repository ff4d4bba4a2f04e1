from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from stepward.adapters.catalogue import shipped
from stepward.usecases.planning import PlanRequest, UnreadableRequest, plan
from stepward.usecases.sharing import (
    Label,
    PlanIsBlocked,
    SharedPlan,
    TooExactToKeep,
    UnknownPlan,
    open_shared,
    share,
)
from stepward.usecases.veining import LineRequest

LABEL = Label(id="k3J9-xQ2_vB7nM4pL8sD1f", at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC), start="09:30")
CEFTAZIDIME = PlanRequest(protocol="12-step", drug="ceftazidime", target="2000 mg")


class MemorySharedPlans:
    def __init__(self) -> None:
        self.kept: dict[str, SharedPlan] = {}

    def add(self, shared: SharedPlan, /) -> None:
        self.kept[shared.id] = shared

    def find(self, plan_id: str, /) -> SharedPlan | None:
        return self.kept.get(plan_id)


def shared_of(request: PlanRequest, plans: MemorySharedPlans | None = None) -> SharedPlan:
    return share(request, LABEL, catalogue=shipped, shared_plans=plans or MemorySharedPlans())


class TestShare:
    def test_keeps_what_the_plan_is_computed_from(self) -> None:
        plans = MemorySharedPlans()
        request = replace(CEFTAZIDIME, bag_volume=" 100 mL", final_rate="75 mL/h", pump_increment="0.1 mL/h")

        shared = shared_of(request, plans)

        assert plans.kept == {LABEL.id: shared}
        assert (shared.protocol, shared.drug, shared.target) == ("12-step", "ceftazidime", "2000 mg")
        assert (shared.bag_volume, shared.final_rate, shared.pump_increment) == ("100 mL", "75 mL/h", "0.1 mL/h")
        assert (shared.start, shared.created_at) == ("09:30", LABEL.at)

    @pytest.mark.parametrize(("target", "height"), [("30 mg/kg", ""), ("375 mg/m2", "171 cm")])
    def test_leaves_weight_and_height_out(self, target: str, height: str) -> None:
        shared = shared_of(replace(CEFTAZIDIME, target=target, weight="68.53 kg", height=height))

        texts = [str(getattr(shared, field.name)) for field in fields(shared)]
        assert not [text for text in texts if "68.53" in text or "171" in text or "/kg" in text or "m2" in text]

    def test_refuses_a_plan_that_is_blocked(self) -> None:
        plans = MemorySharedPlans()

        with pytest.raises(PlanIsBlocked):
            shared_of(replace(CEFTAZIDIME, bag_volume="5 mL"), plans)
        assert not plans.kept

    def test_keeps_the_line_and_the_devices(self) -> None:
        plans = MemorySharedPlans()
        request = replace(CEFTAZIDIME, syringe_increment="0.1 mL", stock="100 mg/mL")
        line = LineRequest(line_set="ward-set", common_volume="20 mL", primed_with="solution-1", carrier="5 mL/h")

        kept = share(request, LABEL, catalogue=shipped, shared_plans=plans, line=line)

        assert kept.line == line
        assert kept.request == request

    def test_has_no_line_where_none_was_chosen(self) -> None:
        assert shared_of(CEFTAZIDIME).line is None

    def test_keeps_no_line_that_cannot_be_read(self) -> None:
        plans = MemorySharedPlans()

        with pytest.raises(UnreadableRequest):
            share(CEFTAZIDIME, LABEL, catalogue=shipped, shared_plans=plans, line=LineRequest(common_volume="much"))
        assert not plans.kept

    def test_refuses_what_cannot_be_read(self) -> None:
        with pytest.raises(UnreadableRequest):
            shared_of(replace(CEFTAZIDIME, target=""))

    def test_refuses_a_dose_that_cannot_be_read_again(self) -> None:
        with pytest.raises(TooExactToKeep, match="too many digits"):
            shared_of(replace(CEFTAZIDIME, target="10.123456789 mg/kg", weight="71.23456789 kg"))


class TestOpenShared:
    @pytest.mark.parametrize("request_", [CEFTAZIDIME, replace(CEFTAZIDIME, pump_increment="0.1 mL/h")])
    def test_computes_the_same_ladder(self, request_: PlanRequest) -> None:
        plans = MemorySharedPlans()
        kept = shared_of(request_, plans)

        shared, found = open_shared(LABEL.id, catalogue=shipped, shared_plans=plans)

        assert shared == kept
        assert found.effective == plan(request_, catalogue=shipped).effective

    def test_knows_no_other_id(self) -> None:
        with pytest.raises(UnknownPlan):
            open_shared("another", catalogue=shipped, shared_plans=MemorySharedPlans())
