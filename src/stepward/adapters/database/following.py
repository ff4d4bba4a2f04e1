"""What follows a session, as rows."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Protocol as Port

from django.db.models import OuterRef, QuerySet, Subquery

from stepward.adapters.database import models
from stepward.adapters.database.outcomes import keep_outcome
from stepward.core.outcomes.outcome import Outcome
from stepward.core.quantities import Amount, Rate, Volume, parse_amount
from stepward.core.tolerance.history import GivenDose, Mode, Terms
from stepward.usecases.approving import Person
from stepward.usecases.following import After, DoseNote, Finished, GivingOn, Stopped, StruckOut


class DatabaseBook:
    """What follows the sessions of a unit."""

    def after(self, session_id: str, /) -> After | None:
        """Find what is kept of a session and of what followed it; nothing for one that is not known to be over."""
        row = models.FinishedSession.objects.filter(session=session_id).first()
        return None if row is None else next(iter(_afters([row])))

    def newest(self) -> tuple[After, ...]:
        """List the newest session of each patient with each drug, without those whose drug was stopped."""
        return tuple(_afters(list(_newest())))

    def add_signed(self, signed: GivingOn, /) -> None:
        """Keep a signed way to give the drug on."""
        models.GivingOn(
            session=signed.session,
            mode=signed.mode.value,
            interval=_text(signed.interval),
            window=_text(signed.terms.window),
            half_life=_text(signed.terms.half_life),
            half_lives=_text(signed.terms.half_lives),
            cap=_text(signed.terms.cap),
            is_set_by_physician=signed.terms.is_set_by_physician,
            amount=_amount_text(signed.amount),
            product=signed.product,
            route=signed.route,
            volume="" if signed.volume is None else str(signed.volume),
            rate="" if signed.rate is None else str(signed.rate),
            warn_before=_text(signed.warn_before),
            reason=signed.reason,
            person_id=int(signed.by.id),
            person_name=signed.by.name,
            at=signed.at,
        ).save()

    def add_note(self, note: DoseNote, /) -> None:
        """Keep a dose."""
        models.DoseNote(
            id=note.id,
            session=note.session,
            given_at=note.dose.given_at,
            ended_at=note.dose.ended_at,
            amount=_amount_text(note.dose.amount),
            product=note.dose.product,
            route=note.dose.route,
            person_id=int(note.by.id),
            person_name=note.by.name,
            at=note.at,
        ).save()

    def add_struck(self, struck: StruckOut, /) -> None:
        """Keep that a dose was never given."""
        note = models.DoseNote.objects.get(id=struck.note)
        models.DoseStruckOut(
            note=struck.note,
            session=note.session,
            reason=struck.reason,
            person_id=int(struck.by.id),
            person_name=struck.by.name,
            at=struck.at,
        ).save()

    def add_stopped(self, stopped: Stopped, /) -> None:
        """Keep that the drug is stopped."""
        models.DrugStopped(
            session=stopped.session,
            reason=stopped.reason,
            person_id=int(stopped.by.id),
            person_name=stopped.by.name,
            at=stopped.at,
        ).save()


class DatabaseFinished:
    """The index of sessions that are over."""

    def put(self, finished: Finished, outcome: Outcome, /) -> None:
        """Keep what a session says and what is counted of it, over what was kept before."""
        keep_outcome(finished.session, outcome)
        models.FinishedSession.objects.update_or_create(
            session=finished.session,
            defaults={
                "patient_id": finished.patient,
                "drug": finished.drug,
                "is_completed": finished.is_completed,
                "over_at": finished.over_at,
                "dose_ended_at": finished.dose_ended_at,
                "is_reduced": finished.is_reduced,
                "is_asked": finished.is_asked,
                "step": finished.step,
                "entries": finished.entries,
            },
        )

    def missing(self) -> tuple[str, ...]:
        """List the ordered sessions that are not in the index, the earliest first."""
        known = models.FinishedSession.objects.values("session")
        rows = models.SessionOrder.objects.exclude(id__in=known).order_by("start_at", "id")
        return tuple(rows.values_list("id", flat=True))

    def lengths(self) -> dict[str, int]:
        """Tell how long the log was when it was read, of each session on which somebody may still count."""
        return dict(_newest().values_list("session", "entries"))


def _newest() -> QuerySet[models.FinishedSession]:
    same = models.FinishedSession.objects.filter(patient=OuterRef("patient"), drug=OuterRef("drug"))
    first = Subquery(same.order_by("-over_at", "session").values("session")[:1])
    stopped = models.DrugStopped.objects.values("session")
    return models.FinishedSession.objects.filter(session=first).exclude(session__in=stopped)


class _Row(Port):
    """A row that says who wrote it."""

    person_id: int
    person_name: str


def _afters(rows: list[models.FinishedSession]) -> Iterable[After]:
    """Put together what is kept of these sessions, with four questions to the database whatever their number."""
    ids = [row.session for row in rows]
    signed, notes = defaultdict[str, list[GivingOn]](list), defaultdict[str, list[DoseNote]](list)
    struck = defaultdict[str, list[StruckOut]](list)
    for giving in models.GivingOn.objects.filter(session__in=ids):
        signed[giving.session].append(_giving_on(giving))
    for note in models.DoseNote.objects.filter(session__in=ids):
        notes[note.session].append(_note(note))
    for out in models.DoseStruckOut.objects.filter(session__in=ids):
        struck[out.session].append(StruckOut(note=out.note, reason=out.reason, by=_person(out), at=out.at))
    stopped = {
        row.session: Stopped(session=row.session, reason=row.reason, by=_person(row), at=row.at)
        for row in models.DrugStopped.objects.filter(session__in=ids)
    }
    for row in rows:
        yield After(
            finished=_finished(row),
            signed=tuple(signed[row.session]),
            notes=tuple(notes[row.session]),
            struck=tuple(struck[row.session]),
            stopped=stopped.get(row.session),
        )


def _finished(row: models.FinishedSession) -> Finished:
    return Finished(
        session=row.session,
        patient=row.patient_id,
        drug=row.drug,
        is_completed=row.is_completed,
        over_at=row.over_at,
        dose_ended_at=row.dose_ended_at,
        is_reduced=row.is_reduced,
        is_asked=row.is_asked,
        step=row.step,
        entries=row.entries,
    )


def _giving_on(row: models.GivingOn) -> GivingOn:
    return GivingOn(
        session=row.session,
        mode=Mode(row.mode),
        terms=Terms(
            window=_number(row.window),
            half_life=_number(row.half_life),
            half_lives=_number(row.half_lives),
            cap=_number(row.cap),
            is_set_by_physician=row.is_set_by_physician,
        ),
        by=_person(row),
        at=row.at,
        interval=_number(row.interval),
        amount=parse_amount(row.amount) if row.amount else None,
        product=row.product,
        route=row.route,
        volume=Volume.parse(row.volume) if row.volume else None,
        rate=Rate.parse(row.rate) if row.rate else None,
        warn_before=_number(row.warn_before),
        reason=row.reason,
    )


def _note(row: models.DoseNote) -> DoseNote:
    dose = GivenDose(
        given_at=row.given_at,
        ended_at=row.ended_at,
        amount=parse_amount(row.amount) if row.amount else None,
        product=row.product,
        route=row.route,
    )
    return DoseNote(id=row.id, session=row.session, dose=dose, by=_person(row), at=row.at)


def _person(row: _Row) -> Person:
    return Person(id=str(row.person_id), name=row.person_name, roles=frozenset())


def _text(value: Fraction | None) -> str:
    """Write a number as an exact fraction: it is read again as the same."""
    return "" if value is None else str(value)


def _number(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def _amount_text(amount: Amount | None) -> str:
    return "" if amount is None else str(amount)
