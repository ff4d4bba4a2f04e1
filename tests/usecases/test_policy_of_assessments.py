"""What a change of the unit's policy does to assessments: nothing to a signed one, everything to the next."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from stepward.adapters.catalogue.unit_policy import KEY, shipped_words
from stepward.adapters.catalogue.unit_words import UnitReader
from stepward.core.screening.assessment import Verdict
from stepward.core.screening.policy import Policy
from stepward.shells.screening import screen
from stepward.usecases.assessing import Ask, ShownOtherwise, SignedAssessment, Told, open_signed, sheet_of, sign
from stepward.usecases.unit_records import Draft, Kind, Member, Named, approve, current, propose
from tests.usecases.unit_keeping import AT, MOREAU, MemoryRecords

HADDAD = Member(id="7", name="Dr A. Haddad (invented)", roles=frozenset({"allergist"}))
CASES = Path(__file__).parents[1] / "data" / "cases"
CASE = json.loads((CASES / "severe-carboplatin-on-metoprolol.json").read_text("utf-8"))
READER = UnitReader()


class Kept:
    """Signed assessments in a list."""

    def __init__(self) -> None:
        self.rows: list[SignedAssessment] = []

    def add(self, signed: SignedAssessment, /) -> None:
        self.rows.append(signed)

    def find(self, assessment_id: str, /) -> SignedAssessment | None:
        return next((row for row in self.rows if row.id == assessment_id), None)

    def replaced_by(self, assessment_id: str, /) -> str:
        return next((row.id for row in self.rows if row.replaces == assessment_id), "")


class Unit:
    """A unit that keeps its policy, and screens one case."""

    def __init__(self) -> None:
        self.records, self.kept = MemoryRecords(), Kept()

    def choose(self, **choices: str) -> None:
        content = {**shipped_words(), "choices": shipped_words()["choices"] | choices}
        number = len(self.records.of(Kind.POLICY, KEY))
        draft = Draft(kind=Kind.POLICY, key=KEY, content=content, reason="our rule", after=number)
        propose(draft, HADDAD, AT, records=self.records, reader=READER)
        named = Named(kind=Kind.POLICY, key=KEY, version=number + 1)
        approve(named, MOREAU, AT, records=self.records, reader=READER)

    @property
    def policy(self) -> Policy:
        record = current(self.records.of(Kind.POLICY, KEY))
        assert record is not None
        return READER.policy(record.version, record.content)

    def told(self) -> Told:
        return Told(
            answers={}, case=CASE, policy=self.policy, assessment=screen(CASE, policy=self.policy), software="1"
        )

    def sign(self, sha256: str) -> SignedAssessment:
        ask = Ask(id="a", draft="d", drug="carboplatin", shown_sha256=sha256, reason="no alternative")
        return sign(ask, self.told(), by=HADDAD, at=AT + timedelta(hours=1), kept=self.kept)


class TestChange:
    def test_leaves_a_signed_assessment_as_it_is(self) -> None:
        unit = Unit()
        unit.choose()
        unit.sign(sheet_of(unit.told()).sha256)
        before = open_signed(unit.kept.rows[0])

        unit.choose(**{"earlier-anaphylaxis": "never"})

        after = open_signed(unit.kept.rows[0])
        assert after == before
        assert (after.policy_version, after.assessment.verdict) == ("unit-1", Verdict.WITH_CONDITIONS)
        assert after.assessment.policy_version == "unit-1"
        now = screen(CASE, policy=unit.policy)
        assert (now.policy_version, now.verdict) == ("unit-2", Verdict.BLOCKED)

    def test_between_reading_and_signing_is_told(self) -> None:
        unit = Unit()
        unit.choose()
        shown = sheet_of(unit.told()).sha256

        unit.choose(resume="half-rate")

        with pytest.raises(ShownOtherwise):
            unit.sign(shown)
