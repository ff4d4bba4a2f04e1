"""A reaction at the bed: one press holds, signs by touch, and the frozen treatment card with its times (H-08, H-88)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from stepward.adapters.database.models import SessionCard
from stepward.adapters.database.session_cards import DatabaseSessionCards
from stepward.core.reactions.signs import Sign
from stepward.core.sessions.commands_charting import RecordReaction
from stepward.core.sessions.session import Session, State
from stepward.shells.web import clock, session_log
from stepward.shells.web.bedside.shown.reaction import MAIN, ROWS
from stepward.usecases.running import stands
from stepward.usecases.session_cards import kept, suited
from tests.core.sessions.plans import Ward
from tests.core.sessions.plans import observing as watches
from tests.core.sessions.plans import running as runs
from tests.usecases.test_session_cards import EPINEPHRINE, FLUID, LIE, TRYPTASE, WEIGHT, in_use
from tests.web.preparing import text_of
from tests.web.sessions import Bed, at_bed, own_log

pytestmark = pytest.mark.usefixtures("log")
CARD = suited([in_use(LIE, EPINEPHRINE, FLUID, TRYPTASE)], WEIGHT, 55)[0]


@pytest.fixture
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep a log of its own."""
    del unit
    with own_log(tmp_path, monkeypatch):
        yield


def bed(ward: Ward | None = None) -> Bed:
    """Let step 2 run, with a frozen card."""
    ward = ward or runs(2).wait(5)
    found = Bed("s", ward)
    clock.use(lambda: ward.now)
    frozen = kept(CARD)
    DatabaseSessionCards().add("s", ward.session.order.signed_hash, frozen, ward.utc)
    return found


def now() -> Session:
    """Read how the session stands."""
    return stands("s", session_log.session_log())


def row(name: str) -> str:
    """Tell where a row of the card stands."""
    return str(next(place for place, item in enumerate(CARD.rows) if item.name == name))


class TestPress:
    def test_h_08_one_press_holds_the_session_and_opens_the_page(self) -> None:
        found = bed()
        place = found.page(at_bed())
        assert re.search(r'<button class="action" type="submit" name="do" value="open"><strong>Reaction', place)

        answer = found.press(at_bed(), "reaction", do="open")

        assert answer.headers["Location"] == "/bedside/s/reaction/"
        assert now().state is State.HELD
        assert [item.signs for item in now().reactions] == [()]

    def test_h_08_an_open_reaction_is_shown_and_not_begun_again(self) -> None:
        found = bed()
        found.press(at_bed(), "reaction", do="open")

        assert 'value="open"' not in found.page(at_bed())

    def test_h_88_is_there_after_the_last_dose_too(self) -> None:
        found = bed(watches())
        assert found.press(at_bed(), "reaction", do="open").status_code == 302
        assert len(now().reactions) == 1

    def test_h_56_who_may_not_run_only_looks(self) -> None:
        found = bed()
        assert 'value="open"' not in found.page(at_bed("moreau"))
        assert found.press(at_bed("moreau"), "reaction", do="open").status_code == 409
        assert now().state is State.RUNNING


class TestSigns:
    def test_h_08_are_those_of_the_core(self) -> None:
        known = {sign.value for sign in Sign}

        assert {value for _title, values in ROWS for value in values} <= known

    def test_h_08_all_that_were_touched_are_graded(self) -> None:
        found = bed()
        found.press(at_bed(), "reaction", do="open")
        token = re.search(r'name="token" value="([^"]+)"', found.page(at_bed(), "reaction/"))
        assert token
        sent = {"token": token[1], "do": "amend", "number": "1", "sign": ["hives", "wheeze"]}
        assert at_bed().post("/bedside/s/reaction/", sent).status_code == 302

        assert now().reactions[0].signs == (Sign.HIVES, Sign.WHEEZE)
        page = found.page(at_bed(), "reaction/")
        assert all(scale in page for scale in MAIN)
        assert page.count(" checked") == 2

    def test_h_08_a_sign_that_is_not_known_is_refused(self) -> None:
        found = bed()
        answer = found.press(at_bed(), "reaction", do="record", sign="dyspnoea")

        assert answer.status_code == 409
        assert "not known" in text_of(answer)
        assert now().reactions == ()


class TestCard:
    def test_h_88_stands_on_the_page_with_the_first_line_first(self) -> None:
        found = bed()
        page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.page(at_bed(), "reaction/")))

        assert "Treatment card for 68" in page
        assert page.index("EPINEPHrine 0.5") < page.index("Lie flat")
        assert "not later than" not in page

    def test_h_88_a_press_records_the_words_of_the_card(self) -> None:
        found = bed()
        found.press(at_bed(), "reaction", do="open")

        found.press(at_bed(), "reaction", do="card", row=row("EPINEPHrine"), dose="0")

        given = now().treatments[-1]
        assert (given.medicine, given.dose, given.route) == (
            "EPINEPHrine",
            "0.5\u00a0mg (0.5\u00a0mL)",
            "into the muscle",
        )
        assert given.by == "T. Okafor (invented)"

    def test_h_88_counts_down_to_the_repeat_and_ends_at_the_most(self) -> None:
        found = bed()
        found.press(at_bed(), "reaction", do="open")
        for time in range(3):
            found.press(at_bed(), "reaction", do="card", row=row("EPINEPHrine"), dose="0")
            page = found.page(at_bed(), "reaction/")
            assert ("Again, if no better, in" in page) is (time < 2)
            found.ward.wait(5)
            assert ("Again now, if no better" in found.page(at_bed(), "reaction/")) is (time < 2)

        assert "The card gives no more of it" in found.page(at_bed(), "reaction/")

    def test_h_88_tells_the_window_of_the_sample_from_the_onset(self) -> None:
        found = bed()
        found.press(at_bed(), "reaction", do="open")
        onset = now().reactions[0].at.at
        page = found.page(at_bed(), "reaction/")
        assert f"best {(onset.hour + 1) % 24:02}:{onset.minute:02} to" in page

        found.press(at_bed(), "reaction", do="card", row=row("tryptase"), dose="0")

        assert [item.kind for item in now().samples] == ["tryptase"]
        assert "Taken" in found.page(at_bed(), "reaction/")

    def test_h_88_each_end_of_a_range_has_its_own_press(self) -> None:
        found = bed()
        found.press(at_bed(), "reaction", do="card", row="2", dose="1")

        assert now().treatments[-1].dose == "680\u00a0mL"

    @pytest.mark.parametrize(("place", "dose"), [("9", "0"), ("-1", "0"), ("1", "5"), ("", "0"), ("1.5", "0")])
    def test_h_88_takes_no_row_that_the_card_does_not_have(self, place: str, dose: str) -> None:
        answer = bed().press(at_bed(), "reaction", do="card", row=place, dose=dose)

        assert answer.status_code == 409
        assert now().treatments == ()

    def test_h_63_a_card_whose_words_changed_is_not_used(self) -> None:
        found = bed()
        frozen = kept(CARD)
        changed = replace(frozen, words=frozen.words.replace("0.5", "5.0"))
        DatabaseSessionCards().add("s", found.ward.session.order.signed_hash, changed, found.ward.utc)

        page = found.page(at_bed(), "reaction/")

        assert "Use the card on paper" in page
        assert "EPINEPHrine" not in page

    def test_h_63_is_kept_for_ever(self) -> None:
        bed()
        row_kept = SessionCard.objects.get()
        row_kept.words = "{}"
        with pytest.raises(Exception, match=r"(?i)append|never|kept|changed"):
            row_kept.save()

    def test_a_late_sign_after_the_end_is_recorded(self) -> None:
        found = bed()
        found.ward.do(RecordReaction(signs=(Sign.ITCH,)))
        found.keep()

        assert "Record the signs" in found.page(at_bed(), "reaction/")
