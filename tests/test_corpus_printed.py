"""Every printed cell of the corpus is exact, printed rounding, open, or an error that the corpus names."""

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.printed_files import read_printed
from stepward.core.lint import CellState, LintResult, Verdict, lint_table
from stepward.core.protocols.protocol import Kind

TABLES = dict(shipped.printed_tables())
ALL = 81


def result_of(name: str) -> LintResult:
    return lint_table(read_printed(TABLES[name], name=name))


def known_errors(result: LintResult) -> set[tuple[str, str, str, str]]:
    """Read the errors that a file names: where, cell, printed, expected."""
    head, found, number = result.table.head, set(), 0
    while f"known_errors.{number}.cell" in head:
        row = {
            key: head.get(f"known_errors.{number}.{key}", "")
            for key in ("step", "solution", "cell", "printed", "expected")
        }
        found.add((row["step"] or row["solution"], row["cell"], row["printed"], row["expected"]))
        number += 1
    return found


class TestCorpus:
    def test_holds_every_table(self) -> None:
        assert len(TABLES) == ALL

    @pytest.mark.parametrize("name", sorted(TABLES))
    def test_faults_are_exactly_the_errors_that_the_file_names(self, name: str) -> None:
        result = result_of(name)

        found = {(item.place.step or item.place.solution, item.place.cell, item.printed, item.expected)
                 for item in result.faults}  # fmt: skip

        assert found == known_errors(result)
        assert (result.verdict is Verdict.FAULTS) == bool(found)

    @pytest.mark.parametrize("name", sorted(TABLES))
    def test_every_cell_has_a_state_and_every_fault_a_cell(self, name: str) -> None:
        result = result_of(name)

        faulty = {place for place, state in result.cells.items() if state is CellState.FAULT}

        assert faulty == {item.place for item in result.faults}
        assert result.cells_checked + result.cells_undetermined == len(result.cells)

    @pytest.mark.parametrize("name", sorted(TABLES))
    def test_says_what_it_is_for_and_where_it_was_read(self, name: str) -> None:
        head = read_printed(TABLES[name], name=name).head

        assert head["kind"] in {kind.value for kind in Kind}
        assert head.get("source.citation")
        assert head.get("source.read_at")

    def test_names_a_reason_for_each_error(self) -> None:
        for name, content in TABLES.items():
            head = read_printed(content, name=name).head
            cells = [key for key in head if key.startswith("known_errors.") and key.endswith(".cell")]
            assert all(head.get(key.replace(".cell", ".why")) for key in cells)
