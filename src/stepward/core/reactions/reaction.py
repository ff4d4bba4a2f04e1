"""A reaction as people recorded it: nothing is filled in, and what was not asked stays unknown."""

from dataclasses import dataclass, fields
from enum import Enum
from fractions import Fraction

from stepward.core.reactions.signs import Sign, in_order

HIGHEST_PERCENT = 100


class Danger(Enum):
    """The answer on blistering, mucosal erosions, detachment and organ damage other than that of anaphylaxis."""

    NONE = "none"
    PRESENT = "present"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One reaction to one drug; `None` is unknown, an empty tuple says that it was asked and there was none.

    Pressures are in mmHg, saturation in percent, temperature in degrees Celsius, tryptase in ng/mL, IL-6 in pg/mL.
    `unread_signs` and `epinephrine_after_minutes` (from the first sign) belong to what was written, as the rest.
    """

    drug: str
    signs: tuple[Sign, ...] | None = None
    unread_signs: tuple[str, ...] = ()
    onset_minutes: Fraction | None = None
    days_ago: Fraction | None = None
    cycle: int | None = None
    sbp_lowest: Fraction | None = None
    sbp_baseline: Fraction | None = None
    spo2_lowest: Fraction | None = None
    temperature_c: Fraction | None = None
    treated_with: tuple[str, ...] | None = None
    epinephrine_after_minutes: Fraction | None = None
    diagnosis: str | None = None
    danger: Danger = Danger.UNKNOWN
    tryptase_acute: Fraction | None = None
    tryptase_baseline: Fraction | None = None
    il6: Fraction | None = None

    def __post_init__(self) -> None:
        """Keep signs once and in the order of the list; refuse binary floating point and impossible figures."""
        if self.signs is not None:
            object.__setattr__(self, "signs", in_order(self.signs))
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, float):
                msg = f"{field.name} {value}: expected an exact number"
                raise TypeError(msg)
            if isinstance(value, int | Fraction) and value < 0:
                msg = f"{field.name} {value}: expected 0 or more"
                raise ValueError(msg)
        if self.spo2_lowest is not None and self.spo2_lowest > HIGHEST_PERCENT:
            msg = f"spo2_lowest {self.spo2_lowest}: expected at most {HIGHEST_PERCENT} percent"
            raise ValueError(msg)

    def has(self, *signs: Sign) -> bool:
        """Tell whether any of the signs was recorded."""
        return not frozenset(signs).isdisjoint(self.signs or ())

    @property
    def signs_complete(self) -> bool:
        """Tell whether signs were asked for and every word was read."""
        return self.signs is not None and not self.unread_signs
