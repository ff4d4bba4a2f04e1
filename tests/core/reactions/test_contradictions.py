"""What cannot all be true of one reaction is said, and nothing else is."""

import pytest

from stepward.core.reactions import Danger, Sign, contradictions
from tests.core.reactions.made import reaction


class TestOfDanger:
    @pytest.mark.parametrize(
        ("danger", "signs", "diagnosis", "expected"),
        [
            (Danger.NONE, (Sign.HIVES,), None, 0),
            (Danger.NONE, (Sign.BLISTERS,), None, 1),
            (Danger.NONE, (Sign.JAUNDICE,), None, 1),
            (Danger.NONE, (Sign.LYMPHADENOPATHY,), None, 0),
            (Danger.NONE, (Sign.HIVES,), "SJS", 1),
            (Danger.NONE, (Sign.HIVES,), "SJS excluded", 1),
            (Danger.NONE, (Sign.BLISTERS,), "SJS", 2),
            (Danger.NONE, (Sign.HIVES,), "cytokine release", 0),
            (Danger.NONE, None, None, 0),
            (Danger.PRESENT, (Sign.BLISTERS,), "SJS", 0),
            (Danger.UNKNOWN, (Sign.BLISTERS,), "SJS", 0),
        ],
    )
    def test_is_an_answer_that_a_sign_or_a_diagnosis_denies(
        self, danger: Danger, signs: tuple[Sign, ...] | None, diagnosis: str | None, expected: int
    ) -> None:
        found = contradictions(reaction(signs=signs, danger=danger, diagnosis=diagnosis))

        assert len(found) == expected
        assert all(item.of_danger for item in found)

    def test_names_what_disagrees(self) -> None:
        words = [item.words for item in contradictions(reaction(Sign.BLISTERS, danger=Danger.NONE, diagnosis="SJS"))]

        assert "blisters" in words[0]
        assert "Stevens-Johnson syndrome" in words[1]


class TestOfPressure:
    @pytest.mark.parametrize(
        ("lowest", "baseline", "expected"),
        [(125, 126, 0), (126, 126, 0), (127, 126, 1), (None, 126, 0), (127, None, 0)],
    )
    def test_is_a_lowest_above_the_usual(self, lowest: int | None, baseline: int | None, expected: int) -> None:
        found = contradictions(reaction(sbp_lowest=lowest, sbp_baseline=baseline))

        assert len(found) == expected
        assert not any(item.of_danger for item in found)
