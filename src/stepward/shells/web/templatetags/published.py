"""Published series beside what they are about."""

from collections.abc import Iterable

from django import template

from stepward.shells.web.cases.pages import Row, series_of

register = template.Library()
LEAST_LETTERS = 4


@register.filter
def published(drugs: str | Iterable[str]) -> list[Row]:
    """List the series that name a drug, or one of several, each once; a very short name would find too much."""
    names = [drugs] if isinstance(drugs, str) else list(drugs)
    found = {row.key: row for name in names if len(name.strip()) >= LEAST_LETTERS for row in series_of(name)}
    return list(found.values())
