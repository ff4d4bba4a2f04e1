"""What adds up: cumulative doses, total minutes, running times, subtotals, the target dose, shares in percent."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from stepward.core.lint.ladder import ReadLadder, Row, tested_spans
from stepward.core.lint.reading import Number, Span, read_number
from stepward.core.lint.result import Place, Sheet, plain_text, slip

WHOLE = Fraction(100)
NOTHING = Span.exact(Fraction(0))
FEW = 2
_CLOCK = re.compile(r"(?:(?P<hours>[0-9]+) ?h(?:ours?)?)? ?(?:(?P<minutes>[0-9.]+) ?min)?")


Doses = tuple[list[Span | None], list[Span | None]]


def dose_spans(ladder: ReadLadder, corrected: Mapping[int, Span]) -> Doses:
    """Give what each step's dose can mean, as printed (else as determined), and the same with faulty ones corrected."""
    printed: list[Span | None] = []
    right: list[Span | None] = []
    for index, row in enumerate(ladder.rows):
        span = _dose_span(ladder, row)
        printed.append(span)
        right.append(corrected.get(index, span))
    return printed, right


def _dose_span(ladder: ReadLadder, row: Row) -> Span | None:
    dose, own = row.numbers.get("dose"), ladder.input_span(row, "dose")
    if row.fills_the_line:
        return NOTHING
    if dose is None or own is None:
        return row.computed
    if ladder.draws_exactly(row):
        return Span.exact(dose.value)
    for meant in (own, dose.span):
        for known in (row.loose, row.computed):
            if known is not None and meant.meets(known):
                return meant.both(known)
    return own


def _literal_sums(
    ladder: ReadLadder, corrected: list[Span | None], printed: list[Span | None]
) -> list[Fraction | None]:
    """Add up the doses exactly as printed, the faulty ones corrected; nothing from the first unknown dose on."""
    total: Fraction | None = Fraction(0)
    found: list[Fraction | None] = []
    for index, row in enumerate(ladder.rows):
        dose, right = row.numbers.get("dose"), corrected[index]
        if row.fills_the_line:
            value: Fraction | None = Fraction(0)
        elif dose is None or right is not printed[index]:
            value = None if right is None else right.middle
        else:
            value = dose.value
        total = None if total is None or value is None else total + value
        found.append(total)
    return found


def check_cumulative(sheet: Sheet, ladder: ReadLadder, doses: Doses) -> None:
    """Check each cumulative dose against the sum of all doses so far, so that one slip is one fault.

    A sum may be that of the printed doses or that of the unrounded ones. Where all other sums are exactly those of the
    printed doses, one that is off by more than a single rounding is a slip.
    """
    printed, right = list(doses[0]), list(doses[1])
    literal = _literal_sums(ladder, right, printed)
    offset = _single_wrong_dose(ladder, literal)
    if offset is not None:
        first, by = offset
        _fault_dose(sheet, ladder, first, by)
        literal = [item if item is None or index < first else item + by for index, item in enumerate(literal)]
        for spans in (printed, right):
            span = spans[first]
            if span is not None:
                spans[first] = Span(span.low + by, span.high + by)
    sums = [_running(right), _running(printed)]
    meant = tested_spans(ladder, "cumulative", sums[0])
    carried = Fraction(0)
    for index, row in enumerate(ladder.rows):
        number = row.numbers.get("cumulative")
        candidates = [span for item in sums if (span := item[index]) is not None]
        if number is None or not candidates:
            continue
        place, exact = sheet.step(row.printed, "cumulative"), literal[index]
        own = meant[index] or number.span
        agrees = any(own.meets(span) for span in candidates) or (exact is not None and own.low <= exact <= own.high)
        if agrees and not _is_lone_slip(ladder, literal, index):
            exactly = exact is not None and number.value == exact
            sheet.agrees(place, exactly=exactly)
            if "dose" in row.numbers:
                sheet.agrees(sheet.step(row.printed, "dose"), exactly=exactly)
            carried = Fraction(0)
            continue
        expected = exact if exact is not None else candidates[0].middle
        if carried and abs(number.value - expected - carried) <= number.half:
            sheet.agrees(place, exactly=False)
            sheet.note("LINT-08", place, printed=number.text, message="Carries on the slip of the step above.")
            continue
        carried = number.value - expected
        first_name = ladder.rows[0].printed.name
        sheet.fault(
            "LINT-07",
            place,
            printed=row.printed.get("cumulative"),
            expected=plain_text(expected),
            message=f"The doses of steps {first_name} to {row.printed.name} add up to {ladder.amount_text(expected)}."
            + slip(number.value, expected),
        )


def _off(ladder: ReadLadder, literal: list[Fraction | None]) -> dict[int, Fraction]:
    """Give by how much each cumulative cell is off the sum of the doses as printed."""
    return {
        index: number.value - total
        for index, (row, total) in enumerate(zip(ladder.rows, literal, strict=True))
        if total is not None and (number := row.numbers.get("cumulative")) is not None
    }


def _is_beyond_one_rounding(ladder: ReadLadder, index: int, by: Fraction) -> bool:
    return abs(by) > 3 * ladder.rows[index].numbers["cumulative"].half


def _is_lone_slip(ladder: ReadLadder, literal: list[Fraction | None], index: int) -> bool:
    """Tell whether all other sums are exactly those of the printed doses and this one is clearly not."""
    off = _off(ladder, literal)
    others = [by for other, by in off.items() if other != index]
    known = index in off and len(others) >= FEW
    return known and not any(others) and _is_beyond_one_rounding(ladder, index, off[index])


def _running(doses: list[Span | None]) -> list[Span | None]:
    total: Span | None = NOTHING
    found: list[Span | None] = []
    for dose in doses:
        total = None if total is None or dose is None else total + dose
        found.append(total)
    return found


def _single_wrong_dose(ladder: ReadLadder, literal: list[Fraction | None]) -> tuple[int, Fraction] | None:
    """Find a dose that nothing else determines and that alone makes all sums from its step on wrong by the same."""
    off = _off(ladder, literal)
    first = next((index for index, by in off.items() if by), None)
    if first is None or not _is_beyond_one_rounding(ladder, first, off[first]):
        return None
    row, by = ladder.rows[first], off[first]
    later = [value for index, value in off.items() if index > first]
    settled = row.computed is not None or "dose" not in row.numbers
    alone = not later and not _target_agrees(ladder, first)
    if settled or alone or len(off) <= FEW or any(value != by for value in later):
        return None
    return (first, by) if row.numbers["dose"].value + by > 0 else None


def _target_agrees(ladder: ReadLadder, index: int) -> bool:
    target = read_number(ladder.table.head.get("target_dose.value", ""))
    cumulative = ladder.rows[index].numbers["cumulative"]
    return ladder.rows[index].is_last and target is not None and target.value == cumulative.value


def _fault_dose(sheet: Sheet, ladder: ReadLadder, index: int, by: Fraction) -> None:
    row = ladder.rows[index]
    right = row.numbers["dose"].value + by
    text = plain_text(right)
    sheet.fault(
        "LINT-06",
        sheet.step(row.printed, "dose"),
        printed=row.printed.get("dose"),
        expected=text,
        message=f"The cumulative doses from step {row.printed.name} on need a dose of {ladder.amount_text(right)}."
        + slip(row.numbers["dose"].value, right),
    )


def check_totals(sheet: Sheet, ladder: ReadLadder, doses: Doses) -> None:
    """Check the printed total time, the target dose and a label such as 'cumulative 150 mg'."""
    _check_minutes(sheet, ladder)
    _check_running_times(sheet, ladder)
    printed, right = doses
    totals = [total[-1] for total in (_running(printed), _running(right)) if total and total[-1] is not None]
    for row in ladder.rows:
        label = read_number(re.sub(r"^[a-z ]+", "", row.printed.get("cumulative_label")))
        if label is not None and row.is_last and totals:
            _compare(
                sheet,
                sheet.step(row.printed, "cumulative_label"),
                label,
                totals,
                words=("LINT-07", "The doses add up to"),
            )
    labels = any(row.printed.get("cumulative_label") for row in ladder.rows)
    target = read_number(ladder.table.head.get("target_dose.value", ""))
    partial = ladder.table.head.get("completeness", "complete").startswith(("partial", "rule", "structure"))
    plain = " " not in ladder.table.head.get("target_dose.unit", "").strip()
    if target is None or not totals or labels or partial or not plain or not _same_unit(ladder):
        return
    last = printed[-1] if printed else None
    ends = [*totals, *([last] if last is not None else [])]
    number = ladder.rows[-1].numbers.get("cumulative")
    if number is not None:
        ends.append(number.span)
    exact = Number(target.value, Fraction(0), target.decimals, target.unit, target.text)
    _compare(sheet, sheet.head("target_dose"), exact, ends, words=("LINT-09", "The doses of the table add up to"))


def _same_unit(ladder: ReadLadder) -> bool:
    unit = ladder.table.head.get("target_dose.unit", "").strip()
    return not ladder.dose_unit or not unit or unit == ladder.dose_unit


def _compare(
    sheet: Sheet, place: Place, number: Number, spans: Sequence[Span | None], *, words: tuple[str, str]
) -> None:
    """Check a printed sum against what it may mean; the words are the code and the start of the sentence."""
    known = [span for span in spans if span is not None]
    found = next((span for span in known if number.span.meets(span)), None)
    if found is not None:
        sheet.agrees(place, exactly=found.low <= number.value <= found.high)
        return
    text = plain_text(known[0].middle)
    sheet.fault(
        words[0],
        place,
        printed=number.text,
        expected=text,
        message=f"{words[1]} {text}." + slip(number.value, known[0].middle),
    )


def _check_minutes(sheet: Sheet, ladder: ReadLadder) -> None:
    number = read_number(ladder.table.head.get("total_minutes", ""))
    minutes = [row.minutes for row in ladder.rows]
    if number is None or not minutes or any(item is None for item in minutes):
        return
    total = NOTHING
    for item in minutes:
        total += item or NOTHING
    cut = Span(number.value, number.value + 2 * number.half)
    place = sheet.head("total_minutes")
    if number.span.meets(total) or cut.meets(total):
        sheet.agrees(place, exactly=total.low <= number.value <= total.high)
        return
    text = plain_text(total.middle)
    sheet.fault("LINT-10", place, printed=number.text, expected=text, message=f"The steps take {text} min in all."
                + slip(number.value, total.middle))  # fmt: skip


def _check_running_times(sheet: Sheet, ladder: ReadLadder) -> None:
    total = Fraction(0)
    for row in ladder.rows:
        minutes, text = row.minutes, row.printed.get("cumulated_time")
        if minutes is None:
            return
        total += minutes.middle
        clock = _clock(text)
        if clock is None:
            continue
        place = sheet.step(row.printed, "cumulated_time")
        if clock == total:
            sheet.agrees(place, exactly=True)
        else:
            expected = plain_text(total)
            sheet.fault("LINT-10", place, printed=text, expected=f"{expected} min",
                        message=f"Up to this step it takes {expected} min.")  # fmt: skip


def _clock(text: str) -> Fraction | None:
    match = _CLOCK.fullmatch(text.strip())
    if match is None or not text.strip():
        return None
    return Fraction(match["hours"] or 0) * 60 + Fraction(match["minutes"] or 0)


def check_subtotals(sheet: Sheet, ladder: ReadLadder, doses: Doses) -> None:
    """Check subtotals, whether they mean the sum of one solution or of all steps so far."""
    printed, number = doses[0], 0
    while (
        f"printed_subtotals.{number}.value" in ladder.table.head
        or f"printed_subtotals.{number}.steps" in ladder.table.head
    ):
        head = {
            key: ladder.table.head.get(f"printed_subtotals.{number}.{key}", "")
            for key in ("after_step", "value", "steps", "volume_mL", "dose")
        }
        _check_one_subtotal(sheet, ladder, number, head=head, doses=printed)
        number += 1


def _check_one_subtotal(
    sheet: Sheet, ladder: ReadLadder, number: int, *, head: Mapping[str, str], doses: list[Span | None]
) -> None:
    if head["after_step"]:
        last = next((i for i, row in enumerate(ladder.rows) if row.printed.name == head["after_step"]), None)
        value = read_number(head["value"])
        if last is None or value is None:
            return
        solution = ladder.rows[last].printed.get("solution")
        own = [doses[i] for i, row in enumerate(ladder.rows) if row.printed.get("solution") == solution and i <= last]
        choices = [_running(doses)[last], _running(own)[-1]]
        place = sheet.head(f"printed_subtotals.{number}.value")
        _compare(
            sheet, place, value, choices, words=("LINT-07", f"The doses up to step {head['after_step']} add up to")
        )
        return
    first, _, end = head["steps"].partition(" to ")
    names = [row.printed.name for row in ladder.rows]
    if first not in names or end not in names:
        return
    part = range(names.index(first), names.index(end) + 1)
    sources = {"volume_mL": [ladder.rows[i].drawn for i in part], "dose": [doses[i] for i in part]}
    for key, spans in sources.items():
        value, total = read_number(head[key]), _running(spans)[-1]
        if value is not None and total is not None:
            place = sheet.head(f"printed_subtotals.{number}.{key}")
            _compare(sheet, place, value, [total], words=("LINT-07", f"Steps {head['steps']} add up to"))


def check_percents(sheet: Sheet, ladder: ReadLadder) -> None:
    """Check shares in percent: steps against solutions, and that all add up to 100."""
    for key in ("percent_of_dose", "percent_of_full_dose", "dose_percent"):
        rows = [
            (row.printed, number) for row in ladder.rows if (number := read_number(row.printed.get(key))) is not None
        ]
        if len(rows) <= 1:
            continue
        for printed, number in rows:
            solution = ladder.solutions.get(printed.get("solution"))
            share = None if solution is None else read_number(solution.printed.get(key))
            if share is not None and share.value != number.value and solution is not None:
                sheet.fault("LINT-11", sheet.step(printed, key), printed=number.text, expected=share.text,
                            message=f"Solution {solution.printed.name} holds {share.text} % of the dose.")  # fmt: skip
        total = sum((number.value for _, number in rows), Fraction(0))
        slack = sum((number.half for _, number in rows), Fraction(0))
        places = [sheet.step(printed, key) for printed, _ in rows]
        for place in places:
            if abs(total - WHOLE) <= slack:
                sheet.agrees(place, exactly=total == WHOLE)
        if abs(total - WHOLE) > slack:
            rest = WHOLE - total + rows[-1][1].value
            sheet.fault("LINT-11", places[-1], printed=rows[-1][1].text, expected=plain_text(rest),
                        message=f"The shares add up to {plain_text(total)} %, not 100 %.")  # fmt: skip
        elif total != WHOLE:
            sheet.note("LINT-11", places[-1], printed=rows[-1][1].text,
                       message=f"As printed the shares add up to {plain_text(total)} %: printed rounding.")  # fmt: skip


def check_rises(sheet: Sheet, ladder: ReadLadder) -> None:
    """Check the fold increase where printed, and note doses that do not rise."""
    before: Span | None = None
    for row in ladder.rows:
        fold, strength, rate = (
            read_number(row.printed.get("fold_increase")),
            ladder.strength(row),
            row.numbers.get("rate_mL_h"),
        )
        if row.fills_the_line:
            continue
        now = None if strength is None or rate is None else strength * Span.exact(rate.value)
        if fold is not None and now is not None and before is not None:
            ratio = now.over(before)
            place = sheet.step(row.printed, "fold_increase")
            if ratio is not None and fold.span.meets(ratio):
                sheet.agrees(place, exactly=ratio.low <= fold.value <= ratio.high)
            elif ratio is not None:
                text = plain_text(ratio.middle)
                sheet.fault("LINT-12", place, printed=fold.text, expected=text,
                            message=f"The dose rate rises {text} times.")  # fmt: skip
        before = now
    doses = [(row, row.numbers["dose"]) for row in ladder.rows if "dose" in row.numbers and not row.fills_the_line]
    for (_, one), (row, other) in pairwise(doses):
        if other.value <= one.value and has_numbers(one, other):
            word = "is the same as" if other.value == one.value else "is less than"
            sheet.note("LINT-13", sheet.step(row.printed, "dose"), printed=other.text,
                       message=f"The dose of step {row.printed.name} {word} that of the step before.")  # fmt: skip


def has_numbers(*numbers: Number) -> bool:
    """Tell whether all numbers have the same unit text, so that they compare."""
    return len({number.unit for number in numbers}) == 1
