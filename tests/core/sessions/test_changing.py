"""A copy with changes is what `dataclasses.replace` makes."""

import dataclasses
from fractions import Fraction

import pytest

from stepward.core.sessions.between import Between, Crossed
from stepward.core.sessions.changing import replace
from stepward.core.sessions.people import Witness
from stepward.core.sessions.session import Session, State
from tests.core.sessions.plans import running


def test_copies_a_session_as_the_slow_way_does() -> None:
    session = running(3).session

    found = replace(session, state=State.HELD, step=2)

    assert found == dataclasses.replace(session, state=State.HELD, step=2)
    assert (session.state, session.step) == (State.RUNNING, 3)


def test_copies_a_class_with_slots() -> None:
    assert replace(Witness(user="a", name="A"), name="B") == Witness(user="a", name="B")


def test_lets_a_class_check_itself() -> None:
    with pytest.raises(Crossed):
        replace(Between(least=Fraction(1), most=Fraction(2)), least=Fraction(3))


def test_refuses_an_unknown_field() -> None:
    with pytest.raises(TypeError, match="nothing_known"):
        replace(Session(), nothing_known=1)  # type: ignore[call-arg]


def test_a_session_is_still_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Session().step = 3  # type: ignore[misc]
