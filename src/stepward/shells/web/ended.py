"""Take in the sessions that ended since somebody looked last."""

from stepward.adapters.database.assessments import DatabaseAssessments
from stepward.adapters.database.following import DatabaseFinished
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.core.findings import Refusal
from stepward.core.protocols.plan import Plan
from stepward.shells.web.bedside.doors import plan_of
from stepward.shells.web.session_log import session_log
from stepward.usecases.assessing import open_signed
from stepward.usecases.finishing import catch_up


class KeptPlans:
    """Kept plans, and the assessments behind them."""

    def plan(self, plan_id: str, /) -> Plan:
        """Compute a kept plan."""
        return plan_of(plan_id)

    def phenotype(self, plan_id: str, /) -> str:
        """Name the kind of reaction that the plan's assessment found; empty where it has none."""
        shared = DatabaseSharedPlans().find(plan_id)
        signed = None if shared is None or not shared.assessment else DatabaseAssessments().find(shared.assessment)
        try:
            return "" if signed is None else open_signed(signed).assessment.phenotype.kind.value
        except Refusal:
            return ""


def up_to_date() -> None:
    """Bring the index of ended sessions up to date."""
    catch_up(DatabaseFinished(), DatabaseSessionOrders(), session_log(), KeptPlans())
