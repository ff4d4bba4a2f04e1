"""The board of tolerance and the page of what follows a session (H-90, H-91)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from stepward.adapters.database import models
from stepward.adapters.database.append_only import AppendOnly
from stepward.core.sessions.commands_ending import EndSession
from stepward.core.sessions.commands_holding import ConfirmPumpStopped, Stop
from stepward.shells.web import clock
from stepward.shells.web.tolerance import pages, unit_terms, warnings
from tests.core.sessions.plans import ALLERGIST, START, running
from tests.web.following import at, board, completed, gives, one, over, signs, with_passwords
from tests.web.preparing import text_of
from tests.web.sessions import Bed, at_bed, somebody_invented

PASSWORD = "invented-only-here"


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    yield from with_passwords(tmp_path, monkeypatch)


class TestBoard:
    def test_says_that_nobody_is_over_yet(self) -> None:
        assert "No session is over yet" in board()

    def test_h_90_counts_nobody_before_the_window_is_signed(self) -> None:
        bed = over()

        assert "Unknown Ask the allergist. Counts as not tolerant." in board()
        assert "Nobody signed it yet" in one(bed)

    def test_h_90_counts_down_from_the_end_of_the_session(self) -> None:
        bed = over()
        assert signs(bed).status_code == 302

        assert "Tolerant 1 patient" in board()
        assert "Temporary, until" in board()
        at(bed.ward, hours=9)
        assert "Due Give the dose now. 60 min late, the window closes in 15 h." in board()
        at(bed.ward, hours=24)
        assert "Lapsed Repeat the whole procedure." in board()

    def test_gives_the_rows_alone_to_a_page_that_counts_down(self) -> None:
        bed = over()
        signs(bed)
        rows = at_bed("okafor").get("/tolerance/?part=1").content.decode()

        assert "Ruiz, Marta" in rows
        assert "<html" not in rows
        assert 'hx-trigger="every 30s"' in at_bed("okafor").get("/tolerance/").content.decode()

    def test_h_91_warns_before_the_window_closes(self) -> None:
        bed = over()
        signs(bed, interval="23", window="24")

        at(bed.ward, hours=21.9)
        assert "Closes soon" not in board()
        at(bed.ward, hours=22)
        assert "Closes soon Give the dose on time, and have the restart ready." in board()

    def test_says_that_a_stopped_session_never_counts(self) -> None:
        ward = running(2).calm().wait(3).do(Stop()).do(ConfirmPumpStopped()).wait(5)
        ward.do(EndSession(reason="hypotension (invented)", confirmed=True), ALLERGIST)
        clock.use(lambda: ward.now)
        bed = Bed("stopped", ward)

        assert "Never tolerant:" in board()
        assert signs(bed).status_code == 302
        assert "Never tolerant:" in board()

    def test_says_of_cycles_that_every_dose_is_desensitized_again(self) -> None:
        bed = over()
        signs(bed, mode="every-dose", window="", interval="")

        assert "Desensitized again at every dose 1 patient" in board()

    def test_h_91_says_that_the_allergy_stays(self) -> None:
        bed = over()
        signs(bed)

        for page in (board(), one(bed)):
            assert "The allergy entry stays active" in page
            assert "not allergic" not in page

    def test_takes_the_newest_session_of_a_patient_with_a_drug(self) -> None:
        patient = somebody_invented("s")
        Bed("older", completed(), patient=patient)
        bed = Bed("newer", completed(START + timedelta(days=2)), patient=patient)
        at(bed.ward, hours=1)

        assert "Act now 1 patient" in board()
        assert board().count("Ruiz") == 1


class TestDoses:
    def test_h_90_a_dose_on_time_starts_the_window_anew(self) -> None:
        bed = over()
        signs(bed)
        given = at(bed.ward, hours=8)

        assert gives(bed, given).status_code == 302
        at(bed.ward, hours=25)
        assert "Due Give the dose now. 9 h late" in board()
        at(bed.ward, hours=32)
        assert "Lapsed" in board()

    def test_h_91_a_dose_that_is_written_down_too_late_opens_nothing(self) -> None:
        bed = over()
        signs(bed)
        given = at(bed.ward, hours=8)
        at(bed.ward, hours=25)

        assert gives(bed, given).status_code == 302
        page = one(bed)
        assert "after the window had closed" in page
        assert "Lapsed Ask the allergist. Counts as not tolerant." in page

    @pytest.mark.parametrize(
        ("hours", "sentence"),
        [(2, "This time lies in the future"), (-3, "This time lies before the end of the session")],
    )
    def test_refuses_times_that_cannot_be_and_keeps_what_was_typed(self, hours: int, sentence: str) -> None:
        bed = over()
        signs(bed)
        given = at(bed.ward, hours=hours)
        at(bed.ward, hours=1)
        answer = gives(bed, given, amount="325 mg")

        assert answer.status_code == 409
        assert sentence in text_of(answer)
        assert 'value="325 mg"' in answer.content.decode()
        assert not models.DoseNote.objects.exists()

    def test_asks_for_day_time_and_amount_all_at_once(self) -> None:
        bed = over()
        answer = gives(bed, START, day="", time="noon", amount="some")

        assert answer.status_code == 422
        for sentence in ("Enter the day.", "Write the time as 14:10.", "Write the amount with its unit"):
            assert sentence in text_of(answer)

    def test_another_product_is_asked_about(self) -> None:
        bed = over()
        signs(bed)
        given = at(bed.ward, hours=8)
        asked = gives(bed, given, product="B")
        assert (asked.status_code, models.DoseNote.objects.count()) == (409, 0)
        assert "The product ordered is A, not B. Correct it, or say that it was really given so." in text_of(asked)
        assert gives(bed, given, product="B", confirmed="1").status_code == 302

        assert "was B, not A, and was not counted" in one(bed)
        assert "Ask the allergist before the next dose." in board()

    def test_strikes_out_with_a_reason(self) -> None:
        bed = over()
        signs(bed)
        gives(bed, at(bed.ward, hours=8))
        note = models.DoseNote.objects.get()
        path = f"/tolerance/{bed.id}/strike-out/"

        assert "Say why" in text_of(at_bed("okafor").post(path, {"note": note.id, "reason": " "}))
        assert at_bed("okafor").post(path, {"note": note.id, "reason": "vomited"}).status_code == 302
        assert "Never given: vomited" in one(bed)
        assert "not on the list" in text_of(at_bed("okafor").post(path, {"note": note.id, "reason": "again"}))
        at(bed.ward, hours=24)
        assert "Lapsed" in board()

    def test_what_is_written_stays(self) -> None:
        bed = over()
        signs(bed)
        gives(bed, at(bed.ward, hours=8))

        with pytest.raises(AppendOnly):
            models.DoseNote.objects.update(product="B")
        with pytest.raises(AppendOnly):
            models.GivingOn.objects.get().delete()


class TestSigning:
    def test_h_92_wants_the_password(self) -> None:
        answer = signs(over(), password="wrong")

        assert "This is not your password." in text_of(answer)
        assert not models.GivingOn.objects.exists()

    def test_only_an_allergist_signs(self) -> None:
        assert signs(over(), username="okafor").status_code == 403

    def test_wants_a_reason_where_a_source_names_fewer_hours(self) -> None:
        bed = over()
        answer = signs(bed, window="30")

        assert "A source names 24 h. Say why this window is longer." in text_of(answer)
        assert signs(bed, window="30", reason="Renal failure, half-life measured").status_code == 302
        assert "Renal failure, half-life measured" in one(bed)

    def test_h_91_a_window_can_only_become_shorter(self) -> None:
        bed = over()
        signs(bed)
        at(bed.ward, hours=2)

        assert "It can only be made shorter." in text_of(signs(bed, window="30", reason="longer"))
        assert signs(bed, window="12").status_code == 302
        at(bed.ward, hours=12)
        assert "Lapsed" in board()

    def test_h_91_a_closed_window_stays_closed(self) -> None:
        bed = over()
        signs(bed)
        at(bed.ward, hours=24)

        assert "Nothing opens it again but a new desensitization." in text_of(signs(bed, window="12"))
        assert models.GivingOn.objects.count() == 1

    def test_what_the_form_proposes_can_be_sent_as_it_is(self) -> None:
        bed = over()
        signs(bed, amount="2000 mg", volume="1000")
        given = at(bed.ward, hours=8)
        page = at_bed("okafor").get(f"/tolerance/{bed.id}/").content.decode()
        fields = dict(re.findall(r'name="(amount|product|route)" type="text" value="([^"]*)"', page))

        assert fields == {"amount": "2000 mg", "product": "A", "route": "intravenous"}
        assert gives(bed, given, **fields).status_code == 302

    def test_each_field_has_an_id_of_its_own(self) -> None:
        bed = over()
        page = at_bed("haddad").get(f"/tolerance/{bed.id}/").content.decode()
        ids = re.findall(r'\bid="([^"]+)"', page)

        assert sorted(ids) == sorted(set(ids))

    def test_h_91_terms_that_close_the_window_at_once_are_asked_about(self) -> None:
        bed = over()
        at(bed.ward, hours=21)
        asked = signs(bed, window="20")

        assert asked.status_code == 409
        assert "the window has closed already, and nothing opens it again. Correct it, or say that it is meant." in (
            text_of(asked)
        )
        assert signs(bed, window="20", confirmed="1").status_code == 302

    def test_h_91_a_window_is_signed_in_time(self) -> None:
        bed = over()
        at(bed.ward, hours=24)

        assert "24 h after the last dose tolerance may be gone, and nobody had signed." in text_of(signs(bed))
        assert signs(bed, mode="every-dose").status_code == 302

    def test_h_90_a_number_beyond_any_calendar_is_refused_and_the_boards_stay_open(self) -> None:
        bed = over()
        for name in ("window", "warn_before", "cap"):
            answer = signs(bed, reason="a slip", **{name: "999999999999"})
            assert answer.status_code == 409
            assert "at most 87600 h" in text_of(answer) or "The cap of the unit" in text_of(answer)
        gives(bed, at(bed.ward, hours=1), day="9999-12-31", time="23:59", minutes="30")
        for path in ("/tolerance/", "/day/", "/prepare/"):
            assert at_bed("haddad").get(path).status_code == 200

    def test_h_91_after_the_drug_was_stopped_no_page_says_tolerant(self) -> None:
        bed = over()
        signs(bed)
        at_bed("haddad").post(f"/tolerance/{bed.id}/stop/", {"reason": "rash"})

        assert "Stopped Ask the allergist. The drug was stopped. Nobody counts on tolerance." in one(bed)
        assert "Next dose due" not in one(bed)

    def test_h_91_the_unit_says_how_early_it_is_warned_and_how_long_at_most(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        numbers = {"tolerance-cap": Fraction(20), "tolerance-warning": Fraction(6)}
        for module in (unit_terms, pages, warnings):
            monkeypatch.setattr(module, "chosen", numbers.get)
        bed = over()
        assert (
            'id="sign-cap" name="cap" type="text" value="20"'
            in at_bed("haddad").get(f"/tolerance/{bed.id}/").content.decode()
        )
        assert "The cap of the unit is 20 h. Enter it, or fewer." in text_of(signs(bed, cap="21"))
        assert signs(bed, interval="19", warn_before="").status_code == 302
        at(bed.ward, hours=13.9)
        assert "Closes soon" not in board()
        at(bed.ward, hours=14)
        assert "Closes soon" in board()

    def test_h_90_a_lapsed_patient_has_no_next_dose(self) -> None:
        bed = over()
        signs(bed)
        assert "Next dose due" in one(bed)
        at(bed.ward, hours=24)
        assert "Next dose due" not in one(bed)

    def test_the_board_shows_first_whose_window_is_open(self) -> None:
        lapsed = over("a", utc=START)
        signs(lapsed)
        due = over("b", utc=START + timedelta(hours=18))
        signs(due)
        at(due.ward, hours=9)
        shown = board()

        assert "Act now 2 patients" in shown
        assert shown.index("INV 0047 b") < shown.index("INV 0047 a")

    def test_wants_half_life_and_count_together(self) -> None:
        assert "or neither" in text_of(signs(over(), half_life="2"))

    def test_stops_the_drug_with_a_reason(self) -> None:
        bed = over()
        signs(bed)
        path = f"/tolerance/{bed.id}/stop/"

        assert "Say why" in text_of(at_bed("haddad").post(path, {"reason": ""}))
        assert at_bed("haddad").post(path, {"reason": "Course is over"}).status_code == 302
        assert "Ruiz" not in board()
        assert "Course is over" in one(bed)
        assert "This drug was stopped." in text_of(gives(bed, at(bed.ward, hours=2)))


class TestPage:
    def test_shows_what_sources_say_and_the_restart(self) -> None:
        bed = over()
        page = one(bed)

        assert "Tolerance is gone after about 24 to 48 hours without the drug." in page
        assert "If the window closes" in page
        assert "Then the pharmacy makes solutions 1 to 3." in page

    def test_makes_nothing_now_where_nobody_waits_for_it(self) -> None:
        bed = over()
        signs(bed)
        assert "If the window closes" in one(bed)
        assert "Then the pharmacy makes solutions 1 to 3." in one(bed)

        at(bed.ward, hours=23)
        assert "Make solutions 1 to 3 now." in one(bed)
        at(bed.ward, hours=24)
        assert "To start over" in one(bed)
        assert "Make solutions 1 to 3 now." in one(bed)

    def test_starts_over_at_every_dose_of_a_drug_in_cycles(self) -> None:
        bed = over()
        signs(bed, mode="every-dose", interval="", window="")

        assert "At the next dose" in one(bed)
        assert "Then the pharmacy makes solutions 1 to 3." in one(bed)

    def test_a_session_that_is_not_over_has_none(self) -> None:
        ward = running(2)
        clock.use(lambda: ward.now)
        Bed("runs", ward)

        assert at_bed("haddad").get("/tolerance/runs/").status_code == 404
        assert at_bed("haddad").get("/tolerance/nobody/").status_code == 404

    def test_wants_to_know_who_looks(self, client: object) -> None:
        from django.test import Client  # noqa: PLC0415 - models are read once Django is set up

        assert isinstance(client, Client)
        assert client.get("/tolerance/").status_code == 302
