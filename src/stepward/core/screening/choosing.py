"""Which protocol, and why: those published for this drug, then the standard ladder for how grave the reaction was."""

from collections.abc import Iterator

from stepward.core.findings import Severity
from stepward.core.reactions import PhenotypeKind
from stepward.core.screening.assessment import ProtocolChoice, ScreenFinding
from stepward.core.screening.care import grave_signs
from stepward.core.screening.look import KnownProtocol, Look, once
from stepward.core.substances import Found

TOPIC = "Protocol"
LADDER, LONG_LADDER = "12-step", "16-step"
INTRAVENOUS = "intravenous"
SHORT = ("4-step", "8-step")


@once
def was_grave(look: Look) -> bool:
    """Tell whether a reaction that counts was life-threatening."""
    return any(grave_signs(seen.reaction, look) for seen in look.counting)


@once
def protocols(look: Look) -> tuple[ProtocolChoice, ...]:
    """List the protocols to consider, the first one first.

    After a life-threatening reaction the unit's own choice stands alone, where it names a ladder.
    """
    ladder = tuple(_ladder(look))
    return ladder if ladder and was_grave(look) else (*ladder, *_published(look))


def _ladder(look: Look) -> Iterator[ProtocolChoice]:
    known = {item.id: item for item in look.knowledge.protocols}
    route = (look.case.drug.route or "").casefold()
    if (route and not route.startswith(INTRAVENOUS)) or look.phenotype.kind is PhenotypeKind.AERD:
        return  # the ladders are meant for the vein, and not for respiratory disease by aspirin
    if was_grave(look):
        option = look.policy.chosen("earlier-anaphylaxis")
        if option.id != "never" and LONG_LADDER in known:
            why = "The earlier reaction was life-threatening: four solutions in 16 steps."
            yield ProtocolChoice(id=LONG_LADDER, why=why, source=option.sources[0])
    elif LADDER in known:
        why = "The standard ladder of three solutions. Shorter ones carried the severe breakthroughs of one series."
        yield ProtocolChoice(id=LADDER, why=why, source="VETTER-2019")


def _published(look: Look) -> Iterator[ProtocolChoice]:
    route = (look.case.drug.route or "").casefold()
    for item in look.knowledge.protocols:
        if _is_for(item, look) and (not route or any(route in one.casefold() for one in item.routes)):
            yield ProtocolChoice(id=item.id, why=f"Published for {', '.join(item.drugs)}.", source=item.source)


def _is_for(protocol: KnownProtocol, look: Look) -> bool:
    drug = look.drug
    known = look.knowledge.substances.names_behind
    wanted = (frozenset(drug.names) if isinstance(drug, Found) else None) or {look.case.drug.name.casefold()}
    return any(not wanted.isdisjoint(known(name)) for name in protocol.drugs)


def none_published(look: Look) -> Iterator[ScreenFinding]:
    """Say where no protocol on file fits the drug and its route."""
    if not protocols(look):
        route = look.case.drug.route or "this route"
        yield ScreenFinding(
            code="PROT-01",
            severity=Severity.CAUTION,
            message=f"No protocol on file fits {look.case.drug.name} by {route}.",
            action="Choose a protocol of your own with its source, and check it.",
            source="STEPWARD-METHOD",
            topic=TOPIC,
        )


RULES = (none_published,)
