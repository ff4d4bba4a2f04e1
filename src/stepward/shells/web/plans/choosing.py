"""The protocols that may be planned, as a list to choose from."""

from dataclasses import dataclass

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.approvals import DatabaseApprovals
from stepward.shells.web.shown import ShownSource, shown_source
from stepward.usecases.approving import judge
from stepward.usecases.browsing import Book, Wanted, browse, protocol_book
from stepward.usecases.consulting import file_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One protocol to choose, with its first source."""

    book: Book
    source: ShownSource


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
    # What the unit approved stands first; the sort keeps the order of titles within.
    found = sorted(
        browse(books, wanted).offered, key=lambda book: book.approval is None or not book.approval.is_approved
    )
    return {
        "search": search,
        "is_too_short": wanted.is_too_short,
        "total": len(books),
        "offers": tuple(Offer(book=book, source=shown_source(sources[book.id])) for book in found),
    }
