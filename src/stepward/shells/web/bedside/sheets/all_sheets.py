"""Every sheet by its name in the address."""

from stepward.shells.web.bedside.sheets import (
    charting,
    checks,
    ending,
    gap,
    hold,
    paper,
    reaction,
    resume,
    sign,
    step,
    vitals,
)
from stepward.shells.web.bedside.sheets.sheet import Sheet

SHEETS: dict[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        vitals.SHEET,
        gap.SHEET,
        hold.SHEET,
        hold.PUMP,
        step.START,
        step.NEXT,
        sign.SHEET,
        checks.CHECKS,
        checks.HANG,
        checks.SOUND,
        checks.CONTROL,
        checks.CLEAR,
        reaction.SHEET,
        resume.SHEET,
        ending.FINISH,
        ending.COMPLETE,
        ending.END,
        charting.NOTE,
        charting.SAMPLE,
        charting.HAND_OVER,
        paper.PAPER,
        paper.LATE,
    )
}
