"""What a line does to a plan, in a nurse's words."""

from fractions import Fraction

from stepward.core.delivery.line import SALINE, Line
from stepward.core.delivery.vein import Jump, Vein, filling_steps
from stepward.core.findings import Finding, Severity, gravest_first
from stepward.core.protocols.dose_rules import rises
from stepward.core.protocols.plan import Ladder
from stepward.core.quantities import people_text

SOURCE = "INFUSION-LINE-MODELS"
LEFT_CAUTION = Fraction(1, 100)


def vein_findings(ladder: Ladder, line: Line, vein: Vein) -> tuple[Finding, ...]:
    """Say what the vein gets late, at once, or not at all, and what repairs it."""
    found = [
        *_late(ladder, line, vein),
        *_jump(ladder, vein),
        *_left(ladder, vein),
        _note("VEIN-06", "Plug flow is the sharpest case: real fronts are smoother, and some drug may come in half the "
              "time. The arrival is not known better than to about 15 %."),
    ]  # fmt: skip
    return gravest_first(tuple(found))


def _note(code: str, message: str) -> Finding:
    return Finding(code=code, severity=Severity.NOTE, message=message, source=SOURCE)


def _caution(code: str, message: str, action: str) -> Finding:
    return Finding(code=code, severity=Severity.CAUTION, message=message, source=SOURCE, action=action)


def _late(ladder: Ladder, line: Line, vein: Vein) -> list[Finding]:
    first = vein.first_drug_minutes
    if first is None:
        text = "No drug reaches the vein at all: everything stays in the line."
        return [_caution("VEIN-01", text, "Use a shorter line, or fill it with solution 1.")]
    if not vein.silent_steps:
        return []
    steps = vein.silent_steps
    span = f"step {steps[0]}" if len(steps) == 1 else f"steps {steps[0]} to {steps[-1]}"
    late = f"The first drug arrives {people_text(first, places=1)} min after the start." if first > 0 else ""
    message = f"No drug reaches the vein in {span}. {late}".strip()
    volume = line.common.people()
    action = (
        f"Fill the line with solution {ladder.steps[0].solution} up to the patient ({volume}): then it arrives at once."
        if line.primed_with == SALINE and not filling_steps(ladder)
        else "Use a line of its own for each solution."
    )
    return [_caution("VEIN-02", message, action)]


def _jump(ladder: Ladder, vein: Vein) -> list[Finding]:
    ordered = max((factor for factor, what in rises(ladder).values() if what == "dose rate"), default=Fraction(1))
    jump = vein.largest_instant_jump
    if jump is None or jump.factor <= ordered:
        return []
    return [
        _caution(
            "VEIN-03",
            f"At {people_text(jump.at_minutes, places=1)} min the dose rate at the vein rises "
            f"{people_text(jump.factor, places=1)} times at once. The plan orders {people_text(ordered, places=2)} "
            "times at most.",
            "Use a fresh line, filled with its own solution up to the patient, at each change of solution.",
        ),
        *_windows(vein.largest_jump, ordered),
    ]


def _windows(jump: Jump | None, ordered: Fraction) -> list[Finding]:
    if jump is None or jump.factor <= ordered:
        return []
    text = (
        f"From {people_text(jump.at_minutes, places=1)} min on, 15 minutes give {people_text(jump.factor, places=1)} "
    )
    return [_note("VEIN-04", text + "times as much as the 15 minutes before.")]


def _left(ladder: Ladder, vein: Vein) -> list[Finding]:
    if vein.left_in_line.is_zero:
        return []
    share = people_text(vein.left_share * 100, places=1)
    message = f"{vein.left_in_line.people()} ({share} %) is still in the line at the end."
    if filling_steps(ladder):
        return [_note("VEIN-05", f"{message} The plan adds it to fill the line: do not flush it in.")]
    if vein.flush is None:
        return [_note("VEIN-05", message)]
    flush = vein.flush
    minutes = people_text(flush.volume.value * 60 / flush.rate.value, places=1)
    action = f"Flush {flush.volume.people()} at {flush.rate.people()}, {minutes} min. Never push the line by hand."
    if vein.left_share > LEFT_CAUTION:
        return [_caution("VEIN-05", message, action)]
    return [Finding(code="VEIN-05", severity=Severity.NOTE, message=message, source=SOURCE, action=action)]
