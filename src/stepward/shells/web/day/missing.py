"""What a session still needs before it starts: each in a sentence, with who brings it and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from stepward.core.preparation.recipe import Liquid
from stepward.core.preparation.work import IS_MADE, SolutionState, SolutionWork
from stepward.core.sessions.plan import PAPER_LINE
from stepward.core.sessions.session import Session
from stepward.shells.web import here
from stepward.shells.web.prepare.words import day_text, shown_state, slug_of
from stepward.usecases.session_orders import SessionOrder

READY = frozenset({SolutionState.CHECKED, SolutionState.EXCEPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that is missing: `view` and `names` are the page that brings it, empty where none does."""

    words: str
    who: str
    view: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one session: `works` where the pharmacy was asked; `card` says why there is no card."""

    order: SessionOrder
    session: Session
    works: tuple[SolutionWork, ...] = ()
    trouble: str = ""
    card: str = ""


def solutions(known: Known) -> tuple[SolutionWork, ...]:
    """List the solutions, without what they are drawn from."""
    return tuple(work for work in known.works if work.item.liquid is Liquid.SOLUTION)


def missing_of(known: Known, now: datetime) -> tuple[Missing, ...]:
    """List what is missing before the start, in the order of the work; nothing once the session runs or is over."""
    if not known.session.state.is_before_start:
        return ()
    return (*_weight(known, now), *_plan(known), *_made(known), *_bedside(known))


def _weight(known: Known, now: datetime) -> Iterator[Missing]:
    order, weighed = known.order, known.order.weighed
    again = ("bedside-order", (order.preparation,)) if order.preparation else ("", ())
    view, names = again
    if weighed is None:
        yield Missing(words="The weight is missing.", who="nurse", view=view, names=names)
        return
    if here.day(weighed.at) != here.day(now):
        words = f"The weight is of {day_text(here.day(weighed.at))}, not of today."
        yield Missing(words=words, who="nurse", view=view, names=names)
    if weighed.is_estimated:
        yield Missing(words="The weight is an estimate.", who="nurse", view=view, names=names)


def _plan(known: Known) -> Iterator[Missing]:
    session_id = known.order.id
    if not known.session.vitals:
        yield Missing(
            words="Vital signs before the start are not taken.",
            who="nurse",
            view="bedside-sheet",
            names=(session_id, "vitals"),
        )
    if known.card:
        is_signed = known.session.plan is not None
        view, names = ("bedside-sheet", (session_id, "sign")) if is_signed else ("unit-shelf", ("treatment-cards",))
        yield Missing(words=known.card, who="allergist", view=view, names=names)
    if known.session.plan is None:
        yield Missing(
            words="The plan is not signed.", who="allergist", view="bedside-sheet", names=(session_id, "sign")
        )  # fmt: skip


def _made(known: Known) -> Iterator[Missing]:
    preparation = known.order.preparation
    if known.trouble:
        yield Missing(words=known.trouble, who="pharmacist", view="prepare-order", names=(preparation,))
    for work in solutions(known):
        name, place = f"Solution {work.item.number}", (preparation, slug_of(work.item))
        state = shown_state(work)
        if work.state not in READY or work.is_expired or work.tainted:
            words = f"{name}: {state.word[:1].lower()}{state.word[1:]}."
            if work.state is SolutionState.MADE and not work.is_expired and not work.tainted:
                words = f"{name} is made and waits for its check."
            yield Missing(words=words, who="pharmacy", view="prepare-item", names=place)
        if work.state in IS_MADE and work.expires_at is None:
            words = f"{name}: nobody stated until when it keeps."
            yield Missing(words=words, who="pharmacist", view="prepare-item", names=place)
    if not preparation:
        yield Missing(words="The pharmacy was not asked.", who="prescriber", view="prepare")


def _bedside(known: Known) -> Iterator[Missing]:
    session, session_id = known.session, known.order.id
    if session.plan is None:
        return
    if PAPER_LINE in session.plan.checklist and PAPER_LINE not in session.ticked:
        yield Missing(
            words="The plan is not on paper.", who="nurse", view="bedside-sheet", names=(session_id, "paper")
        )  # fmt: skip
    open_lines = [line for line in session.plan.checklist if line not in session.ticked and line != PAPER_LINE]
    if open_lines:
        count = "1 check is" if len(open_lines) == 1 else f"{len(open_lines)} checks are"
        yield Missing(words=f"{count} open.", who="nurse", view="bedside-sheet", names=(session_id, "checks"))
    if session.is_start_stopped:
        yield Missing(
            words="STOP was pressed before the start.", who="nurse", view="bedside-sheet", names=(session_id, "clear")
        )  # fmt: skip
