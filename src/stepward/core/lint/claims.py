"""Claims beside the table: escalation rules, two-component doses, outcomes in percent, stated solutions used."""

import re
from fractions import Fraction

from stepward.core.lint.ladder import ReadLadder
from stepward.core.lint.reading import Span, read_number
from stepward.core.lint.result import Sheet, plain_text

_NUMBER = r"([0-9][0-9,.]*)"
_ONE_OF = re.compile(_NUMBER + r" ?([a-z]+) \(1/([0-9,]+) of " + _NUMBER)
_OF = re.compile(r"([0-9]+) of ([0-9]+) \(([0-9.]+) percent\)")
TRIMETHOPRIM_TO_SULFAMETHOXAZOLE = 5
DOUBLE = 2
WHOLE = 100


def _value(text: str) -> Fraction:
    number = read_number(text.rstrip("."))
    return Fraction(0) if number is None else number.value


def check_claims(sheet: Sheet, ladder: ReadLadder) -> None:
    """Check what the head of a table claims."""
    _check_doubling(sheet, ladder)
    _check_components(sheet, ladder)
    _check_outcomes(sheet, ladder)
    _check_header(sheet, ladder)


def _check_doubling(sheet: Sheet, ladder: ReadLadder) -> None:
    head = ladder.table.head
    start, end = head.get("escalation_rule.start", ""), head.get("escalation_rule.end", "")
    if match := _ONE_OF.search(start):
        place = sheet.head("escalation_rule.start")
        right = _value(match[4]) / _value(match[3])
        if right == _value(match[1]):
            sheet.agrees(place, exactly=True)
        else:
            sheet.fault("LINT-18", place, printed=match[1], expected=plain_text(right),
                        message=f"1/{match[3]} of {match[4]} is {plain_text(right)}.")  # fmt: skip
    if head.get("escalation_rule.change") != "double":
        return
    first = re.search(_NUMBER, start)
    count = re.search(r"after ([0-9]+) steps|at ([0-9]+) days", end)
    last = re.search(_NUMBER, end)
    if first is None or count is None or last is None or " to " in start.split("(", maxsplit=1)[0]:
        return
    steps = int(count[1] or count[2])
    right = _value(first[1]) * DOUBLE ** (steps - 1)
    if Span.exact(right).meets(Span(_value(last[1]) * Fraction(99, 100), _value(last[1]) * Fraction(101, 100))):
        sheet.agrees(sheet.head("escalation_rule.end"), exactly=False)
        return
    place = sheet.head("escalation_rule.end")
    sheet.fault("LINT-18", place, printed=end, expected=plain_text(right),
                message=f"Doubling from {first[1]}, dose {steps} is {plain_text(right)}.")  # fmt: skip


def _check_components(sheet: Sheet, ladder: ReadLadder) -> None:
    """Check doses of trimethoprim and sulfamethoxazole, which the product holds 1 to 5."""
    for row in ladder.rows:
        one, other = read_number(row.printed.get("dose.TMP")), read_number(row.printed.get("dose.SMX"))
        if one is None or other is None:
            continue
        places = sheet.step(row.printed, "dose.TMP"), sheet.step(row.printed, "dose.SMX")
        right = one.value * TRIMETHOPRIM_TO_SULFAMETHOXAZOLE
        if right == other.value:
            for place in places:
                sheet.agrees(place, exactly=True)
            continue
        sheet.agrees(places[0], exactly=True)
        sheet.fault("LINT-19", places[1], printed=other.text, expected=plain_text(right),
                    message=f"The product holds five times as much sulfamethoxazole as trimethoprim: "
                    f"{plain_text(right)}.")  # fmt: skip


def _check_outcomes(sheet: Sheet, ladder: ReadLadder) -> None:
    head = ladder.table.head
    outcomes = {key.removeprefix("outcomes."): text for key, text in head.items() if key.startswith("outcomes.")}
    wholes = [number.value for key in ("patients", "procedures") if (number := read_number(outcomes.get(key, "")))]
    for key, text in outcomes.items():
        if match := _OF.search(text):
            _check_percent(sheet, key, match[3], [Fraction(int(match[1]) * WHOLE, int(match[2]))])
        if not key.endswith("_pct"):
            continue
        stem = key.removesuffix("_pct")
        parts = [number.value for name in (stem, f"procedures_{stem}", f"{stem}_patients")
                 if (number := read_number(outcomes.get(name, "")))]  # fmt: skip
        if parts and wholes:
            _check_percent(sheet, key, text, [part * WHOLE / whole for part in parts for whole in wholes if whole])


def _check_percent(sheet: Sheet, key: str, text: str, choices: list[Fraction]) -> None:
    number, place = read_number(text), sheet.head(f"outcomes.{key}")
    if number is None or not choices:
        return
    if any(number.span.low <= choice <= number.span.high for choice in choices):
        sheet.agrees(place, exactly=number.value in choices)
        return
    if any(number.value <= choice < number.value + 2 * number.half for choice in choices):
        sheet.agrees(place, exactly=False)
        sheet.note("LINT-20", place, printed=text, message="Cut off, not rounded.")
        return
    expected = plain_text(round(choices[0] * 10) / Fraction(10))
    sheet.fault("LINT-20", place, printed=text, expected=expected, message=f"The counts give {expected} %.")


def _check_header(sheet: Sheet, ladder: ReadLadder) -> None:
    """Check the head of a table whose steps are not printed: strength, time and closing of the sum."""
    head = ladder.table.head
    target, final = read_number(head.get("target_dose.value", "")), read_number(head.get("final_rate_mL_h", ""))
    solutions = list(ladder.solutions.values())
    if target is None or final is None or not solutions or solutions[-1].volume is None:
        return
    volume = solutions[-1].volume.value
    for key, right in (("calculated_target_concentration", target.value / volume),
                       ("standard_infusion_minutes", volume * 60 / final.value)):  # fmt: skip
        number = read_number(head.get(key, ""))
        if number is None:
            continue
        if number.span.low <= right <= number.span.high:
            sheet.agrees(sheet.head(key), exactly=number.value == right)
        else:
            sheet.fault("LINT-21", sheet.head(key), printed=number.text, expected=plain_text(right),
                        message=f"Target dose, volume and final rate give {plain_text(right)}.")  # fmt: skip
    _check_closing(sheet, ladder, target.value)


def _check_closing(sheet: Sheet, ladder: ReadLadder, target: Fraction) -> None:
    given = Span.exact(Fraction(0))
    solutions = list(ladder.solutions.values())
    for item in solutions[:-1]:
        used = read_number(item.printed.get("volume_infused_mL"))
        if used is None or item.agreed is None:
            return
        given += used.span * item.agreed
    last = solutions[-1]
    if last.amount is None:
        return
    right = Span.exact(target) - given
    place = sheet.solution(last.printed, "amount")
    if last.amount.span.meets(right):
        sheet.agrees(place, exactly=right.low <= last.amount.value <= right.high)
        for item in solutions[:-1]:
            sheet.agrees(sheet.solution(item.printed, "volume_infused_mL"), exactly=False)
    else:
        text = plain_text(right.middle)
        sheet.fault("LINT-21", place, printed=last.amount.text, expected=text,
                    message=f"The target minus what the other solutions give is {text}.")  # fmt: skip
