"""Shared outcomes as CSV or Parquet, checked column by column when they are read, and counted by DuckDB.

DuckDB, because it reads and writes Parquet, and reads and counts a million rows in less time than SQLite takes to count
them (`make bench` shows both); nothing is kept in it.

Source: STEPWARD-SAFETY, H-98 and H-99.
"""

import csv
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from stepward.core.findings import Refusal
from stepward.core.outcomes.outcome import SEVERE, Ending

Row = dict[str, str | int | None]
NUMBERS = frozenset(
    {"reactions", "brown", "step", "steps", "epinephrine", "planned_minutes", "minutes", "overdue_vitals"}
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CSV, PARQUET = ".csv", ".parquet"
MOST_BYTES, MOST_FILES = 512 * 1024 * 1024, 100


_ENDINGS = ", ".join(f"'{item.value}'" for item in Ending if item is not Ending.NOT_BEGUN)
HOLDS = {
    "site": "site <> ''",
    "patient": "patient <> ''",
    "quarter": "regexp_full_match(quarter, '[0-9]{4} Q[1-4]|hidden')",
    "drug": "drug <> ''",
    "protocol": "protocol <> ''",
    "phenotype": "phenotype <> ''",
    "ending": f"ending IN ({_ENDINGS})",
    "reactions": "reactions >= 0",
    "brown": f"brown IS NULL OR brown BETWEEN 1 AND {SEVERE}",
    "step": "step IS NULL OR step >= 1",
    "steps": "steps IS NULL OR steps >= 0",
    "epinephrine": "epinephrine IN (0, 1)",
    "planned_minutes": "planned_minutes IS NULL OR planned_minutes >= 0",
    "minutes": "minutes IS NULL OR minutes >= 0",
    "overdue_vitals": "overdue_vitals >= 0",
}
"""What each column holds, in words that DuckDB judges."""
_TWICE = """
SELECT site FROM pooled WHERE file = $n AND (site, patient) IN (SELECT (site, patient) FROM pooled WHERE file < $n)
LIMIT 1
"""


class UnreadablePool(Refusal, ValueError):
    """A file is not a shared one; the message says which, and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One drug with one protocol, over all sites: procedures, patients, and how many of each."""

    drug: str
    protocol: str
    sites: int
    procedures: int
    patients: int
    completed: int
    breakthroughs: int
    severe: int
    reacting_patients: int


def csv_bytes(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Write rows as CSV; no cell begins as a formula would."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(columns)
    table.writerows([_cell(row[name]) for name in columns] for row in rows)
    return out.getvalue().encode()


def _cell(value: str | int | None) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def parquet_bytes(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Write rows as Parquet."""
    kinds = ", ".join(f'"{name}" {"INTEGER" if name in NUMBERS else "VARCHAR"}' for name in columns)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as base:
        file = Path(folder) / "outcomes.parquet"
        base.execute(f"CREATE TABLE outcome ({kinds})")
        if rows:
            places = ", ".join("?" for _ in columns)
            insert = f"INSERT INTO outcome VALUES ({places})"  # noqa: S608 - question marks alone
            base.executemany(insert, [[row[name] for name in columns] for row in rows])
        base.execute("COPY outcome TO $file (FORMAT parquet)", {"file": str(file)})
        return file.read_bytes()


def pool(files: Sequence[Path], columns: Sequence[str]) -> tuple[Counted, ...]:
    """Count the rows of several sites by drug and protocol; patients of two sites are different ones.

    Raises:
        UnreadablePool: naming the file.
    """
    if not 0 < len(files) <= MOST_FILES:
        msg = f"expected 1 to {MOST_FILES} files, received {len(files)}"
        raise UnreadablePool(msg)
    with duckdb.connect() as base:
        base.execute("PRAGMA disable_progress_bar")
        kinds = ", ".join(f'"{name}" {"INTEGER" if name in NUMBERS else "VARCHAR"}' for name in columns)
        base.execute(f"CREATE TABLE pooled ({kinds}, file INTEGER)")
        for number, file in enumerate(files):
            _take(base, file, number, columns)
        found = base.execute(_COUNT).fetchall()
    return tuple(Counted(**dict(zip(Counted.__slots__, row, strict=True))) for row in found)


_COUNT = """
WITH each_patient AS (
  SELECT drug, protocol, file, site, patient, max(CASE WHEN reactions > 0 THEN 1 ELSE 0 END) AS reacted
  FROM pooled GROUP BY ALL
), patients AS (
  SELECT drug, protocol, count(*) AS patients, sum(reacted) AS reacting FROM each_patient GROUP BY ALL
)
SELECT pooled.drug, pooled.protocol, count(DISTINCT pooled.site), count(*), any_value(patients.patients),
  count(*) FILTER (WHERE ending = 'completed'), count(*) FILTER (WHERE reactions > 0),
  count(*) FILTER (WHERE brown >= 3), any_value(patients.reacting)
FROM pooled JOIN patients USING (drug, protocol) GROUP BY pooled.drug, pooled.protocol ORDER BY 4 DESC, 1, 2
"""


def _take(base: duckdb.DuckDBPyConnection, file: Path, number: int, columns: Sequence[str]) -> None:
    reader = {CSV: "read_csv($file, header=true, all_varchar=true)", PARQUET: "read_parquet($file)"}.get(file.suffix)
    if reader is None or not file.is_file() or file.stat().st_size > MOST_BYTES:
        msg = (
            f"{file.name}: expected a file that ends in {CSV} or {PARQUET}, of at most {MOST_BYTES // 1024 // 1024} MB"
        )
        raise UnreadablePool(msg)
    try:
        described = f"DESCRIBE SELECT * FROM {reader}"  # noqa: S608 - one of two readers above
        named = [row[0] for row in base.execute(described, {"file": str(file)}).fetchall()]
        if named != list(columns):
            msg = f"{file.name}: expected the columns {', '.join(columns)}"
            raise UnreadablePool(msg)
        taken = f"INSERT INTO pooled SELECT *, {number} FROM {reader}"  # noqa: S608 - the same, and our own number
        base.execute(taken, {"file": str(file)})
        _check(base, file, number)
    except duckdb.Error as wrong:
        msg = f"{file.name}: it cannot be read as a shared file of outcomes"
        raise UnreadablePool(msg) from wrong


def _check(base: duckdb.DuckDBPyConnection, file: Path, number: int) -> None:
    """Refuse rows with a value that its column cannot hold, and patients that stand in an earlier file.

    Raises:
        UnreadablePool: naming file and column.
    """
    for column, holds in HOLDS.items():
        question = f"SELECT count(*) FROM pooled WHERE file = $n AND NOT coalesce({holds}, false)"  # noqa: S608 - our own
        (wrong,) = base.execute(question, {"n": number}).fetchone() or (0,)
        if wrong:
            msg = f"{file.name}: a row has no {column} as expected"
            raise UnreadablePool(msg)
    twice = base.execute(_TWICE, {"n": number}).fetchone()
    if twice is not None:
        msg = f"{file.name}: patients of {twice[0]} stand in another file too"
        raise UnreadablePool(msg)


def dictionary(columns: dict[str, str]) -> bytes:
    """Write the data dictionary as Markdown."""
    lines = ["# Columns of a shared file of outcomes", "", "| column | meaning |", "|---|---|"]
    lines += [f"| `{name}` | {meaning} |" for name, meaning in columns.items()]
    return ("\n".join(lines) + "\n").encode()
