from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.policy_files import shipped_policy
from stepward.adapters.database.approvals import DatabaseApprovals
from stepward.adapters.database.models import (
    DoseNote,
    FinishedSession,
    GivingOn,
    Pump,
    SessionOrder,
    SharedPlan,
    Unit,
)
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.core.preparation.recipe import Liquid
from stepward.core.quantities import Weight
from stepward.core.screening.policy import OWN
from stepward.core.treatment import doses_for
from stepward.shells.web.demonstration import fill, fill_day
from stepward.shells.web.demonstration_past import _PAST, keep_past
from stepward.shells.web.prepare.pharmacy import pharmacy
from stepward.shells.web.unit.set_up import missing
from stepward.shells.web.unit.shelf import unit_line_sets, unit_policy, unit_shelf, unit_treatment_cards
from stepward.usecases.approving import Stands, state_of
from stepward.usecases.consulting import file_of
from stepward.usecases.making import open_order
from stepward.usecases.sharing import open_shared
from stepward.usecases.unit_records import Kind
from tests.web.sessions import own_log

pytestmark = pytest.mark.usefixtures("database")


def stands(protocol_id: str) -> Stands:
    return state_of(file_of(protocol_id, library=shipped), approvals=DatabaseApprovals()).stands


class TestFill:
    def test_invents_a_unit_that_says_so(self) -> None:
        fill()

        unit = Unit.objects.get()
        assert unit.is_demonstration
        assert "invented" in unit.name
        assert Pump.objects.get(unit=unit).increment == "0.1 mL/h"
        assert all("invented" in user.get_full_name() for user in User.objects.all())

    def test_gives_each_new_account_a_password_of_its_own(self) -> None:
        accounts = fill()

        passwords = {account.password for account in accounts}
        assert len(passwords) == len(accounts) == 7
        assert min(len(password) for password in passwords) >= 16
        assert all(User.objects.get(username=each.username).check_password(each.password) for each in accounts)
        assert not any(user.is_superuser or user.is_staff for user in User.objects.all())

    def test_changes_nothing_the_second_time(self) -> None:
        fill()
        before = (User.objects.count(), SharedPlan.objects.count(), len(DatabaseApprovals().by_protocol()))

        accounts = fill()

        assert accounts == ()
        assert before == (User.objects.count(), SharedPlan.objects.count(), len(DatabaseApprovals().by_protocol()))

    def test_approves_two_protocols_and_half_of_a_third(self) -> None:
        fill()

        assert [stands(item) for item in ("12-step", "8-step", "16-step", "4-step")] == [
            Stands.APPROVED,
            Stands.APPROVED,
            Stands.HALF,
            Stands.NONE,
        ]

    def test_approves_line_sets_and_products_of_its_plans(self) -> None:
        fill()

        assert set(unit_line_sets().line_sets()) == {"primary-15-ml", "primary-22-ml"}
        assert {item.drug for item in unit_shelf().products().values()} == {"ceftazidime", "carboplatin"}
        records = DatabaseUnitRecords()
        kept = [item for kind in Kind for versions in records.by_key(kind).values() for item in versions]
        assert all(item.approval is not None and item.approval.person_id != item.author_id for item in kept)

    def test_makes_every_choice_of_its_policy_and_marks_it_as_invented(self) -> None:
        fill()

        policy, ships = unit_policy(), shipped_policy().choices
        assert (policy.version, policy.is_invented, policy.open_choices) == ("unit-1", True, ())
        for key, choice in policy.choices.items():
            assert ships[key].chosen == choice.chosen or "(invented)" in choice.option.words, key
        for choice in policy.choices.values():
            if choice.topic == "Doses for a reaction":
                assert (choice.chosen, choice.option.number) == (OWN, None), choice.id
        regimens = [item for item in policy.regimens if item.is_in_use]
        assert regimens
        assert all("(invented)" in one.words for item in regimens for one in item.medicines)

    def test_has_a_person_for_every_part_of_the_work(self) -> None:
        accounts = fill()

        assert [account.roles for account in accounts] == [
            ("allergist",),
            ("pharmacist",),
            ("pharmacist",),
            ("technician",),
            ("nurse",),
            ("charge nurse",),
            ("administrator",),
        ]

    def test_misses_nothing_to_start(self) -> None:
        fill()
        assert missing() == ()

    def test_keeps_a_treatment_card_that_says_it_is_invented(self) -> None:
        fill()
        (found,) = unit_treatment_cards().in_use().values()

        assert found.card.is_invented
        assert "(invented)" in found.card.title
        assert "(invented)" in found.approved_by
        assert all("Invented unit" in row.source for row in found.card.rows)
        assert doses_for(found.card, Weight.parse("12 kg")).is_whole

    def test_shares_plans_that_can_be_opened(self) -> None:
        fill()

        opened = [
            open_shared(row.id, catalogue=shipped, shared_plans=DatabaseSharedPlans())
            for row in SharedPlan.objects.all()
        ]

        assert {(shared.drug, shared.target, shared.final_rate) for shared, _ in opened} == {
            ("ceftazidime", "2000 mg", "80 mL/h"),
            ("carboplatin", "400 mg", "75 mL/h"),
        }
        assert not any(plan.is_blocked for _, plan in opened)


class TestFillDay:
    def test_lets_a_patient_wait_whose_solutions_are_made_and_checked_by_two(self) -> None:
        fill()

        fill_day()
        fill_day()

        (order,) = SessionOrder.objects.all()
        opened = open_order(order.preparation, now=timezone.now(), pharmacy=pharmacy())
        assert order.patient.is_invented
        assert order.start_at > timezone.now()
        assert all(work.is_ready for work in opened.works)
        solutions = [work for work in opened.works if work.item.liquid is Liquid.SOLUTION]
        assert all(work.expires_at is not None for work in solutions)
        for work in opened.works:
            assert work.checker is not None
            assert work.checker.person_id not in {deed.person_id for deed in work.makers}


class TestPast:
    def test_holds_every_session_dose_and_signature_that_it_invents(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        fill()
        fill_day()
        with own_log(tmp_path, monkeypatch):
            keep_past(timezone.now())

        assert caplog.messages == []
        assert FinishedSession.objects.count() == len(_PAST)
        assert GivingOn.objects.count() == sum(past.on is not None or past.is_cycles for past in _PAST)
        assert DoseNote.objects.count() == sum(past.on.doses for past in _PAST if past.on is not None)
