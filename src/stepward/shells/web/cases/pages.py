"""The published series as pages; they hold no patient and are open to anyone."""

import re
from dataclasses import dataclass
from textwrap import shorten

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.series_files import series
from stepward.core.outcomes.series import CountedOf, Series
from stepward.core.quantities import people_text
from stepward.shells.web.access import open_to

LONGEST = 60
_AUTHOR = re.compile(r"([A-Z][\w'-]+(?: [A-Z][a-z][\w'-]+)*) [A-Z]{1,3}(?=[,. ])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}$")
SAID_WRONG = "Pages that say that no fatal reaction was ever reported are wrong: one was, in the Einstein series."


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One series of the list; a share stands in the column of what it is a share of, and in no other."""

    key: str
    title: str
    drugs: str
    protocol: str
    patients: str
    procedures: str
    completed: str
    of_procedures: str
    of_patients: str
    of_infusions: str
    deaths: str
    has_death: bool


@open_to("anyone")
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """List the series; `?search=carboplatin` those that name a drug, a protocol or a site."""
    search = " ".join(request.GET.get("search", "").split())[:LONGEST]
    found = [item for item in series() if not search or is_about(item, search)]
    page = {"rows": [row(item) for item in found], "search": search, "wrong": SAID_WRONG}
    return render(request, "cases/library.html", page)


@open_to("anyone")
@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show one series."""
    found = next((item for item in series() if item.key == key), None)
    if found is None:
        raise Http404
    known = {item.key: item for item in series()}
    page = {
        "series": found,
        "row": row(found),
        "breakthrough": breakthrough(found),
        "overlaps": [(name, name_of(known[name]) if name in known else name, name in known) for name in found.overlaps],
        "overlapped": [(item.key, name_of(item)) for item in series() if key in item.overlaps],
        "protocols": protocols_of(found),
        "wrong": SAID_WRONG if found.has_death else "",
    }
    return render(request, "cases/one.html", page)


def is_about(item: Series, search: str) -> bool:
    """Tell whether a series has all words of a search in its drugs, protocol, site or citation."""
    text = " ".join((*item.drugs, item.protocol, item.site, item.citation, item.key)).casefold()
    return all(word in text for word in search.casefold().split())


def row(item: Series) -> Row:
    """Write one row."""
    share = "" if item.breakthrough_percent is None else f"{people_text(item.breakthrough_percent)} %"
    return Row(
        key=item.key,
        title=name_of(item),
        drugs=", ".join(item.drugs) or "not shown",
        protocol=item.protocol or "not shown",
        patients=_count(item.patients),
        procedures=_count(item.procedures),
        completed=completed(item),
        of_procedures=share if item.breakthrough_of is CountedOf.PROCEDURES else "",
        of_patients=share if item.breakthrough_of is CountedOf.PATIENTS else "",
        of_infusions=share if item.breakthrough_of is CountedOf.INFUSIONS else "",
        deaths=_count(item.deaths),
        has_death=item.has_death,
    )


def name_of(item: Series) -> str:
    """Name a series shortly: first author and year where its citation names one, else by its title."""
    author, year = _AUTHOR.match(item.citation), _YEAR.search(item.key)
    if author and year:
        return f"{author[1]} {year[0]}"
    name = shorten(item.citation.split(". ")[0].split(" (")[0], LONGEST, placeholder=" …")
    return f"{name}, {year[0]}" if year and year[0] not in name else name


def completed(item: Series) -> str:
    """Write how many were completed, as the page that was read says it; empty where it does not."""
    said = dict(item.details)
    percent = next((said[name] for name in ("completed full dose, percent", "completed, percent") if name in said), "")
    return f"{percent} %" if percent else said.get("completed", "")


def breakthrough(item: Series) -> str:
    """Write the share of breakthroughs with what it is a share of."""
    if item.breakthrough_percent is None or item.breakthrough_of is None:
        return "not shown"
    return f"{people_text(item.breakthrough_percent)} % of {item.breakthrough_of.value}"


def protocols_of(item: Series) -> list[str]:
    """List the shipped protocols whose id the series names."""
    return [name for name in shipped.protocol_ids() if name == item.protocol or f"{name} " in f"{item.protocol} "]


def series_of(drug: str) -> list[Row]:
    """List the series that name a drug."""
    return [row(item) for item in series() if item.names(drug)]


def _count(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"
