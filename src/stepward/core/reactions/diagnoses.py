"""The syndromes that a diagnosis may name, and which of them no desensitization may follow."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from stepward.core.reactions.signs import key


class Syndrome(Enum):
    """A syndrome, in the words in which it is shown."""

    SJS = "Stevens-Johnson syndrome"
    TEN = "toxic epidermal necrolysis"
    DRESS = "DRESS"
    AGEP = "AGEP"
    ERYTHEMA_MULTIFORME = "erythema multiforme"
    EXFOLIATIVE_DERMATITIS = "exfoliative dermatitis"
    SERUM_SICKNESS = "serum sickness"
    HEPATITIS = "hepatitis"
    NEPHRITIS = "nephritis"
    HEMOLYTIC_ANEMIA = "hemolytic anemia"
    CYTOPENIA = "cytopenia"
    PNEUMONITIS = "pneumonitis"
    VASCULITIS = "vasculitis"
    BULLOUS_PEMPHIGOID = "bullous pemphigoid"
    PEMPHIGUS = "pemphigus"
    LINEAR_IGA = "linear IgA disease"
    LUPUS = "drug-induced lupus"
    SWEET = "Sweet syndrome"
    FIXED_DRUG_ERUPTION = "fixed drug eruption"
    AERD = "aspirin-exacerbated respiratory disease"
    CYTOKINE_RELEASE = "cytokine release"

    @property
    def absolute(self) -> bool:
        """Tell whether the drug must not be given again, not even by desensitization."""
        return self in ABSOLUTE

    @property
    def source(self) -> str:
        """Name the source of what is said of it."""
        return ABSOLUTE.get(self) or OTHERS[self]


BLISTERING = "GLOBALRPH-12-STEP; NCC-INDIA; BSACI; BUGS-AND-DRUGS"
SYSTEMIC = "BUGS-AND-DRUGS; ETG-INTRO; ALLERGY-NOTES"
ORGAN = "GLOBALRPH-12-STEP; BUGS-AND-DRUGS; ETG-INTRO"
NEVER_AGAIN = "BUGS-AND-DRUGS; ALLERGY-NOTES"
ABSOLUTE: dict[Syndrome, str] = {
    Syndrome.SJS: BLISTERING,
    Syndrome.TEN: BLISTERING,
    Syndrome.ERYTHEMA_MULTIFORME: BLISTERING,
    Syndrome.DRESS: SYSTEMIC,
    Syndrome.AGEP: SYSTEMIC,
    Syndrome.EXFOLIATIVE_DERMATITIS: SYSTEMIC,
    Syndrome.SERUM_SICKNESS: ORGAN,
    Syndrome.HEPATITIS: ORGAN,
    Syndrome.NEPHRITIS: ORGAN,
    Syndrome.HEMOLYTIC_ANEMIA: NEVER_AGAIN,
    Syndrome.CYTOPENIA: NEVER_AGAIN,
    Syndrome.PNEUMONITIS: NEVER_AGAIN,
    Syndrome.VASCULITIS: NEVER_AGAIN,
    Syndrome.BULLOUS_PEMPHIGOID: NEVER_AGAIN,
    Syndrome.PEMPHIGUS: NEVER_AGAIN,
    Syndrome.LINEAR_IGA: NEVER_AGAIN,
    Syndrome.LUPUS: NEVER_AGAIN,
    Syndrome.SWEET: NEVER_AGAIN,
}
OTHERS: dict[Syndrome, str] = {
    Syndrome.FIXED_DRUG_ERUPTION: "SCHERER-2013",
    Syndrome.AERD: "DRUG-ALLERGY-POCKET-10",
    Syndrome.CYTOKINE_RELEASE: "PHENOTYPES-TABLE-2020",
}

# Other names. Spaces, hyphens, capitals, plurals and British spelling need no entry (see `key`).
VARIANTS: dict[Syndrome, tuple[str, ...]] = {
    Syndrome.SJS: ("SJS", "Stevens-Johnson", "Stevens Johnson's syndrome", "Steven Johnson syndrome", "Steven-Johnson"),
    Syndrome.TEN: ("TEN", "Lyell", "Lyell syndrome", "Lyell's disease", "epidermal necrolysis"),
    Syndrome.DRESS: (
        "DRESS syndrome",
        "DIHS",
        "DIHS/DRESS",
        "drug rash with eosinophilia and systemic symptoms",
        "drug reaction with eosinophilia and systemic symptoms",
        "drug-induced hypersensitivity syndrome",
        "drug-induced delayed multiorgan hypersensitivity syndrome",
        "DIDMOHS",
        "hypersensitivity syndrome",
        "anticonvulsant hypersensitivity",
        "allopurinol hypersensitivity syndrome",
    ),
    Syndrome.AGEP: (
        "acute generalized exanthematous pustulosis",
        "generalized exanthematous pustulosis",
        "exanthematous pustulosis",
    ),
    Syndrome.ERYTHEMA_MULTIFORME: ("EM major", "erythema multiforme major"),
    Syndrome.EXFOLIATIVE_DERMATITIS: ("erythroderma", "erythrodermia", "exfoliative erythroderma"),
    Syndrome.SERUM_SICKNESS: ("serum sickness-like reaction", "serum sickness syndrome", "SSLR", "SSLD"),
    Syndrome.HEPATITIS: (
        *("drug-induced hepatitis", "drug-induced liver injury", "DILI", "liver injury", "hepatic injury"),
        *("liver failure", "hepatic failure", "liver damage", "liver toxicity", "hepatotoxicity", "hepatic toxicity"),
        *("hepatic necrosis", "liver necrosis", "cholestatic liver injury", "hepatopathy", "cytolysis of the liver"),
    ),
    Syndrome.NEPHRITIS: (
        "interstitial nephritis",
        "acute interstitial nephritis",
        "drug-induced nephritis",
        "AIN",
        "ATIN",
        "glomerulonephritis",
    ),
    Syndrome.HEMOLYTIC_ANEMIA: (
        "haemolysis",
        "AIHA",
        "DIIHA",
        "autoimmune hemolytic anemia",
        "Evans syndrome",
        "immune hemolytic anemia",
        "immune hemolysis",
        "drug-induced hemolytic anemia",
    ),
    Syndrome.CYTOPENIA: (
        "pancytopenia",
        "thrombocytopenia",
        "neutropenia",
        "agranulocytosis",
        "drug-induced cytopenia",
        "aplastic anemia",
        "bone marrow aplasia",
        "bone marrow failure",
        "granulocytopenia",
        "leukopenia",
        "leucopenia",
        "bicytopenia",
        "lymphopenia",
        "ITP",
        "DITP",
        "thrombocytopenic purpura",
    ),
    Syndrome.PNEUMONITIS: (
        *(
            "drug-induced pneumonitis",
            "interstitial pneumonitis",
            "interstitial pneumonia",
            "interstitial lung disease",
        ),
        *("hypersensitivity pneumonitis", "eosinophilic pneumonia"),
    ),
    Syndrome.VASCULITIS: (
        "drug-induced vasculitis",
        "leukocytoclastic vasculitis",
        "leucocytoclastic vasculitis",
        "hypersensitivity vasculitis",
        "vasculitic rash",
        "vasculitides",
        "palpable purpura",
        "LCV",
    ),
    Syndrome.BULLOUS_PEMPHIGOID: ("pemphigoid",),
    Syndrome.PEMPHIGUS: ("pemphigus vulgaris", "drug-induced pemphigus"),
    Syndrome.LINEAR_IGA: ("linear IgA", "LABD", "linear IgA dermatosis", "linear IgA bullous dermatosis"),
    Syndrome.LUPUS: ("lupus", "SLE", "lupus erythematosus", "drug-induced lupus erythematosus"),
    Syndrome.SWEET: ("Sweet's syndrome", "acute febrile neutrophilic dermatosis"),
    Syndrome.FIXED_DRUG_ERUPTION: ("FDE", "fixed drug reaction", "fixed eruption"),
    Syndrome.AERD: (
        "AERD",
        "N-ERD",
        "NERD",
        "Samter's triad",
        "Samter triad",
        "Widal triad",
        "aspirin-induced asthma",
        "aspirin-sensitive asthma",
        "NSAID-exacerbated respiratory disease",
    ),
    Syndrome.CYTOKINE_RELEASE: (
        "CRS",
        "CRR",
        "cytokine release syndrome",
        "cytokine release reaction",
        "cytokine storm",
    ),
}
DOUBT = frozenset({
    "no", "not", "never", "without", "negative", "excluded", "exclude", "unlikely", "denied", "denies", "ruled", "rule",
    "possible", "possibly", "probable", "probably", "suspected", "questionable", "query", "perhaps", "maybe", "vs",
    "versus", "or", "family",
})  # fmt: skip
TEN_IN_CAPITALS = "TEN"
ANAPHYLAXIS = frozenset(
    key(name) for name in ("anaphylaxis", "anaphylactic shock", "anaphylactic reaction", "severe anaphylaxis")
)
IMMEDIATE = ANAPHYLAXIS | frozenset(
    key(name)
    for name in (
        *("urticaria", "acute urticaria", "hives", "angioedema", "urticaria and angioedema"),
        *("infusion reaction", "infusion-related reaction", "immediate hypersensitivity", "type 1 hypersensitivity"),
        *("immediate reaction", "immediate hypersensitivity reaction", "bronchospasm", "anaphylactoid reaction"),
        *("type I hypersensitivity", "immediate allergic reaction", "acute infusion reaction"),
    )
)
"""Names of immediate reactions: they bar nothing, and their signs decide grade and place."""
FILLING = frozenset(
    [
        *(
            "grade",
            "mild",
            "moderate",
            "severe",
            "acute",
            "generalized",
            "ige",
            "mediated",
            "and",
            "with",
            "to",
            "type",
        ),
        *("1", "2", "3", "4", "5", "i", "ii", "iii", "iv", "v", "brown", "ctcae", "immediate", "reaction", "allergic"),
    ]
)
"""Words beside the name of an immediate reaction that change nothing."""
NO_DIAGNOSIS = frozenset(
    key(name) for name in ("none", "none made", "no diagnosis", "no diagnosis was made", "not diagnosed")
)


def _known() -> dict[str, Syndrome]:
    """List every name, and every name in capitals also with its letters apart: S.J.S."""
    names = {syndrome: (syndrome.value, *VARIANTS[syndrome]) for syndrome in Syndrome}
    apart = {key(" ".join(text)): item for item, texts in names.items() for text in texts if _is_short(text)}
    return apart | {key(text): syndrome for syndrome, texts in names.items() for text in texts}


def _is_short(text: str) -> bool:
    return text.isalpha() and text.isupper()


_KNOWN = _known()
_IMMEDIATE_LONGEST_FIRST = tuple(sorted(IMMEDIATE, key=len, reverse=True))
_LONGEST_FIRST = tuple(sorted(_KNOWN, key=len, reverse=True))
_TEN = key(TEN_IN_CAPITALS)
_REMEMBERED = 1024


def find_syndrome(text: str) -> Syndrome | None:
    """Find the syndrome that a text names and nothing else; nothing for a text that must be asked about."""
    return _KNOWN.get(key(text))


def names_immediate(text: str) -> bool:
    """Tell whether a text names an immediate reaction, with its grade or not, and nothing else."""
    rest, found = f" {key(text)} ", False
    for name in _IMMEDIATE_LONGEST_FIRST:
        found = found or f" {name} " in rest
        rest = rest.replace(f" {name} ", "  ")
    return found and "?" not in text and FILLING.issuperset(rest.split())


def names_nothing(text: str) -> bool:
    """Tell whether a text says that no diagnosis was made."""
    return not text.strip() or ("?" not in text and key(text) in NO_DIAGNOSIS)


def names_anaphylaxis(text: str) -> bool:
    """Tell whether a text names anaphylaxis, with its grade or not, and nothing else."""
    return names_immediate(text) and any(f" {name} " in f" {key(text)} " for name in ANAPHYLAXIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What a written diagnosis names: syndromes, and whether a word of doubt or denial stands beside them."""

    text: str
    syndromes: tuple[Syndrome, ...]
    doubtful: bool

    @property
    def absolute(self) -> tuple[Syndrome, ...]:
        """List the syndromes that no desensitization may follow."""
        return tuple(syndrome for syndrome in self.syndromes if syndrome.absolute)


@lru_cache(maxsize=_REMEMBERED)
def read_diagnosis(text: str) -> Diagnosis:
    """Read every syndrome that a written diagnosis names, longest names first, and any word of doubt."""
    rest = f" {key(text)} "
    found = set()
    for name in _LONGEST_FIRST:
        if name == _TEN and rest.strip() != name and TEN_IN_CAPITALS not in text:
            continue  # the number ten
        if f" {name} " in rest:
            found.add(_KNOWN[name])
            rest = rest.replace(f" {name} ", "  ")
    return Diagnosis(
        text=text,
        syndromes=tuple(syndrome for syndrome in Syndrome if syndrome in found),
        doubtful="?" in text or not DOUBT.isdisjoint(rest.split()),
    )
