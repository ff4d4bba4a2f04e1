"""Shared plans, kept in the database."""

from dataclasses import asdict

from stepward.adapters.database import models
from stepward.usecases.sharing import SharedPlan


class DatabaseSharedPlans:
    """Plans as rows of the table of shared plans."""

    def add(self, shared: SharedPlan, /) -> None:
        """Keep a plan under its id."""
        models.SharedPlan.objects.create(**asdict(shared))

    def find(self, plan_id: str, /) -> SharedPlan | None:
        """Find a plan by its id."""
        row = models.SharedPlan.objects.filter(id=plan_id).first()
        return None if row is None else _shared(row)


def _shared(row: models.SharedPlan) -> SharedPlan:
    return SharedPlan(
        id=row.id,
        created_at=row.created_at,
        protocol=row.protocol,
        drug=row.drug,
        target=row.target,
        bag_volume=row.bag_volume,
        final_rate=row.final_rate,
        pump_increment=row.pump_increment,
        start=row.start,
        title=row.title,
        line_set=row.line_set,
        common_volume=row.common_volume,
        branch_volume=row.branch_volume,
        primed_with=row.primed_with,
        carrier=row.carrier,
        syringe_increment=row.syringe_increment,
        stock=row.stock,
        assessment=row.assessment,
        departure=row.departure,
        departure_reason=row.departure_reason,
        departure_by=row.departure_by,
    )
