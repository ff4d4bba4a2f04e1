"""What is said at once beside a name in the wizard: not known, left over, a class or several drugs."""

import pytest

from stepward.shells.web.screen.names import A_CLASS, LEFT_OVER, SENTENCES, SEVERAL, unknown_name


@pytest.mark.parametrize(
    ("text", "of_names", "said"),
    [
        ("carboplatin 10 mg/mL", "drug", None),
        ("penicillin", "drug", ("penicillin", A_CLASS)),
        ("penicillin", "reaction", ("penicillin", A_CLASS)),
        ("beta-blocker", "medicine", ("beta-blocker", A_CLASS)),
        ("carboplatin/paclitaxel", "drug", ("carboplatin/paclitaxel", SEVERAL)),
        ("lisinopril/HCTZ", "medicine", None),
        ("carboplatin nosuchdrug", "drug", ("nosuchdrug", LEFT_OVER)),
        ("nosuchdrug", "drug", ("nosuchdrug", SENTENCES["drug"])),
        ("nosuchdrug", "reaction", ("nosuchdrug", SENTENCES["reaction"])),
        ("PEG 3350", "reaction", None),
        ("Taxol 6 mg/mL concentrate", "product", None),
        ("own batch", "product", ("own batch", SENTENCES["product"])),
        ("", "drug", None),
        ("nosuchdrug", "", None),
    ],
)
def test_a_name_says_what_it_leaves_open(text: str, of_names: str, said: tuple[str, str] | None) -> None:
    found = unknown_name(text, of_names=of_names)

    assert (None if found is None else (found.text, found.sentence)) == said


def test_names_like_an_unknown_one_are_asked_about() -> None:
    found = unknown_name("paclitaxl", of_names="drug")

    assert found is not None
    assert "paclitaxel" in found.similar
