"""The unit's policy: strict words, questions that stay open, the unit's own words, and the mark of invention."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepward.adapters.catalogue.policy_files import UnreadablePolicy, shipped_policy
from stepward.adapters.catalogue.unit_policy import KEY, check_unit_policy, read_unit_policy, shipped_words
from stepward.core.findings import Refusal
from stepward.core.screening.policy import NotChosen, UnsoundPolicy
from stepward.core.screening.regimen import UnsoundRegimen
from stepward.shells.screening import screened

CASES = sorted(
    path for path in (Path(__file__).parents[2] / "data" / "cases").glob("*.json") if path.stem != "expected"
)
MEDICINE = {"name": "famotidine", "words": "as ordered", "minutes_before": 30}
REGIMEN = {"title": "Own", "source": "SITE", "medicines": [MEDICINE], "in_use": True}


def words(**choices: Any) -> dict[str, Any]:
    found = shipped_words()
    return {**found, "choices": found["choices"] | choices}


class TestReadUnitPolicy:
    def test_takes_the_choices_of_the_unit_instead_of_the_shipped_ones(self) -> None:
        policy = read_unit_policy(words(pregnancy="excluded", observation="60"), version=3)

        assert policy.version == "unit-3"
        assert policy.chosen("pregnancy").id == "excluded"
        assert policy.number("observation") == 60
        assert policy.chosen("place") == shipped_policy().chosen("place")

    def test_leaves_open_what_it_does_not_name_whatever_ships(self) -> None:
        policy = read_unit_policy({"choices": {}}, version=1)

        assert len(policy.open_choices) == len(policy.choices)
        with pytest.raises(NotChosen) as refused:
            policy.chosen("pregnancy")
        assert refused.value.choice_id == "pregnancy"
        assert "pregnant" in str(refused.value)

    def test_takes_words_and_a_number_of_the_unit(self) -> None:
        option = read_unit_policy(words(observation={"words": "45 minutes.", "number": "45"}), version=1).chosen(
            "observation"
        )

        assert (option.words, option.number, option.sources) == ("45 minutes.", Fraction(45), ("SITE",))

    def test_keeps_every_sourced_option_beside_the_own_one(self) -> None:
        options = (
            read_unit_policy(words(resume={"words": "As the physician says."}), version=1).choices["resume"].options
        )

        assert options[:-1] == shipped_policy().choices["resume"].options
        assert options[-1].number is None

    def test_brings_the_regimens_of_the_unit_into_use_beside_the_published_ones(self) -> None:
        policy = read_unit_policy(words() | {"regimens": {"own": REGIMEN}}, version=1)

        assert [item.id for item in policy.regimens if item.is_in_use] == ["own"]
        assert policy.regimens[:-1] == shipped_policy().regimens

    def test_marks_the_choices_of_an_invented_unit_and_no_shipped_one(self) -> None:
        content = words(observation="60", resume={"words": "Half"}) | {"invented": True, "regimens": {"own": REGIMEN}}
        policy = read_unit_policy(content, version=1)

        assert policy.chosen("observation").words == "60 minutes, as after a test dose (invented)."
        assert policy.chosen("resume").words == "Half (invented)"
        assert policy.regimens[-1].medicines[0].words == "as ordered (invented)"
        assert "invented" not in policy.chosen("place").words
        assert policy.is_invented

    @pytest.mark.parametrize(
        ("content", "error", "reason"),
        [
            ({}, UnreadablePolicy, "expected choices"),
            ({"choices": []}, UnreadablePolicy, "expected choices"),
            ({"choices": {}, "more": 1}, UnreadablePolicy, "expected choices"),
            ({"choices": {}, "invented": "yes"}, UnreadablePolicy, "expected choices"),
            (words(horoscope="good"), UnsoundPolicy, "no such question: horoscope"),
            (words(place="roof"), UnsoundPolicy, "none of its options"),
            (words(place="own"), UnsoundPolicy, "none of its options"),
            (words(place=3), UnreadablePolicy, "expected an option"),
            (words(place={"words": "The roof."}), UnsoundPolicy, "not words of the unit"),
            (words(resume={"number": "3"}), UnreadablePolicy, "expected an option"),
            (words(resume={"words": " "}), UnreadablePolicy, "expected words"),
            (words(resume={"words": "x" * 401}), UnreadablePolicy, "expected words"),
            (words(resume={"words": "x", "number": "3"}), UnreadablePolicy, "has a unit"),
            (words(observation={"words": "x", "number": 45}), UnreadablePolicy, "number as text"),
            (words(observation={"words": "x", "number": "0"}), UnreadablePolicy, "above zero"),
            (words(observation={"words": "x", "number": "-5"}), Refusal, "-5"),
            (words() | {"regimens": []}, UnreadablePolicy, "regimens by name"),
            (words() | {"regimens": {"a": REGIMEN | {"source": "WIKI"}}}, UnreadablePolicy, "source SITE"),
            (words() | {"regimens": {"a": REGIMEN | {"in_use": False}}}, UnreadablePolicy, "in use"),
            (words() | {"regimens": {"a": REGIMEN | {"medicines": []}}}, UnsoundRegimen, "at least one medicine"),
        ],
    )
    def test_refuses_what_is_no_sound_policy(self, content: Any, error: type[Exception], reason: str) -> None:
        with pytest.raises(error, match=reason):
            read_unit_policy(content, version=1)


class TestCheckUnitPolicy:
    def test_takes_what_ships_and_any_option(self) -> None:
        check_unit_policy(KEY, words(resume="half-rate"))

    @pytest.mark.parametrize("key", sorted(shipped_words()["choices"]))
    def test_refuses_to_leave_out_what_ships_with_a_choice(self, key: str) -> None:
        content = words()
        del content["choices"][key]

        with pytest.raises(UnsoundPolicy, match="has to be answered"):
            check_unit_policy(KEY, content)

    def test_knows_one_policy(self) -> None:
        with pytest.raises(UnreadablePolicy, match="one policy"):
            check_unit_policy("other", words())


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(CASES),
    st.fixed_dictionaries(
        {
            key: st.sampled_from([option.id for option in choice.options] + ([None] if not choice.chosen else []))
            for key, choice in shipped_policy().choices.items()
            if choice.options
        }
    ),
    st.booleans(),
)
def test_any_policy_of_valid_options_screens_every_example(
    path: Path, made: dict[str, str | None], with_regimen: bool  # noqa: FBT001 - drawn
) -> None:  # fmt: skip
    content: dict[str, Any] = {"choices": {key: option for key, option in made.items() if option is not None}}
    content |= {"regimens": {"own": REGIMEN}} if with_regimen else {}
    policy = read_unit_policy(json.loads(json.dumps(content)), version=7)

    found = screened(path.read_bytes(), name=path.name, policy=policy)

    assert found.policy_version == "unit-7"
    assert found.findings
