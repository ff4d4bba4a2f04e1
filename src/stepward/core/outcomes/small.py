"""Hide small cells: a count so small that it could point at a person, and whatever would give it away.

A cell from 1 to below the threshold is hidden; zero may be shown. Where the hidden cells of a table could be computed
from its total, the next smallest cell is hidden too, until at least two are, and they together hold enough.

Source: CMS-CELL-SIZE (1 to 10 are hidden there; a unit may hide more).
"""

from collections.abc import Mapping

LEAST = 11
"""The smallest count that is shown: CMS-CELL-SIZE."""


def hidden(counts: Mapping[str, int], *, least: int = LEAST) -> frozenset[str]:
    """Tell which cells of a table with a total are hidden.

    Raises:
        ValueError: if a count is below zero, or the threshold lower than the sourced one.
    """
    if least < LEAST or any(count < 0 for count in counts.values()):
        msg = f"expected counts of zero or more, and a threshold of at least {LEAST}"
        raise ValueError(msg)
    small = {name for name, count in counts.items() if 0 < count < least}
    if not small:
        return frozenset()
    others = sorted((name for name in counts if name not in small and counts[name]), key=lambda name: counts[name])
    while others and (len(small) == 1 or sum(counts[name] for name in small) < least):
        small.add(others.pop(0))
    return frozenset(small)


def shown(counts: Mapping[str, int], *, least: int = LEAST) -> tuple[dict[str, int | None], int | None]:
    """Give the cells, none for a hidden one, and the total; none where the total would give a single cell away."""
    gone = hidden(counts, least=least)
    cells = {name: None if name in gone else count for name, count in counts.items()}
    total = sum(counts.values())
    left = sum(counts[name] for name in gone)
    return cells, None if gone and (len(gone) == 1 or left < least) else total
