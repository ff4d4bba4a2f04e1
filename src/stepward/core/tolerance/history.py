"""The doses after a session, as they were given, and the terms under which they keep tolerance.

Source: STEPWARD-SAFETY, H-90 and H-91.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from fractions import Fraction

from stepward.core.findings import Refusal
from stepward.core.quantities import Amount, people_text

MOST_HOURS = 87_600
"""Ten years: no window is longer, and no calendar ends within it."""


class UnfitHistory(Refusal, ValueError):
    """A history cannot be true: a time without an offset, or a term that is not above zero."""


def in_range(name: str, hours: Fraction | None) -> None:
    """Refuse hours that are not above zero, or more than ten years.

    Raises:
        UnfitHistory: naming the field.
    """
    if hours is not None and not 0 < hours <= MOST_HOURS:
        msg = f"{name}: expected more than zero and at most {MOST_HOURS} h, received {people_text(hours)}"
        raise UnfitHistory(msg)


class Mode(Enum):
    """How the drug is given on: day by day, or in cycles each of which is desensitized again."""

    CONTINUOUS = "continuous"
    EVERY_DOSE = "every-dose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a window, in hours, as they were frozen in the order; what is not known is None.

    `is_set_by_physician` says that a physician set the window for this order, because half-lives cannot be used for it.
    """

    window: Fraction | None = None
    half_life: Fraction | None = None
    half_lives: Fraction | None = None
    cap: Fraction | None = None
    is_set_by_physician: bool = False

    def __post_init__(self) -> None:
        """Refuse a term that is not above zero, or longer than any window.

        Raises:
            UnfitHistory: naming it.
        """
        for name in ("window", "half_life", "half_lives", "cap"):
            in_range(name.replace("_", "-"), getattr(self, name))
        if self.half_life is not None and self.half_lives is not None:
            in_range("half-lives", self.half_life * self.half_lives)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenDose:
    """One dose after the session: when it was given, when it ended, and when it was written down, in UTC.

    Where `entered_at` is not said, it was written down as it was given. `ordered` is how much was ordered at that time,
    where an order says it.
    """

    given_at: datetime
    amount: Amount | None = None
    product: str = ""
    route: str = ""
    ended_at: datetime | None = None
    entered_at: datetime | None = None
    ordered: Amount | None = None

    def __post_init__(self) -> None:
        """Refuse a time without an offset, or an end before its beginning.

        Raises:
            UnfitHistory: saying which.
        """
        object.__setattr__(self, "given_at", in_utc("given_at", self.given_at))
        if self.entered_at is not None:
            object.__setattr__(self, "entered_at", in_utc("entered_at", self.entered_at))
        if self.ended_at is not None:
            object.__setattr__(self, "ended_at", in_utc("ended_at", self.ended_at))
            if self.end < self.given_at:
                msg = "ended_at: a dose ends after it began"
                raise UnfitHistory(msg)

    @property
    def end(self) -> datetime:
        """Tell when the last of it was given."""
        return self.given_at if self.ended_at is None else self.ended_at


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One drug after one session; `interval` in hours from one dose to the next.

    Where `product`, `route` or `amount` is not said, the first dose after the session says it. `is_asked` says that the
    patient reacted since the session ended.
    """

    drug: str
    mode: Mode
    is_completed: bool
    ended_at: datetime | None = None
    interval: Fraction | None = None
    terms: Terms = Terms()
    doses: tuple[GivenDose, ...] = ()
    product: str = ""
    route: str = ""
    amount: Amount | None = None
    is_asked: bool = False

    def __post_init__(self) -> None:
        """Refuse an interval that is not above zero, and an end without an offset.

        Raises:
            UnfitHistory: saying which.
        """
        in_range("interval", self.interval)
        if self.ended_at is not None:
            object.__setattr__(self, "ended_at", in_utc("last_dose_ended_at", self.ended_at))


def in_utc(name: str, at: datetime) -> datetime:
    """Write a time in UTC. Between two times of one place Python counts what the clock on the wall shows, not hours.

    Raises:
        UnfitHistory: naming the field, if it does not say of which place it is.
    """
    if at.utcoffset() is None:
        msg = f"{name}: expected a time with its offset from UTC, such as 2026-11-21T14:10:00+00:00"
        raise UnfitHistory(msg)
    return at.astimezone(UTC)
