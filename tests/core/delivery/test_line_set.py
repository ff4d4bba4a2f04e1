from fractions import Fraction

import pytest

from stepward.core.delivery.line_set import LineSet, Part, PartKind, UnsoundLineSet
from stepward.core.quantities import Volume

TUBE = Part(kind=PartKind.TUBE, name="Tube", volume=Volume(Fraction(15)), source="A")
FILTER = Part(kind=PartKind.FILTER, name="Filter", volume=Volume(Fraction("0.8")), source="B")
CATHETER = Part(kind=PartKind.CATHETER, name="Catheter", missing="not measured")


class TestLineSet:
    def test_adds_its_parts(self) -> None:
        line_set = LineSet(id="a", title="A", parts=(TUBE, FILTER))

        assert line_set.common == Volume(Fraction("15.8"))
        assert line_set.sources == ("A", "B")
        assert line_set.missing == ()

    def test_is_unknown_where_one_part_is(self) -> None:
        line_set = LineSet(id="a", title="A", parts=(TUBE, CATHETER))

        assert line_set.common is None
        assert line_set.missing == ("Catheter: not measured",)

    def test_counts_no_branch_as_common(self) -> None:
        known = LineSet(id="a", title="A", parts=(TUBE,), branch=FILTER)
        unknown = LineSet(id="a", title="A", parts=(TUBE,), branch=CATHETER)

        assert known.common == unknown.common == TUBE.volume
        assert known.sources == ("A", "B")
        assert unknown.missing == ("Catheter: not measured",)

    def test_has_parts(self) -> None:
        with pytest.raises(UnsoundLineSet, match="at least one part"):
            LineSet(id="a", title="A", parts=())


class TestPart:
    @pytest.mark.parametrize(
        ("volume", "source", "missing"),
        [("15", "", ""), ("15", "A", "not measured"), (None, "A", ""), (None, "", ""), (None, "A", "not measured")],
    )
    def test_is_known_with_a_source_or_says_what_is_missing(
        self, volume: str | None, source: str, missing: str
    ) -> None:  # fmt: skip
        with pytest.raises(UnsoundLineSet, match="with its source, or what is missing"):
            Part(
                kind=PartKind.TUBE,
                name="Tube",
                volume=None if volume is None else Volume(Fraction(volume)),
                source=source,
                missing=missing,
            )

    def test_has_a_name_and_room_inside(self) -> None:
        with pytest.raises(UnsoundLineSet, match="expected a name"):
            Part(kind=PartKind.TUBE, name=" ", missing="x")
        with pytest.raises(UnsoundLineSet, match="more than 0 mL"):
            Part(kind=PartKind.TUBE, name="Tube", volume=Volume(Fraction(0)), source="A")
