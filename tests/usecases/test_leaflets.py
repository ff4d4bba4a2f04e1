"""What a patient is told: the facts of the plan, and never more tolerance than is signed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.immunotherapy import comparison
from stepward.adapters.catalogue.leaflet_files import CODES, languages
from stepward.adapters.catalogue.tolerance_statements import statements
from stepward.core.protocols.protocol import Kind, TargetIs
from stepward.core.quantities.place import Place
from stepward.core.tolerance.history import Mode, Terms
from stepward.core.tolerance.statements import about
from stepward.usecases.approving import Person
from stepward.usecases.following import After, Finished, GivingOn, Stopped, stands
from stepward.usecases.leaflet_facts import NoLeaflet, facts_of
from stepward.usecases.leaflets import (
    QUOTED_IN,
    Said,
    Sheet,
    after_session,
    before,
    dose_text,
    is_tolerant,
)
from tests.adapters.documents.plans import in_days, oral, standard, twenty

EN, DE, ES, FR = (languages()[code] for code in ("en", "de", "es", "fr"))
ENGLISH = {"de": "Englisch", "es": "inglés", "fr": "anglais"}
ENDED = datetime(2026, 11, 22, 15, 9, tzinfo=UTC)
ALLERGIST = Person(id="1", name="L. Haddad", roles=frozenset())
FINISHED = Finished(
    session="s", patient="p", drug="ceftazidime", is_completed=True, over_at=ENDED, dose_ended_at=ENDED, entries=9
)
SOURCES = [(row.id, row.sources) for row in comparison()]


def signed(mode: Mode = Mode.CONTINUOUS) -> GivingOn:
    is_continuous = mode is Mode.CONTINUOUS
    return GivingOn(
        session="s",
        mode=mode,
        terms=Terms(window=Fraction(24)) if is_continuous else Terms(),
        by=ALLERGIST,
        at=ENDED,
        interval=Fraction(8) if is_continuous else None,
        product="Invented Brand",
        route="intravenous",
    )


def text_of(sheet: Sheet) -> str:
    return " ".join([sheet.title, sheet.lead, *(item.text for part in sheet.parts for item in part.said)])


def written(after: After, *, hours: int = 1) -> Sheet:
    return after_session(EN, "cefTAZidime", after, stands(after, ENDED + timedelta(hours=hours)))


def missed(code: str, rule: str = "") -> tuple[Said, ...]:
    facts = replace(facts_of(standard(), "x"), rule=rule, rule_sources=("UPTODATE-RDD",))
    (found,) = (part for part in before(languages()[code], facts, (), SOURCES).parts if part.is_boxed)
    return found.said


def first(drug: str = "ceftazidime") -> Sheet:
    said = about(statements(), frozenset({drug, "cephalosporin"}))
    return before(EN, facts_of(standard(), drug), said, SOURCES)


class TestFacts:
    @pytest.mark.parametrize("plan", [standard(), twenty(), standard(target="1500 mg", final_rate="60 mL/h")])
    def test_h_37_are_those_of_the_plan(self, plan: object) -> None:
        facts = facts_of(plan, "x")  # type: ignore[arg-type] # a plan
        ladder = plan.effective  # type: ignore[attr-defined] # a plan

        assert facts.steps == len(ladder.steps)
        assert facts.minutes == ladder.total_duration.value
        assert facts.dose == plan.order.target.amount.value  # type: ignore[attr-defined] # a plan

    def test_name_no_time_where_steps_are_spread_over_days(self) -> None:
        facts = facts_of(in_days(standard(), steps_a_day=4), "x")

        assert (facts.minutes, facts.days) == (None, 3)
        assert "spread over 3 days" in text_of(before(EN, facts, (), SOURCES))

    def test_ask_where_the_plan_names_no_time(self) -> None:
        facts = replace(facts_of(oral(), "x"), minutes=None, days=0)

        assert "Ask your team how long it takes" in text_of(before(EN, facts, (), SOURCES))

    def test_name_no_dose_where_the_protocol_has_no_target(self) -> None:
        plan = standard()
        bare = replace(plan, protocol=replace(plan.protocol, target_is=TargetIs.NONE))

        assert "full dose in your plan" not in text_of(before(EN, facts_of(bare, "x"), (), SOURCES))

    def test_are_not_read_from_a_graded_challenge(self) -> None:
        plan = standard()

        with pytest.raises(NoLeaflet, match="graded challenge"):
            facts_of(replace(plan, protocol=replace(plan.protocol, kind=Kind.GRADED_CHALLENGE)), "x")

    def test_are_not_read_from_a_plan_without_steps(self) -> None:
        plan = standard()

        with pytest.raises(NoLeaflet, match="no steps"):
            facts_of(replace(plan, exact=replace(plan.exact, steps=()), as_set=None), "x")


class TestBefore:
    def test_says_steps_time_and_dose_of_the_plan(self) -> None:
        text = text_of(first())

        assert "grows in 12 steps" in text
        assert "about 5 hours 40 minutes" in text
        assert "full dose in your plan is 2,000\u00a0mg" in text

    def test_h_90_says_the_earliest_time_that_a_source_names(self) -> None:
        (box,) = (part for part in first().parts if part.is_boxed)

        assert "Your tolerance can be gone 24 hours after your last dose." in [item.text for item in box.said]

    def test_says_the_rule_of_the_plan_with_its_source(self) -> None:
        assert [(item.quote, item.sources) for item in missed("en", rule="Repeat after 24 h.") if item.quote] == [
            ("“Repeat after 24 h.”", ("UPTODATE-RDD",))
        ]

    @pytest.mark.parametrize("code", CODES)
    def test_a_rule_in_english_follows_all_that_the_language_itself_says(self, code: str) -> None:
        plain, quoted = missed(code), missed(code, rule="Repeat after 24 h.")

        assert quoted[:-1] == plain
        assert not any(item.quote for item in plain)
        assert "Repeat" not in " ".join(item.text for item in quoted)
        assert plain[-1].text == languages()[code].words["missed_do"]

    @pytest.mark.parametrize("code", [code for code in CODES if code != QUOTED_IN])
    def test_names_the_language_of_the_rule_in_the_language_of_the_sheet(self, code: str) -> None:
        assert ENGLISH[code] in missed(code, rule="Repeat after 24 h.")[-1].text

    @pytest.mark.parametrize("code", CODES)
    def test_h_90_says_of_a_drug_without_cycles_that_a_break_may_mean_starting_again(self, code: str) -> None:
        words = languages()[code].words
        in_cycles = about(statements(), frozenset({"carboplatin", "platinum"}))
        assert (words["missed_again"], ("ASIFRAFI",)) in [(item.text, item.sources) for item in missed(code)]
        said = before(languages()[code], facts_of(twenty(), "x"), in_cycles, SOURCES)

        assert words["missed_again"] not in text_of(said)
        assert words["missed_every"] in text_of(said)

    def test_h_90_says_of_a_drug_in_cycles_that_every_dose_starts_again(self) -> None:
        said = about(statements(), frozenset({"carboplatin", "platinum"}))

        assert "every dose starts again" in text_of(before(EN, facts_of(twenty(), "carboplatin"), said, SOURCES))

    def test_names_only_known_sources(self) -> None:
        assert set(first().sources) <= set(shipped.sources())
        assert {"CASTELLS-2008", "EINSTEIN-2017"} <= set(first().sources)

    def test_names_a_source_for_each_claim_of_study_and_number(self) -> None:
        for part in first().parts:
            for item in part.said:
                assert item.sources or "study" not in item.text, item.text


class TestAfter:
    def test_h_90_names_a_time_only_where_the_window_is_signed(self) -> None:
        sheet = written(After(finished=FINISHED, signed=(signed(),)))

        assert "Temporary tolerance, valid until 23 November 2026, 15:09 UTC." in text_of(sheet)
        assert sheet.card is not None
        assert sheet.card.until == "Temporary tolerance; valid until 23 November 2026, 15:09 UTC"
        assert "Your product: Invented Brand" in text_of(sheet)

    @pytest.mark.parametrize(
        ("after", "hours"),
        [
            (After(finished=FINISHED), 1),
            (After(finished=FINISHED, signed=(signed(),)), 24),
            (After(finished=replace(FINISHED, is_completed=False, dose_ended_at=None), signed=(signed(),)), 1),
            (
                After(
                    finished=FINISHED,
                    signed=(signed(),),
                    stopped=Stopped(session="s", reason="over", by=ALLERGIST, at=ENDED),
                ),
                1,
            ),
        ],
    )
    def test_h_90_says_that_nobody_counts_when_unsure(self, after: After, hours: int) -> None:
        sheet = written(after, hours=hours)

        assert sheet.card is not None
        assert not sheet.card.until
        assert sheet.card.only == "No tolerance is counted now."
        is_over = hours == 24
        why = "The time in which you tolerated" if is_over else "Nobody has written down that you tolerate"
        assert f"{why} cefTAZidime" in text_of(sheet)
        assert "valid until" not in text_of(sheet)

    def test_h_90_counts_a_drug_in_cycles_for_one_dose(self) -> None:
        after = After(finished=FINISHED, signed=(signed(Mode.EVERY_DOSE),))
        sheet = written(after)

        assert not is_tolerant(after, stands(after, ENDED))
        assert "It was for this one dose." in text_of(sheet)
        assert sheet.card is not None
        assert sheet.card.only == "Each dose is given in small steps, in a hospital."

    @pytest.mark.parametrize("after", [After(finished=FINISHED), After(finished=FINISHED, signed=(signed(),))])
    def test_h_91_keeps_the_allergy_on_every_sheet_and_card(self, after: After) -> None:
        sheet = written(after)

        assert "You stay allergic to cefTAZidime." in text_of(sheet)
        assert sheet.card is not None
        assert (sheet.card.allergy, sheet.card.stays) == ("Drug allergy: cefTAZidime", "The allergy stays.")

    def test_says_whether_it_was_completed(self) -> None:
        assert "completed on 22 November 2026" in written(After(finished=FINISHED)).lead
        assert "was not completed" in written(After(finished=replace(FINISHED, is_completed=False))).lead

    def test_leaves_room_for_a_number_and_invents_none(self) -> None:
        after = After(finished=FINISHED)

        assert "writes the number of your unit here" in text_of(written(after))
        sheet = after_session(EN, "x", after, stands(after, ENDED), ("Ward 3: 555 0100",))
        assert "Ward 3: 555 0100" in text_of(sheet)
        assert "writes the number" not in text_of(sheet)


class TestLanguage:
    def test_h_38_writes_numbers_in_its_own_form(self) -> None:
        assert dose_text(EN, Fraction(12345, 10), "mg") == "1,234.5\u00a0mg"
        assert dose_text(DE, Fraction(12345, 10), "mg") == "1.234,5\u00a0mg"
        assert dose_text(ES, Fraction(600000), "units") == "600.000\u00a0unidades"
        assert dose_text(FR, Fraction(12345, 10), "mg") == "1\u00a0234,5\u00a0mg"

    def test_writes_days_in_its_own_form(self) -> None:
        assert [item.day(ENDED) for item in (EN, DE, ES, FR)] == [
            "22 November 2026",
            "22. November 2026",
            "22 de noviembre de 2026",
            "22 novembre 2026",
        ]

    def test_h_90_names_the_day_and_the_hour_of_the_place(self) -> None:
        berlin = replace(EN, place=Place(name="Europe/Berlin", zone=ZoneInfo("Europe/Berlin")))
        found = berlin.moment(datetime(2026, 10, 24, 22, 15, tzinfo=UTC))

        assert found == {"date": "25 October 2026", "time": "00:15 UTC+02:00"}
        assert EN.moment(ENDED) == {"date": "22 November 2026", "time": "15:09 UTC"}

    @pytest.mark.parametrize(
        ("minutes", "text"),
        [
            (Fraction(45), "45 minutes"),
            (Fraction(60), "1 hour"),
            (Fraction(61, 1), "1 hour 1 minutes"),
            (Fraction(120), "2 hours"),
            (Fraction(3397, 10), "5 hours 40 minutes"),
        ],
    )
    def test_writes_a_time_and_never_a_shorter_one(self, minutes: Fraction, text: str) -> None:
        assert EN.span(minutes) == text
