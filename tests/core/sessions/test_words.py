"""Events as words: every kind goes there and back, and anything unknown is refused."""

import json
import typing
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.quantities.words import UnreadableWords
from stepward.core.sessions import events, words
from stepward.core.sessions.between import Between
from stepward.core.sessions.evolve import APPLY

st.register_type_strategy(Fraction, st.fractions(min_value=0, max_denominator=10**6))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(
    Between,
    st.tuples(st.fractions(min_value=0), st.fractions(min_value=0)).map(
        lambda ends: Between(least=min(ends), most=max(ends))
    ),
)
EVENTS = typing.get_args(events.Event)


class TestWords:
    """What is written is read back exactly."""

    @pytest.mark.parametrize("kind", [kind for kind in EVENTS if kind is not events.PlanSigned])
    def test_go_there_and_back(self, kind: type) -> None:
        @given(st.from_type(kind))
        def check(event: typing.Any) -> None:
            text = json.dumps(words.words_of(event))

            assert words.event_of(words.kind_of(event), json.loads(text)) == event

        check()

    @pytest.mark.parametrize(
        ("kind", "given_words"),
        [
            ("nothing-known", {}),
            ("step-begun", {"step": "1"}),
            ("step-begun", {"step": True}),
            ("step-begun", {}),
            ("step-begun", []),
            ("step-begun", {"step": 1, "rate": 2}),
            ("step-begun", {"step": 1, "rate": "1e3"}),
            ("step-begun", {"step": 1, "rate": "1/0"}),
            ("step-begun", {"step": 1, "rate": "9" * 300}),
            ("step-begun", {"step": 1, "color": "blue"}),
            ("held", {"kind": "nice", "cause": "stop"}),
            ("held", {"kind": [], "cause": "stop"}),
            ("vitals-taken", {"values": [["pulse"]]}),
            ("vitals-taken", {"values": "pulse"}),
            ("stop-pressed", {"pressed_at": {"at": "2026-11-22T10:00:00", "monotonic": 1, "boot": "a"}}),
            ("stop-pressed", {"pressed_at": {"at": "yesterday", "monotonic": 1, "boot": "a"}}),
            ("stop-pressed", {"pressed_at": {"at": 5, "monotonic": 1, "boot": "a"}}),
        ],
    )
    def test_refuse_what_is_no_event(self, kind: str, given_words: object) -> None:
        with pytest.raises(UnreadableWords):
            words.event_of(kind, given_words)

    def test_refuse_what_cannot_be_written(self) -> None:
        with pytest.raises(TypeError):
            words.words_of(events.NoteWritten(text=typing.cast("str", 0.5)))

    def test_are_known_for_every_event_that_can_be_applied(self) -> None:
        assert set(APPLY) == set(words.KINDS.values()) == set(EVENTS)
