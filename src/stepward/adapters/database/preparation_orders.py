"""Preparation orders, their patients and every deed on their bags, kept in the database."""

import json
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction

from stepward.adapters.database import models
from stepward.core.preparation.recipe import DrawnFrom, Liquid, WeighingPoint
from stepward.core.preparation.work import Deed, DeedKind, Detail, Reading
from stepward.core.quantities import Activity, Amount, Duration, Mass, Quantity, Sprays, Strength, Tablets, Volume
from stepward.usecases.approving import Person
from stepward.usecases.orders import MovedOn, Patient, PreparationOrder
from stepward.usecases.veining import LineRequest

_PER_ML = "/mL"
_KINDS: dict[str, type[Amount]] = {kind.unit: kind for kind in (Mass, Activity, Volume, Tablets, Sprays)}


class DatabaseOrders:
    """Orders and patients as rows."""

    def add(self, order: PreparationOrder, /) -> None:
        """Keep an order, and its patient if new."""
        patient, line = order.patient, order.line or LineRequest()
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
            models.PreparationOrder(
                id=order.id,
                plan_id=order.plan,
                patient_id=patient.id,
                product_key=order.product,
                product_version=order.product_version,
                line_set=line.line_set,
                common_volume=line.common_volume,
                branch_volume=line.branch_volume,
                primed_with="" if order.line is None else line.primed_with,
                carrier=line.carrier,
                start_at=order.start_at,
                overfill=order.overfill,
                diluent=order.diluent,
                storage=order.storage,
                asked_by_id=int(order.asked_by.id),
                asked_by_name=order.asked_by.name,
                asked_at=order.asked_at,
            ).save()

    def find(self, order_id: str, /) -> PreparationOrder | None:
        """Find an order by its id."""
        row = models.PreparationOrder.objects.select_related("patient").filter(id=order_id).first()
        return None if row is None else _order(row)

    def starting_from(self, since: datetime, /) -> tuple[PreparationOrder, ...]:
        """List the orders whose step 1 starts at this time or later, earliest first."""
        rows = models.PreparationOrder.objects.select_related("patient").filter(start_at__gte=since)
        return tuple(_order(row) for row in rows.order_by("start_at", "id"))

    def patient(self, identifier: str, /) -> Patient | None:
        """Find a patient by the identifier of the unit's records."""
        row = models.Patient.objects.filter(identifier=identifier).first()
        return None if row is None else _patient(row)


class DatabaseDeeds:
    """Deeds as rows, numbered within their order."""

    def of_order(self, order_id: str, /) -> tuple[Deed, ...]:
        """List the deeds of an order, oldest first."""
        rows = models.PreparationDeed.objects.filter(order_id=order_id).order_by("number")
        return tuple(_deed(row) for row in rows)

    def append(self, order_id: str, deed: Deed, /) -> None:
        """Keep a deed under its number.

        Raises:
            MovedOn: if another deed has this number.
        """
        row = models.PreparationDeed(
            order_id=order_id,
            number=deed.number,
            solution=deed.item.number,
            bag=deed.bag,
            kind=deed.kind.value,
            detail=_words(deed),
            person_id=int(deed.person_id),
            person_name=deed.person_name,
            at=deed.at,
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            msg = "Another person acted on this order at the same moment. You see it now."
            raise MovedOn(msg) from error


def _order(row: models.PreparationOrder) -> PreparationOrder:
    if row.start_at is None:
        msg = f"order {row.id}: start_at is missing: expected a time"
        raise ValueError(msg)
    has_line = row.common_volume or row.line_set
    line = LineRequest(
        common_volume=row.common_volume,
        branch_volume=row.branch_volume,
        primed_with=row.primed_with,
        carrier=row.carrier,
        line_set=row.line_set,
    )
    return PreparationOrder(
        id=row.id,
        plan=row.plan_id,
        patient=_patient(row.patient),
        product=row.product_key,
        product_version=row.product_version,
        line=line if has_line else None,
        start_at=row.start_at,
        overfill=row.overfill,
        diluent=row.diluent,
        storage=row.storage,
        asked_by=Person(id=str(row.asked_by_id), name=row.asked_by_name),
        asked_at=row.asked_at,
    )


def _patient(row: models.Patient) -> Patient:
    return Patient(
        id=row.id,
        family_name=row.family_name,
        given_names=row.given_names,
        identifier=row.identifier,
        born_on=row.born_on,
        is_invented=row.is_invented,
    )


def _deed(row: models.PreparationDeed) -> Deed:
    words = json.loads(row.detail)
    return Deed(
        number=row.number,
        item=DrawnFrom(liquid=Liquid(words["of"]), number=row.solution),
        bag=row.bag,
        kind=DeedKind(row.kind),
        person_id=str(row.person_id),
        person_name=row.person_name,
        at=row.at,
        detail=Detail(
            draw=words.get("draw"),
            drawn=_volume(words.get("drawn")),
            point=WeighingPoint(words["point"]) if "point" in words else None,
            weight=Mass(Fraction(words["weight"])) if "weight" in words else None,
            readings=tuple(Reading(what=item["what"], read=_quantity(item)) for item in words.get("readings", ())),
            label=words.get("label", ""),
            lasts=Duration(Fraction(words["lasts"])) if "lasts" in words else None,
            reason=words.get("reason", ""),
        ),
    )


def _words(deed: Deed) -> str:
    """Write the detail of a deed, each amount as an exact fraction of its one unit."""
    detail = deed.detail
    words: dict[str, Any] = {"of": deed.item.liquid.value}
    if detail.draw is not None:
        words["draw"] = detail.draw
    if detail.drawn is not None:
        words["drawn"] = str(detail.drawn.value)
    if detail.point is not None:
        words["point"] = detail.point.value
    if detail.weight is not None:
        words["weight"] = str(detail.weight.value)
    if detail.readings:
        words["readings"] = [{"what": item.what, **_number(item.read)} for item in detail.readings]
    if detail.label:
        words["label"] = detail.label
    if detail.lasts is not None:
        words["lasts"] = str(detail.lasts.value)
    if detail.reason:
        words["reason"] = detail.reason
    return json.dumps(words, ensure_ascii=False, sort_keys=True)


def _number(read: Quantity | Strength) -> dict[str, str]:
    value = read.per_ml.value if isinstance(read, Strength) else read.value
    return {"value": str(value), "unit": read.unit}


def _quantity(words: dict[str, str]) -> Quantity | Strength:
    unit, value = words["unit"], Fraction(words["value"])
    if unit.endswith(_PER_ML):
        return Strength(_KINDS[unit.removesuffix(_PER_ML)](value))
    return _KINDS[unit](value)


def _volume(text: str | None) -> Volume | None:
    return None if text is None else Volume(Fraction(text))
