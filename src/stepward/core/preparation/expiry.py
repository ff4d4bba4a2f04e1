"""When each solution is hung and ends, how long it keeps, and so when it may be made."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction

from stepward.core.preparation.product import Product, Stability
from stepward.core.preparation.recipe import BeyondUse, Outlook
from stepward.core.protocols.plan import Ladder, PlannedStep
from stepward.core.quantities import Strength

MINUTES_A_DAY = 1440


def starts_and_ends(ladder: Ladder) -> dict[int, tuple[Fraction, Fraction]]:
    """Tell in minutes from the start of step 1 when each step begins and ends; a later day starts a day later."""
    times: dict[int, tuple[Fraction, Fraction]] = {}
    now, first_day = Fraction(0), next((step.day for step in ladder.steps if step.day is not None), None)
    for step in ladder.steps:
        if step.day is not None and first_day is not None:
            now = max(now, Fraction((step.day - first_day) * MINUTES_A_DAY))
        end = now + (step.duration.value if step.duration is not None else 0)
        times[step.number] = (now, end)
        now = end + (step.wait.value if step.wait is not None else 0)
    return times


def open_steps(steps: Iterable[PlannedStep]) -> tuple[int, ...]:
    """List the steps whose time the plan leaves open, so that what follows has no sure hour."""
    return tuple(step.number for step in steps if step.duration is None and step.wait is None and step.day is None)


def stability_of(product: Product, strength: Strength, *, diluent: str, storage: str) -> Stability | None:
    """Find how long a dilution keeps as it is stored; where that is not said, the shortest that the label states."""
    fitting = [
        item for item in product.stabilities if item.covers(strength, diluent=diluent) and storage in {"", item.storage}
    ]
    return min(fitting, key=lambda item: item.lasts.value, default=None)


def after(start: datetime | None, minutes: Fraction) -> datetime | None:
    """Tell the clock time so many minutes after the start, to the whole second before it."""
    return None if start is None else start + timedelta(seconds=int(minutes * 60))


def beyond_use(hung: Fraction, ends: Fraction, stability: Stability | None, outlook: Outlook) -> BeyondUse:
    """Put hours to a solution: when it is hung, ends, may be made at the earliest, and expires."""
    start, made = outlook.start_at, outlook.made_at
    lasts = None if stability is None else stability.lasts.value
    return BeyondUse(
        hung_minutes=hung,
        ends_minutes=ends,
        stability=stability,
        hung_at=after(start, hung),
        ends_at=after(start, ends),
        make_not_before=None if lasts is None else after(start, ends - lasts),
        made_at=made,
        expires_at=None if lasts is None else after(made, lasts),
    )
