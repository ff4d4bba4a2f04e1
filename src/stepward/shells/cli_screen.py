"""The command `stepward screen`: may this patient be desensitized, and with what care."""

import json
from pathlib import Path

import click

DONE, FOUND = 0, 1


@click.command()
@click.argument("case", metavar="CASE.json", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def screen(case: Path, as_json: bool) -> int:
    """Screen a case: verdict, place of care, protocols, findings."""
    from stepward.adapters.documents.screen_json import screen_json, screen_text
    from stepward.core.screening.assessment import Verdict
    from stepward.shells.screening import screened

    found = screened(_read(case), name=str(case))
    if as_json:
        click.echo(json.dumps(screen_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo(screen_text(found), nl=False)
    return FOUND if found.verdict is Verdict.BLOCKED else DONE


def _read(path: Path) -> bytes:
    from stepward.adapters.documents.json_parts import MOST_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        msg = f"{path}: {error.strerror or error}"
        raise click.UsageError(msg) from error
