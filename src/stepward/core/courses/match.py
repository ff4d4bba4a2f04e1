"""Whether a drug is given on as the patient was desensitized with it: strength, rate, product and route.

A patient who tolerates 250 mL at one rate may not tolerate the ordinary 50 mL at another. No source that was read says
how much of a difference is too much, so every difference is shown, and what is not known is asked.

Source: STEPWARD-SAFETY, H-91.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from stepward.core.findings import Finding, Severity
from stepward.core.quantities import Amount, Rate, Strength

_ASK = "Ask the allergist before the next dose."


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in which a drug is given; what is not known is None or empty."""

    strength: Strength | None = None
    rate: Rate | None = None
    amount: Amount | None = None
    product: str = ""
    route: str = ""

    @property
    def is_infused(self) -> bool:
        """Tell whether strength and rate belong to it."""
        return "intravenous" in self.route.casefold() or self.rate is not None


def differences(desensitized: Way, given_on: Way) -> tuple[Finding, ...]:
    """List every difference between both ways, and what is not known of one of them."""
    return (*_more(desensitized, given_on), *_differences(desensitized, given_on))


def _more(was: Way, now: Way) -> Iterator[Finding]:
    """Point at a dose above the one of the session; amounts of two kinds cannot be compared, and are asked about."""
    if was.amount is None or now.amount is None:
        return
    if type(now.amount) is not type(was.amount) or now.amount.value > was.amount.value:
        words = f"Desensitized to {was.amount.people()} in all, given on with {now.amount.people()}."
        yield _finding("MATCH-06", words, _ASK)


def _differences(was: Way, now: Way) -> Iterator[Finding]:
    unknown = []
    if was.is_infused or now.is_infused:
        if was.strength is None or now.strength is None:
            unknown.append("strength")
        elif was.strength != now.strength:
            words = f"Desensitized with {was.strength.people()}, given on with {now.strength.people()}."
            yield _finding("MATCH-01", words, _ASK)
        if was.rate is None or now.rate is None:
            unknown.append("rate")
        elif was.rate != now.rate:
            words = f"Desensitized at {was.rate.people()}, given on at {now.rate.people()}."
            yield _finding("MATCH-02", words, _ASK)
    for code, name in (("MATCH-03", "product"), ("MATCH-04", "route")):
        before, after = getattr(was, name), getattr(now, name)
        if not before or not after:
            unknown.append(name)
        elif before.casefold() != after.casefold():
            yield _finding(code, f"Desensitized with another {name}: {before}. Given on: {after}.", _ASK)
    if unknown:
        words = f"Not known of both, so not compared with the session: {', '.join(unknown)}."
        yield _finding("MATCH-05", words, "Enter it where the way of giving on is signed.", Severity.NOTE)


def _finding(code: str, message: str, action: str, severity: Severity = Severity.CAUTION) -> Finding:
    return Finding(code=code, severity=severity, message=message, source="STEPWARD-SAFETY", action=action)
