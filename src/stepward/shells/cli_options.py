"""Options that several commands share."""

from collections.abc import Callable
from typing import Any

import click

LINE_WORDS = ("common_volume", "primed_with", "carrier", "branch_volume", "shared_volume", "starts")


def plan_options(command: Any) -> Any:
    """Add what a plan is asked with."""
    options = (
        click.option("--drug", required=True, help="Name of the drug."),
        click.option("--target", required=True, help='Target dose, "2000 mg", "375 mg/m2", "640000 units".'),
        click.option("--bag-volume", default="", help='"250 mL" for all or "50 mL,50 mL,250 mL" for each.'),
        click.option("--final-rate", default="", help='Rate of the last step, "80 mL/h".'),
        click.option("--pump-increment", default="", help='Smallest step of the pump, "0.1 mL/h".'),
        click.option("--syringe-increment", default="", help='Smallest step of the syringe, "0.1 mL".'),
        click.option("--stock", default="", help='Strength of the product that is drawn up, "100 mg/mL".'),
        click.option("--weight", default="", help='"70 kg", for doses per kg and per m2.'),
        click.option("--height", default="", help='"170 cm", for doses per m2.'),
    )
    for option in reversed(options):
        command = option(command)
    return command


def line_options(*, is_needed: bool) -> Callable[[Any], Any]:
    """Add what a line is described with; a plan may do without, but what the vein gets cannot."""

    def added(command: Any) -> Any:
        options = (
            click.option(
                "--common-volume",
                **({"required": True} if is_needed else {"default": ""}),
                help='From where the solutions meet to the vein, "20 mL".',
            ),
            click.option(
                "--primed-with",
                default="saline",
                show_default=True,
                help="saline, solution-1, or own: a line for each.",
            ),
            click.option("--carrier", default="", help='Flow of a carrier beside the drug, "10 mL/h".'),
        )
        for option in reversed(options):
            command = option(command)
        return command

    return added


def repair_options(command: Any) -> Any:
    """Add what the repair of a line has to live with."""
    options = (
        click.option("--branch-volume", default="", help='Each solution\'s own tubing before they meet, "9 mL".'),
        click.option("--shared-volume", default="", help='What all solutions share even then, "2 mL".'),
        click.option("--line-starts", "starts", default="dry", show_default=True, help="dry or saline."),
    )
    for option in reversed(options):
        command = option(command)
    return command
