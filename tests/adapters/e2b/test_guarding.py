"""Hostile, broken and giant files are refused with a sentence, quickly, and nothing of them is fetched."""

import time
from pathlib import Path

import pytest

from stepward.adapters.e2b.files import read_acknowledgement, read_batch
from stepward.adapters.e2b.guarding import MOST_BYTES, REPORTS, UnreadableXml, faults, parsed

SAMPLE = (Path(__file__).parents[2] / "data" / "e2b" / "FAERS2022Scenario1.xml").read_bytes()
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]><x>&a11;</x>"
)
EXTERNAL = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><x>&f;</x>'
REMOTE = b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LAUGHS, "declares a document type or entities"),
        (EXTERNAL, "declares a document type or entities"),
        (REMOTE, "declares a document type or entities"),
        (LAUGHS.decode().encode("utf-16"), "declares a document type|no sound XML"),
        (b"<!doctype x><x/>", "declares a document type or entities"),
        (b" " * (100 * 1024 * 1024), "more than 9 MB"),
        (b"<x>" * 100_000, "no sound XML"),
        (SAMPLE[:-40], "no sound XML"),
        (b"", "no sound XML"),
        (b"\x00\x01\x02", "no sound XML"),
        (b"<x/>", "Expected MCCI_IN200100UV01, found x"),
        (SAMPLE.replace(b"urn:hl7-org:v3", b"urn:another"), "Expected MCCI_IN200100UV01"),
    ],
    ids=[
        "laughs",
        "external",
        "remote",
        "utf-16",
        "small letters",
        "100 MB",
        "deep",
        "cut off",
        "empty",
        "bytes",
        "other",
        "namespace",
    ],
)
def test_h_98_is_refused_at_once(content: bytes, words: str) -> None:
    start = time.perf_counter()
    with pytest.raises(UnreadableXml, match=words) as refused:
        read_batch(content)
    assert time.perf_counter() - start < 5
    assert len(str(refused.value)) < 200
    with pytest.raises(UnreadableXml):
        read_acknowledgement(content)


def test_h_98_a_file_may_not_be_nested_without_end() -> None:
    inner = b"<a>" * 200 + b"</a>" * 200
    content = b'<MCCI_IN200100UV01 xmlns="urn:hl7-org:v3">' + inner + b"</MCCI_IN200100UV01>"
    with pytest.raises(UnreadableXml, match="nested more than 120 levels"):
        read_batch(content)


def test_h_98_the_largest_file_is_not_refused_for_its_size() -> None:
    content = SAMPLE + b"\n" * (MOST_BYTES - len(SAMPLE))
    assert len(content) == MOST_BYTES
    assert read_batch(content).invalid == ()
    with pytest.raises(UnreadableXml, match="more than 9 MB"):
        read_batch(content + b" ")


def test_the_schema_names_the_line_that_breaks_it() -> None:
    wrong = SAMPLE.replace(b'<statusCode code="active"/>', b"<statusKode/>")
    found = faults(parsed(wrong, REPORTS), REPORTS)
    assert len(found) == 1
    assert found[0].startswith("line ")
    assert "statusKode" in found[0]


def test_instructions_to_programs_are_passed_over() -> None:
    content = SAMPLE.replace(b"<MCCI_IN200100UV01 ", b'<?run "rm"?><MCCI_IN200100UV01 ', 1)
    assert read_batch(content).invalid == ()
