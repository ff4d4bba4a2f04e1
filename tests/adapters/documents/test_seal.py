from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.adapters.documents.seal import (
    LONGEST_CODE,
    AlteredCode,
    UnreadableCode,
    differences,
    read_seal,
    seal_of,
    seal_text,
)
from stepward.core.protocols.plan import Plan
from stepward.usecases.veining import LineRequest, vein_of
from tests.adapters.documents import plans

ROUNDED = {"pump_increment": "0.1 mL/h", "syringe_increment": "0.1 mL", "stock": "100 mg/mL"}
CODE = seal_text(seal_of(plans.standard()))
LINES = {
    "saline": (LineRequest(common_volume="20 mL"), "20,0,-,108,"),
    "solution 1": (LineRequest(common_volume="10 mL", primed_with="solution-1"), "10,1,-,0,"),
    "carrier": (LineRequest(common_volume="20 mL", carrier="10 mL/h"), "20,0,10,"),
    "own": (LineRequest(common_volume="20 mL", primed_with="own"), "20,own,-,0,"),
    "swallows all": (LineRequest(common_volume="900 mL"), "900,0,-,-,"),
}


class TestReadSeal:
    @pytest.mark.parametrize(
        "plan",
        [
            plans.standard(),
            plans.standard(**ROUNDED),
            plans.twenty(),
            plans.oral(),
            plans.standard(final_rate="60 mL/h"),
        ],
        ids=["12 steps", "rounded", "20 steps", "oral", "final rate"],
    )
    def test_reads_what_was_written(self, plan: Plan) -> None:
        seal = seal_of(plan)

        assert read_seal(seal_text(seal)) == seal
        assert differences(seal, plan) == ()

    @given(place=st.integers(0, len(CODE) - 1), letter=st.characters(min_codepoint=33, max_codepoint=126))
    def test_refuses_any_changed_letter(self, place: int, letter: str) -> None:
        altered = CODE[:place] + letter + CODE[place + 1 :]
        if altered.upper() == CODE.upper() and place >= len(CODE) - 16:
            assert read_seal(altered) == read_seal(CODE)
        elif altered != CODE:
            with pytest.raises((AlteredCode, UnreadableCode)):
                read_seal(altered)

    @pytest.mark.parametrize(
        "text", ["", "STEPWARD/1", "OTHER/1" + CODE[10:], CODE + "|more|again", "x" * (LONGEST_CODE + 1)]
    )
    def test_refuses_what_is_no_code(self, text: str) -> None:
        with pytest.raises(UnreadableCode):
            read_seal(text)

    def test_takes_a_hash_typed_in_groups_and_small_letters(self) -> None:
        body, _, digest = CODE.rpartition("|")

        assert read_seal(f" {body}|{digest[:4].lower()} {digest[4:]}\n") == read_seal(CODE)


class TestSealOf:
    def test_says_neither_weight_nor_height(self) -> None:
        plan = plans.standard(target="30 mg/kg", weight="73.5 kg", height="191 cm")
        code = seal_text(seal_of(plan))

        assert "2205 mg" in code
        for secret in ("73.5", "kg", "191", "cm"):
            assert secret not in code

    def test_keeps_a_bar_in_a_drug_name_from_making_a_field(self) -> None:
        code = seal_text(seal_of(plans.standard(drug="a|b")))

        assert read_seal(code).drug == "a b"

    def test_differs_for_other_doses_rates_and_devices(self) -> None:
        made = (plans.standard(), plans.standard(target="1000 mg"), plans.standard(**ROUNDED),
                plans.standard(final_rate="60 mL/h"), plans.standard(drug="cefepime"))  # fmt: skip

        assert len({seal_of(plan).hash for plan in made}) == len(made)

    def test_shows_people_a_short_hash_in_groups_of_four(self) -> None:
        seal = replace(seal_of(plans.standard()), hash="0123456789ABCDEF")

        assert seal.short_hash == "0123 4567"


class TestDifferences:
    def test_names_the_step_and_both_numbers(self) -> None:
        seal = replace(seal_of(plans.standard()), rates=seal_of(plans.standard()).rates.replace("2x15,", "3x15,", 1))

        assert differences(seal, plans.standard()) == ("step 1: printed 3x15, computed again 2x15",)

    def test_names_another_number_of_steps(self) -> None:
        seal = replace(seal_of(plans.standard()), rates="2x15")

        assert differences(seal, plans.standard()) == ("printed 1 steps, computed again 12",)

    def test_names_target_and_volumes(self) -> None:
        seal = replace(seal_of(plans.standard()), target="1000 mg", volumes="100,100,100")

        assert sorted(differences(seal, plans.standard())) == [
            "bag volumes: printed 100,100,100, computed again 250,250,250",
            "target dose: printed 1000 mg, computed again 2000 mg",
        ]


class TestLine:
    @pytest.mark.parametrize("name", LINES)
    def test_is_written_and_read_again(self, name: str) -> None:
        request, begin = LINES[name]
        found = vein_of(plans.standard(), request)
        seal = seal_of(plans.standard(), found)

        assert seal.line.startswith(begin)
        assert read_seal(seal_text(seal)) == seal
        assert differences(seal, plans.standard(), found) == ()

    def test_changes_the_hash_and_leaves_a_code_without_line_as_it_was(self) -> None:
        plan = plans.standard()
        with_line = seal_of(plan, vein_of(plan, LINES["saline"][0]))

        assert with_line.hash != seal_of(plan).hash
        assert seal_text(seal_of(plan)).endswith("80x174.375|AD64507E9CC70482")

    def test_names_what_is_no_longer_as_printed(self) -> None:
        plan = plans.standard()
        found = vein_of(plan, LINES["saline"][0])
        seal = seal_of(plan, found)
        other = replace(seal, line=seal.line.replace(",108,", ",69,"))
        doses = replace(seal, line=f"{seal.line[:-4]}ZZZZ")

        assert differences(other, plan, found) == (
            "minutes to the first drug at the vein: printed 69, computed again 108",
        )
        assert differences(doses, plan, found) == ("what the vein gets in a step is no longer as printed",)
        assert differences(seal, plan) == (f"line: printed {seal.line}, computed again none",)
