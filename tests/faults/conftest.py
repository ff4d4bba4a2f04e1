"""How large the fault campaigns are: small in `make test`, larger with STEPWARD_CAMPAIGN=ci or soak."""

import os
from dataclasses import dataclass

import pytest


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """The sizes of one run."""

    kills: int
    cuts: int
    full_disks: int
    clients: int
    rounds: int
    deliveries: int
    edits: int = 2_000


SIZES = {
    "small": Campaign(kills=20, cuts=15, full_disks=8, clients=8, rounds=100, deliveries=60),
    "ci": Campaign(kills=200, cuts=400, full_disks=200, clients=32, rounds=2_000, deliveries=600),
    "soak": Campaign(
        kills=2_000, cuts=4_000, full_disks=2_000, clients=32, rounds=10_000, deliveries=6_000, edits=50_000
    ),
}


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return SIZES[os.environ.get("STEPWARD_CAMPAIGN", "small")]
