"""What the paper says of the line: how it is filled and flushed, what the vein gets, how each figure comes about."""

from fractions import Fraction

from stepward.adapters.documents.paper_words import ABSENT, Words, finding_row, has_pump, line_count
from stepward.adapters.documents.seal import line_volume
from stepward.core.delivery.findings import SOURCE
from stepward.core.delivery.line import NOTHING, SALINE
from stepward.core.delivery.priming import EndFlush, Fill
from stepward.core.delivery.pushes import hand_push
from stepward.core.delivery.repair_findings import volumes_of
from stepward.core.delivery.vein import filling_steps, strengths_of
from stepward.core.findings import Severity
from stepward.core.protocols.plan import Ladder, Plan
from stepward.core.quantities import Amount, Volume, people_text
from stepward.usecases.veining import AtVein

CLEARING = "LINE-CLEARING-2005"
LETTERS_IN_BOX = 54
"""Letters of one small line in the box beside the signatures, carefully."""
LINES_BESIDE = 4
"""Lines of the box that stand beside the signatures without more room."""
BEYOND_ONE_COLUMN = 8
"""Steps; longer tables of what the vein gets stand in two columns."""


def box_words(plan: Plan, found: AtVein | None) -> Words | None:
    """Say how the line is filled and flushed; leave blanks where none was chosen, and no box without a pump."""
    if not has_pump(plan.effective):
        return None
    if found is None:
        return {"is_blank": True, "text": "", "never": ""}
    sentences = (filling_sentence(found), *flush_sentences(found.ladder, found.priming.flush))
    return {"is_blank": False, "text": " ".join(sentences), "never": never_sentence(found)}


def box_lines(box: Words | None) -> int:
    """Count the small lines by which the box is higher than the signatures beside it."""
    if box is None or box["is_blank"]:
        return 0
    text = f"{box['text']} {box['never']}"
    return max(0, line_count(text, letters=LETTERS_IN_BOX) - LINES_BESIDE)


def filling_sentence(found: AtVein) -> str:
    """Say which line is filled with what, how much runs in, and how much of it runs out again."""
    fills, volume = found.priming.fills, line_volume(found).people()
    filling = filling_steps(found.ladder)
    if filling:
        who = f"step {filling[0]} fills" if len(filling) == 1 else f"{_span(filling)} fill"
        return (
            f"Hang the {volume} line empty or filled with saline: {who} it with drug. Flush none of it in at the end."
        )
    if not fills:
        return "The solutions meet at the vein: there is no line to fill."
    if len(fills) == 1:
        (fill,) = fills
        return f"Fill the line with solution {fill.solution} up to the patient: {_run_in(fill)}."
    what = f"One line for each of the {len(fills)} solutions, filled with it up to the patient"
    if len({(fill.run_in, fill.discard) for fill in fills}) == 1:
        return f"{what}: {_run_in(fills[0], ' of each')}. Join the lines at the patient."
    each = "; ".join(f"solution {fill.solution}: {_run_in(fill)}" for fill in fills)
    return f"{what}. {each[:1].upper()}{each[1:]}. Join the lines at the patient."


def _run_in(fill: Fill, of: str = "") -> str:
    away = "none discarded" if fill.discard.is_zero else f"the first {fill.discard.people()} discarded"
    return f"run in {fill.run_in.people()}{of}, {away}"


def flush_sentences(ladder: Ladder, flush: EndFlush | None) -> tuple[str, ...]:
    """Say how saline brings in the last drug, and how fast at most."""
    if flush is None:
        return ()
    step, rate = ladder.steps[-1].number, flush.rate.people()
    found = []
    if not flush.instead.is_zero:
        minutes = _minutes(flush.instead.value * 60 / flush.rate.value)
        found.append(f"Give the last {flush.instead.people()} of step {step} as saline at {rate}, {minutes}.")
    if not flush.after_end.is_zero:
        minutes = _minutes(flush.after_end.value * 60 / flush.rate.value)
        found.append(f"After step {step} flush {flush.after_end.people()} more at {rate}, {minutes}.")
    return tuple(found)


def never_sentence(found: AtVein) -> str:
    """Warn of pushing by hand, with what the line of the last step holds when it ends."""
    held = _held(found)
    return "" if held.is_zero else f"Never push the line by hand: it holds {held.people()}."


def _held(found: AtVein) -> Amount:
    last = found.ladder.steps[-1]
    volumes = {fill.solution: fill.holds for fill in found.priming.fills}
    for item in found.ladder.solutions:
        if item.number == last.solution and item.number in volumes:
            return item.strength.in_volume(volumes[item.number])
    return hand_push(found.ladder, found.line, after_step=last.number).dose


def _minutes(value: Fraction) -> str:
    return f"{people_text(value, places=1)}\u00a0min"


def vein_words(found: AtVein) -> Words:
    """Collect what the summary says of the line."""
    rows = step_rows(found)
    half = (len(rows) + 1) // 2 if len(rows) > BEYOND_ONE_COLUMN else len(rows)
    return {
        "line": line_sentence(found),
        "model": "Plug flow: what enters the line pushes the same volume out at the vein, unmixed.",
        "facts": fact_rows(found),
        "columns": [part for part in (rows[:half], rows[half:]) if part],
        "priming": priming_rows(found),
        "cost": cost_sentence(found),
        "filling": " ".join((filling_sentence(found), *flush_sentences(found.ladder, found.priming.flush))),
        "proof": proof_sentence(found),
        "never": never_sentence(found),
        "findings": [finding_row(item) for item in found.findings],
        "cautions": sum(1 for item in found.findings if item.severity is Severity.CAUTION),
        "figures": figure_rows(found),
    }


def line_sentence(found: AtVein) -> str:
    """Say which line the figures are of."""
    carrier = "" if found.carrier is None else f" A carrier runs beside at {found.carrier.people()}."
    volume = line_volume(found).people()
    if found.line.branches:
        return f"A line of {volume} for each solution, filled with it up to the patient at the start.{carrier}"
    filled = "saline" if found.line.primed_with == SALINE else f"solution {found.line.primed_with}"
    return (
        f"One line of {volume} from where the solutions meet to the vein, filled with {filled} at the start.{carrier}"
    )


def fact_rows(found: AtVein) -> list[Words]:
    """Write the figures at a glance."""
    vein = found.vein
    first = "never" if vein.first_drug_minutes is None else f"after {_minutes(vein.first_drug_minutes)}"
    silent = vein.silent_steps
    steps = "no step" if not silent else f"step {silent[0]}" if len(silent) == 1 else _span(silent)
    left = f"{vein.left_in_line.people()} ({people_text(vein.left_share * 100, places=1)}\u00a0%)"
    return [
        {"name": "First drug at the vein", "text": first},
        {"name": "No drug in", "text": steps},
        {"name": "In the line at the end", "text": left},
    ]


def _span(steps: tuple[int, ...]) -> str:
    if steps == tuple(range(steps[0], steps[-1] + 1)):
        return f"steps {steps[0]} to {steps[-1]}"
    return f"steps {', '.join(str(step) for step in steps)}"


def step_rows(found: AtVein) -> list[Words]:
    """Write what each step orders and what reaches the vein while it runs."""
    return [
        {
            "number": str(step.number),
            "ordered": people_text(step.ordered.value),
            "at_vein": people_text(step.at_vein.value),
            "share": ABSENT if step.ordered.is_zero else people_text(_share(step.at_vein, step.ordered), places=1),
        }
        for step in found.vein.steps
    ]


def _share(at_vein: Amount, ordered: Amount) -> Fraction:
    return at_vein.per(ordered) * 100


def priming_rows(found: AtVein) -> list[Words]:
    """Write for each line what runs in, what runs out, and what the pharmacy makes beyond the plan."""
    strengths, extra = strengths_of(found.ladder), found.priming.extra
    return [
        {
            "solution": str(fill.solution),
            "holds": people_text(fill.holds.value),
            "run_in": people_text(fill.run_in.value),
            "discard": people_text(fill.discard.value),
            "extra": people_text(_ml(extra, fill.solution)),
            "drug": people_text(_ml(extra, fill.solution) * strengths[fill.solution]),
        }
        for fill in found.priming.fills
    ]


def _ml(volumes: dict[int, Volume], number: int) -> Fraction:
    return volumes[number].value if number in volumes else NOTHING


def cost_sentence(found: AtVein) -> str:
    """Say what filling the lines costs in drug."""
    priming = found.priming
    if not priming.taken:
        return "Filling the lines takes no drug beyond the plan."
    taken = f"Filling the lines takes {volumes_of(priming.taken)} besides what the steps give."
    if priming.thrown_away.is_zero:
        return f"{taken} It comes out of what would be discarded: no drug beyond the plan."
    strengths = strengths_of(found.ladder)
    terms = " + ".join(
        f"{volume.people()} × {people_text(strengths[number])}"
        for number, volume in sorted(priming.extra.items())
        if not volume.is_zero
    )
    unit = found.ladder.none_yet.unit
    beyond = f"Beyond the plan: {terms} {unit}/mL = {priming.thrown_away.people()}, thrown away with the lines."
    return f"{taken} {beyond}"


def proof_sentence(found: AtVein) -> str:
    """Say whether the lines filled like this give what is ordered."""
    given = found.priming.given.people()
    if found.priming.gives_every_step:
        return f"Computed through these lines, every step gives what is ordered: {given} in all."
    return f"Computed through these lines, not every step gives what is ordered: {given} in all."


def figure_rows(found: AtVein) -> list[Words]:
    """Say how each figure comes about, with its source."""
    volume, flush = line_volume(found).people(), found.priming.flush
    at_once = found.vein.first_drug_minutes == 0
    first = "the line holds drug from the start" if at_once else f"the time until {volume} have run through the line"
    rows = [
        ("First drug", first, SOURCE),
        ("At the vein", f"what leaves the line entered it {volume} before: c out(W) = c in(W − V)",
         SOURCE),
        ("Left in the line", "the volume that each solution fills × its strength, when the last step ends", SOURCE),
        ("Run in", "the volume of a dry line; a line that holds saline is cleared with six volumes", CLEARING),
    ]  # fmt: skip
    if flush is not None:
        minutes = _minutes(flush.minutes.value)
        rate = people_text(flush.rate.value)
        rows.append(("Flush", f"{flush.volume.people()} × 60 ÷ {rate} mL/h = {minutes}", SOURCE))
    return [{"name": name, "text": text, "source": source} for name, text, source in rows]


def sources_of(found: AtVein) -> tuple[str, ...]:
    """List the sources behind the figures of the line."""
    return (*(item.source for item in found.findings), *(str(row["source"]) for row in figure_rows(found)))
