"""Values as words: there and back without a loss, and anything unknown is refused."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from fractions import Fraction
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.quantities.words import UnreadableWords, value_of, words_of


class Color(Enum):
    """A name among names."""

    GREEN = "green"
    INDIGO = "indigo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A part that refuses one name."""

    name: str

    def __post_init__(self) -> None:
        """Refuse."""
        if self.name == "refused":
            raise ValueError(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """One of every sort."""

    number: Fraction
    count: int = 0
    is_so: bool = False
    color: Color | None = None
    at: datetime | None = None
    inner: Inner | None = None
    rows: tuple[tuple[str, Fraction], ...] = ()
    colors: frozenset[Color] = frozenset()
    inners: tuple[Inner, ...] = field(default_factory=tuple)


WHOLES = st.builds(
    Whole,
    number=st.fractions(max_denominator=10**9),
    at=st.none() | st.datetimes(timezones=st.just(UTC)),
    inner=st.none() | st.builds(Inner, name=st.sampled_from(["a", "b"])),
    inners=st.lists(st.builds(Inner, name=st.just("c"))).map(tuple),
)


class TestWords:
    """What is written is read back."""

    @given(WHOLES)
    def test_go_there_and_back(self, whole: Whole) -> None:
        assert value_of(Whole, json.loads(json.dumps(words_of(whole))), "whole") == whole

    def test_leave_out_what_is_as_by_default(self) -> None:
        assert words_of(Whole(number=Fraction(1, 3))) == {"number": "1/3"}

    @pytest.mark.parametrize(
        "words",
        [
            None,
            [],
            {},
            {"number": 1},
            {"number": "1e3"},
            {"number": "1/0"},
            {"number": "9" * 300},
            {"number": "1", "other": 1},
            {"number": "1", "count": True},
            {"number": "1", "count": "1"},
            {"number": "1", "color": "red"},
            {"number": "1", "color": []},
            {"number": "1", "at": "2026-11-22T10:00:00"},
            {"number": "1", "at": "yesterday"},
            {"number": "1", "at": 5},
            {"number": "1", "rows": "rows"},
            {"number": "1", "rows": [["one"]]},
            {"number": "1", "colors": "green"},
            {"number": "1", "inner": {"name": "refused"}},
        ],
    )
    def test_refuse_what_is_no_such_value(self, words: object) -> None:
        with pytest.raises(UnreadableWords):
            value_of(Whole, words, "whole")

    def test_refuse_to_write_binary_floating_point(self) -> None:
        with pytest.raises(TypeError):
            words_of(Whole(number=cast("Fraction", 0.5)))
