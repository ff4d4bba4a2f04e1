"""What the unit chose for windows of tolerance: half-lives, the cap, and how early everybody is warned."""

from dataclasses import replace
from fractions import Fraction

from stepward.core.quantities import people_text
from stepward.core.tolerance.history import Mode
from stepward.shells.web.unit.shelf import unit_policy
from stepward.usecases.following import GivingOn, NotFollowed
from stepward.usecases.session_choices import proposed

HALF_LIVES, CAP, WARNING = "tolerance-half-lives", "tolerance-cap", "tolerance-warning"
FIELDS = {"half_lives": HALF_LIVES, "cap": CAP, "warn_before": WARNING}


def chosen(question: str) -> Fraction | None:
    """Give the number that the unit chose; nothing where it has not."""
    found = proposed(unit_policy(), question)
    return None if found is None else found.number


def usual_terms() -> dict[str, str]:
    """Fill the form with what the unit chose. Half-lives alone say nothing, so they wait for a half-life."""
    found = {name: chosen(question) for name, question in FIELDS.items() if name != "half_lives"}
    return {name: people_text(value, group="") for name, value in found.items() if value is not None}


def capped(wanted: GivingOn) -> GivingOn:
    """Hold a signature to the cap and the half-lives of the unit: fewer hours are free, more are not.

    Raises:
        NotFollowed: naming the number of the unit.
    """
    if wanted.mode is Mode.EVERY_DOSE:
        return wanted
    cap, most = chosen(CAP), chosen(HALF_LIVES)
    if cap is not None and wanted.terms.cap is not None and wanted.terms.cap > cap:
        msg = f"The cap of the unit is {people_text(cap)} h. Enter it, or fewer."
        raise NotFollowed(msg)
    if most is not None and wanted.terms.half_lives is not None and wanted.terms.half_lives > most:
        msg = f"The unit counts {people_text(most)} half-lives. Enter them, or fewer."
        raise NotFollowed(msg)
    return replace(wanted, terms=replace(wanted.terms, cap=wanted.terms.cap or cap))
