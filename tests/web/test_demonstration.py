import pytest
from django.contrib.auth.models import User

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.approvals import DatabaseApprovals
from stepward.adapters.database.models import Pump, SharedPlan, Unit
from stepward.adapters.database.shared_plans import DatabaseSharedPlans
from stepward.shells.web.demonstration import fill
from stepward.usecases.approving import Stands, state_of
from stepward.usecases.consulting import file_of
from stepward.usecases.sharing import open_shared

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
        assert len(passwords) == len(accounts) == 3
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
