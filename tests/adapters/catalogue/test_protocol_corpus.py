"""Golden: each protocol of the corpus reproduces the table that its source prints, cell by cell."""

import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.protocols.protocol import (
    FixedStrength,
    Protocol,
)
from stepward.core.quantities import (
    Activity,
    Duration,
    Mass,
    Volume,
    parse_amount,
)
from tests.adapters.catalogue.corpus_cells import (
    ALL,
    COMPARED,
    READ_OTHERWISE,
    SECOND_OF_A_TABLE,
    cells_of,
    exact,
    is_reproduced,
    names,
    printed,
    printed_ids,
    solution_called,
)


class TestPrintedTables:
    @pytest.mark.parametrize("protocol", COMPARED, ids=names(COMPARED))
    def test_every_printed_cell_is_reproduced_or_a_known_error(self, protocol: Protocol) -> None:
        known = {error.where for error in protocol.known_errors}

        found = cells_of(protocol)

        assert len(found) >= len(protocol.steps)
        wrong = [item for item in found if not is_reproduced(protocol, item)]
        assert [
            item for item in wrong if item.where not in known and (protocol.id, item.where) not in READ_OTHERWISE
        ] == []

    @pytest.mark.parametrize("protocol", COMPARED, ids=names(COMPARED))
    def test_a_known_error_of_a_cell_is_one(self, protocol: Protocol) -> None:
        found = {item.where: item for item in cells_of(protocol)}

        named = [error.where for error in protocol.known_errors if error.where in found]

        assert [where for where in named if is_reproduced(protocol, found[where])] == []

    def test_hundreds_of_cells_are_compared(self) -> None:
        assert sum(len(cells_of(protocol)) for protocol in COMPARED) > 900

    def test_every_table_is_a_protocol_or_an_evidence_entry_and_none_is_both(self) -> None:
        tables = {item.printed_table for item in ALL if item.printed_table}

        count = Counter([*tables, *shipped.evidence_entries()])

        assert count == Counter(printed_ids())

    def test_only_the_declared_tables_have_two_protocols(self) -> None:
        count = Counter(item.printed_table for item in ALL if item.printed_table)

        assert {table for table, times in count.items() if times > 1} == {
            shipped.protocol(item).printed_table for item in SECOND_OF_A_TABLE
        }

    def test_two_routes_of_one_card(self) -> None:
        first = printed("grepmed-test-dose-2-step")["steps"][0]

        ways = [shipped.protocol(f"test-dose-2-step-{way}").steps for way in ("intravenous", "oral")]

        assert first["dose"] == "1/10 (IV) or 1/4 (oral)"
        assert [step.dose_fraction for steps in ways for step in steps] == [Fraction(1, 10), 1, Fraction(1, 4), 1]
        assert {steps[0].interval.exact for steps in ways if steps[0].interval} == {first["minutes_to_next"]}

    def test_the_variant_for_another_drug(self) -> None:
        variant = printed("rpah-ppi-2-step-challenge")["variant"][0]

        ladder = exact(shipped.protocol("lansoprazole-2-step-challenge"))

        assert [step.dose for step in ladder.steps] == [
            Mass(Fraction(text)) for text in variant["doses"].split(" then ")
        ]
        assert [step.cumulative_dose.exact for step in ladder.steps] == variant["cumulative"].split(", ")

    def test_two_drugs_day_by_day(self) -> None:
        steps = shipped.protocol("isoniazid-rifampicin-reintroduction").steps

        found = {(step.drug, step.day): step.dose.amount.exact for step in steps if step.dose and not step.condition}

        for row in printed("inh-rifampicin-reintroduction-after-hepatitis")["steps"]:
            day = int(row["day"])
            assert found.get(("isoniazid", day)) == row["isoniazid_adult"]
            assert found.get(("rifampicin", day)) == (row.get("rifampicin_adult") if day < 7 else None)
        assert [str(step.dose) for step in steps if step.condition] == ["450 mg", "600 mg"]

    def test_the_dilutions_of_a_two_component_drug_count_sulfamethoxazole(self) -> None:
        protocol = shipped.protocol("trimethoprim-sulfamethoxazole-6-dose-hourly")

        for row in printed(protocol.printed_table)["solutions"][1:]:
            strength = solution_called(protocol, row["id"]).strength
            assert isinstance(strength, FixedStrength)
            told = row["printed_amount"].partition("SMX ")[2]
            assert strength.strength.in_volume(Volume(Fraction(5))) == parse_amount(told)

    @pytest.mark.parametrize(
        ("protocol_id", "words", "steps"),
        [
            ("amiodarone-11-dose-150-mg", "doses 30 minutes apart", range(1, 11)),
            ("amiodarone-12-dose-300-mg", "doses 30 minutes apart", range(1, 12)),
            ("ceftazidime-log10-7-dose-50-ml", "10 min wait after each dose before the next", range(1, 7)),
            ("ceftazidime-log10-7-dose-cf", "doses follow one another without a gap", range(1, 7)),
            ("antithymocyte-globulin-skin-then-infusion", "ten minutes between ID and between SC doses",
             (1, 2, 3, 5, 6, 7, 8, 9)),
        ],
    )  # fmt: skip
    def test_intervals_in_words(self, protocol_id: str, words: str, steps: Sequence[int]) -> None:
        protocol = shipped.protocol(protocol_id)
        number = re.search(r"\d+", words.replace("ten", "10").replace("without a gap", "0"))

        found = {step.number: step.interval or step.wait for step in protocol.steps if step.interval or step.wait}

        assert printed(protocol.printed_table)["interval"] == words
        assert number is not None
        assert found == dict.fromkeys(steps, Duration(Fraction(number.group())))

    @pytest.mark.parametrize("protocol_id", ["ceftazidime-log10-7-dose-50-ml", "ceftazidime-log10-7-dose-cf"])
    def test_each_tenfold_dose_empties_its_bag(self, protocol_id: str) -> None:
        assert all(item.volume == item.infused for item in exact(shipped.protocol(protocol_id)).solutions)

    def test_the_injections_of_antitoxin_make_up_the_dose(self) -> None:
        assert exact(shipped.protocol("tetanus-antitoxin-4-injection")).total_dose == Activity(Fraction(1500))

    def test_the_subtotals_of_the_doubling_ladder(self) -> None:
        ladder = exact(shipped.protocol("carboplatin-13-step-doubling"))

        doses = [step.dose for step in ladder.steps]

        assert [doses[0].exact, doses[6].exact, doses[11].exact] == ["0.03125", "2", "64"]
        assert sum((dose.value for dose in doses[7:11]), Fraction(0)) == 60
        assert ladder.steps[11].cumulative_dose.exact == "127.96875"

    def test_the_subtotals_of_the_ladder_from_2_5(self) -> None:
        table = printed("tsao-2022-12-step-600mg-first-rate-2-5")
        ladder = exact(shipped.protocol("12-step-from-2.5"))

        for row in table["printed_subtotals"]:
            first, _, last = row["steps"].partition(" to ")
            part = ladder.steps[int(first) - 1 : int(last)]
            assert sum((step.volume.value for step in part if step.volume), Fraction(0)) == Fraction(row["volume_mL"])
            if "dose" in row:
                assert sum((step.dose.value for step in part), Fraction(0)) == Fraction(row["dose"])
