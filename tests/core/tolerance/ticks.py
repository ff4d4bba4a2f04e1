"""A second way to find out how tolerance stands: the days after a session, half an hour at a time.

It knows nothing of instants and sorts nothing: a dose lies in a tick, and the tick asks how long ago the last one was.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from fractions import Fraction
from zoneinfo import ZoneInfo

from stepward.core.quantities import Mass
from stepward.core.tolerance.history import GivenDose, History, Mode, Terms

TICK = timedelta(minutes=30)
PER_HOUR, LONGEST_DAYS = 2, 8
BEGINNINGS = (  # the days on which clocks on a wall are set, and one on which they are not
    datetime(2026, 3, 28, 12, tzinfo=UTC),
    datetime(2026, 10, 24, 12, tzinfo=UTC),
    datetime(2026, 10, 31, 12, tzinfo=UTC),
    datetime(2026, 6, 1, 12, tzinfo=UTC),
)
ZONES: tuple[tzinfo, ...] = (
    UTC,
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days after a session in ticks: when doses were given, which of them cannot count, and when it is asked."""

    doses: tuple[int, ...]
    foreign: frozenset[int]
    asked: int
    interval: int
    window: int | None
    is_every_dose: bool
    is_completed: bool
    entered: dict[int, int]

    def _hidden(self) -> frozenset[int]:
        """Find the doses that were written down when the window had closed without them."""
        known, hidden = set[int](), set[int]()
        for now in range(self.asked + max(self.entered.values(), default=0) + 1):
            for tick in (item for item in self.doses if self.entered.get(item, item) == now):
                if tick in self.foreign or tick < 0 or tick > self.asked:
                    continue
                closes = self._closes(known)
                if tick in self.entered and tick < closes <= now:
                    hidden.add(tick)
                else:
                    known.add(tick)
        return frozenset(hidden)

    def _closes(self, known: set[int]) -> int:
        last, now = 0, 0
        while now - last < (self.window or 0):
            if now in known:
                last = now
            now += 1
        return now

    def stand(self) -> tuple[str, int | None, bool]:
        """Tell the state, the tick at which the window closes, and whether somebody is asked."""
        asks = any(tick in self.foreign or tick < 0 or tick > self.asked for tick in self.doses)
        asks = asks or len(set(self.doses)) < len(self.doses)
        hidden = self._hidden()
        asks = asks or bool(hidden)
        if not self.is_completed:
            return "never", None, True
        if self.is_every_dose:
            return "lapsed", None, False
        if self.window is None:
            return "unknown", None, True
        last, is_open = 0, True
        for now in range(self.asked + 1):
            if now - last >= self.window:
                is_open = False
                break
            if now in self.doses and now not in self.foreign and now not in hidden:
                last = now
        if not is_open:
            return "lapsed", last + self.window, asks
        state = "due" if self.asked - last >= self.interval else "tolerant"
        return state, last + self.window, asks


def drawn(chance: random.Random) -> tuple[Days, History, datetime]:
    """Draw the days after a session, and the same as a history in the clock times of some places."""
    began = chance.choice(BEGINNINGS)
    interval = chance.choice((8, 12, 16, 24, 48))
    shortest = _window(chance, interval)
    asked = chance.randrange(1, LONGEST_DAYS * 24 * PER_HOUR)
    ticks = _doses(chance, interval * PER_HOUR, asked)
    foreign = frozenset(tick for tick in ticks if chance.random() < 0.04)
    found = Days(
        doses=ticks,
        foreign=foreign,
        asked=asked,
        interval=interval * PER_HOUR,
        window=None if shortest.hours is None else shortest.hours * PER_HOUR,
        is_every_dose=chance.random() < 0.03,
        is_completed=chance.random() > 0.03,
        entered={tick: tick + chance.randrange(1, 60) for tick in set(ticks) if tick >= 0 and chance.random() < 0.1},
    )
    history = History(
        drug="aspirin",
        mode=Mode.EVERY_DOSE if found.is_every_dose else Mode.CONTINUOUS,
        is_completed=found.is_completed,
        ended_at=_at(chance, began, 0),
        interval=Fraction(interval),
        terms=shortest.terms,
        product="A",
        doses=tuple(
            _dose(chance, began, tick, found.entered.get(tick), is_foreign=tick in foreign)
            for tick in chance.sample(ticks, len(ticks))
        ),
    )
    return found, history, _at(chance, began, asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortest:
    """The terms of a window, and the hours that they leave."""

    hours: int | None
    terms: Terms


def _window(chance: random.Random, interval: int) -> Shortest:
    hours = chance.choice((None, 12, 24, 36, 48, 72))
    half_life, lives = chance.choice((None, 1, 6, 12)), chance.choice((4, 5))
    cap = chance.choice((None, 24, 48))
    is_set = chance.random() < 0.3
    terms = Terms(
        window=None if hours is None else Fraction(hours),
        half_life=None if half_life is None else Fraction(half_life),
        half_lives=Fraction(lives),
        cap=None if cap is None else Fraction(cap),
        is_set_by_physician=is_set,
    )
    known = [item for item in (hours, cap) if item is not None]
    if half_life is None:
        return Shortest(hours=min(known, default=None), terms=terms)
    if half_life * lives > interval:
        return Shortest(hours=min((*known, half_life * lives)), terms=terms)
    return Shortest(hours=min(known) if is_set and hours is not None else None, terms=terms)


def _doses(chance: random.Random, interval: int, asked: int) -> tuple[int, ...]:
    """Draw doses that are mostly on time, sometimes late, early, missed, twice, before the session or in the future."""
    found, now = list[int](), 0
    while now < asked and len(found) < 30:
        now += max(interval + chance.choice((0, 0, 0, 0, -2, 1, 3, 8, interval)), 1)
        if now <= asked and chance.random() < 0.95:
            found.append(now)
    if found and chance.random() < 0.05:
        found.append(chance.choice(found))
    if chance.random() < 0.04:
        found.append(-chance.randrange(1, 20))
    if chance.random() < 0.04:
        found.append(asked + chance.randrange(1, 20))
    return tuple(found)


def _dose(chance: random.Random, began: datetime, tick: int, entered: int | None, *, is_foreign: bool) -> GivenDose:
    return GivenDose(
        given_at=_at(chance, began, tick),
        amount=Mass(Fraction(325)),
        product="B" if is_foreign else "A",
        route="oral",
        entered_at=None if entered is None else _at(chance, began, entered),
    )


def _at(chance: random.Random, began: datetime, tick: int) -> datetime:
    return (began + tick * TICK).astimezone(chance.choice(ZONES))
