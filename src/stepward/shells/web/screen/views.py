"""Views of the Screen pages: take answers, keep them, and show what they add up to."""

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from stepward.adapters.database import screening_drafts
from stepward.adapters.database.models import ScreeningDraft
from stepward.core.reactions.signs import ORGANS
from stepward.shells.web.access import open_to
from stepward.shells.web.ids import new_id
from stepward.shells.web.screen.answers import Answers, counts, first, taken
from stepward.shells.web.screen.pages import MOST_REACTIONS, MOST_ROWS, PAGES, Ask, Group, Page, groups
from stepward.shells.web.screen.shown import SoFar, carried, so_far

SCREENS = ("allergist", "prescriber", "nurse")
ADDS = {
    "drug": (("a", "Add another drug"),),
    "reaction": (("r", "Add a reaction"),),
    "medicines": (("m", "Add a medicine"), ("t", "Add a test")),
}
MOST_ADDED = {"r": MOST_REACTIONS, "a": MOST_ROWS, "m": MOST_ROWS, "t": MOST_ROWS}
REFUSED = 422
ALL = "all"
SIGN_ROWS = tuple((organ.value.capitalize(), tuple(sign.value for sign in signs)) for organ, signs in ORGANS.items())


@open_to(*SCREENS)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """List the screenings of whoever is signed in, and begin a new one."""
    owner = _owner(request)
    if request.method == "POST":
        draft_id = new_id()
        screening_drafts.begin(draft_id, owner=owner, at=timezone.now())
        return HttpResponseRedirect(reverse("screen-page", args=[draft_id, PAGES[0].slug]))
    rows = [
        {"id": item.id, "drug": first(item.answers, "drug"), "disease": first(item.answers, "disease"),
         "changed_at": item.changed_at}
        for item in screening_drafts.listed(owner=owner)
    ]  # fmt: skip
    return render(request, "screen/begin.html", {"rows": rows})


@open_to(*SCREENS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, draft_id: str, slug: str) -> HttpResponse:
    """Ask the questions of one page; every answer is kept, whatever is pressed."""
    draft, page = _draft(request, draft_id), _page(slug)
    if request.method != "POST":
        return render(request, "screen/ask.html", _shown(draft, page, draft.answers))
    answers = taken(draft.answers, slug, request.POST)
    screening_drafts.save(draft, answers, at=timezone.now())
    if request.headers.get("HX-Request") == "true":
        return render(request, "screen/so_far.html", {"draft": draft, "so_far": so_far(answers), "page": page})
    go = request.POST.get("go", "")
    shown = _shown(draft, page, answers, adds=go)
    if go in MOST_ADDED:
        return render(request, "screen/ask.html", shown)
    if go != "back" and any(item.page == slug for item in so_far(answers).wrong):
        return render(request, "screen/ask.html", _shown(draft, page, answers, adds=ALL), status=REFUSED)
    return HttpResponseRedirect(_next(draft.id, page, is_back=go == "back"))


@open_to(*SCREENS)
@require_safe
def result(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Show the whole assessment, and the way on to the plan."""
    draft = _draft(request, draft_id)
    found = so_far(draft.answers)
    context = {
        "draft": draft,
        "steps": _steps(draft, None, found),
        "so_far": found,
        "drug": first(draft.answers, "drug"),
        "disease": first(draft.answers, "disease"),
        "carried": carried(draft.answers),
        "last": PAGES[-1].slug,
    }
    return render(request, "screen/result.html", context)


def _owner(request: HttpRequest) -> int:
    if not isinstance(request.user, User):
        raise Http404
    return int(request.user.pk)


def _draft(request: HttpRequest, draft_id: str) -> ScreeningDraft:
    found = screening_drafts.find(draft_id, owner=_owner(request))
    if found is None:
        raise Http404
    return found


def _page(slug: str) -> Page:
    found = next((item for item in PAGES if item.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _next(draft_id: str, page: Page, *, is_back: bool) -> str:
    index = PAGES.index(page) + (-1 if is_back else 1)
    if index >= len(PAGES):
        return reverse("screen-result", args=[draft_id])
    return reverse("screen-page", args=[draft_id, PAGES[max(index, 0)].slug])


def _shown(draft: ScreeningDraft, page: Page, answers: Answers, *, adds: str = "") -> dict[str, object]:
    """Collect what a page of questions shows."""
    count = counts(answers, adds)
    found = so_far(answers)
    wrong = {item.field: item.sentence for item in found.wrong}
    wrong = wrong if adds == ALL else {name: sentence for name, sentence in wrong.items() if first(answers, name)}
    return {
        "draft": draft,
        "page": page,
        "number": PAGES.index(page) + 1,
        "is_first": page is PAGES[0],
        "is_last": page is PAGES[-1],
        "groups": [_group(item, answers, wrong) for item in groups(page.slug, count)],
        "adds": [(key, words) for key, words in ADDS.get(page.slug, ()) if count[key] < MOST_ADDED[key]],
        "steps": _steps(draft, page, found),
        "so_far": found,
        "sign_rows": SIGN_ROWS,
    }


def _group(group: Group, answers: Answers, wrong: dict[str, str]) -> dict[str, object]:
    return {"group": group, "asks": [_ask(item, answers, wrong) for item in group.asks]}


def _ask(item: Ask, answers: Answers, wrong: dict[str, str]) -> dict[str, object]:
    return {
        "ask": item,
        "kind": item.kind.value,
        "value": first(answers, item.name),
        "values": answers.get(item.name, []),
        "error": wrong.get(item.name, ""),
    }


def _steps(draft: ScreeningDraft, here: Page | None, found: SoFar) -> list[dict[str, object]]:
    """List the pages with what was answered on each."""
    names = {page.slug: {ask.name for group in groups(page.slug, MOST_ADDED) for ask in group.asks} for page in PAGES}
    wrong = {item.page for item in found.wrong}
    return [
        {
            "page": page,
            "number": index,
            "is_here": page is here,
            "is_done": page.slug not in wrong and not names[page.slug].isdisjoint(draft.answers),
        }
        for index, page in enumerate(PAGES, 1)
    ]
