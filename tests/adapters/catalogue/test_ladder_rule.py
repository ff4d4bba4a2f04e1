"""A complete escalation rule becomes its steps."""

import pytest

from stepward.adapters.catalogue.protocol_files import UnreadableProtocol, read_protocol

HEAD = """
id = "x"
version = "1"
title = "x"
kind = "desensitization"
evidence = "rule"
route = "oral"
sources = ["X"]
target_is = "last-dose"
closing = "fixed"
"""


def doses(text: str) -> list[str]:
    """Read the doses of a protocol with this text after the head."""
    return [str(step.dose) for step in read_protocol((HEAD + text).encode(), name="x.toml").steps]


class TestLadder:
    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            ('first_dose = "1 mg", factors = ["2"], count = 4', ["1 mg", "2 mg", "4 mg", "8 mg"]),
            ('first_dose = "4 mcg", factors = ["10"], count = 3', ["0.004 mg", "0.04 mg", "0.4 mg"]),
            ('first_dose = "1 mg", factors = ["3", "10/3"], count = 4', ["1 mg", "3 mg", "10 mg", "30 mg"]),
        ],
    )
    def test_writes_out_doubling_tenfold_and_half_log(self, rule: str, expected: list[str]) -> None:
        assert doses(f'ladder = {{ {rule}, interval = "15 min" }}') == expected

    def test_steps_may_follow_the_rule(self) -> None:
        rule = 'ladder = { first_dose = "1 mg", factors = ["2"], count = 2 }\nsteps = [{ dose = "9 mg" }]'

        assert doses(rule) == ["1 mg", "2 mg", "9 mg"]

    @pytest.mark.parametrize(
        "rule", ["factors = [], count = 3", 'factors = ["2"], count = 0', 'factors = ["2"], count = 999']
    )
    def test_refuses_a_rule_without_end(self, rule: str) -> None:
        with pytest.raises(UnreadableProtocol, match="expected factors and a count"):
            doses(f'ladder = {{ first_dose = "1 mg", {rule} }}')
