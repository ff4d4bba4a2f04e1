"""Numbers of a table column, split at the decimal point so that the points stand under each other."""

from collections.abc import Iterable
from dataclasses import dataclass

from stepward.core.quantities import Quantity, people_text

ABSENT = "–"
WIDEST = 16
_MOST_PLACES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a column: what stands left and right of the point, and how wide each side of the column is.

    Widths count characters, the point among those on the right; an absent value has a dash on the left.
    """

    whole: str
    fraction: str
    whole_width: int
    fraction_width: int

    @property
    def text(self) -> str:
        """The number in one piece."""
        return self.whole + self.fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The numbers of one column, top to bottom."""

    figures: tuple[Figure, ...]

    @property
    def fraction_width(self) -> int:
        """How many characters stand right of the whole numbers; the head of the column keeps the same distance."""
        return self.figures[0].fraction_width if self.figures else 0


def column_of(quantities: Iterable[Quantity | None], *, places: int = _MOST_PLACES) -> Column:
    """Write quantities of one unit as a column of numbers for people."""
    texts = (ABSENT if item is None else people_text(item.value, places=places) for item in quantities)
    return column_of_texts(texts)


def column_of_texts(texts: Iterable[str]) -> Column:
    """Align numbers that are written already."""
    pairs = [(whole, dot + decimals) for whole, dot, decimals in (text.partition(".") for text in texts)]
    wholes, fractions = (min(max((len(pair[side]) for pair in pairs), default=0), WIDEST) for side in (0, 1))
    return Column(
        figures=tuple(
            Figure(whole=whole, fraction=fraction, whole_width=wholes, fraction_width=fractions)
            for whole, fraction in pairs
        )
    )
