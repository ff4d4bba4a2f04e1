"""The site policy: every option sourced, choices made only where they may ship, regimens read strictly."""

import re
import tomllib
from pathlib import Path

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.policy_files import UnreadablePolicy, read_policy, shipped_policy
from stepward.core.reactions import PhenotypeKind

CHOSEN = {
    "earlier-anaphylaxis": "allowed",
    "place": "risk-rule",
    "delayed": "mild",
    "pregnancy": "allowed",
    "fev1-icu": "80",
    "beta-blocker": "icu",
}


def test_ships_only_the_choices_that_may_ship() -> None:
    made = {key: choice.chosen for key, choice in shipped_policy().choices.items() if choice.chosen}

    assert made == CHOSEN


def test_has_every_option_from_a_source_on_file() -> None:
    policy = shipped_policy()
    cited = {name for choice in policy.choices.values() for option in choice.options for name in option.sources}

    assert cited | {item.source for item in policy.regimens} <= set(shipped.sources())


OWN = '[regimens.own]\ntitle = "Own"\nsource = "unit"\n'
MEDICINE = 'medicines = [{ name = "famotidine", words = "as ordered", minutes_before = 30 }]\n'


def test_reads_the_regimen_of_a_unit() -> None:
    content = f'{OWN}{MEDICINE}kinds = ["type-1"]\nin_use = true\n'.encode()
    (found,) = read_policy(content, name="own.toml", version="1").regimens

    assert (found.source, found.is_in_use, found.kinds) == ("unit", True, (PhenotypeKind.TYPE_1,))
    assert found.medicines[0].minutes_before == 30


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("regimens = 1\n", "regimens by name"),
        (OWN, "expected medicines"),
        (f'{OWN}{MEDICINE}kinds = ["type-9"]\n', "kinds: expected some of"),
        (f'{OWN}{MEDICINE}in_use = "yes"\n', "true or false"),
        (f'{OWN}medicines = [{{ name = "a", words = "b", minutes_before = "30" }}]\n', "whole number"),
        (f'{OWN}medicines = [{{ name = "a" }}]\n', "expected name, words"),
        ('[q]\nquestion = "Q?"\n', "expected options"),
        ('[q]\nquestion = "Q?"\n[q.options.a]\nwords = "A"\nsources = []\n', "at least one"),
    ],
)
def test_refuses_what_is_not_of_the_form(text: str, reason: str) -> None:
    with pytest.raises(UnreadablePolicy, match=reason):
        read_policy(text.encode(), name="own.toml", version="1")


ACCOUNTED = tomllib.loads((Path(__file__).parents[2] / "data" / "config_choices.toml").read_text("utf-8"))
READ_BY_RULES = {*CHOSEN, "immediate-window", "premedication"}


def test_asks_everything_that_sources_leave_to_the_unit() -> None:
    named = {key for rows in ACCOUNTED.values() for keys in rows.values() for key in keys}

    assert named == set(shipped_policy().choices)


def test_gives_each_choice_an_option_unless_nothing_was_read() -> None:
    unread = {key for keys in ACCOUNTED["unverified"].values() for key in keys}
    choices = shipped_policy().choices

    assert {key for key, choice in choices.items() if not choice.options} == unread
    assert all(choices[key].is_free and choices[key].note and not re.search(r"\d", choices[key].note) for key in unread)


def test_has_notes_from_sources_on_file() -> None:
    noted = [choice for choice in shipped_policy().choices.values() if choice.note]

    assert noted
    assert all(choice.note_sources and set(choice.note_sources) <= set(shipped.sources()) for choice in noted)


def test_lets_the_unit_write_its_own_only_where_no_rule_reads_the_option() -> None:
    assert {key for key, choice in shipped_policy().choices.items() if not choice.is_free} == READ_BY_RULES


def test_sets_every_question_under_a_topic_in_one_run() -> None:
    topics = [choice.topic for choice in shipped_policy().choices.values()]
    runs = [topic for topic, before in zip(topics, ["", *topics], strict=False) if topic != before]

    assert all(topics)
    assert len(runs) == len(set(topics))
