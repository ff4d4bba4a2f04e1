"""Check a protocol file that a site wrote: whether it is sound, and what it gives for its own target."""

from dataclasses import dataclass

from stepward.core.findings import Finding, Severity, has_block
from stepward.core.protocols.facts import METHOD
from stepward.core.protocols.fitting import DoesNotFit
from stepward.core.protocols.plan import Order
from stepward.core.protocols.planning import make_plan
from stepward.core.protocols.protocol import Evidence, Protocol, TargetIs
from stepward.core.quantities import SizeNeeded, resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The findings on a protocol itself and on the plan for its own target dose."""

    findings: tuple[Finding, ...]

    @property
    def is_blocked(self) -> bool:
        """Tell whether the protocol cannot be used as it is."""
        return has_block(self.findings)


def check_protocol(protocol: Protocol, *, known_sources: frozenset[str]) -> Checked:
    """Judge a protocol by its sources, its worked example and every rule of a plan."""
    findings = [*_sources_unknown(protocol, known_sources), *_example(protocol)]
    return Checked(findings=tuple(findings))


def _sources_unknown(protocol: Protocol, known: frozenset[str]) -> list[Finding]:
    return [
        Finding(
            code="FILE-01",
            severity=Severity.CAUTION,
            message=f"The source {source} is not in the list of sources.",
            source=METHOD,
            action="Add it to sources.toml with what was read.",
        )
        for source in protocol.sources
        if source not in known
    ]


def _example(protocol: Protocol) -> tuple[Finding, ...]:
    if not protocol.is_offered:
        text = f"This is a {protocol.kind.words}: it is shown, never planned as a desensitization."
        return (Finding(code="FILE-02", severity=Severity.NOTE, message=text, source=protocol.sources[0]),)
    if protocol.target is None or (protocol.evidence is Evidence.RULE and protocol.target_is is TargetIs.NONE):
        text = "The file names no target dose of its own: nothing was planned. Add `target` for a full check."
        return (Finding(code="FILE-03", severity=Severity.NOTE, message=text, source=METHOD),)
    try:
        target = resolve(protocol.target, weight=None, height=None)
        drug = protocol.drugs[0] if protocol.drugs else "example"
        return make_plan(protocol, Order(drug=drug, target=target)).findings
    except SizeNeeded:
        text = f"The target dose is {protocol.target}: a plan needs a patient's size, nothing was planned here."
        return (Finding(code="FILE-04", severity=Severity.NOTE, message=text, source=METHOD),)
    except DoesNotFit as error:
        return (Finding(code="FILE-05", severity=Severity.BLOCK, message=f"{error}.", source=METHOD),)
