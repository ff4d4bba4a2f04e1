"""Screening with what ships: the same for the command line and for the library."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.excipient_files import excipients
from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.adapters.catalogue.substance_files import substances
from stepward.adapters.documents.case_json import case_of, read_case
from stepward.core.screening.assessment import Assessment, ScreenFinding
from stepward.core.screening.case import Case
from stepward.core.screening.policy import Policy
from stepward.usecases.screening import screen_case


def screened(content: bytes, *, name: str, policy: Policy | None = None) -> Assessment:
    """Screen a case that is JSON text, by what ships unless a policy is given.

    Raises:
        Refusal: if the case cannot be read, or a choice that it needs is not made.
    """
    return _screen(*read_case(content, name=name), policy)


def screen(case: str | Path | Mapping[str, Any], *, policy: Policy | None = None) -> Assessment:
    """Screen a case: the path of its file, or an object of its form; by what ships unless a policy is given.

    Raises:
        Refusal: if the case cannot be read, or a choice that it needs is not made.
    """
    if isinstance(case, Mapping):
        return _screen(*case_of(case), policy)
    return screened(Path(case).read_bytes(), name=str(case), policy=policy)


def _screen(case: Case, asked: tuple[ScreenFinding, ...], policy: Policy | None) -> Assessment:
    return screen_case(
        case,
        asked,
        policy=policy or shipped_policy(),
        substances=substances(),
        excipients=excipients(),
        library=shipped,
    )
