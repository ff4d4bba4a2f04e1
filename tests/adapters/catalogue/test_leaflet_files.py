"""The sentences for patients: every language whole, and short sentences."""

import re
import tomllib
from importlib.resources import files

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.immunotherapy import comparison
from stepward.adapters.catalogue.leaflet_files import (
    CODES,
    UnreadableLeaflet,
    languages,
    missing_words,
    placeholders,
    read_language,
)
from stepward.usecases.leaflets import COMPARED

LONGEST, LONGEST_ELSEWHERE = 15, 20
JARGON = re.compile(
    r"mast cell|anaphyla|infusion rate|premedic|hypotens|urticaria|\bIV\b|protocol|hypersens", re.IGNORECASE
)
BANNED = re.compile(r"!|\bplease\b|\berror\b|\binvalid\b|not allergic\b", re.IGNORECASE)


def content(code: str = "en") -> bytes:
    return files("stepward.data").joinpath("leaflets", f"{code}.toml").read_bytes()


def sentences(code: str) -> list[str]:
    found = languages()[code]
    texts = [*found.words.values(), *(text for row in found.rows.values() for text in (row.title, row.left, row.right))]
    return [part for text in texts for part in re.split(r"(?<=[.?:])\s+", text)]


class TestLanguages:
    def test_ships_each_file_of_the_folder(self) -> None:
        room = files("stepward.data").joinpath("leaflets")

        assert sorted(item.name for item in room.iterdir() if item.name.endswith(".toml")) == sorted(
            f"{code}.toml" for code in CODES
        )
        assert list(languages()) == list(CODES)

    @pytest.mark.parametrize("code", CODES)
    def test_say_the_same_with_the_same_values(self, code: str) -> None:
        assert missing_words(languages()["en"], languages()[code]) == ()

    @pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
    def test_are_translated_and_not_copied(self, code: str) -> None:
        first, other = languages()["en"], languages()[code]
        same = {key for key, text in other.words.items() if text == first.words[key]}

        assert same <= {"name", "minutes"}, same
        assert not {key for key, row in other.rows.items() if row == first.rows[key]}

    @pytest.mark.parametrize("code", CODES)
    def test_nobody_is_said_to_have_checked_a_text_that_nobody_checked(self, code: str) -> None:
        assert not languages()[code].is_reviewed

    def test_tells_what_a_language_lacks(self) -> None:
        first = languages()["en"]
        other = read_language(
            content().replace(b"{steps} steps", b"{step} steps").replace(b"units =", b"unit ="), name="x"
        )

        assert missing_words(first, other) == ("happens_steps", "unit", "units")

    def test_compares_what_the_shipped_table_compares(self) -> None:
        known = {row.id: row.sources for row in comparison()}

        assert set(COMPARED) <= set(known)
        assert all(name in shipped.sources() for row in COMPARED for name in known[row])


class TestSentences:
    def test_are_short_in_english(self) -> None:
        long = [text for text in sentences("en") if len(text.split()) > LONGEST]

        assert not long

    @pytest.mark.parametrize("code", CODES)
    def test_are_short_in_each_language(self, code: str) -> None:
        assert not [text for text in sentences(code) if len(text.split()) > LONGEST_ELSEWHERE]

    def test_use_plain_words_and_promise_nothing(self) -> None:
        assert not [text for text in sentences("en") if JARGON.search(text) or BANNED.search(text)]

    def test_would_catch_jargon(self) -> None:
        assert JARGON.search("You may have hypotension.")
        assert BANNED.search("You are not allergic now.")


class TestReading:
    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (b"[language]", b"[langage]", "expected the tables"),
            (b'name = "English"', b"name = 3", "expected a text"),
            (b'group = ","', b'group = ", "', "one letter"),
            (b'decimal = "."', b"decimal = 1", "one letter"),
            (b"reviewed = false", b'reviewed = "no"', "reviewed"),
            (b'"November", "December"', b'"November"', "twelve months"),
            (b"{day} {month} {year}", b"{day} {month}", "a date of"),
            (b"{steps} steps", b"{steps steps", "happens_steps"),
            (b"[compare.aim]", b"[compare.aims]", "compare: expected"),
            (b'left = "For one treatment."', b"", "title, left and right"),
            (b"decimal", b"=", "no TOML"),
        ],
    )
    def test_refuses_what_is_not_of_the_form(self, old: bytes, new: bytes, said: str) -> None:
        with pytest.raises(UnreadableLeaflet, match=said):
            read_language(content().replace(old, new, 1), name="x.toml")

    def test_reads_names_in_braces(self) -> None:
        assert placeholders("at {time} on {day}") == {"time", "day"}
        assert tomllib.loads(content().decode())["language"]["code"] == "en"
