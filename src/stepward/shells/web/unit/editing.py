"""Write a new version of a record, or a new record, in a form; a second person approves it."""

import re
import unicodedata

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from stepward.adapters.catalogue.unit_policy import INVENTED
from stepward.adapters.catalogue.unit_words import UnitReader, example_words
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.core.findings import Refusal
from stepward.shells.web.access import open_to
from stepward.shells.web.unit.boxes import LONGEST, MOST_ROWS, Values, wrong_text
from stepward.shells.web.unit.card_words import card_rows
from stepward.shells.web.unit.shelves import Shelf, shelf_of
from stepward.shells.web.unit.views import member, versions_of
from stepward.usecases.unit_records import Draft, Kind, UnitRecord, Words, may_edit, propose

MOST_KEY, MOST_DIGITS = 60, 6
CHECK = "Some boxes need a change. Each says which."


@open_to("pharmacist", "allergist", "charge nurse")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, key: str, version: int = 0) -> HttpResponse:
    """Write a new version, beginning with the last one or with the one named."""
    shelf = shelf_of(slug)
    versions = versions_of(shelf, key)
    base = versions[-1] if version == 0 else next((item for item in versions if item.version == version), None)
    if base is None:
        raise Http404
    return _form(request, shelf, key=key, base=base, versions=versions)


@open_to("pharmacist", "allergist", "charge nurse")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a new record."""
    return _form(request, shelf_of(slug), key="", base=None, versions=())


def _form(
    request: HttpRequest, shelf: Shelf, *, key: str, base: UnitRecord | None, versions: tuple[UnitRecord, ...]
) -> HttpResponse:
    who = member(request)
    if not may_edit(shelf.kind, who):
        raise PermissionDenied
    last = versions[-1].version if versions else 0
    sentence, after, reason = "", last, ""
    if request.method == "POST":
        after = _number(request.POST.get("after", ""), last)
        reason = " ".join(request.POST.get("reason", "").split())
        values = Values.of(request.POST.dict(), shelf.sections)
        more = request.POST.get("more", "")
        if more in values.rows:
            values.rows[more] = min(MOST_ROWS, values.rows.get(more, 0) + 1)
        else:
            content = _marked(shelf.words_of(values), base)
            sentence = _reason(reason) or (CHECK if values.wrong else "")
            if not sentence:
                name = key or _key(shelf.kind, shelf.name_of(content))
                sentence = _keep(request, Draft(kind=shelf.kind, key=name, content=content, reason=reason, after=after))
                if not sentence:
                    return HttpResponseRedirect(reverse("unit-one", args=[shelf.slug, name]))
    else:
        content = {} if base is None else base.content
        values = Values.of(shelf.values_of(content), shelf.sections)
    sections = [values.shown(section) for section in shelf.sections]
    rows = card_rows(sections.pop()) if shelf.kind is Kind.TREATMENT_CARD else ()
    page = {
        "shelf": shelf,
        "key": key,
        "title": f"New {shelf.one}" if base is None else f"New version of {shelf.name_of(base.content)}",
        "base": base,
        "is_old": base is not None and base.version != last,
        "after": after,
        "reason": reason,
        "longest": LONGEST,
        "sections": sections,
        "card_rows": rows,
        "sentence": sentence,
    }
    return render(request, "unit/edit.html", page, status=400 if sentence else 200)


def _marked(content: Words, base: UnitRecord | None) -> Words:
    """Keep the mark of an invented record on its next version."""
    return {**content, INVENTED: True} if base is not None and base.content.get(INVENTED) is True else content


def _keep(request: HttpRequest, draft: Draft) -> str:
    try:
        propose(draft, member(request), timezone.now(), records=DatabaseUnitRecords(), reader=UnitReader())
    except Refusal as refusal:
        return str(refusal)
    return ""


def _reason(reason: str) -> str:
    if not reason:
        return "Say why this version is needed, in a few words."
    return wrong_text(reason)


def _number(text: str, last: int) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number else last


def _key(kind: Kind, name: str) -> str:
    """Make an id of a name: small letters, digits and hyphens, and one that is not taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    base = re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")[:MOST_KEY].strip("-.") or kind.value
    taken: dict[str, tuple[UnitRecord, ...] | Words] = {**DatabaseUnitRecords().by_key(kind), **example_words(kind)}
    return next(
        key for number in range(1, len(taken) + 2) if (key := base if number == 1 else f"{base}-{number}") not in taken
    )
