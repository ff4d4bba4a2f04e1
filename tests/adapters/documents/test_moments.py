"""Times on records carry date, seconds and offset, with the month in letters."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from stepward.adapters.documents.paper_words import moment_text
from stepward.adapters.documents.replay_text import time_text

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ELSEWHERE = timezone(timedelta(hours=-3, minutes=-30))


def test_h_25_a_replay_shows_date_seconds_and_offset() -> None:
    assert time_text(MOMENT) == " 4 Mar 2026 05:06:07 UTC"
    assert time_text(MOMENT.astimezone(ELSEWHERE)) == time_text(MOMENT)


def test_h_25_paper_shows_date_seconds_and_offset() -> None:
    assert moment_text(MOMENT.astimezone(ELSEWHERE)) == "4 Mar 2026 01:36:07 UTC-03:30"


def test_h_25_no_date_is_all_numbers() -> None:
    for text in (time_text(MOMENT), moment_text(MOMENT)):
        assert re.search(r"\d+ [A-Z][a-z]{2} \d{4} ", text)


def test_h_25_a_time_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        moment_text(MOMENT.replace(tzinfo=None))
