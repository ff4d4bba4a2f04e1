"""Right patient, right bag: two identifiers and the label of the bag, read at start, change of product and resume.

An order says who the patient is and which order stands on its labels. What is read is compared word for word; nothing
that was read wrongly is repeated in a refusal.

Source: STEPWARD-SAFETY, H-50, H-51 and H-97.
"""

from typing import ClassVar

from stepward.core.preparation.label_check import NeededBag, WrongLabel, judge_label
from stepward.core.preparation.labels import UnreadableLabel
from stepward.core.sessions.instants import Instant
from stepward.core.sessions.people import IdentityRead
from stepward.core.sessions.refusals import SessionRefusal
from stepward.core.sessions.session import Session


class IdentityMissing(SessionRefusal):
    """Patient and product were not read (H-50)."""

    code: ClassVar[str] = "identity-missing"


class WrongPatient(SessionRefusal):
    """An identifier of the patient is another than that of the order (H-50)."""

    code: ClassVar[str] = "wrong-patient"


class WrongProduct(SessionRefusal):
    """The label is of another order, solution or bag, void, expired, or cannot be read (H-51)."""

    code: ClassVar[str] = "wrong-product"


MISMATCHES = (WrongPatient, WrongProduct)
"""What blocks and alarms."""


def require_identity(session: Session, read: IdentityRead | None, number: int, now: Instant) -> str:
    """Compare what was read with the order and the bag of a solution; give the reason why it was typed, if it was.

    Raises:
        IdentityMissing: if nothing was read.
        WrongPatient: if an identifier differs.
        WrongProduct: saying what is wrong with the label.
    """
    expected = session.order.identity
    if expected is None:
        return "" if read is None else read.typed
    if read is None or not (read.patient and read.second and read.label):
        msg = "Scan the patient's wristband and the label of the bag."
        raise IdentityMissing(msg)
    if (read.patient.strip(), read.second.strip()) != (expected.patient, expected.second):
        msg = "This is not the patient of this session. Check the wristband."
        raise WrongPatient(msg)
    solution = session.solution(number)
    needed = NeededBag(
        step=max(session.step, 1),
        solution=number,
        bag=solution.bag,
        voided=solution.voided,
        use_before=solution.use_before,
    )
    try:
        judge_label(read.label, order=expected.order, needed=needed, now=now.at)
    except (WrongLabel, UnreadableLabel) as wrong:
        raise WrongProduct(str(wrong)) from wrong
    return read.typed
