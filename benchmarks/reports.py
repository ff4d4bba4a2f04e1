"""Time safety reports written and checked, beside lxml that only parses and validates the same files."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from lxml import etree

from stepward.adapters.e2b.files import check_file, read_batch
from stepward.adapters.e2b.from_report import Envelope, file_of
from stepward.adapters.e2b.guarding import REPORTS, schema
from stepward.core.reports.report import SafetyReport
from tests.core.reports.cases import reports

REPORTS_WRITTEN = 1000


def one_file(report: SafetyReport) -> bytes:
    """Write one report as a file of its own, with every rule that is implemented."""
    at = report.created + timedelta(days=30)
    envelope = Envelope(number="B-1", sender="INVENTED", batch_receiver="ZZFDA", receiver="CDER", at=at)
    return file_of({"M-1": report}, envelope)


def measure_reports(median_seconds: Callable[..., float]) -> list[dict[str, Any]]:
    """Take the figures of safety reports; each is the fields of a figure."""
    cases = list(reports(REPORTS_WRITTEN))
    book = schema(REPORTS)
    files = [one_file(case) for case in cases]

    def write_and_check() -> None:
        for case in cases:
            if check_file(one_file(case)):
                msg = "a report that was written is not valid"
                raise ArithmeticError(msg)

    def read_all() -> None:
        for content in files:
            read_batch(content)

    def validate_alone() -> None:
        for content in files:
            book.assertValid(etree.fromstring(content))

    raw = median_seconds(validate_alone, runs=3)
    peer = "lxml parsing and validating the same files"
    return [
        {"name": f"{REPORTS_WRITTEN} safety reports written, judged by rules and schema",
         "value": median_seconds(write_and_check, runs=3), "unit": "s", "peer": peer, "peer_value": raw,
         "aim": "at most 20 s: 50 a second"},
        {"name": f"{REPORTS_WRITTEN} safety reports read, with what was left over",
         "value": median_seconds(read_all, runs=1), "unit": "s", "peer": peer, "peer_value": raw,
         "aim": "at most 30 s"},
    ]  # fmt: skip
