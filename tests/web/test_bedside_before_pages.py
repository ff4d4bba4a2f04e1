"""The pages before the first drop: who controls, the checks, the two people, and what each refusal says."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.commands_planning import TakeControl
from stepward.core.sessions.events import Entry
from stepward.core.sessions.people import Actor
from stepward.core.sessions.plan import PAPER_LINE
from stepward.core.sessions.session import SolutionStage, State
from stepward.core.sessions.storing import entry_of
from stepward.shells.web import clock
from stepward.shells.web.bedside import readiness
from stepward.shells.web.bedside.acting import actor_of
from stepward.shells.web.session_log import session_log
from stepward.usecases.running import stands
from stepward.usecases.setting_up import Missing, Part
from tests.core.sessions import test_identity as read_by_two
from tests.core.sessions.plans import BEDSIDE, CHECKLIST, Ward, four_steps
from tests.web.preparing import Answer
from tests.web.sessions import Bed, at_bed, own_log

REFUSED = 409


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    with own_log(tmp_path, monkeypatch):
        yield


def who(username: str, station: str = BEDSIDE) -> Actor:
    return actor_of(User.objects.get(username=username), station)


def bed(ward: Ward) -> Bed:
    clock.use(lambda: ward.now)
    return Bed("s", ward)


def signed() -> Ward:
    return Ward().calm().sign(four_steps()).checked(1)


def identified() -> Ward:
    return read_by_two.made()


def last() -> Entry:
    """Read the newest entry of the log."""
    return entry_of(session_log().entries("s")[-1])


def refused(answer: Answer) -> str:
    """Read why, out of the page that came back."""
    assert answer.status_code == REFUSED, answer.status_code
    found = re.search(r'class="refusal" role="alert"[^>]*>(.*?) <span', answer.content.decode(), re.DOTALL)
    assert found
    return found[1]


def main_action(text: str) -> str:
    """Read the place at the right of the action bar."""
    found = text.partition("</nav>")[0].rsplit("action-main", 1)[1].partition(">")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


class TestControl:
    """H-17: one device controls; a take-over names both."""

    def test_h_17_nobody_controls_at_first(self) -> None:
        here = bed(signed())
        client = at_bed()

        assert "No device controls this session yet" in here.page(client, "control/")
        assert here.press(client, "control").status_code == 302
        assert stands("s", session_log()).controller_user == who("okafor").user
        assert "T. Okafor (invented) controls this session at this device" in here.page(client, "control/")

    def test_h_17_a_take_over_names_who_had_it(self) -> None:
        here = bed(signed().do(TakeControl(), who("okafor")))
        other = at_bed("berg", "tablet")

        page = here.page(other, "control/")
        assert "<strong>T. Okafor (invented)</strong> controls this session at another device" in page
        assert "Take control from T. Okafor (invented)" in page
        assert here.press(other, "control").status_code == 302
        taken = last()
        assert (taken.actor.name, getattr(taken.event, "from_user", "")) == ("N. Berg (invented)", who("okafor").user)

    def test_h_17_the_own_other_device_is_told_as_such(self) -> None:
        here = bed(signed().do(TakeControl(), who("okafor", "tablet")))

        assert "You control this session at another device" in here.page(at_bed(), "control/")

    def test_h_17_who_took_over_meanwhile_is_not_overrun(self) -> None:
        here = bed(signed().do(TakeControl(), who("okafor")))
        mine, theirs = at_bed("haddad", "office"), at_bed("berg", "tablet")
        token = re.search(r'name="token" value="([^"]+)"', here.page(mine, "control/"))
        assert token
        here.press(theirs, "control")

        answer = mine.post("/bedside/s/control/", {"token": token[1]})
        assert answer.status_code == REFUSED
        assert "N. Berg (invented)" in answer.content.decode()
        assert stands("s", session_log()).controller_user == who("berg").user

    def test_h_17_a_screen_that_only_looks_leads_to_control(self) -> None:
        here = bed(signed())

        assert "Take control at this device" in here.page(at_bed())


class TestChecks:
    """H-15: every line, each by a press, and a start that stays closed till then."""

    def test_h_15_the_start_is_closed_and_says_how_many_are_open(self) -> None:
        ward = signed().do(TakeControl(), who("okafor"))
        here = bed(ward)
        client = at_bed()
        here.press(client, "sound")

        page = here.page(client)
        assert f"Go through the checks: {len(CHECKLIST)} open" in page
        assert main_action(page) == f"Start step 1 {len(CHECKLIST)} checks are open"

    def test_h_15_a_press_ticks_one_line_with_its_time(self) -> None:
        here = bed(signed())
        client = at_bed()
        assert here.press(client, "checks", line="consent").status_code == 302

        assert "consent" in stands("s", session_log()).ticked
        assert f'<span>Consent is signed</span><span class="check-at">{here.ward.utc:%H:%M}' in here.page(client)

    def test_h_15_a_line_that_the_plan_does_not_have_is_refused(self) -> None:
        assert refused(bed(signed()).press(at_bed(), "checks", line="weather")) == "The checklist has no such line."

    def test_h_15_a_premedication_needs_its_time_and_then_its_lead(self) -> None:
        here = bed(Ward().calm().sign(four_steps(leads=(("premedication", 30 * 60 * 1_000_000),))).checked(1))
        client = at_bed()

        assert "Given at" in here.page(client, "checks/")
        assert refused(here.press(client, "checks", line="premedication")).startswith("Enter when")
        assert refused(here.press(client, "checks", line="premedication", given="25:00")).startswith("Enter the time")
        given = f"{here.ward.utc - timedelta(minutes=10):%H:%M}"
        assert here.press(client, "checks", line="premedication", given=given).status_code == 302

    def test_h_15_no_plan_is_told_without_a_gray_button(self) -> None:
        assert "The plan is not signed yet." in bed(Ward()).page(at_bed(), "checks/")

    def test_h_69_paper_that_was_never_printed_does_not_lie_at_the_bed(self) -> None:
        plan = four_steps(checklist=(*CHECKLIST, PAPER_LINE))
        here = bed(Ward().calm().sign(plan).checked(1))

        assert "is not printed yet" in refused(here.press(at_bed(), "checks", line=PAPER_LINE))

    def test_h_05_a_stop_before_the_start_bars_it_until_it_is_cleared_with_a_reason(self) -> None:
        here = bed(signed().do(Stop(), who("okafor")))
        client = at_bed()

        assert main_action(here.page(client)) == "Start step 1 STOP bars it: clear it"
        assert refused(here.press(client, "clear"))
        assert here.press(client, "clear", reason="pressed by accident").status_code == 302
        assert not stands("s", session_log()).is_start_stopped

    def test_h_85_the_sound_is_heard_where_the_session_is_controlled(self) -> None:
        here = bed(signed().do(TakeControl(), who("okafor")))

        told = "Another device controls this session. Test the sound there, or take control."
        assert refused(here.press(at_bed("berg", "tablet"), "sound")) == told
        assert here.press(at_bed(), "sound").status_code == 302


class TestHang:
    """H-50 to H-53: right patient, right bag, two people."""

    def test_h_52_nobody_hangs_alone(self) -> None:
        here = bed(signed())

        assert "second person" in refused(here.press(at_bed(), "hang", number="1")).casefold()
        assert stands("s", session_log()).solution(1).stage is SolutionStage.CHECKED

    def test_h_52_the_wrong_password_of_the_second_is_nobody(self) -> None:
        here = bed(signed())
        second = {"second": who("berg").user, "second-password": "not this"}

        told = "Name and password of the second person do not belong together. Enter both again."
        assert refused(here.press(at_bed(), "hang", number="1", **second)) == told

    def test_h_52_the_password_of_a_second_person_never_comes_back(self) -> None:
        second = {"second": who("berg").user, "second-password": "kept-to-oneself"}
        answer = bed(signed()).press(at_bed(), "hang", number="1", **second)

        assert "kept-to-oneself" not in answer.content.decode()

    def test_h_53_oneself_is_not_offered_as_the_second(self) -> None:
        page = bed(signed()).page(at_bed(), "hang/")

        assert "N. Berg (invented)</option>" in page
        assert "T. Okafor (invented)</option>" not in page

    def test_h_53_oneself_is_refused_as_the_second(self) -> None:
        person = User.objects.get(username="okafor")
        person.set_password("own-password-1234")
        person.save()
        here = bed(signed())
        client = at_bed()

        answer = here.press(
            client, "hang", number="1", second=str(person.pk), **{"second-password": "own-password-1234"}
        )
        assert refused(answer)

    def test_h_52_a_declared_exception_needs_its_words_and_is_kept(self) -> None:
        here = bed(signed())
        assert here.press(at_bed(), "hang", number="1", exception="nobody else tonight").status_code == 302

        assert getattr(last().event, "exception", "") == "nobody else tonight"

    def test_h_51_a_solution_of_a_later_step_is_refused(self) -> None:
        here = bed(signed().checked(2))

        assert '<p class="row-shut"><strong>Solution 2</strong>' in here.page(at_bed(), "hang/")
        assert "for a later step" in refused(here.press(at_bed(), "hang", number="2", exception="alone"))

    @pytest.mark.parametrize(
        ("read", "told"),
        [
            ({}, "wristband"),
            ({"wristband": "8842194"}, "patient"),
            ({"label": "K7M3-1-1-9"}, "label"),
        ],
    )
    def test_h_50_another_patient_or_bag_is_refused_and_alarms(self, read: dict[str, str], told: str) -> None:
        here = bed(identified())
        plan = here.ward.session.order
        assert plan.identity is not None
        right = {
            "wristband": plan.identity.patient,
            "born": plan.identity.second,
            "label": read_by_two.label(),
            "scanned": "yes",
        }
        fields = (right | read) if read else {}
        answer = here.press(at_bed(), "hang", number="1", exception="alone", **fields)

        assert told in refused(answer).casefold()
        assert bool(stands("s", session_log()).alarms) is bool(read)

    def test_h_50_typing_is_kept_as_an_exception(self) -> None:
        here = bed(identified())
        plan = here.ward.session.order
        assert plan.identity is not None
        fields = {"wristband": plan.identity.patient, "born": plan.identity.second, "label": read_by_two.label()}
        assert here.press(at_bed(), "hang", number="1", exception="alone", **fields).status_code == 302

        assert "typed" in getattr(last().event, "typed", "")

    def test_the_door_says_what_opens_it(self) -> None:
        page = bed(Ward().calm().sign(four_steps())).page(at_bed())

        assert "solution 1 is not checked" in page
        assert 'href="/bedside/s/hang/"' not in page


class TestSign:
    def test_what_was_typed_stays_after_a_refusal(self) -> None:
        here = bed(Ward().calm())
        answer = here.press(
            at_bed("haddad"), "sign", **{"low-pulse": "47", "observation": "61", "rule": "steps-back", "password": "no"}
        )
        page = answer.content.decode()

        assert answer.status_code == REFUSED
        assert 'name="low-pulse" value="47"' in page
        assert 'name="low-systolic-pressure" value=""' in page
        assert 'value="61"' in page

    def test_h_88_a_unit_without_set_up_signs_nothing_and_is_led_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = (Missing(part=Part.CARD, sentence="A treatment card."),)
        monkeypatch.setattr(readiness, "missing", lambda: found)
        answer = bed(Ward().calm()).press(at_bed("haddad"), "sign", password="no")

        assert refused(answer) == "The unit is not set up. Missing: A treatment card. Open Unit, Set-up."
        assert 'href="/unit/set-up/"' in answer.content.decode()

    def test_h_56_a_nurse_finds_no_way_to_sign(self) -> None:
        page = bed(Ward().calm()).page(at_bed())

        assert "An allergist signs the plan" in page
        assert main_action(page) == "Sign the plan an allergist signs"


class TestBanner:
    @pytest.mark.parametrize("sheet", ["", "checks/", "hang/", "control/", "sound/", "sign/", "start/", "vitals/"])
    def test_h_54_patient_drug_and_state_stand_on_every_page(self, sheet: str) -> None:
        page = bed(signed()).page(at_bed("haddad"), sheet)

        for part in ("Ruiz, Marta", "INV 0047 s", "14 Mar 1971", "cefTAZidime 2,000", "VERIFIED", "4 steps"):
            assert part in page, part

    @pytest.mark.parametrize("sheet", ["", "checks/", "hang/", "control/", "sound/", "sign/", "start/", "vitals/"])
    def test_h_05_stop_is_on_every_page(self, sheet: str) -> None:
        assert 'action="/bedside/s/stop/"' in bed(signed()).page(at_bed(), sheet)


class TestStart:
    def test_h_88_a_unit_that_is_not_set_up_starts_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = (Missing(part=Part.PUMPS, sentence="A pump."), Missing(part=Part.CARD, sentence="A card."))
        monkeypatch.setattr(readiness, "missing", lambda: found)
        answer = bed(signed()).press(at_bed(), "start", rate="10")

        assert "Missing: A pump and 1 more" in refused(answer)
        assert stands("s", session_log()).state is not State.RUNNING

    def test_h_52_the_rate_that_was_read_must_be_the_planned_one(self) -> None:
        ward = signed().do(TakeControl(), who("okafor"))
        here = bed(ward)
        client = at_bed()
        here.press(client, "sound")
        for line in CHECKLIST:
            here.press(client, "checks", line=line)
        here.press(client, "hang", number="1", exception="alone tonight")
        assert main_action(here.page(client)) == "Start step 1 two people"

        assert "second person" in refused(here.press(client, "start", rate="10")).casefold()
        assert refused(here.press(client, "start", rate="20", exception="alone tonight"))
        assert here.press(client, "start", rate="10", exception="alone tonight").status_code == 302
        assert stands("s", session_log()).state is State.RUNNING
