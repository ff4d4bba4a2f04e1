"""The pages of the sheets for patients: who may open them, what they say, and that looks and prints are noted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from stepward.adapters.database.append_only import AppendOnly
from stepward.adapters.database.models import AccessNote, OwnReport
from stepward.shells.web import clock, session_log
from tests.core.sessions.plans import running
from tests.web.following import PASSWORD, over, signs
from tests.web.preparing import keep_plan, text_of
from tests.web.sessions import Bed, at_bed, own_log


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    for user in User.objects.filter(username__in=("haddad", "okafor")):
        user.set_password(PASSWORD)
        user.save()
    with own_log(tmp_path, monkeypatch):
        yield


def ordered() -> Bed:
    ward = running(1)
    clock.use(lambda: ward.now)
    return Bed("s", ward)


def page(address: str, username: str = "okafor") -> str:
    return text_of(at_bed(username).get(address))


class TestShow:
    def test_shows_the_facts_of_the_plan_of_a_session(self) -> None:
        bed = ordered()
        text = page(f"/patient-sheets/{bed.id}/")

        assert "grows in 12 steps" in text
        assert "This sheet is printed once the session is over." in text
        assert "Ruiz" in text

    def test_shows_a_kept_plan_without_a_patient(self) -> None:
        bed = ordered()
        text = page(f"/patient-sheets/{bed.order.plan}/")

        assert "grows in 12 steps" in text
        assert "Ruiz" not in text
        assert "After the session" not in text

    @pytest.mark.parametrize(("code", "words"), [("de", "in 12 Stufen"), ("es", "en 12 pasos"), ("fr", "en 12 étapes")])
    def test_speaks_other_languages(self, code: str, words: str) -> None:
        assert words in page(f"/patient-sheets/{ordered().id}/{code}/")

    @pytest.mark.parametrize("code", ["en", "de", "es", "fr"])
    def test_marks_the_language_of_a_rule_that_a_source_states(self, code: str) -> None:
        plan = keep_plan(
            "ceftazidimelog1", protocol="ceftazidime-log10-7-dose-cf", target="4000 mg", bag_volume="", final_rate=""
        )
        answer = at_bed("okafor").get(f"/patient-sheets/{plan}/{code}/").content.decode()

        assert '<q lang="en">“Repeat the whole ladder if more than two doses in a row, or 24 h' in answer
        assert f'lang="{code}"' in answer.partition('class="leaflet-text"')[2].partition(">")[0]

    def test_h_90_names_a_time_only_once_the_window_is_signed(self) -> None:
        bed = over()
        assert "No tolerance is counted now." in page(f"/patient-sheets/{bed.id}/")

        signs(bed)

        assert "Temporary tolerance; valid until" in page(f"/patient-sheets/{bed.id}/")

    @pytest.mark.parametrize(
        "address", ["nobody/", "nobody/en/after.pdf", "s/xx/", "s/xx/before.pdf", "s/en/during.pdf"]
    )
    def test_finds_nothing_elsewhere(self, address: str) -> None:
        ordered()

        assert at_bed("okafor").get(f"/patient-sheets/{address}").status_code == 404

    def test_h_93_notes_one_look(self) -> None:
        bed = ordered()
        for _ in range(2):
            page(f"/patient-sheets/{bed.id}/")

        assert AccessNote.objects.filter(session=bed.id, deed="opened the patient's sheets").count() == 1


class TestPdf:
    @pytest.mark.parametrize("paper", ["", "?paper=us-letter"])
    def test_prints_and_notes_it(self, paper: str) -> None:
        bed = ordered()
        answer = at_bed("okafor").get(f"/patient-sheets/{bed.id}/de/before.pdf{paper}")

        assert answer.content.startswith(b"%PDF")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="patient-sheet-before-de.pdf"'
        assert AccessNote.objects.filter(session=bed.id, deed="printed the sheet before, de").count() == 1

    def test_prints_a_kept_plan_for_nobody_in_particular(self) -> None:
        answer = at_bed("okafor").get(f"/patient-sheets/{ordered().order.plan}/en/before.pdf")

        assert answer.status_code == 200
        assert not AccessNote.objects.filter(deed__startswith="printed the sheet").exists()

    def test_refuses_the_sheet_after_before_the_end(self) -> None:
        answer = at_bed("okafor").get(f"/patient-sheets/{ordered().id}/en/after.pdf")

        assert answer.status_code == 422
        assert "printed once the session is over" in text_of(answer)
        assert not AccessNote.objects.filter(deed__startswith="printed the sheet").exists()


class TestLinks:
    def test_stand_where_people_work(self) -> None:
        bed = over()

        for address in (f"/record/{bed.id}/", f"/tolerance/{bed.id}/"):
            assert f'href="/patient-sheets/{bed.id}/"' in at_bed("haddad").get(address).content.decode(), address
        plan = at_bed("haddad").get(f"/plans/{bed.order.plan}/").content.decode()
        assert f'href="/patient-sheets/{bed.order.plan}/"' in plan


class TestWordsOfTheUnit:
    def test_are_used_once_a_second_person_released_them(self) -> None:
        bed = over()
        assert "no approved text of consent" in page(f"/patient-sheets/{bed.id}/de/")
        haddad, moreau = at_bed("haddad"), at_bed("moreau")
        text = {
            "title": "Our consent",
            "language": "de",
            "paragraphs-0-text": "We explained it.",
            "after": "0",
            "reason": "n",
        }
        numbers = {
            "title": "Ward",
            "phones-0-who": "Ward 3",
            "phones-0-number": "555 0199",
            "after": "0",
            "reason": "n",
        }
        assert haddad.post("/unit/consent/new/", text).status_code == 302
        assert haddad.post("/unit/phones/new/", numbers).status_code == 302

        assert "We explained it." not in page(f"/patient-sheets/{bed.id}/de/")
        assert "555 0199" not in page(f"/patient-sheets/{bed.id}/de/")
        user = User.objects.get(username="moreau")
        user.set_password(PASSWORD)
        user.save()
        moreau.force_login(user)
        for kind, key in (("consent", "our-consent"), ("phones", "ward")):
            answer = moreau.post(f"/unit/{kind}/one/{key}/1/approve/", {"password": PASSWORD})
            assert answer.status_code == 302, text_of(answer)

        assert "We explained it." in page(f"/patient-sheets/{bed.id}/de/")
        assert "Ward 3: 555 0199" in page(f"/patient-sheets/{bed.id}/de/")
        assert at_bed("okafor").get(f"/patient-sheets/{bed.id}/de/consent.pdf").content.startswith(b"%PDF")
        assert at_bed("okafor").get(f"/patient-sheets/{bed.id}/es/consent.pdf").status_code == 422

    @pytest.mark.parametrize(
        ("address", "fields", "said"),
        [
            ("consent", {"title": "A", "language": "en"}, "Write at least one paragraph."),
            ("phones", {"title": "A"}, "Write at least one number."),
            ("phones", {"title": "A", "phones-0-who": "B", "phones-0-number": "none"}, "Write a telephone number."),
        ],
    )
    def test_are_refused_with_the_way_out(self, address: str, fields: dict[str, str], said: str) -> None:
        answer = at_bed("haddad").post(f"/unit/{address}/new/", fields | {"after": "0", "reason": "n"})

        assert answer.status_code == 400
        assert said in text_of(answer)


class TestTell:
    def test_keeps_a_note_for_the_team_and_leaves_the_session_alone(self) -> None:
        bed = over()
        before = session_log.session_log().entries(bed.id)
        fields = {"signs": "late_skin", "began": "at 20:00", "taken": "cetirizine", "words": "It itched."}
        answer = at_bed("okafor").post(f"/patient-sheets/{bed.id}/de/tell/", fields)

        assert answer.status_code == 302
        text = page(f"/patient-sheets/{bed.id}/")
        assert "Itching, hives, a rash" in text
        assert "When: at 20:00. Taken: cetirizine. It itched." in text
        assert session_log.session_log().entries(bed.id) == before
        with pytest.raises(AppendOnly):
            OwnReport.objects.all().delete()

    @pytest.mark.parametrize("fields", [{}, {"signs": "made-up"}, {"words": "x" * 301}])
    def test_says_what_is_lacking(self, fields: dict[str, str]) -> None:
        bed = over()
        answer = at_bed("okafor").post(f"/patient-sheets/{bed.id}/en/tell/", fields)

        assert answer.status_code == 422
        assert "Choose " in text_of(answer)
        assert not OwnReport.objects.exists()

    def test_is_for_a_session_alone(self) -> None:
        plan = ordered().order.plan

        assert at_bed("okafor").post(f"/patient-sheets/{plan}/en/tell/", {"words": "x"}).status_code == 404
        assert at_bed("okafor").get("/patient-sheets/s/es/report.pdf").content.startswith(b"%PDF")
