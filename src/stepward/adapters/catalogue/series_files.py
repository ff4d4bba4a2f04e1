"""The published series, read strictly: a field that is not on the list is refused, and none is dropped."""

from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from stepward.core.findings import Refusal
from stepward.core.outcomes.series import CountedOf, Read, Series

NEEDED = {"key", "citation", "read"}
PLAIN = {"address", "doi", "pmid", "site", "protocol", "setting", "notes"}
COUNTS = {"patients", "procedures", "deaths"}
OWN = NEEDED | PLAIN | COUNTS | {"drugs", "routes", "overlaps", "breakthrough_percent", "breakthrough_unit"}
DETAILS = {
    "adverse_effects_percent", "admissions_for_hsr", "anaphylaxis", "anaphylaxis_stopped", "arms",
    "breakthrough_by_class_percent", "breakthrough_percent_by_grade", "breakthrough_percent_max",
    "breakthrough_phenotypes_percent", "breakthroughs", "breakthroughs_in_first_cycle_percent", "carboplatin_subset",
    "chair_minutes_median", "chair_minutes_range", "completed", "completed_full_dose_percent", "completed_percent",
    "death_detail", "desensitized_patients", "discharged_to_regular_infusion", "epinephrine_patients",
    "epinephrine_used", "failed", "fev1_below_30_patients", "fev1_percent_mean", "first_cycle", "followed", "grades",
    "graded_challenge_patients", "graded_challenge_problems", "id_test_positive", "improved_percent", "inclusion",
    "infusions_without_rdd", "initial_grade_brown", "initial_grades", "initial_phenotypes_percent", "initial_reactions",
    "intervention", "later_rdd_reaction_percent", "life_threatening", "median_age_years", "mild_or_delayed_percent",
    "mild_or_none_percent", "mild_percent_of_breakthroughs", "moderate_severe_percent", "no_breakthrough_percent",
    "no_recurrence", "odds_ratio", "patients_with_reaction", "patients_without_any_reaction", "platin_share_percent",
    "poorly_tolerated", "population", "premedicated_percent", "provocation_tests", "reactions", "referred",
    "refractory_period_days", "risk_factors", "rows", "severe", "severe_breakthrough_percent_by_initial",
    "severe_percent_patients", "skin_test", "skin_test_carboplatin", "skin_test_oxaliplatin",
    "skin_test_positive_percent", "stop_reasons", "successful", "successful_percent", "target_dose_reached",
    "without_reaction", "without_reaction_percent",
}  # fmt: skip
_READ = {"abstract": Read.ABSTRACT, "table": Read.TABLE, "secondary": Read.SECONDARY}


class UnreadableSeries(Refusal, ValueError):
    """The file is not of the agreed form; the message says which entry, and what was expected."""


def read_series(content: bytes, *, name: str) -> tuple[Series, ...]:
    """Read a file of series.

    Raises:
        UnreadableSeries: naming the entry and what was expected.
    """
    try:
        data = yaml.safe_load(content)
    except yaml.YAMLError as wrong:
        msg = f"{name} is no YAML text"
        raise UnreadableSeries(msg) from wrong
    rows = data.get("series") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        msg = f"{name}: expected a list of series"
        raise UnreadableSeries(msg)
    found = tuple(_series(row, where=f"{name}, entry {place}") for place, row in enumerate(rows, start=1))
    if len({item.key for item in found}) < len(found):
        msg = f"{name}: two series have the same key"
        raise UnreadableSeries(msg)
    return found


def _series(row: Any, *, where: str) -> Series:  # noqa: ANN401 - whatever stands in a file
    if not isinstance(row, dict) or NEEDED - row.keys():
        msg = f"{where}: expected {', '.join(sorted(NEEDED))}"
        raise UnreadableSeries(msg)
    where = f"{where}, {row['key']}"
    if unknown := sorted(row.keys() - OWN - DETAILS):
        msg = f"{where}: {', '.join(unknown)}: not on the list of fields"
        raise UnreadableSeries(msg)
    said = {key: value for key, value in row.items() if value is not None}
    first, _, more = str(said["read"]).partition(" ")
    if first.rstrip(",;") not in _READ:
        msg = f"{where}, read: expected {', '.join(_READ)}, not {said['read']!r}"
        raise UnreadableSeries(msg)
    return Series(
        key=str(said["key"]),
        citation=str(said["citation"]),
        read=_READ[first.rstrip(",;")],
        read_note=more.strip("() "),
        address=str(said.get("address", "")),
        doi=str(said.get("doi", "")),
        pmid=str(said.get("pmid", "")),
        site=str(said.get("site", "")),
        protocol=str(said.get("protocol", "")),
        setting=str(said.get("setting", "")),
        notes=str(said.get("notes", "")),
        **_counts(said, where),
        drugs=_names(said.get("drugs")),
        routes=_names(said.get("routes")),
        overlaps=_names(said.get("overlaps")),
        breakthrough_percent=_percent(said, where),
        breakthrough_of=_of(said, where),
        details=(
            *((_words(name), _text(said[name])) for name in sorted(DETAILS & said.keys())),
            *(
                (_words(name), _text(said[name]))
                for name in sorted(COUNTS & said.keys())
                if isinstance(said[name], dict)
            ),
        ),
    )


def _counts(said: dict[str, Any], where: str) -> dict[str, Any]:
    found = dict[str, Any]()
    for name in COUNTS & said.keys():
        if isinstance(said[name], dict):
            continue
        if isinstance(said[name], bool) or not isinstance(said[name], int) or said[name] < 0:
            msg = f"{where}, {name}: expected a count"
            raise UnreadableSeries(msg)
        found[name] = said[name]
    return found


def _percent(said: dict[str, Any], where: str) -> Fraction | None:
    if "breakthrough_percent" not in said:
        return None
    value = Fraction(str(said["breakthrough_percent"]))
    if not 0 <= value <= 100 or "breakthrough_unit" not in said:  # noqa: PLR2004 - percent
        msg = f"{where}, breakthrough_percent: expected 0 to 100, with its breakthrough_unit"
        raise UnreadableSeries(msg)
    return value


def _of(said: dict[str, Any], where: str) -> CountedOf | None:
    if "breakthrough_unit" not in said:
        return None
    try:
        return CountedOf(said["breakthrough_unit"])
    except ValueError as wrong:
        msg = f"{where}, breakthrough_unit: expected {', '.join(item.value for item in CountedOf)}"
        raise UnreadableSeries(msg) from wrong


def _names(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever stands in a file
    if isinstance(value, dict):
        return tuple(f"{name} ({count})" for name, count in value.items())
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _words(name: str) -> str:
    return name.replace("_percent", ", percent").replace("_", " ")


def _text(value: Any) -> str:  # noqa: ANN401 - whatever stands in a file
    if isinstance(value, dict):
        return "; ".join(f"{_words(str(name))} {_text(item)}" for name, item in value.items())
    if isinstance(value, list):
        return " | ".join(_text(item) for item in value)
    return "not shown" if value is None else str(value)


@cache
def series() -> tuple[Series, ...]:
    """Read the series that ship."""
    name = "series.yaml"
    return read_series(files("stepward.data").joinpath(name).read_bytes(), name=name)
