"""The chain of a session: canonical bytes, links, and where a chain breaks."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.core.sessions import sound
from stepward.core.sessions.chain import (
    BEGINNING,
    DEEPEST,
    LARGEST,
    NOTHING_BEFORE,
    Author,
    Break,
    Draft,
    Fault,
    Key,
    Moment,
    NotCanonical,
    Stored,
    canonical_bytes,
    canonical_text,
    first_break,
    head_of,
    is_utc_text,
    line_of,
    link,
    parse_canonical,
)

AT = "2026-03-01T08:00:00.000000+00:00"
LATER = "2026-03-01T08:00:01.500000+00:00"
NURSE = Author(user="n.invented", role="nurse", device="tablet-1")


def draft(**fields: Any) -> Draft:
    plain: dict[str, Any] = {
        "kind": "RateConfirmed",
        "data": {"step": 3, "rate": "12.5"},
        "moment": Moment(at=AT, monotonic_ns=1_000, boot="boot-1"),
        "author": NURSE,
        "software": "0.1.0",
    }
    return Draft(**{**plain, **fields})


def chain(count: int, *, session_id: str = "S-1") -> list[Stored]:
    found: list[Stored] = []
    for number in range(1, count + 1):
        key = Key(name=f"k-{number}", body="b" * 64)
        head = head_of(found[-1]) if found else BEGINNING
        found.append(link(head, draft(data={"step": number}), session_id=session_id, key=key, recorded_at=LATER))
    return found


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


class TestCanonicalText:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
            (("12.5", -3), '["12.5",-3]'),
            ("e\N{COMBINING ACUTE ACCENT}", '"\N{LATIN SMALL LETTER E WITH ACUTE}"'),
            ("\N{GREEK SMALL LETTER BETA}", '"\N{GREEK SMALL LETTER BETA}"'),
            (LARGEST - 1, "9223372036854775807"),
        ],
    )
    def test_is_one_form(self, value: object, text: str) -> None:
        assert canonical_text(value) == text

    @pytest.mark.parametrize(
        "value",
        [
            0.5,
            b"x",
            LARGEST,
            -LARGEST - 1,
            {1: "x"},
            "\ud800",
            {"e\u0301": 1, "\u00e9": 2},
            {"a": float("nan")},
            {1, 2},
        ],
    )
    def test_refuses_what_has_none(self, value: object) -> None:
        with pytest.raises(NotCanonical):
            canonical_text(value)

    def test_refuses_deep_nesting_at_the_limit_and_not_below(self) -> None:
        value: object = "x"
        for _ in range(DEEPEST):
            value = [value]

        assert canonical_text(value).count("[") == DEEPEST
        with pytest.raises(NotCanonical, match="deeper"):
            canonical_text([value])

    @given(JSON)
    def test_is_read_back_as_it_was_written(self, value: object) -> None:
        try:
            text = canonical_text(value)
        except NotCanonical:
            return

        assert canonical_text(parse_canonical(text)) == text


class TestParseCanonical:
    @pytest.mark.parametrize(
        "text",
        [
            '{"a": 1}',
            '{"b":1,"a":2}',
            '{"a":1,"a":1}',
            "1.0",
            "-0",
            "NaN",
            "{",
            "",
            '"\\u0041"',
            "[" * 50_000,
            '"e\u0301"',
        ],
    )
    def test_refuses_every_other_form(self, text: str) -> None:
        with pytest.raises(NotCanonical):
            parse_canonical(text)


class TestMoment:
    @pytest.mark.parametrize(
        "text",
        ["2026-03-01T08:00:00+00:00", "2026-03-01T08:00:00.000000Z", "2026-03-01T09:00:00.000000+01:00",
         "2026-03-01T08:00:00.000000", "soon"],
    )  # fmt: skip
    def test_refuses_other_text_than_utc_with_microseconds(self, text: str) -> None:
        assert not is_utc_text(text)
        with pytest.raises(NotCanonical):
            Moment(at=text, monotonic_ns=0, boot="b")


class TestLink:
    def test_begins_behind_nothing_and_goes_on_behind_the_last(self) -> None:
        first, second = chain(2)

        assert (first.sequence, first.previous) == (1, NOTHING_BEFORE)
        assert (second.sequence, second.previous) == (2, first.hash)

    def test_writes_text_in_normal_form(self) -> None:
        entry = link(BEGINNING, draft(reason="e\u0301"), session_id="S", key=Key(name="k", body=""), recorded_at=AT)

        assert entry.reason == "\u00e9"
        assert first_break([entry]) is None

    @pytest.mark.parametrize(
        "fields",
        [{"reason": None}, {"schema": True}, {"schema": LARGEST}, {"schema": "1"}, {"data": {1: "x"}}, {"kind": 7}],
    )
    def test_refuses_what_no_file_would_take(self, fields: dict[str, Any]) -> None:
        with pytest.raises(NotCanonical):
            link(BEGINNING, draft(**fields), session_id="S", key=Key(name="k", body=""), recorded_at=AT)

    @pytest.mark.parametrize("depth", [DEEPEST - 3, DEEPEST - 2, DEEPEST - 1, DEEPEST])
    def test_refuses_just_what_would_break_the_chain(self, depth: int) -> None:
        given = draft(data={"in": nested(depth)})
        try:
            entry = link(BEGINNING, given, session_id="S", key=Key(name="k", body=""), recorded_at=AT)
        except NotCanonical:
            assert depth >= DEEPEST - 2
        else:
            assert depth < DEEPEST - 2
            assert first_break([entry]) is None

    def test_refuses_a_binary_fraction(self) -> None:
        with pytest.raises(NotCanonical, match="float"):
            link(BEGINNING, draft(data={"rate": 0.5}), session_id="S", key=Key(name="k", body=""), recorded_at=AT)

    def test_hashes_bytes_that_a_stranger_can_make_from_the_documentation(self) -> None:
        entry = chain(1)[0]
        words = json.loads(line_of(entry))
        del words["hash"]

        assert json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == canonical_bytes(
            entry
        )
        assert entry.hash == hashlib.sha256(canonical_bytes(entry)).hexdigest()
        assert entry.hash == "a388edaaff2c19438da14cc6a7bf0f76922c44243d4e884f856d5d1f20a0a66c"


def nested(depth: int) -> object:
    return {"in": nested(depth - 1)} if depth else ["x"]


class TestFirstBreak:
    @given(JSON)
    def test_finds_none_in_anything_that_was_linked(self, value: object) -> None:
        key = Key(name="k", body="")
        try:
            entry = link(BEGINNING, draft(data={"value": value}), session_id="S", key=key, recorded_at=AT)
        except NotCanonical:
            return

        assert first_break([entry]) is None

    def test_finds_none_in_a_sound_chain(self) -> None:
        assert first_break([]) is None
        assert first_break(chain(5)) is None

    @pytest.mark.parametrize(
        ("name", "value", "fault"),
        [
            ("kind", "Other", Fault.CONTENT),
            ("data", {"step": 4}, Fault.CONTENT),
            ("occurred_at", LATER, Fault.CONTENT),
            ("recorded_at", AT, Fault.CONTENT),
            ("monotonic_ns", 1_001, Fault.CONTENT),
            ("boot", "boot-2", Fault.CONTENT),
            ("user", "x", Fault.CONTENT),
            ("role", "x", Fault.CONTENT),
            ("device", "x", Fault.CONTENT),
            ("software", "x", Fault.CONTENT),
            ("reason", "x", Fault.CONTENT),
            ("key", "x", Fault.CONTENT),
            ("body", "x", Fault.CONTENT),
            ("schema", 2, Fault.CONTENT),
            ("hash", "0" * 64, Fault.CONTENT),
            ("previous", "0" * 64, Fault.PREVIOUS),
            ("session_id", "S-2", Fault.SESSION),
            ("sequence", 4, Fault.MISSING),
            ("sequence", True, Fault.FORM),
            ("data", {"step": 0.5}, Fault.FORM),
            ("data", {"step": (1,)}, Fault.FORM),
            ("data", {"step": [0.5]}, Fault.FORM),
            ("data", {"step": LARGEST}, Fault.FORM),
            ("data", {1: "step"}, Fault.FORM),
            ("data", {"e\u0301": 1}, Fault.FORM),
            ("data", {"step": nested(DEEPEST)}, Fault.FORM),
            ("data", {"step": nested(2)}, Fault.CONTENT),
            ("data", "step", Fault.FORM),
            ("reason", "e\u0301", Fault.FORM),
            ("reason", "\ud800", Fault.FORM),
            ("reason", None, Fault.FORM),
            ("occurred_at", "soon", Fault.FORM),
            ("recorded_at", "2026-03-01T09:00:00+01:00", Fault.FORM),
        ],
    )
    def test_names_the_entry_and_what_is_wrong_with_it(self, name: str, value: object, fault: Fault) -> None:
        entries = chain(5)
        changed: dict[str, Any] = {name: value}
        entries[2] = replace(entries[2], **changed)

        assert first_break(entries) == Break(sequence=3, fault=fault)

    def test_finds_an_entry_left_out_doubled_or_swapped(self) -> None:
        one, two, three, four = chain(4)

        assert first_break([one, three, four]) == Break(sequence=2, fault=Fault.MISSING)
        assert first_break([one, two, two, three]) == Break(sequence=3, fault=Fault.MISSING)
        assert first_break([one, three, two, four]) == Break(sequence=2, fault=Fault.MISSING)
        assert first_break([two, three]) == Break(sequence=1, fault=Fault.MISSING)

    def test_finds_an_entry_whose_hash_was_made_anew(self) -> None:
        entries = chain(4)
        forged = link(
            head_of(entries[0]),
            draft(data={"step": 99}),
            session_id="S-1",
            key=Key(name="k-2", body=""),
            recorded_at=AT,
        )

        assert first_break([entries[0], forged, *entries[2:]]) == Break(sequence=3, fault=Fault.PREVIOUS)

    def test_h_64_looks_again_at_what_it_found_sound_before(self) -> None:
        """An entry that was changed in its own memory, or only in the kind of a value, is found all the same."""
        entries = [*chain(2)]
        entries.append(
            link(
                head_of(entries[1]),
                draft(data={"late": True, "step": 1}),
                session_id="S-1",
                key=Key(name="k-3", body=""),
                recorded_at=AT,
            )
        )
        assert first_break(entries) is first_break(entries) is None

        for changed in ({"late": 1, "step": 1}, {"late": True, "step": True}, {"late": True, "step": 2}):
            assert first_break([*entries[:2], replace(entries[2], data=changed)]) is not None
        entries[2].data["step"] = 2  # type: ignore[index]
        assert first_break(entries) == Break(sequence=3, fault=Fault.CONTENT)

    def test_judges_values_that_no_memory_can_hold(self) -> None:
        entries = chain(2)
        strange: Any = {"step": object()}

        assert first_break([entries[0], replace(entries[1], data=strange)]) == Break(sequence=2, fault=Fault.FORM)
        other: Any = ["no text"]
        assert first_break([entries[0], replace(entries[1], hash=other)]) == Break(sequence=2, fault=Fault.CONTENT)

    def test_forgets_what_it_found_sound_when_that_is_too_much(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sound, "MOST", 3)

        assert first_break(chain(8)) is None
        assert len(sound._SOUND) <= 3
