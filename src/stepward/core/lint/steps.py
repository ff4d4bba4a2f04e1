"""The cells of each step against one another: rate and time, volume, dose and the rise of the sum speak of one volume.

Where they disagree, the cell is guilty whose correction makes most of them agree; between equals, the likelier slip.
"""

from dataclasses import dataclass
from fractions import Fraction

from stepward.core.lint.blame import Blame, Known, blame_pump, points_for
from stepward.core.lint.guilt import simplest
from stepward.core.lint.ladder import ReadLadder, Row
from stepward.core.lint.reading import Span, read_number
from stepward.core.lint.result import Sheet, plain_text, slip
from stepward.core.lint.running import Doses, believable_rises

CODES = {"volume_mL": "LINT-01", "rate_mL_h": "LINT-02", "minutes": "LINT-03", "hours": "LINT-03", "dose": "LINT-06",
         "concentration": "LINT-04"}  # fmt: skip
SETS, FOLLOWS = 0, 1
TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """What the cells of one step say of its volume; `kept` are those that agree in `agreed`."""

    spans: dict[str, Span]
    kept: frozenset[str]
    agreed: Span


def check_steps(sheet: Sheet, ladder: ReadLadder) -> Doses:
    """Check rate, time, volume and dose of every step; give the doses as printed and as they should be."""
    rises = believable_rises(ladder)
    doses = Doses.of(ladder)
    for index, (row, rise) in enumerate(zip(ladder.rows, rises, strict=True)):
        spans = _voices(ladder, row, rise)
        if len(spans) < TWO:
            continue
        common = _common(list(spans.values()))
        if common is not None:
            _agree(sheet, ladder, row, Voices(spans=spans, kept=frozenset(spans), agreed=common))
            continue
        _settle(sheet, ladder, index, spans=spans, doses=doses)
    return doses


def _voices(ladder: ReadLadder, row: Row, rise: Span | None) -> dict[str, Span]:
    """Collect what is said of the volume of a step."""
    spans: dict[str, Span] = {}
    strength = None if row.fills_the_line else ladder.strength(row)
    volume, dose = row.numbers.get("volume_mL"), row.numbers.get("dose")
    if row.pumped is not None:
        spans["pumped"] = row.pumped
    if volume is not None:
        spans["volume_mL"] = volume.span if row.pumped is not None or row.drawn is None else row.drawn
    if strength is None or strength.low <= 0:
        return spans
    for key, given in (("dose", None if dose is None else dose.span), ("rise", rise)):
        if given is not None:
            spans[key] = Span(given.low / strength.high, given.high / strength.low)
    return spans


def _common(spans: list[Span]) -> Span | None:
    low, high = max(span.low for span in spans), min(span.high for span in spans)
    return Span(low, high) if low <= high else None


def _agree(sheet: Sheet, ladder: ReadLadder, row: Row, voices: Voices) -> None:
    """Mark the cells that agree: exactly, or as printed rounding."""
    heard = voices.kept - {"rest", "target"}
    if len(heard) < TWO:
        return
    right = _volume(row, voices)
    group = ladder.group(row)
    if "pumped" in heard:
        for key in ("rate_mL_h", row.time_key):
            sheet.agrees(sheet.step(row.printed, key), exactly=True)
    if "volume_mL" in heard:
        sheet.agrees(sheet.step(row.printed, "volume_mL"), exactly=row.numbers["volume_mL"].value == right)
    if "dose" in heard and group is not None and group.best is not None:
        exactly = row.numbers["dose"].value == right * group.best
        sheet.agrees(sheet.step(row.printed, "dose"), exactly=exactly)
        if row.own_strength is not None:
            sheet.agrees(sheet.step(row.printed, "concentration"), exactly=True)


def _volume(row: Row, voices: Voices) -> Fraction:
    """Give the volume that the agreeing cells mean."""
    if "pumped" in voices.kept and row.pumped is not None and row.pumped.low == row.pumped.high:
        return row.pumped.low
    if "volume_mL" in voices.kept:
        return row.numbers["volume_mL"].value
    return simplest(voices.agreed)


def _settle(sheet: Sheet, ladder: ReadLadder, index: int, *, spans: dict[str, Span], doses: Doses) -> None:
    """Find which cells of a step are wrong, and say so."""
    row = ladder.rows[index]
    spans = spans | _further(ladder, index, spans, doses)
    choices = _largest(spans)
    blames = [(choice, _blames(ladder, row, choice)) for choice in choices]
    blames.sort(key=lambda pair: (len(pair[1]), -sum(blame.points for blame in pair[1])))
    voices, guilty = blames[0]
    wrong = _wrong_strength(ladder, index, spans)
    if wrong is not None:
        guilty = [wrong]
    follows = not voices.kept & {"volume_mL", "dose"} and _dose_follows_volume(spans)
    for blame in guilty:
        if blame.key == "dose" and follows:
            continue
        _fault(sheet, row, blame)
        for key in {"rate_mL_h": (row.time_key,), row.time_key: ("rate_mL_h",)}.get(blame.key, ()):
            sheet.agrees(sheet.step(row.printed, key), exactly=True)
    if wrong is not None:
        return
    _agree(sheet, ladder, row, voices)
    strength = ladder.strength(row)
    if strength is not None and not follows:
        group = ladder.group(row)
        best = None if group is None or group.best is None else _volume(row, voices) * group.best
        doses.correct(index, voices.agreed * strength, best, was_wrong=any(blame.key == "dose" for blame in guilty))


def _dose_follows_volume(spans: dict[str, Span]) -> bool:
    """Tell whether a dose was computed from the printed volume, which is the one slip then."""
    return "dose" in spans and "volume_mL" in spans and spans["dose"].meets(spans["volume_mL"])


def _further(ladder: ReadLadder, index: int, spans: dict[str, Span], doses: Doses) -> dict[str, Span]:
    """Hear what the bag and the target say of the step that empties the one or completes the other, if they fit."""
    row, found = ladder.rows[index], {}
    group = ladder.group(row)
    if group is None:
        return {}
    same = [other for other in ladder.rows if other.solution == row.solution]
    others = [other.drawn for other in same if other is not row]
    if group.volume is not None and same[-1] is row and None not in others:
        rest = Span.exact(group.volume.value)
        for other in others:
            rest -= other or Span.exact(Fraction(0))
        found["rest"] = rest
    target, before = read_number(ladder.table.head.get("target_dose.value", "")), doses.sum_before(index)
    if (
        row.is_last
        and target is not None
        and before is not None
        and group.agreed is not None
        and target.value > before.high
    ):
        rise = target.span - before
        found["target"] = Span(rise.low / group.agreed.high, rise.high / group.agreed.low)
    return {key: span for key, span in found.items() if any(span.meets(other) for other in spans.values())}


def _largest(spans: dict[str, Span]) -> list[Voices]:
    """List the largest groups of cells that agree."""
    found: dict[frozenset[str], Span] = {}
    for one in spans.values():
        kept = frozenset(key for key, span in spans.items() if span.low <= one.low <= span.high)
        found[kept] = Span(max(spans[key].low for key in kept), min(spans[key].high for key in kept))
    most = max(len(kept) for kept in found)
    return [Voices(spans=spans, kept=kept, agreed=agreed) for kept, agreed in found.items() if len(kept) == most]


def _blames(ladder: ReadLadder, row: Row, voices: Voices) -> list[Blame]:
    """Name the cells that are wrong if the others are right."""
    found = []
    group = ladder.group(row)
    strength, best = (None, None) if group is None else (group.agreed, group.best)
    for key in ("pumped", "volume_mL", "dose"):
        if key not in voices.spans or key in voices.kept:
            continue
        if key == "pumped":
            found.append(
                blame_pump(
                    ladder,
                    row,
                    Known(span=voices.agreed, value=_volume(row, voices), text=_drawn_text(ladder, row, voices)),
                )
            )
        elif key == "volume_mL":
            found.append(_blame_volume(ladder, row, voices))
        elif strength is not None and best is not None:
            number = row.numbers["dose"]
            right = _volume(row, voices) * best
            words = (
                f"{plain_text(_volume(row, voices))} mL of {ladder.strength_text(row)} is {ladder.amount_text(right)}."
            )
            points = points_for(ladder, row, "dose", voices.agreed * strength) + FOLLOWS
            found.append(Blame(key="dose", printed=number.value, expected=right, words=words, points=points))
    return found


def _blame_volume(ladder: ReadLadder, row: Row, voices: Voices) -> Blame:
    number = row.numbers["volume_mL"]
    right = _volume(row, voices)
    if "pumped" in voices.kept and row.pumped is not None:
        right = row.pumped.middle
        time = row.printed.get(row.time_key)
        unit = "min" if row.time_key == "minutes" else "h"
        words = f"{row.printed.get('rate_mL_h')} mL/h for {time} {unit} is {plain_text(right)} mL."
    else:
        words = f"{_drawn_text(ladder, row, voices)} is {plain_text(right)} mL."
    points = points_for(ladder, row, "volume_mL", voices.agreed) + (FOLLOWS if row.pumped is not None else SETS)
    return Blame(key="volume_mL", printed=number.value, expected=right, words=words, points=points)


def _drawn_text(ladder: ReadLadder, row: Row, voices: Voices) -> str:
    """Say what the volume is known from."""
    if "volume_mL" in voices.kept:
        return f"{row.printed.get('volume_mL')} mL"
    if "dose" in voices.kept:
        return f"{ladder.amount_text(row.numbers['dose'].value)} at {ladder.strength_text(row)}"
    return f"{plain_text(simplest(voices.agreed))} mL"


def _wrong_strength(ladder: ReadLadder, index: int, spans: dict[str, Span]) -> Blame | None:
    """Find a strength printed in the step itself, or a solution, that is the one of a neighbor."""
    row = ladder.rows[index]
    drawn = _common([spans[key] for key in ("pumped", "volume_mL") if key in spans] or [Span.exact(Fraction(0))])
    dose, rise = row.numbers.get("dose"), spans.get("rise")
    if dose is None or drawn is None or drawn.low <= 0 or not dose.value:
        return None
    if rise is not None and not rise.meets(spans.get("dose", rise)):
        return None
    implied = dose.span.over(drawn)
    near = [other for other in ladder.rows[max(0, index - 1) : index + 2] if other.solution != row.solution]
    if row.own_strength is None or implied is None:
        return None
    alone = sum(other.solution == row.solution for other in ladder.rows) == 1
    for other in near:
        group = ladder.group(other)
        if (
            group is not None
            and group.best is not None
            and implied.low <= group.best <= implied.high
            and (alone or rise)
        ):
            words = f"{row.printed.get('dose')} in {plain_text(drawn.low)} mL is {ladder.amount_text(group.best)}/mL."
            return Blame(
                key="concentration", printed=row.own_strength.value, expected=group.best, words=words, points=0
            )
    return None


def _fault(sheet: Sheet, row: Row, blame: Blame) -> None:
    sheet.fault(
        CODES[blame.key],
        sheet.step(row.printed, blame.key),
        printed=row.printed.get(blame.key),
        expected=plain_text(blame.expected),
        message=blame.words + slip(blame.printed, blame.expected),
    )
