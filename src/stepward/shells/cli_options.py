"""Options that several commands share."""

from typing import Any

import click


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
