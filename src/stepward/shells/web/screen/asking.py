"""A page of questions as it is shown: with its answers, what to change, and which questions matter."""

import re
from dataclasses import replace

from stepward.adapters.database.models import ScreeningDraft
from stepward.adapters.database.screening_drafts import KEPT_DAYS
from stepward.shells.web.screen.answers import Answers, counts, first, rows
from stepward.shells.web.screen.asks import NONE, UNKNOWN, Ask, Block, Fact, Group
from stepward.shells.web.screen.asks_of_reactions import SIGN_ROWS
from stepward.shells.web.screen.names import is_penicillin, unknown_name
from stepward.shells.web.screen.pages import MOST_OF, PAGES, Page, every_ask, groups
from stepward.shells.web.screen.shown import SoFar, so_far
from stepward.shells.web.shown import ShownSource, shown_source

ALL = "all"
_REACTION = re.compile(r"Reaction ([0-9]+)")
LINES = {"lungs": "peak-flow", "pregnancy": "today-pregnancy"}


def shown(draft: ScreeningDraft, page: Page, answers: Answers, *, adds: str = "") -> dict[str, object]:
    """Collect what a page of questions shows; `adds` asks for one row more, or for all sentences on answers."""
    count = counts(answers, adds) | _none_said(page, answers)
    found = so_far(answers)
    wrong = {item.field: item.sentence for item in found.wrong}
    wrong = wrong if adds == ALL else {name: sentence for name, sentence in wrong.items() if first(answers, name)}
    return {
        "draft": draft,
        "page": page,
        "is_first": page is PAGES[0],
        "is_last": page is PAGES[-1],
        "groups": [_group(item, answers, wrong, count) for item in groups(page.slug, count)],
        "first_new": f"{adds}{count[adds] - 1}" if adds in count else "",
        "steps": steps(answers, page, found),
        "so_far": found,
        "topics": topics(answers, found),
        "sign_rows": SIGN_ROWS,
        "kept_days": KEPT_DAYS,
    }


def _none_said(page: Page, answers: Answers) -> dict[str, int]:
    """Ask for no danger signs where nobody knows of a reaction."""
    is_none = first(answers, "reactions") in {NONE, UNKNOWN} and not rows(answers, "r")
    return {"r": 0} if page.slug == "danger" and is_none else {}


def topics(answers: Answers, found: SoFar) -> tuple[str, ...]:
    """List what matters in this case beside what is always asked; everything, while no assessment can be made."""
    if found.found is None:
        return (*LINES, *(("penicillin",) if is_penicillin(first(answers, "drug")) else ()))
    lines = {line.id for line in found.found.checklist}
    matters = [topic for topic, line in LINES.items() if line in lines]
    return (*matters, *(("penicillin",) if is_penicillin(first(answers, "drug")) else ()))


def _named(title: str, answers: Answers) -> str:
    """Name the drug of a reaction in a title, where there are several reactions."""
    match = _REACTION.match(title)
    drug = first(answers, f"r{int(match[1]) - 1}_drug") if match else ""
    return f"{title[: match.end()]} ({drug}){title[match.end() :]}" if match and drug else title


def _group(group: Group, answers: Answers, wrong: dict[str, str], count: dict[str, int]) -> dict[str, object]:
    asks = group.asks[1:] if group.lead else group.asks
    most = group.adds is not None and count[group.adds[0]] >= MOST_OF[group.adds[0]]
    return {
        "group": replace(group, title=_named(group.title, answers)),
        "lead": None if group.lead is None else _ask(group.lead, answers, wrong),
        "blocks": [_block(item, answers, wrong) for item in group.blocks],
        "fact": _fact(group.fact),
        "is_empty": not any(answers.get(ask.name) for ask in asks),
        "may_add": group.adds is not None and not most,
        "is_full": most,
    }


def _block(block: Block, answers: Answers, wrong: dict[str, str]) -> dict[str, object]:
    may_drop = bool(block.row) and int(block.row[1:]) in rows(answers, block.row[0])
    return {
        "block": replace(block, title=_named(block.title, answers)),
        "asks": [_ask(item, answers, wrong) for item in block.asks],
        "may_drop": may_drop,
    }


def _ask(item: Ask, answers: Answers, wrong: dict[str, str]) -> dict[str, object]:
    value = first(answers, item.name)
    return {
        "ask": item,
        "kind": item.kind.value,
        "value": value,
        "values": answers.get(item.name, []),
        "unit": first(answers, f"{item.name}_unit"),
        "error": wrong.get(item.name, ""),
        "fact": _fact(item.fact),
        "unknown": unknown_name(value, of_names=item.of_names),
    }


def _fact(fact: Fact | None) -> tuple[str, tuple[ShownSource, ...]] | None:
    return None if fact is None else (fact.words, tuple(shown_source(name) for name in fact.sources))


def steps(answers: Answers, here: Page | None, found: SoFar) -> list[dict[str, object]]:
    """List the pages with what was answered on each."""
    names: dict[str, set[str]] = {page.slug: set() for page in PAGES}
    for slug, ask in every_ask():
        names[slug].add(ask.name)
    wrong = {item.page for item in found.wrong}
    return [
        {
            "page": page,
            "number": index,
            "is_here": page is here,
            "is_done": page.slug not in wrong and not names[page.slug].isdisjoint(answers),
        }
        for index, page in enumerate(PAGES, 1)
    ]
