"""The command `stepward prepare`: how the pharmacy makes a plan."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from stepward.shells.cli_files import write_whole
from stepward.shells.cli_options import line_options, plan_options

if TYPE_CHECKING:
    from stepward.core.preparation.recipe import Preparation
    from stepward.core.protocols.plan import Plan
    from stepward.usecases.veining import AtVein

DONE, FOUND = 0, 1
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("protocol")
@plan_options
@line_options(is_needed=False)
@click.option("--product", default="", metavar="ID", help="Product on file; needed where the drug has several.")
@click.option("--extra", default="", help='What lines take beyond the plan, "20 mL" or "20 mL,20 mL,5 mL".')
@click.option("--overfill", default="", help="What is done with a bag's overfill: withdraw, keep, empty.")
@click.option("--diluent", default="", help="One of the label's diluents.")
@click.option("--storage", default="", help="How solutions are kept, as the product words it.")
@click.option("--lead", default="", help='Time that making a solution takes, "45 min".')
@click.option("--start", default="", metavar="HH:MM", help="Clock time of step 1.")
@click.option("--made", default="", metavar="HH:MM", help="Clock time at which the solutions are made.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.option("--pdf", type=FILE, help="Write the worksheet for two people.")
@click.option("--labels", type=FILE, help="Write the labels, 100 x 70 mm each.")
@click.option("--paper", type=click.Choice(["a4", "us-letter"]), default="a4", show_default=True)
def prepare(protocol: str, start: str, made: str, as_json: bool, pdf: Path | None, labels: Path | None,
            paper: Literal["a4", "us-letter"], **words: str) -> int:  # fmt: skip
    """Say how the pharmacy makes PROTOCOL: recipes, vials, expiry, weights.

    With --common-volume what the lines take is made too, and the worksheet says how they are filled.
    """
    from stepward.adapters.catalogue import products, shipped
    from stepward.adapters.documents.preparation_json import preparation_json, preparation_text
    from stepward.usecases.planning import PlanRequest, plan
    from stepward.usecases.preparing import PreparationRequest, prepare_for, read_extra

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
    line = {name: words.pop(name) for name in ("common_volume", "primed_with", "carrier")}
    planned = plan(PlanRequest(protocol=protocol, **words), catalogue=shipped)
    at_vein = _at_vein(planned, line, extra=asked.extra)
    numbers = tuple(item.number for item in planned.exact.solutions)
    extra = read_extra(asked.extra, numbers) if at_vein is None else at_vein.priming.taken
    found = prepare_for(planned, asked, extra, shelf=products)
    is_blocked = found.is_blocked or planned.is_blocked
    if as_json:
        click.echo(json.dumps(preparation_json(found), ensure_ascii=False, indent=2))
    elif is_blocked or (pdf is None and labels is None):
        click.echo(preparation_text(found), nl=False)
    if is_blocked:
        return FOUND
    if pdf is not None:
        write_whole(pdf, _worksheet(found, at_vein, paper=paper, start_at=asked.start_at))
    if labels is not None:
        write_whole(labels, _labels(found))
    if not as_json:
        for path in (item for item in (pdf, labels) if item is not None):
            click.echo(f"{path} is written.")
    return DONE


def _at_vein(planned: "Plan", line: dict[str, str], *, extra: str) -> "AtVein | None":
    """Compute what the line takes; nothing where no line is described."""
    from stepward.usecases.veining import LineRequest, vein_of

    if line["common_volume"]:
        if extra.strip():
            msg = "extra: left out with --common-volume, which says what the lines take"
            raise click.UsageError(msg)
        return vein_of(planned, LineRequest(**line))
    if line["carrier"] or line["primed_with"] != "saline":
        msg = "common-volume: expected, because the line is described; give its volume such as '20 mL'"
        raise click.UsageError(msg)
    return None


def _plan_hash(found: "Preparation") -> str:
    """Name the plan as its bedside sheet does."""
    from stepward.adapters.documents.seal import seal_of

    return seal_of(found.plan).short_hash.replace(" ", "")


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _worksheet(
    found: "Preparation", at_vein: "AtVein | None", *, paper: Literal["a4", "us-letter"], start_at: datetime | None
) -> bytes:
    from stepward.adapters.catalogue import shipped
    from stepward.adapters.documents.worksheet import WorksheetHead, worksheet_pdf

    head = WorksheetHead(order=_plan_hash(found), caption="Plan", start_at=start_at)
    return worksheet_pdf(
        found, paper=paper, priming=at_vein, head=head, printed_at=_now(), sources=shipped.sources()
    )  # fmt: skip


def _labels(found: "Preparation") -> bytes:
    from stepward.adapters.documents.labels_paper import labels_pdf
    from stepward.core.preparation.labels import OrderWords, labels_of

    return labels_pdf(labels_of(found, OrderWords(order=_plan_hash(found), caption="plan")), printed_at=_now())


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
