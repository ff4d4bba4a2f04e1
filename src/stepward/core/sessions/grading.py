"""Grade a reaction in a session on every scale, from its signs and from what was read and given since it began.

Source: STEPWARD-SAFETY, H-08 and H-12; each grade names its own source.
"""

from dataclasses import dataclass
from fractions import Fraction

from stepward.core.reactions import Grade, Reaction, Scale, Sign, all_grades
from stepward.core.sessions.instants import MINUTE, Instant, elapsed
from stepward.core.sessions.session import Session
from stepward.core.sessions.vitals import SATURATION, SYSTOLIC, TEMPERATURE, USUAL_SYSTOLIC, Values

GRAVE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """The figures that the grades rest on, and all grades."""

    values: Values
    grades: tuple[Grade, ...]

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """The name of each scale and its grade as it is shown."""
        return tuple((grade.scale.value, grade.shown) for grade in self.grades)

    @property
    def brown(self) -> int | None:
        """The number on Brown's scale; nothing if it cannot be told."""
        return next(grade.value for grade in self.grades if grade.scale is Scale.BROWN)

    def is_lower_than(self, other: "Graded") -> bool:
        """Tell whether any scale calls it less grave than before, or cannot tell what it told."""
        return any(
            before.value is not None and (after.value is None or after.value < before.value)
            for before, after in zip(other.grades, self.grades, strict=True)
        )

    def is_higher_than(self, other: "Graded") -> bool:
        """Tell whether any scale calls it graver than before."""
        return other.is_lower_than(self)


def graded(session: Session, signs: tuple[Sign, ...], values: Values, *, began: Instant) -> Graded:
    """Grade a reaction that began at an instant; signs that nobody entered yet are unknown, not none."""
    figures = _figures(session, dict(values), began)
    treated = tuple(
        f"{item.medicine} {item.dose} {item.route}" for item in session.treatments if item.at.at >= began.at
    )
    reaction = Reaction(
        drug="" if session.plan is None else session.plan.drug,
        signs=signs or None,
        onset_minutes=_onset_minutes(session, began),
        sbp_lowest=figures.get(SYSTOLIC),
        sbp_baseline=figures.get(USUAL_SYSTOLIC),
        spo2_lowest=figures.get(SATURATION),
        temperature_c=figures.get(TEMPERATURE),
        treated_with=treated or None,
    )
    age = None if session.plan is None else session.plan.patient_age
    return Graded(values=tuple(sorted(figures.items())), grades=all_grades(reaction, patient_age=age))


def _figures(session: Session, values: dict[str, Fraction], began: Instant) -> dict[str, Fraction]:
    """Take the worst of what was entered with the reaction and what was read since it began."""
    found = dict(values)
    for name, worst in ((SYSTOLIC, min), (SATURATION, min), (TEMPERATURE, max)):
        read = [
            dict(item.values)[name] for item in session.vitals if item.at.at >= began.at and name in dict(item.values)
        ]
        if read:
            found[name] = worst(*read, values[name]) if name in values else worst(read)
    usual = usual_systolic(session)
    if usual is not None:
        found.setdefault(USUAL_SYSTOLIC, usual)
    return found


def usual_systolic(session: Session) -> Fraction | None:
    """Tell the newest systolic pressure from before the first drug; nothing if none was read then."""
    first = first_drug(session)
    before = [
        dict(item.values)[SYSTOLIC]
        for item in session.vitals
        if SYSTOLIC in dict(item.values) and (first is None or item.at.at <= first.at)
    ]
    return before[-1] if before else None


def first_drug(session: Session) -> Instant | None:
    """Tell when the first drug ran or was given."""
    began = [run.began for run in session.given.runs[:1]] + [dose.at for dose in session.given.doses[:1]]
    return min(began, key=lambda instant: instant.at, default=None)


def _onset_minutes(session: Session, began: Instant) -> Fraction | None:
    first = first_drug(session)
    return None if first is None else Fraction(elapsed(first, began).most, MINUTE)
