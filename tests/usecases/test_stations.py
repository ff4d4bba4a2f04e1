"""What a device sends: read strictly, kept in the session of its bed, and nothing else (H-81, H-98)."""

import contextlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.sessions.commands_clock import DEVICE_UNSURE
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.refusals import MayNot
from stepward.core.sessions.session import State
from stepward.core.sessions.vitals import SIGNS
from stepward.usecases import running
from stepward.usecases.running import Sent
from stepward.usecases.stations import (
    LONGEST_MESSAGE,
    FieldUnknown,
    Message,
    MessageRefused,
    NoSession,
    NotJson,
    NotOfNow,
    Station,
    Taken,
    TooLong,
    TwoSessions,
    ValueUnreadable,
    Where,
    read_message,
    take,
)
from tests.core.sessions.plans import START, Ward, four_steps, observing, ready
from tests.core.sessions.plans import running as runs
from tests.usecases.test_running import logged

MONITOR = Station(id="m1", name="Monitor, bed 4", bed="4")
PULSE = {"pulse": {"value": "80", "unit": "/min"}}


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(), lambda some: st.lists(some) | st.dictionaries(st.text(), some)
)


class Beds:
    """These open sessions at the bed."""

    def __init__(self, *found: str, start_at: datetime = START) -> None:
        self.found = dict.fromkeys(found, start_at)

    def open_at(self, bed: str, /) -> Mapping[str, datetime]:
        assert bed == "4"
        return self.found


def message(**more: object) -> bytes:
    return json.dumps({"values": PULSE} | more).encode()


def read_or_refuse(body: bytes) -> None:
    """Read a message, or be told why not; nothing else may happen."""
    with contextlib.suppress(MessageRefused):
        assert read_message(body, START).values


class TestReadMessage:
    def test_reads_values_exactly(self) -> None:
        words = (
            '{"values": {"temperature": {"value": 36.7, "unit": "\u00b0C"}, "pulse": {"value": 80, "unit": "/min"}}}'
        )
        body = words.encode()

        found = read_message(body, START)

        assert found.values == (("temperature", Fraction(367, 10)), ("pulse", Fraction(80)))

    @pytest.mark.parametrize(
        ("body", "refusal"),
        [
            (b"", NotJson),
            (b"pulse=80", NotJson),
            (b"\xff\xfe", NotJson),
            (b'{"values": {}, "values": {}}', NotJson),
            (b"[" * 5000, TooLong),
            (b" " * (LONGEST_MESSAGE + 1), TooLong),
            (b"{}", FieldUnknown),
            (b"[]", FieldUnknown),
            (b'{"values": {}}', FieldUnknown),
            (b'{"values": [1]}', FieldUnknown),
            (message(session="s"), FieldUnknown),
            (message(values={"heart rate": {"value": "80", "unit": "/min"}}), FieldUnknown),
            (message(values={"pulse": {"value": "80", "unit": "bpm"}}), FieldUnknown),
            (message(values={"pulse": {"value": "80"}}), FieldUnknown),
            (message(values={"pulse": "80"}), FieldUnknown),
            (message(values={"pulse": {"value": "80", "unit": "/min", "at": "x"}}), FieldUnknown),
            (message(id="x" * 61), FieldUnknown),
            (message(id="a\n"), FieldUnknown),
            (message(values={"pulse": {"value": "eighty", "unit": "/min"}}), ValueUnreadable),
            (message(values={"pulse": {"value": "1e2", "unit": "/min"}}), ValueUnreadable),
            (message(values={"pulse": {"value": None, "unit": "/min"}}), ValueUnreadable),
            (message(values={"pulse": {"value": [80], "unit": "/min"}}), ValueUnreadable),
            (message(measured_at="yesterday"), NotOfNow),
            (message(measured_at="2026-11-22T08:00:00"), NotOfNow),
            (message(measured_at="2026-11-22T09:00:00Z"), NotOfNow),
            (message(measured_at=5), NotOfNow),
        ],
    )
    def test_h_98_refuses_what_it_does_not_know(self, body: bytes, refusal: type[MessageRefused]) -> None:
        with pytest.raises(refusal):
            read_message(body, START)

    @pytest.mark.parametrize(("seconds", "is_taken"), [(60, True), (-60, True), (61, False), (-61, False)])
    def test_h_24_a_reading_is_of_now(self, seconds: int, *, is_taken: bool) -> None:
        body = message(measured_at=(START + timedelta(seconds=seconds)).isoformat())
        if is_taken:
            assert read_message(body, START).values == (("pulse", Fraction(80)),)
        else:
            with pytest.raises(NotOfNow):
                read_message(body, START)

    @given(st.binary(max_size=300))
    def test_h_98_any_bytes_are_read_or_refused(self, body: bytes) -> None:
        read_or_refuse(body)

    @given(JSON)
    def test_h_98_any_words_are_read_or_refused(self, words: object) -> None:
        for body in (words, {"values": words}, {"values": {"pulse": words}}, {"values": PULSE, "measured_at": words}):
            read_or_refuse(json.dumps(body).encode())

    def test_h_98_the_words_of_every_sign_are_taken(self) -> None:
        values = {name: {"value": str(sign.least), "unit": sign.unit} for name, sign in SIGNS.items()}

        assert len(read_message(message(values=values), START).values) == len(SIGNS)


class TestTake:
    @pytest.fixture
    def ward(self) -> Ward:
        return runs(2).wait(5)

    def taken(self, values: tuple[tuple[str, Fraction], ...], *, where: Where, beds: Beds | None = None) -> Taken:
        sent = Message(values=values)
        return take(sent, MONITOR, key="k", beds=beds or Beds("s"), where=where)

    def test_h_98_keeps_what_a_device_measured_as_a_device(self, ward: Ward) -> None:
        log = logged(ward)
        found = self.taken((("pulse", Fraction(90)),), where=Where(log=log, now=ward.now))

        entry = log.entries("s")[-1]
        assert found == Taken(kept=("pulse",), unsure=())
        assert (entry.kind, entry.role, entry.device) == ("vitals-taken", "station", "m1")
        with pytest.raises(MayNot):
            running.act("s", Stop(), by=MONITOR.actor, now=ward.now, sent=Sent(key="stop"), log=log)

    def test_h_61_the_same_message_is_kept_once(self, ward: Ward) -> None:
        log = logged(ward)
        for _ in range(2):
            self.taken((("pulse", Fraction(90)),), where=Where(log=log, now=ward.now))

        assert len(log.entries("s")) == len(ward.entries) + 1

    def test_h_81_what_is_hard_to_believe_calls_a_person_and_is_not_kept(self, ward: Ward) -> None:
        log = logged(ward)
        where = Where(log=log, now=ward.now)
        values = (("pulse", Fraction(90)), ("oxygen saturation", Fraction(40)))

        found = self.taken(values, where=where)
        take(Message(values=values), MONITOR, key="next", beds=Beds("s"), where=where)

        session = running.stands("s", log)
        assert found == Taken(kept=("pulse",), unsure=("oxygen saturation",))
        assert [item.condition for item in session.alarms] == [DEVICE_UNSURE]
        assert session.state is State.RUNNING
        assert all(name != "oxygen saturation" for item in session.vitals for name, _value in item.values)

    def test_h_98_is_refused_where_no_session_is_open_or_two_are(self, ward: Ward) -> None:
        where = Where(log=logged(ward, "s", "t"), now=ward.now)
        with pytest.raises(NoSession):
            self.taken((("pulse", Fraction(90)),), where=where, beds=Beds())
        with pytest.raises(TwoSessions):
            self.taken((("pulse", Fraction(90)),), where=where, beds=Beds("s", "t"))

    @pytest.mark.parametrize("planned", [Ward(), Ward().sign(four_steps()), Ward().sign(four_steps()).checked(1)])
    def test_h_98_is_refused_where_a_session_is_only_planned(self, planned: Ward) -> None:
        where = Where(log=logged(planned), now=planned.now)
        with pytest.raises(NoSession):
            self.taken((("pulse", Fraction(90)),), where=where)

    @pytest.mark.parametrize("there", [ready(), runs(1).do(Stop()), observing()])
    def test_h_98_is_taken_from_the_check_of_the_patient_to_the_end(self, there: Ward) -> None:
        where = Where(log=logged(there), now=there.now)

        assert self.taken((("pulse", Fraction(90)),), where=where).kept == ("pulse",)

    @pytest.mark.parametrize("hours", [-13, 13])
    def test_h_98_before_the_start_a_session_of_another_day_is_nobody_who_lies_there(self, hours: int) -> None:
        planned = ready()
        where = Where(log=logged(planned), now=planned.now)
        with pytest.raises(NoSession):
            self.taken((("pulse", Fraction(90)),), where=where, beds=Beds("s", start_at=START + timedelta(hours=hours)))

    def test_h_98_once_drug_runs_the_ordered_time_is_no_matter(self, ward: Ward) -> None:
        where = Where(log=logged(ward), now=ward.now)
        beds = Beds("s", start_at=START - timedelta(hours=30))

        assert self.taken((("pulse", Fraction(90)),), where=where, beds=beds).kept == ("pulse",)
