"""STOP, reactions and treatments are taken, whatever their words hold."""

from datetime import UTC, datetime

import pytest

from stepward.core.sessions.commands_charting import RecordTreatment
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.instants import Instant
from stepward.usecases.urgent_words import fit

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


def claim(monotonic: int = 1, boot: str = "tablet") -> Stop:
    return Stop(pressed_at=Instant(at=AT, monotonic=monotonic, boot=boot))


@pytest.mark.parametrize(
    "bad", [claim(10**30), claim(-1), claim(boot="\ud800"), claim(boot="x" * 101), claim(boot="\n")]
)
def test_h_05_a_claim_that_cannot_be_kept_is_left_out(bad: Stop) -> None:
    assert fit(bad) == Stop()


def test_h_24_a_claim_that_can_be_kept_stays() -> None:
    assert fit(claim()) == claim()


def test_h_66_letters_that_are_none_become_question_marks() -> None:
    found = fit(RecordTreatment(medicine="epi\ud800", dose="0.3 mg", route="IM"))

    assert found == RecordTreatment(medicine="epi?", dose="0.3 mg", route="IM")
