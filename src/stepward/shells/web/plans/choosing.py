"""The protocols that may be planned, as a list to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.approvals import DatabaseApprovals
from stepward.shells.web.shown import ShownSource, shown_source
from stepward.usecases.approving import judge
from stepward.usecases.browsing import ENTRY_WORDS, Book, Wanted, offer, protocol_book
from stepward.usecases.consulting import file_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One protocol to choose, with its first source."""

    book: Book
    source: ShownSource


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherKind:
    """A protocol that is no desensitization, and the sentence that says so."""

    id: str
    sentence: str


def other_kind(protocol_id: str) -> OtherKind | None:
    """Say of what is on file but no desensitization that it is shown, not planned; nothing where there is none."""
    entry = shipped.evidence_entries().get(protocol_id)
    if entry is not None:
        return OtherKind(id=protocol_id, sentence=f"{protocol_id} is an {ENTRY_WORDS}: it is shown, not planned.")
    if protocol_id not in shipped.protocol_ids() or (protocol := shipped.protocol(protocol_id)).is_offered:
        return None
    words = protocol.kind.words
    article = "an" if words[0] in "aeio" else "a"
    sentence = f"{protocol_id} is {article} {words}, not a desensitization: it is shown, not planned."
    return OtherKind(id=protocol_id, sentence=sentence)


def offered(search: str) -> dict[str, object]:
    """List the desensitizations; a search counts from four letters on."""
    wanted = Wanted(search=search[:80])
    acts = DatabaseApprovals().by_protocol()
    protocols = [protocol for protocol in shipped.protocols() if protocol.is_offered]
    books = [
        protocol_book(protocol, judge(file_of(protocol.id, library=shipped), acts.get(protocol.id, ())))
        for protocol in protocols
    ]
    sources = {protocol.id: protocol.sources[0] for protocol in protocols}

    def lines(found: Iterable[Book]) -> tuple[Offer, ...]:
        # What the unit approved stands first; the sort keeps the order of titles within.
        first = sorted(found, key=lambda book: book.approval is None or not book.approval.is_approved)
        return tuple(Offer(book=book, source=shown_source(sources[book.id])) for book in first)

    found = offer(books, wanted)
    return {
        "search": search,
        "is_too_short": wanted.is_too_short,
        "total": len(books),
        "count": found.count,
        "offers": lines(found.named),
        "any_drug": lines(found.any_drug),
    }
