"""What adds up: cumulative doses, total minutes, running times, subtotals, the target dose, shares in percent."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from stepward.core.lint.ladder import NOTHING, ReadLadder
from stepward.core.lint.reading import Number, Span, read_number
from stepward.core.lint.result import CellState, Place, Sheet, plain_text, slip
from stepward.core.lint.running import Doses

WHOLE = Fraction(100)
_CLOCK = re.compile(r"(?:(?P<hours>[0-9]+) ?h(?:ours?)?)? ?(?:(?P<minutes>[0-9.]+) ?min)?")


def _running(doses: list[Span | None]) -> list[Span | None]:
    total: Span | None = NOTHING
    found: list[Span | None] = []
    for dose in doses:
        total = None if total is None or dose is None else total + dose
        found.append(total)
    return found


def check_totals(sheet: Sheet, ladder: ReadLadder, doses: Doses) -> None:
    """Check the printed total time, the target dose and a label such as 'cumulative 150 mg'."""
    _check_minutes(sheet, ladder)
    _check_running_times(sheet, ladder)
    printed, right = doses.printed, doses.right
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
    ends = [
        *totals,
        *([last] if last is not None else []),
        _running([ladder.widest_dose(row) for row in ladder.rows])[-1],
    ]
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
    printed, number = doses.printed, 0
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
    for (before_row, one), (row, other) in pairwise(doses):
        is_faulty = CellState.FAULT in {sheet.cells.get(sheet.step(part.printed, "dose")) for part in (before_row, row)}
        if other.value <= one.value and has_numbers(one, other) and not is_faulty:
            word = "is the same as" if other.value == one.value else "is less than"
            sheet.note("LINT-13", sheet.step(row.printed, "dose"), printed=other.text,
                       message=f"The dose of step {row.printed.name} {word} that of the step before.")  # fmt: skip


def has_numbers(*numbers: Number) -> bool:
    """Tell whether all numbers have the same unit text, so that they compare."""
    return len({number.unit for number in numbers}) == 1
