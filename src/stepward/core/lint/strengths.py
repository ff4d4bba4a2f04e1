"""How strong each solution is by what most cells say, and the cells that contradict it."""

from collections import Counter
from fractions import Fraction

from stepward.core.lint.guilt import likelihood, simplest
from stepward.core.lint.ladder import NOTHING, ReadLadder, Row, Solution
from stepward.core.lint.reading import Span
from stepward.core.lint.result import Sheet, plain_text, slip
from stepward.core.protocols.printed import PrintedRow

TWO, FITS = 2, 3
NEAR = Fraction(1, 200)


def settle_strengths(ladder: ReadLadder) -> None:
    """Settle the strength of every solution, and with it the dose that volume and strength determine in each row."""
    names = dict.fromkeys([*ladder.solutions, *(row.solution for row in ladder.rows if row.solution)])
    for name in names:
        rows = [row for row in ladder.rows if row.solution == name]
        group = ladder.solutions.get(name)
        if group is None:
            own = next((row.own_strength for row in rows if row.own_strength is not None), None)
            group = Solution(printed=PrintedRow(name=name, cells={}), strength=own)
        ladder.groups[name] = group
        _settle(group, [(row, span) for row in rows if (span := _by_row(ladder, row)) is not None])
    for index, row in enumerate(ladder.rows):
        strength = ladder.strength(row)
        row.computed = None if row.drawn is None or strength is None else row.drawn * strength
        row.fills_the_line = row.runs_for_nothing and ladder.is_declared(index, row.computed)
        if row.fills_the_line:
            row.computed = NOTHING


def _by_row(ladder: ReadLadder, row: Row) -> Span | None:
    """Give the strength that a step implies by its dose, or by the rise of the sum where no dose is printed."""
    if row.drawn is None or row.drawn.low <= 0:
        return None
    dose = row.numbers.get("dose")
    if dose is not None:
        return dose.span.over(row.drawn) if dose.value else None
    rise = rise_of(ladder, row)
    return None if rise is None or rise.low <= 0 else rise.over(row.drawn)


def change_of(ladder: ReadLadder, row: Row) -> Span | None:
    """Give by how much the cumulative dose changes in a step."""
    index = ladder.rows.index(row)
    now = row.numbers.get("cumulative")
    if now is None or index == 0:
        return None if now is None else now.span
    before = ladder.rows[index - 1].numbers.get("cumulative")
    return None if before is None else now.span - before.span


def rise_of(ladder: ReadLadder, row: Row) -> Span | None:
    """Give by how much the cumulative dose rises in a step, if it does."""
    change = change_of(ladder, row)
    return None if change is None or change.high < 0 else Span(max(change.low, NOTHING.low), change.high)


def _settle(group: Solution, by_rows: list[tuple[Row, Span]]) -> None:
    """Take the strength on which most cells agree; exactly, where two of them bear an exact value out."""
    spans = [group.strength.span] if group.strength is not None else []
    spans += [group.made] if group.made is not None else []
    first = len(spans)
    spans += [span for _, span in by_rows]
    if not spans or (not first and len(spans) < TWO):
        return
    best, count = most_common(spans)
    if best.low <= 0 or (not first and count < TWO):
        return
    group.speakers, group.by_rows = count, sum(span.meets(best) for _, span in by_rows)
    group.range, exact = best, _exact(group, by_rows, best)
    group.agreed = best if exact is None else Span.exact(exact)
    printed = group.strength
    if exact is not None:
        group.best = exact
    elif printed is not None and printed.span.meets(best):
        group.best = printed.value
    else:
        group.best = simplest(best)


def _exact(group: Solution, by_rows: list[tuple[Row, Span]], best: Span) -> Fraction | None:
    """Find a printed value that most cells give exactly, one of them at least sharper than its own rounding."""
    same = [
        (row.numbers["dose"].value / row.drawn.low, span)
        for row, span in by_rows
        if "dose" in row.numbers and row.drawn is not None and row.drawn.low == row.drawn.high
    ]
    printed: list[tuple[Fraction, Fraction]] = []
    if group.strength is not None:
        printed.append((group.strength.value, 2 * group.strength.place))
    if group.amount is not None and group.volume is not None and group.volume.value and group.made is not None:
        made = group.amount.value / group.volume.value
        printed.append((made, 2 * group.amount.place / group.volume.value))
        same.append((made, group.made))
    sharpest = min((span for _, span in by_rows), key=lambda span: span.high - span.low, default=None)
    for value, width in printed:
        exact = [span for other, span in same if other == value]
        beside = any(other != value and abs(other - value) <= value * NEAR for other, _ in same)
        beside |= any(
            not span.low <= value <= span.high and span.meets(_near(value, width if span == sharpest else Fraction(0)))
            for _, span in by_rows
        )
        sharp = sum((span.high - span.low) * 2 <= width for span in exact)
        is_inside = best.low <= value <= best.high and 2 * len(exact) >= len(same)
        if not beside and ((sharp and is_inside) or (sharp >= TWO and 4 * len(exact) >= 3 * len(same))):
            return value
    return None


def _near(value: Fraction, width: Fraction) -> Span:
    """Give what is so near to a printed value that it may be the same before rounding."""
    half = max(value * NEAR, width / 2)
    return Span(value - half, value + half)


def most_common(spans: list[Span]) -> tuple[Span, int]:
    """Intersect the largest set of spans that have a value in common; ties go to the first printed."""
    common = spans[0]
    for span in spans[1:]:
        if not span.meets(common):
            break
        common = common.both(span)
    else:
        return common, len(spans)
    best, most = spans[0], 0
    for one in spans:
        for point in (one.low, one.high):
            holding = [span for span in spans if span.low <= point <= span.high]
            if len(holding) > most:
                most, best = len(holding), holding[0]
                for span in holding[1:]:
                    best = best.both(span)
    return best, most


def check_solutions(sheet: Sheet, ladder: ReadLadder) -> None:
    """Check strength, amount and volume of each solution against what most cells say of its strength."""
    for item in ladder.solutions.values():
        if item.range is None:
            continue
        if item.strength is not None and (item.by_rows or item.made is not None):
            _check_strength(sheet, ladder, item, item.range)
        if item.made is not None and (item.by_rows or item.strength is not None):
            _check_amount(sheet, ladder, item, item.range)


def _check_strength(sheet: Sheet, ladder: ReadLadder, item: Solution, agreed: Span) -> None:
    printed = item.strength
    if printed is None:
        return
    place = sheet.solution(item.printed, "concentration")
    if printed.span.meets(agreed):
        made = item.made
        if item.by_rows or (made is not None and made.meets(agreed)):
            sheet.agrees(place, exactly=item.best == printed.value)
            return
        if _guilty(ladder, item) != "concentration" or made is None:
            return
        agreed = made
    right = item.best if item.best is not None and agreed.low <= item.best <= agreed.high else simplest(agreed)
    expected = plain_text(right)
    sheet.fault(
        "LINT-04",
        place,
        printed=item.printed.get("concentration"),
        expected=expected,
        message=f"The other cells of solution {item.printed.name} make it {expected} in each mL."
        + slip(printed.value, right),
    )


def _guilty(ladder: ReadLadder, item: Solution) -> str:
    """Decide which of strength, amount and volume is wrong where only they speak: what fits the other solutions."""
    amount, volume, strength = item.amount, item.volume, item.strength
    if amount is None or volume is None or strength is None or not amount.value:
        return "amount"
    others = [other for other in ladder.solutions.values() if other is not item]
    choices = {
        "amount": (amount, strength.value * volume.value, [other.amount for other in others]),
        "concentration": (strength, amount.value / volume.value, [other.strength for other in others]),
        "volume_mL": (volume, amount.value / strength.value, [other.volume for other in others]),
    }
    points = {}
    for key, (printed, right, column) in choices.items():
        known = [other.value for other in column if other is not None and other.value]
        points[key] = likelihood(printed, Span.exact(right))
        points[key] += FITS * any(_tenfold(right / value) for value in known)
        points[key] -= FITS * any(_tenfold(printed.value / value) for value in known)
        if key != "volume_mL":  # bags are alike, solutions are not
            points[key] += TWO * ((printed.value in known) - (right in known))
    return max(points, key=lambda key: points[key])


def _tenfold(ratio: Fraction) -> bool:
    """Tell whether a ratio is a power of ten."""
    high, low = sorted((ratio.numerator, ratio.denominator), reverse=True)
    return low == 1 and set(str(high)[1:]) <= {"0"} and str(high)[0] == "1"


def _check_amount(sheet: Sheet, ladder: ReadLadder, item: Solution, agreed: Span) -> None:
    amount, volume, best = item.amount, item.volume, item.best
    if amount is None or volume is None or best is None:
        return
    places = {key: sheet.solution(item.printed, key) for key in ("amount", "volume_mL")}
    held = agreed * Span.exact(volume.value)
    if amount.span.meets(held):
        exactly = best * volume.value == amount.value
        for place in places.values():
            sheet.agrees(place, exactly=exactly)
        return
    alone = not item.by_rows and item.strength is not None
    guilty = _guilty(ladder, item) if alone or _fits_usual(ladder, item, best) else "amount"
    for key, place in places.items():
        if key != guilty:
            sheet.agrees(place, exactly=True)
    unit = amount.unit or ladder.dose_unit or "units"
    if guilty == "volume_mL":
        right = amount.value / best
        words = f"{item.printed.get('amount')} at this strength is {plain_text(right)} mL."
        wrong = volume.value
    elif guilty == "amount":
        right, wrong = best * volume.value, amount.value
        strength = item.printed.get("concentration") or plain_text(best)
        words = f"{item.printed.get('volume_mL')} mL of {strength} hold {plain_text(right)} {unit}."
    else:
        return
    sheet.fault(
        "LINT-05",
        places[guilty],
        printed=item.printed.get(guilty),
        expected=plain_text(right),
        message=words + slip(wrong, right),
    )


def _fits_usual(ladder: ReadLadder, item: Solution, best: Fraction) -> bool:
    """Tell whether the volume of most solutions would make an unusual one agree."""
    if item.amount is None or item.volume is None:
        return False
    volumes = Counter(other.volume.value for other in ladder.solutions.values() if other.volume is not None)
    usual = volumes.most_common(1)[0][0]
    return item.volume.value != usual and item.amount.span.meets(Span.exact(best * usual))
