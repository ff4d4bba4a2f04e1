"""Shared outcomes: nobody is found in them, and two sites add up."""

import csv
import io
import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from stepward.adapters.pooling.files import UnreadablePool, csv_bytes, dictionary, parquet_bytes, pool
from stepward.core.outcomes.outcome import Ending, Outcome
from stepward.core.outcomes.small import LEAST
from stepward.shells.cli import commands
from stepward.usecases.outcomes import COLUMNS, HIDDEN, Row, shareable

NAMES = tuple(COLUMNS)
ONE = Outcome(
    patient="patient-Ruiz",
    drug="carboplatin",
    protocol="12-step",
    phenotype="type-1",
    started_at=datetime(2026, 2, 3, 9, 17, tzinfo=UTC),
    ending=Ending.COMPLETED,
    steps=12,
    minutes=361,
)


def many(patients: int, each: int = 2, drug: str = "carboplatin") -> list[Outcome]:
    return [
        replace(ONE, patient=f"patient-{drug}-{number}", drug=drug, reactions=int(number % 4 == 0 and turn == 0))
        for number in range(patients)
        for turn in range(each)
    ]


def rows(outcomes: list[Outcome], site: str = "north", least: int = LEAST) -> tuple[Row, ...]:
    numbers = count()
    return shareable(outcomes, site=site, numbers=lambda: f"n{next(numbers)}", least=least)


class TestSharing:
    def test_h_97_says_no_patient_and_no_day(self) -> None:
        content = csv_bytes(rows(many(12)), NAMES).decode()

        for word in ("patient-", "2026-02-03", "09:17", "Ruiz"):
            assert word not in content
        assert "2026 Q1" in content

    def test_h_97_hides_drugs_that_few_patients_had(self) -> None:
        found = rows([*many(20), *many(12, drug="rituximab"), *many(11, drug="cisplatin"), *many(4, drug="aspirin"),
                      *many(8, drug="allopurinol")])  # fmt: skip

        drugs = Counter(str(row["drug"]) for row in found)
        assert drugs == {"carboplatin": 40, "rituximab": 24, "cisplatin": 22, HIDDEN: 24}
        assert all(row["minutes"] is None for row in found if row["drug"] == HIDDEN)

    def test_h_97_leaves_out_what_even_together_is_rare(self) -> None:
        found = rows([*many(20), *many(4, drug="aspirin")])

        assert {row["drug"] for row in found} == {"carboplatin"}

    @pytest.mark.parametrize("seed", range(60))
    def test_h_97_no_kind_of_session_with_few_patients_is_ever_named(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - drawn tables
        drawn = [one for name in "abcdef" for one in many(chance.randint(0, 25), chance.randint(1, 3), drug=name)]
        found = rows(drawn)

        for drug in {row["drug"] for row in found}:
            assert len({row["patient"] for row in found if row["drug"] == drug}) >= LEAST

    @pytest.mark.parametrize("seed", range(60))
    def test_h_97_whatever_is_told_is_shared_by_enough(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - drawn tables
        drawn = [
            replace(
                one,
                phenotype=chance.choice(["type-1", "cytokine release", "rare"]),
                started_at=one.started_at + timedelta(days=chance.randint(0, 400)),
            )
            for name in "abc"
            for one in many(chance.randint(0, 60), chance.randint(1, 3), drug=name)
        ]
        shared = defaultdict[tuple[object, ...], set[object]](set)
        for row in rows(drawn):
            shared[row["drug"], row["protocol"], row["phenotype"], row["quarter"]].add(row["patient"])

        assert all(len(patients) >= LEAST for patients in shared.values())

    def test_h_97_the_quarter_is_hidden_before_the_kind_and_the_kind_before_the_drug(self) -> None:
        early, rare = many(12), many(6)
        late = [replace(one, started_at=one.started_at + timedelta(days=200)) for one in rare]
        kind = [replace(one, patient=f"k{one.patient}", phenotype="rare") for one in many(11)]
        found = rows([*early, *(replace(one, patient=f"l{one.patient}") for one in late), *kind])

        told = Counter((row["phenotype"], row["quarter"]) for row in found)
        assert told[early[0].phenotype, "2026 Q1"] == 24
        assert told["rare", "2026 Q1"] == 22
        assert (early[0].phenotype, "2026 Q3") not in told
        assert all(row["minutes"] is None or row["minutes"] % 15 == 0 for row in found)

    def test_h_97_a_patient_keeps_one_number_within_an_export(self) -> None:
        found = rows(many(12, each=3))

        assert set(Counter(row["patient"] for row in found).values()) == {3}

    def test_h_97_the_order_of_rows_says_nothing_of_the_order_of_sessions(self) -> None:
        outcomes = many(15)

        assert csv_bytes(rows(outcomes), NAMES).count(b"\n") == csv_bytes(rows(outcomes[::-1]), NAMES).count(b"\n")
        found = rows(outcomes)
        assert list(found) == sorted(found, key=lambda row: [str(value) for value in row.values()])

    def test_h_99_no_cell_begins_a_formula(self) -> None:
        evil = [replace(one, phenotype="=cmd|' /C calc'!A0") for one in many(12)]
        cells = [cell for line in csv.reader(io.StringIO(csv_bytes(rows(evil), NAMES).decode())) for cell in line]

        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]

    def test_every_column_is_in_the_dictionary(self) -> None:
        text = dictionary(COLUMNS).decode()

        assert all(f"`{name}`" in text for name in rows(many(11))[0])


@pytest.fixture
def two_sites(tmp_path: Path) -> tuple[Path, Path]:
    north, south = tmp_path / "north.csv", tmp_path / "south.parquet"
    north.write_bytes(csv_bytes(rows(many(12)), NAMES))
    south.write_bytes(parquet_bytes(rows(many(20, each=1), "south"), NAMES))
    return north, south


class TestPooling:
    def test_two_sites_add_up_and_their_patients_are_different_ones(self, two_sites: tuple[Path, Path]) -> None:
        (found,) = pool(two_sites, NAMES)

        assert (found.drug, found.protocol, found.sites) == ("carboplatin", "12-step", 2)
        assert (found.procedures, found.patients) == (44, 32)
        assert (found.breakthroughs, found.reacting_patients) == (8, 8)
        assert found.completed == 44

    def test_the_command_never_puts_both_kinds_of_rate_on_one_line(self, two_sites: tuple[Path, Path]) -> None:
        answer = CliRunner().invoke(commands, ["pool", *map(str, two_sites)])

        assert answer.exit_code == 0
        assert "per procedure: any breakthrough 8 of 44, 18.2%" in answer.output
        assert "per patient:   any breakthrough 8 of 32, 25.0%" in answer.output

    def test_the_command_says_that_files_hold_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_bytes(csv_bytes((), NAMES))
        answer = CliRunner().invoke(commands, ["pool", str(tmp_path / "a.csv")])

        assert (answer.exit_code, answer.output) == (0, "The files hold no session.\n")

    def test_csv_and_parquet_say_the_same(self, tmp_path: Path) -> None:
        found = rows(many(12))
        (tmp_path / "a.csv").write_bytes(csv_bytes(found, NAMES))
        (tmp_path / "a.parquet").write_bytes(parquet_bytes(found, NAMES))

        assert pool([tmp_path / "a.csv"], NAMES) == pool([tmp_path / "a.parquet"], NAMES)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.txt", b"site\n"),
            ("a.csv", b"site,drug\nx,y\n"),
            ("a.csv", b"\xff\xfe\x00"),
            ("a.parquet", b"PAR1 and then nothing"),
            ("a.csv", b""),
        ],
    )
    def test_refuses_what_is_no_shared_file(self, tmp_path: Path, name: str, content: bytes) -> None:
        file = tmp_path / name
        file.write_bytes(content)

        with pytest.raises(UnreadablePool, match=r"a\."):
            pool([file], NAMES)

    def test_refuses_no_file_and_a_missing_one(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadablePool, match="expected 1 to"):
            pool([], NAMES)
        with pytest.raises(UnreadablePool, match=r"missing\.csv"):
            pool([tmp_path / "missing.csv"], NAMES)

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("reactions", "-1"),
            ("reactions", ""),
            ("epinephrine", "2"),
            ("brown", "99"),
            ("ending", "died"),
            ("quarter", "2026-02-03"),
            ("patient", ""),
            ("site", ""),
            ("minutes", "-5"),
            ("overdue_vitals", ""),
        ],
    )
    def test_h_98_refuses_what_a_column_cannot_hold_and_names_it(self, tmp_path: Path, column: str, value: str) -> None:
        lines = csv_bytes(rows(many(11)), NAMES).decode().splitlines()
        cells = next(csv.reader([lines[1]]))
        cells[NAMES.index(column)] = value
        file = tmp_path / "a.csv"
        file.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]))

        with pytest.raises(UnreadablePool, match=rf"a\.csv: a row has no {column} as expected"):
            pool([file], NAMES)

    def test_h_98_no_file_is_counted_twice(self, two_sites: tuple[Path, Path], tmp_path: Path) -> None:
        north, south = two_sites
        again = tmp_path / "copy.csv"
        again.write_bytes(north.read_bytes())

        with pytest.raises(UnreadablePool, match=r"copy\.csv: patients of north stand in another file too"):
            pool([north, south, again], NAMES)

    def test_refuses_words_where_numbers_stand(self, tmp_path: Path) -> None:
        file = tmp_path / "a.csv"
        content = csv_bytes(rows(many(11)), NAMES).decode().splitlines()
        file.write_text("\n".join([content[0], content[1].replace(",12,", ",twelve,")]))

        with pytest.raises(UnreadablePool, match="cannot be read"):
            pool([file], NAMES)
