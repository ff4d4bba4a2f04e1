"""Files that commands write: whole or not at all."""

import os
import tempfile
from pathlib import Path

import click


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    if not path.parent.is_dir():
        msg = f"{path}: there is no folder {path.parent}"
        raise click.UsageError(msg)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
