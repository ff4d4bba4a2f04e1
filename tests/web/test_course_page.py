"""The page of a course: sessions, what changed, and the way that a physician signs."""

import re
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from stepward.adapters.database import models
from stepward.adapters.database.session_orders import DatabaseSessionOrders
from stepward.core.findings import Refusal
from stepward.core.reactions.signs import Sign
from stepward.core.sessions.commands_charting import RecordReaction, ResolveReaction
from stepward.core.sessions.commands_ending import Complete, FinishLastStep, FlushLine
from stepward.core.sessions.commands_holding import ConfirmPumpStopped
from stepward.core.sessions.instants import Instant
from stepward.shells.web import clock
from stepward.shells.web.courses import looking
from stepward.shells.web.prepare.words import day_text
from stepward.usecases.approving import Person
from stepward.usecases.cycles import FIELDS
from stepward.usecases.session_orders import SessionOrder, Weighed
from tests.core.sessions import held
from tests.core.sessions.plans import Ward, running
from tests.web.preparing import WITHOUT_LINE, Answer, new_order, text_of
from tests.web.sessions import Bed, at_bed, own_log

PASSWORD = "invented-only-here"


@pytest.fixture(autouse=True)
def log(unit: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del unit
    user = User.objects.get(username="haddad")
    user.set_password(PASSWORD)
    user.save()
    with own_log(tmp_path, monkeypatch):
        yield


def reacted() -> Bed:
    """Complete a session in whose third step hives came."""
    ward = running(3).calm().wait(6)
    ward.do(RecordReaction(signs=(Sign.HIVES,), values=(("pulse", Fraction(130)),))).do(ConfirmPumpStopped())
    ward.wait(10)
    held.resumed(ward.do(ResolveReaction(number=1)))
    while ward.session.step < ward.session.order.last:
        ward.wait(microseconds=ward.session.order.step(ward.session.step).dwell).next()
    ward.wait(microseconds=ward.session.order.steps[-1].dwell).do(FinishLastStep())
    ward.do(FlushLine(volume=Fraction(3), rate=Fraction(20))).wait(61).do(Complete())
    return over(ward)


def over(ward: Ward, session_id: str = "s") -> Bed:
    clock.use(lambda: Instant(at=ward.utc + timedelta(days=20), monotonic=0, boot="b"))
    return Bed(session_id, ward)


def orders_next(bed: Bed, **changed: object) -> SessionOrder:
    now, somebody = clock.now().at, User.objects.get(username="berg")
    fields: dict[str, object] = {
        "id": "next",
        "patient": bed.order.patient,
        "plan": WITHOUT_LINE,
        "bed": "4",
        "start_at": now + timedelta(days=1),
        "ordered_by": Person(id=str(somebody.pk), name="N. Berg", roles=frozenset()),
        "ordered_at": now,
        "weighed": Weighed(weight="68\u00a0kg", at=now, by="N. Berg"),
    }
    order = SessionOrder(**(fields | changed))  # type: ignore[arg-type]
    DatabaseSessionOrders().add(order)
    return order


def page(session_id: str = "s", username: str = "haddad") -> str:
    return text_of(at_bed(username).get(f"/courses/{session_id}/"))


def signs(place: int, *, username: str = "haddad", **changed: str) -> Answer:
    html = at_bed(username).get("/courses/s/").content.decode()
    shown = re.search(r'name="shown_sha256" value="([^"]+)"', html)
    fields = {
        "way": str(place),
        "shown_sha256": shown[1] if shown else "",
        "reason": "as discussed (invented)",
        "password": PASSWORD,
    } | changed
    return at_bed(username).post("/courses/s/choose/", fields)


def says(session_id: str, field: str, words: str, username: str = "okafor") -> Answer:
    return at_bed(username).post(f"/courses/{session_id}/state/", {"field": field, "words": words})


class TestSessions:
    def test_shows_reactions_by_step_and_dose(self) -> None:
        reacted()

        shown = page()
        assert "completed" in shown
        assert re.search(r"step 3 at [0-9.]+ .*mg: hives; Brown 1", shown), shown
        assert "The allergy entry stays active." in shown

    def test_an_unknown_session_has_no_course(self) -> None:
        assert at_bed("haddad").get("/courses/nobody/").status_code == 404

    def test_a_session_that_waits_has_a_course_without_a_past(self) -> None:
        bed = over(running(2), "s")
        assert "No session of this course is over yet." in page(bed.id)


class TestStating:
    def test_what_was_not_known_of_the_last_session_can_be_said_and_a_slip_be_corrected(self) -> None:
        orders_next(reacted())
        page = at_bed("haddad").get("/courses/next/").content.decode()
        assert "Say what it was last time" in page
        assert '<label for="w-lot">Lot last time</label>' in page

        for session_id, words in (("next", "L-2"), ("s", "L-1")):
            assert says(session_id, "lot", words).status_code == 302
        page = at_bed("haddad").get("/courses/next/").content.decode()
        assert re.search(r'is-changed"><th scope="row">Lot</th><td>L-1</td><td>L-2</td>', page)
        assert "Correct last time" in page
        assert says("s", "lot", "L-2").status_code == 302
        page = at_bed("haddad").get("/courses/next/").content.decode()
        assert re.search(r'is-same"><th scope="row">Lot</th><td>L-2</td><td>L-2</td>', page)


class TestAsking:
    """The pharmacy is asked for the patient of a course; nothing is filled in before somebody says so."""

    def test_offers_the_patient_of_the_course_that_was_looked_at(self) -> None:
        reacted()
        client = at_bed("haddad")
        address = f"/prepare/ask/{WITHOUT_LINE}/"
        assert "from the course" not in client.get(address).content.decode()
        client.get("/courses/s/")

        offered = client.get(address).content.decode()
        assert "Fill in Ruiz, Marta from the course" in offered
        assert 'value="Ruiz"' not in offered
        filled = client.get(f"{address}?from-course=1").content.decode()
        for words in ('value="Ruiz"', 'value="Marta"', 'value="INV 0047 s"', 'value="14"', 'value="3" selected'):
            assert words in filled

    def test_h_97_offers_nobody_to_who_sees_no_sessions(self) -> None:
        reacted()
        client = at_bed("silva")
        session = client.session
        session["course"] = "s"
        session.save()

        assert "Ruiz" not in client.get(f"/prepare/ask/{WITHOUT_LINE}/?from-course=1").content.decode()


class TestNextCycle:
    def test_proposes_what_sources_describe_and_plans_nothing(self) -> None:
        reacted()

        shown = page()
        assert "Proposals, never a plan." in shown
        for title in ("One step more, before step 3", "One solution more: 16-step", "The same ladder, slower"):
            assert title in shown
        assert not models.ChosenWay.objects.exists()

    def test_h_92_an_allergist_signs_with_the_password(self) -> None:
        reacted()

        assert "This is not your password." in text_of(signs(0, password="no"))
        assert signs(0, username="okafor").status_code == 403
        assert signs(0).status_code == 302
        kept = models.ChosenWay.objects.get()
        assert (kept.protocol, kept.change) == ("12-step+3", "one step more")
        assert "Signed by Dr A. Haddad (invented)" in page()

    def test_the_signed_way_fills_the_planner(self) -> None:
        reacted()
        signs(0)
        html = at_bed("haddad").get("/courses/s/").content.decode()
        form = re.search(r'action="(/plan/[^"]+)">(.*?)</form>', html, re.DOTALL)
        assert form
        fields = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', form[2]))

        answer = at_bed("haddad").post(form[1], fields)
        assert answer.status_code == 200
        assert "one step added before step 3" in text_of(answer)
        assert "1,984" in text_of(answer) or "2,000" in text_of(answer)

    def test_wants_a_reason_where_there_is_a_warning(self) -> None:
        reacted()

        assert "This way has a warning. Say why it is accepted." in text_of(signs(0, reason=""))
        assert signs(1, reason="").status_code == 302

    def test_refuses_what_was_not_shown_and_what_is_signed(self) -> None:
        reacted()

        assert "The course changed since you saw it." in text_of(signs(0, shown_sha256="0" * 64))
        assert "Choose one of the ways." in text_of(signs(77))
        assert signs(0).status_code == 302
        assert "This way is signed already." in text_of(signs(0))


class TestWhatChanged:
    def test_waits_for_the_next_order(self) -> None:
        reacted()
        assert "No next session is ordered yet." in page()

    def test_shows_a_switched_product_and_never_an_empty_field(self) -> None:
        bed = reacted()
        orders_next(bed)
        says("s", "product", "Product A")
        says("next", "product", "Product B")

        shown = page("next")
        assert "Product Product A Product B changed" in shown
        assert "Lot not known not known missing" in shown
        assert "Dose 2,000 mg 2,000 mg same" in shown
        assert "to look at." in shown

    def test_an_answer_grows_old(self) -> None:
        bed = reacted()
        order = orders_next(bed)
        says("next", "allergies", "none")
        says("s", "allergies", "none")
        assert "Allergies none none same" in page("next")

        clock.use(lambda: Instant(at=order.ordered_at + timedelta(days=8), monotonic=0, boot="b"))
        assert "Allergies none none old" in page("next")

    def test_new_medicines_are_named(self) -> None:
        bed = reacted()
        orders_next(bed)
        says("s", "interfering_medicines", "amlodipine")
        says("next", "interfering_medicines", "Amlodipine, metoprolol")

        assert "New: metoprolol." in page("next")

    def test_another_weight_is_seen(self) -> None:
        bed = reacted()
        orders_next(bed, weighed=Weighed(weight="61\u00a0kg", at=clock.now().at, by="N. Berg"))

        assert "Weight 68 kg 61 kg changed" in page("next")

    @pytest.mark.parametrize(("field", "words"), [("name", "x"), ("lot", " "), ("lot", "x" * 301)])
    def test_refuses_what_is_not_on_the_card(self, field: str, words: str) -> None:
        reacted()

        assert says("s", field, words).status_code == 422
        assert not models.StatedFact.objects.exists()

    def test_who_only_reads_states_nothing(self) -> None:
        reacted()
        User.objects.get(username="okafor").groups.clear()

        assert says("s", "lot", "1").status_code == 403

    def test_the_interval_counts_from_the_session_before(self) -> None:
        bed = reacted()
        orders_next(bed)

        assert "Interval no session before it here 21 days changed" in page("next")

    def test_asks_to_say_only_what_is_not_known_now(self) -> None:
        bed = reacted()
        orders_next(bed)
        says("next", "lot", "A1")

        shown = page("next")
        assert "Lot not known A1 missing Not known of the last session, so nothing can be compared." in shown
        html = at_bed("haddad").get("/courses/next/").content.decode()
        lot = html.split('<th scope="row">Lot</th>')[1].split("</tr>")[0]
        assert "Say what it is<" not in lot
        assert "Correct this time" in lot
        assert 'id="f-allergies"' in html


class TestBeforeTheStart:
    """The card has a line on every page before the start; none of them is silent."""

    def places(self, session_id: str) -> list[str]:
        client = at_bed("haddad")
        start = DatabaseSessionOrders().many((session_id,))[0].start_at
        return [
            client.get(address).content.decode()
            for address in (f"/day/?day={start:%Y-%m-%d}", f"/bedside/{session_id}/", f"/bedside/{session_id}/now/")
        ]

    def test_counts_what_wants_a_look(self) -> None:
        orders_next(reacted())
        count = page("next").count(" missing ") + page("next").count(" changed ")

        assert count > 3
        for html in self.places("next"):
            assert f'href="/courses/next/">What changed: {count} to look at</a>' in html

    def test_says_that_nothing_changed(self) -> None:
        orders_next(reacted(), start_at=clock.now().at + timedelta(hours=1))
        for session_id in ("s", "next"):
            for field in FIELDS:
                says(session_id, field, "none")

        for html in self.places("next"):
            assert 'href="/courses/next/">Nothing changed since the last session</a>' in html

    def test_says_that_it_is_the_first(self) -> None:
        over(Ward())

        for html in self.places("s"):
            assert 'href="/courses/s/">The first session with this drug here</a>' in html

    def test_says_where_it_cannot_be_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        orders_next(reacted())

        def broken(session_id: str) -> None:
            msg = f"The log of {session_id} is broken."
            raise Refusal(msg)

        monkeypatch.setattr(looking, "read", broken)
        for html in self.places("next"):
            assert "What changed cannot be read" in html

    def test_is_gone_once_it_runs(self) -> None:
        bed = over(running(2))

        assert all("/courses/s/" not in html for html in self.places(bed.id))

    def test_the_order_leads_to_the_session_before(self) -> None:
        bed = reacted()
        patient = bed.order.patient
        order = new_order(
            family_name=patient.family_name,
            given_names=patient.given_names,
            identifier=patient.identifier,
        )

        html = at_bed("haddad").get(f"/bedside/order/{order.split('/')[2]}/").content.decode()
        assert (
            f'<a href="/courses/s/">The last session with this drug: {day_text(bed.order.start_at.date())}</a>' in html
        )

    def test_the_order_of_somebody_new_leads_nowhere(self) -> None:
        order = new_order()

        assert "/courses/" not in at_bed("haddad").get(f"/bedside/order/{order.split('/')[2]}/").content.decode()
