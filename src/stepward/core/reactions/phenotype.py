"""What kind of reaction it was, by signs, onset and markers, with what decided."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from stepward.core.quantities import people_text
from stepward.core.reactions.airway import AIRWAY_SIGNS, is_triad, names_aerd
from stepward.core.reactions.diagnoses import Syndrome, names_immediate, read_diagnosis
from stepward.core.reactions.evidence import NO, Evidence, each_once, either, known, of_signs
from stepward.core.reactions.markers import tryptase
from stepward.core.reactions.pressure import low_pressure
from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.signs import BLOCKS_ALONE, ORGANS, Organ, Sign
from stepward.core.reactions.temperature import FEVER_C, is_fever

SOURCE = "ISABWE-2018; PHENOTYPES-TABLE-2020"
AERD_SOURCE = "DRUG-ALLERGY-POCKET-10; DRUG-ALLERGY-POCKET-24; WAO-NERD-2019"
TYPE_1_SIGNS = (
    *(Sign.HIVES, Sign.FLUSHING, Sign.ITCH, Sign.ANGIOEDEMA),
    *(Sign.STRIDOR, Sign.THROAT_TIGHTNESS, Sign.VOICE_CHANGE, Sign.WHEEZE),
    *ORGANS[Organ.CIRCULATION],
)
CYTOKINE_SIGNS = (Sign.FEVER, Sign.CHILLS, Sign.RIGORS, Sign.BACK_PAIN, Sign.MYALGIA, Sign.JOINT_PAIN)
TRIAD = ("asthma", "nasal polyps")
LATE_SIGNS = (Sign.DELAYED_EXANTHEM,)
IMMEDIATE_SYNDROMES = frozenset({Syndrome.AERD, Syndrome.CYTOKINE_RELEASE})
ONSET = "how many minutes after the drug it began"


class PhenotypeKind(Enum):
    """The kinds of reaction that lead to different preparations."""

    TYPE_1 = "type-1"
    CYTOKINE_RELEASE = "cytokine-release"
    MIXED = "mixed"
    DELAYED = "delayed"
    AERD = "aerd"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phenotype:
    """The kind of a reaction, what decided it, what would have to be known, and the source."""

    kind: PhenotypeKind
    because: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    source: str = SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the kind depends on beside the reaction: the unit's window, the patient, and the class of the drug.

    `delayed_after_minutes` is the unit's choice; sources give 1 hour (GLOBALRPH-12-STEP), 6 hours (UPTODATE-RDD)
    and 1 to 6 hours (WAO-DRUG-2021). `is_nsaid` is nothing if the class of the drug is not known.
    """

    delayed_after_minutes: Fraction
    patient_age: Fraction | None = None
    is_nsaid: bool | None = None
    conditions: tuple[str, ...] | None = None


def phenotype(reaction: Reaction, *, setting: Setting) -> Phenotype:
    """Tell what kind of reaction it was: aspirin's airway reaction, delayed, or by its signs and markers.

    Source: ISABWE-2018, PHENOTYPES-TABLE-2020; for aspirin DRUG-ALLERGY-POCKET-10.
    """
    aerd = _aerd(reaction, setting)
    if aerd.holds:
        return Phenotype(kind=PhenotypeKind.AERD, because=aerd.because, source=AERD_SOURCE)
    type_1, cytokine = _type_1(reaction, setting), _cytokine(reaction)
    delayed = _delayed(reaction, setting, immediate_signs=bool(type_1.holds or cytokine.holds))
    if delayed.holds:
        return Phenotype(kind=PhenotypeKind.DELAYED, because=delayed.because)
    unknown = each_once((type_1.unknown, cytokine.unknown, delayed.unknown, aerd.unknown))
    kind = _KINDS[bool(type_1.holds), bool(cytokine.holds)]
    return Phenotype(kind=kind, because=(*type_1.because, *cytokine.because), unknown=unknown)


_KINDS = {
    (True, True): PhenotypeKind.MIXED,
    (True, False): PhenotypeKind.TYPE_1,
    (False, True): PhenotypeKind.CYTOKINE_RELEASE,
    (False, False): PhenotypeKind.UNKNOWN,
}


def _syndromes(reaction: Reaction) -> tuple[Syndrome, ...]:
    diagnosis = read_diagnosis(reaction.diagnosis or "")
    return () if diagnosis.doubtful else diagnosis.syndromes


def _aerd(reaction: Reaction, setting: Setting) -> Evidence:
    """Hold for an NSAID, a sign of the airway and the disease, named or as asthma with polyps.

    The diagnosis stands for the sign and the class.
    """
    if Syndrome.AERD in _syndromes(reaction) and setting.is_nsaid is not False:
        return Evidence(holds=True, because=(Syndrome.AERD.value,))
    is_named = names_aerd(setting.conditions)
    if not reaction.has(*AIRWAY_SIGNS) or not (is_named or is_triad(setting.conditions, reaction)):
        return NO
    if setting.is_nsaid is None:
        return Evidence(holds=None, unknown=("whether the drug is an NSAID",))
    if not setting.is_nsaid:
        return NO
    signs = of_signs(reaction, AIRWAY_SIGNS).because
    return Evidence(holds=True, because=(*((Syndrome.AERD.value,) if is_named else TRIAD), *signs))


def _delayed(reaction: Reaction, setting: Setting, *, immediate_signs: bool) -> Evidence:
    """Hold by a late onset, by signs or a diagnosis that come late; an onset within the window decides against.

    A delayed exanthem counts if the onset is unknown or late, or if no sign of an immediate reaction stands beside it.
    A late onset alone does not count where the diagnosis is an immediate reaction.
    """
    syndromes = tuple(found.value for found in _syndromes(reaction) if found not in IMMEDIATE_SYNDROMES)
    if syndromes or reaction.has(*BLOCKS_ALONE):
        return Evidence(holds=True, because=(*syndromes, *of_signs(reaction, BLOCKS_ALONE).because))
    onset = reaction.onset_minutes
    late = of_signs(reaction, LATE_SIGNS)
    if onset is None:
        return late if late.holds else Evidence(holds=None, unknown=(ONSET,))
    is_late = onset > setting.delayed_after_minutes
    if is_late and (late.holds or not _is_immediate(reaction)):
        return Evidence(holds=True, because=(f"onset after {people_text(onset)} minutes", *late.because))
    return NO if immediate_signs else late


def _is_immediate(reaction: Reaction) -> bool:
    """Tell whether the diagnosis is an immediate reaction, and nothing else."""
    return names_immediate(reaction.diagnosis or "") or not IMMEDIATE_SYNDROMES.isdisjoint(_syndromes(reaction))


def _type_1(reaction: Reaction, setting: Setting) -> Evidence:
    rise = tryptase(reaction.tryptase_acute, baseline=reaction.tryptase_baseline).rose
    rose = known("tryptase rose", holds=rise, missing="tryptase during the reaction and at baseline")
    low = low_pressure(reaction, age_years=setting.patient_age)
    return either(of_signs(reaction, TYPE_1_SIGNS), low, rose)


def _cytokine(reaction: Reaction) -> Evidence:
    """Hold by signs, fever or the diagnosis; interleukin-6 decides nothing, since no source gives a limit."""
    celsius = reaction.temperature_c
    words = "" if celsius is None else f"temperature {people_text(celsius)} °C"
    hot = known(words, holds=is_fever(celsius), missing=f"whether the temperature reached {people_text(FEVER_C)} °C")
    named = known(Syndrome.CYTOKINE_RELEASE.value, holds=Syndrome.CYTOKINE_RELEASE in _syndromes(reaction))
    return either(of_signs(reaction, CYTOKINE_SIGNS), hot, named)
