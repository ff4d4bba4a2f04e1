"""Elements that a file has apart from the group they belong to: put where the file wants them, and back.

The part that a drug played, and who thinks that it caused which reaction, stand beside the drugs; what is told of one
drug and one reaction stands in up to four places; a dose that is repeated has its times within another form.
"""

from collections.abc import Iterable, Iterator

from stepward.adapters.e2b.icsr import Group, Value
from stepward.adapters.e2b.places_causality import CAUSALITY, OTHER_ROLE, ROLE
from stepward.adapters.e2b.places_drug import ALONE, BOTH, RECURRED, SINCE_FIRST, SINCE_LAST

DRUG, REACTION, ASSESSED, ASSESSMENT = "G.k.id", "G.k.9.i.1", "G.k.9.i", "G.k.9.i.2.r"
_ROLES = ((ROLE, "G.k.1"), (OTHER_ROLE, "FDA.G.k.1.a"))
_OF_REACTION = (
    (SINCE_FIRST, (f"{SINCE_FIRST}a", f"{SINCE_FIRST}b")),
    (SINCE_LAST, (f"{SINCE_LAST}a", f"{SINCE_LAST}b")),
    (RECURRED, (RECURRED,)),
)
_DOSE, _EVERY = "G.k.4.r", ("G.k.4.r.2", "G.k.4.r.3")
_TIMES = ("G.k.4.r.4", "G.k.4.r.5", "G.k.4.r.6a", "G.k.4.r.6b")
Parts = dict[str, tuple[Group, ...]]


def apart(case: Group) -> Group:
    """Put the elements of a case where the file has them."""
    drugs = case.each("G.k")
    parts: Parts = {**case.parts, "G.k": tuple(_drug_apart(drug) for drug in drugs)}
    for name, number in _ROLES:
        told = tuple(_of(drug, {number: drug.values[number]}) for drug in drugs if drug.has(number))
        parts[name] = (*case.each(name), *told)
    judged = tuple(
        _of(drug, {**assessment.values, REACTION: one.values[REACTION]})
        for drug in drugs
        for one in drug.each(ASSESSED)
        if one.has(REACTION)
        for assessment in one.each(ASSESSMENT)
    )
    parts[CAUSALITY] = (*case.each(CAUSALITY), *judged)
    return Group(case.values, _filled(parts))


def together(case: Group) -> Group:
    """Put the elements of a file where they belong: `apart` the other way around."""
    known = {drug.text(DRUG) for drug in case.each("G.k")} - {""}
    order = {one.text("E.i.id"): at for at, one in enumerate(case.each("E.i"))}
    parts: Parts = dict(case.parts)
    for name in (*(name for name, _ in _ROLES), CAUSALITY):
        parts[name] = tuple(one for one in case.each(name) if one.text(DRUG) not in known)
    parts["G.k"] = tuple(_drug_together(drug, case, order) for drug in case.each("G.k"))
    return Group(case.values, _filled(parts))


def _filled(parts: Parts) -> Parts:
    return {name: groups for name, groups in parts.items() if groups}


def _of(drug: Group, values: dict[str, Value]) -> Group:
    return Group(values | {number: drug.values[number] for number in (DRUG,) if drug.has(number)})


def _drug_apart(drug: Group) -> Group:
    told = {number for _, number in _ROLES}
    values = {number: value for number, value in drug.values.items() if number not in told}
    parts: Parts = {name: groups for name, groups in drug.parts.items() if name != ASSESSED}
    parts |= {_DOSE: tuple(_dose_apart(dose) for dose in drug.each(_DOSE))}
    for name, numbers in _OF_REACTION:
        parts[name] = tuple(
            Group({number: one.values[number] for number in (REACTION, *numbers) if one.has(number)})
            for one in drug.each(ASSESSED)
            if any(one.has(number) for number in numbers)
        )
    return Group(values, _filled(parts))


def _drug_together(drug: Group, case: Group, order: dict[str, int]) -> Group:
    values = dict(drug.values)
    for name, number in _ROLES:
        for one in _about(drug, case.each(name)):
            values |= {number: one.values[number]} if one.has(number) else {}
    found: dict[str, dict[str, Value]] = {}
    for name, _ in _OF_REACTION:
        for one in drug.each(name):
            found.setdefault(one.text(REACTION), {}).update(one.values)
    assessments: dict[str, list[Group]] = {}
    for one in _about(drug, case.each(CAUSALITY)):
        told = {number: value for number, value in one.values.items() if number not in {DRUG, REACTION}}
        assessments.setdefault(one.text(REACTION), []).append(Group(told))
        found.setdefault(one.text(REACTION), {}).update({REACTION: one.text(REACTION)})
    apart_ones = {name for name, _ in _OF_REACTION}
    parts: Parts = {name: groups for name, groups in drug.parts.items() if name not in apart_ones}
    parts[_DOSE] = tuple(_dose_together(dose) for dose in drug.each(_DOSE))
    parts[ASSESSED] = tuple(
        Group(found[reaction], _filled({ASSESSMENT: tuple(assessments.get(reaction, ()))}))
        for reaction in sorted(found, key=lambda name: (order.get(name, len(order)), name))
    )
    return Group(values, _filled(parts))


def _about(drug: Group, groups: Iterable[Group]) -> Iterator[Group]:
    return (one for one in groups if drug.text(DRUG) and one.text(DRUG) == drug.text(DRUG))


def _dose_apart(dose: Group) -> Group:
    if not any(dose.has(number) for number in _EVERY):
        return dose
    before = BOTH if any(dose.has(number) for number in _TIMES) else ALONE
    moved = (*_EVERY, *_TIMES)
    values = {(before + number if number in moved else number): value for number, value in dose.values.items()}
    return Group(values, dose.parts)


def _dose_together(dose: Group) -> Group:
    values = {number.removeprefix(ALONE).removeprefix(BOTH): value for number, value in dose.values.items()}
    return Group(values, dose.parts)
