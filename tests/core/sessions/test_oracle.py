"""Two ways to count the given dose agree on random sessions, and each finds a bug in the other."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from stepward.core.sessions import evolve_holding, evolve_running
from stepward.core.sessions.between import Between
from stepward.core.sessions.evolve import replay
from stepward.core.sessions.given import Given
from stepward.core.sessions.instants import HOUR, Instant, Stopwatch
from tests.core.sessions import oracle
from tests.core.sessions.plans import Ward
from tests.core.sessions.random_ward import RandomWard

SIZES = {"ci": 100_000, "soak": 1_000_000}
SESSIONS = SIZES.get(os.environ.get("STEPWARD_CAMPAIGN", ""), 300)
ENOUGH = 600


class Differs(AssertionError):
    """Both ways to count come to different doses."""


def a_session(seed: int) -> Ward:
    """Let a random session happen."""
    ward = RandomWard(seed)
    ward.go(ward.chance.randint(5, 30))
    return ward.ward


def compare(ward: Ward, seed: int) -> None:
    """Count twice: at the end, later, by steps, and after a part of the entries.

    Raises:
        Differs: naming the session by its seed.
    """
    entries = ward.entries
    later = Instant(at=ward.now.at, monotonic=ward.now.monotonic + HOUR, boot=ward.now.boot)
    part = entries[: len(entries) // 2 + seed % (len(entries) // 2)]
    for some, now, step in (
        (entries, ward.now, None),
        (entries, later, None),
        (entries, ward.now, 1 + seed % len(ward.session.order.steps)),
        (part, part[-1].at, None),
    ):
        session = ward.session if some is entries else replay(some)
        told = session.given.total(now) if step is None else session.given.of_step(step, now)
        if (told.least, told.most) != oracle.given(some, now, step):
            msg = f"session {seed}: {told} is not {oracle.given(some, now, step)}"
            raise Differs(msg)


def campaign(sessions: int) -> int:
    """Compare so many sessions; count those in which the dose is not exact."""
    uncertain = 0
    for seed in range(sessions):
        ward = a_session(seed)
        compare(ward, seed)
        uncertain += not ward.session.given.total(ward.now).is_exact
    return uncertain


class TestBothWays:
    """The sums of the session, and the second count from its entries."""

    def test_agree_on_random_sessions(self) -> None:
        uncertain = campaign(SESSIONS)

        assert SESSIONS // 10 < uncertain < SESSIONS

    def test_agree_where_a_doubt_is_doubted_again_before_the_clocks_agree(self) -> None:
        compare(a_session(30_571), 30_571)

    def test_share_no_line(self) -> None:
        names = {getattr(thing, "__module__", "") for thing in vars(oracle).values()}

        assert not [name for name in names if name.endswith((".given", ".between")) or ".evolve" in name]


def unmoved(watch: Stopwatch, _proven: Instant, now: Instant) -> Stopwatch:
    """Forget a restart."""
    return Stopwatch(banked=watch.read(now), since=now)


def exact(reading: Any) -> Between:
    """Take a reading as it is."""
    return Between(least=reading, most=reading)


class TestSeededBugs:
    """A bug in one of them is found by the other."""

    @pytest.mark.parametrize(
        ("where", "name", "instead"),
        [
            (evolve_holding, "doubted", lambda given, _at: given),
            (evolve_running, "closed", lambda given, *_: given),
            (evolve_running, "container_left", lambda *_: None),
            (evolve_running, "volume_limit", lambda *_: None),
            (Stopwatch, "restarted", unmoved),
            (Stopwatch, "granted", lambda watch, _time: watch),
            (Between, "read_as", lambda _between, reading: exact(reading)),
            (Between, "capped", lambda between, _most: between),
            (Given, "with_doubt", lambda given: given),
        ],
    )
    def test_in_the_session_is_found(
        self, monkeypatch: pytest.MonkeyPatch, where: object, name: str, instead: Callable[..., object]
    ) -> None:
        monkeypatch.setattr(where, name, instead)

        with pytest.raises(Differs):
            campaign(ENOUGH)

    @pytest.mark.parametrize(
        ("name", "instead"),
        [
            ("span", lambda start, end: (max(end.utc - start.utc, 0),) * 2),
            ("natural_caps", lambda *_: iter(())),
            ("set_volume", lambda *_: []),
            ("_by_time", lambda flow, tally, _lost: (flow.speed * tally.low, flow.speed * tally.high)),
        ],
    )
    def test_in_the_second_count_is_found(
        self, monkeypatch: pytest.MonkeyPatch, name: str, instead: Callable[..., object]
    ) -> None:
        monkeypatch.setattr(oracle, name, instead)

        with pytest.raises(Differs):
            campaign(ENOUGH)
