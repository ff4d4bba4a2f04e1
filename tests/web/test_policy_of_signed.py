"""A new version of the unit's policy, in the browser's order: signed assessments stay, the next ones follow it."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from stepward.adapters.catalogue.unit_policy import KEY
from stepward.adapters.database.models import SignedAssessment
from stepward.adapters.database.unit_records import DatabaseUnitRecords
from stepward.shells.web.screen.signing import REASONS
from stepward.shells.web.unit.policy_form import Entered
from stepward.usecases.unit_records import Kind
from tests.web.preparing import signed_in, text_of
from tests.web.signing_assessments import PASSWORD, shown_hash, sign
from tests.web.test_screen_page import answered


@pytest.fixture
def people(unit: None) -> tuple[Client, Client]:
    """Sign in the allergist and the pharmacist of the invented unit, with a known password."""
    del unit
    cache.clear()
    for name in ("haddad", "moreau"):
        user = User.objects.get(username=name)
        user.set_password(PASSWORD)
        user.save()
    return signed_in("haddad"), signed_in("moreau")


def choose(people: tuple[Client, Client], **choices: str) -> None:
    """Bring a new version of the policy into use."""
    haddad, moreau = people
    last = DatabaseUnitRecords().of(Kind.POLICY, KEY)[-1]
    boxes = Entered.of(last.content).texts | {f"c-{key}": option for key, option in choices.items()}
    sent = boxes | {"reason": "our review", "after": str(last.version), "press": "propose"}
    assert haddad.post("/unit/policy/change/", sent).status_code == 302
    answer = moreau.post(f"/unit/policy/{last.version + 1}/approve/", {"password": PASSWORD})
    assert answer.status_code == 302


def test_a_signed_assessment_stays_as_it_was_signed(people: tuple[Client, Client]) -> None:
    haddad, _ = people
    address = sign(haddad, answered(haddad))
    before, kept = text_of(haddad.get(address)), SignedAssessment.objects.values().get()

    choose(people, premedication="none", resume="half-rate")

    after = text_of(haddad.get(address))
    told, _, rest = after.partition(" The unit's policy is unit-2 now.")
    assert rest.startswith(" This was signed by unit-1: take it up again to assess by the new one.")
    assert told + rest.partition("by the new one.")[2] == before
    assert SignedAssessment.objects.values().get() == kept
    assert "unit-1" in before
    assert "unit-2" in text_of(haddad.get(f"{answered(haddad)}result/"))


def test_a_page_opened_before_the_change_cannot_be_signed(people: tuple[Client, Client]) -> None:
    haddad, _ = people
    base = answered(haddad)
    shown = shown_hash(haddad, base)
    assert 'href="/unit/policy/named/unit-1/"' in haddad.get(f"{base}sign/").content.decode()

    choose(people, resume="half-rate")

    answer = haddad.post(f"{base}sign/", {"password": PASSWORD, "shown_sha256": shown, "reason": REASONS[0]})
    assert "Answers or policy changed" in text_of(answer)
    assert not SignedAssessment.objects.exists()
