"""A regimen of premedication: what is given before step 1 and how long before; the unit's own, or a published one."""

from dataclasses import dataclass

from stepward.core.findings import Refusal
from stepward.core.reactions import PhenotypeKind

UNIT = "unit"


class UnsoundRegimen(Refusal, ValueError):
    """A regimen has no medicine, or times that cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Premedicine:
    """One medicine in the words of its order; `minutes_before` step 1 is nothing where the source does not say."""

    name: str
    words: str
    minutes_before: int | None = None

    def __post_init__(self) -> None:
        """Refuse a time after step 1.

        Raises:
            UnsoundRegimen: naming the medicine.
        """
        if self.minutes_before is not None and self.minutes_before < 0:
            msg = f"{self.name}: expected 0 or more minutes before step 1, not {self.minutes_before}"
            raise UnsoundRegimen(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """Medicines for the kinds of reaction that it is meant for; no kind means every kind.

    `source` is `unit` for the unit's own. A published one is shown as an option; only the unit takes one in use.
    """

    id: str
    title: str
    medicines: tuple[Premedicine, ...]
    source: str
    kinds: tuple[PhenotypeKind, ...] = ()
    is_in_use: bool = False

    def __post_init__(self) -> None:
        """Refuse a regimen without medicine.

        Raises:
            UnsoundRegimen: naming the regimen.
        """
        if not self.medicines:
            msg = f"{self.id}: expected at least one medicine"
            raise UnsoundRegimen(msg)

    def is_for(self, kind: PhenotypeKind) -> bool:
        """Tell whether it is meant for a kind of reaction."""
        return not self.kinds or kind in self.kinds
