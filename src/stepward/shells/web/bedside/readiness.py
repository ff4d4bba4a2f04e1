"""Whether the unit has made every choice that a real session needs; nothing starts before (H-42, H-88)."""

from typing import ClassVar

from stepward.core.sessions.refusals import SessionRefusal
from stepward.shells.web.unit.set_up import missing


class UnitNotReady(SessionRefusal):
    """Something of the set-up of the unit is missing."""

    code: ClassVar[str] = "unit-not-ready"


def require_ready() -> None:
    """Let nothing go on before the set-up of the unit is complete.

    Raises:
        UnitNotReady: naming the first thing that is missing.
    """
    found = missing()
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        msg = f"The unit is not set up. Missing: {found[0].sentence.rstrip('.')}{more}. Open Unit, Set-up."
        raise UnitNotReady(msg)
