"""Every finding leads to its question or is said to have none, and every clinical sentence has its source."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

import stepward.adapters.documents
import stepward.core.screening
from stepward.adapters.catalogue.shipped import sources
from stepward.core.screening.questions import QUESTIONS
from stepward.shells.web.screen.pages import MOST_OF, PAGES, every_ask, groups
from stepward.shells.web.screen.places import OF_CODE, OF_ENTRY, OF_QUESTION
from stepward.shells.web.screen.shown import so_far
from stepward.shells.web.shown import ShownSource
from tests.core.screening.vignettes import MILD, changed, content, vignettes
from tests.web.answering import answers_of
from tests.web.preparing import signed_in

VIGNETTES = {
    name: json.loads(content(changed(MILD, item.get("set", {}), item.get("unknown", []))))
    for name, item in vignettes().items()
}
CODE = re.compile(r'"([A-Z]{3,4}-[0-9]{2})"')
BY_OTHER_WAYS = {"ASK-01", "READ-02", "READ-03", "READ-04", "READ-05", "READ-06"}
"""By the question that is open, and by the entry that could not be read."""
NAMES = {ask.name: slug for slug, ask in every_ask()}


def codes() -> set[str]:
    core = Path(stepward.core.screening.__file__).parent
    reader = Path(stepward.adapters.documents.__file__).parent
    files = [*core.glob("*.py"), reader / "case_json.py", reader / "json_parts.py"]
    return {code for path in files for code in CODE.findall(path.read_text(encoding="utf-8"))}


class TestQuestions:
    def test_are_named_for_every_code_or_it_is_said_that_there_is_none(self) -> None:
        assert codes() == set(OF_CODE) | BY_OTHER_WAYS

    def test_are_named_for_every_open_fact(self) -> None:
        assert {question.title for question in QUESTIONS} == set(OF_QUESTION)

    def test_are_asked(self) -> None:
        named = [name for name in (*OF_CODE.values(), *OF_QUESTION.values(), *OF_ENTRY.values()) if name]

        assert {name.format(i=0) for name in named} <= set(NAMES)

    @pytest.mark.usefixtures("unit")
    def test_stand_on_their_page(self) -> None:
        client = signed_in("haddad")
        base = client.post("/screen/").headers["Location"].removesuffix("drug/")
        pages = {page.slug: client.get(f"{base}{page.slug}/").content.decode() for page in PAGES}

        for name in (*OF_CODE.values(), *OF_QUESTION.values(), *OF_ENTRY.values()):
            field = (name or "drug").format(i=0)
            assert f'id="{field}"' in pages[NAMES[field]], field

    @pytest.mark.usefixtures("database")
    @pytest.mark.parametrize("name", VIGNETTES)
    def test_are_one_press_away_from_each_finding_that_asks(self, name: str) -> None:
        found = so_far(answers_of(VIGNETTES[name]))

        for item in found.findings:
            code = item.finding.code
            assert (item.page, item.field) == ("", "") or NAMES[item.field] == item.page
            assert item.page or (code in OF_CODE and OF_CODE[code] is None), code
            assert not item.is_needed or item.way.startswith("Answer this: ")

    @pytest.mark.usefixtures("database")
    def test_are_those_of_the_row_that_a_finding_names(self) -> None:
        case = changed(MILD, {"medicines": [{"name": "cetirizine"}, {"name": "metoprolol"}]}, [])

        found = {item.finding.code: item for item in so_far(answers_of(case)).findings}

        assert found["MED-01"].field == "m1_held"
        assert found["MED-08"].field == "m0_name"

    @pytest.mark.usefixtures("database")
    def test_are_those_of_the_row_that_is_open(self) -> None:
        second = {"drug": "carboplatin", "signs": ["hives"], "onset_minutes": 10, "danger_signs": "none"}
        case = changed(MILD, {"reactions.1": second | {"sbp_lowest": 120, "sbp_baseline": 125}}, [])

        found = [item for item in so_far(answers_of(case)).findings if "oxygen saturation" in item.finding.message]

        assert [item.field for item in found] == ["r1_spo2"]

    @pytest.mark.usefixtures("database")
    def test_name_what_could_not_be_read_in_their_own_words(self) -> None:
        case = changed(MILD, {"reactions.0.spo2_lowest": 980}, [])

        found = next(item for item in so_far(answers_of(case)).findings if item.finding.code == "READ-02")

        assert found.finding.message.startswith("Lowest oxygen saturation: 980 % is not possible")
        assert found.field == "r0_spo2"


def on_file(shown: tuple[ShownSource, ...]) -> bool:
    return bool(shown) and all(item.grade != "not on file" for item in shown)


class TestSources:
    def test_stand_behind_every_fact_of_a_question(self) -> None:
        facts = [group.fact for page in PAGES for group in groups(page.slug, MOST_OF) if group.fact]
        facts += [ask.fact for _, ask in every_ask() if ask.fact]

        assert len(facts) >= 8
        assert all(fact.sources and set(fact.sources) <= set(sources()) for fact in facts)

    @pytest.mark.usefixtures("unit")
    @pytest.mark.parametrize("slug", [page.slug for page in PAGES])
    def test_are_one_press_away_on_the_page(self, slug: str) -> None:
        client = signed_in("haddad")
        base = client.post("/screen/").headers["Location"].removesuffix("drug/")

        html = client.get(f"{base}{slug}/").content.decode()

        shown = html.split('<div class="screen-fact">')[1:]
        asked = [group.fact for group in groups(slug, {**MOST_OF, "r": 1}) if group.fact]
        assert len(shown) >= len(asked)
        assert all('<details class="source">' in part.partition("</details>")[0] for part in shown)
        for fact in asked:
            assert all(f'<p class="id">{name}</p>' in html for name in fact.sources)

    @pytest.mark.usefixtures("database")
    @pytest.mark.parametrize("name", VIGNETTES)
    def test_stand_behind_everything_that_is_said(self, name: str) -> None:
        found = so_far(answers_of(VIGNETTES[name]))
        lines: list[Any] = [
            *found.findings,
            *found.grades,
            *found.protocols,
            *found.whys,
            *(line for _, part, _ in found.parts for line in part),
            *(line for _, part in found.checklist for line in part),
        ]

        assert len(lines) > 10
        assert all(on_file(line.sources) for line in lines), [line for line in lines if not on_file(line.sources)]

    @pytest.mark.usefixtures("unit")
    def test_stand_in_each_item_of_the_result(self) -> None:
        client, base = begun("shock-in-hospital")
        found = so_far(answers_of(next(case for key, case in VIGNETTES.items() if key.endswith("/shock-in-hospital"))))
        html = client.get(f"{base}result/").content.decode()

        lines = [*found.grades, *(line for _, part in (*found.checklist,) for line in part)]
        lines += [line for _, part, _ in found.parts for line in part]
        assert len(lines) > 15
        for line in lines:
            items = [item for item in html.split("<li>") if f"<p>{escape(line.words)}</p>" in item]
            assert items, line.words
            assert all('<details class="source">' in item.partition("</li>")[0] for item in items), line.words


class TestTheWayOn:
    @pytest.mark.usefixtures("unit")
    def test_is_to_the_reason_where_a_block_lasts(self) -> None:
        client, base = begun("sjs-under-a-brand-name")

        for page in PAGES:
            html = client.get(f"{base}{page.slug}/").content.decode()
            foot = html[html.index('id="foot"') :]
            assert re.search(r'class="primary"[^>]*value="result">See why it is blocked', foot)
            assert (">Next<" in foot) == (page is not PAGES[-1])
        assert (
            client.post(f"{base}drug/", {"drug": "carbamazepine", "go": "result"})
            .headers["Location"]
            .endswith("/result/")
        )

    @pytest.mark.usefixtures("unit")
    def test_goes_on_where_a_block_is_for_today(self) -> None:
        client, base = begun("unstable-today")

        html = client.get(f"{base}drug/").content.decode()

        assert "See why it is blocked" not in html


def begun(name: str) -> tuple[Client, str]:
    """Begin a screening with the answers of a vignette."""
    from stepward.adapters.database.models import ScreeningDraft  # noqa: PLC0415 - once Django is set up

    client = signed_in("haddad")
    base = client.post("/screen/").headers["Location"].removesuffix("drug/")
    case = next(case for key, case in VIGNETTES.items() if key.endswith(f"/{name}"))
    ScreeningDraft.objects.update(answers=answers_of(case))
    return client, base


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("name", VIGNETTES)
def test_no_finding_is_lost_where_open_questions_stand_together(name: str) -> None:
    found = so_far(answers_of(VIGNETTES[name]))

    parts = [*found.grave, *found.asked, *found.notes]
    assert len(parts) == len(found.findings)
    assert {item.finding.code for item in found.asked} <= {"ASK-01"}
    assert "ASK-01" not in {item.finding.code for item in (*found.grave, *found.notes)}
