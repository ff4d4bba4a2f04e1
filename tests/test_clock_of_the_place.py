"""No module and no template writes an instant past the one module that knows the clock of the place (H-20, H-25)."""

import re
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "stepward"
WRITES = re.compile(r":%[A-Za-z]|strftime\(|\.ctime\(|localtime|\.date\(\)\.isoformat")
MEASURES = re.compile(r"(?:\bnow|\bat|_at)(?:\(\))?\.date\(\)")
IN_TEMPLATES = re.compile(r"""\|(?:date|time)\b(?!:'c')|\bUTC\b""")
IN_SCRIPTS = re.compile(r"getHours|getMinutes|getDate\(|toLocale|toTimeString|Intl\.|getTimezoneOffset")
KNOWN = {
    "core/quantities/place.py": "the module itself",
    "adapters/e2b/codes.py": "E2B: a format for machines",
    "adapters/documents/label_code.py": "the code of a label: for machines, in UTC",
    "adapters/documents/labels_paper.py": "writes the offset that an instant carries",
    "adapters/documents/paper_words.py": "writes the offset that an instant carries",
    "adapters/documents/replay_text.py": "the command line: UTC; pages retell it",
    "adapters/documents/standing_words.py": "a time without a day: no instant",
    "shells/web/plans/shown_plan.py": "a time without a day: no instant",
    "shells/web/plans/views.py": "a time without a day: no instant",
    "shells/cli.py": "the command line: UTC",
    "shells/cli_prepare.py": "the command line: UTC",
    "usecases/session_orders.py": "the age in days",
}
MODULES = sorted(path.relative_to(SRC).as_posix() for path in SRC.rglob("*.py"))
PAGES = sorted((SRC / "shells" / "web" / "templates").rglob("*.html"))
SCRIPTS = sorted(path for path in (SRC / "shells" / "web" / "static" / "js").rglob("*.js"))
PAPERS = sorted((SRC / "adapters" / "documents" / "templates").rglob("*.typ"))


def test_h_20_no_module_writes_an_instant_by_itself() -> None:
    found = {
        name for name in MODULES if WRITES.search(text := (SRC / name).read_text("utf-8")) or MEASURES.search(text)
    }

    assert found - set(KNOWN) == set(), "write instants with stepward.core.quantities.place"
    assert set(KNOWN) - found <= {"core/quantities/place.py"}, "no exception is kept that nobody needs"


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ('f"{at:%H:%M}"', True),
        ("at.strftime(form)", True),
        ("now.date()", True),
        ("order.start_at.date()", True),
        ("here.clock(at)", False),
        ("place.day(at)", False),
    ],
)
def test_the_search_itself_finds_what_it_looks_for(text: str, *, is_found: bool) -> None:
    assert bool(WRITES.search(text) or MEASURES.search(text)) is is_found


def test_h_25_no_template_formats_an_instant_or_names_utc() -> None:
    assert {path.name for path in PAGES if IN_TEMPLATES.search(path.read_text("utf-8"))} == set()
    assert {path.name for path in PAPERS if re.search(r"\bUTC\b", path.read_text("utf-8"))} == set()
    assert IN_TEMPLATES.search('{{ at|date:"H:i" }}')
    assert not IN_TEMPLATES.search("{{ now|date:'c' }} {{ at|clock_here }}")


def test_h_24_no_script_asks_the_browser_for_its_zone() -> None:
    assert {path.name for path in SCRIPTS if IN_SCRIPTS.search(path.read_text("utf-8"))} == set()
