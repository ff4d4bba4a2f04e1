"""What every table says alike: lengths of its words, and rows that stay as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from django.db import models

from stepward.adapters.database.append_only import AppendOnly

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models.base import ModelBase

SHORT, LONG, SHA256 = 120, 400, 64


class KeptRow(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = True,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Write a new row; a written one is never written again.

        Raises:
            AppendOnly: if the row exists.
        """
        if not self._state.adding or force_update or update_fields is not None:
            msg = f"{self}: kept as it was written"
            raise AppendOnly(msg)
        super().save(force_insert=force_insert, using=using)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> NoReturn:  # noqa: FBT001, FBT002 - as Django calls it
        """Refuse.

        Raises:
            AppendOnly: always.
        """
        msg = f"{self}: kept as it was written (using={using}, keep_parents={keep_parents})"
        raise AppendOnly(msg)
