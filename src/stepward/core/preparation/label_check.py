"""Whether a scanned label belongs to the step that runs next: anything else is refused in a sentence (H-51)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from stepward.core.findings import Refusal
from stepward.core.preparation.labels import LabelIdentity
from stepward.core.quantities.place import UTC_PLACE


class WrongLabel(Refusal):
    """The bag is not the one that this step needs."""


class UseBeforeUnknown(WrongLabel):
    """Nobody has stated until when this bag keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededBag:
    """What the step needs: its solution, the bag of it that counts, the bags that were voided, and its last minute."""

    step: int
    solution: int
    bag: int = 1
    voided: Collection[int] = ()
    use_before: datetime | None = None


def judge_label(scanned: str, *, order: str, needed: NeededBag, now: datetime) -> LabelIdentity:
    """Give the identity of the right bag, or refuse with the sentence that says what is wrong.

    Raises:
        UnreadableLabel: if the text is no label, or its check character does not fit.
        WrongLabel: if it is of another order, an intermediate, another solution, void, another bag, or expired.
        UseBeforeUnknown: if it is right but nobody stated its use-before time.
    """
    found = LabelIdentity.parse(scanned)
    sentence = _wrong(found, order=order, needed=needed)
    if sentence:
        raise WrongLabel(sentence)
    if needed.use_before is None:
        msg = "It is not known how long this bag keeps. A pharmacist states its use-before time."
        raise UseBeforeUnknown(msg)
    if now >= needed.use_before:
        msg = f"This bag was to be used before {UTC_PLACE.minute(needed.use_before)}. Ask the pharmacy for a new one."
        raise WrongLabel(msg)
    return found


def _wrong(found: LabelIdentity, *, order: str, needed: NeededBag) -> str:
    if found.order != order:
        return f"This label is of order {found.order}. This is order {order}."
    if found.is_intermediate:
        return f"This is intermediate {found.mark}. It is never given."
    if found.solution != needed.solution:
        return f"This is solution {found.solution}. Step {needed.step} needs solution {needed.solution}."
    if found.bag in needed.voided:
        return f"Bag {found.bag} of solution {found.solution} is void. Do not use it."
    if found.bag != needed.bag:
        return f"This is bag {found.bag} of solution {found.solution}. Bag {needed.bag} is the one to use."
    return ""
