"""What the answers add up to, as the pages show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

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
from stepward.core.screening.care import RISK_RULE
from stepward.core.screening.policy import NotChosen
from stepward.shells.screening import screen
from stepward.shells.web.screen.answers import Answers, first, wrong
from stepward.shells.web.screen.case_data import case_data
from stepward.shells.web.screen.pages import every_ask
from stepward.shells.web.screen.places import asked_fact, in_words, place_of
from stepward.shells.web.shown import ShownSource, headline, shown_source
from stepward.shells.web.unit.shelf import unit_policy

CARE = {CareLevel.OUTPATIENT: "Outpatient", CareLevel.MONITORED_BED: "Monitored bed", CareLevel.ICU: "ICU"}
OPEN = {Verdict.PROCEED, Verdict.WITH_CONDITIONS}


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
    is_open: bool = False
    label: str = ""

    @property
    def way(self) -> str:
        """The words of the way to its question."""
        words = "Answer this" if self.is_open else "Go to the answer"
        return f"{words}: {self.label}" if self.label else words

    @property
    def severity(self) -> str:
        """The word of the severity."""
        return self.finding.severity.value

    @property
    def is_note(self) -> bool:
        """Tell whether it only informs."""
        return self.finding.severity is Severity.NOTE

    @property
    def asked(self) -> str:
        """The words of the fact that is asked for; nothing for any other finding."""
        return asked_fact(self.finding)

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
    not_chosen: str = ""
    found: Assessment | None = None
    answers: Answers = field(default_factory=dict)
    is_signed: bool = False

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        return "" if self.found is None else VERDICTS[self.found.verdict]

    @property
    def care(self) -> str:
        """The place of care in words; none while answers are needed that could change it."""
        if self.found is None:
            return ""
        is_open = self.found.verdict is Verdict.NEEDS_ANSWERS and self.found.care_level is CareLevel.OUTPATIENT
        return "Not yet known" if is_open else CARE[self.found.care_level]

    @property
    def kind(self) -> str:
        """The kind of reaction in words."""
        return "" if self.found is None else self.found.phenotype.kind.value.replace("-", " ").capitalize()

    @property
    def is_barred(self) -> bool:
        """Tell whether a block lasts: the way on is then to see why."""
        return self.found is not None and self.found.verdict is Verdict.BLOCKED

    @property
    def whys(self) -> tuple[Sourced, ...]:
        """The sources of kind, place and protocol."""
        found = self.found
        if found is None:
            return ()
        asks = [item for item in found.findings if item.care is found.care_level]
        place = "; ".join(name for item in asks for name in (item.source, *item.also)) or RISK_RULE
        first_protocol = self.protocols[:1] if self.may_plan else ()
        return (
            Sourced(title="Phenotype", words=self.kind, sources=self.kind_sources),
            *(() if self.is_barred else (_sourced("Place of care", self.care, place),)),
            *(Sourced(title="Protocol", words=item.why, sources=item.sources) for item in first_protocol),
        )

    @property
    def may_plan(self) -> bool:
        """Tell whether the way to the plan is open: the verdict allows it, and nothing blocks today."""
        return self.found is not None and self.found.verdict in OPEN and not self.blocks

    @property
    def headline(self) -> str:
        """Count the findings in words."""
        return "" if self.found is None else headline(self.found.findings)

    @property
    def short_headline(self) -> str:
        """Count the findings as they are shown while questions are open: these stand together as one."""
        shown = (*self.grave, *self.asked[:1], *self.notes)
        return "" if self.found is None else headline(item.finding for item in shown)

    @property
    def findings(self) -> tuple[Found, ...]:
        """Every finding, gravest first."""
        if self.found is None:
            return ()
        every = gravest_first(self.found.findings)
        return tuple(_signed(item) if self.is_signed else _found(item, self.answers) for item in every)

    @property
    def grave(self) -> tuple[Found, ...]:
        """What blocks or needs a reason, but for open questions."""
        return tuple(item for item in self.findings if not item.is_note and not item.asked)

    @property
    def asked(self) -> tuple[Found, ...]:
        """The open questions whose answer could change the outcome."""
        return tuple(item for item in self.findings if item.asked)

    @property
    def notes(self) -> tuple[Found, ...]:
        """What only informs."""
        return tuple(item for item in self.findings if item.is_note)

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
        return SoFar(found=screen(case_data(answers), policy=unit_policy()), answers=answers)
    except NotChosen as missing:
        return SoFar(refused=str(missing), not_chosen=missing.choice_id)
    except Refusal as refusal:
        return SoFar(refused=str(refusal))


def _wrongs(errors: Mapping[str, str]) -> list[Wrong]:
    where = {ask.name: slug for slug, ask in every_ask()}
    return [Wrong(page=where[name], field=name, sentence=sentence) for name, sentence in errors.items()]


def _sources(names: str, also: tuple[str, ...] = ()) -> tuple[ShownSource, ...]:
    every = [*(item.strip() for item in names.split(";")), *also]
    return tuple(_source(item) for item in dict.fromkeys(every) if item)


def _source(name: str) -> ShownSource:
    """Find a source; words before its name say what it is the source of."""
    *words, source_id = name.split()
    found = shown_source(source_id)
    return replace(found, what=f"For {' '.join(words)}. {found.what}".strip()) if words else found


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


def _found(finding: ScreenFinding, answers: Answers) -> Found:
    place = place_of(finding, answers)
    sources = _sources(finding.source, finding.also)
    if place is None:
        return Found(finding=finding, sources=sources)
    said = replace(finding, message=in_words(finding, place))
    return Found(
        finding=said,
        sources=sources,
        page=place.page,
        field=place.field,
        is_open=place.is_open,
        label=place.label,
    )


def _signed(finding: ScreenFinding) -> Found:
    """Show a finding as it was signed, without a way to a question."""
    return Found(finding=finding, sources=_sources(finding.source, finding.also))


def carried(answers: Answers) -> tuple[tuple[str, str], ...]:
    """List what the plan takes over, so that nothing is typed twice."""
    unit = first(answers, "target_unit")
    names = ("drug", "target_number", "target_unit", *(("weight",) if unit.endswith(("/kg", "/m2")) else ()))
    return tuple((name, first(answers, name)) for name in names if first(answers, name))
