import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepward.adapters.catalogue.substance_files import substances
from stepward.core.substances import (
    Combination,
    DrugClass,
    Found,
    Relation,
    Substance,
    Substances,
    Unknown,
    UnsoundSubstance,
)

BETA = DrugClass(id="beta-blocker", title="Beta-blocker", source="A")
PLATIN = DrugClass(id="platinum", title="Platinum compounds", source="B", is_cross_reactive=True)
LIST = Substances(
    [
        Substance(name="metoprolol", source="A", brands=("Lopressor",), classes=("beta-blocker",)),
        Substance(name="timolol", source="A", classes=("beta-blocker",)),
        Substance(name="hydrochlorothiazide", source="A", synonyms=("HCTZ",)),
        Substance(name="carboplatin", source="B", classes=("platinum",)),
        Substance(name="cisplatin", source="B", classes=("platinum",)),
        Substance(name="sulfamethoxazole", source="C"),
        Substance(name="trimethoprim", source="C"),
    ],
    [
        Combination(
            name="co-trimoxazole", ingredients=("sulfamethoxazole", "trimethoprim"), source="C", brands=("Bactrim",)
        )
    ],
    [BETA, PLATIN],
)


def names(text: str) -> tuple[str, ...]:
    found = LIST.find(text)
    return found.names if isinstance(found, Found) else ()


@pytest.mark.parametrize(
    "text",
    ["metoprolol", "METOPROLOL", " Metoprolol  succinate ", "metoprolol tartrate 50 mg tablets", "Lopressor®",
     "lopressor 100 mg", "metoprolol succinate ER 47.5 mg"],
)  # fmt: skip
def test_salt_brand_form_and_strength_lead_to_the_ingredient(text: str) -> None:
    assert names(text) == ("metoprolol",)


@pytest.mark.parametrize(
    "text", ["Bactrim", "co-trimoxazole", "sulfamethoxazole/trimethoprim", "trimethoprim + sulfamethoxazole"]
)
def test_a_combination_is_all_of_its_ingredients(text: str) -> None:
    assert set(names(text)) == {"sulfamethoxazole", "trimethoprim"}


def test_what_is_unknown_beside_a_name_is_kept_and_never_guessed() -> None:
    found = LIST.find("trimethoprim/nosuchdrug")
    assert isinstance(found, Found)
    assert (found.names, found.rest) == (("trimethoprim",), ("nosuchdrug",))
    assert LIST.related("carboplatin", "trimethoprim/nosuchdrug").relation is Relation.POSSIBLY_SAME


def test_an_unknown_name_is_asked_about_and_never_taken_for_a_similar_one() -> None:
    found = LIST.find("metoprolo")
    assert isinstance(found, Unknown)
    assert found.similar == ("metoprolol",)


def test_eye_drops_are_found_and_said_to_be_local() -> None:
    found = LIST.find("timolol eye drops")
    assert isinstance(found, Found)
    assert found.is_local
    assert found.classes == {"beta-blocker"}


@pytest.mark.parametrize(
    ("other", "relation"),
    [
        ("carboplatin", Relation.SAME),
        ("Carboplatin injection 10 mg/mL", Relation.SAME),
        ("cisplatin", Relation.CROSS_REACTIVE),
        ("metoprolol", Relation.OTHER),
        ("that chemo", Relation.POSSIBLY_SAME),
        ("", Relation.POSSIBLY_SAME),
    ],
)
def test_relation_of_a_reaction_to_the_drug(other: str, relation: Relation) -> None:
    assert LIST.related("carboplatin", other).relation is relation


def test_a_shared_class_that_is_not_cross_reactive_makes_kin() -> None:
    assert LIST.related("timolol", "metoprolol").relation is Relation.KIN


def test_the_class_that_relates_two_drugs_is_named_with_its_source() -> None:
    by = LIST.related("carboplatin", "cisplatin").by
    assert by is not None
    assert (by.id, by.source) == ("platinum", "B")


def test_two_unknown_names_that_are_equal_are_the_same() -> None:
    assert LIST.related("newdrugumab", "Newdrugumab infusion").relation is Relation.SAME


def test_one_name_means_one_thing() -> None:
    with pytest.raises(UnsoundSubstance, match="one name, one meaning"):
        Substances([Substance(name="a", source="A", brands=("x",)), Substance(name="b", source="A", brands=("X",))])


@pytest.mark.parametrize(
    ("substances", "combinations"),
    [
        ([Substance(name="a", source="A", classes=("nowhere",))], []),
        ([Substance(name="a", source="A")], [Combination(name="ab", ingredients=("a", "b"), source="A")]),
    ],
)
def test_what_is_named_must_be_on_the_list(substances: list[Substance], combinations: list[Combination]) -> None:
    with pytest.raises(UnsoundSubstance, match="not on the list"):
        Substances(substances, combinations)


@given(st.text(max_size=60))
def test_any_text_is_found_or_unknown_and_relates_to_itself(text: str) -> None:
    assert LIST.find(text).written == text
    assert LIST.related(text, text).relation is Relation.SAME


@pytest.mark.parametrize(
    ("drug", "other"),
    [("doxorubicin", "Doxil"), ("trastuzumab", "Kadcyla"), ("Herceptin", "ado-trastuzumab emtansine")],
)
def test_another_form_of_a_drug_is_the_same_drug(drug: str, other: str) -> None:
    assert substances().related(drug, other).relation is Relation.SAME


@pytest.mark.parametrize(
    ("name", "is_local"),
    [
        ("timolol eye drops", True),
        ("timolol eye drops and hydrocortisone cream", True),
        ("metoprolol and timolol eye drops", False),
        ("propranolol and hydrocortisone cream", False),
        ("propranolol oral drops", False),
    ],
)
def test_a_drug_on_the_spot_says_so_of_each_part(name: str, *, is_local: bool) -> None:
    found = substances().find(name)

    assert isinstance(found, Found)
    assert found.is_local is is_local
