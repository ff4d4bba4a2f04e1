"""The policy of the demonstration unit: every open choice made, by nobody, and marked as invented wherever shown.

Doses for a reaction are words of the invented unit and never a sourced option, so that none looks recommended.
"""

from typing import Any

from stepward.adapters.catalogue.unit_policy import CHOICES, INVENTED, REGIMENS, shipped_words
from stepward.core.screening.policy import SITE
from stepward.shells.web.unit.policy_form import OWN_TITLE

REASON = "Every open choice of the demonstration unit, invented"
_OPTIONS = {
    "immediate-window": "360",
    "vitals": "15-then-30",
    "ace-inhibitor": "continue",
    "antihistamine-before": "continue",
    "skin-test-antihistamine": "7",
    "skin-test-h2": "3",
    "skin-test-tricyclic": "by-agent",
    "skin-test-carboplatin": "10-and-1",
    "skin-test-oxaliplatin": "1-and-0.1",
    "premedication": "routine",
    "stop-pressure": "90-or-30-percent",
    "stop-pressure-child": "by-age",
    "stop-saturation": "92",
    "stop-temperature": "38.3",
    "stop-fev1": "15",
    "pulse-rise": "15",
    "vitals-in-reaction": "5",
    "severe-reaction": "stop-for-good",
    "resume": "repeat-step",
    "resume-aspirin": "repeat-dose",
    "abort": "not-responding",
    "tryptase-sampling": "1-to-2-hours",
    "observation": "60",
    "next-cycle": "longer",
    "omalizumab": "every-14-days",
    "tolerance-half-lives": "5",
    "tolerance-cap": "48",
    "quiet-cycles": "never",
    "patients-per-nurse": "1",
    "report-rules": "us",
}
_TEXTS = {
    "beta-blocker-hours": "As the prescriber says for each patient.",
    "nsaid-before": "Held on the day, if the prescriber agrees.",
    "epinephrine-adult": "0.3 mg into the thigh, as on card 3.",
    "epinephrine-child": "0.01 mg per kg into the thigh, at most 0.3 mg, as on card 3.",
    "epinephrine-again": "After 5 minutes, as on card 3.",
    "epinephrine-infusion": "By the intensive care team, as on its own card.",
    "glucagon-adult": "By the intensive care team, as on its own card.",
    "glucagon-child": "By the intensive care team for children, as on its own card.",
    "diphenhydramine": "50 mg into the vein, child 1 mg per kg, as on card 3.",
    "antihistamine-h2": "Famotidine 20 mg, as on card 3.",
    "steroid": "Methylprednisolone 125 mg into the vein, as on card 3.",
    "albuterol": "8 puffs, as on card 3.",
    "fluids": "10 mL per kg, then as the physician says.",
    "oxygen": "6 L/min by mask, as on card 3.",
    "fever-and-chills": "Acetaminophen 1,000 mg by mouth, as on card 3.",
    "observation-severe": "Overnight, on a monitored bed.",
}
_NUMBERS = {
    "tolerance-warning": ("2 hours.", "2"),
    "old-answers": ("7 days.", "7"),
    "chairs": ("8 chairs (invented).", "8"),
    "nurses": ("4 nurses (invented).", "4"),
    "pharmacy-day": ("24 solutions (invented).", "24"),
    "authority-days": ("15 days.", "15"),
    "incident-days": ("1 day.", "1"),
    "letter-days": ("7 days.", "7"),
}
_MEDICINES = (
    {"name": "cetirizine", "words": "10 mg by mouth", "minutes_before": 60},
    {"name": "famotidine", "words": "20 mg by mouth", "minutes_before": 60},
)


def policy_words() -> dict[str, Any]:
    """Write the invented policy: what ships as shipped, and an invented choice wherever nothing ships."""
    own = {key: {"words": text} for key, text in _TEXTS.items()}
    own |= {key: {"words": text, "number": number} for key, (text, number) in _NUMBERS.items()}
    regimen = {"title": OWN_TITLE, "source": SITE, "in_use": True, "medicines": [dict(item) for item in _MEDICINES]}
    return {
        CHOICES: {**shipped_words()[CHOICES], **_OPTIONS, **own},
        REGIMENS: {"own": regimen},
        INVENTED: True,
    }
