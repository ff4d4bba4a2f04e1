"""The generated pages are up to date, every rule has a code of its own and a known source."""

import re
from collections import Counter
from pathlib import Path

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.protocols.rules import RULES
from stepward.core.reactions import Scale
from stepward.shells import docs, docs_codes, docs_findings, docs_screening

DOCS = Path(__file__).parents[2] / "docs"


class TestPages:
    @pytest.mark.parametrize("name", sorted(docs.PAGES))
    def test_stand_in_the_repository_as_generated(self, name: str) -> None:
        assert (DOCS / name).read_text(encoding="utf-8") == docs.PAGES[name](), "run `make docs`"

    def test_are_written_where_asked(self, tmp_path: Path) -> None:
        assert docs.main([str(tmp_path)]) == 0

        assert {path.name for path in tmp_path.iterdir()} == set(docs.PAGES)

    @pytest.mark.parametrize("name", sorted(docs.PAGES))
    def test_are_the_same_from_any_folder(self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

        assert docs.PAGES[name]() == (DOCS / name).read_text(encoding="utf-8")

    def test_go_to_the_repository_by_default(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(docs, "FOLDER", tmp_path / "docs")
        (tmp_path / "docs").mkdir()
        assert docs.main([]) == 0

        assert {path.name for path in (tmp_path / "docs").iterdir()} == set(docs.PAGES)


class TestScales:
    @pytest.mark.parametrize("scale", list(Scale), ids=lambda scale: scale.name)
    def test_each_is_listed_once_with_known_sources(self, scale: Scale) -> None:
        (line,) = (line for line in docs.rules_page().splitlines() if line.startswith(f"| {scale.value} |"))
        named = re.findall(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+", line.split("|")[3])

        assert named
        assert set(named) <= set(shipped.sources())


class TestCodes:
    def test_each_has_a_sentence_of_its_own(self) -> None:
        assert max(Counter(docs_codes.SENTENCES.values()).values()) == 1
        assert all(text.endswith(".") for text in docs_codes.SENTENCES.values())

    def test_each_stands_in_one_line_with_a_known_source_and_its_tests(self) -> None:
        lines = [line.split(" | ") for line in docs_screening.screening_table() if re.match(r"\| [A-Z]+-\d", line)]

        assert sorted(line[0].removeprefix("| ") for line in lines) == sorted(docs_codes.SENTENCES)
        for code, _, sentence, sources, tests in lines:
            assert sentence == docs_codes.SENTENCES[code.removeprefix("| ")]
            assert set(sources.split(", ")) <= set(shipped.sources())
            assert f"`{code.removeprefix('| ')} " in tests


class TestRules:
    def test_each_rule_has_codes_that_no_other_rule_has(self) -> None:
        written = Counter(code for rule in RULES for code in docs.codes_of(rule))

        assert all(docs.codes_of(rule) for rule in RULES)
        assert [code for code, count in written.items() if count > 1] == []

    def test_each_named_source_is_known(self) -> None:
        named = set(re.findall(r"[A-Z]+-[A-Z0-9-]+[A-Z0-9]", docs.rules_page().split("|---|---|---|---|")[1]))

        sources = {name for name in named if name.startswith(("STEPWARD", "MOSTELLER", "PUMP-RATE"))}

        assert sources <= set(shipped.sources())


class TestFindings:
    def test_each_code_of_line_and_preparation_has_a_meaning_and_a_known_source(self) -> None:
        written = docs_findings.severities()

        assert set(written) == set(docs_findings.MEANINGS)
        named = {source for _, source in docs_findings.MEANINGS.values() if source.upper() == source}
        assert named - {"SITE"} <= set(shipped.sources())

    @pytest.mark.parametrize("folder", ["delivery", "preparation"])
    def test_no_code_is_written_elsewhere_in_the_core(self, folder: str) -> None:
        core = Path(docs_findings.__file__).parents[1] / "core" / folder
        found = {code for path in core.glob("*.py") for code in docs.CODE.findall(path.read_text(encoding="utf-8"))}

        assert found <= set(docs_findings.MEANINGS)

    @pytest.mark.parametrize(
        ("code", "severity"),
        [
            ("PREP-01", ("BLOCK",)),
            ("PREP-16", ("BLOCK", "NOTE")),
            ("VEIN-05", ("CAUTION", "NOTE")),
            ("VEIN-08", ("NOTE",)),
        ],
    )
    def test_the_severity_is_the_one_that_the_code_gives(self, code: str, severity: tuple[str, ...]) -> None:
        assert docs_findings.severities()[code] == severity
