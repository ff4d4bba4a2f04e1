import pytest
from django.template import Context, Template

from stepward.core.findings import Finding, Severity
from stepward.core.quantities import Mass, Quantity, Strength
from stepward.shells.web.figures import column_of, column_of_texts
from stepward.shells.web.shown import date_text, headline, shown_findings, shown_source


def finding(severity: Severity) -> Finding:
    return Finding(code="TEST-01", severity=severity, message="Invented.", source="STEPWARD-METHOD")


class TestColumn:
    def test_splits_numbers_at_the_point(self) -> None:
        found = column_of([Mass.parse("0.04 mg"), Mass.parse("1845.362 mg"), None, Mass.parse("8 mg")])

        assert [(item.whole, item.fraction) for item in found.figures] == [
            ("0", ".04"), ("1,845", ".362"), ("–", ""), ("8", ""),
        ]  # fmt: skip
        assert {(item.whole_width, item.fraction_width) for item in found.figures} == {(5, 4)}
        assert found.fraction_width == 4

    def test_may_be_empty(self) -> None:
        assert column_of_texts([]).fraction_width == 0


class TestTags:
    @pytest.mark.parametrize(
        ("quantity", "expected"),
        [
            (Mass.parse("2000 mg"), '<span class="number">2,000<span class="unit">\u00a0mg</span></span>'),
            (Strength.parse("0.08 mg/mL"), '<span class="number">0.08<span class="unit">\u00a0mg/mL</span></span>'),
            (None, '<span class="unknown">not known</span>'),
        ],
    )
    def test_amount_writes_number_and_unit(self, quantity: Quantity | Strength | None, expected: str) -> None:
        assert Template("{% amount value %}").render(Context({"value": quantity})) == expected

    def test_figure_meets_at_the_point(self) -> None:
        figure = column_of([Mass.parse("0.5 mg")]).figures[0]

        found = Template("{% figure item %}").render(Context({"item": figure}))

        assert '<span class="whole w1">0</span><span class="fraction w2">.5</span>' in found

    def test_plain_has_no_unbreakable_spaces(self) -> None:
        assert Template("{{ text|plain }}").render(Context({"text": "2\u202f000\u00a0mg"})) == "2 000 mg"


class TestHeadline:
    @pytest.mark.parametrize(
        ("severities", "expected"),
        [
            ([], "nothing blocks"),
            ([Severity.NOTE], "1 note, nothing blocks"),
            ([Severity.CAUTION, *[Severity.NOTE] * 6], "1 caution, 6 notes, nothing blocks"),
            ([Severity.BLOCK, Severity.NOTE], "1 finding blocks, 1 note"),
            ([Severity.BLOCK, Severity.BLOCK, Severity.CAUTION], "2 findings block, 1 caution"),
        ],
    )
    def test_counts_in_words(self, severities: list[Severity], expected: str) -> None:
        assert headline(map(finding, severities)) == expected

    def test_stands_over_the_gravest_first(self) -> None:
        found = shown_findings([finding(Severity.NOTE), finding(Severity.BLOCK)])

        assert [item.severity for item in found.items] == ["BLOCK", "NOTE"]
        assert (len(found.grave), len(found.notes)) == (1, 1)


class TestSource:
    def test_that_is_not_on_file_says_so(self) -> None:
        assert shown_source("NOBODY-1900").grade == "not on file"

    def test_says_when_it_was_read(self) -> None:
        assert shown_source("TSAO-2022").read_on == "22 Nov 2026"

    def test_may_lack_a_date(self) -> None:
        assert date_text("") == ""
