"""What the pharmacy really makes: the draws rounded once to the syringe."""

from dataclasses import replace

from stepward.core.findings import Finding
from stepward.core.protocols.facts import METHOD, block
from stepward.core.protocols.plan import Devices, PlannedSolution
from stepward.core.quantities import Strength, Volume, round_to


def as_made(
    solutions: tuple[PlannedSolution, ...], devices: Devices
) -> tuple[tuple[PlannedSolution, ...], list[Finding]]:
    """Round what is drawn of the stock to the syringe, once, and tell what each solution then holds."""
    stock, increment = devices.stock, devices.syringe_increment
    if stock is None or increment is None:
        return solutions, []
    rows, findings = [], []
    for solution in solutions:
        if solution.amount is None or solution.volume is None or type(solution.amount) is not type(stock.per_ml):
            rows.append(solution)
            continue
        exact = stock.volume_of(solution.amount)
        drawn = Volume(round_to(exact.value, increment.value))
        if drawn.is_zero:
            findings.append(
                block(
                    "VOL-03",
                    f"Solution {solution.number} needs {exact.people(places=4)} of the stock, which a syringe with an "
                    f"increment of {increment.people()} cannot measure.",
                    METHOD,
                    action="Draw from an intermediate dilution.",
                )
            )
            rows.append(solution)
            continue
        amount = stock.in_volume(drawn)
        rows.append(replace(solution, amount=amount, strength=Strength.of(amount, solution.volume)))
    return tuple(rows), findings
