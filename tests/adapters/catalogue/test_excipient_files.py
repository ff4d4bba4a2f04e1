"""The list of excipients: each fact with a source on file, one matcher, and nothing read that is not clear."""

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.excipient_files import UnreadableExcipients, excipients, read_excipients
from stepward.core.substances import UnsoundSubstance


class TestShipped:
    def test_have_sources_on_file(self) -> None:
        listed = excipients()
        cited = {item.source for item in listed} | {item.related_source for item in listed if item.related}
        cited |= {content.source for product in listed.formulations for content in product.contents}
        cited |= {item.source for item in listed.replacements}

        assert cited <= set(shipped.sources())

    def test_ship_nothing_that_was_only_remembered(self) -> None:
        held = {(product.drug, name) for product in excipients().formulations for name in product.excipients}

        assert ("amiodarone", "polysorbate 80") not in held
        assert ("rituximab", "polysorbate 80") not in held
        assert ("lorazepam", "propylene glycol") not in held

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("PEG 3350", "macrogol"),
            ("Polyethylene Glycol", "macrogol"),
            ("Tween 80", "polysorbate 80"),
            ("Cremophor EL", "polyoxyl 35 castor oil"),
            ("sodium metabisulfite", "sulfite"),
            ("polysorbate 20", None),
        ],
    )
    def test_find_an_excipient_by_any_name(self, text: str, found: str | None) -> None:
        item = excipients().find(text)

        assert (item.name if item else None) == found

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("PEG allergy since 2019", ["macrogol"]),
            ("allergy to Tween 80 and benzyl alcohol", ["polysorbate 80", "benzyl alcohol"]),
            ("pegfilgrastim was tolerated", []),
        ],
    )
    def test_find_excipients_in_a_sentence_by_whole_words(self, text: str, found: list[str]) -> None:
        assert [item.name for item in excipients().named_in(text)] == found

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("paclitaxel", "paclitaxel"),
            ("Taxol", "paclitaxel"),
            ("Abraxane", "nab-paclitaxel"),
            ("docetaxel 20 mg/mL", "docetaxel"),
            ("methylprednisolone acetate", "methylprednisolone-acetate"),
            ("methylprednisolone", None),
            ("carboplatin", None),
        ],
    )
    def test_find_a_product_only_by_a_name_that_means_it(self, text: str, found: str | None) -> None:
        product = excipients().product(text)

        assert (product.id if product else None) == found

    def test_relate_macrogol_and_polysorbate_both_ways(self) -> None:
        listed = excipients()
        peg, tween = listed.find("PEG"), listed.find("polysorbate 80")

        assert peg is not None
        assert tween is not None
        assert listed.related(peg) == (tween,)
        assert listed.related(tween) == (peg,)


ONE = b'[excipients.a]\nsource = "S"\nsynonyms = ["b"]\n'
PRODUCT = b'[products.p]\ntitle = "p"\ndrug = "d"\nnames = []\n'


class TestReading:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            (b"[a", "no TOML"),
            (b"[other.a]\n", "unknown table 'other'"),
            (b'[excipients.a]\nsynonyms = ["b"]\n', "expected source"),
            (b'[excipients.a]\nsource = ""\n', "not empty"),
            (b'[excipients.a]\nsource = "S"\nculprit = "no"\n', "true or false"),
            (b'[excipients.a]\nsource = "S"\nsynonyms = [1]\n', "list of texts"),
            (b'[excipients.a]\nsource = "S"\nrelated = ["a"]\n', "go together"),
            (ONE + PRODUCT + b"contents = []\n", "at least one"),
            (ONE + PRODUCT + b'contents = [{ excipient = "c", source = "S" }]\n', "'c' is not on the list"),
            (ONE + PRODUCT + b'contents = [{ excipient = "a" }]\n', "expected excipient, source"),
            (ONE + b'[[replacements]]\ndrug = "d"\nwithout = "a"\nwords = "w"\n', "replacement 1: expected"),
        ],
    )
    def test_refuses_what_is_not_of_the_form(self, text: bytes, reason: str) -> None:
        with pytest.raises(UnreadableExcipients, match=reason):
            read_excipients(text, name="own.toml")

    @pytest.mark.parametrize(
        "text",
        [
            ONE + b'[excipients.c]\nsource = "S"\nsynonyms = ["B"]\n',
            ONE + PRODUCT + b'contents = [{ excipient = "a", source = "S" }]\n'
            b'[products.q]\ntitle = "P"\ndrug = "e"\nnames = []\ncontents = [{ excipient = "a", source = "S" }]\n',
            ONE + b'[[replacements]]\ndrug = "d"\nwithout = "c"\nwords = "w"\nsource = "S"\n',
            b'[excipients.a]\nsource = "S"\nrelated = ["z"]\nrelated_source = "S"\n',
        ],
    )
    def test_refuses_names_of_two_meanings_or_of_none(self, text: bytes) -> None:
        with pytest.raises(UnsoundSubstance):
            read_excipients(text, name="own.toml")
