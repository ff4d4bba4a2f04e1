"""What the page of a course shows, from facts alone."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from stepward.core.courses.changes import Row, changes
from stepward.core.courses.course import Held
from stepward.core.courses.proposal import Proposal
from stepward.shells.web import here
from stepward.shells.web.courses.facts import Read, cycle, too_old
from stepward.shells.web.prepare.words import day_text
from stepward.shells.web.shown import ShownSource, shown_source


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReaction:
    """One reaction: where it came, after how much, and what it was."""

    where: str
    given: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHeld:
    """One session of the course; `changed` says which protocol stood before, where it is another."""

    id: str
    day: str
    protocol: str
    changed: str
    outcome: str
    given: str
    reactions: tuple[ShownReaction, ...]
    tryptase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWay:
    """One way to go on, with its sources."""

    place: int
    way: Proposal
    sources: tuple[ShownSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCourse:
    """The whole page; `card` compares the session that is ordered next with the last one that was held."""

    name: str
    born: str
    identifier: str
    is_invented: bool
    drug: str
    held: tuple[ShownHeld, ...]
    ways: tuple[ShownWay, ...]
    card: tuple[Row, ...]
    coming: str
    coming_id: str
    last_id: str
    to_look_at: int


def shown(found: Read, ways: tuple[Proposal, ...], now: datetime) -> ShownCourse:
    """Write the page."""
    patient = found.order.patient
    held = () if found.course is None else found.course.held
    card = card_of(found, now)
    return ShownCourse(
        name=f"{patient.family_name}, {patient.given_names}",
        born=day_text(patient.born_on),
        identifier=patient.identifier,
        is_invented=patient.is_invented,
        drug=found.drug,
        held=tuple(reversed([_held(before, item) for before, item in pairwise((None, *held)) if item is not None])),
        ways=tuple(
            ShownWay(place=place, way=way, sources=tuple(shown_source(name) for name in way.sources))
            for place, way in enumerate(ways)
        ),
        card=card,
        coming="" if found.coming is None else here.minute(found.coming.start_at),
        coming_id="" if found.coming is None else found.coming.id,
        last_id="" if found.last is None else found.last.id,
        to_look_at=sum(row.verdict.wants_a_look for row in card),
    )


def card_of(found: Read, now: datetime) -> tuple[Row, ...]:
    """Compare the session that is ordered next with the last one that was held; nothing where either is missing."""
    if found.last is None or found.coming is None:
        return ()
    return changes(cycle(found.last, found.before_last), cycle(found.coming, found.last), now, too_old())


def _held(before: Held | None, item: Held) -> ShownHeld:
    times = ", ".join(here.clock(at) for at in item.tryptase)
    return ShownHeld(
        id=item.id,
        day=day_text(here.day(item.at)),
        protocol=item.protocol,
        changed=f"before: {before.protocol}" if before is not None and before.protocol != item.protocol else "",
        outcome="completed" if item.is_completed else f"ended in step {item.reached} of {item.steps}",
        given="" if item.given is None else item.given.text,
        reactions=tuple(
            ShownReaction(
                where=f"step {one.step}" if one.step else "after the last step",
                given="" if one.given is None else one.given.text,
                what=", ".join(sign.value for sign in one.signs) + (f"; Brown {one.brown}" if one.brown else ""),
            )
            for one in item.reactions
        ),
        tryptase=f"taken {times}" if times else "",
    )
