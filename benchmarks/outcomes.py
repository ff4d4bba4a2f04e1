"""Measure outcomes over 1,000,000 sessions: DuckDB on a Parquet file, beside SQLite counting the same rows."""

import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from stepward.adapters.pooling.files import NUMBERS, pool
from stepward.usecases.outcomes import COLUMNS

SESSIONS = 1_000_000
_DRAWN = """
SELECT 'north' AS site, 'p' || (i % 200000) AS patient, '2026 Q' || (1 + i % 4) AS quarter,
  'drug ' || (i % 40) AS drug, 'protocol ' || (i % 5) AS protocol, 'type-1' AS phenotype, 'completed' AS ending,
  CAST(i % 7 = 0 AS INTEGER) AS reactions, CASE WHEN i % 7 = 0 THEN 1 + i % 3 END AS brown,
  CASE WHEN i % 7 = 0 THEN 1 + i % 12 END AS step, 12 AS steps, CAST(i % 31 = 0 AS INTEGER) AS epinephrine,
  340 AS planned_minutes, 340 + i % 60 AS minutes, i % 2 AS overdue_vitals
FROM range($count) AS drawn(i)
"""
_IN_SQLITE = """
SELECT drug, protocol, count(*), count(DISTINCT patient), sum(ending = 'completed'), sum(reactions > 0),
  sum(brown >= 3), count(DISTINCT CASE WHEN reactions > 0 THEN patient END)
FROM outcome GROUP BY drug, protocol
"""


def measure_outcomes(median_seconds: Callable[..., float]) -> list[dict[str, Any]]:
    """Take the figures of outcomes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "drawn.parquet"
        with duckdb.connect() as base:
            base.execute("PRAGMA disable_progress_bar")
            base.execute(f"COPY ({_DRAWN.replace('$count', str(SESSIONS))}) TO '{file}' (FORMAT parquet)")
            rows = base.execute(f"SELECT * FROM '{file}'").fetchall()  # noqa: S608 - the same
        kept = sqlite3.connect(Path(folder) / "drawn.sqlite3")
        columns = ", ".join(f"{name} {'INTEGER' if name in NUMBERS else 'TEXT'}" for name in COLUMNS)
        kept.execute(f"CREATE TABLE outcome ({columns})")
        kept.executemany(f"INSERT INTO outcome VALUES ({', '.join('?' for _ in COLUMNS)})", rows)  # noqa: S608 - question marks
        kept.commit()
        found = [
            {"name": f"outcomes of {SESSIONS} sessions, by drug and protocol", "unit": "s", "aim": "",
             "value": median_seconds(lambda: pool([file], tuple(COLUMNS)), runs=3),
             "peer": "SQLite counting the same rows",
             "peer_value": median_seconds(lambda: kept.execute(_IN_SQLITE).fetchall(), runs=3)},
        ]  # fmt: skip
        kept.close()
    return found
