"""Syndromes as people write them, and which of them bar a drug for good."""

import pytest

from stepward.adapters.catalogue import shipped
from stepward.core.reactions.diagnoses import (
    ABSOLUTE,
    OTHERS,
    VARIANTS,
    Syndrome,
    find_syndrome,
    read_diagnosis,
)
from stepward.core.reactions.signs import key


class TestSyndromes:
    @pytest.mark.parametrize("syndrome", Syndrome)
    def test_have_a_source_on_file(self, syndrome: Syndrome) -> None:
        assert set(syndrome.source.split("; ")) <= set(shipped.sources())

    def test_are_absolute_or_not_and_never_both(self) -> None:
        assert set(ABSOLUTE) | set(OTHERS) == set(Syndrome)
        assert not set(ABSOLUTE) & set(OTHERS)
        assert {syndrome.value for syndrome in Syndrome if not syndrome.absolute} == {
            "fixed drug eruption",
            "aspirin-exacerbated respiratory disease",
            "cytokine release",
        }

    def test_have_names_of_their_own(self) -> None:
        keys = [key(text) for syndrome in Syndrome for text in {key(syndrome.value), *map(key, VARIANTS[syndrome])}]

        assert sorted(set(keys)) == sorted(keys)


class TestFindSyndrome:
    @pytest.mark.parametrize(
        ("syndrome", "text"), [(syndrome, text) for syndrome, texts in VARIANTS.items() for text in texts]
    )
    def test_finds_every_variant(self, syndrome: Syndrome, text: str) -> None:
        assert find_syndrome(text) is syndrome
        assert find_syndrome(text.lower().replace(" ", "  ")) is syndrome

    @pytest.mark.parametrize(
        ("text", "syndrome"),
        [
            ("SJS", Syndrome.SJS),
            ("Stevens–Johnson syndrome", Syndrome.SJS),
            ("haemolytic anaemia", Syndrome.HEMOLYTIC_ANEMIA),
            ("generalised", None),
            ("acute generalised exanthematous pustulosis", Syndrome.AGEP),
            ("anaphylaxis", None),
            ("", None),
            ("no SJS", None),
            ("S.J.S.", Syndrome.SJS),
            ("s j s", Syndrome.SJS),
            ("D.R.E.S.S.", Syndrome.DRESS),
            ("T.E.N.", Syndrome.TEN),
            ("ten", Syndrome.TEN),
            ("Liver failure", Syndrome.HEPATITIS),
            ("aplastic anaemia", Syndrome.CYTOPENIA),
        ],
    )
    def test_reads_spelling_and_leaves_the_rest_to_be_asked(self, text: str, syndrome: Syndrome | None) -> None:
        assert find_syndrome(text) is syndrome


class TestReadDiagnosis:
    @pytest.mark.parametrize(
        ("text", "syndromes", "doubtful"),
        [
            ("SJS/TEN overlap", (Syndrome.SJS, Syndrome.TEN), False),
            ("biopsy-proven DRESS syndrome", (Syndrome.DRESS,), False),
            ("bullous pemphigoid", (Syndrome.BULLOUS_PEMPHIGOID,), False),
            ("acute interstitial nephritis and hepatitis", (Syndrome.HEPATITIS, Syndrome.NEPHRITIS), False),
            ("DRESS unlikely", (Syndrome.DRESS,), True),
            ("AGEP?", (Syndrome.AGEP,), True),
            ("SJS was ruled out", (Syndrome.SJS,), True),
            ("ten", (Syndrome.TEN,), False),
            ("hives for ten minutes", (), False),
            ("overlap with TEN", (Syndrome.TEN,), False),
            ("anaphylaxis", (), False),
            ("", (), False),
        ],
    )
    def test_names_every_syndrome_and_doubt(
        self, text: str, syndromes: tuple[Syndrome, ...], *, doubtful: bool
    ) -> None:
        found = read_diagnosis(text)

        assert (found.syndromes, found.doubtful) == (syndromes, doubtful)

    def test_tells_the_absolute_ones(self) -> None:
        assert read_diagnosis("SJS after fixed drug eruption").absolute == (Syndrome.SJS,)
