"""A record of the unit as its pages show it: each fact beside its source, and what is not known."""

from dataclasses import dataclass
from typing import Protocol as Port
from typing import runtime_checkable

from stepward.adapters.catalogue.leaflet_files import CODES, languages
from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.shells.web.protocols.approving import utc_text
from stepward.shells.web.shown import ShownSource, shown_source
from stepward.shells.web.unit.boxes import LASTS, Box, Group, Rows, Values, source_name
from stepward.shells.web.unit.card_shown import card_note
from stepward.shells.web.unit.card_words import FOR_WHOM
from stepward.shells.web.unit.shelves import Shelf
from stepward.usecases.patient_words import read_consent, read_phones
from stepward.usecases.unit_records import (
    Kind,
    Member,
    State,
    UnitRecord,
    Words,
    current,
    differences,
    may_approve,
    may_withdraw,
    state_of,
)

UNKNOWN = "not known"
_STATES = {
    State.PROPOSED: "proposed, not in use",
    State.APPROVED: "approved, in use",
    State.REPLACED: "replaced by a later version",
    State.WITHDRAWN: "withdrawn",
}


@runtime_checkable
class _Quantity(Port):
    def people(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFact:
    """One fact: its label, its text, and whether it is known."""

    label: str
    text: str
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFacts:
    """Facts of one source."""

    title: str
    facts: tuple[ShownFact, ...]
    source: ShownSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVersion:
    """One version in the history."""

    number: int
    state: str
    written: str
    reason: str
    signed: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...]
    is_first: bool
    may_approve: bool
    may_withdraw: bool
    may_go_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the list."""

    key: str
    name: str
    note: str
    state: str
    signed: str
    waits: str
    is_in_use: bool


def facts_shown(shelf: Shelf, content: Words) -> tuple[ShownFacts, ...]:
    """Put the words of a record into facts, section by section; a section with nothing says so."""
    values = Values.of(shelf.values_of(content), shelf.sections)
    found: list[ShownFacts] = []
    for section in shelf.sections:
        found += _rows(section, values) if isinstance(section, Rows) else [_group(section, values)]
    return tuple(found)


def _group(section: Group, values: Values) -> ShownFacts:
    facts = tuple(_fact(box, values.text(box.name), section.title) for box in section.boxes)
    return ShownFacts(
        title=section.title,
        facts=facts if any(fact.is_known for fact in facts) else (_unknown(section.title),),
        source=_source(values.text(source_name(section.source)) if section.source else ""),
    )


def _rows(section: Rows, values: Values) -> list[ShownFacts]:
    prefixes = [f"{section.name}-{number}-" for number in range(values.rows.get(section.name, 0))]
    if len(section.boxes) == 1:
        (box,) = section.boxes
        facts = tuple(_fact(box, values.text(prefix + box.name), box.label) for prefix in prefixes)
        source = _source(values.text(source_name(section.source)) if section.source else "")
        return [ShownFacts(title=section.title, facts=facts or (_unknown(section.title),), source=source)]
    if not prefixes:
        return [ShownFacts(title=section.title, facts=(_unknown(section.title),))]
    return [
        ShownFacts(
            title=section.title if len(prefixes) == 1 else f"{section.one} {number}",
            facts=tuple(
                _fact(box, text, section.title)
                for box in section.boxes
                if box.name not in {"source", "order"} and (text := values.text(prefix + box.name))
            ),
            source=_source(values.text(prefix + "source")),
        )
        for number, prefix in enumerate(prefixes, 1)
    ]


def _fact(box: Box, text: str, title: str) -> ShownFact:
    label = box.label or title
    if not text:
        return ShownFact(label=label, text=UNKNOWN, is_known=False)
    if box.choices:
        return ShownFact(label="" if label == title else label, text=dict(box.choices).get(text, text))
    # A time stands as its source states it, in hours or days.
    value = text if box.check is None or box.check is LASTS else box.check.read(text)
    said = value.people() if isinstance(value, _Quantity) else text
    return ShownFact(label="" if label == title else label, text=said)


def _unknown(title: str) -> ShownFact:
    if title == FOR_WHOM:
        return ShownFact(label="", text="for everybody")
    none = title in {
        "What is still missing",
        "Notes for whoever makes it",
        "Each solution's own tubing, before they meet",
    }
    return ShownFact(label="", text="none stated" if none else UNKNOWN, is_known=False)


def _source(text: str) -> ShownSource | None:
    return shown_source(text) if text else None


def entry_of(shelf: Shelf, versions: tuple[UnitRecord, ...]) -> Entry:
    """Say how a record stands, in one line."""
    last, used = versions[-1], current(versions)
    told = used or last
    is_waiting = state_of(last, versions) is State.PROPOSED
    approval = None if used is None else used.approval
    state = f"Version {used.version} is in use" if used else "Proposed" if is_waiting else "Withdrawn"
    return Entry(
        key=last.key,
        name=shelf.name_of(told.content),
        note=note_of(shelf, last.key, told.content),
        state=state,
        signed="" if approval is None else f"approved by {approval.person_name}, {utc_text(approval.at)}",
        waits=f"Version {last.version} by {last.author_name} waits for a second person." if is_waiting else "",
        is_in_use=used is not None,
    )


def note_of(shelf: Shelf, key: str, content: Words) -> str:
    """Say what matters most of a record beside its name."""
    if shelf.kind is Kind.TREATMENT_CARD:
        return card_note(UnitReader().treatment_card(key, content))
    if shelf.kind is Kind.CONSENT:
        consent = read_consent(content, CODES)
        return f"{languages()[consent.language].name}, {len(consent.paragraphs)} paragraphs"
    if shelf.kind is Kind.PHONES:
        return "; ".join(phone.words for phone in read_phones(content))
    if shelf.kind is Kind.PRODUCT:
        product = UnitReader().product(key, 1, content)
        return f"{product.drug}, {product.stock.people() if product.stock else 'strength not known'}"
    common = UnitReader().line_set(key, content).common
    return "common volume not known" if common is None else f"{common.people()} from the meeting point to the vein"


def versions_shown(versions: tuple[UnitRecord, ...], member: Member) -> tuple[ShownVersion, ...]:
    """Tell the history of a record, last version first."""
    before = (None, *versions[:-1])
    found = [_version(item, old, versions, member) for item, old in zip(versions, before, strict=True)]
    return tuple(reversed(found))


def _version(
    record: UnitRecord, old: UnitRecord | None, versions: tuple[UnitRecord, ...], member: Member
) -> ShownVersion:  # fmt: skip
    state = state_of(record, versions)
    signed = []
    if record.approval is not None:
        signed.append(f"Approved by {record.approval.person_name}, {utc_text(record.approval.at)}.")
    if record.withdrawal is not None:
        mark = record.withdrawal
        signed.append(f"Withdrawn by {mark.person_name}, {utc_text(mark.at)}: {mark.reason}")
    changes = () if old is None else differences(old.content, record.content)
    return ShownVersion(
        number=record.version,
        state=_STATES[state],
        written=f"Written by {record.author_name}, {utc_text(record.created_at)}.",
        reason=record.reason,
        signed=tuple(signed),
        changes=tuple((_plain(item.fact), item.before or "–", item.after or "–") for item in changes),
        is_first=old is None,
        may_approve=may_approve(record, versions, member),
        may_withdraw=may_withdraw(record.kind, member) and state in {State.PROPOSED, State.APPROVED},
        may_go_back=record.version != versions[-1].version,
    )


def _plain(fact: str) -> str:
    text = fact.replace("_", " ")
    return text[:1].upper() + text[1:]
