from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.printed_files import read_printed
from stepward.core.lint import Verdict
from stepward.core.protocols.printed import PrintedTable
from stepward.usecases.linting import lint_file

SOUND = b"# solution 1: 250 mL, 0.08 mg/mL\nstep,solution,rate_ml_h,minutes,volume_ml,dose\n1,1,2,15,0.5,0.04\n"


def read(content: bytes, name: str) -> PrintedTable:
    return read_printed(content, name=name)


class TestLintFile:
    def test_judges_a_table_and_names_the_nearest(self) -> None:
        published = [read(content, name) for name, content in shipped.printed_tables()]

        report = lint_file(SOUND, name="sheet.csv", reader=read, published=published)

        assert report.verdict is Verdict.CLEAN
        assert report.reason == ""
        assert report.nearest

    def test_says_why_a_table_cannot_be_read(self) -> None:
        report = lint_file(b"", name="sheet.csv", reader=read)

        assert report.verdict is Verdict.UNREADABLE
        assert report.result is None
        assert "empty" in report.reason

    def test_passes_on_why_a_file_could_not_be_had(self) -> None:
        assert lint_file(None, name="x.csv", reader=read, reason="no such file").reason == "no such file"
        assert lint_file(None, name="x.csv", reader=read).reason == "x.csv: could not be had"
