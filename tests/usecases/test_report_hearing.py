"""What a receiver says of a report: taken, refused, of another report or version, or a file that must not be read."""

import re
from pathlib import Path

import pytest

from stepward.adapters.database.reports import DatabaseReports
from stepward.adapters.e2b.files import read_acknowledgement
from stepward.adapters.e2b.guarding import UnreadableXml
from stepward.usecases import reporting
from stepward.usecases.report_hearing import LONGEST_WORDS, deed_of, file_number, heard_of, said
from stepward.usecases.reporting import Deed, Mark, NotReported
from tests.usecases.report_keeping import FULL, HADDAD, LATER, Desk, reacted

SAMPLE = (Path(__file__).parents[1] / "data" / "e2b" / "R3ack-positive.xml").read_text("utf-8")
MESSAGE = re.compile(r"<MCCI_IN000002UV01>.*</MCCI_IN000002UV01>", re.DOTALL)
UNIQUE = "US-InventedUnit-s"


@pytest.fixture
def desk(database: None) -> Desk:
    del database
    return Desk(ward=reacted())


def answer(
    *, report: str = UNIQUE, file: str = f"{UNIQUE}-1", code: str = "CA", whole: str = "AA", words: str = "Loaded"
) -> bytes:
    """Write an answer after the sample of the receiver."""
    text = re.sub(r'(<targetMessage>\s*<id extension=")[^"]*', rf"\g<1>{report}", SAMPLE)
    text = re.sub(r'(<targetBatch>\s*<id extension=")[^"]*', rf"\g<1>{file}", text)
    text = text.replace('acknowledgement typeCode="CA"', f'acknowledgement typeCode="{code}"')
    text = text.replace('acknowledgement typeCode="AA"', f'acknowledgement typeCode="{whole}"')
    return text.replace("Report Loaded Successfully", words).encode()


def hear(desk: Desk, content: bytes) -> list[Mark]:
    number, found = heard_of(read_acknowledgement(content), UNIQUE, desk.dossier)
    for item in found:
        wanted = Mark(
            session="s", number=number, deed=deed_of(item), paper="icsr", words=said(item), by=HADDAD, at=LATER
        )
        reporting.mark(wanted, desk.dossier, DatabaseReports())
    return list(desk.dossier.marks)


@pytest.mark.parametrize(("code", "deed"), [("CA", Deed.TAKEN), ("CE", Deed.REFUSED), ("CR", Deed.REFUSED)])
def test_h_98_taken_and_refused_are_told_apart(desk: Desk, code: str, deed: Deed) -> None:
    desk.close()
    (found,) = hear(desk, answer(code=code))

    assert (found.number, found.deed, found.paper, found.words) == (1, deed, "icsr", "Loaded")


def test_h_98_a_file_that_was_refused_whole_is_heard_though_it_names_no_report(desk: Desk) -> None:
    desk.close()
    (found,) = hear(desk, MESSAGE.sub("", answer(whole="AR").decode()).encode())

    assert (found.number, found.deed) == (1, Deed.REFUSED)
    with pytest.raises(NotReported, match="says nothing"):
        hear(desk, MESSAGE.sub("", answer(whole="AA").decode()).encode())


@pytest.mark.parametrize(
    "report",
    ["US-InventedUnit-t", "US-AnotherUnit-s", f"{UNIQUE}-1", "s", UNIQUE.lower(), f"X{UNIQUE}"],
)
def test_h_98_an_answer_to_another_report_is_not_of_this_one(desk: Desk, report: str) -> None:
    desk.close()
    with pytest.raises(NotReported, match="says nothing about this report"):
        hear(desk, answer(report=report, file="OTHER-1"))
    assert not desk.dossier.marks


def test_h_98_an_answer_stays_with_the_version_that_it_answers(desk: Desk) -> None:
    first = desk.close()
    second = desk.close({**FULL, "sex": "male"})
    assert [file_number(item.case) for item in (first, second)] == [f"{UNIQUE}-1", f"{UNIQUE}-2"]
    hear(desk, answer(file=file_number(first.case), code="CR"))
    found = hear(desk, answer(file=file_number(second.case)))

    assert [(item.number, item.deed) for item in found] == [(1, Deed.REFUSED), (2, Deed.TAKEN)]


def test_h_98_which_version_is_answered_is_not_guessed(desk: Desk) -> None:
    desk.close()
    assert [item.number for item in hear(desk, answer(file="of-a-gateway"))] == [1]
    desk.close({**FULL, "sex": "male"})
    for file in ("of-a-gateway", f"{UNIQUE}-x", f"{UNIQUE}-1-1", UNIQUE):
        with pytest.raises(NotReported, match="does not say which version"):
            hear(desk, answer(file=file, words="Loaded again"))
    assert len(desk.dossier.marks) == 1


def test_h_98_a_version_that_was_never_closed_is_not_answered(desk: Desk) -> None:
    desk.close()
    with pytest.raises(NotReported, match="no such version"):
        hear(desk, answer(file=f"{UNIQUE}-7"))
    assert not desk.dossier.marks


def test_h_98_the_same_answer_is_noted_once(desk: Desk) -> None:
    desk.close()
    hear(desk, answer(words="y" * 400))
    with pytest.raises(NotReported, match="noted before"):
        hear(desk, answer(words="y" * 400))

    assert [len(item.words) for item in desk.dossier.marks] == [LONGEST_WORDS]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a",
        b"PK\x03\x04",
        SAMPLE[: len(SAMPLE) // 2].encode(),
        SAMPLE.replace("?>", '?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', 1).encode(),
        SAMPLE.replace("?>", '?><!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c "&b;&b;">]>', 1).encode(),
        SAMPLE.replace("MCCI_IN200101UV01", "MCCI_IN200100UV01").encode(),
        SAMPLE.replace("UTF-8", "UTF-16").replace("?>", "?><!DOCTYPE a [<!ENTITY b 'c'>]>", 1).encode("utf-16"),
        b"<a>" * 5000 + b"</a>" * 5000,
    ],
)
def test_h_98_a_file_that_must_not_be_read_leaves_no_mark(desk: Desk, content: bytes) -> None:
    desk.close()
    with pytest.raises(UnreadableXml):
        hear(desk, content)
    assert not desk.dossier.marks
    assert len(desk.dossier.versions) == 1
