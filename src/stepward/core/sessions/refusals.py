"""Why a command is refused: one small class for each thing that is wrong, with a stable code and what to do about it.

A refusal never carries patient data. Refusals of one room of commands stand beside them; those of more than one, here.

Source: STEPWARD-SAFETY, H-02 and H-97.
"""

from typing import ClassVar

from stepward.core.findings import Refusal


class SessionRefusal(Refusal):
    """A command that cannot be done as the session stands; `code` is for machines and never changes."""

    code: ClassVar[str] = "refused"


class NotInThisState(SessionRefusal):
    """The state of the session does not allow the command."""

    code: ClassVar[str] = "not-in-this-state"


class MayNot(SessionRefusal):
    """The person does not hold a privilege that the command needs."""

    code: ClassVar[str] = "may-not"


class NotController(SessionRefusal):
    """Another person or device controls the session (H-17)."""

    code: ClassVar[str] = "not-controller"


class ReasonMissing(SessionRefusal):
    """The command needs a reason."""

    code: ClassVar[str] = "reason-missing"


class SamePerson(SessionRefusal):
    """Two different people are needed (H-52, H-53)."""

    code: ClassVar[str] = "same-person"


class SecondPersonMissing(SessionRefusal):
    """A second person is needed, or a declared exception with its reason (H-52)."""

    code: ClassVar[str] = "second-person-missing"


class ClockInDoubt(SessionRefusal):
    """The clocks do not agree, or run before the newest entry (H-21, H-22)."""

    code: ClassVar[str] = "clock-in-doubt"


class VitalsMissing(SessionRefusal):
    """A required vital sign is missing or too old (H-03, H-81)."""

    code: ClassVar[str] = "vitals-missing"


class VitalsOutside(SessionRefusal):
    """A vital sign is outside the limits of this patient and not accepted by name (H-03)."""

    code: ClassVar[str] = "vitals-outside"


class ReactionOpen(SessionRefusal):
    """A reaction is not marked as resolved (H-03)."""

    code: ClassVar[str] = "reaction-open"


class AlarmActive(SessionRefusal):
    """An alarm of high priority is not reset (H-03)."""

    code: ClassVar[str] = "alarm-active"


class SolutionNotReady(SessionRefusal):
    """The solution of the step is not made, checked or hung as it must be (H-03)."""

    code: ClassVar[str] = "solution-not-ready"


class RateDiffers(SessionRefusal):
    """The rate or dose that was read is not the one that is planned (H-52)."""

    code: ClassVar[str] = "rate-differs"


class LimitPassed(SessionRefusal):
    """The ordered total or a hard limit would be passed; the sentence names which (H-13)."""

    code: ClassVar[str] = "limit-passed"


class SignatureDiffers(SessionRefusal):
    """A signature is not of this person, or not over this text (H-92)."""

    code: ClassVar[str] = "signature-differs"


class PumpMayRun(SessionRefusal):
    """The pump is not confirmed stopped (H-07)."""

    code: ClassVar[str] = "pump-may-run"
