"""The parts of a safety report in words for paper; what is not known is empty and leaves room."""

from datetime import date, datetime

from stepward.adapters.documents.paper_words import date_text
from stepward.core.quantities import people_text
from stepward.core.quantities.place import UTC_PLACE
from stepward.core.reports.parts import Drug, Measured, NotStated, Outcome, Partly, Role, Seriousness
from stepward.core.reports.report import SafetyReport

UNITS = {"a": "years", "Cel": "°C", "mm[Hg]": "mmHg"}
CRITERIA = {
    "death": "death",
    "life_threatening": "danger to life",
    "hospitalization": "hospital stay, begun or made longer",
    "disabling": "lasting disability",
    "congenital": "birth defect",
    "other_important": "other important medical event",
    "intervention": "intervention to prevent lasting harm (device)",
}


def words_of(found: object) -> str:
    """Write words, or why there are none."""
    return found.value if isinstance(found, NotStated) else str(found or "")


def measured(found: Measured | None) -> str:
    """Write a number with its unit for people."""
    return "" if found is None else f"{people_text(found.value)} {UNITS.get(found.unit, found.unit)}"


def when(found: object) -> str:
    """Write an instant in UTC, or a day."""
    if isinstance(found, datetime):
        return UTC_PLACE.minute(found)
    return day(found)


def day(found: object) -> str:
    """Write a day, or as much of it as is known."""
    if isinstance(found, datetime):
        return UTC_PLACE.day_words(found)
    if isinstance(found, date):
        return date_text(found)
    if isinstance(found, Partly):
        return str(found.year) if found.month is None else f"{found.year}-{found.month:02}"
    return words_of(found)


def initials(report: SafetyReport) -> str:
    """Write the initials, or that they are kept back."""
    return words_of(report.patient.initials)


def age(report: SafetyReport) -> str:
    """Write the age."""
    return measured(report.patient.age)


def sex(report: SafetyReport) -> str:
    """Write the sex."""
    found = report.patient.sex
    return "" if found is None else found.value


def history(report: SafetyReport) -> str:
    """Write history and other allergies."""
    allergies = ", ".join(report.patient.allergies or ())
    return ". ".join(
        part for part in (words_of(report.patient.history), allergies and f"Allergies: {allergies}") if part
    )


def outcome(report: SafetyReport) -> str:
    """Write how each reaction ended."""
    return "; ".join(words_of(_outcome(item.outcome)) for item in report.reactions)


def _outcome(found: Outcome | None) -> str:
    return "not yet known" if found is None else found.value


def criteria(report: SafetyReport) -> str:
    """Write what made it serious; "not serious" only where every question was answered with no."""
    chosen = [
        words
        for name, words in CRITERIA.items()
        if any(getattr(item.seriousness, name) is True for item in report.reactions)
    ]
    if chosen:
        return ", ".join(chosen)
    found = [item.seriousness for item in report.reactions]
    return "not serious" if found and all(_is_denied(item) for item in found) else ""


def _is_denied(found: Seriousness) -> bool:
    return found.serious is False


def tests(report: SafetyReport) -> str:
    """Write each reading and sample with its time and result."""
    return "; ".join(
        f"{item.name} {measured(item.result) or item.text or 'taken, result not known'}, {when(item.at)}"
        for item in report.tests
    )


def amount_given(drug: Drug) -> str:
    """Write what was given, and how."""
    parts = [part for dose in drug.doses for part in (dose.text or measured(dose.amount), words_of(dose.route)) if part]
    until = f"{measured(drug.until_reaction)} until the reaction" if drug.until_reaction is not None else ""
    return ", ".join(part for part in (*parts, until) if part)


def dates_of_use(drug: Drug) -> str:
    """Write from when to when it was given."""
    return "; ".join(" to ".join(part for part in (when(dose.start), when(dose.end)) if part) for dose in drug.doses)


def lot(drug: Drug) -> str:
    """Write the lot."""
    return ", ".join(text for text in (words_of(dose.lot) for dose in drug.doses) if text)


def others(report: SafetyReport) -> str:
    """Write the other medicines; those that treated the reaction are not among them."""
    return ", ".join(item.product or "" for item in report.of_role(Role.CONCOMITANT, Role.INTERACTING))


def treatments(report: SafetyReport) -> str:
    """Write how the reaction was treated."""
    rows = [
        " ".join(part for part in (item.product, *(dose.text for dose in item.doses)) if part)
        + "".join(f", {when(dose.start)}" for dose in item.doses)
        for item in report.of_role(Role.TREATMENT)
    ]
    return "; ".join(rows) or "None was written down."


def qualified(report: SafetyReport) -> str:
    """Write what the reporter is."""
    found = report.reporters[0].qualification
    return "" if found is None else found.value
