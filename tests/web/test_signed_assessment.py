"""From answers to a signed assessment."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.contrib.auth.models import Group, User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from stepward.adapters.database import screening_drafts
from stepward.adapters.database.models import ScreeningDraft, SignedAssessment
from stepward.shells.web.screen.signing import REASONS
from tests.web.preparing import signed_in, text_of
from tests.web.signing_assessments import PASSWORD, allergist_with_password, fields_of, shown_hash, sign
from tests.web.test_screen_page import answered

CAUTIOUS: dict[str, dict[str, str | list[str]]] = {
    "patient": {"cardiac": "yes"},
}


@pytest.fixture
def allergist(unit: None) -> Client:
    """Sign in as an allergist with a known password."""
    del unit
    return allergist_with_password()


def words_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


class TestSign:
    """The page of a signature."""

    def test_leads_to_the_signed_assessment(self, allergist: Client) -> None:
        address = sign(allergist, answered(allergist))

        page = text_of(allergist.get(address))

        assert "Signed assessment: carboplatin" in page
        assert "Dr A. Haddad (invented), allergist" in page
        assert SignedAssessment.objects.get().verdict == "proceed"

    def test_closes_the_answers(self, allergist: Client) -> None:
        base = answered(allergist)
        address = sign(allergist, base)

        assert "What was told" in text_of(allergist.get(address))
        for page in ("drug", "result", "sign"):
            assert allergist.get(f"{base}{page}/").headers["Location"] == address
        assert allergist.post(f"{base}drug/", {"drug": "aspirin", "go": "on"}).headers["Location"] == address
        assert ScreeningDraft.objects.get().answers["drug"] == ["carboplatin"]
        assert "Yours, not signed" not in text_of(allergist.get("/screen/"))

    @pytest.mark.parametrize(("password", "says"), [("wrong", "not your password"), ("", "Enter your password")])
    def test_asks_for_the_password(self, allergist: Client, password: str, says: str) -> None:
        base = answered(allergist)

        answer = allergist.post(f"{base}sign/", {"password": password, "shown_sha256": shown_hash(allergist, base)})

        assert answer.status_code == 400
        assert says in text_of(answer)
        assert not SignedAssessment.objects.exists()

    def test_refuses_what_changed_since_it_was_shown(self, allergist: Client) -> None:
        base = answered(allergist)
        shown = shown_hash(allergist, base)
        allergist.post(f"{base}danger/", {"r0_danger": "present", "go": "on"})

        answer = allergist.post(f"{base}sign/", {"password": PASSWORD, "shown_sha256": shown})

        assert answer.status_code == 409
        assert "changed since this page was opened" in text_of(answer)
        assert "Blocked" in text_of(answer)
        assert not SignedAssessment.objects.exists()

    def test_asks_why_cautions_are_accepted(self, allergist: Client) -> None:
        base = answered(allergist, **CAUTIOUS)
        sent = {"password": PASSWORD, "shown_sha256": shown_hash(allergist, base)}

        refused = allergist.post(f"{base}sign/", sent)
        address = sign(allergist, base, reason=REASONS[1], other="Dr B. agrees.")

        assert refused.status_code == 409
        assert "Say why the cautions are accepted" in text_of(refused)
        assert f"{REASONS[1]} Dr B. agrees." in text_of(allergist.get(address))

    def test_takes_no_reason_that_is_not_on_the_list(self, allergist: Client) -> None:
        base = answered(allergist, **CAUTIOUS)
        sent = {"password": PASSWORD, "shown_sha256": shown_hash(allergist, base), "reason": "because"}

        assert allergist.post(f"{base}sign/", sent).status_code == 409

    def test_is_not_for_a_nurse(self, allergist: Client) -> None:
        nurse = signed_in("okafor")
        base = answered(nurse)

        assert nurse.get(f"{base}sign/").status_code == 403
        assert "Sign this assessment" not in text_of(nurse.get(f"{base}result/"))
        assert allergist.get(f"{base}sign/").status_code == 404

    def test_sends_back_what_cannot_be_assessed(self, allergist: Client) -> None:
        base = answered(allergist, "drug", drug={"drug": ""})

        assert allergist.get(f"{base}sign/").headers["Location"] == f"{base}result/"


class TestOffer:
    """Answers that wait for a signature."""

    def test_are_signed_by_the_allergist(self, allergist: Client) -> None:
        nurse = signed_in("okafor")
        base = answered(nurse)
        nurse.post(f"{base}offer/")

        start = text_of(allergist.get("/screen/"))
        address = sign(allergist, base)

        assert "Waiting for your signature" in start
        assert "Waiting for an allergist" not in text_of(nurse.get(address))
        assert "carboplatin: Proceed" in text_of(nurse.get("/screen/"))

    def test_are_taken_back_by_a_change(self, allergist: Client) -> None:
        nurse = signed_in("okafor")
        base = answered(nurse)
        nurse.post(f"{base}offer/")
        nurse.post(f"{base}danger/", {"r0_danger": "none", "go": "on"})

        assert allergist.get(f"{base}result/").status_code == 404

    def test_may_be_changed_by_the_one_who_signs(self, allergist: Client) -> None:
        nurse = signed_in("okafor")
        base = answered(nurse)
        nurse.post(f"{base}offer/")
        allergist.post(f"{base}danger/", {"r0_danger": "present", "go": "on"})

        assert "Blocked" in text_of(allergist.get(f"{base}result/"))
        assert "Blocked" in text_of(allergist.get(sign(allergist, base)))

    def test_are_not_offered_before_they_can_be_assessed(self, allergist: Client) -> None:
        del allergist
        nurse = signed_in("okafor")
        base = answered(nurse, "drug", drug={"drug": ""})
        nurse.post(f"{base}offer/")

        assert ScreeningDraft.objects.get().offered_at is None


class TestSigned:
    """A signed assessment."""

    def test_is_not_altered_by_a_change_in_the_database(self, allergist: Client) -> None:
        sign(allergist, answered(allergist))

        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE stepward_signedassessment SET text = '{}'")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM stepward_signedassessment")

    def test_that_is_not_as_signed_is_not_shown(self, allergist: Client) -> None:
        address = sign(allergist, answered(allergist))
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER stepward_signedassessment_no_update")
            cursor.execute("UPDATE stepward_signedassessment SET text = replace(text, 'proceed', 'blocked')")

        answer = allergist.get(address)

        assert answer.status_code == 500
        assert "not the one that was signed" in text_of(answer)
        assert allergist.post(f"{address}again/").status_code == 500

    def test_is_taken_up_again_as_new_answers(self, allergist: Client) -> None:
        address = sign(allergist, answered(allergist))

        again = allergist.post(f"{address}again/").headers["Location"].removesuffix("drug/")
        allergist.post(f"{again}danger/", {"r0_danger": "present", "go": "on"})
        later = sign(allergist, again)

        assert "Blocked" in text_of(allergist.get(later))
        assert "Replaced by" in text_of(allergist.get(address))
        assert not fields_of(allergist.get(address).content.decode(), "/plan/")

    def test_is_replaced_by_one_alone(self, allergist: Client) -> None:
        address = sign(allergist, answered(allergist))
        both = [allergist.post(f"{address}again/").headers["Location"].removesuffix("drug/") for _ in range(2)]
        sign(allergist, both[0])
        sent = {"password": PASSWORD, "shown_sha256": shown_hash(allergist, both[1])}

        answer = allergist.post(f"{both[1]}sign/", sent)

        assert answer.status_code == 409
        assert "was replaced by another since" in text_of(answer)
        assert "Take it up again" not in text_of(allergist.get(address))

    def test_is_read_by_the_unit_and_nobody_else(self, allergist: Client) -> None:
        address = sign(allergist, answered(allergist))
        user = User.objects.create_user("admin", password=PASSWORD)
        user.groups.add(Group.objects.get(name="administrator"))

        assert signed_in("lindqvist").get(address).status_code == 200
        assert signed_in("admin").get(address).status_code == 403
        assert Client().get(address).status_code == 302
        assert allergist.get("/screen/signed/nowhere/").status_code == 404


class TestPaper:
    """Assessments as files."""

    def test_of_unsigned_answers_says_so(self, allergist: Client) -> None:
        answer = allergist.get(f"{answered(allergist)}assessment.pdf")

        assert answer.headers["Content-Type"] == "application/pdf"
        assert "carboplatin" not in answer.headers["Content-Disposition"]
        assert "Not signed." in words_of(answer.content)

    def test_of_a_signed_one_names_the_signer(self, allergist: Client) -> None:
        address = sign(allergist, answered(allergist))

        words = words_of(allergist.get(f"{address}assessment.pdf?paper=us-letter").content)

        assert "Signed by Dr A. Haddad (invented), allergist" in words
        assert "What was told" in words
        assert "Reaction 1: carboplatin" in words
        assert SignedAssessment.objects.get().sha256 in words
        assert allergist.get("/screen/signed/nowhere/assessment.pdf").status_code == 404

    def test_of_answers_that_cannot_be_assessed_is_not_there(self, allergist: Client) -> None:
        base = answered(allergist, "drug", drug={"drug": ""})

        assert allergist.get(f"{base}assessment.pdf").status_code == 404

    def test_that_is_not_as_signed_is_not_printed(self, allergist: Client) -> None:
        address = sign(allergist, answered(allergist))
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER stepward_signedassessment_no_update")
            cursor.execute("UPDATE stepward_signedassessment SET sha256 = ''")

        assert allergist.get(f"{address}assessment.pdf").status_code == 500

    def test_sets_desensitization_beside_immunotherapy_for_all(self, client: Client) -> None:
        page = text_of(client.get("/screen/immunotherapy/"))
        plain = words_of(client.get("/screen/immunotherapy/plain.pdf").content)
        staff = words_of(client.get("/screen/immunotherapy/staff.pdf").content)

        assert "Desensitization is not immunotherapy" in page
        assert "Never do this at home" in page
        assert "Never do this at home" in plain
        assert "Regulatory cells" in staff


class TestOldAnswers:
    """Answers that nobody signs."""

    def test_are_removed_after_a_month_without_a_change(self, allergist: Client) -> None:
        answered(allergist, "drug")
        kept = ScreeningDraft.objects.get()
        old = timezone.now() - timedelta(days=screening_drafts.KEPT_DAYS, minutes=1)
        ScreeningDraft.objects.create(id="old", owner=kept.owner, answers={}, started_at=old, changed_at=old)

        allergist.get("/screen/")

        assert [item.id for item in ScreeningDraft.objects.all()] == [kept.id]

    def test_are_kept_while_an_assessment_stands_on_them(self, allergist: Client) -> None:
        sign(allergist, answered(allergist))
        long_ago = timezone.now() - timedelta(days=400)
        ScreeningDraft.objects.update(changed_at=long_ago)

        allergist.get("/screen/")

        assert ScreeningDraft.objects.count() == 1
