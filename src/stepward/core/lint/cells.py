"""The cells of solutions and steps against one another: amount, volume, strength; rate, time, volume, dose."""

from collections import Counter
from fractions import Fraction

from stepward.core.lint.ladder import CLEARLY_OFF, ReadLadder, Row, Solution, tested_spans
from stepward.core.lint.reading import Number, Span
from stepward.core.lint.result import Sheet, plain_text, slip
from stepward.core.protocols.printed import PrintedRow

NICE_PLACES = 10


def check_solutions(sheet: Sheet, ladder: ReadLadder) -> None:
    """Check that amount is strength times volume, by what most cells say of the strength."""
    volumes = Counter(item.volume.value for item in ladder.solutions.values() if item.volume is not None)
    usual = volumes.most_common(1)[0][0] if volumes else None
    for item in ladder.solutions.values():
        if item.agreed is None:
            continue
        by_rows = _rows_speak(ladder, item)
        if item.strength is not None and (by_rows or item.made is not None):
            _check_strength(sheet, item, item.agreed)
        if item.made is not None and (by_rows or item.strength is not None):
            _check_amount(sheet, item, item.agreed, usual, is_exact=_others_are_exact(ladder, item))


def _rows_speak(ladder: ReadLadder, item: Solution) -> bool:
    """Tell whether any step says how strong a solution is."""
    return any(
        row.printed.get("solution") == item.printed.name and "dose" in row.numbers and row.drawn is not None
        for row in ladder.rows
    )


def _others_are_exact(ladder: ReadLadder, item: Solution) -> bool:
    """Tell whether all other solutions hold exactly strength times volume as printed."""
    others = [
        other.amount.value == other.strength.value * other.volume.value
        for other in ladder.solutions.values()
        if other is not item and other.amount is not None and other.volume is not None and other.strength is not None
    ]
    return bool(others) and all(others)


def _check_strength(sheet: Sheet, item: Solution, agreed: Span) -> None:
    printed = item.strength
    if printed is None:
        return
    place = sheet.solution(item.printed, "concentration")
    if printed.span.meets(agreed):
        sheet.agrees(place, exactly=agreed == Span.exact(printed.value))
        return
    expected = plain_text(agreed.middle)
    sheet.fault(
        "LINT-04",
        place,
        printed=item.printed.get("concentration"),
        expected=expected,
        message=f"The other cells of solution {item.printed.name} make it {expected} in each mL."
        + slip(printed.value, agreed.middle),
    )


def _check_amount(sheet: Sheet, item: Solution, agreed: Span, usual: Fraction | None, *, is_exact: bool) -> None:
    amount, volume = item.amount, item.volume
    if amount is None or volume is None:
        return
    amount_place, volume_place = sheet.solution(item.printed, "amount"), sheet.solution(item.printed, "volume_mL")
    held = agreed * Span.exact(volume.value)
    nominal = volume.value * (item.strength.value if item.strength is not None else agreed.middle)
    clearly_off = is_exact and abs(amount.value - nominal) > nominal * CLEARLY_OFF
    if clearly_off:
        held = Span.exact(nominal)
    slack = item.wide is not None and abs(amount.value - held.middle) <= 3 * amount.half
    if (amount.span.meets(held) or slack) and not clearly_off:
        exactly = held == Span.exact(amount.value)
        sheet.agrees(amount_place, exactly=exactly)
        sheet.agrees(volume_place, exactly=exactly)
        return
    implied = amount.value * volume.value / nominal
    if usual is not None and volume.value != usual and abs(implied - usual) * 200 <= usual:
        sheet.agrees(amount_place, exactly=True)
        sheet.fault(
            "LINT-05",
            volume_place,
            printed=item.printed.get("volume_mL"),
            expected=plain_text(usual),
            message=f"{item.printed.get('amount')} at this strength is {plain_text(usual)} mL."
            + slip(volume.value, usual),
        )
        return
    sheet.agrees(volume_place, exactly=True)
    is_printed = item.strength is not None and item.strength.span.meets(agreed)
    expected = plain_text(nominal if is_printed else held.middle)
    unit = amount.unit or "units"
    strength = item.printed.get("concentration") or plain_text(agreed.middle)
    sheet.fault(
        "LINT-05",
        amount_place,
        printed=item.printed.get("amount"),
        expected=expected,
        message=f"{item.printed.get('volume_mL')} mL of {strength} hold {expected} {unit}."
        + slip(amount.value, held.middle),
    )


def check_steps(sheet: Sheet, ladder: ReadLadder) -> dict[int, Span]:
    """Check rate, time, volume and dose of every step; give the dose that should stand where one is faulty."""
    corrected: dict[int, Span] = {}
    volumes = tested_spans(ladder, "volume_mL", [row.pumped for row in ladder.rows])
    wrong = {index for index, row in enumerate(ladder.rows) if _check_pumping(sheet, ladder, index, volumes[index])}
    computed = [
        span if span is None or index not in wrong else _trusted(ladder, index, span)
        for index, row in enumerate(ladder.rows)
        for span in [row.computed]
    ]
    doses = tested_spans(ladder, "dose", computed)
    for index in range(len(ladder.rows)):
        span, meant = computed[index], doses[index]
        if span is None or meant is None:
            continue
        right = _check_dose(sheet, ladder, index, meant=meant, computed=span)
        if right is not None:
            corrected[index] = right
    return corrected


def _trusted(ladder: ReadLadder, index: int, computed: Span) -> Span:
    """Compute a dose with the volume that is believed where rate and time contradict the printed volume."""
    row = ladder.rows[index]
    volume, pumped, strength = row.numbers.get("volume_mL"), row.pumped, ladder.strength(row)
    dose = row.numbers.get("dose")
    if volume is None or pumped is None or strength is None or dose is None:
        return computed
    return pumped * strength if dose.span.meets(pumped * strength) else volume.span * strength


def _check_pumping(sheet: Sheet, ladder: ReadLadder, index: int, meant: Span | None) -> bool:
    """Check volume against rate and time; tell whether they contradict."""
    row = ladder.rows[index]
    volume, pumped, rate = row.numbers.get("volume_mL"), row.pumped, row.numbers.get("rate_mL_h")
    if volume is None or pumped is None or rate is None or meant is None:
        return False
    time_key = "minutes" if "minutes" in row.numbers else "hours"
    places = {key: sheet.step(row.printed, key) for key in ("rate_mL_h", time_key, "volume_mL")}
    if meant.meets(pumped):
        exactly = pumped.low <= volume.value <= pumped.high
        for place in places.values():
            sheet.agrees(place, exactly=exactly)
        return False
    guilty = _guilty(ladder, index)
    for key, place in places.items():
        if key != guilty:
            sheet.agrees(place, exactly=True)
    if guilty == "rate_mL_h" and row_minutes(row):
        right = volume.value * 60 / row_minutes(row)
        words = f"{_cell(row.printed, 'volume_mL')} mL in {_cell(row.printed, time_key)} min is {_nice(right)} mL/h."
        value = rate.value
    elif guilty in {"minutes", "hours"} and rate.value:
        right = volume.value * 60 / rate.value
        words = (
            f"{_cell(row.printed, 'volume_mL')} mL at {_cell(row.printed, 'rate_mL_h')} mL/h takes {_nice(right)} min."
        )
        value = row_minutes(row)
    else:
        right = pumped.middle
        words = f"{_cell(row.printed, 'rate_mL_h')} mL/h for {_cell(row.printed, time_key)} min is {_nice(right)} mL."
        value = volume.value
    code = {"rate_mL_h": "LINT-02", "volume_mL": "LINT-01"}.get(guilty, "LINT-03")
    sheet.fault(
        code, places[guilty], printed=row.printed.get(guilty), expected=_nice(right), message=words + slip(value, right)
    )
    return True


def row_minutes(row: Row) -> Fraction:
    """Give the printed minutes of a row that has them."""
    number = row.numbers.get("minutes")
    return number.value if number is not None else row.numbers["hours"].value * 60


def _cell(row: PrintedRow, key: str) -> str:
    return row.get(key)


def _nice(value: Fraction) -> str:
    return plain_text(value)


def _guilty(ladder: ReadLadder, index: int) -> str:
    """Decide which of rate, time and volume is wrong: the one whose correction satisfies the most cells."""
    row = ladder.rows[index]
    volume, pumped = row.numbers["volume_mL"], row.pumped
    strength = ladder.strength(row)
    for_volume, for_pump = 0, 0
    if pumped is not None and strength is not None:
        for given in (row.numbers.get("dose"), _rise(ladder, index)):
            if given is not None:
                for_volume += given.span.meets(volume.span * strength)
                for_pump += given.span.meets(pumped * strength)
    if for_volume > for_pump:
        return _rate_or_time(ladder, row)
    if for_volume == for_pump == 0:
        usual = usual_minutes(ladder)
        number = row.numbers.get("minutes")
        if number is not None and usual is not None and not row.is_last and number.value != usual:
            return "minutes"
    return "volume_mL"


def _rise(ladder: ReadLadder, index: int) -> Number | None:
    """Give the dose that the cumulative column implies for a row."""
    now = ladder.rows[index].numbers.get("cumulative")
    before = ladder.rows[index - 1].numbers.get("cumulative") if index else None
    if now is None or before is None or now.value < before.value:
        return None
    return Number(now.value - before.value, now.half + before.half, max(now.decimals, before.decimals))


def usual_minutes(ladder: ReadLadder) -> Fraction | None:
    """Give the minutes that most steps have."""
    every = Counter(row.numbers["minutes"].value for row in ladder.rows if "minutes" in row.numbers)
    return every.most_common(1)[0][0] if every else None


def _rate_or_time(ladder: ReadLadder, row: Row) -> str:
    time_key = "minutes" if "minutes" in row.numbers else "hours"
    usual = usual_minutes(ladder)
    if time_key == "hours" or usual is None:
        return "rate_mL_h"
    minutes = row.numbers["minutes"]
    if not row.is_last:
        return "rate_mL_h" if minutes.value == usual else "minutes"
    volume = row.numbers["volume_mL"]
    implied = (volume.span * Span.exact(Fraction(60))).over(minutes.span) if minutes.value else None
    if implied is None:
        return "minutes"
    nearest = round(implied.middle * NICE_PLACES) / Fraction(NICE_PLACES)
    return "rate_mL_h" if implied.low <= nearest <= implied.high else "minutes"


def _check_dose(sheet: Sheet, ladder: ReadLadder, index: int, *, meant: Span, computed: Span) -> Span | None:
    """Check a dose against volume and strength; give the right one where it is faulty."""
    row = ladder.rows[index]
    dose = row.numbers["dose"]
    place, volume_place = sheet.step(row.printed, "dose"), sheet.step(row.printed, "volume_mL")
    slack = row.loose is not None and abs(dose.value - computed.middle) <= 3 * dose.half and meant.meets(row.loose)
    if meant.meets(computed) or slack:
        exactly = computed.low <= dose.value <= computed.high
        sheet.agrees(place, exactly=exactly)
        if "volume_mL" in row.numbers:
            sheet.agrees(volume_place, exactly=exactly)
        if row.own_strength is not None:
            sheet.agrees(sheet.step(row.printed, "concentration"), exactly=exactly)
        return None
    strength, rise = ladder.strength(row), _rise(ladder, index)
    alone = row.pumped is None and "volume_mL" in row.numbers
    if alone and rise is not None and rise.span.meets(dose.span) and strength is not None and strength.low > 0:
        right = dose.value / strength.middle
        sheet.agrees(place, exactly=True)
        sheet.fault(
            "LINT-01",
            volume_place,
            printed=row.printed.get("volume_mL"),
            expected=_nice(right),
            message=f"{row.printed.get('dose')} at {ladder.strength_text(row)} is {_nice(right)} mL."
            + slip(row.numbers["volume_mL"].value, right),
        )
        return None
    drawn = row.drawn
    words = "" if drawn is None or strength is None else f"{_nice(drawn.middle)} mL of {ladder.strength_text(row)}"
    expected = _nice(computed.middle)
    sheet.fault(
        "LINT-06",
        place,
        printed=row.printed.get("dose"),
        expected=expected,
        message=f"{words} is {ladder.amount_text(computed.middle)}." + slip(dose.value, computed.middle),
    )
    return computed
