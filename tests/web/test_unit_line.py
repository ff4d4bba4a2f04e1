import pytest
from django.test import Client

from stepward.adapters.database.approvals import DatabaseApprovals
from stepward.adapters.database.models import SharedPlan
from stepward.shells.web.demonstration import fill
from stepward.shells.web.plans.approved import unit_line
from stepward.usecases.approving import Act, Deed, ProtocolFile, Role

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(
    ("protocol", "words"),
    [
        ("12-step", "Approved by this unit."),
        ("16-step", "Approved by the allergist only; a pharmacist has not."),
        ("4-step", "Not approved by this unit."),
    ],
)
def test_stands_near_the_title_and_leads_to_the_protocol(client: Client, protocol: str, words: str) -> None:
    fill()

    page = client.get(f"/plan/{protocol}/").text

    assert words in page
    assert f'href="/protocols/{protocol}/"' in page


def test_stands_on_a_kept_plan(client: Client) -> None:
    fill()

    page = client.get(f"/plans/{SharedPlan.objects.all()[0].id}/").text

    assert "Approved by this unit." in page
    assert 'href="/protocols/12-step/"' in page


def test_says_that_only_the_pharmacist_approved() -> None:
    fill()
    signed = next(act for act in DatabaseApprovals().of_protocol("12-step") if act.role is Role.ALLERGIST)
    withdrawn = Act(
        file=signed.file,
        role=signed.role,
        deed=Deed.WITHDRAWN,
        number=2,
        person_id=signed.person_id,
        person_name=signed.person_name,
        done_at=signed.done_at,
    )
    DatabaseApprovals().append(withdrawn)

    assert unit_line("12-step").words == "Approved by the pharmacist only; an allergist has not"


def test_says_that_another_version_was_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    fill()
    other = ProtocolFile(protocol_id="12-step", version="2", sha256="b" * 64)
    monkeypatch.setattr("stepward.shells.web.plans.approved.file_of", lambda _id, **_: other)

    found = unit_line("12-step")

    assert found.words == "Not approved by this unit; another version of this file was"
    assert not found.is_approved
