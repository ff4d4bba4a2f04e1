"""The library of line sets: each volume with a source, nothing guessed."""

from fractions import Fraction

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.line_sets import (
    UnknownLineSet,
    UnreadableLineSet,
    line_set,
    line_sets,
    read_line_sets,
)
from stepward.core.quantities import Volume


class TestShippedLineSets:
    def test_have_a_known_source_or_say_what_is_missing(self) -> None:
        for item in line_sets().values():
            assert set(item.sources) <= set(shipped.sources())
            assert (item.common is None) is any(part.volume is None for part in item.parts)
            assert bool(item.missing) is (item.common is None)

    def test_ship_no_volume_that_was_never_read(self) -> None:
        assert line_set("low-volume-extension").common is None
        assert min(item.common.value for item in line_sets().values() if item.common) == Fraction("8.8")

    def test_are_read_of_parts_too(self) -> None:
        with_branch, unknown = line_set("primary-22-ml-secondary-branches"), line_set("primary-15-ml-filter-catheter")

        assert with_branch.common == Volume(Fraction(22))
        assert with_branch.branch is not None
        assert with_branch.branch.volume == Volume(Fraction("8.8"))
        assert [part.kind.value for part in unknown.parts] == ["tube", "filter", "catheter"]
        assert unknown.common is None

    def test_are_found_by_id(self) -> None:
        assert line_set("primary-15-ml").common == Volume(Fraction(15))

    def test_refuse_an_unknown_id_and_list_the_known(self) -> None:
        with pytest.raises(UnknownLineSet, match="secondary-set"):
            line_set("none")


class TestReading:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            (b"[a", "no TOML"),
            (b"\xff", "no TOML"),
            (b"a = 1", "expected either"),
            (b'[a]\ntitle = "x"', "expected either"),
            (b'[a]\ntitle = "x"\nmissing = ""', "none of them empty"),
            (b'[a]\ntitle = "x"\nvolume = "2 mg"\nsource = "S"\nbasis = "b"', "volume: '2 mg'"),
            (b'[a]\ntitle = "x"\nvolume = "0 mL"\nsource = "S"\nbasis = "b"', "more than 0 mL"),
            (b'[a]\ntitle = "x"\nparts = []', "expected title, parts"),
            (b'[a]\ntitle = "x"\nparts = [1]', "part 1: expected kind"),
            (b'[a]\ntitle = " "\nparts = [1]', "none of them empty"),
            (b'[a]\ntitle = "x"\nparts = [{ kind = "hose", name = "y", missing = "z" }]', "kind 'hose'"),
            (b'[a]\ntitle = "x"\nparts = [{ kind = "tube", name = "", missing = "z" }]', "none of them empty"),
            (b'[a]\ntitle = "x"\nvolume = 2\nsource = "S"\nbasis = "b"', "expected texts"),
        ],
    )
    def test_refuses_what_it_cannot_read(self, text: bytes, reason: str) -> None:
        with pytest.raises(UnreadableLineSet, match=reason):
            read_line_sets(text, name="unit.toml")
