"""Where a person begins: nurses at the day, the pharmacy at its queue, reviewers at the record, others at the plan."""

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from stepward.shells.web.access import open_to

BEGINS = {
    "nurse": "day",
    "charge nurse": "day",
    "coordinator": "day",
    "pharmacist": "prepare",
    "technician": "prepare",
    "auditor": "record-list",
}


@open_to("anyone")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the page on which this person's work begins."""
    roles = request.user.groups.values_list("name", flat=True) if isinstance(request.user, User) else ()
    found = next((BEGINS[role] for role in sorted(roles) if role in BEGINS), "plan")
    return HttpResponseRedirect(reverse(found))
