"""Screen: a case in hand, the site policy and what is known become an assessment."""

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Protocol as Port
from typing import cast

from stepward.core.protocols.protocol import Protocol
from stepward.core.screening.assessment import Assessment, ScreenFinding
from stepward.core.screening.case import Case
from stepward.core.screening.look import Knowledge, KnownProtocol
from stepward.core.screening.policy import Policy
from stepward.core.screening.screening import screen
from stepward.core.substances import Excipients, Substances


class Library(Port):
    """Where the published protocols come from."""

    def protocols(self) -> Iterable[Protocol]:
        """List all protocols."""


@lru_cache(maxsize=4)
def known_protocols(library: Library) -> tuple[KnownProtocol, ...]:
    """List the protocols that may be planned as a desensitization, as the screen reads them."""
    return tuple(
        KnownProtocol(
            id=item.id,
            title=item.title,
            drugs=item.drugs,
            routes=tuple(dict.fromkeys((item.route, *(step.route for step in item.planned_steps if step.route)))),
            source=item.sources[0],
        )
        for item in library.protocols()
        if item.is_offered
    )


def screen_case(  # noqa: PLR0913 - what is known comes from several files
    case: Case,
    asked: tuple[ScreenFinding, ...] = (),
    *,
    policy: Policy,
    substances: Substances,
    excipients: Excipients,
    library: Library,
) -> Assessment:
    """Screen a case; `asked` is what its reader asks about.

    Raises:
        NotChosen: if a rule needs a choice that the unit has not made.
    """
    protocols = known_protocols(cast("Hashable", library))
    knowledge = Knowledge(substances=substances, protocols=protocols, excipients=excipients)
    return screen(case, policy, knowledge, asked)
