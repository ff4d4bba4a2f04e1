"""Devices that are known, as rows; a token is kept as its hash alone."""

import hashlib
import secrets
from datetime import datetime

from stepward.adapters.database import models
from stepward.usecases.stations import Station

TOKEN_BYTES, ID_BYTES = 32, 9


def digest_of(token: str) -> str:
    """Hash a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class DatabaseStations:
    """Devices with a token."""

    def by_token(self, digest: str, /) -> Station | None:
        """Find the active device of a token, by its hash."""
        row = models.Station.objects.filter(token_sha256=digest, is_active=True).first() if digest else None
        return None if row is None else Station(id=row.id, name=row.name, bed=row.bed)

    def every(self) -> tuple[models.Station, ...]:
        """List all devices that ever had a token, by bed."""
        return tuple(models.Station.objects.exclude(token_sha256="").order_by("-is_active", "bed", "name"))

    def add(self, name: str, bed: str, at: datetime, /, *, by: str) -> str:
        """Make a device known, and give its token, which is shown this once."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        models.Station.objects.create(
            id=secrets.token_urlsafe(ID_BYTES),
            name=name,
            bed=bed,
            token_sha256=digest_of(token),
            named_at=at,
            named_by=by,
        )
        return token

    def end(self, station_id: str, at: datetime, /, *, by: str) -> None:
        """Let a token be worth nothing from now on; who ended it first stays named."""
        models.Station.objects.filter(id=station_id, is_active=True).update(is_active=False, ended_at=at, ended_by=by)
