"""What the unit keeps: the lists, the page of a record and of an example, and copying an example."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from stepward.adapters.catalogue.unit_words import COPIED, UnitReader, example_words
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.core.findings import Refusal
from stepward.shells.web.access import open_to
from stepward.shells.web.unit.card_shown import tried
from stepward.shells.web.unit.shelf import member_of
from stepward.shells.web.unit.shelves import SHELVES, Shelf, example_of, shelf_of
from stepward.shells.web.unit.shown import entry_of, facts_shown, note_of, versions_shown
from stepward.usecases.unit_records import (
    Draft,
    Kind,
    Member,
    UnitRecord,
    UnknownRecord,
    current,
    history,
    may_edit,
    propose,
)


def member(request: HttpRequest) -> Member:
    """Tell who is signed in.

    Raises:
        PermissionDenied: if nobody is.
    """
    found = member_of(request.user)
    if found is None:
        raise PermissionDenied
    return found


def versions_of(shelf: Shelf, key: str) -> tuple[UnitRecord, ...]:
    """List every version of a record.

    Raises:
        Http404: if the unit keeps none.
    """
    try:
        return history(shelf.kind, key, records=DatabaseUnitRecords())
    except UnknownRecord as error:
        raise Http404 from error


@open_to("staff")
@require_safe
def home(_request: HttpRequest) -> HttpResponse:
    """Go to the line sets."""
    return HttpResponseRedirect(reverse("unit-shelf", args=["line-sets"]))


@open_to("staff")
@require_safe
def shelf(request: HttpRequest, slug: str) -> HttpResponse:
    """List what the unit keeps, and the shipped examples."""
    found, who = shelf_of(slug), member(request)
    records = DatabaseUnitRecords().by_key(found.kind)
    examples = [
        (key, found.name_of(words), note_of(found, key, words), key in records)
        for key, words in example_words(found.kind).items()
    ]
    page = {
        "shelf": found,
        "shelves": SHELVES.values(),
        "entries": [entry_of(found, versions) for versions in records.values()],
        "examples": examples,
        "may_edit": may_edit(found.kind, who),
    }
    return render(request, "unit/shelf.html", page)


@open_to("staff")
@require_safe
def one(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Show a record: the version in use, else the last; each fact beside its source; the history."""
    found = shelf_of(slug)
    return render_one(request, found, versions_of(found, key))


def render_one(
    request: HttpRequest, found: Shelf, versions: tuple[UnitRecord, ...], *, sentence: str = ""
) -> HttpResponse:  # fmt: skip
    """Show a record, with a sentence above it where something was refused."""
    who, last = member(request), versions[-1]
    told = current(versions) or last
    page = {
        "shelf": found,
        "key": last.key,
        "name": found.name_of(told.content),
        "note": note_of(found, last.key, told.content),
        "told": told,
        "entry": entry_of(found, versions),
        "groups": facts_shown(found, told.content),
        "tried": tried(last.key, told.content) if found.kind is Kind.TREATMENT_CARD else (),
        "versions": versions_shown(versions, who),
        "may_edit": may_edit(found.kind, who),
        "sentence": sentence,
    }
    return render(request, "unit/one.html", page, status=409 if sentence else 200)


@open_to("staff")
@require_safe
def example(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Show a shipped example: each fact beside its source."""
    found = shelf_of(slug)
    words = example_of(found, key)
    page = {
        "shelf": found,
        "key": key,
        "name": found.name_of(words),
        "note": note_of(found, key, words),
        "groups": facts_shown(found, words),
        "is_kept": bool(DatabaseUnitRecords().of(found.kind, key)),
        "may_edit": may_edit(found.kind, member(request)),
    }
    return render(request, "unit/example.html", page)


@open_to("pharmacist", "allergist", "charge nurse")
@require_POST
def copy(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Copy a shipped example to the unit as a proposed version 1."""
    found, who = shelf_of(slug), member(request)
    if not may_edit(found.kind, who):
        raise PermissionDenied
    draft = Draft(kind=found.kind, key=key, content=example_of(found, key), reason=COPIED)
    try:
        propose(draft, who, timezone.now(), records=DatabaseUnitRecords(), reader=UnitReader())
    except Refusal as refusal:
        return render_one(request, found, versions_of(found, key), sentence=str(refusal))
    return HttpResponseRedirect(reverse("unit-one", args=[slug, key]))
