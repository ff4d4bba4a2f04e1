"""What may be done at the next cycle: every way that a source describes, with its reason, for a physician to choose.

A proposal is never a plan. Which way is taken, which premedication, and after how many quiet cycles a ladder may be
shortened, is the unit's own choice.

Source: VETTER-2019, HONG-2018, HORIZON-NB, SNUH-2022, BRESLOW-2009, WANG-2015, PICARD-2016-JOURNAL-WATCH.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from stepward.core.courses.course import Breakthrough, Course
from stepward.core.protocols.lengthening import MARK, NotLengthened, added_step, lengthened
from stepward.core.protocols.protocol import Protocol
from stepward.core.reactions.phenotype import CYTOKINE_SIGNS, TYPE_1_SIGNS, PhenotypeKind

LADDERS = ("4-step", "8-step", "12-step", "16-step", "20-step")
"""The standard ladders, each with one solution more than the one before."""
SEVERE = 3
SHORTENED = "All severe breakthroughs of one series came on shortened protocols."


class Change(Enum):
    """What a proposal changes."""

    SAME = "same again"
    ADD_STEP = "one step more"
    LONGER = "one solution more"
    SLOWER = "slower"
    PREMEDICATION = "premedication"
    SHORTER = "shorter"
    SKIN_TEST = "skin test again"
    ASK = "ask first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One way to go on: why, by which source, with which warning, and what a person must still decide.

    `protocol` is the id of the ladder of the next cycle; empty where the proposal itself leads to no plan.
    """

    change: Change
    title: str
    reason: str
    sources: tuple[str, ...]
    protocol: str = ""
    warning: str = ""
    asks: str = ""

    @property
    def leads_to_plan(self) -> bool:
        """Tell whether a plan can be made of it."""
        return bool(self.protocol)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the unit chose: after how many quiet cycles in a row a ladder may be shortened; nothing: never."""

    quiet_before_shorter: int | None = None


def proposals(course: Course, ladder: Protocol, choices: Choices) -> tuple[Proposal, ...]:
    """List the ways to go on after the last session of a course, whose protocol is `ladder`; the safest first."""
    worst = course.last.worst
    found = [*_quiet(course, choices)] if worst is None else [*_after(worst, course, ladder)]
    if course.is_platinum:
        found.append(_skin_test())
    return tuple(found)


def _quiet(course: Course, choices: Choices) -> Iterator[Proposal]:
    last = course.last
    if last.is_completed:
        yield Proposal(
            change=Change.SAME,
            title=f"The same again: {last.protocol}",
            reason="The last session was completed without a reaction.",
            sources=("WANG-2015",) if course.is_platinum else ("CASTELLS-2008",),
            protocol=last.protocol,
        )
        yield from _shorter(course, choices)
    else:
        yield Proposal(
            change=Change.ASK,
            title="Ask why the last session ended early",
            reason=f"It ended in step {last.reached} of {last.steps}, and no reaction is written down.",
            sources=("STEPWARD-SAFETY",),
        )
        yield Proposal(
            change=Change.SAME,
            title=f"The same again: {last.protocol}",
            reason="If the end had nothing to do with the patient.",
            sources=("STEPWARD-SAFETY",),
            protocol=last.protocol,
        )


def _shorter(course: Course, choices: Choices) -> Iterator[Proposal]:
    wanted, quiet = choices.quiet_before_shorter, course.uneventful_in_a_row
    below = _neighbor(course.last.protocol, -1)
    if wanted is None or quiet < wanted or not below or course.is_platinum or _was_grave(course, below):
        return
    yield Proposal(
        change=Change.SHORTER,
        title=f"A shorter ladder: {below}",
        reason=f"{quiet} cycles in a row without a reaction; the unit asks for {wanted}.",
        sources=("PICARD-2016-JOURNAL-WATCH", "VETTER-2019"),
        protocol=below,
        warning=SHORTENED,
        asks="Accept the warning.",
    )


def _was_grave(course: Course, protocol: str) -> bool:
    """Tell whether this patient reacted severely, or nobody knows how severely, on a ladder or a shorter one."""
    place = LADDERS.index(protocol)
    shorter = LADDERS[: place + 1]
    worst = [item.worst for item in course.held if item.protocol.split(MARK)[0] in shorter]
    return any(one is not None and (one.brown is None or one.brown >= SEVERE) for one in worst)


def _after(worst: Breakthrough, course: Course, ladder: Protocol) -> Iterator[Proposal]:
    where = f"in step {worst.step}" if worst.step else "after the last step"
    said = f"A reaction {where}" + (f", Brown grade {worst.brown}." if worst.brown else ".")
    if worst.brown is None or worst.brown >= SEVERE or not course.last.is_completed:
        yield Proposal(
            change=Change.ASK,
            title="Decide first whether the drug is given again",
            reason=f"{said} {_why_ask(worst, course)}",
            sources=("SNUH-2022", "VETTER-2019"),
        )
    yield from _more_steps(worst, said, ladder)
    above = _neighbor(course.last.protocol, 1)
    if above:
        yield Proposal(
            change=Change.LONGER,
            title=f"One solution more: {above}",
            reason=f"{said} The longer ladder begins with a smaller dose.",
            sources=("VETTER-2019",),
            protocol=above,
        )
    yield Proposal(
        change=Change.SLOWER,
        title="The same ladder, slower",
        reason=f"{said} A longer infusion is one of the first measures of one unit.",
        sources=("HONG-2018",),
        protocol=course.last.protocol,
        asks="Name a lower final rate in the plan.",
    )
    yield from _premedication(worst, course, said)


def _why_ask(worst: Breakthrough, course: Course) -> str:
    if worst.brown is None:
        return "Its grade is not known."
    if worst.brown >= SEVERE:
        return "It was severe."
    return f"The session ended in step {course.last.reached} of {course.last.steps}."


def _more_steps(worst: Breakthrough, said: str, ladder: Protocol) -> Iterator[Proposal]:
    if worst.step is None or added_step(ladder.id) is not None:
        return
    try:
        more = lengthened(ladder, worst.step)
    except NotLengthened:
        return
    yield Proposal(
        change=Change.ADD_STEP,
        title=f"One step more, before step {worst.step}",
        reason=f"{said} The new step lies halfway between the steps beside it.",
        sources=("VETTER-2019", "HORIZON-NB", "STEPWARD-METHOD"),
        protocol=more.id,
        warning="Sources say that ladders were lengthened, not where a step goes. Halfway is arithmetic.",
    )


def _premedication(worst: Breakthrough, course: Course, said: str) -> Iterator[Proposal]:
    kind = kind_of(worst)
    if kind in {PhenotypeKind.TYPE_1, PhenotypeKind.MIXED}:
        yield _option("More antihistamine", f"{said} One unit adds it first, and omalizumab after that.", "HONG-2018")
        if course.is_platinum:
            words = "14 patients with platins had aspirin and montelukast two days before and on the day."
            yield _option("Aspirin and montelukast", words, "BRESLOW-2009", "Not in aspirin or NSAID allergy.")
    words = "In 1,143 sessions moderate or severe breakthroughs had half the odds with a steroid (odds ratio 0.50)."
    yield _option("A steroid", words, "SNUH-2022", "An association in one series, not a trial.")


def _option(title: str, reason: str, source: str, warning: str = "") -> Proposal:
    return Proposal(
        change=Change.PREMEDICATION,
        title=title,
        reason=reason,
        sources=(source,),
        warning=warning,
        asks="Drug, dose and time are the unit's own order.",
    )


def kind_of(reaction: Breakthrough) -> PhenotypeKind:
    """Tell the kind of a breakthrough by its signs alone."""
    signs = frozenset(reaction.signs)
    allergic, cytokine = bool(signs & frozenset(TYPE_1_SIGNS)), bool(signs & frozenset(CYTOKINE_SIGNS))
    if allergic and cytokine:
        return PhenotypeKind.MIXED
    if allergic:
        return PhenotypeKind.TYPE_1
    return PhenotypeKind.CYTOKINE_RELEASE if cytokine else PhenotypeKind.UNKNOWN


def _skin_test() -> Proposal:
    return Proposal(
        change=Change.SKIN_TEST,
        title="Test the skin again",
        reason="Platins: three negative skin tests in a row led one unit back to ordinary infusions.",
        sources=("WANG-2015",),
        warning="Six months or more after the reaction a first negative test may be wrong.",
        asks="A physician decides. The desensitization goes on until then.",
    )


def _neighbor(protocol: str, by: int) -> str:
    """Find the standard ladder with one solution more or less; nothing beyond the ends, or for another ladder."""
    more = added_step(protocol)
    base = protocol if more is None else more[0]
    if base not in LADDERS:
        return ""
    place = LADDERS.index(base) + by
    return LADDERS[place] if 0 <= place < len(LADDERS) else ""
