"""Sign an assessment: as it was shown, by who may, once; and read back from its frozen text alone."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.shells.screening import screen
from stepward.usecases.assessing import (
    Ask,
    NoReason,
    NotASigner,
    NotAsSigned,
    NothingToSign,
    NoWayToPlan,
    ReplacedAlready,
    Sheet,
    ShownOtherwise,
    SignedAlready,
    SignedAssessment,
    Told,
    for_plan,
    open_signed,
    sheet_of,
    sign,
)
from stepward.usecases.unit_records import Member

CASES = Path(__file__).parents[1] / "data" / "cases"
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HADDAD = Member(id="7", name="Dr A. Haddad (invented)", roles=frozenset({"allergist"}))
ANSWERS = {"drug": ["carboplatin"]}
WHY = "No acceptable alternative exists."


class Kept:
    """Signed assessments in a list, one for each draft."""

    def __init__(self) -> None:
        self.rows: list[SignedAssessment] = []

    def add(self, signed: SignedAssessment, /) -> None:
        if any(row.draft == signed.draft for row in self.rows):
            msg = "signed"
            raise SignedAlready(msg)
        self.rows.append(signed)

    def find(self, assessment_id: str, /) -> SignedAssessment | None:
        return next((row for row in self.rows if row.id == assessment_id), None)

    def replaced_by(self, assessment_id: str, /) -> str:
        return next((row.id for row in self.rows if row.replaces == assessment_id), "")


def told(name: str = "severe-carboplatin-on-metoprolol", **changed: object) -> Told:
    case = json.loads((CASES / f"{name}.json").read_text("utf-8")) | changed
    return Told(answers=ANSWERS, case=case, policy=shipped_policy(), assessment=screen(case), software="0.1.0")


def ask(of: Told, **changed: str) -> Ask:
    plain = Ask(id="s1", draft="d1", drug="carboplatin", shown_sha256=sheet_of(of).sha256, reason=WHY)
    return replace(plain, **changed)


def signed(of: Told, kept: Kept, **changed: str) -> SignedAssessment:
    return sign(ask(of, **changed), of, by=HADDAD, at=AT, kept=kept)


class TestSign:
    """A signature."""

    def test_freezes_everything_that_was_shown(self) -> None:
        of = told()

        opened = open_signed(signed(of, Kept()))

        assert opened.assessment == of.assessment
        assert opened.case == of.case
        assert opened.answers == ANSWERS
        assert (opened.policy_version, opened.software) == (of.policy.version, "0.1.0")
        assert (opened.signed.signer_name, opened.signed.signed_at, opened.signed.reason) == (HADDAD.name, AT, WHY)

    def test_keeps_the_words_and_sources_of_every_choice(self) -> None:
        of = told()

        choices = json.loads(signed(of, Kept()).sheet.text)["policy"]["choices"]

        assert choices["place"]["words"] == of.policy.choices["place"].option.words
        assert choices["place"]["sources"]
        assert choices["observation"] is None

    @pytest.mark.parametrize("role", ["nurse", "prescriber", "pharmacist", "administrator"])
    def test_is_the_allergists_alone(self, role: str) -> None:
        of = told()
        other = replace(HADDAD, roles=frozenset({role}))

        with pytest.raises(NotASigner, match="an allergist signs"):
            sign(ask(of), of, by=other, at=AT, kept=Kept())

    def test_waits_for_answers(self) -> None:
        of = told(indication={"disease": "cancer"})

        with pytest.raises(NothingToSign):
            signed(of, Kept())

    def test_is_bound_to_what_was_shown(self) -> None:
        shown = sheet_of(told(tests=[])).sha256

        with pytest.raises(ShownOtherwise, match="You see them now"):
            signed(told(), Kept(), shown_sha256=shown)

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_says_why_cautions_are_accepted(self, reason: str) -> None:
        with pytest.raises(NoReason):
            signed(told(), Kept(), reason=reason)

    def test_needs_no_reason_without_a_caution(self) -> None:
        assert signed(told("mild-carboplatin"), Kept(), reason="").reason == ""

    def test_is_given_once(self) -> None:
        kept, of = Kept(), told()
        signed(of, kept)

        with pytest.raises(SignedAlready):
            signed(of, kept, id="s2")

    def test_replaces_an_assessment_once(self) -> None:
        kept = Kept()
        signed(told(), kept)
        signed(told(), kept, id="s2", draft="d2", replaces="s1")

        with pytest.raises(ReplacedAlready):
            signed(told(), kept, id="s3", draft="d3", replaces="s1")

    def test_is_given_to_what_blocks_too(self) -> None:
        opened = open_signed(signed(told("sjs-carbamazepine"), Kept(), drug="carbamazepine"))

        assert not opened.may_plan


class TestOpen:
    """A frozen text."""

    @pytest.mark.parametrize("change", [('"hives"', '"itch"'), ("\n", "")])
    def test_that_was_changed_is_refused(self, change: tuple[str, str]) -> None:
        whole = signed(told(), Kept())
        broken = replace(whole, sheet=Sheet(text=whole.sheet.text.replace(*change, 1), sha256=whole.sheet.sha256))

        with pytest.raises(NotAsSigned):
            open_signed(broken)


class TestForPlan:
    """The way from an assessment to a plan."""

    def test_is_open_where_the_verdict_allows_it(self) -> None:
        kept = Kept()
        signed(told(), kept)

        assert for_plan("s1", "  Carboplatin ", kept=kept).may_plan

    @pytest.mark.parametrize("name", ["sjs-carbamazepine", "alternative-exists"])
    def test_is_closed_where_it_does_not(self, name: str) -> None:
        kept = Kept()
        signed(told(name), kept)

        with pytest.raises(NoWayToPlan, match="does not allow"):
            for_plan("s1", "carboplatin", kept=kept)

    def test_is_closed_for_another_drug(self) -> None:
        kept = Kept()
        signed(told(), kept)

        with pytest.raises(NoWayToPlan, match="is of carboplatin"):
            for_plan("s1", "oxaliplatin", kept=kept)

    def test_is_closed_once_a_later_one_replaces_it(self) -> None:
        kept = Kept()
        signed(told(), kept)
        signed(told("mild-carboplatin"), kept, id="s2", draft="d2", replaces="s1")

        with pytest.raises(NoWayToPlan, match="replaced"):
            for_plan("s1", "carboplatin", kept=kept)

    def test_is_closed_where_there_is_none(self) -> None:
        with pytest.raises(NoWayToPlan, match="no such"):
            for_plan("s1", "carboplatin", kept=Kept())
