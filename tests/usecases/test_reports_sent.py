"""What was sent, refused, or closed anew decides what is still owed (H-26)."""

from datetime import datetime

import pytest

from stepward.adapters.database.reports import DatabaseReports
from stepward.core.reports.owed import Paper
from stepward.usecases import reporting
from stepward.usecases.reporting import (
    Deed,
    Draft,
    Mark,
    keep_draft,
    remaining,
)
from tests.usecases.report_keeping import FULL, HADDAD, LATER, MOREAU, Desk, reacted

SERIOUS = {**FULL, "seriousness.0": "hospitalization", "in_label": "no"}
DEVICE = {**SERIOUS, "seriousness.0": "intervention", "device": "yes"}
MAY_CLOSE = ("allergist", "prescriber", "pharmacist")
ROLES = ("allergist", "prescriber", "pharmacist", "nurse", "charge nurse", "technician", "administrator")


@pytest.fixture
def desk(database: None) -> Desk:
    del database
    return Desk(ward=reacted())


def draft(desk: Desk, answers: dict[str, str], at: datetime = LATER) -> None:
    keep_draft(Draft(session="s", answers=answers, by=MOREAU, at=at), desk.dossier, DatabaseReports())


def sent(desk: Desk, paper: str, number: int = 1, deed: Deed = Deed.SENT) -> None:
    wanted = Mark(session="s", number=number, deed=deed, paper=paper, words="", by=HADDAD, at=LATER)
    reporting.mark(wanted, desk.dossier, DatabaseReports())


class TestSent:
    def test_h_26_a_follow_up_that_nobody_sent_is_owed(self, desk: Desk) -> None:
        desk.close(SERIOUS)
        sent(desk, "letter")
        desk.close(SERIOUS | {"comments": "More was told (invented)"})
        found = desk.standing(SERIOUS).owed

        assert Paper.LETTER in [item.paper for item in remaining(found, desk.dossier)]
        sent(desk, "letter", number=2)
        assert Paper.LETTER not in [item.paper for item in remaining(found, desk.dossier)]

    def test_h_26_a_report_that_was_refused_is_owed_until_it_is_sent_again(self, desk: Desk) -> None:
        desk.close(SERIOUS)
        found = desk.standing(SERIOUS).owed
        for deed, is_owed in ((Deed.SENT, False), (Deed.REFUSED, True), (Deed.SENT, False), (Deed.TAKEN, False)):
            sent(desk, "medwatch", deed=deed)
            assert (Paper.MEDWATCH in [item.paper for item in remaining(found, desk.dossier)]) is is_owed
