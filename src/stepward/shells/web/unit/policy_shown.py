"""The unit's policy on its pages: each choice with its options side by side, and what two versions differ in."""

from dataclasses import dataclass

from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.core.findings import Refusal
from stepward.core.quantities import people_text
from stepward.core.screening.policy import OWN, SITE, Choice, Option, Policy
from stepward.core.screening.regimen import Premedicine, Regimen
from stepward.shells.web.protocols.approving import utc_text
from stepward.shells.web.shown import ShownSource, shown_source
from stepward.usecases.unit_records import Member, State, UnitRecord, may_approve, may_withdraw, state_of

PREMEDICATION, OWN_LABEL = "Premedication", "the unit's own"
OPEN, NONE = "not chosen", "–"
UNREADABLE = "not readable any more"
STATES = {
    State.PROPOSED: "proposed, not in use",
    State.APPROVED: "in use",
    State.REPLACED: "replaced by a later version",
    State.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOption:
    """One option: its words, its number with the unit of the question, its sources, and how it stands."""

    id: str
    words: str
    number: str
    unit: str
    sources: tuple[ShownSource, ...]
    is_chosen: bool
    is_shipped: bool
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChoice:
    """One question with its options side by side."""

    id: str
    question: str
    unit: str
    options: tuple[ShownOption, ...]
    is_free: bool
    is_open: bool
    is_shipped: bool
    note: str
    note_sources: tuple[ShownSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One medicine of a regimen: when it is given before step 1, where that is said."""

    name: str
    words: str
    minutes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRegimen:
    """One regimen of premedication, the unit's own or a published one."""

    title: str
    kinds: str
    lines: tuple[ShownLine, ...]
    source: ShownSource
    label: str
    is_in_use: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTopic:
    """Questions that belong together, and the regimens where it is about premedication."""

    id: str
    title: str
    choices: tuple[ShownChoice, ...]
    regimens: tuple[ShownRegimen, ...] = ()

    @property
    def open_count(self) -> int:
        """Count the choices that the unit still has to make."""
        return sum(choice.is_open for choice in self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVersion:
    """One version in the history, with what it changed."""

    number: int
    state: str
    written: str
    reason: str
    signed: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...]
    may_approve: bool
    may_withdraw: bool
    may_go_back: bool


def topics_of(policy: Policy) -> tuple[ShownTopic, ...]:
    """Put the choices of a policy under their topics, in the order of the document."""
    titles = tuple(dict.fromkeys(choice.topic for choice in policy.choices.values()))
    return tuple(
        ShownTopic(
            id=f"topic-{number}",
            title=title,
            choices=tuple(shown_choice(choice) for choice in policy.choices.values() if choice.topic == title),
            regimens=tuple(_regimen(item) for item in in_use_first(policy)) if title == PREMEDICATION else (),
        )
        for number, title in enumerate(titles, 1)
    )


def in_use_first(policy: Policy) -> tuple[Regimen, ...]:
    """List the regimens, the unit's own first."""
    return tuple(sorted(policy.regimens, key=lambda item: not item.is_in_use))


def shown_choice(choice: Choice) -> ShownChoice:
    """Show one question."""
    shipped = shipped_policy().choices[choice.id].chosen
    return ShownChoice(
        id=choice.id,
        question=choice.question,
        unit=choice.unit,
        options=tuple(_option(choice, option, shipped) for option in choice.options),
        is_free=choice.is_free,
        is_open=choice.chosen is None,
        is_shipped=choice.chosen is not None and choice.chosen == shipped,
        note=choice.note,
        note_sources=_sources(choice.note_sources),
    )


def _option(choice: Choice, option: Option, shipped: str | None) -> ShownOption:
    number = "" if option.number is None else people_text(option.number)
    says_it = option.words.rstrip(".") == f"{number} {choice.unit}"
    return ShownOption(
        id=option.id,
        words="" if says_it else option.words,
        number=number,
        unit=choice.unit,
        sources=_sources(option.sources),
        is_chosen=option.id == choice.chosen,
        is_shipped=option.id == shipped,
        is_own=option.id == OWN,
    )


def _sources(ids: tuple[str, ...]) -> tuple[ShownSource, ...]:
    return tuple(shown_source(item) for item in ids)


def _regimen(regimen: Regimen) -> ShownRegimen:
    return ShownRegimen(
        title=regimen.title,
        kinds=", ".join(kind.value for kind in regimen.kinds),
        lines=tuple(ShownLine(name=item.name, words=item.words, minutes=_minutes(item)) for item in regimen.medicines),
        source=shown_source(regimen.source),
        label=OWN_LABEL if regimen.source == SITE else regimen.source,
        is_in_use=regimen.is_in_use,
    )


def _minutes(item: Premedicine) -> str:
    if item.minutes_before is None:
        return "time not said"
    return "just before step 1" if item.minutes_before == 0 else f"{item.minutes_before} min before step 1"


def read(record: UnitRecord) -> Policy | None:
    """Read a version; nothing where its words can no longer be read."""
    try:
        return UnitReader().policy(record.version, record.content)
    except Refusal:
        return None


def differences(before: Policy | None, after: Policy | None) -> tuple[tuple[str, str, str], ...]:
    """List the questions that two policies answer differently: the question, then both answers."""
    if before is None or after is None:
        return (("The whole policy", UNREADABLE if before is None else NONE, UNREADABLE if after is None else NONE),)
    found = [
        (after.choices[key].question, _answer(before.choices[key]), _answer(after.choices[key]))
        for key in after.choices
        if _answer(before.choices[key]) != _answer(after.choices[key])
    ]
    old, new = _own(before), _own(after)
    found += [(key, old.get(key, NONE), new.get(key, NONE)) for key in {**new, **old} if old.get(key) != new.get(key)]
    return tuple(found)


def _answer(choice: Choice) -> str:
    if choice.chosen is None:
        return OPEN
    option = choice.option
    number = "" if option.number is None else f"{people_text(option.number)} {choice.unit}"
    return ": ".join(item for item in (number, option.words) if item) if number not in option.words else option.words


def _own(policy: Policy) -> dict[str, str]:
    """Write the regimens of the unit as one text each, by title."""
    return {
        f"Premedication: {item.title}": "; ".join(
            f"{line.name}, {line.words}, {_minutes(line)}" for line in item.medicines
        )
        for item in policy.regimens
        if item.is_in_use
    }


def versions_shown(versions: tuple[UnitRecord, ...], member: Member) -> tuple[ShownVersion, ...]:
    """Tell the history of the policy, last version first; the first one differs from what ships."""
    policies = [shipped_policy(), *(read(record) for record in versions)]
    found = [
        _version(record, differences(before, after), versions, member)
        for record, before, after in zip(versions, policies, policies[1:], strict=False)
    ]
    return tuple(reversed(found))


def _version(
    record: UnitRecord, changes: tuple[tuple[str, str, str], ...], versions: tuple[UnitRecord, ...], member: Member
) -> ShownVersion:  # fmt: skip
    state, signed = state_of(record, versions), []
    if record.approval is not None:
        signed.append(f"Approved by {record.approval.person_name}, {utc_text(record.approval.at)}.")
    if record.withdrawal is not None:
        mark = record.withdrawal
        signed.append(f"Withdrawn by {mark.person_name}, {utc_text(mark.at)}: {mark.reason}")
    return ShownVersion(
        number=record.version,
        state=STATES[state],
        written=f"Written by {record.author_name}, {utc_text(record.created_at)}.",
        reason=record.reason,
        signed=tuple(signed),
        changes=changes,
        may_approve=may_approve(record, versions, member),
        may_withdraw=may_withdraw(record.kind, member) and state is State.PROPOSED,
        may_go_back=record.version != versions[-1].version,
    )
