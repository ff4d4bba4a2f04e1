"""Premedication: nothing is given unless the unit chose it; times, and checks against the patient."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.core.findings import Severity
from stepward.core.reactions import PhenotypeKind, Sign
from stepward.core.screening import case as cases
from stepward.core.screening.look import Look
from stepward.core.screening.policy import Policy
from stepward.core.screening.premedication import RULES, NoZone, clock, doses
from stepward.core.screening.regimen import Premedicine, Regimen, UnsoundRegimen
from tests.core.screening.looks import look, reaction


def site(school: str | None, *medicines: tuple[str, int | None], kinds: tuple[PhenotypeKind, ...] = ()) -> Policy:
    """Make an invented unit's policy."""
    shipped = shipped_policy()
    choices = {**shipped.choices, "premedication": replace(shipped.choices["premedication"], chosen=school)}
    own = [Premedicine(name=name, words="as the unit says", minutes_before=minutes) for name, minutes in medicines]
    regimen = Regimen(id="own", title="Own", source="unit", medicines=tuple(own), kinds=kinds, is_in_use=True)
    return Policy(version="own", choices=choices, regimens=(regimen,))


def codes(seen: Look) -> list[str]:
    return [finding.code for rule in RULES for finding in rule(seen)]


def test_ships_no_school_and_no_regimen_in_use() -> None:
    shipped = shipped_policy()

    assert not shipped.is_chosen("premedication")
    assert shipped.regimens
    assert not any(item.is_in_use for item in shipped.regimens)
    assert doses(look()) == ()
    assert codes(look()) == ["PRE-01"]


def sessions(*texts: str | None) -> dict[str, Any]:
    return {"earlier_sessions": tuple(cases.EarlierSession(breakthrough=text) for text in texts)}


@pytest.mark.parametrize(
    ("school", "facts", "given", "found"),
    [
        ("none", {}, 0, []),
        ("routine", {}, 1, []),
        ("selective", {}, 0, ["PRE-02"]),
        ("selective", {"earlier_sessions": ()}, 0, []),
        ("selective", sessions("none"), 0, []),
        ("selective", sessions(None), 0, ["PRE-02"]),
        ("selective", sessions("hives"), 0, ["PRE-02"]),
        ("selective", sessions("not anaphylaxis"), 0, ["PRE-02"]),
        ("selective", sessions("none", "anaphylaxis at step 9"), 1, []),
    ],
)
def test_follows_the_school_of_the_unit(school: str, facts: dict[str, Any], given: int, found: list[str]) -> None:
    seen = look(policy=site(school, ("famotidine", 30)), **facts)

    assert len(doses(seen)) == given
    assert codes(seen) == found


def test_takes_the_regimen_of_the_kind_or_asks_for_one() -> None:
    policy = site("routine", ("famotidine", 30), kinds=(PhenotypeKind.TYPE_1,))
    hives, fever = (
        reaction("carboplatin", signs=(sign,), onset_minutes=Fraction(9)) for sign in (Sign.HIVES, Sign.FEVER)
    )

    assert len(doses(look("carboplatin", hives, policy=policy))) == 1
    assert codes(look("carboplatin", fever, policy=policy)) == ["PRE-03"]


def test_counts_the_clock_back_in_utc() -> None:
    given = doses(look(policy=site("routine", ("famotidine", 30), ("cetirizine", 60), ("aspirin", 0))))
    start = datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=1)))

    assert [item.at and item.at.isoformat() for item in clock(given, start=start)] == [
        "2026-11-23T07:00:00+01:00",
        "2026-11-23T07:30:00+01:00",
        "2026-11-23T08:00:00+01:00",
    ]


def test_counts_across_the_change_of_the_clock() -> None:
    given = doses(look(policy=site("routine", ("famotidine", 60))))
    start = datetime(2026, 3, 29, 3, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    (found,) = clock(given, start=start)

    assert found.at is not None
    assert start.astimezone(UTC) - found.at.astimezone(UTC) == timedelta(hours=1)
    assert found.at.hour == 1


def test_gives_no_time_where_none_is_said_and_refuses_a_start_without_zone() -> None:
    seen = look(policy=site("routine", ("famotidine", None)))

    assert [item.at for item in clock(doses(seen), start=datetime(2026, 1, 1, tzinfo=UTC))] == [None]
    assert codes(seen) == ["PRE-04"]
    with pytest.raises(NoZone):
        clock(doses(seen), start=datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    ("patient", "reactions", "found"),
    [
        ({"conditions": ()}, (), []),
        ({"conditions": ("thrombocytopenia",)}, (), ["PRE-05"]),
        ({"conditions": ("NSAID allergy",)}, (), ["PRE-05"]),
        ({"conditions": ("AERD",)}, (), ["PRE-05"]),
        ({"conditions": ()}, (reaction("ibuprofen"),), ["PRE-05"]),
        ({"conditions": ()}, (reaction("famotidine"),), []),
        ({"conditions": None}, (), ["PRE-06"]),
    ],
)
def test_keeps_aspirin_from_whom_it_harms(
    patient: dict[str, Any], reactions: tuple[Any, ...], found: list[str]
) -> None:
    assert codes(look("carboplatin", *reactions, patient=patient, policy=site("routine", ("aspirin", 0)))) == found


def test_warns_of_a_premedicine_that_caused_a_reaction() -> None:
    seen = look("carboplatin", reaction("cetirizine"), policy=site("routine", ("cetirizine", 30)))

    assert codes(seen) == ["PRE-07"]


def test_finds_the_culprit_in_premedication_and_rescue_drugs() -> None:
    patient = {"conditions": ("PEG allergy",)}
    seen = look(patient=patient, policy=site("routine", ("methylprednisolone acetate", 30)))

    assert codes(seen) == ["PRE-08", "PRE-09", "PRE-09"]


def test_never_blocks_epinephrine_for_sulfite() -> None:
    seen = look(patient={"conditions": ("sulfite allergy",)}, policy=site("none", ("famotidine", 30)))

    assert codes(seen) == []


@pytest.mark.parametrize(
    ("name", "hours", "found"),
    [
        ("cetirizine", "0.25", ["PRE-11"]),
        ("cetirizine", "0.5", ["PRE-11"]),
        ("cetirizine", "0.51", []),
        ("cetirizine", None, ["PRE-10"]),
        ("famotidine", "0.25", []),
        ("diphenhydramine", "0.25", ["PRE-11"]),
    ],
)
def test_gives_no_second_antihistamine_within_30_minutes(name: str, hours: str | None, found: list[str]) -> None:
    taken = (cases.Medicine(name=name, last_dose_hours_ago=None if hours is None else Fraction(hours)),)
    seen = look(medicines=taken, policy=site("routine", ("diphenhydramine", 30)))

    assert codes(seen) == found
    assert not any(item.severity is Severity.BLOCK for rule in RULES for item in rule(seen))


def test_refuses_a_regimen_that_cannot_be() -> None:
    with pytest.raises(UnsoundRegimen):
        Regimen(id="own", title="Own", source="unit", medicines=())
    with pytest.raises(UnsoundRegimen):
        Premedicine(name="famotidine", words="as the unit says", minutes_before=-1)
