"""Each rule has a report that breaks it and one that does not, and every rule that is left out is named."""

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stepward.adapters.e2b.files import read_batch
from stepward.adapters.e2b.from_report import Envelope, batch_of
from stepward.adapters.e2b.icsr import Absent, Batch, Group, Value
from stepward.adapters.e2b.rules import RULES, broken
from stepward.adapters.e2b.rules_left_out import LEFT_OUT
from stepward.adapters.e2b.rules_regional import REQUIRED_THERE
from stepward.adapters.e2b.rules_tables import DATES, LONGEST, PAIRS, REQUIRED, REQUIRED_IN, REQUIRED_IN_BATCH
from tests.core.reports.cases import COMPLETE, START

DATA = Path(__file__).parents[2] / "data" / "e2b"
NOW = START + timedelta(days=30)
FDA = Envelope(number="B-1", sender="INVENTED", batch_receiver="ZZFDA", receiver="CDER", at=NOW)
BATCH = batch_of({"M-1": COMPLETE}, FDA)
ONE_DRUG = batch_of({"M-1": replace(COMPLETE, drugs=COMPLETE.drugs[:1])}, FDA)
Edits = Mapping[str, Value | None]
NI, NA = Absent("NI"), Absent("NA")
STUDY: dict[str, Value | None] = {
    "N.1.4": "ZZFDA_PREMKT", "N.2.r.3": "CDER_IND", "C.1.3": "2", "C.5.4": "1", "FDA.C.5.5a": "123456",
    "FDA.C.5.6.r": NA, "G.k.9.i.2.r.1": "Sponsor", "G.k.9.i.2.r.2": "FDA", "G.k.9.i.2.r.3": "Suspected",
}  # fmt: skip
EXEMPT: dict[str, Value | None] = {
    "N.1.4": "ZZFDA_PREMKT", "N.2.r.3": "CDER_IND_EXEMPT_BA_BE", "C.1.3": "2", "C.5.4": "1", "FDA.C.5.5b": "234567",
    "FDA.G.k.10a": "1",
}  # fmt: skip
DEVICE: dict[str, Value | None] = {
    "FDA.C.1.12": "true", "FDA.C.1.7.1": "4", "FDA.G.k.12.r.1": "true", "FDA.G.k.12.r.3.r": "4001",
    "FDA.G.k.12.r.4": "Invented pump", "FDA.G.k.12.r.11.r": "1",
}  # fmt: skip
NESTED = {
    "G.k.4.r": "G.k", "G.k.7.r": "G.k", "G.k.9.i.2.r": "G.k.9.i", "G.k.9.i": "G.k", "G.k.2.3.r": "G.k",
    "FDA.G.k.10a": "G.k", "FDA.G.k.12.r.3.r": "FDA.G.k.12.r", "FDA.G.k.12.r.11.r": "FDA.G.k.12.r",
    "FDA.G.k.12.r.2.r": "FDA.G.k.12.r", "FDA.G.k.12.r": "G.k", "G.k.10.r": "G.k",
    "D.10.7.1.r": "D.10", "D.10.8.r": "D.10",
}  # fmt: skip
THEMSELVES = ("C.1.10.r", "FDA.C.5.6.r", "FDA.G.k.10a", "FDA.G.k.12.r.3.r", "FDA.G.k.12.r.11.r", "FDA.G.k.12.r.2.r",
              "G.k.10.r")  # fmt: skip
"""Groups of one element, which has the number of the group."""
GROUPS = (
    "C.1.6.1.r", "C.1.9.1.r", "C.2.r", "C.4.r", "C.5.1.r", "D.7.1.r", "D.8.r", "D.9.2.r", "D.9.4.r", "E.i", "F.r",
    "H.3.r", "H.5.r", *NESTED, "D.10", "G.k", "FDA.D.11.r", "FDA.E.i", "FDA.G.k",
)  # fmt: skip


def changed(values: Mapping[str, Value], edits: Edits) -> dict[str, Value]:
    kept = {number: value for number, value in values.items() if number not in edits}
    return kept | {number: value for number, value in edits.items() if value is not None}


def group_of(number: str) -> str:
    if number in THEMSELVES:
        return number
    found = next((name for name in GROUPS if number.startswith(f"{name}.")), "")
    named = found.removeprefix("FDA.") if found in {"FDA.E.i", "FDA.G.k"} else found
    return "C.2.r" if number == "FDA.C.2.r.2.8" else named


def way_to(name: str) -> list[str]:
    return [*way_to(NESTED[name]), name] if name in NESTED else [name]


def in_first(case: Group, way: list[str], edits: Edits) -> Group:
    """Edit the first repetition of a group, or make one."""
    if not way:
        return Group(changed(case.values, edits), case.parts)
    first, *rest = case.each(way[0]) or (Group(),)
    made = in_first(first, way[1:], edits)
    groups = (made, *rest) if made.values or made.parts else tuple(rest)
    return Group(case.values, {name: each for name, each in {**case.parts, way[0]: groups}.items() if each})


def edited(edits: Edits, batch: Batch = BATCH) -> Batch:
    case, header = batch.messages[0], batch.header
    for number, value in edits.items():
        name = group_of(number)
        if number.startswith("N.1."):
            header = Group(changed(header.values, {number: value}))
        elif name:
            case = in_first(case, way_to(name), {number: value})
        else:
            case = in_first(case, [], {number: value})
    return Batch(header=header, messages=(case,))


def ids(edits: Edits) -> set[str]:
    batch = ONE_DRUG if "FDA.C.5.5b" in edits else BATCH
    return {fault.rule for fault in broken(edited(edits, batch), NOW)}


def elements(edits: Edits, batch: Batch = BATCH) -> set[str]:
    return {fault.element for fault in broken(edited(edits, batch), NOW)}


CASES: tuple[tuple[str, Edits, Edits], ...] = (
    ("R0004", {"N.1.4": "OTHER"}, {"N.1.4": "OTHER", "N.2.r.3": "OTHER"}),
    ("R0005", {"N.2.r.3": "CDER_IND"}, STUDY),
    ("R0006", {"N.2.r.3": "CBER"}, {}),
    ("R0007", {"N.1.4": "ZZFDA_PREMKT"}, STUDY),
    ("R0009", {"C.1.6.1": "true"}, {"C.1.6.1": "true", "C.1.6.1.r.1": "Letter"}),
    ("R0011", {"C.1.7": NI, "C.1.5": "20260302"}, {"C.1.7": NI, "C.1.5": "20260303"}),
    ("R0012", {"FDA.C.1.12": "true", "FDA.C.1.7.1": "2"}, {"FDA.C.1.12": "true", "FDA.C.1.7.1": "4"}),
    (
        "R0013",
        {"FDA.C.1.12": "true", "C.1.7": "false", "FDA.C.1.7.1": "1"},
        {"FDA.C.1.12": "true", "C.1.7": "false", "FDA.C.1.7.1": "5"},
    ),
    ("R0014", {"FDA.C.1.7.1": "2"}, {"FDA.C.1.7.1": "1"}),
    ("R0015", {"C.1.7": "false", "FDA.C.1.7.1": "1"}, {"C.1.7": "false", "FDA.C.1.7.1": "2"}),
    ("R0016", STUDY | {"FDA.C.1.7.1": "2"}, STUDY | {"FDA.C.1.7.1": "6"}),
    ("R0017", {"C.1.9.1": "true"}, {"C.1.9.1": "true", "C.1.9.1.r.1": "Them", "C.1.9.1.r.2": "US-THEM-1"}),
    ("R0018", {"C.1.9.1.r.1": "Them"}, {"C.1.9.1.r.1": "Them", "C.1.9.1.r.2": "US-THEM-1"}),
    ("R0019", {"C.2.r.3": None}, {"C.2.r.3": None, "C.2.r.5": None}),
    ("R0020", {"C.2.r.4": None}, {"C.2.r.4": "5"}),
    ("R0021", {"C.2.r.5": None}, {}),
    ("R0022", {"C.3.2": None}, {"C.3.2": None, "C.3.1": "7"}),
    ("R0023", {"C.1.3": "2"}, {"C.1.3": "2", "C.5.4": "1"}),
    ("R0035", {"D.7.2": None}, {"D.7.2": Absent("UNK")}),
    ("R0041", STUDY | {"E.i.3.2a": "true"}, STUDY | {"E.i.3.2a": "true", "D.9.1": "20260303"}),
    ("R0061", {"F.r.1": None}, {}),
    ("R0062", {"F.r.2.1": None}, {"F.r.2.1": None, "F.r.2.2b": "99000001"}),
    ("R0064", {"F.r.2.1": None}, {"F.r.2.1": "Tryptase"}),
    ("R0065", {"F.r.3.2": None}, {"F.r.3.2": None, "F.r.3.4": "High"}),
    ("R0066", {"F.r.3.2": None}, {"F.r.3.2": None, "F.r.3.1": "1"}),
    ("R0068", {"F.r.3.2": None}, {"F.r.3.2": "11.4"}),
    ("R0069", {"G.k.1": "2"}, {"G.k.1": "4"}),
    ("R0070", STUDY | {"G.k.1": "4"}, STUDY | {"G.k.1": "3"}),
    ("R0071", EXEMPT | {"G.k.1": "2"}, EXEMPT | {"G.k.1": "4"}),
    ("R0100", {"N.2.r.2": "ANOTHER"}, {"N.2.r.2": "ANOTHER", "N.1.3": "ANOTHER"}),
    (
        "R0101",
        {"C.1.11.1": "1", "C.1.11.2": "Twice", "C.1.5": "20260302"},
        {"C.1.11.1": "1", "C.1.11.2": "Twice", "C.1.5": "20260303"},
    ),
    ("R0102", STUDY | {"C.5.4": "9"}, STUDY),
    ("R0103", {"C.5.4": "1"}, {"C.5.4": "1", "C.1.3": "3"}),
    ("R0104", {"C.1.3": "2", "C.5.4": "9"}, {"C.1.3": "2", "C.5.4": "3"}),
    ("R0111", EXEMPT | {"C.1.3": "1"}, EXEMPT),
    ("R0112", STUDY | {"C.1.3": "4"}, STUDY | {"C.1.3": "1"}),
    ("R0113", STUDY | {"C.1.3": "1"}, STUDY | {"C.1.3": "1", "C.5.4": None}),
    (
        "R0114",
        {"C.1.3": "2", "C.5.4": "2", "G.k.3.1": "IND123456"},
        {"C.1.3": "2", "C.5.4": "1", "G.k.3.1": "IND123456"},
    ),
    ("R0008", STUDY | {"C.1.3": "1"}, STUDY),
    (
        "R0010",
        {"C.1.6.1.r.2": "QQ==", "C.1.6.1.r.2.encoding": "B64", "C.1.6.1.r.2.compression": "DF"},
        {"C.1.6.1.r.2": "QQ==", "C.1.6.1.r.2.encoding": "B64"},
    ),
    ("R0010", {"C.1.6.1.r.2": "A", "C.1.6.1.r.2.encoding": "TXT"}, {"C.1.6.1.r.2": NI}),
    ("R0024", STUDY | {"FDA.C.5.5a": None}, STUDY),
    ("R0024", STUDY | {"FDA.C.5.5a": "IND123456"}, STUDY | {"FDA.C.5.5a": None, "N.2.r.3": "OTHER"}),
    ("R0025", EXEMPT | {"FDA.C.5.5b": None}, EXEMPT),
    ("R0025", EXEMPT | {"FDA.C.5.5b": "2345678"}, EXEMPT | {"FDA.C.5.5b": None, "C.1.3": "1"}),
    ("R0026", STUDY | {"FDA.C.5.6.r": None}, STUDY),
    ("R0026", STUDY | {"FDA.C.5.6.r": NI}, STUDY | {"FDA.C.5.6.r": "222222"}),
    ("R0027", DEVICE | {"E.i.2.1b": "10067482"}, DEVICE | {"E.i.2.1b": "10067482", "D.1": NA}),
    (
        "R0027",
        DEVICE | {"E.i.2.1b": "10067482", "D.1": "A.B."},
        DEVICE | {"E.i.2.1b": "10067482", "D.1": "SUMMARY"},
    ),
    ("R0036", {"D.8.r.4": "2020"}, {"D.8.r.4": "2020", "D.8.r.1": "Invented drug"}),
    (
        "R0044",
        {"D.9.2.r.1a": "99.9", "D.9.2.r.1b": "99000001"},
        {"D.9.2.r.1a": "99.9", "D.9.2.r.1b": "99000001", "D.9.2.r.2": "Shock"},
    ),
    (
        "R0048",
        {"D.9.4.r.1a": "99.9", "D.9.4.r.1b": "99000001"},
        {"D.9.4.r.1a": "99.9", "D.9.4.r.1b": "99000001", "D.9.4.r.2": "Shock"},
    ),
    ("R0051", {"D.10.1": "C.D."}, {"D.10.1": "C.D.", "D.10.6": "2"}),
    ("R0051", {"D.10.8.r.1": "Invented drug"}, {"D.10.8.r.1": "Invented drug", "D.10.6": Absent("UNK")}),
    ("R0072", DEVICE | {"G.k.1": "4"}, DEVICE | {"G.k.1": "4", "FDA.G.k.1.a": "1"}),
    ("R0072", {"FDA.G.k.1.a": "1"}, DEVICE),
    ("R0085", STUDY | {"G.k.9.i.2.r.1": None}, STUDY),
    ("R0086", STUDY | {"G.k.9.i.2.r.2": None}, STUDY),
    ("R0087", STUDY | {"G.k.9.i.2.r.3": "Maybe"}, STUDY | {"G.k.9.i.2.r.3": "Not Suspected"}),
    ("R0092", DEVICE | {"FDA.C.1.7.1": "5", "FDA.G.k.12.r.1": "false"}, DEVICE | {"FDA.C.1.7.1": "5"}),
    ("R0093", DEVICE | {"FDA.G.k.12.r.3.r": None}, DEVICE),
    ("R0094", DEVICE | {"FDA.G.k.12.r.4": None}, DEVICE),
    ("R0095", DEVICE | {"FDA.G.k.12.r.4": None}, DEVICE | {"FDA.G.k.12.r.4": None, "FDA.G.k.12.r.5": "Pump"}),
    ("R0096", DEVICE | {"FDA.G.k.12.r.4": NI}, DEVICE | {"FDA.G.k.12.r.4": NI, "FDA.G.k.12.r.6": "FMF"}),
    ("R0107", {"FDA.C.5.5a": "123456"}, STUDY),
    ("R0108", {"FDA.C.5.5b": "123456"}, EXEMPT),
    ("R0109", {"FDA.C.5.6.r": NA}, STUDY),
    ("R0110", STUDY | {"C.5.4": None}, STUDY | {"C.5.4": None, "C.1.3": "1"}),
    ("W0006", EXEMPT | {"FDA.G.k.10a": "3"}, EXEMPT),
    ("W0006", EXEMPT | {"FDA.G.k.10a": None}, EXEMPT | {"FDA.G.k.10a": NA}),
    ("W0007", DEVICE | {"FDA.G.k.12.r.11.r": None}, DEVICE),
    ("W0010", STUDY | {"C.1.10.r": "US-INVENTED-2"}, STUDY | {"C.1.10.r": "US-INVENTED-2", "D.1": "AGGREGATE"}),
    ("W0001", {"D.1": "AGGREGATE"}, {"D.1": "AGGREGATE", "C.1.10.r": "US-INVENTED-2"}),
    ("W0002", {"D.1": "AGGREGATE"}, {"D.1": "AGGREGATE", "C.5.4": "1"}),
    ("W0003", {"D.1": NA}, {"D.1": NA, "FDA.D.11.r.1": NA}),
    ("W0004", {"D.1": "SUMMARY"}, {"D.1": "SUMMARY", "FDA.D.12": NA}),
    ("W0005", {"G.k.1": "2"}, {"G.k.1": "3"}),
)
PAIRED = [(rule, group, given, needed) for rule, group, given, needed in PAIRS if rule]


def test_the_report_that_the_others_are_made_of_breaks_no_rule() -> None:
    assert broken(BATCH, NOW) == ()


@pytest.mark.parametrize(("rule", "breaking", "meeting"), CASES, ids=[case[0] for case in CASES])
def test_a_rule_is_broken_by_one_report_and_not_by_the_other(rule: str, breaking: Edits, meeting: Edits) -> None:
    assert rule in ids(breaking)
    assert rule not in ids(meeting)


@pytest.mark.parametrize(("rule", "group", "given", "needed"), PAIRED, ids=[pair[0] for pair in PAIRED])
def test_what_needs_another_is_not_given_alone(rule: str, group: str, given: str, needed: str) -> None:
    assert group_of(given) == group
    assert rule in ids({given: "1", needed: None})
    assert rule not in ids({given: "1", needed: "1"})
    assert rule not in ids({given: None, needed: None})


def test_a_nullification_says_why() -> None:
    assert "C.1.11.2" in elements({"C.1.11.1": "1"})
    assert "C.1.11.2" not in elements({"C.1.11.1": "1", "C.1.11.2": "Twice"})


def test_every_rule_of_the_table_is_triggered_above() -> None:
    tried = {case[0] for case in CASES} | {pair[0] for pair in PAIRED} | {""}
    assert {rule.id for rule in RULES} == tried


def test_every_published_rule_is_implemented_or_left_out_with_a_reason() -> None:
    with (DATA / "rules.csv").open(encoding="utf-8") as file:
        published = list(csv.DictReader(file))
    implemented = {rule.id: rule for rule in RULES if rule.id}
    assert len(published) == 121
    assert not implemented.keys() & LEFT_OUT.keys()
    assert implemented.keys() | LEFT_OUT.keys() == {row["rule"] for row in published}
    for row in published:
        if row["rule"] in implemented:
            rule = implemented[row["rule"]]
            assert rule.is_rejection == (row["level"] == "reject")
            assert rule.element.removesuffix(".1") == row["element"].removesuffix(".1")


def test_the_documentation_says_which_are_left_out() -> None:
    page = (DATA.parents[2] / "docs" / "safety-reports.md").read_text(encoding="utf-8")
    assert set(re.findall(r"[RW]\d{4}", page)) == set(LEFT_OUT)
    assert f"{len({rule.id for rule in RULES if rule.id})} are implemented" in page
    assert f"Not implemented are {len(LEFT_OUT)}," in page


@pytest.mark.parametrize("number", [*REQUIRED, *REQUIRED_IN["E.i"], *REQUIRED_IN["G.k"], *REQUIRED_IN_BATCH])
def test_what_is_required_is_missed(number: str) -> None:
    assert number in elements({number: None})


@pytest.mark.parametrize("number", [*REQUIRED_THERE, "FDA.C.2.r.2.8", "FDA.D.11.r.1", "FDA.E.i.3.2h"])
def test_what_the_united_states_require_is_missed_there_only(number: str) -> None:
    assert number in elements({number: None})
    assert number not in elements({number: None, "N.1.4": "OTHER", "N.2.r.3": "OTHER"})


@pytest.mark.parametrize("number", sorted(LONGEST))
def test_no_text_is_longer_than_its_field(number: str) -> None:
    longest = LONGEST[number]
    words = f"{number} is longer than {longest} letters"
    for length, is_too_long in ((longest, False), (longest + 1, True)):
        told = {fault.words for fault in broken(edited({number: "1" * length}), NOW)}
        assert (words in told) == is_too_long


@pytest.mark.parametrize("number", sorted(DATES))
def test_no_date_lies_in_the_future_or_says_too_little(number: str) -> None:
    words = {text: {each.words for each in broken(edited({number: text}), NOW)} for text in ("20991231235959", "20")}
    assert f"{number} lies in the future" in words["20991231235959"]
    assert f"{number} is not precise enough, or no date" in words["20"]


def test_a_code_that_is_not_on_the_list_is_told() -> None:
    assert "E.i.7" in elements({"E.i.7": "6"})
    assert "D.1" in elements({"D.1": Absent("WHY")})


def test_a_batch_without_a_report_is_told() -> None:
    faults = broken(Batch(header=BATCH.header, messages=()), NOW)
    assert [fault.words for fault in faults] == ["The batch holds no report"]


def test_a_case_without_reactions_or_drugs_is_told() -> None:
    empty = replace(COMPLETE, reactions=(), drugs=())
    told = {fault.element for fault in broken(batch_of({"M": empty}, FDA), NOW)}
    assert {"E.i", "G.k"} <= told


@pytest.mark.parametrize("sample", sorted(DATA.glob("FAERS*.xml")), ids=lambda path: path.stem)
def test_no_rule_would_reject_a_sample_of_the_agency(sample: Path) -> None:
    faults = broken(read_batch(sample.read_bytes()).batch, datetime(2026, 11, 1, tzinfo=UTC))
    assert [fault.words for fault in faults if fault.is_rejection] == []
