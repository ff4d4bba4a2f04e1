"""The command `stepward tolerance`: does tolerance hold, until when, and what to do now."""

import json
from datetime import datetime
from pathlib import Path

import click

DONE = 0


@click.command()
@click.argument("history", metavar="HISTORY.json", type=click.Path(path_type=Path))
@click.option("--at", "text", required=True, metavar="TIME", help="With offset: 2026-11-22T10:00:00+00:00.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def tolerance(history: Path, text: str, as_json: bool) -> int:
    """Tell whether tolerance holds at a time."""
    from stepward.adapters.documents.history_json import read_history, tolerance_json, tolerance_text
    from stepward.core.tolerance.standing import tolerance_at

    try:
        at = datetime.fromisoformat(text)
        content = history.read_bytes()
    except OSError as error:
        msg = f"{history}: {error.strerror or error}"
        raise click.UsageError(msg) from error
    except ValueError as error:
        msg = f"--at {text}: expected a time such as 2026-11-22T10:00:00+00:00"
        raise click.UsageError(msg) from error
    told, asked = read_history(content, name=str(history))
    found = tolerance_at(told, at)
    if as_json:
        click.echo(json.dumps(tolerance_json(found, asked), ensure_ascii=False, indent=2))
    else:
        click.echo(tolerance_text(told, found, asked), nl=False)
    return DONE
