from dataclasses import replace

import pytest

from stepward.core.treatment import Act, Remedy
from stepward.usecases.setting_up import NO_EPINEPHRINE, Held, Part, Signed, UnitState, missing_to_start
from tests.core.treatment.cards import card, medicine

ROLES = ("allergist", "pharmacist", "technician", "nurse", "charge nurse", "administrator")
PEOPLE = tuple(Held(id=str(n), name=f"P{n}", roles=frozenset({role})) for n, role in enumerate(ROLES))
CARD = card(replace(medicine("0.3 mg"), remedy=Remedy.EPINEPHRINE))
WHOLE = UnitState(
    people=PEOPLE,
    signed=tuple(Signed(part=part, what="one") for part in Part if part is not Part.PEOPLE),
    cards=(CARD,),
)


def said(state: UnitState) -> list[tuple[Part, str]]:
    return [(item.part, item.sentence) for item in missing_to_start(state)]


def test_a_whole_unit_may_start() -> None:
    assert missing_to_start(WHOLE) == ()


def test_an_empty_unit_misses_every_part_in_its_order() -> None:
    parts = [part for part, _ in said(UnitState())]

    assert set(parts) == set(Part)
    assert parts == sorted(parts, key=list(Part).index)
    assert parts.count(Part.PEOPLE) == 7


@pytest.mark.parametrize("part", [part for part in Part if part is not Part.PEOPLE])
def test_each_part_is_needed(part: Part) -> None:
    state = replace(WHOLE, signed=tuple(item for item in WHOLE.signed if item.part is not part))
    assert [found for found, _ in said(state)] == [part]


@pytest.mark.parametrize(
    ("without", "says"),
    [
        ("allergist", ["An allergist", "Allergist and pharmacist as two people"]),
        ("pharmacist", ["A pharmacist", "Allergist and pharmacist as two people"]),
        ("nurse", ["Two nurses"]),
        ("charge nurse", ["Two nurses"]),
        ("administrator", ["An administrator"]),
        ("technician", []),
    ],
)
def test_h_53_people_are_enough_for_every_separation(without: str, says: list[str]) -> None:
    state = replace(WHOLE, people=tuple(person for person in PEOPLE if without not in person.roles))
    found = [sentence for _, sentence in said(state)]

    assert len(found) == len(says)
    assert all(sentence.startswith(start) for sentence, start in zip(found, says, strict=True))


def test_h_53_one_person_with_two_roles_is_one_person() -> None:
    both = Held(id="9", name="Both", roles=frozenset({"allergist", "pharmacist"}))
    rest = tuple(person for person in PEOPLE if not person.roles & both.roles)

    assert [sentence for _, sentence in said(replace(WHOLE, people=(both, *rest)))] == [
        "Allergist and pharmacist as two people: nobody signs for both."
    ]


def test_an_open_choice_of_the_policy_is_missing() -> None:
    assert said(replace(WHOLE, open_choices={"where": "Where?", "long": "How long?"})) == [
        (Part.POLICY, "Where?"),
        (Part.POLICY, "How long?"),
    ]


@pytest.mark.parametrize("row", [Act(words="Lie flat.", source="Test"), medicine("0.3 mg")])
def test_h_88_a_card_without_a_dose_of_epinephrine_is_not_enough(row: object) -> None:
    assert said(replace(WHOLE, cards=(card(row),))) == [(Part.CARD, NO_EPINEPHRINE)]
