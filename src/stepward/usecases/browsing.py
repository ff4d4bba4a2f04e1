"""Browse: find a protocol or an evidence entry in the library; nothing is ever hidden but by a choice that is shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol as Port
from typing import assert_never

from stepward.core.protocols.protocol import Evidence, Kind, Protocol
from stepward.usecases.approving import ApprovalState, Stands

SHORTEST_SEARCH = 4
ROUTES = (
    "intravenous",
    "oral",
    "subcutaneous",
    "intramuscular",
    "intradermal",
    "intranasal",
    "intravaginal",
)
_EVIDENCE_WORDS = {
    Evidence.TABLE: "table printed by the source",
    Evidence.RULE: "rule printed by the source",
    Evidence.TOTALS_ONLY: "only totals printed",
    Evidence.ADDED_STEP: "ladder of a source, one step added by arithmetic",
}
ENTRY_WORDS = "evidence entry, not usable"


def evidence_words(evidence: Evidence) -> str:
    """Say how much of a protocol its source prints."""
    return _EVIDENCE_WORDS[evidence]


class Entry(Port):
    """A piece of evidence that is no usable protocol."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def kind(self) -> str:
        """What it is for."""

    @property
    def drug(self) -> str:
        """Its drug."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One line of the library: a protocol, or an evidence entry that cannot be planned."""

    id: str
    title: str
    kind: str
    evidence: str
    is_usable: bool
    may_be_planned: bool
    route: str = ""
    drugs: tuple[str, ...] = ()
    family: str = ""
    steps: int | None = None
    version: str = ""
    approval: ApprovalState | None = None

    def matches(self, word: str) -> bool:
        """Tell whether title, drug, class or id contain a word."""
        return any(word in text.casefold() for text in (self.id, self.title, self.family, *self.drugs))


def protocol_book(protocol: Protocol, approval: ApprovalState) -> Book:
    """Write the line of a protocol."""
    return Book(
        id=protocol.id,
        title=protocol.title,
        kind=protocol.kind.words,
        evidence=evidence_words(protocol.evidence),
        is_usable=True,
        may_be_planned=protocol.is_offered,
        route=protocol.route,
        drugs=protocol.drugs,
        family=protocol.family,
        steps=len(protocol.steps),
        version=protocol.version,
        approval=approval,
    )


def _kind_words(kind: str) -> str:
    return next((item.words for item in Kind if item.value == kind), kind)


def entry_book(entry: Entry) -> Book:
    """Write the line of an evidence entry."""
    return Book(
        id=entry.id,
        title=entry.title,
        kind=_kind_words(entry.kind),
        evidence=ENTRY_WORDS,
        is_usable=False,
        may_be_planned=False,
        drugs=(entry.drug,) if entry.drug else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person looks for; empty text wants everything."""

    search: str = ""
    kind: str = ""
    route: str = ""
    evidence: str = ""
    use: str = ""
    approval: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of a search that is long enough to be one."""
        text = self.search.strip().casefold()
        return tuple(text.split()) if len(text) >= SHORTEST_SEARCH else ()

    @property
    def is_too_short(self) -> bool:
        """Tell whether there is a search of fewer than four letters."""
        return bool(self.search.strip()) and not self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer of a filter, and how many lines it would leave beside the other choices."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One question of the library with its answers."""

    name: str
    label: str
    chosen: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the library shows: desensitizations first, then the other kinds, then evidence entries."""

    offered: tuple[Book, ...] = ()
    others: tuple[Book, ...] = ()
    entries: tuple[Book, ...] = ()
    filters: tuple[Filter, ...] = field(default=())
    total: int = 0

    @property
    def count(self) -> int:
        """How many lines are shown."""
        return len(self.offered) + len(self.others) + len(self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What may be planned for a search: protocols that it finds by name, then those without named drugs."""

    named: tuple[Book, ...]
    any_drug: tuple[Book, ...]

    @property
    def count(self) -> int:
        """How many protocols are listed."""
        return len(self.named) + len(self.any_drug)


def offer(books: Iterable[Book], wanted: Wanted) -> Offered:
    """Choose what may be planned; whoever searches for a drug also gets the protocols that fit any drug.

    A search is for a drug if a word of it is in a drug's name, or if no protocol for any drug has these words itself.
    """
    every = tuple(book for book in books if book.may_be_planned)
    found = browse(every, wanted).offered
    if not wanted.words:
        return Offered(named=found, any_drug=())
    by_name = tuple(book for book in found if not book.drugs)
    drugs = [drug.casefold() for book in every for drug in book.drugs]
    is_drug = any(word in drug for word in wanted.words for drug in drugs)
    general = browse((book for book in every if not book.drugs), Wanted()).offered
    return Offered(
        named=tuple(book for book in found if book.drugs),
        any_drug=general if is_drug or not by_name else by_name,
    )


_USES = (("protocol", "usable protocol"), ("entry", "evidence entry"))
_APPROVALS = (("approved", "approved"), ("half", "one of two approvals"), ("none", "not approved"))


def browse(books: Iterable[Book], wanted: Wanted) -> Found:
    """Choose from the library, and count what every other choice would leave."""
    every = tuple(sorted(books, key=lambda book: book.title.casefold()))
    labels = {
        "kind": ("Kind", tuple((kind, kind) for kind in sorted({book.kind for book in every}))),
        "route": ("Route", tuple((route, route) for route in ROUTES)),
        "evidence": ("Evidence", tuple((words, words) for words in (*_EVIDENCE_WORDS.values(), ENTRY_WORDS))),
        "use": ("Use", _USES),
        "approval": ("This unit", _APPROVALS),
    }
    filters = tuple(_filter(name, label, answers, every, wanted) for name, (label, answers) in labels.items())
    shown = [book for book in every if _fits(book, wanted)]
    return Found(
        offered=tuple(book for book in shown if book.may_be_planned),
        others=tuple(book for book in shown if book.is_usable and not book.may_be_planned),
        entries=tuple(book for book in shown if not book.is_usable),
        filters=filters,
        total=len(every),
    )


def _filter(
    name: str, label: str, answers: tuple[tuple[str, str], ...], every: tuple[Book, ...], wanted: Wanted
) -> Filter:
    beside = [book for book in every if _fits(book, wanted, without=name)]
    chosen: str = getattr(wanted, name)
    choices = [
        Choice(value=value, label=text, count=sum(_TESTS[name](book, value) for book in beside))
        for value, text in answers
    ]
    return Filter(
        name=name,
        label=label,
        chosen=chosen,
        choices=tuple(choice for choice in choices if choice.count or choice.value == chosen),
    )


def _fits(book: Book, wanted: Wanted, *, without: str = "") -> bool:
    if not all(book.matches(word) for word in wanted.words):
        return False
    chosen = {name: getattr(wanted, name) for name in _TESTS if name != without}
    return all(_TESTS[name](book, value) for name, value in chosen.items() if value)


def _is_of_use(book: Book, use: str) -> bool:
    return book.is_usable is (use == "protocol")


def _stands(book: Book, approval: str) -> bool:
    if book.approval is None:
        return False
    match book.approval.stands:
        case Stands.APPROVED:
            return approval == "approved"
        case Stands.HALF:
            return approval == "half"
        case Stands.NONE | Stands.OTHER_FILE | Stands.SAME_PERSON:
            return approval == "none"
        case never:
            assert_never(never)


_TESTS: dict[str, Callable[[Book, str], bool]] = {
    "kind": lambda book, value: book.kind == value,
    "route": lambda book, value: value in book.route,
    "evidence": lambda book, value: book.evidence == value,
    "use": _is_of_use,
    "approval": _stands,
}
