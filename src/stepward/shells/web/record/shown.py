"""What the replay shows: the entry, how the session stood, and the moments that a reader looks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from stepward.adapters.documents.record_paper import between_text
from stepward.adapters.documents.replay_text import event_text
from stepward.core.sessions.events import (
    Completed,
    Ended,
    Entry,
    Held,
    PlanSigned,
    ReactionRecorded,
    Resumed,
    StepBegun,
    StopPressed,
)
from stepward.shells.web import here
from stepward.shells.web.bedside.shown.banner import Banner, banner
from stepward.shells.web.bedside.shown.room import Room, clock, clock_minutes
from stepward.shells.web.bedside.shown.step import StepCard, step_card
from stepward.shells.web.bedside.shown.vitals import VitalsCard, vitals_card

MARKS = (
    (PlanSigned, "Plan signed"),
    (StepBegun, "Step"),
    (StopPressed, "STOP"),
    (ReactionRecorded, "Reaction"),
    (Held, "Held"),
    (Resumed, "Resumed, step"),
    (Completed, "Completed"),
    (Ended, "Ended"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One moment that is jumped to: which entry, when, in a word."""

    entry: int
    at: str
    words: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The place as it was after one entry, without anything that can be pressed."""

    number: int
    count: int
    at: str
    day: str
    zone: str
    who: str
    what: str
    banner: Banner
    step: StepCard | None
    vitals: VitalsCard
    given: str
    holds: str
    reactions: tuple[str, ...]
    treatments: tuple[str, ...]
    moments: tuple[Moment, ...]

    @property
    def previous(self) -> int:
        """The entry before; 0 at the first."""
        return self.number - 1

    @property
    def following(self) -> int:
        """The entry after; 0 at the last."""
        return self.number + 1 if self.number < self.count else 0


def replayed(room: Room, entries: Sequence[Entry], at: int) -> Replayed:
    """Show a session as it was; `room` is the look at it right after that entry."""
    session, entry = room.session, entries[at - 1]
    what = here.retold(event_text(entry, room.unit))
    hold = session.hold
    return Replayed(
        number=at,
        count=len(entries),
        at=clock(entry.at.at),
        day=here.place().day_words(entry.at.at),
        zone=here.place().label(entry.at.at),
        who=", ".join(part for part in (entry.actor.name, entry.actor.role) if part),
        what=what[:1].upper() + what[1:],
        banner=banner(room),
        step=step_card(room),
        vitals=vitals_card(room),
        given=f"{between_text(session.given.total(room.now))} {room.unit}" if session.step else "",
        holds="" if hold is None else ", ".join(cause.value for cause in hold.causes),
        reactions=tuple(
            f"R{item.number}, step {item.step or 'before 1'}, {clock_minutes(item.at.at)}: "
            f"{', '.join(sign.value for sign in item.signs) or 'no sign named'}, {'open' if item.is_open else 'over'}"
            for item in session.reactions
        ),
        treatments=tuple(
            f"{clock_minutes(item.at.at)} {item.medicine} {item.dose} {item.route}".strip()
            for item in session.treatments
        ),
        moments=tuple(_moments(entries, at)),
    )


def _moments(entries: Sequence[Entry], at: int) -> list[Moment]:
    found = []
    for entry in entries:
        words = next((words for kind, words in MARKS if isinstance(entry.event, kind)), "")
        if not words:
            continue
        if isinstance(entry.event, StepBegun):
            words = f"{words} {entry.event.step}"
        elif isinstance(entry.event, Resumed):
            words = f"{words} {entry.event.point.step}"
        found.append(
            Moment(entry=entry.sequence, at=clock_minutes(entry.at.at), words=words, is_here=entry.sequence == at)
        )
    return found
