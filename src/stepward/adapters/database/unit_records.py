"""The unit's own records, kept in the database, and the shelf that is made of the approved ones."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from typing import Protocol as Port

from django.db import IntegrityError, transaction

from stepward.adapters.database import models
from stepward.adapters.database.models.kept import KeptRow
from stepward.core.delivery.line_set import LineSet
from stepward.core.findings import Refusal
from stepward.core.preparation.bench import Bench
from stepward.core.preparation.product import Product
from stepward.core.quantities import Volume
from stepward.core.screening.policy import Policy
from stepward.core.treatment import TreatmentCard
from stepward.usecases.unit_records import Kind, Mark, Named, RecordMovedOn, UnitRecord, current

MOVED_ON = "Another person wrote or signed this record at the same moment. You see it now."


class WordReader(Port):
    """What turns the words of a record into a product, a line set, a policy or a treatment card."""

    def product(self, key: str, version: int, content: Mapping[str, Any], /) -> Product:
        """Read a product."""

    def line_set(self, key: str, content: Mapping[str, Any], /) -> LineSet:
        """Read a line set."""

    def policy(self, version: int, content: Mapping[str, Any], /) -> Policy:
        """Read a policy."""

    def treatment_card(self, key: str, content: Mapping[str, Any], /) -> TreatmentCard:
        """Read a treatment card."""


class NotOnShelf(Refusal, LookupError):
    """The unit has approved no product of this id, or not in this version."""


class DatabaseUnitRecords:
    """Versions, approvals and withdrawals as rows."""

    def of(self, kind: Kind, key: str, /) -> tuple[UnitRecord, ...]:
        """List every version of a record, first version first."""
        rows = models.UnitRecord.objects.select_related("approval", "withdrawal")
        return tuple(_record(row) for row in rows.filter(kind=kind.value, key=key).order_by("version"))

    def by_key(self, kind: Kind, /) -> dict[str, tuple[UnitRecord, ...]]:
        """List every version of every record of a kind, by key."""
        rows = models.UnitRecord.objects.select_related("approval", "withdrawal")
        found: dict[str, tuple[UnitRecord, ...]] = {}
        for row in rows.filter(kind=kind.value).order_by("key", "version"):
            found[row.key] = (*found.get(row.key, ()), _record(row))
        return found

    def add(self, record: UnitRecord, /) -> None:
        """Keep a version.

        Raises:
            RecordMovedOn: if this version is there already.
        """
        _keep(
            models.UnitRecord(
                kind=record.kind.value,
                key=record.key,
                version=record.version,
                content=json.dumps(record.content, ensure_ascii=False),
                reason=record.reason,
                author_id=int(record.author_id),
                author_name=record.author_name,
                created_at=record.created_at,
            )
        )

    def approve(self, named: Named, mark: Mark, /) -> None:
        """Keep the approval of a version.

        Raises:
            RecordMovedOn: if it is approved already.
        """
        person = {"person_id": int(mark.person_id), "person_name": mark.person_name}
        _keep(models.UnitRecordApproval(record=_row(named), at=mark.at, **person))

    def withdraw(self, named: Named, mark: Mark, /) -> None:
        """Keep the withdrawal of a version.

        Raises:
            RecordMovedOn: if it is withdrawn already.
        """
        person = {"person_id": int(mark.person_id), "person_name": mark.person_name}
        _keep(models.UnitRecordWithdrawal(record=_row(named), at=mark.at, reason=mark.reason, **person))


class UnitShelf:
    """The approved products of the unit, and its bench; a shipped example is not on it."""

    def __init__(self, *, reader: WordReader, bench: Bench) -> None:
        """Read words with `reader`; measure with `bench`."""
        self._reader = reader
        self._bench = bench
        self._records = DatabaseUnitRecords()

    def products(self) -> Mapping[str, Product]:
        """List the approved products by id."""
        return approved_products(self._reader)

    def product(self, product_id: str, /) -> Product:
        """Find an approved product.

        Raises:
            NotOnShelf: if the unit has approved none of this id.
        """
        record = current(self._records.of(Kind.PRODUCT, product_id))
        if record is None:
            msg = f"The unit has approved no product {product_id!r}."
            raise NotOnShelf(msg)
        return self._reader.product(record.key, record.version, record.content)

    def product_of(self, product_id: str, version: str, /) -> Product:
        """Find a product as it was approved in a version, in use still or not: what an order was made from.

        Raises:
            NotOnShelf: if this version was never approved.
        """
        for record in self._records.of(Kind.PRODUCT, product_id):
            if str(record.version) == version and record.approval is not None:
                return self._reader.product(record.key, record.version, record.content)
        msg = f"The unit has approved no product {product_id!r} in version {version}."
        raise NotOnShelf(msg)

    def bench(self) -> Bench:
        """Give what the pharmacy measures with."""
        return self._bench


class UnitLineSets:
    """The approved line sets of the unit."""

    def __init__(self, *, reader: WordReader) -> None:
        """Read words with `reader`."""
        self._reader = reader

    def line_sets(self) -> Mapping[str, LineSet]:
        """List the approved line sets by id."""
        return approved_line_sets(self._reader)

    def common_volume(self, key: str, /) -> Volume | None:
        """Find the volume from the meeting point to the vein; nothing where it is not known or not approved."""
        record = current(DatabaseUnitRecords().of(Kind.LINE_SET, key))
        return None if record is None else self._reader.line_set(key, record.content).common


class UnitPolicies:
    """The versions of the unit's policy that were approved."""

    def __init__(self, *, reader: WordReader, key: str) -> None:
        """Read words with `reader`; the unit keeps its policy under `key`."""
        self._reader = reader
        self._key = key

    def in_use(self) -> Policy | None:
        """Give the policy in use; nothing where the unit has approved none."""
        record = current(DatabaseUnitRecords().of(Kind.POLICY, self._key))
        return None if record is None else self._reader.policy(record.version, record.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardInUse:
    """A treatment card in use: its version, and who approved it when."""

    card: TreatmentCard
    version: int
    approved_by: str
    approved_at: datetime


class UnitTreatmentCards:
    """The approved treatment cards of the unit."""

    def __init__(self, *, reader: WordReader) -> None:
        """Read words with `reader`."""
        self._reader = reader

    def in_use(self) -> dict[str, CardInUse]:
        """List the treatment cards in use by id."""
        return {
            record.key: CardInUse(
                card=self._reader.treatment_card(record.key, record.content),
                version=record.version,
                approved_by=record.approval.person_name,
                approved_at=record.approval.at,
            )
            for record in _in_use(Kind.TREATMENT_CARD)
            if record.approval is not None
        }


def approved_products(reader: WordReader) -> dict[str, Product]:
    """Read the products in use, by id."""
    return {record.key: reader.product(record.key, record.version, record.content) for record in _in_use(Kind.PRODUCT)}


def approved_line_sets(reader: WordReader) -> dict[str, LineSet]:
    """Read the line sets in use, by id."""
    return {record.key: reader.line_set(record.key, record.content) for record in _in_use(Kind.LINE_SET)}


def texts_for_patients() -> tuple[tuple[UnitRecord, ...], tuple[UnitRecord, ...]]:
    """List the texts of consent in use, and the lists of numbers in use."""
    return _in_use(Kind.CONSENT), _in_use(Kind.PHONES)


def _in_use(kind: Kind) -> tuple[UnitRecord, ...]:
    found = (current(versions) for versions in DatabaseUnitRecords().by_key(kind).values())
    return tuple(record for record in found if record is not None)


def _row(named: Named) -> models.UnitRecord:
    return models.UnitRecord.objects.get(kind=named.kind.value, key=named.key, version=named.version)


def _keep(row: KeptRow) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise RecordMovedOn(MOVED_ON) from error


def _record(row: models.UnitRecord) -> UnitRecord:
    return UnitRecord(
        kind=Kind(row.kind),
        key=row.key,
        version=row.version,
        content=json.loads(row.content),
        reason=row.reason,
        author_id=str(row.author_id),
        author_name=row.author_name,
        created_at=row.created_at,
        approval=_mark(getattr(row, "approval", None)),
        withdrawal=_mark(getattr(row, "withdrawal", None)),
    )


def _mark(row: models.UnitRecordApproval | models.UnitRecordWithdrawal | None) -> Mark | None:
    if row is None:
        return None
    reason = row.reason if isinstance(row, models.UnitRecordWithdrawal) else ""
    return Mark(person_id=str(row.person_id), person_name=row.person_name, at=row.at, reason=reason)
