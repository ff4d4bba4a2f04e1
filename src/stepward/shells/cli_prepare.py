"""The command `stepward prepare`: how the pharmacy makes a plan."""

import json
from datetime import UTC, datetime

import click

from stepward.shells.cli_options import plan_options

DONE, FOUND = 0, 1


@click.command()
@click.argument("protocol")
@plan_options
@click.option("--product", default="", metavar="ID", help="Product on file; needed where the drug has several.")
@click.option("--extra", default="", help='What lines take beyond the plan, "20 mL" or "20 mL,20 mL,5 mL".')
@click.option("--overfill", default="", help="What is done with a bag's overfill: withdraw, keep, empty.")
@click.option("--diluent", default="", help="One of the label's diluents.")
@click.option("--storage", default="", help="How solutions are kept, as the product words it.")
@click.option("--lead", default="", help='Time that making a solution takes, "45 min".')
@click.option("--start", default="", metavar="HH:MM", help="Clock time of step 1.")
@click.option("--made", default="", metavar="HH:MM", help="Clock time at which the solutions are made.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def prepare(protocol: str, start: str, made: str, as_json: bool, **words: str) -> int:
    """Say how the pharmacy makes PROTOCOL: recipes, vials, expiry, weights."""
    from stepward.adapters.catalogue import products, shipped
    from stepward.adapters.documents.preparation_json import preparation_json, preparation_text
    from stepward.usecases.planning import PlanRequest
    from stepward.usecases.preparing import PreparationRequest, prepare_plan

    asked = PreparationRequest(
        product=words.pop("product"),
        extra=words.pop("extra"),
        overfill=words.pop("overfill"),
        diluent=words.pop("diluent"),
        storage=words.pop("storage"),
        lead=words.pop("lead"),
        start_at=_clock("start", start),
        made_at=_clock("made", made),
    )
    found = prepare_plan(PlanRequest(protocol=protocol, **words), asked, catalogue=shipped, shelf=products)
    if as_json:
        click.echo(json.dumps(preparation_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo(preparation_text(found), nl=False)
    return FOUND if found.is_blocked or found.plan.is_blocked else DONE


def _clock(field: str, text: str) -> datetime | None:
    """Read a clock time of today."""
    if not text:
        return None
    try:
        at = datetime.strptime(text, "%H:%M").replace(tzinfo=UTC)
    except ValueError:
        msg = f"{field}: {text!r}: expected a clock time such as 09:30"
        raise click.UsageError(msg) from None
    return datetime.combine(datetime.now(UTC).date(), at.time(), tzinfo=UTC)
