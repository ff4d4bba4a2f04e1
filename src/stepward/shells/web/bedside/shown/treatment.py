"""The frozen treatment card at the bed: what was given of each row, when again, and its window (H-88)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from stepward.core.sessions.session import SessionReaction
from stepward.shells.web.bedside.shown.room import Room, clock, clock_minutes, minutes_text
from stepward.usecases.session_cards import FrozenCard, FrozenRow

ACT, SAMPLE = "act", "sample"
DONE, AS_SAID = "done", "as the card says"
SECOND = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One dose to press: which one of the row, and its words; `press` is what stands on the button."""

    place: int
    words: str
    press: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentRow:
    """One row: what, how much, what was given of it, and from when it may be given again."""

    place: int
    name: str
    words: str
    more: str
    doses: tuple[Dose, ...]
    given: tuple[str, ...]
    is_first: bool
    again_at: datetime | None
    again_left: str
    is_again_open: bool
    is_spent: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentCardShown:
    """The card of this session, for the open reaction where there is one."""

    title: str
    version: int
    approved_by: str
    weight: str
    rows: tuple[TreatmentRow, ...]


def treatment_card(room: Room, card: FrozenCard | None) -> TreatmentCardShown | None:
    """Write the card; the times are those of the open reaction, or of the newest one."""
    if card is None:
        return None
    reaction = _reaction(room)
    rows = tuple(_row(room, place, row, reaction) for place, row in enumerate(card.rows))
    first = sorted(rows, key=lambda row: not row.is_first)
    return TreatmentCardShown(
        title=card.title, version=card.version, approved_by=card.approved_by, weight=card.weight, rows=tuple(first)
    )


def _reaction(room: Room) -> SessionReaction | None:
    found = room.session.open_reactions or room.session.reactions
    return found[-1] if found else None


def _row(room: Room, place: int, row: FrozenRow, reaction: SessionReaction | None) -> TreatmentRow:
    given = _given(room, row, reaction)
    times = [at for at, _by in given]
    again_at = times[-1] + timedelta(seconds=row.again) if times and row.again else None
    is_open = again_at is not None and room.now.at >= again_at
    left = 0 if again_at is None else int((again_at - room.now.at).total_seconds() * SECOND)
    return TreatmentRow(
        place=place,
        name=row.name,
        words=_words(row),
        more=_more(row, reaction),
        doses=_doses(row),
        given=tuple(f"{_past(row)} {clock(at)}, {by}" for at, by in given),
        is_first=row.is_epinephrine,
        again_at=again_at,
        again_left=minutes_text(left),
        is_again_open=is_open,
        is_spent=bool(row.most) and len(given) >= row.most,
        source=row.source,
    )


def _given(room: Room, row: FrozenRow, reaction: SessionReaction | None) -> list[tuple[datetime, str]]:
    since = None if reaction is None else reaction.at.at
    if row.what == SAMPLE:
        found = [(item.kind, item.at.at, item.by) for item in room.session.samples]
    else:
        found = [(item.medicine, item.at.at, item.by) for item in room.session.treatments]
    return [(at, by) for name, at, by in found if name == row.name and (since is None or at >= since)]


def _past(row: FrozenRow) -> str:
    return {ACT: "Done", SAMPLE: "Taken"}.get(row.what, "Given")


def _doses(row: FrozenRow) -> tuple[Dose, ...]:
    if row.what in {ACT, SAMPLE} or not row.doses:
        return (Dose(place=0, words=row.rate or DONE, press={ACT: "Done", SAMPLE: "Taken"}.get(row.what, "Given")),)
    if len(row.doses) == 1:
        return (Dose(place=0, words=row.doses[0].words, press="Given"),)
    return tuple(Dose(place=place, words=dose.words, press=dose.amount) for place, dose in enumerate(row.doses))


def _words(row: FrozenRow) -> str:
    amount = " to ".join(dose.amount for dose in row.doses)
    return " ".join(part for part in (amount, row.rate, row.route) if part)


def _more(row: FrozenRow, reaction: SessionReaction | None) -> str:
    if row.what == SAMPLE:
        return _window(row, reaction)
    volumes = " to ".join(dose.volume for dose in row.doses if dose.volume)
    drawn = f"{volumes} of {row.strength}" if volumes and row.strength else volumes
    return ", ".join(part for part in (drawn, row.place, row.when) if part)


def _window(row: FrozenRow, reaction: SessionReaction | None) -> str:
    if reaction is None:
        return row.when
    best_from, best_to, latest = (clock_minutes(reaction.at.at + timedelta(seconds=part)) for part in row.window)
    return f"best {best_from} to {best_to}, not later than {latest}"
