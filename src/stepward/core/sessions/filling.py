"""Drug that the line holds beside what the pump gives: a line filled with a solution, and the last solution's branch.

A line that is filled with drug gives it as soon as anything is pumped; the branch of the last solution comes with the
flush. Both belong to the dose, so the last step is shortened by them.

Source: STEPWARD-SAFETY, H-13; INFUSION-LINE-MODELS.
"""

from dataclasses import replace
from fractions import Fraction

from stepward.core.sessions.between import NOTHING
from stepward.core.sessions.given import Filling, Given
from stepward.core.sessions.plan import SessionLine, SessionPlan
from stepward.core.sessions.session import Session


def filling_of(plan: SessionPlan, line: SessionLine, number: int, since_run: int) -> Filling:
    """Tell what the common volume of a line holds when it is filled with a solution."""
    return Filling(solution=number, volume=line.common, strength=plan.solution(number).strength, since_run=since_run)


def first_filled(session: Session) -> Given:
    """Count what the line was filled with before the first run, unless a fresh line was told of since."""
    given, line = session.given, session.order.line
    if line is None or not line.primed_with or given.runs or given.fillings:
        return given
    return given.with_filling(filling_of(session.order, line, line.primed_with, 0))


def filled_anew(session: Session, plan: SessionPlan, line: SessionLine, number: int) -> Given:
    """Count a fresh line that is filled with a solution (0 for saline); what the old one held may never arrive."""
    given = first_filled(session) if session.given.runs else session.given
    if given.runs and session.order.line is not None:
        given = replace(given, discarded=given.discarded + _at_most_in(given, session.order.line))
    if not number:
        return given
    return given.with_filling(filling_of(plan, line, number, len(given.runs)))


def _at_most_in(given: Given, line: SessionLine) -> Fraction:
    strengths = (*(run.strength for run in given.runs), *(item.strength for item in given.fillings))
    volume = line.common + max((volume for _, volume in line.branches), default=NOTHING)
    return volume * max(strengths)


def branch_behind(session: Session) -> Fraction:
    """Tell the drug in the branch of the solution that ran last, or that will: the flush brings it in."""
    line = session.order.line
    if line is None:
        return NOTHING
    number = last_solution(session)
    return dict(line.branches).get(number, NOTHING) * session.order.solution(number).strength


def last_solution(session: Session) -> int:
    """Tell from which solution the flush follows: the last one that ran, before that the last one of the plan."""
    plan, runs = session.order, session.given.runs
    is_known = bool(runs) and any(item.number == runs[-1].solution for item in plan.solutions)
    return runs[-1].solution if is_known and session.rate is None else plan.steps[-1].solution


def to_come(session: Session) -> Fraction:
    """Tell the drug that the line will bring in beside all that the pump gives, and that is not counted yet."""
    line = session.order.line
    if line is None or session.is_flushed:
        return NOTHING
    return _in_common(session, line) + branch_behind(session)


def _in_common(session: Session, line: SessionLine) -> Fraction:
    """Tell what waits in the common volume: a filling that no run has pushed yet."""
    given = session.given
    if given.fillings:
        newest = given.fillings[-1]
        return newest.drug if newest.since_run == len(given.runs) else NOTHING
    if given.runs or not line.primed_with:
        return NOTHING
    return filling_of(session.order, line, line.primed_with, 0).drug


def planned_filling(plan: SessionPlan) -> Fraction:
    """Tell the drug that the line of a plan gives beside its steps."""
    line = plan.line
    if line is None:
        return NOTHING
    common = filling_of(plan, line, line.primed_with, 0).drug if line.primed_with else NOTHING
    last = plan.steps[-1].solution
    return common + dict(line.branches).get(last, NOTHING) * plan.solution(last).strength
