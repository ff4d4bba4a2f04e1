"""Rows of the threshold tables: one invented case each, and what a code says of it; silence is an expectation too."""

from dataclasses import dataclass, field, replace
from typing import Any

from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.core.screening.policy import Policy
from stepward.shells.screening import screened
from tests.core.screening.vignettes import MILD, changed, content

SILENT = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the code and the state in its name, the changes to the mild case, and severity, effects and source."""

    code: str
    state: str
    says: str
    changes: dict[str, Any]
    choices: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.code} {self.state}"


def row(code: str, state: str, says: str, changes: dict[str, Any] | None = None, **choices: str) -> Row:
    """Make a row; `says` is 'severity verdict care source', with '-' for no place."""
    named = {key.replace("_", "-"): value for key, value in choices.items()}
    return Row(code=code, state=state, says=says, changes=changes or {}, choices=named)


def policy(choices: dict[str, str]) -> Policy:
    shipped = shipped_policy()
    made = {key: shipped.choices[key].made(value) for key, value in choices.items()}
    return replace(shipped, choices={**shipped.choices, **made})


def said(one: Row) -> str:
    """Say what the code of a row says of its case: every finding once, in order."""
    found = screened(content(changed(MILD, one.changes, [])), name=one.id, policy=policy(one.choices))
    lines = (
        f"{item.severity.name} {item.verdict.value} {item.care.value if item.care else '-'} {item.source}"
        for item in found.findings
        if item.code == one.code
    )
    return "; ".join(dict.fromkeys(lines))
