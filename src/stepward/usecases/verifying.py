"""Verify: what a printed code says is computed again and compared."""

from dataclasses import dataclass

from stepward.core.protocols.plan import Plan
from stepward.usecases.planning import Catalogue, PlanRequest, UnreadableRequest, plan
from stepward.usecases.veining import OWN, SALINE, AtVein, LineRequest, vein_of

LEAST_LINE_PARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The fields of a printed code."""

    protocol: str
    version: str
    drug: str
    target: str
    volumes: str
    final_rate: str
    devices: str
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The plan computed anew, with what the vein gets where a line is printed, and what is no longer as printed."""

    plan: Plan
    differences: tuple[str, ...]
    at_vein: AtVein | None = None


def recompute(printed: Printed, *, catalogue: Catalogue) -> Verified:
    """Compute the plan of a printed code again with today's catalogue.

    Raises:
        Refusal: if the protocol is unknown or a field cannot be read.
    """
    pump, syringe, stock = ("" if part == "-" else part for part in printed.devices.split(","))
    stated = [item for item in printed.volumes.split(",") if item not in {"-", ""}]
    takes_volumes = catalogue.protocol(printed.protocol).takes_volumes
    request = PlanRequest(
        protocol=printed.protocol,
        drug=printed.drug,
        target=printed.target,
        bag_volume=",".join(f"{item} mL" for item in stated) if takes_volumes else "",
        final_rate="" if printed.final_rate == "-" else f"{printed.final_rate} mL/h",
        pump_increment=pump,
        syringe_increment=syringe,
        stock=stock,
    )
    found = plan(request, catalogue=catalogue)
    differences = []
    if found.protocol.version != printed.version:
        differences.append(f"printed from version {printed.version}, the catalogue has {found.protocol.version}")
    at_vein = vein_of(found, _line(printed.line)) if printed.line else None
    return Verified(plan=found, differences=tuple(differences), at_vein=at_vein)


def _line(text: str) -> LineRequest:
    """Read the line of a printed code.

    Raises:
        UnreadableRequest: if it lacks volume, filling or carrier.
    """
    parts = text.split(",")
    if len(parts) < LEAST_LINE_PARTS:
        field = "line"
        raise UnreadableRequest(field, f"{text!r}: expected volume, filling and carrier")
    common, filled, carrier = parts[:LEAST_LINE_PARTS]
    return LineRequest(
        common_volume=f"{common} mL",
        primed_with={"0": SALINE, OWN: OWN}.get(filled, f"solution-{filled}"),
        carrier="" if carrier == "-" else f"{carrier} mL/h",
    )
