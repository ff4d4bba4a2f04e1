"""Desensitization beside immunotherapy: sourced for staff, plain for patients, read strictly."""

import re

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.immunotherapy import UnreadableComparison, comparison, read_comparison

LONGEST = 20


def test_has_every_row_from_sources_on_file() -> None:
    rows = {row.id: row for row in comparison()}

    assert {name for row in rows.values() for name in row.sources} <= set(shipped.sources())
    assert {"aim", "persistence", "mechanism", "setting", "repeat"} <= set(rows)


def test_speaks_to_patients_in_short_plain_sentences() -> None:
    texts = [text for row in comparison() for text in (row.plain_desensitization, row.plain_immunotherapy)]

    assert all(len(part.split()) <= LONGEST for text in texts for part in re.split(r"[.?]", text))
    assert not any(word in text for text in texts for word in ("IgE", "mast cell", "tolerance", "!"))


def test_says_that_the_allergy_stays_and_that_it_is_never_done_at_home() -> None:
    rows = {row.id: row for row in comparison()}

    assert "still allergic" in rows["persistence"].plain_desensitization
    assert "Never do this at home" in rows["setting"].plain_desensitization


ROW = 'title = "T"\ndesensitization = "D"\nimmunotherapy = "I"\nplain_title = "T"\nplain_desensitization = "D"\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[a", "no TOML"),
        ("a = 1\n", "expected exactly"),
        (f'[a]\n{ROW}sources = ["S"]\n', "expected exactly"),
        (f'[a]\n{ROW}plain_immunotherapy = "I"\nsources = []\n', "at least one source"),
        (f'[a]\n{ROW}plain_immunotherapy = " "\nsources = ["S"]\n', "none of them empty"),
    ],
)
def test_refuses_what_is_not_of_the_form(text: str, reason: str) -> None:
    with pytest.raises(UnreadableComparison, match=reason):
        read_comparison(text.encode(), name="own.toml")
