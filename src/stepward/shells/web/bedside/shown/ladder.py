"""The ladder: one bar a step, as high as the logarithm of its dose rate; a picture, its text is beside it."""

from dataclasses import dataclass
from math import log10

from stepward.core.sessions.plan import SessionPlan, SessionStep
from stepward.core.sessions.session import Session

WIDTH, HIGHEST, LOWEST, GAP, GROUP_GAP = 830, 58, 8, 8, 16
THOUSANDTHS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One step: where it stands, how much of it is filled."""

    number: int
    x: str
    y: str
    width: str
    height: str
    filled: str
    middle: str
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The steps of one solution."""

    words: str
    x: str
    end: str
    middle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The bars and their solutions, in a box of `width` by `height`."""

    bars: tuple[Bar, ...]
    groups: tuple[Group, ...]
    width: int = WIDTH
    base: int = HIGHEST


def ladder(session: Session, thousandths: int) -> Ladder | None:
    """Draw the ladder; the running or held step is filled by so many thousandths."""
    plan = session.plan
    if plan is None:
        return None
    changes = sum(one.solution != other.solution for one, other in zip(plan.steps, plan.steps[1:], strict=False))
    width = (WIDTH - GAP * (len(plan.steps) - 1) - (GROUP_GAP - GAP) * changes) / len(plan.steps)
    heights = _heights(plan)
    bars: list[Bar] = []
    starts: dict[int, float] = {}
    groups: list[tuple[int, float, float]] = []
    at = 0.0
    for place, step in enumerate(plan.steps):
        if place:
            at += GAP if plan.steps[place - 1].solution == step.solution else GROUP_GAP
        if not groups or groups[-1][0] != step.solution:
            groups.append((step.solution, at, at + width))
        groups[-1] = (step.solution, groups[-1][1], at + width)
        starts[step.number] = at
        done = 1.0 if step.number < session.step else thousandths / THOUSANDTHS if step.number == session.step else 0.0
        bars.append(
            Bar(
                number=step.number,
                x=f"{at:.1f}",
                y=f"{HIGHEST - heights[place]:.1f}",
                width=f"{width:.1f}",
                height=f"{heights[place]:.1f}",
                filled=f"{width * done:.1f}",
                middle=f"{at + width / 2:.1f}",
                is_now=step.number == session.step,
            )
        )
        at += width
    return Ladder(
        bars=tuple(bars),
        groups=tuple(
            Group(words=f"Solution {number}", x=f"{start:.1f}", end=f"{end:.1f}", middle=f"{(start + end) / 2:.1f}")
            for number, start, end in groups
        ),
    )


def _heights(plan: SessionPlan) -> list[float]:
    """Give each step its height, between the lowest and the highest; a picture only, no number is read from it."""
    found = [log10(float(_strongness(plan, step)) or 1e-12) for step in plan.steps]
    low, high = min(found), max(found)
    span = (high - low) or 1.0
    return [LOWEST + (HIGHEST - LOWEST) * (item - low) / span for item in found]


def _strongness(plan: SessionPlan, step: SessionStep) -> float:
    if step.rate is None:
        return float(step.dose)
    return float(step.rate * plan.solution(step.solution).strength)
