"""The reaction page: the signs in their fixed places, the grades of the open reaction, and what was given."""

from dataclasses import dataclass

from stepward.core.reactions.signs import Sign
from stepward.core.sessions.session import SessionReaction
from stepward.shells.web.bedside.shown.room import Room, clock

ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Skin", ("hives", "flushing", "itch", "angioedema")),
    ("Breathing", ("cough", "wheeze", "dyspnea", "desaturation")),
    ("Throat, chest", ("throat tightness", "stridor", "voice change", "chest tightness")),
    ("Circulation", ("hypotension", "syncope", "confusion", "collapse")),
    ("Gut", ("nausea", "vomiting", "abdominal pain", "diarrhea")),
    ("Fever type", ("fever", "chills", "rigors", "back pain")),
)
MAIN = frozenset({"Brown 2004", "Ring and Messmer", "WAO 2020", "CTCAE allergic reaction"})
SHORT = {
    "angioedema": "Swelling",
    "dyspnea": "Short of breath",
    "desaturation": "Low SpO\u2082",
    "throat tightness": "Throat tight",
    "chest tightness": "Chest tight",
    "hypotension": "Low BP",
    "syncope": "Fainting",
    "abdominal pain": "Belly pain",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPress:
    """One sign to press."""

    value: str
    words: str
    is_seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionCard:
    """What is seen, how it is graded, and what was given since."""

    rows: tuple[tuple[str, tuple[SignPress, ...]], ...]
    more: tuple[SignPress, ...]
    number: int | None
    began: str
    grades: tuple[tuple[str, str], ...]
    other_grades: tuple[tuple[str, str], ...]
    given: tuple[tuple[str, str], ...]
    over: tuple[str, ...]


def reaction_card(room: Room) -> ReactionCard:
    """Write the page of a reaction; the open one where there is one."""
    session = room.session
    found = session.open_reactions[-1] if session.open_reactions else None
    seen = frozenset() if found is None else frozenset(sign.value for sign in found.signs)
    listed = {value for _title, values in ROWS for value in values}
    since = None if found is None else found.at.at
    return ReactionCard(
        rows=tuple((title, tuple(_press(value, seen) for value in values)) for title, values in ROWS),
        more=tuple(_press(sign.value, seen) for sign in Sign if sign.value not in listed),
        number=None if found is None else found.number,
        began="" if found is None else clock(found.at.at),
        grades=_grades(found, is_main=True),
        other_grades=_grades(found, is_main=False),
        given=tuple(
            (clock(item.at.at), f"{item.medicine} {item.dose} {item.route}")
            for item in session.treatments
            if since is None or item.at.at >= since
        ),
        over=tuple(_over(item) for item in session.reactions if not item.is_open),
    )


def _grades(found: SessionReaction | None, *, is_main: bool) -> tuple[tuple[str, str], ...]:
    return tuple(item for item in (found.grades if found else ()) if (item[0] in MAIN) is is_main)


def _press(value: str, seen: frozenset[str]) -> SignPress:
    return SignPress(value=value, words=SHORT.get(value, value[:1].upper() + value[1:]), is_seen=value in seen)


def _over(item: SessionReaction) -> str:
    signs = ", ".join(SHORT.get(sign.value, sign.value).lower() for sign in item.signs)
    return f"Reaction {item.number}, {clock(item.at.at)}: {signs or 'no sign named'}"
