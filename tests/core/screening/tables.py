"""Rows of the threshold tables: one invented case each, and what a code says of it; silence is an expectation too."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.core.screening.policy import OWN, SITE, Option, Policy
from stepward.core.screening.regimen import Premedicine, Regimen
from stepward.shells.screening import screened
from tests.core.screening.vignettes import MILD, changed, content

HOURS = "beta-blocker-hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the code and the state in its name, the changes to the mild case, and severity, effects and source."""

    code: str
    state: str
    says: str
    changes: dict[str, Any]
    choices: dict[str, str] = field(default_factory=dict)
    gives: tuple[tuple[str, int | None], ...] = ()
    tells: str = ""
    hours: str = ""

    @property
    def id(self) -> str:
        return f"{self.code} {self.state}"


def row(
    code: str,
    state: str,
    says: str,
    changes: dict[str, Any] | None = None,
    gives: tuple[tuple[str, int | None], ...] = (),
    *,
    tells: str = "",
    hours: str = "",
    **choices: str,
) -> Row:
    """Make a row; `says` is 'severity verdict care source', with '-' for no place; `gives` is the unit's regimen.

    `tells` is what a message of the code must hold, `hours` how long the unit asks for a beta-blocker to be held.
    """
    named = {key.replace("_", "-"): value for key, value in choices.items()}
    return Row(
        code=code, state=state, says=says, changes=changes or {}, choices=named, gives=gives, tells=tells, hours=hours
    )


def policy(one: Row) -> Policy:
    shipped = shipped_policy()
    made = {key: shipped.choices[key].made(value) for key, value in one.choices.items()}
    if one.hours:
        asked = Option(id=OWN, words=f"{one.hours} hours.", sources=(SITE,), number=Fraction(one.hours))
        made[HOURS] = shipped.choices[HOURS].made(asked)
    given = tuple(Premedicine(name=name, words="as the unit says", minutes_before=when) for name, when in one.gives)
    own = (Regimen(id="own", title="Own", source="unit", medicines=given, is_in_use=True),) if given else ()
    return replace(shipped, choices={**shipped.choices, **made}, regimens=(*shipped.regimens, *own))


def said(one: Row) -> str:
    """Say what the code of a row says of its case: every finding once, in order."""
    found = screened(content(changed(MILD, one.changes, [])), name=one.id, policy=policy(one))
    own = [item for item in found.findings if item.code == one.code]
    lines = [
        f"{item.severity.name} {item.verdict.value} {item.care.value if item.care else '-'} {item.source}"
        for item in own
    ]
    if not any(one.tells in item.message for item in own) and own:
        lines.append(f"tells {own[0].message!r}")
    return "; ".join(dict.fromkeys(lines))
