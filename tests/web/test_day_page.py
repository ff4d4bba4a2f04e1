"""The day: who comes, what is prepared, and what is missing, each with the page that brings it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User

from stepward.adapters.database.models import PreparationOrder
from stepward.adapters.database.models import SessionOrder as SessionOrderRow
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.core.sessions.commands_holding import Stop
from stepward.core.sessions.plan import PAPER_LINE
from stepward.core.sessions.session import Session
from stepward.shells.web import clock
from stepward.shells.web.day.missing import Known, missing_of
from stepward.shells.web.day.shown import checks_text, prepared_text, summary
from stepward.shells.web.prepare.words import item_of
from tests.core.sessions.plans import CHECKLIST, NURSE, Ward, four_steps, ready, running
from tests.web.preparing import figures, make, new_order, opened, signed_in, text_of
from tests.web.sessions import Bed, at_bed, own_log

ON_PAPER = four_steps(checklist=(*CHECKLIST, PAPER_LINE))


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    with own_log(tmp_path, monkeypatch):
        yield


def bed(ward: Ward, session_id: str = "s", *, number: str = "4", hours: int = 0) -> Bed:
    clock.use(lambda: ward.now)
    return Bed(session_id, ward, bed=number, start_at=ward.utc + timedelta(hours=hours))


def day(username: str = "haddad", query: str = "") -> str:
    answer = at_bed(username).get(f"/day/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def shown(username: str = "haddad", query: str = "") -> str:
    return text_of(at_bed(username).get(f"/day/{query}"))


def words(session: Session, found: Bed, **changes: object) -> list[str]:
    known = replace(Known(order=found.order, session=session), **changes)  # type: ignore[arg-type]
    return [item.words for item in missing_of(known, found.ward.utc)]


class TestMissing:
    def test_a_session_nobody_signed(self) -> None:
        found = bed(Ward())

        assert words(found.ward.session, found) == [
            "Vital signs before the start are not taken.",
            "The plan is not signed.",
            "The pharmacy was not asked.",
        ]

    def test_h_69_a_signed_one_waits_for_paper_and_checks(self) -> None:
        found = bed(Ward().sign(ON_PAPER))

        assert "The plan is not on paper." in words(found.ward.session, found)
        assert "7 checks are open." in words(found.ward.session, found)

    def test_h_15_a_ready_one_for_nothing_of_its_own(self) -> None:
        found = bed(ready(ON_PAPER))

        assert words(found.ward.session, found) == ["The pharmacy was not asked."]

    def test_one_that_runs_for_nothing(self) -> None:
        found = bed(running(2))

        assert words(found.ward.session, found) == []

    def test_a_stop_before_the_start(self) -> None:
        found = bed(ready(ON_PAPER).do(Stop(), NURSE))

        assert "STOP was pressed before the start." in words(found.ward.session, found)

    @pytest.mark.parametrize(
        ("days", "is_estimated", "expected"),
        [
            (0, False, []),
            (1, False, ["The weight is of 21 Nov 2026, not of today."]),
            (0, True, ["The weight is an estimate."]),
        ],
    )
    def test_h_36_the_weight_is_of_today_and_measured(
        self, days: int, *, is_estimated: bool, expected: list[str]
    ) -> None:
        found = bed(ready())
        weighed = found.order.weighed
        assert weighed is not None
        other = replace(weighed, at=weighed.at - timedelta(days=days), is_estimated=is_estimated)

        said = words(found.ward.session, found, order=replace(found.order, weighed=other))

        assert [item for item in said if "weight" in item] == expected

    def test_h_36_or_it_is_missing(self) -> None:
        found = bed(ready())

        assert "The weight is missing." in words(
            found.ward.session, found, order=replace(found.order, weighed=None)
        )  # fmt: skip

    def test_says_why_there_is_no_card_and_why_the_order_cannot_be_opened(self) -> None:
        found = bed(Ward())

        said = words(found.ward.session, found, card="No card.", trouble="Not there.")
        assert {"No card.", "Not there."} <= set(said)


class TestRows:
    def test_stand_in_the_order_of_time_and_bed(self) -> None:
        bed(Ward(), "b", number="2", hours=2)
        bed(Ward(), "c", number="7")
        bed(Ward(), "a", number="1")

        assert re.findall(r'class="coming-name"><a href="/bedside/(\w)/"', day()) == ["a", "c", "b"]

    def test_say_who_comes_for_what_and_how_it_stands(self) -> None:
        bed(Ward().sign(ON_PAPER))
        found = shown()

        for part in ("22 Nov 2026, today", "08:00", "bed 4", "Ruiz, Marta", "Born 14 Mar 1971", "INV 0047 s", "68 kg",
                     "cefTAZidime 2,000 mg", "SIGNED", "0 of 8 done", "0 of 2 checked"):  # fmt: skip
            assert part in found, part

    def test_link_each_missing_thing_to_the_page_that_brings_it(self) -> None:
        bed(Ward().sign(ON_PAPER))
        page = day("okafor")

        for address in ("/bedside/s/vitals/", "/bedside/s/paper/", "/bedside/s/checks/"):
            assert f'<a href="{address}">' in page, address

    def test_give_no_link_to_a_page_that_is_closed(self) -> None:
        bed(Ward())

        assert '<a href="/prepare/">The pharmacy was not asked.</a>' in day("okafor")
        assert "<span>The pharmacy was not asked.</span>" in day_of_auditor()

    def test_of_a_running_session_lead_to_its_record(self) -> None:
        bed(running(2))

        assert 'href="/record/s/"' in day()
        assert "Missing" not in shown()

    def test_count_the_day(self) -> None:
        bed(Ward(), "a")
        bed(running(1), "b")

        assert "2 sessions, 1 with something missing, 1 begun or over." in shown()
        assert summary(()) == ""

    def test_texts_of_a_draft(self) -> None:
        found = bed(Ward())

        assert checks_text(found.ward.session) == "open after the signature"
        assert prepared_text(Known(order=found.order, session=found.ward.session)) == "nothing asked"


def day_of_auditor() -> str:
    user = User.objects.get(username="sato")
    user.groups.set([Group.objects.get(name="auditor")])
    return day("sato")


class TestDays:
    def test_an_empty_one_says_so(self) -> None:
        ward = Ward()
        clock.use(lambda: ward.now)

        assert "Nobody comes today" in shown()
        assert "Nobody comes on this day" in shown(query="?day=2020-01-01")

    def test_lead_to_the_one_before_and_after(self) -> None:
        bed(Ward())

        assert 'href="?day=2026-11-21" rel="prev"' in day()
        assert 'href="?day=2026-11-23" rel="next"' in day()
        assert "Ruiz" not in shown(query="?day=2026-11-23")
        assert "today" in shown(query="?day=nonsense")

    def test_h_42_a_real_unit_says_what_it_lacks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ward = Ward()
        clock.use(lambda: ward.now)
        monkeypatch.setattr(settings, "IS_DEMONSTRATION", False)
        assert "Nothing real can start yet" not in shown()
        User.objects.filter(groups__name="pharmacist").update(is_active=False)

        assert "Nothing real can start yet" in shown()
        assert 'href="/unit/set-up/"' in day()

    @pytest.mark.parametrize(("username", "status"), [("sato", 403), ("silva", 403), ("berg", 200)])
    def test_h_93_is_for_people_who_see_sessions(self, username: str, status: int) -> None:
        assert at_bed(username).get("/day/").status_code == status


class TestPharmacy:
    @pytest.fixture
    def asked(self) -> str:
        """Ask the pharmacy for the day after tomorrow; give the address of the order."""
        order = new_order()
        start = PreparationOrder.objects.get(id=order.split("/")[2]).start_at
        assert start is not None
        ward = Ward(utc=start - timedelta(hours=1))
        clock.use(lambda: ward.now)
        return order

    def test_without_a_session_offers_to_order_it(self, asked: str) -> None:
        page = day("okafor")

        assert "no session ordered" in page
        assert f'href="/bedside/order/{asked.split("/")[2]}/"' in page

    def test_h_52_follows_the_solutions_until_they_are_checked(self, asked: str) -> None:
        preparation = asked.split("/")[2]
        signed_in("okafor").post(f"/bedside/order/{preparation}/", {"bed": "4", "weight": "68"})
        assert SessionOrderRow.objects.count() == 1

        assert "Solution 1: to make. pharmacy" in shown()
        assert f'href="/prepare/{preparation}/solution-1/"' in day("moreau")
        assert "0 of 3 checked" in shown()
        for slug in ("intermediate-a", "solution-1"):
            make(asked, slug)
        assert "Solution 1 is made and waits for its check." in shown()
        for slug in ("intermediate-a", "solution-1"):
            seen = {"seen": str(max(deed.number for deed in opened(asked).deeds if deed.item == item_of(slug)))}
            checked = signed_in("moreau").post(f"{asked}{slug}/check/", seen | figures(asked, slug))
            assert checked.status_code == 302, text_of(checked)
        assert "1 of 3 checked" in shown()

    def test_shows_the_newest_of_two_orders_for_the_same_bags(self, asked: str) -> None:
        signed_in("okafor").post(f"/bedside/order/{asked.split('/')[2]}/", {"bed": "4", "weight": "68"})
        first = DatabaseSessionOrders().newest(0, 1)[0]
        later = first.ordered_at + timedelta(minutes=1)
        DatabaseSessionOrders().add(replace(first, id="later", bed="5", ordered_at=later))

        assert SessionOrderRow.objects.filter(preparation=asked.split("/")[2]).count() == 2
        assert re.findall(r"bed (\d)</p>", day("okafor")) == ["5"]

    def test_an_order_that_cannot_be_opened_says_so(self, asked: str) -> None:
        signed_in("okafor").post(f"/bedside/order/{asked.split('/')[2]}/", {"bed": "4", "weight": "68"})
        order = DatabaseSessionOrders().newest(0, 1)[0]
        known = Known(order=order, session=Session(), trouble="It cannot be opened.")

        assert "It cannot be opened." in [item.words for item in missing_of(known, datetime.now(UTC))]
