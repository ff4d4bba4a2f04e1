"""`stepward pool`: count the shared outcomes of several sites, per procedure and per patient apart."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from stepward.core.outcomes.intervals import exact_interval
from stepward.core.outcomes.small import LEAST
from stepward.usecases.outcomes import COLUMNS


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def pool(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Add up shared outcomes of several sites, CSV or Parquet."""
    from stepward.adapters.pooling import files as shared  # DuckDB is loaded only where it is wanted

    rows = shared.pool(files, tuple(COLUMNS))
    if as_json:
        click.echo(json.dumps({"rows": [asdict(row) for row in rows]}))
        return
    if not rows:
        click.echo("The files hold no session.")
    for row in rows:
        click.echo(f"{row.drug}, {row.protocol} ({row.sites} site{'s' if row.sites > 1 else ''})")
        if row.patients < LEAST:
            click.echo(f"  fewer than {LEAST} patients: not shown")
            continue
        click.echo(f"  per procedure: {_share('completed', row.completed, row.procedures)}")
        click.echo(f"  per procedure: {_share('any breakthrough', row.breakthroughs, row.procedures)}")
        click.echo(f"  per procedure: {_share('severe breakthrough', row.severe, row.procedures)}")
        click.echo(f"  per patient:   {_share('any breakthrough', row.reacting_patients, row.patients)}")


def _share(what: str, count: int, of: int) -> str:
    ends = exact_interval(count, of)
    return f"{what} {count} of {of}, {count / of:.1%} ({ends.low:.1%} to {ends.high:.1%})"
