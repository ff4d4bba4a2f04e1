"""Whether a condition that only the server can see is over, when a person resets its alarm by name.

Source: STEPWARD-SAFETY, H-64, H-66, H-83, H-85 and H-86.
"""

from dataclasses import replace

from stepward.core.sessions.commands_clock import DEVICE_UNSURE, ResetAlarm
from stepward.core.sessions.people import Actor
from stepward.core.sessions.session import Session


def told(command: object, session: Session, by: Actor, *, is_recorded: bool) -> object:
    """Say in a reset what the server knows of its condition; every other command stays as it is.

    A log that is read anew without a break is whole again; who resets a reading that nobody
    believed has looked at the patient. A silent bedside, or one without sound, is over when the
    reset comes from the device that controls, and there the alarm was heard.
    """
    if not isinstance(command, ResetAlarm):
        return command
    is_here = bool(by.device) and by.device == session.controller
    over = {
        "log-broken": True,
        DEVICE_UNSURE: True,
        "not-recorded": is_recorded,
        "bedside-silent": is_here,
        "sound-blocked": is_here and session.sound_heard_on == session.controller,
    }
    return replace(command, is_gone=over.get(command.condition, False))
