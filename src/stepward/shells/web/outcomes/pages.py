"""The page of outcomes, and the files that a site may share."""

import secrets
from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from stepward.adapters.database.outcomes import outcomes
from stepward.core.outcomes.outcome import Outcome
from stepward.core.outcomes.small import LEAST
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.acting import SEES, with_station
from stepward.shells.web.cases.pages import Row, series_of
from stepward.shells.web.ended import up_to_date
from stepward.shells.web.outcomes.shown import KEYS, shown
from stepward.shells.web.prepare.workers import holds
from stepward.shells.web.shown import shown_source
from stepward.usecases.outcomes import COLUMNS, shareable

SHARES = ("allergist", "auditor")
BYTES, LACKING, BROWN = 9, 422, "BROWN-2004"
KINDS = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet", "md": "text/markdown"}


class ShareForm(forms.Form):
    """What the site calls itself, and the smallest count that is shared."""

    site = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9 _.]{0,39}$",
        error_messages={"required": "Name the site.", "invalid": "Name the site in at most 40 letters and digits."},
    )
    least = forms.IntegerField(
        min_value=LEAST,
        max_value=1000,
        error_messages={"required": "Say the smallest count.", "min_value": f"At least {LEAST}, as the source says."},
    )


@open_to(*SEES)
@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    """Show how the unit does; `?by=protocol` groups otherwise."""
    return _page(request, ShareForm(initial={"least": LEAST}))


@open_to(*SHARES)
@require_POST
def shared(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give rows in which nobody can be found, or the dictionary of their columns."""
    from stepward.adapters.pooling import files  # noqa: PLC0415 - DuckDB is loaded only where it is wanted

    form = ShareForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=LACKING)
    if kind == "md":
        return _file(files.dictionary(COLUMNS), kind)
    up_to_date()
    rows = shareable(
        outcomes(),
        site=form.cleaned_data["site"],
        numbers=lambda: secrets.token_urlsafe(BYTES),
        least=form.cleaned_data["least"],
    )
    write = files.csv_bytes if kind == "csv" else files.parquet_bytes
    return _file(write(rows, tuple(COLUMNS)), kind)


def _page(request: HttpRequest, form: ShareForm, *, status: int = 200) -> HttpResponseBase:
    up_to_date()
    by, found = request.GET.get("by", ""), outcomes()
    page = {
        "shown": shown(found, by if by in KEYS else "drug"),
        "published": _published(found),
        "keys": [(name, title, name == by or (name == "drug" and by not in KEYS)) for name, (title, _) in KEYS.items()],
        "form": form,
        "may_share": holds(request, SHARES),
        "least": LEAST,
        "brown": shown_source(BROWN),
    }
    return with_station(request, render(request, "outcomes/outcomes.html", page, status=status))


def _published(found: Sequence[Outcome]) -> list[Row]:
    """List the series that name a drug of the unit, each once."""
    rows = {row.key: row for drug in sorted({one.drug for one in found}) for row in series_of(drug)}
    return list(rows.values())


def _file(content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="outcomes.{kind}"'
    return response
