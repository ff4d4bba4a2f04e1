"""What the answers add up to, as the pages show it."""

from collections.abc import Mapping
from dataclasses import dataclass

from stepward.adapters.catalogue import shipped
from stepward.adapters.documents.screen_json import VERDICTS
from stepward.core.findings import Refusal, Severity, gravest_first
from stepward.core.reactions import Grade
from stepward.core.screening.assessment import (
    Assessment,
    CareLevel,
    CheckLine,
    ProtocolChoice,
    ScreenFinding,
    Verdict,
    When,
)
from stepward.shells.screening import screen
from stepward.shells.web.screen.answers import Answers, case_data, first, wrong
from stepward.shells.web.screen.pages import PAGES, groups
from stepward.shells.web.shown import ShownSource, headline, shown_source

CARE = {CareLevel.OUTPATIENT: "Outpatient", CareLevel.MONITORED_BED: "Monitored bed", CareLevel.ICU: "ICU"}
OPEN = {Verdict.PROCEED, Verdict.WITH_CONDITIONS}
PLACE_OF = (
    ("IND-01", "reaction", "reactions"),
    ("IND-03", "drug", "alternatives"),
)
WORDS = (
    ("danger", "danger", "r0_danger"),
    ("diagnosis", "danger", "r0_diagnosis"),
    ("medicine", "medicines", "medicines"),
    ("route", "drug", "route"),
    ("cardiac", "patient", "cardiac"),
    ("circulation", "patient", "stable"),
    ("pregnancy", "patient", "pregnant"),
    ("fev1", "patient", "fev1"),
    ("asthma", "patient", "asthma_controlled"),
    ("the age", "patient", "age"),
    ("other diseases", "patient", "conditions_known"),
    ("the signs", "reaction", "r0_signs_known"),
    ("oxygen", "reaction", "r0_spo2"),
    ("usual pressure", "reaction", "r0_usual"),
    ("pressure", "reaction", "r0_sbp"),
    ("minutes", "reaction", "r0_onset"),
    ("alternative", "drug", "alternatives"),
    ("reaction", "reaction", "reactions"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Words, what they are said of, and every source that says so."""

    title: str
    words: str
    sources: tuple[ShownSource, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding with all of its sources, and the question that answers it."""

    finding: ScreenFinding
    sources: tuple[ShownSource, ...]
    page: str = ""
    field: str = ""

    @property
    def severity(self) -> str:
        """The word of the severity."""
        return self.finding.severity.value

    @property
    def is_for_today(self) -> bool:
        """Tell whether it holds for today only."""
        return self.finding.holds.value == "today"

    @property
    def is_needed(self) -> bool:
        """Tell whether the verdict waits for its answer."""
        return self.finding.leads_to is Verdict.NEEDS_ANSWERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """An answer that cannot be read, and where it stands."""

    page: str
    field: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolOffer:
    """A protocol that fits, with its title, its reason and its source."""

    id: str
    title: str
    why: str
    sources: tuple[ShownSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """The assessment of the answers, or what keeps it from being made."""

    wrong: tuple[Wrong, ...] = ()
    refused: str = ""
    found: Assessment | None = None

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        return "" if self.found is None else VERDICTS[self.found.verdict]

    @property
    def care(self) -> str:
        """The place of care in words."""
        return "" if self.found is None else CARE[self.found.care_level]

    @property
    def kind(self) -> str:
        """The kind of reaction in words."""
        return "" if self.found is None else self.found.phenotype.kind.value.replace("-", " ").capitalize()

    @property
    def may_plan(self) -> bool:
        """Tell whether the way to the plan is open: the verdict allows it, and nothing blocks today."""
        return self.found is not None and self.found.verdict in OPEN and not self.blocks

    @property
    def headline(self) -> str:
        """Count the findings in words."""
        return "" if self.found is None else headline(self.found.findings)

    @property
    def findings(self) -> tuple[Found, ...]:
        """Every finding, gravest first."""
        return () if self.found is None else tuple(_found(item) for item in gravest_first(self.found.findings))

    @property
    def blocks(self) -> tuple[Found, ...]:
        """What blocks."""
        return tuple(item for item in self.findings if item.finding.severity is Severity.BLOCK)

    @property
    def stopping(self) -> tuple[Found, ...]:
        """What stands in the way of the plan."""
        needed = tuple(item for item in self.findings if item.is_needed)
        other = tuple(item for item in self.findings if item.finding.leads_to is Verdict.NOT_INDICATED)
        return self.blocks or other or needed

    @property
    def needed(self) -> tuple[Found, ...]:
        """What has to be answered, where the verdict waits for answers."""
        waits = self.found is not None and self.found.verdict is Verdict.NEEDS_ANSWERS
        return tuple(item for item in self.findings if item.is_needed) if waits else ()

    @property
    def kind_sources(self) -> tuple[ShownSource, ...]:
        """The sources of the kind of reaction."""
        return () if self.found is None else _sources(self.found.phenotype.source)

    @property
    def protocols(self) -> tuple[ProtocolOffer, ...]:
        """The protocols that fit."""
        return () if self.found is None else tuple(_offer(item) for item in self.found.protocols)

    @property
    def grades(self) -> tuple[Sourced, ...]:
        """The grades of all scales."""
        return () if self.found is None else tuple(_grade(item) for item in self.found.grades)

    @property
    def parts(self) -> tuple[tuple[str, tuple[Sourced, ...], str], ...]:
        """The lists of an assessment: their titles, lines, and what is said where there is none."""
        found = self.found
        if found is None:
            return ()
        return (
            ("Premedication", tuple(_sourced(item.name, item.words, item.source) for item in found.premedication),
             "None is listed. The findings say why, where there is a reason."),
            ("Medicines taken", tuple(_sourced(item.name, item.effect, item.source) for item in found.medicines),
             "No medicine is listed."),
            ("Excipients", tuple(_sourced(item.name, item.words, item.source) for item in found.excipients),
             "No excipient is named."),
        )  # fmt: skip

    @property
    def checklist(self) -> tuple[tuple[str, tuple[Sourced, ...]], ...]:
        """What is ticked, by time."""
        lines = () if self.found is None else self.found.checklist
        return tuple((when.value.capitalize(), rows) for when in When if (rows := _lines(lines, when)))


def so_far(answers: Answers) -> SoFar:
    """Screen what was answered so far."""
    errors = wrong(answers)
    if errors:
        return SoFar(wrong=tuple(_wrongs(errors)))
    try:
        return SoFar(found=screen(case_data(answers)))
    except Refusal as refusal:
        return SoFar(refused=str(refusal))


def _wrongs(errors: Mapping[str, str]) -> list[Wrong]:
    rows = {"r": 3, "a": 12, "m": 12, "t": 12}
    where = {ask.name: page.slug for page in PAGES for group in groups(page.slug, rows) for ask in group.asks}
    return [Wrong(page=where[name], field=name, sentence=sentence) for name, sentence in errors.items()]


def _sources(names: str, also: tuple[str, ...] = ()) -> tuple[ShownSource, ...]:
    every = [*(item.strip() for item in names.split(";")), *also]
    return tuple(shown_source(item) for item in dict.fromkeys(every) if item)


def _sourced(title: str, words: str, source: str) -> Sourced:
    return Sourced(title=title, words=words, sources=_sources(source))


def _grade(grade: Grade) -> Sourced:
    because = f"Decided by: {', '.join(grade.because)}." if grade.because else ""
    unknown = f"Not known: {', '.join(grade.unknown)}." if grade.unknown else ""
    return Sourced(
        title=grade.scale.value,
        words=grade.shown,
        sources=_sources(grade.source),
        note=" ".join(item for item in (grade.words if grade.words != grade.shown else "", because, unknown) if item),
    )


def _lines(lines: tuple[CheckLine, ...], when: When) -> tuple[Sourced, ...]:
    return tuple(_sourced("", item.words, item.source) for item in lines if item.when is when)


def _offer(choice: ProtocolChoice) -> ProtocolOffer:
    title = shipped.protocol(choice.id).title if choice.id in shipped.protocol_ids() else choice.id
    return ProtocolOffer(id=choice.id, title=title, why=choice.why, sources=_sources(choice.source))


def _found(finding: ScreenFinding) -> Found:
    page, field = _question(finding)
    return Found(finding=finding, sources=_sources(finding.source, finding.also), page=page, field=field)


def _question(finding: ScreenFinding) -> tuple[str, str]:
    """Find the question that a finding asks about."""
    if finding.leads_to is not Verdict.NEEDS_ANSWERS and not finding.code.startswith("ASK-01"):
        return "", ""
    for code, page, field in PLACE_OF:
        if finding.code == code:
            return page, field
    text = finding.message.casefold()
    return next(((page, field) for word, page, field in WORDS if word in text), ("reaction", "reactions"))


def carried(answers: Answers) -> tuple[tuple[str, str], ...]:
    """List what the plan takes over, so that nothing is typed twice."""
    unit = first(answers, "target_unit")
    names = ("drug", "target_number", "target_unit", *(("weight",) if unit.endswith(("/kg", "/m2")) else ()))
    return tuple((name, first(answers, name)) for name in names if first(answers, name))
