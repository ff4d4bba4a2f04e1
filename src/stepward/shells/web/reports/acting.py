"""What people do with a report: keep a draft, close a version, take the case back, note what was sent and answered."""

from collections.abc import Callable
from dataclasses import replace

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from stepward.adapters.database.reports import DatabaseReports
from stepward.adapters.e2b.files import Acknowledged, read_acknowledgement
from stepward.adapters.e2b.guarding import UnreadableXml
from stepward.core.findings import Refusal
from stepward.shells.web import clock
from stepward.shells.web.access import open_to
from stepward.shells.web.bedside.doors import enter, note
from stepward.shells.web.protocols.approving import wrong_password
from stepward.shells.web.reports.pages import CLOSES, WRITES, Sent, member, shown_page
from stepward.shells.web.reports.reading import Case, case_of, clocks
from stepward.shells.web.reports.shown import PAPERS
from stepward.shells.web.uploads import MOST_BYTES
from stepward.usecases import reporting
from stepward.usecases.approving import Person
from stepward.usecases.report_asking import LONGEST, Question, Shape, questions
from stepward.usecases.report_hearing import deed_of, heard_of, said
from stepward.usecases.reporting import Deed, Draft, Mark, Turn, Version, standing
from stepward.usecases.unit_records import Member

LACKING, REFUSED, MOST_WORDS = 422, 409, 300


@open_to(*WRITES)
@sensitive_post_parameters()
@require_POST
def draft(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Keep the answers as they are."""
    enter(request, session_id)
    case = case_of(session_id)
    answers = _answers(request, case)
    return _done(request, session_id, lambda: _keep(case, answers, _person(member(request))), answers)


@open_to(*CLOSES)
@sensitive_post_parameters()
@require_POST
def close(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Keep the answers, then close a version of them; where something is lacking, all of it is told at once."""
    room, case, by = enter(request, session_id), case_of(session_id), member(request)
    answers, reason = _answers(request, case), request.POST.get("reason", "").strip()

    def act() -> None:
        found = standing(case.known_now(by.roles, by.name), answers, clocks())
        last = case.dossier.last
        version = _version(case, by, answers, reason)
        reporting.close(version, found, case.dossier, DatabaseReports())
        note(room, "closed the report" if last is None else "closed a follow-up of the report")

    return _done(request, session_id, act, answers, is_closing=True)


@open_to(*CLOSES)
@sensitive_post_parameters("password")
@require_POST
def take_back(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Take the case back, with the reason and the password: nothing follows it."""
    room, case, by = enter(request, session_id), case_of(session_id), member(request)

    def act() -> None:
        wrong = wrong_password(request, request.POST.get("password", ""))
        if wrong:
            raise reporting.NotReported(wrong)
        last = case.dossier.last
        version = _version(
            case,
            by,
            {} if last is None else dict(last.answers),
            request.POST.get("reason", "").strip(),
            turn=Turn.NULLIFICATION,
        )
        reporting.take_back(version, case.dossier, DatabaseReports())
        note(room, "took the report back")

    return _done(request, session_id, act)


@open_to(*CLOSES)
@require_POST
def sent(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Note that the newest version was sent on a paper."""
    enter(request, session_id)
    case, by = case_of(session_id), member(request)

    def act() -> None:
        paper = request.POST.get("paper", "")
        if paper not in PAPERS:
            msg = "Choose what was sent."
            raise reporting.NotReported(msg)
        words = request.POST.get("words", "").strip()[:MOST_WORDS]
        reporting.mark(_mark(case, by, Deed.SENT, paper, words), case.dossier, DatabaseReports())

    return _done(request, session_id, act)


@open_to(*CLOSES)
@require_POST
def acknowledge(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Read the file with which a receiver answers, and note what it says of this report."""
    enter(request, session_id)
    case, by = case_of(session_id), member(request)

    def act() -> None:
        found = _read(request)
        number, heard = heard_of(found, _unique(case), case.dossier)
        for item in heard:
            wanted = replace(_mark(case, by, deed_of(item), "icsr", said(item)), number=number)
            reporting.mark(wanted, case.dossier, DatabaseReports())

    return _done(request, session_id, act)


def _read(request: HttpRequest) -> tuple[Acknowledged, ...]:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        msg = "Choose the file that the receiver sent."
        raise reporting.NotReported(msg)
    if file.size is None or file.size > MOST_BYTES:
        msg = "This file is larger than 1 MiB. An answer of a receiver is smaller."
        raise reporting.NotReported(msg)
    try:
        return read_acknowledgement(file.read())
    except UnreadableXml as wrong:
        raise reporting.NotReported(str(wrong)) from wrong


def _unique(case: Case) -> str:
    """Give the number of the case, as its versions bear it."""
    last = case.dossier.last
    report = None if last is None else reporting.written(case.dossier, last.number, case.known_then)
    if report is None:
        msg = "There is no such version. Close one first."
        raise reporting.NotReported(msg)
    return report.case.unique


def _answers(request: HttpRequest, case: Case) -> dict[str, str]:
    """Read the fields of the form; what it did not ask stays as it was."""
    by = member(request)
    asked = questions(case.known_now(by.roles, by.name), _raw(request), clocks())
    kept = dict(case.dossier.answers)
    for question in asked:
        if question.key.replace(".", "-") in request.POST or question.shape in {Shape.SEVERAL, Shape.ONE}:
            kept[question.key] = _answer(request, question)
    return {key: text for key, text in kept.items() if text}


def _raw(request: HttpRequest) -> dict[str, str]:
    """Read what was chosen before anything is known of the questions: some are asked only after an answer."""
    names = [name for name in request.POST if name.startswith("seriousness-")]
    return {name.replace("-", "."): ",".join(request.POST.getlist(name)) for name in names}


def _answer(request: HttpRequest, question: Question) -> str:
    name = question.key.replace(".", "-")
    if question.shape is Shape.SEVERAL:
        chosen = set(request.POST.getlist(name))
        return ",".join(key for key, _ in question.choices if key in chosen)
    text = request.POST.get(name, "").replace("\x00", "").strip()[: LONGEST + 1]
    return text if question.shape is not Shape.ONE or text in {key for key, _ in question.choices} else ""


def _keep(case: Case, answers: dict[str, str], by: Person) -> None:
    draft = Draft(session=case.order.id, answers=answers, by=by, at=clock.now().at)
    reporting.keep_draft(draft, case.dossier, DatabaseReports())


def _version(case: Case, by: Member, answers: dict[str, str], reason: str, *, turn: Turn | None = None) -> Version:
    last = case.dossier.last
    found = Version(
        session=case.order.id,
        number=1 if last is None else last.number + 1,
        turn=turn or (Turn.FIRST if last is None else Turn.FOLLOW_UP),
        answers=answers,
        entries=len(case.entries),
        sha256="",
        by=_person(by),
        roles=by.roles,
        at=clock.now().at,
        reason=reason,
    )
    return reporting.sealed(found, case.dossier, case.known_then)


def _mark(case: Case, by: Member, deed: Deed, paper: str, words: str) -> Mark:
    last = case.dossier.last
    return Mark(
        session=case.order.id,
        number=0 if last is None else last.number,
        deed=deed,
        paper=paper,
        words=words,
        by=_person(by),
        at=clock.now().at,
    )


def _person(by: Member) -> Person:
    return Person(id=by.id, name=by.name)


def _done(
    request: HttpRequest,
    session_id: str,
    act: Callable[[], None],
    answers: dict[str, str] | None = None,
    *,
    is_closing: bool = False,
) -> HttpResponseBase:
    """Do it and go back to the page; where it cannot be done, show the page with the reason and what was entered."""
    try:
        act()
    except Refusal as refusal:
        told = Sent(answers=answers, told=str(refusal), status=LACKING, is_closing=is_closing)
        return shown_page(request, case_of(session_id), told)
    return HttpResponseRedirect(reverse("reports-one", args=[session_id]))
