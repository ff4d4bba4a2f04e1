"""Preparation texts: what a described dilution really gives, and whether enough is made."""

import re
from fractions import Fraction

from stepward.core.lint.ladder import ReadLadder, Solution
from stepward.core.lint.reading import Span, read_number, read_strength
from stepward.core.lint.result import Sheet, plain_text

_N = r"([0-9][0-9,.]*)"
_DILUTED = re.compile(_N + r" ?mL of (.+?) ?(\+|plus|into|to|made up to) " + _N + r" ?mL")
_TABLETS = re.compile(_N + r" ?[x×] ?" + _N + r" ?(mg|g) tablets? in " + _N + r" ?mL")
_DISSOLVED = re.compile(_N + r" ?(mg|g|mcg) in " + _N + r" ?mL")
_IN_BAG = re.compile(r"from a " + _N + r" ?mL .*?bag, add " + _N + r" ?(mg|g|mcg) ?/ ?" + _N + r" ?mL")
_VIAL = re.compile(_N + r" ?(mg|g) vial with " + _N + r" ?mL")
_BAG = re.compile(r"from a " + _N + r" ?mL")
_TO_MG = {"mcg": Fraction(1, 1000), "mg": Fraction(1), "g": Fraction(1000)}


def _value(text: str) -> Fraction:
    number = read_number(text.rstrip("."))
    return Fraction(0) if number is None else number.value


def _normal(name: str) -> str:
    return re.sub(r"[#\s]", "", name).casefold()


def check_preparations(sheet: Sheet, ladder: ReadLadder) -> None:
    """Check each described preparation against the strength that the other cells give."""
    for solution in ladder.solutions.values():
        text = solution.printed.get("preparation")
        if text:
            _check_one(sheet, ladder, solution, text)
        _check_enough(sheet, ladder, solution, text)
    _check_undiluted(sheet, ladder)
    _check_two_units(sheet, ladder)
    _check_dilutions(sheet, ladder)


def _check_one(sheet: Sheet, ladder: ReadLadder, solution: Solution, text: str) -> None:
    agreed, place = solution.agreed, sheet.solution(solution.printed, "preparation")
    described = _described(ladder, text)
    if described is None or agreed is None:
        return
    choices, words = described
    if any(agreed.low <= value <= agreed.high for value in choices):
        sheet.agrees(place, exactly=True)
        return
    if _VIAL.search(text):
        sheet.agrees(place, exactly=False)
        sheet.note("LINT-15", place, printed=text, message=f"{words} would be {plain_text(choices[0])} in each mL: "
                   "the powder takes up the rest of the volume.")  # fmt: skip
        return
    own = solution.strength
    if (
        own is not None
        and any(own.span.low <= value <= own.span.high for value in choices)
        and agreed != Span.exact(own.value)
    ):
        sheet.agrees(place, exactly=False)
        return
    expected = plain_text(choices[0])
    sheet.fault(
        "LINT-14",
        place,
        printed=text,
        expected=expected,
        message=f"{words} is {expected} in each mL. The other cells of {solution.printed.name} say "
        f"{plain_text(agreed.middle)}.",
    )


def _described(ladder: ReadLadder, text: str) -> tuple[list[Fraction], str] | None:
    """Compute the strength that a preparation text describes; several where the words allow it."""
    if match := _TABLETS.search(text):
        drug = _value(match[1]) * _value(match[2]) * _TO_MG[match[3]]
        return [drug / _value(match[4])], f"{match[1]} × {match[2]} {match[3]} in {match[4]} mL"
    if match := _IN_BAG.search(text):
        return _dissolved(match[2], match[3], match[1])
    if match := _VIAL.search(text):
        return _dissolved(match[1], match[2], match[3])
    if match := _DILUTED.search(text):
        return _diluted(ladder, match)
    match = _DISSOLVED.search(text)
    return None if match is None else _dissolved(match[1], match[2], match[3])


def _dissolved(amount: str, unit: str, volume: str) -> tuple[list[Fraction], str]:
    return [_value(amount) * _TO_MG[unit] / _value(volume)], f"{amount} {unit} in {volume} mL"


def _diluted(ladder: ReadLadder, match: re.Match[str]) -> tuple[list[Fraction], str] | None:
    source, taken, other = _source(ladder, match[2]), _value(match[1]), _value(match[4])
    if source is None or not other:
        return None
    words = f"{match[1]} mL of {match[2]} {match[3]} {match[4]} mL"
    mixed, filled = taken * source / (taken + other), taken * source / other
    choices = {"+": [mixed], "plus": [mixed], "made up to": [filled]}
    return choices.get(match[3], [filled, mixed]), words


def _source(ladder: ReadLadder, words: str) -> Fraction | None:
    """Find the strength of what is diluted: a strength in the words, or another solution of the table."""
    own = read_strength(words, ladder.dose_unit)
    if own is not None:
        return own.value
    for name, solution in ladder.solutions.items():
        if _normal(name) == _normal(words) and solution.agreed is not None:
            return solution.agreed.middle
    return None


def _check_enough(sheet: Sheet, ladder: ReadLadder, solution: Solution, text: str) -> None:
    bag = _BAG.search(text)
    made = solution.volume.value if solution.volume is not None else _value(bag[1]) if bag else None
    drawn = [row.pumped or row.drawn for row in ladder.rows if row.printed.get("solution") == solution.printed.name]
    if not made or not drawn or any(item is None for item in drawn):
        return
    used = sum((item.low for item in drawn if item is not None), Fraction(0))
    if used > made:
        key = "volume_mL" if solution.volume is not None else "preparation"
        sheet.fault("LINT-16", sheet.solution(solution.printed, key), printed=f"{plain_text(made)} mL",
                    expected=f"{plain_text(used)} mL",
                    message=f"The steps draw {plain_text(used)} mL of {solution.printed.name}, "
                    f"which is made as {plain_text(made)} mL.")  # fmt: skip


def _check_undiluted(sheet: Sheet, ladder: ReadLadder) -> None:
    """Check printed amounts of serial dilutions against the undiluted strength; one wrong source is one fault."""
    undiluted = ladder.solutions.get("undiluted")
    words = undiluted.printed.get("concentration") if undiluted else ""
    match = re.match(_N + r" ?mg [A-Z]+ and .*? in " + _N + " ?mL", words)
    if undiluted is None or match is None:
        return
    strength = _value(match[1]) / _value(match[2])
    implied = []
    for name, solution in ladder.solutions.items():
        amount = re.search(_N + " ?mg", solution.printed.get("printed_amount"))
        ratio = re.fullmatch(r"1:([0-9,]+)", name)
        volumes = [row.numbers["volume_mL"].value for row in ladder.rows
                   if row.printed.get("solution") == name and "volume_mL" in row.numbers]  # fmt: skip
        if amount is not None and ratio is not None and volumes:
            implied.append(_value(amount[1]) * _value(ratio[1]) / volumes[0])
            sheet.agrees(sheet.solution(solution.printed, "printed_amount"), exactly=True)
    place = sheet.solution(undiluted.printed, "concentration")
    if implied and set(implied) == {strength}:
        sheet.agrees(place, exactly=True)
    elif implied and len(set(implied)) == 1 and implied[0]:
        right = _value(match[1]) / implied[0]
        sheet.fault("LINT-04", place, printed=undiluted.printed.get("concentration"),
                    expected=words.replace(f"{match[2]} mL", f"{plain_text(right)} mL"),
                    message=f"All {len(implied)} dilutions need it in {plain_text(right)} mL, "
                    f"not in {match[2]} mL.")  # fmt: skip


def _check_two_units(sheet: Sheet, ladder: ReadLadder) -> None:
    """Check that strengths printed in mg and in units keep one ratio."""
    ratios = {}
    for name, solution in ladder.solutions.items():
        mass = read_strength(solution.printed.get("concentration"), "mg")
        units = read_strength(solution.printed.get("concentration"), "IU")
        if mass is not None and units is not None and mass.unit != units.unit and mass.value:
            ratios[name] = units.value / mass.value
    common = max(ratios.values(), key=list(ratios.values()).count, default=None)
    for name, ratio in ratios.items():
        if common is not None and ratio != common:
            printed = ladder.solutions[name].printed
            sheet.fault("LINT-04", sheet.solution(printed, "concentration"), printed=printed.get("concentration"),
                        expected=f"{plain_text(common)} units in each mg",
                        message=f"The other solutions have {plain_text(common)} units in each mg.")  # fmt: skip


def _check_dilutions(sheet: Sheet, ladder: ReadLadder) -> None:
    """Check a printed dilution such as 1:50 against the undiluted solution's strength."""
    ratios = {name: match for name, item in ladder.solutions.items()
              if (match := re.fullmatch(r"1:([0-9]+)", item.printed.get("dilution")))}  # fmt: skip
    full = next((ladder.solutions[name].agreed for name, match in ratios.items() if match[1] == "1"), None)
    for name, match in ratios.items():
        solution = ladder.solutions[name]
        if full is None or solution.agreed is None or match[1] == "1":
            continue
        place = sheet.solution(solution.printed, "dilution")
        right = full * Span.exact(Fraction(1, int(match[1])))
        if right.meets(solution.agreed):
            sheet.agrees(place, exactly=right == solution.agreed)
        else:
            ratio = full.middle / solution.agreed.middle
            sheet.fault("LINT-17", place, printed=match[0], expected=f"1:{plain_text(ratio)}",
                        message=f"Its strength is 1:{plain_text(ratio)} of the undiluted solution.")  # fmt: skip
