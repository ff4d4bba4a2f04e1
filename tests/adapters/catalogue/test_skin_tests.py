"""Skin-test concentrations: as printed, each with a source on file, and nothing read that is not clear."""

from fractions import Fraction

import pytest

from stepward.adapters.catalogue import shipped
from stepward.adapters.catalogue.skin_tests import Concentration, UnreadableSkinTest, read_skin_tests, skin_tests


class TestShippedSkinTests:
    def test_have_a_source_on_file(self) -> None:
        assert {item.source for item in skin_tests().values()} <= set(shipped.sources())

    def test_never_prick_weaker_than_they_inject(self) -> None:
        both = [(item.prick, item.intradermal) for item in skin_tests().values() if item.prick and item.intradermal]

        assert len(both) == 16
        assert all(prick.value >= inside.value and prick.unit == inside.unit for prick, inside in both)

    def test_are_as_printed(self) -> None:
        carboplatin = skin_tests()["carboplatin-dgaki"]

        assert carboplatin.prick == Concentration(text="10 mg/mL", value=Fraction(10), unit="mg/mL")
        assert carboplatin.intradermal == Concentration(text="1 mg/mL", value=Fraction(1), unit="mg/mL")

    def test_keep_what_a_source_leaves_out_unknown(self) -> None:
        assert skin_tests()["carboplatin-markman"].prick is None

    def test_write_dilutions_as_shares(self) -> None:
        heparin = skin_tests()["heparin-dgaki"]

        assert heparin.intradermal == Concentration(text="1:10", value=Fraction(1, 10), unit="undiluted")


class TestReading:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            (b"[a", "no TOML"),
            (b"\xff", "no TOML"),
            (b"a = 1", "expected drug, source"),
            (b'[a]\ndrug = "x"\nprick = "1 mg/mL"', "expected drug, source"),
            (b'[a]\ndrug = "x"\nsource = "S"\nprik = "1 mg/mL"', "expected drug, source"),
            (b'[a]\ndrug = "x"\nsource = "S"\nprick = 1', "expected texts"),
            (b'[a]\ndrug = "x"\nsource = " "\nprick = "1 mg/mL"', "none of them empty"),
            (b'[a]\ndrug = "x"\nsource = "S"', "expected a prick or an intradermal"),
            (b'[a]\ndrug = "x"\nsource = "S"\nprick = "1 mg"', "prick '1 mg': expected a number and a unit"),
            (b'[a]\ndrug = "x"\nsource = "S"\nprick = "1:0"', "expected a number and a unit"),
            (b'[a]\ndrug = "x"\nsource = "S"\nprick = "1,5 mg/mL"', "not a plain number"),
            (b'[a]\ndrug = "x"\nsource = "S"\nintradermal = "0 mg/mL"', "intradermal '0 mg/mL': expected more than 0"),
        ],
    )
    def test_refuses_what_it_cannot_read(self, text: bytes, reason: str) -> None:
        with pytest.raises(UnreadableSkinTest, match=reason):
            read_skin_tests(text, name="unit.toml")
