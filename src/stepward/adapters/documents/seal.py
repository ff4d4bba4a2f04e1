"""The printed code of a plan: what is needed to compute it again, and a hash; never weight, height or a name.

Format, one line: `STEPWARD/1|protocol|version|drug|target|volumes mL|final rate mL/h|devices|rates|hash`. Where a line
was chosen, one more field stands before the hash: its volume in mL, the solution that it is filled with (0 for saline,
own for a line each), the carrier in mL/h, the minutes to the first drug at the vein, and a short hash of doses.
"""

import hashlib
from dataclasses import dataclass

from stepward.core.findings import Refusal
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Volume, exact_text, people_text
from stepward.usecases.veining import OWN, AtVein

MARK = "STEPWARD/1"
FIELDS, FIELDS_WITH_LINE = 10, 11
LINE_PARTS = 5
HASH_LENGTH = 16
SHORT_LENGTH = 4
LONGEST_CODE = 2000


class UnreadableCode(Refusal, ValueError):
    """The text is not a code that Stepward printed."""


class AlteredCode(Refusal, ValueError):
    """The text does not match its own hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a printed code says, as text."""

    protocol: str
    version: str
    drug: str
    target: str
    volumes: str
    final_rate: str
    devices: str
    rates: str
    hash: str
    line: str = ""

    @property
    def short_hash(self) -> str:
        """The hash as printed for people, in groups of four."""
        return " ".join(self.hash[start : start + 4] for start in range(0, 8, 4))


def seal_of(plan: Plan, at_vein: AtVein | None = None) -> Seal:
    """Seal the ladder that the patient gets, and what its line makes of it."""
    ladder = plan.effective
    devices = plan.order.devices
    parts = [
        plan.protocol.id,
        plan.protocol.version,
        plan.order.drug.replace("|", " "),
        str(plan.order.target.amount),
        ",".join(exact_text(item.volume.value) if item.volume is not None else "-" for item in ladder.solutions),
        exact_text(plan.order.final_rate.value) if plan.order.final_rate is not None else "-",
        ",".join(str(item) if item is not None else "-" for item in
                 (devices.pump_increment, devices.syringe_increment, devices.stock)),
        ",".join(_step_part(step.rate, step.duration, step.dose) for step in ladder.steps),
    ]  # fmt: skip
    return _sealed(parts if at_vein is None else [*parts, line_text(at_vein)])


def line_volume(found: AtVein) -> Volume:
    """Give the volume of the one line, or of each line where every solution has its own."""
    return max([found.line.common, *found.line.branches.values()])


def line_text(found: AtVein) -> str:
    """Write a line, when its first drug reaches the vein, and a short hash of the doses there."""
    first = found.vein.first_drug_minutes
    doses = ",".join(exact_text(step.at_vein.value) for step in found.vein.steps)
    parts = (
        line_volume(found).exact,
        OWN if found.line.branches else str(found.line.primed_with),
        "-" if found.carrier is None else found.carrier.exact,
        "-" if first is None else people_text(first, places=1, group=""),
        hashlib.sha256(doses.encode()).hexdigest()[:SHORT_LENGTH].upper(),
    )
    return ",".join(parts)


def _step_part(rate: object, duration: object, dose: object) -> str:
    """Write a step as rate x minutes, or as its dose where there is no rate."""
    if rate is None:
        return f"={dose}"
    minutes = getattr(duration, "exact", "-")
    return f"{getattr(rate, 'exact', '-')}x{minutes}"


def _sealed(parts: list[str]) -> Seal:
    text = "|".join([MARK, *parts])
    digest = hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH].upper()
    names = ("protocol", "version", "drug", "target", "volumes", "final_rate", "devices", "rates", "line")
    return Seal(**dict(zip(names, parts, strict=False)), hash=digest)


def seal_text(seal: Seal) -> str:
    """Write the code as printed."""
    fields = (seal.protocol, seal.version, seal.drug, seal.target, seal.volumes, seal.final_rate, seal.devices)
    return "|".join([MARK, *fields, seal.rates, *([seal.line] if seal.line else []), seal.hash])


def read_seal(text: str) -> Seal:
    """Read a printed code and check its hash.

    Raises:
        UnreadableCode: if it is not a code of Stepward.
        AlteredCode: if hash and content disagree.
    """
    parts = text.strip().split("|")
    if len(text) > LONGEST_CODE or len(parts) not in {FIELDS, FIELDS_WITH_LINE} or parts[0] != MARK:
        msg = f"not a code that Stepward printed: expected {FIELDS} or {FIELDS_WITH_LINE} fields that start with {MARK}"
        raise UnreadableCode(msg)
    found = _sealed(parts[1:-1])
    if found.hash != parts[-1].replace(" ", "").upper():
        msg = "the code does not match its own hash: it was misread or altered"
        raise AlteredCode(msg)
    return found


def differences(seal: Seal, plan: Plan, at_vein: AtVein | None = None) -> tuple[str, ...]:
    """Tell what a plan, and its line, computed again have otherwise than the printed code."""
    now = seal_of(plan, at_vein)
    words = {"volumes": "bag volumes", "target": "target dose", "rates": "rates and times"}
    found = []
    for field, name in words.items():
        printed, computed = getattr(seal, field), getattr(now, field)
        if printed != computed and field == "rates":
            found += _step_differences(printed.split(","), computed.split(","))
        elif printed != computed:
            found.append(f"{name}: printed {printed}, computed again {computed}")
    return (*found, *_line_differences(seal.line, now.line))


def _line_differences(printed: str, computed: str) -> list[str]:
    if printed == computed:
        return []
    old, new = printed.split(","), computed.split(",")
    if len(old) != LINE_PARTS or len(new) != LINE_PARTS:
        return [f"line: printed {printed or 'none'}, computed again {computed or 'none'}"]
    names = ("volume of the line", "filled with", "carrier", "minutes to the first drug at the vein")
    found = [
        f"{name}: printed {was}, computed again {now}"
        for name, was, now in zip(names, old, new, strict=False)
        if was != now
    ]
    return found or ["what the vein gets in a step is no longer as printed"]


def _step_differences(printed: list[str], computed: list[str]) -> list[str]:
    if len(printed) != len(computed):
        return [f"printed {len(printed)} steps, computed again {len(computed)}"]
    return [
        f"step {number}: printed {old}, computed again {new}"
        for number, (old, new) in enumerate(zip(printed, computed, strict=True), 1)
        if old != new
    ]
