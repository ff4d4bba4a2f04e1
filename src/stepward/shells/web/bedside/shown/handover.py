"""The hand-over card: where the session is, what was done, what is next, what is open, on one page."""

from dataclasses import dataclass

from stepward.core.sessions.conditions import due
from stepward.core.sessions.session import SessionReaction
from stepward.shells.web.bedside.shown.room import Room, between, clock_minutes, number


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCard:
    """Lines of label and words."""

    lines: tuple[tuple[str, str], ...]


def handover_card(room: Room) -> HandoverCard:
    """Write the hand-over."""
    session, plan = room.session, room.session.plan
    if plan is None:
        return HandoverCard(lines=(("Plan", "not signed"),))
    step = session.current
    reactions = [_reaction(item) for item in session.reactions]
    found = [
        ("State", session.state.value),
        ("Step", f"{session.step} of {plan.last}"),
        ("Rate", "" if session.rate is None else f"{number(session.rate)} mL/h"),
        ("Given", f"{between(session.given.total(room.now))} of {number(plan.ordered_total)} {plan.unit}"),
        ("Began", "" if step is None or session.dwell.since is None else clock_minutes(session.dwell.since.at)),
        ("Reactions", "; ".join(reactions) or "none"),
        ("Treatments", "; ".join(f"{item.medicine} {item.dose} {item.route}" for item in session.treatments) or "none"),
        ("Needs a person", "; ".join(item.words for item in due(session, room.now)) or "nothing now"),
    ]
    return HandoverCard(lines=tuple((label, words) for label, words in found if words))


def _reaction(item: SessionReaction) -> str:
    signs = ", ".join(sign.value for sign in item.signs) or "no sign named"
    return f"step {item.step}, {clock_minutes(item.at.at)}: {signs}, {'open' if item.is_open else 'over'}"
