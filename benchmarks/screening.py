"""Measure the screen: one case with every rule, beside reading the same case."""

import json
from collections.abc import Callable
from typing import Any

from stepward.adapters.documents.case_json import read_case
from stepward.shells.screening import screened

PATIENT = {"sex": "female", "pregnant": False, "conditions": [], "cardiac_disease": False}
CASE: dict[str, Any] = {
    "id": "bench (invented)",
    "patient": PATIENT,
    "drug": {"name": "carboplatin", "target_dose": "600 mg", "route": "intravenous"},
    "indication": {"alternatives": []},
    "reactions": [{"drug": "carboplatin", "signs": ["hives", "flushing"], "onset_minutes": 15, "danger_signs": "none"}],
    "tests": [],
    "medicines": [{"name": "metoprolol"}],
}
CASES = 10_000
"""As many as are screened well within 30 s."""


def measure_screening(median_seconds: Callable[..., float]) -> list[dict[str, Any]]:
    """Take the figures of the screen."""
    ages = (CASE | {"patient": {**PATIENT, "age_years": 1 + number % 90}} for number in range(CASES))
    contents = [json.dumps(case).encode() for case in ages]
    first = contents[0]
    screened(first, name="case")

    def every_case() -> None:
        for content in contents:
            screened(content, name="case")

    def read_all() -> None:
        for content in contents:
            read_case(content, name="case")

    return [
        {"name": "screen one case, every rule", "unit": "ms", "aim": "at most 3 ms",
         "value": median_seconds(lambda: screened(first, name="case"), runs=10) * 1000,
         "peer": "reading the same case only",
         "peer_value": median_seconds(lambda: read_case(first, name="case"), runs=10) * 1000},
        {"name": f"screen {CASES} cases of different ages", "unit": "s", "aim": "at most 30 s",
         "value": median_seconds(every_case, runs=1), "peer": "reading the same cases only",
         "peer_value": median_seconds(read_all, runs=1)},
    ]  # fmt: skip
