"""Each element stands where the published list says, as somebody else's reader would look for it.

The list (`tests/data/e2b/paths.csv`) leaves out paths that the publisher wrote with placeholders or that contradict the
publisher's own samples. Source: E2B-R3-FDA (core and regional data elements).
"""

import csv
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from stepward.adapters.e2b.files import write_batch
from stepward.adapters.e2b.from_report import Envelope, batch_of
from stepward.adapters.e2b.icsr import Batch
from tests.adapters.e2b.whole import whole
from tests.core.reports.cases import START, reports

LIST = Path(__file__).parents[2] / "data" / "e2b" / "paths.csv"
NAMES = {"h": "urn:hl7-org:v3", "xsi": "http://www.w3.org/2001/XMLSchema-instance"}
_QUOTED, _NAME = re.compile("('[^']*'|\"[^\"]*\")"), re.compile(r"(?<![@\w:.-])([A-Za-z_]\w*)(?!\s*\(|\w|:)")
FDA = Envelope(number="B-1", sender="INVENTED", batch_receiver="ZZFDA", receiver="CDER", at=START)


def with_names(path: str) -> str:
    """Write the names of elements with their namespace."""
    pieces = _QUOTED.split(path)
    return "".join(each if each[:1] in {"'", '"'} else _NAME.sub(r"h:\1", each) for each in pieces)


def cases() -> Iterator[tuple[Batch, etree._ElementTree]]:
    chance = random.Random(5)  # noqa: S311 - invented cases
    for report in reports(30, seed=4):
        envelope = replace(FDA, at=report.created + timedelta(days=30))
        batch = whole(batch_of({"M": report}, envelope), chance)
        yield batch, etree.ElementTree(etree.fromstring(write_batch(batch)))


CASES = tuple(cases())


def published() -> dict[str, str]:
    with LIST.open(encoding="utf-8") as file:
        return {row["element"]: with_names(row["path"]) for row in csv.DictReader(file)}


PATHS = published()


def told(batch: Batch, number: str) -> set[str]:
    groups = (batch.header, *batch.messages[0].everywhere())
    return {group.text(number).strip() for group in groups if group.text(number)}


@pytest.mark.parametrize("number", sorted(PATHS))
def test_h_32_an_element_stands_where_the_list_says(number: str) -> None:
    meant = [(told(batch, number), tree) for batch, tree in CASES if told(batch, number)]
    found = [{str(each).strip() for each in tree.xpath(PATHS[number], namespaces=NAMES)} for _, tree in meant]
    assert any(found)
    assert all(texts <= values for texts, (values, _) in zip(found, meant, strict=True))
