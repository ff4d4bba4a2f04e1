"""The one list of signs of a reaction: what people write is found in it, or asked for, and never ignored."""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum


class Organ(Enum):
    """Where a sign belongs; danger signs are those of reactions that no desensitization may follow, or that ask."""

    SKIN = "skin"
    UPPER_AIRWAY = "upper airway"
    LOWER_AIRWAY = "lower airway"
    CIRCULATION = "circulation"
    GUT = "gut"
    NEUROLOGICAL = "neurological"
    GENERAL = "general"
    DANGER = "danger"


class Sign(Enum):
    """A sign of a reaction, in the words in which it is shown."""

    HIVES = "hives"
    FLUSHING = "flushing"
    ITCH = "itch"
    ANGIOEDEMA = "angioedema"
    DELAYED_EXANTHEM = "delayed exanthem"
    RHINITIS = "rhinitis"
    STRIDOR = "stridor"
    THROAT_TIGHTNESS = "throat tightness"
    VOICE_CHANGE = "voice change"
    COUGH = "cough"
    WHEEZE = "wheeze"
    DYSPNEA = "dyspnea"
    CHEST_TIGHTNESS = "chest tightness"
    DESATURATION = "desaturation"
    HYPOTENSION = "hypotension"
    SYNCOPE = "syncope"
    COLLAPSE = "collapse"
    CARDIAC_ARREST = "cardiac arrest"
    VOMITING = "vomiting"
    NAUSEA = "nausea"
    ABDOMINAL_PAIN = "abdominal pain"
    DIARRHEA = "diarrhea"
    CONFUSION = "confusion"
    FEVER = "fever"
    CHILLS = "chills"
    RIGORS = "rigors"
    BACK_PAIN = "back pain"
    MYALGIA = "myalgia"
    JOINT_PAIN = "joint pain"
    BLISTERS = "blisters"
    SKIN_DETACHMENT = "skin detachment"
    MUCOSAL_EROSIONS = "mucosal erosions"
    TARGET_LESIONS = "target lesions"
    PUSTULES = "pustules"
    FACIAL_EDEMA_WITH_EOSINOPHILIA = "facial edema with eosinophilia"
    LYMPHADENOPATHY = "lymphadenopathy"
    JAUNDICE = "jaundice"
    HEMATURIA = "hematuria"
    CYTOPENIA = "cytopenia"
    VASCULITIS = "vasculitis"

    @property
    def organ(self) -> Organ:
        """Say where the sign belongs."""
        return _ORGAN[self]


ORGANS: dict[Organ, tuple[Sign, ...]] = {
    Organ.SKIN: (Sign.HIVES, Sign.FLUSHING, Sign.ITCH, Sign.ANGIOEDEMA, Sign.DELAYED_EXANTHEM),
    Organ.UPPER_AIRWAY: (Sign.RHINITIS, Sign.STRIDOR, Sign.THROAT_TIGHTNESS, Sign.VOICE_CHANGE),
    Organ.LOWER_AIRWAY: (Sign.COUGH, Sign.WHEEZE, Sign.DYSPNEA, Sign.CHEST_TIGHTNESS, Sign.DESATURATION),
    Organ.CIRCULATION: (Sign.HYPOTENSION, Sign.SYNCOPE, Sign.COLLAPSE, Sign.CARDIAC_ARREST),
    Organ.GUT: (Sign.VOMITING, Sign.NAUSEA, Sign.ABDOMINAL_PAIN, Sign.DIARRHEA),
    Organ.NEUROLOGICAL: (Sign.CONFUSION,),
    Organ.GENERAL: (Sign.FEVER, Sign.CHILLS, Sign.RIGORS, Sign.BACK_PAIN, Sign.MYALGIA, Sign.JOINT_PAIN),
    Organ.DANGER: (
        Sign.BLISTERS,
        Sign.SKIN_DETACHMENT,
        Sign.MUCOSAL_EROSIONS,
        Sign.TARGET_LESIONS,
        Sign.PUSTULES,
        Sign.FACIAL_EDEMA_WITH_EOSINOPHILIA,
        Sign.LYMPHADENOPATHY,
        Sign.JAUNDICE,
        Sign.HEMATURIA,
        Sign.CYTOPENIA,
        Sign.VASCULITIS,
    ),
}
_ORGAN = {sign: organ for organ, signs in ORGANS.items() for sign in signs}

BLOCKS_ALONE = frozenset({
    Sign.BLISTERS,
    Sign.SKIN_DETACHMENT,
    Sign.MUCOSAL_EROSIONS,
    Sign.TARGET_LESIONS,
    Sign.PUSTULES,
    Sign.FACIAL_EDEMA_WITH_EOSINOPHILIA,
})  # fmt: skip
ASKS = frozenset({Sign.JAUNDICE, Sign.HEMATURIA, Sign.CYTOPENIA, Sign.VASCULITIS, Sign.LYMPHADENOPATHY})
ASK_TOGETHER = frozenset({Sign.JOINT_PAIN, Sign.FEVER})

# Other words for the same sign. Spaces, hyphens, capitals, plurals and British spelling need no entry (see `key`).
VARIANTS: dict[Sign, tuple[str, ...]] = {
    Sign.HIVES: ("urticaria", "wheals", "welts", "nettle rash", "urticarial rash", "generalized urticaria"),
    Sign.FLUSHING: ("flush", "flushed", "facial flushing", "flushing of the face", "generalized erythema"),
    Sign.ITCH: ("itching", "itchy", "itchiness", "pruritus", "pruritis", "itchy palms", "palmar itching"),
    Sign.ANGIOEDEMA: (
        "angio edema",
        "angioneurotic edema",
        "quincke edema",
        "lip swelling",
        "swelling of the lips",
        "swollen lips",
        "eyelid swelling",
        "swollen eyelids",
        "periorbital edema",
    ),
    Sign.DELAYED_EXANTHEM: (
        "exanthem",
        "exanthema",
        "maculopapular exanthem",
        "maculopapular rash",
        "maculopapular eruption",
        "morbilliform rash",
        "morbilliform eruption",
        "delayed rash",
    ),
    Sign.RHINITIS: ("runny nose", "rhinorrhea", "sneezing", "sneeze", "nasal congestion", "blocked nose", "coryza"),
    Sign.STRIDOR: ("inspiratory stridor",),
    Sign.THROAT_TIGHTNESS: ("tight throat", "throat closing", "throat constriction", "tightness of the throat"),
    Sign.VOICE_CHANGE: ("hoarseness", "hoarse", "hoarse voice", "dysphonia", "change of voice", "changed voice"),
    Sign.COUGH: ("coughing",),
    Sign.WHEEZE: ("wheezing", "wheezy", "bronchospasm", "bronchial spasm", "bronchoconstriction"),
    Sign.DYSPNEA: (
        "shortness of breath",
        "short of breath",
        "breathlessness",
        "breathless",
        "difficulty breathing",
        "difficulty in breathing",
        "trouble breathing",
        "sob",
    ),
    Sign.CHEST_TIGHTNESS: ("tight chest", "tightness of the chest", "chest pressure"),
    Sign.DESATURATION: (
        "hypoxia",
        "hypoxemia",
        "low oxygen saturation",
        "low oxygen",
        "low saturation",
        "low spo2",
        "oxygen desaturation",
        "cyanosis",
    ),
    Sign.HYPOTENSION: (
        "low blood pressure",
        "hypotensive",
        "drop in blood pressure",
        "fall in blood pressure",
        "shock",
    ),
    Sign.SYNCOPE: (
        "fainting",
        "fainted",
        "faint",
        "loss of consciousness",
        "lost consciousness",
        "unconsciousness",
        "unconscious",
        "passed out",
        "blackout",
        "loc",
    ),
    Sign.COLLAPSE: ("collapsed", "cardiovascular collapse", "circulatory collapse"),
    Sign.CARDIAC_ARREST: (
        "arrest",
        "cardiopulmonary arrest",
        "cardiorespiratory arrest",
        "asystole",
        "pulseless electrical activity",
    ),
    Sign.VOMITING: ("vomit", "vomited", "emesis", "throwing up"),
    Sign.NAUSEA: ("nauseous", "nauseated", "feeling sick"),
    Sign.ABDOMINAL_PAIN: (
        "stomach pain",
        "belly pain",
        "stomach ache",
        "stomachache",
        "abdominal cramps",
        "abdominal cramping",
        "stomach cramps",
        "crampy abdominal pain",
    ),
    Sign.DIARRHEA: ("loose stools",),
    Sign.CONFUSION: ("confused", "disorientation", "disoriented", "altered mental status", "delirium"),
    Sign.FEVER: ("pyrexia", "febrile", "high temperature", "raised temperature", "hyperthermia"),
    Sign.CHILLS: ("chilliness", "feeling cold"),
    Sign.RIGORS: ("shaking chills", "shivering", "shivers"),
    Sign.BACK_PAIN: ("backache", "back ache", "lumbar pain", "low back pain", "lower back pain"),
    Sign.MYALGIA: ("muscle pain", "muscle ache", "aching muscles", "musculoskeletal pain"),
    Sign.JOINT_PAIN: ("arthralgia", "painful joints", "aching joints", "arthritis"),
    Sign.BLISTERS: ("blistering", "bulla", "bullae", "bullous eruption", "bullous rash", "vesicles", "skin blisters"),
    Sign.SKIN_DETACHMENT: (
        "detachment of skin",
        "epidermal detachment",
        "skin peeling",
        "peeling skin",
        "peeling",
        "skin sloughing",
        "desquamation",
        "exfoliation",
        "epidermolysis",
        "epidermal necrolysis",
    ),
    Sign.MUCOSAL_EROSIONS: (
        "mucosal ulcers",
        "mucosal ulceration",
        "erosions of the mucosa",
        "mouth ulcers",
        "oral ulcers",
        "oral erosions",
        "genital erosions",
    ),
    Sign.TARGET_LESIONS: ("targetoid lesions", "target like lesions", "iris lesions"),
    Sign.PUSTULES: ("pustular rash", "pustular eruption", "pustulosis"),
    Sign.FACIAL_EDEMA_WITH_EOSINOPHILIA: ("facial edema and eosinophilia", "facial swelling with eosinophilia"),
    Sign.LYMPHADENOPATHY: (
        "swollen lymph nodes",
        "enlarged lymph nodes",
        "swollen lymph glands",
        "lymph node swelling",
        "swollen glands",
    ),
    Sign.JAUNDICE: ("icterus", "yellow skin", "yellow eyes"),
    Sign.HEMATURIA: ("blood in urine", "blood in the urine", "bloody urine"),
    Sign.CYTOPENIA: (
        "pancytopenia",
        "thrombocytopenia",
        "neutropenia",
        "leukopenia",
        "leucopenia",
        "agranulocytosis",
        "low blood counts",
        "low platelets",
    ),
    Sign.VASCULITIS: (
        "palpable purpura",
        "vasculitic rash",
        "leukocytoclastic vasculitis",
        "leucocytoclastic vasculitis",
    ),
}

# British fragments and their American spelling; applied to every word on both sides of a comparison.
SPELLINGS = (("œ", "oe"), ("æ", "ae"), ("noea", "nea"), ("rrhoea", "rrhea"), ("haem", "hem"), ("aemi", "emi"))
_OEDEMA = re.compile(r"(?<!angi)oedem")  # the o of angioedema belongs to its first half
_GENERALISED = re.compile(r"(?<=[a-z])is(?=(?:e|ed|ing|ation)\b)")
_NO_PLURAL = ("ss", "is", "us")
_SHORTEST_PLURAL = 4


def key(text: str) -> str:
    """Reduce a text to what is compared: small letters, American spelling, singular words, one space between."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    for british, american in SPELLINGS:
        plain = plain.replace(british, american)
    plain = _GENERALISED.sub("iz", _OEDEMA.sub("edem", plain).replace("’", "'").replace("'s", ""))
    words = re.findall(r"[^\W_]+", plain)
    return " ".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    plural = len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith(_NO_PLURAL)
    return word.removesuffix("s") if plural else word


def _known() -> dict[str, Sign]:
    return {key(text): sign for sign in Sign for text in (sign.value, *VARIANTS.get(sign, ()))}


_KNOWN = _known()


def find_sign(text: str) -> Sign | None:
    """Find the sign that a text names; nothing for a word that must be asked about."""
    return _KNOWN.get(key(text))


def read_signs(texts: Iterable[str]) -> tuple[tuple[Sign, ...], tuple[str, ...]]:
    """Read written signs: those found, in the order of the list, and the words that must be asked about."""
    found = {text: find_sign(text) for text in texts}
    unread = tuple(text for text, sign in found.items() if sign is None)
    return in_order(sign for sign in found.values() if sign is not None), unread


_PLACES = {sign: place for place, sign in enumerate(Sign)}


def in_order(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    """Sort signs as the list has them, each once."""
    return tuple(sorted(frozenset(signs), key=_PLACES.__getitem__))


def blocking(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    """List the signs that block alone.

    Source: GLOBALRPH-12-STEP, BUGS-AND-DRUGS, BSACI; the list is that of the unit's contract.
    """
    return in_order(BLOCKS_ALONE.intersection(signs))


def asking(signs: Iterable[Sign], *, fever: bool | None = None) -> tuple[Sign, ...]:
    """List the signs that ask whether an organ was damaged; joint pain asks only with fever, as a sign or measured.

    Source: GLOBALRPH-12-STEP, BUGS-AND-DRUGS (serum sickness, hepatitis, nephritis, cytopenia, vasculitis).
    """
    given = frozenset(signs)
    hot = given | {Sign.FEVER} if fever else given
    return in_order(given & (ASKS | ASK_TOGETHER if hot >= ASK_TOGETHER else ASKS))
