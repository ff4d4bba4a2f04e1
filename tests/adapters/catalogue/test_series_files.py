"""The published series: every field is read, and none is dropped or made up."""

from fractions import Fraction
from importlib.resources import files
from typing import Any

import pytest
import yaml

from stepward.adapters.catalogue.series_files import UnreadableSeries, read_series, series
from stepward.core.outcomes.series import CountedOf, Read

ROW: dict[str, Any] = {"key": "a2020", "citation": "A. Somewhere 2020", "read": "abstract"}


def read(**changed: object) -> Any:
    return read_series(yaml.safe_dump({"series": [ROW | changed]}).encode(), name="own.yaml")[0]


def test_reads_every_series_that_ships_and_every_field_of_it() -> None:
    raw = yaml.safe_load(files("stepward.data").joinpath("series.yaml").read_bytes())["series"]
    found = {item.key: item for item in series()}

    assert len(found) == len(raw) == 39
    for row in raw:
        shown = repr(found[row["key"]])
        for name, value in row.items():
            if isinstance(value, str) and name not in {"read", "breakthrough_unit"}:
                assert value in shown.encode().decode("unicode_escape", "ignore") or repr(value)[1:-1] in shown, name


def test_the_one_published_death_is_there() -> None:
    (found,) = [item for item in series() if item.has_death]

    assert (found.key, found.deaths) == ("einstein2017", 1)
    assert "pulmonary hypertension" in dict(found.details)["death detail"]


def test_a_share_always_says_of_what() -> None:
    for item in series():
        if item.breakthrough_percent is not None:
            assert item.breakthrough_of is not None, item.key
    assert next(item for item in series() if item.key == "vetter2019").breakthrough_of is CountedOf.PATIENTS
    assert next(item for item in series() if item.key == "lisbon2020").breakthrough_of is CountedOf.INFUSIONS


def test_what_is_not_shown_is_not_known() -> None:
    found = read(deaths=None)

    assert (found.deaths, found.patients, found.breakthrough_percent, found.drugs) == (None, None, None, ())
    assert found.read is Read.ABSTRACT
    assert not found.has_death


def test_reads_exact_shares_and_counts_by_drug() -> None:
    found = read(breakthrough_percent=9.6, breakthrough_unit="infusions", drugs={"carboplatin": 12})

    assert found.breakthrough_percent == Fraction("9.6")
    assert found.drugs == ("carboplatin (12)",)
    assert found.names("Carboplatin")
    assert not found.names("")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"surprise": 1}, "surprise: not on the list"),
        ({"read": "the whole paper"}, "read: expected"),
        ({"patients": -1}, "patients: expected a count"),
        ({"procedures": "many"}, "procedures: expected a count"),
        ({"breakthrough_percent": 5}, "with its breakthrough_unit"),
        ({"breakthrough_percent": 500, "breakthrough_unit": "patients"}, "expected 0 to 100"),
        ({"breakthrough_unit": "rooms"}, "breakthrough_unit: expected"),
    ],
)
def test_refuses_what_is_not_of_the_form(changed: dict[str, object], words: str) -> None:
    with pytest.raises(UnreadableSeries, match=words):
        read(**changed)


@pytest.mark.parametrize("content", [b"series: 3", b"- a", b"{", b"series: [{key: a}]"])
def test_refuses_what_is_no_list_of_series(content: bytes) -> None:
    with pytest.raises(UnreadableSeries, match=r"own\.yaml"):
        read_series(content, name="own.yaml")


def test_refuses_the_same_key_twice() -> None:
    with pytest.raises(UnreadableSeries, match="same key"):
        read_series(yaml.safe_dump({"series": [ROW, ROW]}).encode(), name="own.yaml")
