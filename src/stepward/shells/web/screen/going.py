"""What a press on a question page asks for: on, back, to a question, one row more or less, a name taken over."""

import re
from dataclasses import dataclass

from stepward.shells.web.screen.answers import Answers, without_row
from stepward.shells.web.screen.pages import MOST_OF, PAGES, Page, every_ask

RESULT = "result"
_ROW = re.compile(r"[a-z][0-9]{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """Where a press leads: another page and field, or this page with one row more."""

    page: str = ""
    field: str = ""
    adds: str = ""
    stays_if_wrong: bool = False


def going(pressed: str, page: Page) -> Going:
    """Read what was pressed; anything else goes on."""
    here = PAGES.index(page)
    if pressed in MOST_OF:
        return Going(page=page.slug, adds=pressed)
    if pressed == "back":
        return Going(page=PAGES[max(here - 1, 0)].slug)
    slug, _, field = pressed.partition("/")
    if slug in {item.slug for item in PAGES} and (not field or field in {ask.name for _, ask in every_ask()}):
        return Going(page=slug, field=field)
    if pressed == RESULT or here + 1 == len(PAGES):
        return Going(page=RESULT, stays_if_wrong=True)
    return Going(page=PAGES[here + 1].slug, stays_if_wrong=True)


def without(answers: Answers, row: str) -> Answers:
    """Take out the row that was pressed."""
    is_row = _ROW.fullmatch(row) is not None and row[0] in MOST_OF
    return without_row(answers, row) if is_row else answers


def with_name(answers: Answers, use: str) -> Answers:
    """Take over a name that was offered in place of one that is not known."""
    field, _, name = use.partition("=")
    is_name = name and any(ask.name == field and ask.of_names for _, ask in every_ask())
    return answers | {field: [name]} if is_name else answers
