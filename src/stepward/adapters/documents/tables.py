"""A plan as CSV and as plain text for a terminal."""

import csv
import io

from stepward.core.findings import Finding
from stepward.core.protocols.plan import Ladder, Plan, PlannedStep
from stepward.core.quantities import Quantity, people_text

CSV_HEADER = ("step", "solution", "rate_ml_h", "minutes", "volume_ml", "dose", "cumulative")
_FORMULA_STARTERS = ("=", "+", "-", "@", "\t", "\r")


def plan_csv(plan: Plan) -> str:
    """Write the ladder that the patient gets in the columns that `lint` reads, with the solutions on top."""
    ladder, out = plan.effective, io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    out.write(f"# drug: {_harmless(plan.order.drug)}\n# protocol: {plan.protocol.id} version {plan.protocol.version}\n")
    out.write(f"# target: {plan.order.target.amount}\n")
    for item in ladder.solutions:
        volume = f"{item.volume}, " if item.volume is not None else ""
        out.write(f"# solution {item.number}: {volume}{item.strength}\n")
    writer.writerow(CSV_HEADER)
    for step in ladder.steps:
        cells = (step.rate, step.duration, step.volume, step.dose, step.cumulative_dose)
        writer.writerow([step.number, step.solution or "", *(cell.exact if cell is not None else "" for cell in cells)])
    return out.getvalue()


def _harmless(text: str) -> str:
    """Neutralize what a spreadsheet would run as a formula (H-99)."""
    return f"'{text}" if text.startswith(_FORMULA_STARTERS) else text


def plan_text(plan: Plan) -> str:
    """Write a plan for a terminal, 100 columns wide."""
    ladder = plan.effective
    unit = plan.order.target.amount.unit
    lines = [
        f"{plan.order.drug} {plain(plan.order.target.amount.people())}, {plan.protocol.title}",
        f"protocol {plan.protocol.id}, version {plan.protocol.version}, evidence: {plan.protocol.evidence.value}",
        "",
    ]
    if plan.order.target.formula:
        lines.insert(1, f"target: {plain(plan.order.target.formula)}")
    if ladder.solutions:
        lines.append(f"{'Solution':<10}{'Volume mL':>12}{'Drug in it ' + unit:>22}{'Strength':>24}{'Used mL':>12}")
        for item in ladder.solutions:
            cells = (_number(item.volume), _number(item.amount), plain(item.strength.people()), _number(item.infused))
            lines.append(f"{item.number:<10}{cells[0]:>12}{cells[1]:>22}{cells[2]:>24}{cells[3]:>12}")
        lines.append("")
    lines.append(
        f"{'Step':<6}{'Solution':>9}{'Rate mL/h':>12}{'Time min':>12}{'Volume mL':>12}{'Dose ' + unit:>18}"
        f"{'So far ' + unit:>20}"
    )
    lines += [_step_line(step) for step in ladder.steps]
    lines += ["", f"Planned time: {time_text(ladder)}", ""]
    lines += [finding_text(item) for item in plan.findings]
    return "\n".join(lines) + "\n"


def _step_line(step: PlannedStep) -> str:
    cells = (_number(step.rate), _number(step.duration), _number(step.volume))
    dose, so_far = _number(step.dose), _number(step.cumulative_dose)
    return f"{step.number:<6}{step.solution or '':>9}{cells[0]:>12}{cells[1]:>12}{cells[2]:>12}{dose:>18}{so_far:>20}"


def _number(quantity: Quantity | None) -> str:
    return "" if quantity is None else people_text(quantity.value)


def plain(text: str) -> str:
    """Replace the no-break spaces of people's text by plain ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def time_text(ladder: Ladder) -> str:
    """Write the planned time as hours and minutes and in minutes."""
    if not ladder.is_timed:
        return "not stated by the source"
    minutes = ladder.total_duration.value
    hours, rest = divmod(int(minutes), 60)
    return f"{hours} h {rest} min ({people_text(minutes)} min)"


def finding_text(finding: Finding) -> str:
    """Write one finding on one line, with its source."""
    action = f" {finding.action}" if finding.action else ""
    return f"{finding.severity.value:<8} {finding.code:<10} {plain(finding.message)}{action} [{finding.source}]"
