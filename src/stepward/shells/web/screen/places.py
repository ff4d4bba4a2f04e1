"""Where the answer to a finding is given: the page and the question."""

import re
from dataclasses import dataclass
from functools import lru_cache

from stepward.core.screening.assessment import ScreenFinding, Verdict
from stepward.shells.web.screen.answers import Answers, first, rows
from stepward.shells.web.screen.pages import MOST_OF, PAGES, groups

OF_CODE: dict[str, str | None] = {
    "AGE-01": "weight",
    "AGE-02": "r{i}_usual",
    "AGE-03": "r{i}_sbp",
    "ASK-02": None,
    "BAR-01": "r{i}_signs",
    "BAR-02": "r{i}_danger",
    "BAR-03": "r{i}_diagnosis",
    "BAR-04": "r{i}_danger",
    "BAR-05": "r{i}_danger",
    "BAR-06": "r{i}_diagnosis",
    "BAR-07": "r{i}_drug",
    "BAR-08": "r{i}_drug",
    "BAR-09": "r{i}_diagnosis",
    "BAR-10": "r{i}_diagnosis",
    "BAR-11": "r{i}_onset",
    "BAR-12": "r{i}_usual",
    "BAR-13": "r{i}_signs",
    "BAR-14": "r{i}_signs",
    "BAR-15": "r{i}_diagnosis",
    "BAR-16": "r{i}_onset",
    "BAR-17": None,
    "CARE-10": "r{i}_signs",
    "CARE-01": "r{i}_signs",
    "CARE-02": "r{i}_signs",
    "CARE-03": "cardiac",
    "CARE-04": "fev1",
    "CARE-05": "asthma_controlled",
    "CARE-06": "stable",
    "CARE-07": "pregnant",
    "CARE-08": "temperature",
    "CARE-09": "route",
    "EXC-01": "product",
    "EXC-02": "product",
    "EXC-03": "product",
    "EXC-04": "product",
    "EXC-05": "tests",
    "EXC-06": "tests",
    "EXC-07": "excipients_known",
    "EXC-08": "excipients",
    "EXC-09": "product",
    "EXC-10": "r{i}_drug",
    "EXC-11": "conditions_known",
    "EXC-12": "excipients",
    "EXC-13": "excipients_known",
    "IND-01": "reactions",
    "IND-02": "alternatives",
    "IND-03": "alternatives",
    "IND-04": "tests",
    "IND-05": "tests",
    "IND-06": "tests",
    "IND-07": "tests",
    "IND-08": "earlier",
    "IND-09": "earlier",
    "IND-11": "drug",
    "IND-12": "conditions_known",
    "IND-13": "conditions_known",
    "IND-10": "r{i}_tryptase",
    "MED-01": "m{i}_held",
    "MED-02": "m{i}_held",
    "MED-18": None,
    "MED-21": "m{i}_hours",
    "MED-22": "m{i}_hours",
    "MED-23": "m{i}_hours",
    "MED-19": "tests",
    "NAME-01": "r{i}_drug",
    "NAME-02": "drug",
    "NAME-03": "r{i}_drug",
    "NAME-04": "m{i}_name",
    "NAME-05": "drug",
    "NAME-06": "drug",
    "NAME-07": "product",
    "PEN-01": "tests",
    "PEN-02": "r{i}_days",
    "PEN-03": "tests",
    "PEN-04": "age",
    "PRE-01": None,
    "PRE-02": "earlier",
    "PRE-03": None,
    "PRE-04": None,
    "PRE-05": "conditions_known",
    "PRE-06": "conditions_known",
    "PRE-07": "r{i}_drug",
    "PRE-08": "conditions_known",
    "PRE-09": "conditions_known",
    "PRE-10": "m{i}_hours",
    "PRE-11": "m{i}_hours",
    "PROT-01": "route",
    "READ-01": None,
} | {f"MED-{number:02}": "m{i}_name" for number in (*range(3, 18), 20)}
OF_QUESTION = {
    "pregnancy": "pregnant",
    "cardiac disease": "cardiac",
    "which medicines are taken (a beta-blocker changes the place)": "medicines",
    "whether the circulation is stable": "stable",
    "FEV1": "fev1",
    "the route": "route",
    "the age": "age",
    "other diseases": "conditions_known",
    "the signs of the reaction": "r{i}_signs_known",
    "the lowest pressure of the reaction": "r{i}_sbp",
    "the lowest oxygen saturation of the reaction": "r{i}_spo2",
    "the usual pressure": "r{i}_usual",
    "the highest temperature of the reaction": "r{i}_temperature",
    "how earlier desensitizations went": "earlier",
    "how many minutes after the drug the reaction began": "r{i}_onset",
    "the diagnosis of the reaction": "r{i}_diagnosis",
    "whether asthma is controlled": "asthma_controlled",
}
OF_ENTRY = {
    "patient.age_years": "age",
    "patient.weight_kg": "weight",
    "patient.pregnant": "pregnant",
    "patient.fev1_percent_predicted": "fev1",
    "patient.temperature_c": "temperature",
    "reactions.signs": "r{i}_other",
    "reactions.days_ago": "r{i}_days",
    "reactions.sbp_lowest": "r{i}_sbp",
    "reactions.sbp_baseline": "r{i}_usual",
    "reactions.spo2_lowest": "r{i}_spo2",
    "reactions.temperature_c": "r{i}_temperature",
    "tests.days_ago": "t{i}_days",
    "medicines.name": "m{i}_name",
    "previous_desensitizations.days_ago": "d{i}_days",
}
NAMES = {"r": "r{i}_drug", "m": "m{i}_name"}
ASKING = frozenset({
    "BAR-06", "EXC-07", "EXC-08", "EXC-09", "IND-05", "IND-06", "MED-20", "PEN-02", "PRE-02", "PRE-06", "PRE-10",
})  # fmt: skip
_ENTRY = re.compile(r"(?P<list>\w+)(?:\[(?P<index>[0-9]+)\])?\.(?P<key>\w+): ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The question behind a finding: its page, its field, its words, and whether its answer is missing."""

    page: str
    field: str
    label: str
    is_open: bool


def place_of(finding: ScreenFinding, answers: Answers) -> Place | None:
    """Find the question that a finding is about; none if no question of the screen is."""
    name = _field(finding, answers)
    if name is None:
        return None
    page, label = _pages()[name]
    label = label if len(rows(answers, "r")) > 1 else label.removeprefix("Reaction 1: ")
    is_open = finding.leads_to is Verdict.NEEDS_ANSWERS or finding.code in ASKING
    is_open = is_open or finding.code.startswith(("ASK-", "READ-"))
    return Place(page=page, field=name, label=label, is_open=is_open)


@lru_cache(maxsize=1)
def _pages() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for page in PAGES:
        for group in groups(page.slug, MOST_OF):
            found |= {ask.name: (page.slug, (ask.label or group.title).rstrip("?")) for ask in group.asks}
    return found


def _field(finding: ScreenFinding, answers: Answers) -> str | None:
    entry = _ENTRY.match(finding.message) if finding.code.startswith("READ-") else None
    if entry:
        return _of_entry(entry, answers)
    if finding.code == "ASK-01":
        name = OF_QUESTION[asked_fact(finding)]
        return name.format(i=_unanswered(name, answers))
    name = OF_CODE.get(finding.code) or ""
    return name.format(i=_named(name[:1], finding.message, answers)) if name else None


def asked_fact(finding: ScreenFinding) -> str:
    """Name the fact that an open question asks for; nothing for any other finding."""
    if finding.code != "ASK-01":
        return ""
    return finding.message.removeprefix("Not known: ").partition(". An answer could")[0]


def _of_entry(entry: re.Match[str], answers: Answers) -> str | None:
    name = OF_ENTRY.get(f"{entry['list']}.{entry['key']}")
    if name is None:
        return None
    filled = rows(answers, name[:1])
    index = int(entry["index"] or 0)
    return name.format(i=filled[index] if index < len(filled) else 0)


def _unanswered(name: str, answers: Answers) -> int:
    """Find the first row in which the answer is missing."""
    filled = rows(answers, name[:1]) if "{i}" in name else []
    return next((i for i in filled if not answers.get(name.format(i=i))), filled[0] if filled else 0)


def _named(letter: str, message: str, answers: Answers) -> int:
    """Find the row whose drug or medicine a finding names, also with a capital at its beginning."""
    filled, said = rows(answers, letter) if letter in NAMES else [], message.casefold()
    named = (i for i in filled if (text := first(answers, NAMES[letter].format(i=i))) and text.casefold() in said)
    return next(named, filled[0] if filled else 0)


def in_words(finding: ScreenFinding, place: Place | None) -> str:
    """Write what could not be read under the words of its question."""
    entry = _ENTRY.match(finding.message) if finding.code.startswith("READ-") else None
    if entry is None or place is None:
        return finding.message
    return f"{place.label}: {finding.message[entry.end() :]}"
