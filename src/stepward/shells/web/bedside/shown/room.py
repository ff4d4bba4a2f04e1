"""Everything that a page of one session is made from: the order, how the session stands, who looks, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from stepward.core.quantities import people_text
from stepward.core.quantities.numbers import round_to
from stepward.core.sessions.between import Between
from stepward.core.sessions.instants import MINUTE, SECOND, Instant
from stepward.core.sessions.people import Actor
from stepward.core.sessions.session import Session
from stepward.shells.web import here
from stepward.usecases.session_orders import SessionOrder

HOUR_MINUTES, HUNDRED, LEAST_PLACES = 60, 100, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One look at one session. `drug` and `target` are the words of the kept plan, tall-man where it is on file."""

    order: SessionOrder
    session: Session
    now: Instant
    by: Actor
    drug: str
    target: str
    is_recorded: bool = True

    @property
    def unit(self) -> str:
        """The unit of the doses; empty before a plan is signed."""
        return "" if self.session.plan is None else self.session.plan.unit

    @property
    def controls(self) -> bool:
        """Tell whether whoever looks controls the session at this device (H-17)."""
        session = self.session
        return bool(session.controller) and (session.controller, session.controller_user) == (
            self.by.device,
            self.by.user,
        )


def later(now: Instant, microseconds: int) -> datetime:
    """Tell the time so many microseconds from now."""
    return now.at + timedelta(microseconds=microseconds)


def minutes_text(microseconds: int) -> str:
    """Write a time as a countdown shows it: 7:42, 1:02:05; rounded up, so that nobody is called too early."""
    seconds = -(-max(microseconds, 0) // SECOND)
    minutes, rest = divmod(seconds, MINUTE // SECOND)
    if minutes < HOUR_MINUTES:
        return f"{minutes}:{rest:02}"
    return f"{minutes // HOUR_MINUTES}:{minutes % HOUR_MINUTES:02}:{rest:02}"


def clock(at: datetime) -> str:
    """Write a time of the day with seconds."""
    return here.seconds(at)


def clock_minutes(at: datetime) -> str:
    """Write a time of the day."""
    return here.clock(at)


def number(value: Fraction) -> str:
    """Write a number for people."""
    return people_text(value)


def between(amount: Between) -> str:
    """Write what is known of an amount, or its least and its most where they look different to people."""
    least, most = _running(amount.least), _running(amount.most)
    return least if least == most else f"{least} to {most}"


def _running(value: Fraction) -> str:
    """Write an amount that grows while it is read: to three places above 1, to three digits below."""
    if value == 0 or value >= 1:
        return people_text(value)
    return people_text(round_to(value, Fraction(1, 10 ** _places(value))), places=LEAST_PLACES)


def _places(value: Fraction) -> int:
    places = 3
    while value * 10**places < HUNDRED and places < LEAST_PLACES:
        places += 1
    return places
