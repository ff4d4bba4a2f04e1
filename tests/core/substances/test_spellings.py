"""Names as people write them are found, and a small bug in the matcher is noticed by a spelling."""

import sys
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.adapters.catalogue import substance_files
from stepward.adapters.catalogue.substance_files import substances
from stepward.core.substances import Found, Substance, Unknown
from tests.core.substances.spellings import SPELLINGS, Spelling

LIST = substances()
NAMES = sorted(name for item in LIST for name in (item.name, *item.synonyms, *item.brands))
AROUND = (
    "{} 50 mg",
    "{} 10 mg/mL concentrate for infusion",
    "{} 500 mg capsules",
    "IV {} infusion",
    "{} hydrochloride",
    "{}, 20 mg daily",
    "{} 1 g in 100 mL saline",
    "{} 75 mg/m2 every 21 days",
    "{} 1,000 units/vial",
    "{}®",
    "{} (brand)",
)
PACKAGE = "stepward.core.substances"
BUGS = (
    ("matching", "what is left is dropped", "rest = telling(around)", "rest = ()"),
    ("matching", "a denied name is found", "if not hits or DENIES.intersection(rest):", "if not hits:"),
    ("matching", "two drugs are one product", "in self._products:", "not in self._products:"),
    ("matching", "two drugs are one", "return SEVERAL if", "return hits[0].by if"),
    ("matching", "a class stays beside its member", "and not set(hit.members) & set(ingredients)", ""),
    ("matching", "one drug on the spot is all", "alone and bool(parts) and all(", "bool(parts) and any("),
    ("writing", "the shortest name is found", "range(min(most, len(said) - index) + index, index, -1)",
     "range(index + 1, min(most, len(said) - index) + index + 1)"),
    ("writing", "a strength is a name", "words(without_strength(text))", "words(text)"),
    ("writing", "a form is a name", "known = SALTS | FORMS | LOCAL | PLAIN", "known = SALTS | LOCAL | PLAIN"),
    ("writing", "a salt is a name", "known = SALTS | FORMS | LOCAL | PLAIN", "known = FORMS | LOCAL | PLAIN"),
    ("writing", "a use is a name", "known = SALTS | FORMS | LOCAL | PLAIN", "known = SALTS | FORMS | LOCAL"),
    ("writing", "a hyphen joins", r"&;:.\-]+", r"&;:.]+"),
)  # fmt: skip


def reading(found: Any) -> Spelling:
    """Say what was found, as a row says what must be found."""
    ingredients = getattr(found, "names", None)
    return Spelling(
        written=found.written,
        names=None if ingredients is None else frozenset(ingredients),
        classes=getattr(found, "named_ids", frozenset()),
        rest=getattr(found, "rest", ()),
        is_several=getattr(found, "is_several", False),
        is_local=getattr(found, "is_local", False),
    )


@pytest.mark.parametrize("one", SPELLINGS, ids=lambda one: one.written)
def test_a_name_is_found_as_people_write_it(one: Spelling) -> None:
    assert reading(LIST.find(one.written)) == one


def test_there_are_many_spellings_each_once() -> None:
    assert len({one.written for one in SPELLINGS}) == len(SPELLINGS) >= 60


@given(st.sampled_from(NAMES), st.sampled_from(AROUND))
def test_strength_form_and_salt_never_hide_a_name(name: str, around: str) -> None:
    found, alone = LIST.find(around.format(name)), LIST.find(name)

    assert isinstance(found, Found)
    assert isinstance(alone, Found)
    assert (found.names, found.rest) == (alone.names, ())


@given(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(("/", " + ", ", ", " and ", " with ", " or ")))
def test_two_names_are_both_found(one: str, other: str, joint: str) -> None:
    found = LIST.find(f"{one}{joint}{other}")

    assert isinstance(found, Found)
    assert set(_of(one)) | set(_of(other)) <= set(found.names)


@given(st.sampled_from(NAMES), st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=9, max_size=12))
def test_an_unknown_word_is_kept_and_may_be_any_drug(name: str, word: str) -> None:
    found = LIST.find(f"{name} {word}")

    assert isinstance(found, Found)
    assert found.rest == (word,)
    assert LIST.related("carboplatin", f"{name} {word}").relation.name in {"SAME", "CROSS_REACTIVE", "POSSIBLY_SAME"}


def _of(name: str) -> tuple[str, ...]:
    found = LIST.find(name)
    assert isinstance(found, Found)
    return found.names


def _with_bug(module: str, text: str, instead: str, patch: pytest.MonkeyPatch) -> Any:
    """Compile the module with the bug, and the matcher on top of it, and read the list with them."""
    for name in dict.fromkeys((module, "matching")):
        path = f"{PACKAGE}.{name}"
        source = Path(str(import_module(path).__file__)).read_text(encoding="utf-8")
        if name == module:
            assert source.count(text) == 1
            source = source.replace(text, instead)
        made = ModuleType(path)
        patch.setitem(sys.modules, path, made)
        exec(compile(source, f"<{path}>", "exec"), made.__dict__)  # noqa: S102 # own code
    patch.setattr(substance_files, "Substances", sys.modules[f"{PACKAGE}.matching"].Substances)
    content = files("stepward.data").joinpath("substances.toml").read_bytes()
    return substance_files.read_substances(content, name="substances.toml")


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug[1])
def test_a_spelling_notices_the_bug(bug: tuple[str, str, str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    module, _, text, instead = bug
    seeded = _with_bug(module, text, instead, monkeypatch)

    assert any(reading(seeded.find(one.written)) != one for one in SPELLINGS)


def test_a_class_stands_for_what_all_its_members_share() -> None:
    found = LIST.find("penicillin")

    assert isinstance(found, Found)
    assert found.classes == {"penicillin", "beta-lactam"}
    assert "side-chain-aminopenicillin" in found.possible_classes
    assert all(isinstance(item, Substance) for group in found.members for item in group)


def test_an_unknown_name_is_said_to_be_like_others() -> None:
    found = LIST.find("paclitaxl 100 mg")

    assert isinstance(found, Unknown)
    assert "paclitaxel" in found.similar
