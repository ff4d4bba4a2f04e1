"""Cumulative doses against the sum of all doses so far, so that one slip is one fault."""

from dataclasses import dataclass
from fractions import Fraction

from stepward.core.lint.guilt import likelihood, simplest
from stepward.core.lint.ladder import NOTHING, ReadLadder, Row
from stepward.core.lint.reading import Number, Span, read_number
from stepward.core.lint.result import Sheet, plain_text, slip
from stepward.core.lint.strengths import change_of, rise_of

PROVEN = 6
ENOUGH = 4


@dataclass(slots=True, kw_only=True)
class Doses:
    """The dose of each step: what it can mean, what it should be, and both as one number; `None` is not known."""

    printed: list[Span | None]
    right: list[Span | None]
    plain: list[Fraction | None]
    best: list[Fraction | None]

    @classmethod
    def of(cls, ladder: ReadLadder) -> "Doses":
        """Take each dose as printed, else as volume and strength determine it."""
        doses = [row.numbers["dose"] for row in ladder.rows if "dose" in row.numbers]
        half = Fraction(1, 2) / Fraction(10) ** max((dose.decimals for dose in doses), default=0)
        is_whole = not any(dose.decimals or not dose.value for dose in doses)
        spans = [_meaning(row, Fraction(0) if is_whole else half) for row in ladder.rows]
        values = [_value(ladder, row, span) for row, span in zip(ladder.rows, spans, strict=True)]
        return cls(printed=spans, right=list(spans), plain=values, best=list(values))

    def correct(self, index: int, right: Span, best: Fraction | None, *, was_wrong: bool) -> None:
        """Remember what a dose should be where the cells of its step disagree."""
        self.right[index] = right
        if not was_wrong and self.printed[index] is not None and not right.meets(self.printed[index] or right):
            return
        if was_wrong or self.plain[index] is None:
            self.best[index] = best if best is not None else simplest(right)

    def sum_before(self, index: int) -> Span | None:
        """Add up what the doses before a step should be."""
        total = NOTHING
        for span in self.right[:index]:
            if span is None:
                return None
            total += span
        return total

    def shift(self, index: int, by: Fraction) -> None:
        """Correct a dose that the sums after it show to be wrong."""
        for spans in (self.printed, self.right):
            span = spans[index]
            spans[index] = None if span is None else Span(span.low + by, span.high + by)
        for values in (self.plain, self.best):
            value = values[index]
            values[index] = None if value is None else value + by


def _meaning(row: Row, half: Fraction) -> Span | None:
    """Give what a dose can mean; doses that nothing computes are taken to the finest place of their column."""
    dose = row.numbers.get("dose")
    if row.fills_the_line:
        return NOTHING
    if dose is None:
        return row.computed
    if row.computed is not None:
        return dose.span.both(row.computed) if dose.span.meets(row.computed) else Span.exact(dose.value)
    return dose.meaning(min(half, dose.half)).span


def _value(ladder: ReadLadder, row: Row, span: Span | None) -> Fraction | None:
    dose, group = row.numbers.get("dose"), ladder.group(row)
    if dose is not None:
        return dose.value
    if group is None or group.best is None or row.drawn is None or row.computed is None:
        return None if span is None else simplest(span)
    return (row.drawn.low if row.drawn.low == row.drawn.high else simplest(row.drawn)) * group.best


def believable_rises(ladder: ReadLadder) -> list[Span | None]:
    """Give by how much the sum rises in each step, leaving out rises that one wrong sum explains."""
    rises = [rise_of(ladder, row) for row in ladder.rows]
    if not any(rises):
        return rises
    gaps: list[tuple[Fraction, Fraction] | None] = []
    for row, rise in zip(ladder.rows, rises, strict=True):
        dose = row.numbers.get("dose")
        known = dose.span if dose is not None else row.computed
        if rise is None or known is None:
            gaps.append(None)
            continue
        gap = (rise.low + rise.high - known.low - known.high) / 2
        gaps.append((gap, (rise.high - rise.low + known.high - known.low) / 2))
    return [None if _is_explained(gaps, index) else rise for index, rise in enumerate(rises)]


def _is_explained(gaps: list[tuple[Fraction, Fraction] | None], index: int) -> bool:
    """Tell whether the sum goes wrong in one step and comes right in the next."""
    here = gaps[index]
    if here is None or abs(here[0]) <= here[1]:
        return False
    around = [gaps[other] for other in (index - 1, index + 1) if 0 <= other < len(gaps)]
    return any(gap is not None and abs(gap[0] + here[0]) <= gap[1] + here[1] and abs(gap[0]) > gap[1] for gap in around)


@dataclass(slots=True, kw_only=True)
class _Sums:
    """What the doses up to a step add up to, in the ways in which a table may have added them."""

    ways: list[Span | None]
    best: Fraction | None


def check_cumulative(sheet: Sheet, ladder: ReadLadder, doses: Doses) -> None:
    """Check each cumulative dose; blame the dose instead where only it makes all sums from its step on wrong."""
    sums = _add_up(ladder, doses)
    if not any(sums):
        return
    while (wrong := _wrong_dose(ladder, sums)) is not None:
        _fault_dose(sheet, ladder, *wrong)
        doses.shift(*wrong)
        sums = _add_up(ladder, doses)
    carried: tuple[Fraction, Fraction] | None = None
    leaps = _leaps(ladder, doses)
    for row, total in zip(ladder.rows, sums, strict=True):
        number = row.numbers.get("cumulative")
        if number is None or total is None or total.best is None:
            continue
        place = sheet.step(row.printed, "cumulative")
        off = number.value - total.best
        if _fits(number, total) and row.printed.name not in leaps:
            sheet.agrees(place, exactly=off == 0)
            if "dose" in row.numbers and row.computed is None:
                sheet.agrees(sheet.step(row.printed, "dose"), exactly=off == 0)
            carried = None
        elif carried is not None and abs(off - carried[0]) <= carried[1] + number.half:
            sheet.agrees(place, exactly=False)
            sheet.note("LINT-08", place, printed=number.text, message="Carries on the slip of the step above.")
        else:
            carried = (off, number.half)
            _fault_sum(sheet, ladder, row, total.best)


def _leaps(ladder: ReadLadder, doses: Doses) -> set[str]:
    """Find sums from which the rise before and the rise after are both wrong, the one by as much as the other."""
    gaps: list[Fraction | None] = []
    for index, row in enumerate(ladder.rows):
        rise, plain, best = change_of(ladder, row), doses.plain[index], doses.best[index]
        means = [span for span in (doses.printed[index], doses.right[index]) if span is not None]
        if rise is None or plain is None or best is None or not means:
            gaps.append(None)
            continue
        agrees = any(rise.meets(span) for span in means) or rise.low <= plain <= rise.high
        gaps.append(Fraction(0) if agrees else rise.middle - best)
    found = set()
    for row, here, after in zip(ladder.rows, gaps, gaps[1:], strict=False):
        half = row.numbers["cumulative"].half if "cumulative" in row.numbers else Fraction(0)
        if here and after and abs(here + after) <= 4 * half:
            found.add(row.printed.name)
    if gaps and gaps[-1] and not any(gaps[:-1]) and ladder.rows[-1].computed is not None:
        found.add(ladder.rows[-1].printed.name)
    return found | _lone_leap(ladder, doses)


def _lone_leap(ladder: ReadLadder, doses: Doses) -> set[str]:
    """Find the one sum that is off where all others add up to the last digit."""
    off: list[int] = []
    exact = 0
    before: Fraction | None = Fraction(0)
    gaps = []
    for index, row in enumerate(ladder.rows):
        number, dose, best = row.numbers.get("cumulative"), doses.plain[index], doses.best[index]
        if number is None or dose is None or best is None or before is None or (best != dose and row.is_last):
            return set()
        gaps.append(min(number.value - before - dose, number.value - before - best, key=abs))
        exact += not gaps[-1]
        off += [index] if gaps[-1] else []
        before = number.value
    if exact < ENOUGH or not off or off != list(range(off[0], off[0] + min(2, len(gaps) - off[0]))):
        return set()
    row, gap = ladder.rows[off[0]], gaps[off[0]]
    decimals = [other.numbers["dose"].decimals for other in ladder.rows if "dose" in other.numbers]
    slack = 3 * max(row.numbers["cumulative"].half, Fraction(1, 2) / 10 ** max(decimals, default=0))
    if len(off) == 1:
        slack += row.numbers["dose"].half if "dose" in row.numbers else _width(row.computed)
        return {row.printed.name} if abs(gap) > slack and row.computed is not None else set()
    return {row.printed.name} if gap == -gaps[off[1]] and abs(gap) > slack else set()


def _width(span: Span | None) -> Fraction:
    """Give how wide a dose that is not printed may be."""
    return Fraction(0) if span is None else span.high - span.low


def _fault_sum(sheet: Sheet, ladder: ReadLadder, row: Row, right: Fraction) -> None:
    first = ladder.rows[0].printed.name
    words = (
        f"The dose of step {first} is {ladder.amount_text(right)}."
        if row is ladder.rows[0]
        else f"The doses of steps {first} to {row.printed.name} add up to {ladder.amount_text(right)}."
    )
    sheet.fault(
        "LINT-07",
        sheet.step(row.printed, "cumulative"),
        printed=row.printed.get("cumulative"),
        expected=plain_text(right),
        message=words + slip(row.numbers["cumulative"].value, right),
    )


def _add_up(ladder: ReadLadder, doses: Doses) -> list[_Sums | None]:
    """Add up the doses; after a dose that nothing tells, start anew from the printed sum."""
    ways: list[Span | None] = [NOTHING] * 4
    best: Fraction | None = Fraction(0)
    found: list[_Sums | None] = []
    for index, row in enumerate(ladder.rows):
        plain, value = doses.plain[index], doses.best[index]
        right = doses.right[index]
        widest = ladder.widest_dose(row) if right is doses.printed[index] else None
        steps = (None if plain is None else Span.exact(plain), doses.printed[index], right, widest or right)
        number = row.numbers.get("cumulative")
        if any(step is None for step in steps) or value is None or best is None:
            ways = [None if number is None else number.span for _ in steps]
            best = None if number is None else number.value
            found.append(None)
            continue
        ways = [None if way is None or step is None else way + step for way, step in zip(ways, steps, strict=True)]
        best += value
        found.append(_Sums(ways=ways, best=best))
    return found


def _fits(number: Number, total: _Sums) -> bool:
    return any(way is not None and number.span.meets(way) for way in total.ways)


def _wrong_dose(ladder: ReadLadder, sums: list[_Sums | None]) -> tuple[int, Fraction] | None:
    """Find a dose that nothing else determines and that alone makes all sums from its step on wrong by the same."""
    off: list[tuple[int, Fraction, Number]] = []
    for index, (row, total) in enumerate(zip(ladder.rows, sums, strict=True)):
        number = row.numbers.get("cumulative")
        if number is None or total is None or total.best is None:
            continue
        if not _fits(number, total):
            off.append((index, number.value - total.best, number))
        elif off:
            off = []
    if not off:
        return None
    first, by, number = off[0]
    row = ladder.rows[first]
    dose = row.numbers.get("dose")
    if dose is None or row.computed is not None or dose.value + by <= 0:
        return None
    if any(abs(item[1] - by) > item[2].half + number.half for item in off):
        return None
    if len(off) > 1:
        return first, by
    for_dose = likelihood(dose, Span(dose.value + by - number.half, dose.value + by + number.half))
    for_sum = likelihood(number, Span(number.value - by - dose.half, number.value - by + dose.half)) + 1
    target = read_number(ladder.table.head.get("target_dose.value", ""))
    if target is not None and row.is_last:
        for_dose += PROVEN * target.span.meets(number.span)
    return (first, by) if row.is_last and for_dose > for_sum else None


def _fault_dose(sheet: Sheet, ladder: ReadLadder, index: int, by: Fraction) -> None:
    row = ladder.rows[index]
    right = row.numbers["dose"].value + by
    sheet.fault(
        "LINT-06",
        sheet.step(row.printed, "dose"),
        printed=row.printed.get("dose"),
        expected=plain_text(right),
        message=f"The cumulative doses from step {row.printed.name} on need a dose of {ladder.amount_text(right)}."
        + slip(row.numbers["dose"].value, right),
    )
