"""Premedication: the unit's school and its own regimens, with clock times, checked against the patient.

No dose ships as a default. Where the unit has not chosen, a note asks it, and nothing is given.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from stepward.core.findings import Refusal, Severity
from stepward.core.screening.assessment import Dose, Holds, ScreenFinding
from stepward.core.screening.formulation import SULFITE, culprits, product_of
from stepward.core.screening.look import NSAID, Look
from stepward.core.screening.regimen import Premedicine, Regimen
from stepward.core.substances import Excipient, Found, Relation

TOPIC = "Premedication"
SCHOOL = "premedication"
NONE, SELECTIVE = "none", "selective"
ASPIRIN = frozenset({"aspirin", "acetylsalicylic acid"})
PLATELETS = ("thrombocytopeni", "low platelet")
NSAID_WORDS = ("aspirin", "nsaid")
ANTIHISTAMINE = ("h1", "antihistamine")
NOT_AGAIN_HOURS = Fraction(1, 2)
RESCUE = ("epinephrine", "methylprednisolone acetate", "methylprednisolone acetate multi-dose")
DENIALS = frozenset({"no", "not", "none", "never", "without"})


class NoZone(Refusal, ValueError):
    """A start time has no offset from UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A dose with the instant at which it is given; none where the unit does not say how long before."""

    dose: Dose
    at: datetime | None


def needs_it(look: Look) -> bool | None:
    """Tell whether this unit premedicates this patient; none where a choice or a fact is missing."""
    if not look.policy.is_chosen(SCHOOL):
        return None
    school = look.policy.chosen(SCHOOL).id
    if school == NONE:
        return False
    return _had_anaphylaxis(look) if school == SELECTIVE else True


def _had_anaphylaxis(look: Look) -> bool | None:
    """Tell whether an earlier desensitization led to anaphylaxis; a reaction not named as that leaves it open."""
    sessions = look.case.earlier_sessions
    if sessions is None:
        return None
    answers = [_names_anaphylaxis(item.breakthrough) for item in sessions]
    if True in answers:
        return True
    return None if None in answers else False


def _names_anaphylaxis(text: str | None) -> bool | None:
    if text is None:
        return None
    words = text.casefold()
    if DENIALS.intersection(words.replace(",", " ").split()):
        return False if words.strip() in {"none", "no"} else None
    return True if "anaphyla" in words else None


def regimens(look: Look) -> tuple[Regimen, ...]:
    """List the regimens in use for the leading kind of reaction."""
    return tuple(item for item in look.policy.regimens if item.is_in_use and item.is_for(look.phenotype.kind))


def _medicines(look: Look) -> tuple[tuple[Regimen, Premedicine], ...]:
    return tuple((item, one) for item in regimens(look) for one in item.medicines) if needs_it(look) else ()


def doses(look: Look) -> tuple[Dose, ...]:
    """List what is given before step 1, the earliest first; what has no time stands first."""
    found = (
        Dose(name=one.name, words=one.words, minutes_before=one.minutes_before, source=item.source)
        for item, one in _medicines(look)
    )
    return tuple(sorted(found, key=lambda dose: (dose.minutes_before is not None, -(dose.minutes_before or 0))))


def clock(given: Iterable[Dose], *, start: datetime) -> tuple[Timed, ...]:
    """Count the times back from the start of step 1; instants are counted in UTC, and shown in the zone of the start.

    Raises:
        NoZone: if the start has no offset.
    """
    if start.utcoffset() is None:
        msg = f"start {start.isoformat()}: expected a time with its offset from UTC"
        raise NoZone(msg)
    return tuple(Timed(dose=dose, at=_before(start, dose.minutes_before)) for dose in given)


def _before(start: datetime, minutes: int | None) -> datetime | None:
    if minutes is None:
        return None
    return (start.astimezone(UTC) - timedelta(minutes=minutes)).astimezone(start.tzinfo)


def _finding(code: str, severity: Severity, message: str, action: str, *sources: str) -> ScreenFinding:
    return ScreenFinding(
        code=code,
        severity=severity,
        message=message,
        action=action,
        source=sources[0],
        also=tuple(dict.fromkeys(sources[1:])),
        topic=TOPIC,
    )


def asked(look: Look) -> Iterator[ScreenFinding]:
    """Ask the unit for what it has not chosen, and for what decides in this patient."""
    if not look.policy.is_chosen(SCHOOL):
        options = look.policy.choices[SCHOOL].options if SCHOOL in look.policy.choices else ()
        sources = tuple(dict.fromkeys(name for option in options for name in option.sources)) or ("STEPWARD-METHOD",)
        yield _finding(
            "PRE-01",
            Severity.NOTE,
            "This unit has not chosen its school of premedication, so none is listed.",
            "The unit chooses: none, selective or routine, with its own regimens.",
            *sources,
        )
        return
    option = look.policy.chosen(SCHOOL)
    needs = needs_it(look)
    if needs is None:
        yield _finding(
            "PRE-02",
            Severity.NOTE,
            "It is not known whether an earlier desensitization led to anaphylaxis. That decides on premedication.",
            "Enter the reactions of earlier desensitizations.",
            *option.sources,
        )
    elif needs and not regimens(look):
        yield _finding(
            "PRE-03",
            Severity.NOTE,
            f"This unit has no regimen of premedication for the kind {look.phenotype.kind.value}.",
            "Enter the unit's regimen for this kind.",
            *option.sources,
        )
    for dose in doses(look):
        if dose.minutes_before is None:
            yield _finding(
                "PRE-04",
                Severity.NOTE,
                f"How long before step 1 {dose.name} is given is not said.",
                "Enter the time of the unit.",
                "STEPWARD-METHOD",
            )


def aspirin(look: Look) -> Iterator[ScreenFinding]:
    """Keep aspirin from patients with allergy to it or its kin, its airway disease or few platelets."""
    given = [one.name for _, one in _medicines(look) if ASPIRIN & _names(look, one.name)]
    if not given:
        return
    conditions = look.case.patient.conditions
    why = [item for item in conditions or () if any(word in item.casefold() for word in (*PLATELETS, *NSAID_WORDS))]
    if look.is_aerd:
        why.append("aspirin-exacerbated respiratory disease")
    why += [f"a reaction to {seen.reaction.drug}" for seen in look.seen if NSAID in _classes(look, seen.reaction.drug)]
    if why:
        yield _finding(
            "PRE-05",
            Severity.CAUTION,
            f"The premedication holds aspirin, and the patient has {', '.join(dict.fromkeys(why))}.",
            "Leave aspirin out of the order.",
            "BRESLOW-2009",
            "STEPWARD-METHOD",
        )
    elif conditions is None or look.case.reactions is None:
        yield _finding(
            "PRE-06",
            Severity.CAUTION,
            "The premedication holds aspirin. Allergy to it and low platelets were not asked for.",
            "Ask for both before aspirin is given.",
            "BRESLOW-2009",
            "STEPWARD-METHOD",
        )


def _names(look: Look, name: str) -> frozenset[str]:
    found = look.knowledge.substances.find(name)
    return frozenset(found.names) if isinstance(found, Found) else frozenset({name.casefold()})


def _classes(look: Look, name: str) -> frozenset[str]:
    found = look.knowledge.substances.find(name)
    return found.classes if isinstance(found, Found) else frozenset()


def reacted_before(look: Look) -> Iterator[ScreenFinding]:
    """Warn of a premedicine to which the patient reacted."""
    for _, one in _medicines(look):
        for seen in look.seen:
            related = look.knowledge.substances.related(one.name, seen.reaction.drug)
            is_of_class = related.relation is Relation.POSSIBLY_SAME and related.by is not None
            if (is_of_class or related.relation in {Relation.SAME, Relation.CROSS_REACTIVE}) and not ASPIRIN & _names(
                look, one.name
            ):
                yield _finding(
                    "PRE-07",
                    Severity.CAUTION,
                    f"The premedication holds {one.name}, and a reaction to {seen.reaction.drug} is on record.",
                    "Choose another premedicine.",
                    "STEPWARD-METHOD",
                )


def excipient(look: Look) -> Iterator[ScreenFinding]:
    """Find a culprit excipient in the premedication and in rescue drugs; epinephrine is never withheld."""
    found = culprits(look)
    for _, one in _medicines(look):
        for item, title, source in _held(look, one.name, found):
            yield _finding(
                "PRE-08",
                Severity.CAUTION,
                f"{item.name} is on record as a cause, and {title} in the premedication holds it.",
                "Choose a product without it.",
                source,
            )
    for name in RESCUE:
        for item, title, source in _held(look, name, found):
            if item.name != SULFITE:
                yield _finding(
                    "PRE-09",
                    Severity.NOTE,
                    f"{item.name} is on record as a cause, and {title} holds it.",
                    "Keep a steroid without it with the rescue drugs. Epinephrine is given in any case.",
                    source,
                    "SULFITE-REVIEW",
                )


def _held(look: Look, name: str, found: Iterable[Excipient]) -> Iterator[tuple[Excipient, str, str]]:
    product = product_of(look, name)
    for item in found:
        content = product.content(item.name) if product else None
        if product is not None and content is not None:
            yield item, product.title, content.source


def duplicate(look: Look) -> Iterator[ScreenFinding]:
    """Warn where the patient took the same or a like antihistamine within 30 minutes. Source: PHARKEEP."""
    for _, one in _medicines(look):
        for taken in look.case.medicines or ():
            if not _is_like(look, one.name, taken.name):
                continue
            if taken.last_dose_hours_ago is None:
                yield _finding(
                    "PRE-10",
                    Severity.NOTE,
                    f"When {taken.name} was taken last is not known. {one.name} is not added within 30 minutes of it.",
                    "Ask for the time of the last dose.",
                    "PHARKEEP",
                )
            elif taken.last_dose_hours_ago <= NOT_AGAIN_HOURS:
                yield ScreenFinding(
                    code="PRE-11",
                    severity=Severity.CAUTION,
                    holds=Holds.TODAY,
                    message=f"{taken.name} was taken within 30 minutes. {one.name} would double it.",
                    action="Ask the prescriber before it is given.",
                    source="PHARKEEP",
                    topic=TOPIC,
                )


def _is_like(look: Look, one: str, other: str) -> bool:
    shared = _classes(look, one) & _classes(look, other)
    like = any(name.startswith("h1") for name in shared)
    return like or (bool(_names(look, one) & _names(look, other)) and _is_antihistamine(look, one))


def _is_antihistamine(look: Look, name: str) -> bool:
    return any(word in one for one in _classes(look, name) for word in ANTIHISTAMINE)


RULES = (asked, aspirin, reacted_before, excipient, duplicate)
