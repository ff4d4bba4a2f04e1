"""The assessment that a signed one replaces, as its page and its paper say it."""

from stepward.adapters.documents.paper_words import Words
from stepward.adapters.documents.replaced_words import replaced_words, unread_words
from stepward.usecases.assessing import Assessments, NotAsSigned, Opened, open_signed


def changes_of(opened: Opened, kept: Assessments) -> Words | None:
    """Tell what a signed assessment replaces and what changed; nothing where it replaces none."""
    earlier = kept.find(opened.signed.replaces) if opened.signed.replaces else None
    if earlier is None:
        return None
    try:
        return replaced_words(open_signed(earlier), opened)
    except NotAsSigned:
        return unread_words(earlier)
