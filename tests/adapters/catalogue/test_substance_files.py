"""The list of substances that ships: every drug of a protocol is on it, and no entry is without a source."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.substance_files import UnreadableSubstances, read_substances, substances
from stepward.core.substances import Found, Relation, Unknown, UnsoundSubstance

DATA = files("stepward.data")
LIST = substances()
RAW = tomllib.loads(DATA.joinpath("substances.toml").read_text(encoding="utf-8"))
FEWEST = 180


def drugs() -> Iterator[str]:
    """Name every drug of the protocols, drug entries and products; "any vaccine" is no name of a drug."""
    for path in DATA.joinpath("protocols").iterdir():
        yield from tomllib.loads(path.read_text(encoding="utf-8")).get("drugs", [])
    yield from tomllib.loads(DATA.joinpath("drugs.toml").read_text(encoding="utf-8"))
    for product in tomllib.loads(DATA.joinpath("products.toml").read_text(encoding="utf-8")).values():
        yield product["drug"]


def found(text: str) -> Found:
    answer = LIST.find(text)
    assert isinstance(answer, Found), text
    return answer


def test_holds_the_drugs_that_matter() -> None:
    assert len(LIST) >= FEWEST


@pytest.mark.parametrize("drug", sorted({drug for drug in drugs() if not drug.startswith("any ")}))
def test_knows_every_drug_of_a_protocol_or_product(drug: str) -> None:
    assert found(drug).names


@pytest.mark.parametrize("table", ["classes", "substances", "combinations"])
def test_every_entry_has_a_source_on_file(table: str) -> None:
    assert {entry["source"] for entry in RAW[table].values()} <= set(shipped.sources())


def test_every_class_has_members_and_every_cross_reaction_two() -> None:
    for class_id, entry in RAW["classes"].items():
        members = [item for item in LIST if class_id in item.classes]
        assert len(members) >= (2 if entry.get("cross_reactive") else 1), class_id


def test_the_head_of_the_file_names_every_class() -> None:
    head = DATA.joinpath("substances.toml").read_text(encoding="utf-8").partition("\n[")[0]
    assert [class_id for class_id in RAW["classes"] if class_id not in head] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Paraplatin", {"carboplatin"}),
        ("Eloxatin 5 mg/mL", {"oxaliplatin"}),
        ("Abraxane", {"paclitaxel"}),
        ("metoprolol succinate ER", {"metoprolol"}),
        ("Toprol-XL 50 mg", {"metoprolol"}),
        ("amoxicillin trihydrate", {"amoxicillin"}),
        ("Augmentin", {"amoxicillin", "clavulanic acid"}),
        ("Zosyn", {"piperacillin", "tazobactam"}),
        ("piperacillin/tazobactam 4.5 g", {"piperacillin", "tazobactam"}),
        ("TMP-SMX", {"trimethoprim", "sulfamethoxazole"}),
        ("trimethoprim and sulfamethoxazole", {"trimethoprim", "sulfamethoxazole"}),
        ("penicillin V potassium", {"phenoxymethylpenicillin"}),
        ("penicillin G benzathine", {"benzylpenicillin"}),
        ("ASA", {"aspirin"}),
        ("rifampin", {"rifampicin"}),
        ("lisinopril/HCTZ", {"lisinopril", "hydrochlorothiazide"}),
        ("hydroxyzine hydrochloride", {"hydroxyzine"}),
    ],
)
def test_finds_salts_brands_and_combinations(text: str, names: set[str]) -> None:
    assert set(found(text).names) == names


@pytest.mark.parametrize(
    ("text", "class_id", "is_local"),
    [
        ("Timoptic", "beta-blocker", True),
        ("Cosopt", "beta-blocker", True),
        ("timolol 0.5 % eye drops", "beta-blocker", True),
        ("timolol maleate", "beta-blocker", False),
        ("Blocadren", "beta-blocker", False),
        ("Pulmicort", "steroid", True),
        ("budesonide inhaler", "steroid", True),
        ("prednisone", "steroid", False),
    ],
)
def test_tells_what_acts_on_the_spot(text: str, class_id: str, *, is_local: bool) -> None:
    answer = found(text)
    assert class_id in answer.classes
    assert answer.is_local is is_local


@pytest.mark.parametrize(
    ("drug", "other", "relation"),
    [
        ("carboplatin", "oxaliplatin", Relation.CROSS_REACTIVE),
        ("paclitaxel", "docetaxel", Relation.CROSS_REACTIVE),
        ("ampicillin", "Augmentin", Relation.CROSS_REACTIVE),
        ("ceftazidime", "aztreonam", Relation.CROSS_REACTIVE),
        ("cefazolin", "amoxicillin", Relation.KIN),
        ("ceftazidime", "ceftriaxone", Relation.KIN),
        ("carbamazepine", "phenytoin", Relation.CROSS_REACTIVE),
        ("aspirin", "ibuprofen", Relation.CROSS_REACTIVE),
        ("aspirin", "celecoxib", Relation.KIN),
        ("Bactrim", "sulfasalazine", Relation.CROSS_REACTIVE),
        ("sulfamethoxazole", "furosemide", Relation.OTHER),
        ("metoprolol", "timolol", Relation.KIN),
        ("cefadroxil", "amoxicillin", Relation.CROSS_REACTIVE),
        ("pegaspargase", "asparaginase", Relation.CROSS_REACTIVE),
        ("calaspargase pegol", "pegaspargase", Relation.KIN),
        ("cabazitaxel", "docetaxel", Relation.KIN),
        ("levofloxacin", "ciprofloxacin", Relation.CROSS_REACTIVE),
        ("vancomycin", "teicoplanin", Relation.CROSS_REACTIVE),
        ("amoxicillin", "penicillin", Relation.CROSS_REACTIVE),
        ("cefazolin", "penicillin", Relation.KIN),
        ("cefazolin", "cephalosporin", Relation.POSSIBLY_SAME),
        ("aspirin", "NSAIDs", Relation.POSSIBLY_SAME),
        ("sulfasalazine", "sulfa", Relation.CROSS_REACTIVE),
        ("carboplatin", "sulfa", Relation.OTHER),
        ("carboplatin", "trimethoprim/nosuchdrug", Relation.POSSIBLY_SAME),
        ("paclitaxel", "carboplatin/paclitaxel", Relation.SAME),
        ("rituximab", "infliximab", Relation.OTHER),
    ],
)
def test_relates_drugs_by_a_class_and_asks_where_no_source_says_more(drug: str, other: str, relation: Relation) -> None:
    assert LIST.related(drug, other).relation is relation
    assert LIST.related(other, drug).relation is relation


def test_an_unknown_name_is_asked_about() -> None:
    answer = LIST.find("metroprolol")
    assert isinstance(answer, Unknown)
    assert "metoprolol" in answer.similar


@pytest.mark.parametrize(
    "content",
    [
        "no toml [",
        "[drugs.x]\nsource = 'A'",
        "[substances.x]\nbrands = ['y']",
        "[substances.x]\nsource = ''",
        "[substances.x]\nsource = 'A'\nlocal_brands = 'y'",
        "[classes.x]\ntitle = 'X'\nsource = 'A'\ncross_reactive = 1",
    ],
)
def test_refuses_a_list_that_is_not_of_the_format(content: str) -> None:
    with pytest.raises(UnreadableSubstances):
        read_substances(content.encode(), name="list.toml")


def test_refuses_a_name_that_means_two_things() -> None:
    content = b"[substances.x]\nsource = 'A'\nlocal_brands = ['Z']\n[substances.y]\nsource = 'A'\nbrands = ['Z']"
    with pytest.raises(UnsoundSubstance):
        read_substances(content, name="list.toml")
