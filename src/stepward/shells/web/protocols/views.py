"""The library of protocols and evidence entries, and the page of each."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.approvals import DatabaseApprovals
from stepward.shells.web.access import open_to
from stepward.shells.web.people.signing_in import person_of
from stepward.shells.web.protocols import pages
from stepward.shells.web.protocols.approving import Approval, shown_approval
from stepward.shells.web.shown import shown_findings, shown_source
from stepward.usecases.approving import judge
from stepward.usecases.browsing import Wanted, browse, entry_book, protocol_book
from stepward.usecases.consulting import consult, file_of

LONGEST_SEARCH = 80


class WantedForm(forms.Form):
    """What to look for; every answer may be left open."""

    search = forms.CharField(required=False, max_length=LONGEST_SEARCH)
    kind = forms.CharField(required=False, max_length=LONGEST_SEARCH)
    route = forms.CharField(required=False, max_length=LONGEST_SEARCH)
    evidence = forms.CharField(required=False, max_length=LONGEST_SEARCH)
    use = forms.CharField(required=False, max_length=LONGEST_SEARCH)
    approval = forms.CharField(required=False, max_length=LONGEST_SEARCH)


@open_to("anyone")
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """List every protocol and every evidence entry, or those looked for."""
    form = WantedForm(request.GET)
    wanted = Wanted(**form.cleaned_data) if form.is_valid() else Wanted()
    acts = DatabaseApprovals().by_protocol()
    books = [
        *(
            protocol_book(protocol, judge(file_of(protocol.id, library=shipped), acts.get(protocol.id, ())))
            for protocol in shipped.protocols()
        ),
        *(entry_book(entry) for entry in shipped.evidence_entries().values()),
    ]
    page = {
        "wanted": wanted,
        "is_too_long": not form.is_valid(),
        "found": browse(books, wanted),
        "usable": sum(book.is_usable for book in books),
        "entries": sum(not book.is_usable for book in books),
    }
    return render(request, "protocols/library.html", page)


@open_to("anyone")
@require_safe
def one(request: HttpRequest, protocol_id: str) -> HttpResponse:
    """Show everything on file about one protocol or evidence entry."""
    entry = shipped.evidence_entries().get(protocol_id)
    if entry is not None:
        page = {
            "entry": entry,
            "kind": entry_book(entry).kind,
            "sources": (shown_source(entry.source),),
            "printed": pages.printed(entry.id),
        }
        return render(request, "protocols/entry.html", page)
    try:
        consulted = consult(protocol_id, library=shipped, approvals=DatabaseApprovals())
    except shipped.UnknownProtocol as error:
        raise Http404 from error
    approval: Approval = shown_approval(consulted.approval, person_of(request.user))
    plan = consulted.example.plan
    return render(
        request,
        "protocols/protocol.html",
        {
            "protocol": consulted.protocol,
            "facts": pages.facts(consulted),
            "ladder": pages.shown_ladder(plan) if plan is not None and plan.effective.steps else None,
            "no_ladder": consulted.example.reason,
            "recipe": pages.recipe(consulted.protocol),
            "evidence": pages.evidence_shown(consulted.protocol),
            "findings": shown_findings(plan.findings) if plan is not None else None,
            "approval": approval,
            "printed": pages.printed(consulted.protocol.printed_table),
            "absent": pages.absent_rules(consulted.protocol),
        },
    )
