"""The page of outcomes: two tables that are never one, and files in which nobody is found."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stepward.adapters.database import models
from stepward.adapters.database.outcomes import outcomes
from stepward.core.outcomes.outcome import Ending
from stepward.core.sessions.commands_ending import EndSession
from stepward.core.sessions.instants import Instant
from stepward.shells.web import clock
from stepward.usecases.outcomes import COLUMNS, is_epinephrine, worst_of
from tests.core.sessions.plans import ALLERGIST, Ward, four_steps, running
from tests.web.preparing import Answer, text_of
from tests.web.sessions import Bed, at_bed, own_log
from tests.web.test_course_page import reacted

Grades = tuple[int | None, ...]


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    with own_log(tmp_path, monkeypatch):
        yield


def page(query: str = "") -> str:
    return text_of(at_bed("haddad").get(f"/outcomes/{query}"))


def shares(kind: str, username: str = "haddad", **changed: str) -> Answer:
    return at_bed(username).post(f"/outcomes/shared.{kind}", {"site": "north", "least": "11"} | changed)


def test_says_what_is_needed_while_there_is_nothing() -> None:
    assert "No session is over yet" in page()


def test_counts_a_session_with_a_reaction() -> None:
    reacted()

    shown = page()
    assert "1 session of 1 patient." in shown
    assert "Every session counts once." in shown
    assert "Every patient counts once" in shown
    assert re.search(r"all 1 of 1 100% 3% to 100% 1 of 1 100%", shown), shown
    assert "1 before the last" in shown
    assert "Fewer than ten quarters: numbers, no curve." in shown


def test_a_reaction_without_a_grade_is_never_counted_as_mild() -> None:
    reacted()
    assert "Severe is grade 3 of Brown's scale." in page()
    assert page().count("0 of 1 0% 0% to 97%") == 8, "severe and epinephrine, twice in each table"
    models.OutcomeRow.objects.update(brown=None)

    assert page().count("0 of 1 1 not graded") == 4
    assert page().count("0 of 1 0% 0% to 97%") == 4


@pytest.mark.parametrize(
    ("grades", "worst"), [((1, 2), 2), ((1, None), None), ((3, None), 3), ((None,), None), ((), None)]
)
def test_the_worst_grade_is_known_only_where_none_could_be_worse(grades: Grades, worst: int | None) -> None:
    assert worst_of(grades) == worst


def test_reads_of_the_log_what_is_counted() -> None:
    reacted()
    page()

    (found,) = outcomes()
    assert (found.ending, found.reactions, found.brown, found.step, found.steps) == (Ending.COMPLETED, 1, 1, 3, 4)
    assert found.protocol == "12-step"
    assert found.phenotype == "not assessed"
    assert found.minutes is not None
    assert found.planned_minutes is not None
    assert found.minutes > found.planned_minutes


def test_groups_by_protocol_too() -> None:
    reacted()

    assert "Protocol Completed" in page("?by=protocol")
    assert "Drug Completed" in page("?by=anything")


def test_a_session_that_runs_is_not_counted() -> None:
    ward = running(2)
    clock.use(lambda: ward.now)
    Bed("runs", ward)

    assert "No session is over yet" in page()
    assert not models.OutcomeRow.objects.exists()


def test_h_97_a_shared_file_says_no_patient() -> None:
    reacted()
    answer = shares("csv")

    assert answer.status_code == 200
    assert answer.content.decode() == ",".join(COLUMNS) + "\n"
    assert "Ruiz" not in answer.content.decode()


def test_gives_parquet_and_the_meaning_of_the_columns() -> None:
    reacted()

    assert shares("parquet").content.startswith(b"PAR1")
    assert b"| `quarter` |" in shares("md").content


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("site", "", "Name the site."),
        ("site", "=1+1", "in at most 40 letters and digits"),
        ("least", "5", "At least 11, as the source says."),
    ],
)
def test_refuses_what_would_tell_too_much(field: str, value: str, words: str) -> None:
    reacted()
    answer = shares("csv", **{field: value})

    assert answer.status_code == 422
    assert words in text_of(answer)


def test_a_nurse_looks_and_shares_nothing() -> None:
    reacted()

    assert at_bed("okafor").get("/outcomes/").status_code == 200
    assert shares("csv", username="okafor").status_code == 403


def test_a_session_that_ended_before_any_drug_is_no_procedure() -> None:
    reacted()
    ward = Ward().sign(four_steps()).do(EndSession(reason="did not come", confirmed=True), ALLERGIST)
    clock.use(lambda: Instant(at=ward.utc + timedelta(days=20), monotonic=0, boot="b"))
    Bed("never", ward, bed="5")

    assert "1 session of 1 patient." in page()
    assert models.OutcomeRow.objects.get(session="never").ending == Ending.NOT_BEGUN.value


@pytest.mark.parametrize(
    ("medicine", "counts"),
    [
        ("epinephrine", True),
        ("Adrenaline 1 mg/mL", True),
        ("EPINEPHRINE, intramuscular", True),
        ("norepinephrine", False),
    ],
)
def test_epinephrine_is_told_by_whole_words(medicine: str, *, counts: bool) -> None:
    assert is_epinephrine(medicine) is counts
