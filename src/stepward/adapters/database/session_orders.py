"""Orders of sessions as rows."""

from datetime import datetime

from django.db import transaction

from stepward.adapters.database import models
from stepward.usecases.approving import Person
from stepward.usecases.orders import Patient
from stepward.usecases.session_orders import SessionOrder, Weighed


class DatabaseSessionOrders:
    """Orders of sessions, for ever."""

    def add(self, order: SessionOrder, /) -> None:
        """Keep an order, and its patient if new."""
        patient, weighed = order.patient, order.weighed
        with transaction.atomic():
            models.Patient.objects.get_or_create(
                id=patient.id,
                defaults={
                    "family_name": patient.family_name,
                    "given_names": patient.given_names,
                    "identifier": patient.identifier,
                    "born_on": patient.born_on,
                    "is_invented": patient.is_invented,
                },
            )
            models.SessionOrder(
                id=order.id,
                patient_id=patient.id,
                plan_id=order.plan,
                preparation=order.preparation,
                bed=order.bed,
                start_at=order.start_at,
                weight="" if weighed is None else weighed.weight,
                weighed_at=None if weighed is None else weighed.at,
                weighed_by="" if weighed is None else weighed.by,
                is_weight_estimated=weighed is not None and weighed.is_estimated,
                ordered_by_id=int(order.ordered_by.id),
                ordered_by_name=order.ordered_by.name,
                ordered_at=order.ordered_at,
            ).save()

    def find(self, session_id: str, /) -> SessionOrder | None:
        """Find an order by the id of its session."""
        row = models.SessionOrder.objects.select_related("patient").filter(id=session_id).first()
        return None if row is None else _order(row)

    def starting_between(self, since: datetime, until: datetime, /) -> tuple[SessionOrder, ...]:
        """List the orders whose start lies in a span, earliest first."""
        rows = models.SessionOrder.objects.select_related("patient").filter(start_at__gte=since, start_at__lt=until)
        return tuple(_order(row) for row in rows.order_by("start_at", "id"))

    def newest(self, first: int, count: int, /) -> tuple[SessionOrder, ...]:
        """List so many orders behind the first so many, the latest start first."""
        rows = models.SessionOrder.objects.select_related("patient").order_by("-start_at", "-id")
        return tuple(_order(row) for row in rows[first : first + count])

    def many(self, session_ids: tuple[str, ...], /) -> tuple[SessionOrder, ...]:
        """List the orders of these sessions, in the order of their beds."""
        rows = models.SessionOrder.objects.select_related("patient").filter(id__in=session_ids)
        return tuple(_order(row) for row in rows.order_by("bed", "start_at", "id"))

    def of_patient(self, patient_id: str, /) -> tuple[SessionOrder, ...]:
        """List the orders of a patient, the newest first."""
        rows = models.SessionOrder.objects.select_related("patient").filter(patient_id=patient_id)
        return tuple(_order(row) for row in rows.order_by("-start_at", "id"))


def _order(row: models.SessionOrder) -> SessionOrder:
    patient = row.patient
    weighed = None
    if row.weight and row.weighed_at is not None:
        weighed = Weighed(weight=row.weight, at=row.weighed_at, by=row.weighed_by, is_estimated=row.is_weight_estimated)
    return SessionOrder(
        id=row.id,
        patient=Patient(
            id=patient.id,
            family_name=patient.family_name,
            given_names=patient.given_names,
            identifier=patient.identifier,
            born_on=patient.born_on,
            is_invented=patient.is_invented,
        ),
        plan=row.plan_id,
        bed=row.bed,
        start_at=row.start_at,
        ordered_by=Person(id=str(row.ordered_by_id), name=row.ordered_by_name, roles=frozenset()),
        ordered_at=row.ordered_at,
        weighed=weighed,
        preparation=row.preparation,
    )
