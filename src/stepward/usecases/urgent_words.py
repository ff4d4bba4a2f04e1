"""Words of STOP, reactions and treatments made fit for the log: what cannot be kept is left out, never refused (H-05).

Source: STEPWARD-SAFETY, H-05, H-24 and H-66.
"""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.instants import Instant

MOST_NANOSECONDS, LONGEST_BOOT = 2**63 - 1, 100
MICROSECOND_NS = 1000


def fit(command: Any) -> Any:  # noqa: ANN401 - one of many classes
    """Give an urgent command as the log can keep it: letters that are none become question marks, a claim may go."""
    if not is_dataclass(command) or isinstance(command, type):
        return command
    texts = {
        item.name: _letters(value)
        for item in fields(command)
        if isinstance(value := getattr(command, item.name), str) and value != _letters(value)
    }
    found = replace(command, **texts) if texts else command
    if isinstance(found, Stop) and found.pressed_at is not None and not _is_fit(found.pressed_at):
        return Stop()
    return found


def _letters(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _is_fit(claim: Instant) -> bool:
    boot = claim.boot
    return (
        0 <= claim.monotonic * MICROSECOND_NS <= MOST_NANOSECONDS
        and len(boot) <= LONGEST_BOOT
        and boot.isascii()
        and boot.isprintable()
    )
