"""Pages of an administrator: who has an account, with which roles; nothing of any patient (H-56)."""

from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from stepward.adapters.database.models import AccountDeed, FirstPassword
from stepward.core.findings import Refusal
from stepward.shells.web.access import ROLES_OF_THE_UNIT, open_to
from stepward.shells.web.people import accounts
from stepward.shells.web.people.accounts import ADMINISTRATOR, NewAccount
from stepward.shells.web.people.signing_in import person_of
from stepward.shells.web.protocols.approving import utc_text

LONGEST = 80
_MEANT = {
    "allergist": "assesses, signs plans, runs, resumes",
    "pharmacist": "signs second, makes, checks",
    "technician": "makes",
    "nurse": "runs, charts, checks",
    "charge nurse": "runs, charts, checks, sees every session",
    "prescriber": "orders, ends",
    "coordinator": "plans the day, reads",
    "auditor": "reads, and the logs",
    "administrator": "accounts and set-up, no patient data",
}
_DEEDS = ("roles", "disable", "enable", "password")


@open_to(ADMINISTRATOR)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List every account, open ones first."""
    pending = set(FirstPassword.objects.values_list("user_id", flat=True))
    users = User.objects.prefetch_related("groups").order_by("-is_active", "last_name", "first_name", "username")
    rows = [
        {
            "user": user,
            "roles": ", ".join(sorted(group.name for group in user.groups.all())) or "no role",
            "is_pending": user.pk in pending,
        }
        for user in users
    ]
    return render(request, "people/people.html", {"rows": rows})


@open_to(ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add an account, and show its first password once."""
    entered, wrong, sentence = _entered(request), dict[str, str](), ""
    if request.method == "POST":
        wrong = _wrong(entered)
        roles = frozenset(request.POST.getlist("roles"))
        if not wrong:
            try:
                user, password = accounts.add(NewAccount(**entered, roles=roles), by=_by(request))
            except Refusal as refusal:
                sentence = str(refusal)
            else:
                return render(request, "people/password_once.html", {"account": user, "password": password})
    page = {"entered": entered, "wrong": wrong, "sentence": sentence, "roles": _roles(request.POST.getlist("roles"))}
    return render(request, "people/new.html", page, status=400 if wrong or sentence else 200)


@open_to(ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, account: int) -> HttpResponse:
    """Show one account with its history; change its roles, disable it, open it, or give it a new password."""
    user = User.objects.filter(pk=account).first()
    if user is None:
        raise Http404
    sentence = ""
    if request.method == "POST":
        deed = request.POST.get("deed", "")
        if deed not in _DEEDS:
            raise Http404
        try:
            password = _do(deed, user, frozenset(request.POST.getlist("roles")), _by(request))
        except Refusal as refusal:
            sentence = str(refusal)
        else:
            if password:
                return render(request, "people/password_once.html", {"account": user, "password": password})
            return HttpResponseRedirect(reverse("person", args=[account]))
    page = {
        "account": user,
        "roles": _roles(list(user.groups.values_list("name", flat=True))),
        "is_pending": FirstPassword.objects.filter(user=user).exists(),
        "deeds": [
            (item.deed, item.detail, item.person_name, utc_text(item.at))
            for item in AccountDeed.objects.filter(account=user).order_by("-at", "-id")
        ],
        "sentence": sentence,
    }
    return render(request, "people/person.html", page, status=409 if sentence else 200)


def _do(deed: str, user: User, roles: frozenset[str], by: str) -> str:
    """Do it; give the first password where there is a new one."""
    match deed:
        case "roles":
            accounts.change_roles(user, roles, by=by)
        case "disable":
            accounts.disable(user, by=by)
        case "enable":
            return accounts.enable(user, by=by)
        case _:
            return accounts.renew_password(user, by=by)
    return ""


def _by(request: HttpRequest) -> str:
    person = person_of(request.user)
    return "" if person is None else person.name


def _entered(request: HttpRequest) -> dict[str, str]:
    return {name: " ".join(request.POST.get(name, "").split()) for name in ("username", "first_name", "last_name")}


def _wrong(entered: dict[str, str]) -> dict[str, str]:
    found = {name: f"Keep it to {LONGEST} characters." for name, text in entered.items() if len(text) > LONGEST}
    found |= {name: "Type it anew: it holds characters that do not show." for name, text in entered.items()
              if not text.isprintable()}  # fmt: skip
    if not entered["last_name"]:
        found["last_name"] = "Enter the family name, as it is signed."
    try:
        UnicodeUsernameValidator()(entered["username"])
    except ValidationError:
        found["username"] = "Use letters and digits without spaces."
    return found


def _roles(held: list[str]) -> list[tuple[str, str, bool]]:
    known = [role for role in _MEANT if role in ROLES_OF_THE_UNIT]
    return [(role, _MEANT[role], role in held) for role in known]
