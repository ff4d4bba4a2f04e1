"""Which entries change no decision of a person, so that a press made before them is still meant (H-60).

What is decided on an older state is refused. An alarm that is raised, or what a device measured, decides nothing: the
press is judged anew on the newest state, with that alarm and those values, and is kept behind them.

Source: STEPWARD-SAFETY, H-60 and H-98.
"""

from stepward.core.sessions.events import AlarmRaised, Entry, VitalsTaken

STATION = "station"
"""The role under which a device is kept."""


def is_quiet(entry: Entry) -> bool:
    """Tell whether an entry leaves the presses of people as they were meant."""
    match entry.event:
        case AlarmRaised():
            return True
        case VitalsTaken():
            return entry.actor.role == STATION
        case _:
            return False
