"""One list of signs: every way of writing one is found, and a word that is not in it is asked about."""

import pytest

from stepward.core.reactions.signs import (
    ASKS,
    BLOCKS_ALONE,
    ORGANS,
    VARIANTS,
    Organ,
    Sign,
    asking,
    blocking,
    find_sign,
    key,
    read_signs,
)

CONTRACT = """
    hives, flushing, itch, angioedema, rhinitis, cough, wheeze, dyspnoea, stridor, throat tightness, voice change,
    chest tightness, desaturation, vomiting, nausea, abdominal pain, diarrhoea, hypotension, syncope, confusion,
    collapse, cardiac arrest, fever, chills, rigors, back pain, myalgia, blisters, skin detachment, mucosal erosions,
    target lesions, pustules, facial oedema with eosinophilia, lymphadenopathy, delayed exanthem, joint pain,
    jaundice, haematuria, cytopenia, vasculitis
"""


class TestSigns:
    def test_are_those_of_the_contract_and_no_other(self) -> None:
        words = CONTRACT.split(",")

        assert {find_sign(word) for word in words} == set(Sign)
        assert len(words) == len(Sign)

    @pytest.mark.parametrize("sign", Sign)
    def test_belong_to_one_organ_each(self, sign: Sign) -> None:
        assert [organ for organ, signs in ORGANS.items() if sign in signs] == [sign.organ]

    def test_name_every_organ(self) -> None:
        assert set(ORGANS) == set(Organ)


class TestFindSign:
    @pytest.mark.parametrize(("sign", "text"), [(sign, text) for sign, texts in VARIANTS.items() for text in texts])
    def test_finds_every_variant(self, sign: Sign, text: str) -> None:
        assert find_sign(text) is sign
        assert find_sign(f"  {text.upper().replace(' ', '-')} ") is sign

    def test_keeps_one_sign_to_one_word(self) -> None:
        keys = [key(text) for sign in Sign for text in (sign.value, *VARIANTS[sign])]

        assert sorted(set(keys)) == sorted(keys)

    @pytest.mark.parametrize(
        ("text", "sign"),
        [
            ("Dyspnœa", Sign.DYSPNEA),
            ("angio-oedema", Sign.ANGIOEDEMA),
            ("angiooedema", Sign.ANGIOEDEMA),
            ("Quincke’s oedema", Sign.ANGIOEDEMA),
            ("rhinorrhoea", Sign.RHINITIS),
            ("hypoxaemia", Sign.DESATURATION),
            ("generalised urticaria", Sign.HIVES),
            ("hive", Sign.HIVES),
            ("chill", Sign.CHILLS),
            ("rigor", Sign.RIGORS),
            ("target_lesion", Sign.TARGET_LESIONS),
            ("mucosal erosion", Sign.MUCOSAL_EROSIONS),
            ("Arthralgias", Sign.JOINT_PAIN),
        ],
    )
    def test_reads_spelling_and_number(self, text: str, sign: Sign | None) -> None:
        assert find_sign(text) is sign

    @pytest.mark.parametrize("text", ["", " ", "rash", "no hives", "hives?!x", "anaphylaxis", "dizziness", "swelling"])
    def test_leaves_what_it_cannot_tell_to_be_asked(self, text: str) -> None:
        assert find_sign(text) is None


class TestReadSigns:
    def test_keeps_what_must_be_asked(self) -> None:
        assert read_signs(["rash", "itching", "Urticaria", "hives", "rash"]) == ((Sign.HIVES, Sign.ITCH), ("rash",))

    def test_reads_none_as_none(self) -> None:
        assert read_signs([]) == ((), ())


class TestBlocking:
    @pytest.mark.parametrize("sign", Sign)
    def test_is_by_single_signs(self, sign: Sign) -> None:
        assert blocking((sign,)) == ((sign,) if sign in BLOCKS_ALONE else ())

    def test_holds_the_six_of_the_contract(self) -> None:
        names = {sign.value for sign in BLOCKS_ALONE}

        assert names == {
            "blisters",
            "skin detachment",
            "mucosal erosions",
            "target lesions",
            "pustules",
            "facial edema with eosinophilia",
        }


class TestAsking:
    @pytest.mark.parametrize("sign", Sign)
    def test_is_by_single_signs_but_for_joint_pain(self, sign: Sign) -> None:
        assert asking((sign,)) == ((sign,) if sign in ASKS else ())

    def test_takes_joint_pain_with_fever(self) -> None:
        assert asking((Sign.JOINT_PAIN, Sign.FEVER)) == (Sign.FEVER, Sign.JOINT_PAIN)

    @pytest.mark.parametrize(("fever", "expected"), [(True, (Sign.JOINT_PAIN,)), (False, ()), (None, ())])
    def test_takes_joint_pain_with_a_measured_fever(self, *, fever: bool | None, expected: tuple[Sign, ...]) -> None:
        assert asking((Sign.JOINT_PAIN, Sign.HIVES), fever=fever) == expected

    def test_never_blocks_what_only_asks(self) -> None:
        assert not ASKS & BLOCKS_ALONE
