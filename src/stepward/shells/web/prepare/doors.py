"""Which acts on a bag are open to who looks; the core judges again when one is pressed."""

from collections.abc import Iterable
from dataclasses import dataclass

from stepward.core.preparation.judging import KEEPS
from stepward.core.preparation.recipe import Liquid
from stepward.core.preparation.work import Hand, SolutionState, SolutionWork

UNDRAWN = frozenset({SolutionState.TO_MAKE, SolutionState.MAKING, SolutionState.VOID})
_UNCHECKED = frozenset({SolutionState.MADE, SolutionState.EXCEPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    """Who looks, and which of the two sides is open to them."""

    hand: Hand
    may_make: bool
    may_check: bool
    may_state: bool = False

    def made(self, work: SolutionWork) -> bool:
        """Tell whether this person drew or finished the bag."""
        return any(self.hand.is_person(deed) for deed in work.makers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Which acts are open to who looks; a closed one has its reason."""

    may_finish: bool = False
    check_address: str = ""
    may_except: bool = False
    closed: str = ""
    may_void: bool = False


def may_state(work: SolutionWork, looker: Looker) -> bool:
    """Tell whether this person may say how long the bag keeps: a pharmacist, where no label says it."""
    is_given = work.item.liquid is Liquid.SOLUTION and work.state in KEEPS
    return looker.may_state and is_given and work.task.lasts is None


def is_hidden_from(work: SolutionWork, looker: Looker) -> bool:
    """Tell whether the volumes are hidden, so that the second person reads blind (H-52)."""
    if work.state in UNDRAWN:
        return not looker.may_make
    return work.state in _UNCHECKED and not looker.made(work)


def worksheet_closed(works: Iterable[SolutionWork], looker: Looker) -> str:
    """Say why the worksheet is closed to who may read a bag blind; nothing where it is open (H-52)."""
    waiting = [work.vessel.words for work in works if looker.may_check and is_hidden_from(work, looker)]
    return f"You may check {waiting[0]}, so the worksheet opens to you after that check." if waiting else ""


def doors_of(work: SolutionWork, looker: Looker, *, address: str, blocked: bool) -> Doors:
    """Say what is open; `address` is that of the check."""
    begun = work.state not in {SolutionState.TO_MAKE, SolutionState.VOID}
    may_void = begun and (looker.may_make or looker.may_check)
    if blocked or (work.state not in UNDRAWN and work.state not in _UNCHECKED):
        return Doors(may_void=may_void)
    if work.state in UNDRAWN:
        closed = _not_finished(work)
        return Doors(may_finish=looker.may_make and not closed, closed=closed, may_void=may_void)
    if looker.made(work):
        return Doors(
            closed="You made this bag. A different person reads its figures.",
            may_except=work.state is SolutionState.MADE,
            may_void=may_void,
        )
    if not looker.may_check:
        return Doors(closed="A pharmacist, nurse or charge nurse checks it as the second person.", may_void=may_void)
    return Doors(check_address=address, may_void=may_void)


def _not_finished(work: SolutionWork) -> str:
    if work.state is not SolutionState.MAKING or work.next_draw is not None:
        return f"Opens when draw {len(work.draws)} is done."
    return "A weight is outside its tolerance. Weigh again, or make the bag void." if work.off else ""
