"""The commands `stepward backup` and `stepward restore` (H-70).

Exit status: 0 done; 2 the backup does not hold, or nothing was written for another reason that is said.
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepward import __version__

if TYPE_CHECKING:
    from stepward.adapters.event_log.backup import Kept, Tried

DONE = 0
_FOLDER = click.argument("folder", type=click.Path(path_type=Path))
_DATABASE = click.option("--database", default="", help="Database URL; default: SQLite in the data folder.")


@click.command()
@_FOLDER
@_DATABASE
def backup(folder: Path, database: str) -> int:
    """Copy data and log into FOLDER while the server runs, and try the copy.

    The secret key and the key of the checkpoints are not in it: keep copies of them elsewhere.
    """
    from stepward.adapters.event_log.backup import back_up

    found = back_up(_kept(database), folder, at=datetime.now(UTC), software=__version__)
    click.echo(f"{folder} is written and was tried: {_said(found)}.")
    return DONE


@click.command()
@_FOLDER
@_DATABASE
def restore(folder: Path, database: str) -> int:
    """Check the backup in FOLDER, then put it into the empty data folder."""
    from stepward.adapters.event_log.backup import restore as put_back

    found = put_back(folder, _kept(database))
    click.echo(f"{folder} is restored: {_said(found)}.")
    return DONE


def _said(found: "Tried") -> str:
    return f"{found.sessions} sessions, {found.entries} entries, {found.signed} of them signed"


def _kept(url: str) -> "Kept":
    """Find what is kept, by the settings that the server reads too."""
    from stepward.adapters.event_log.backup import Kept
    from stepward.adapters.event_log.checkpoints import read_key
    from stepward.adapters.event_log.files import FILE
    from stepward.shells.session_places import places
    from stepward.shells.web.safekeeping import database

    folder = Path(os.environ.get("STEPWARD_DATA_DIR", "var")).resolve()
    at = places(os.environ, folder)
    name = database(url or os.environ.get("STEPWARD_DATABASE_URL", ""), folder)["NAME"]
    if not isinstance(name, Path):
        msg = "PostgreSQL is backed up with its own tools; this command copies SQLite"
        raise click.UsageError(msg)
    if not at.key.exists():
        msg = f"{at.key}: the key of the checkpoints is not there; put it there first"
        raise click.UsageError(msg)
    return Kept(database=name, log=at.folder / FILE, checkpoints=at.checkpoints, key=read_key(at.key))
