"""What a reaction was: its signs, how grave each scale calls it, what kind it was, and what its markers say.

`Reaction` (reaction.py) is what was recorded; `find_sign` (signs.py) and `read_diagnosis` (diagnoses.py) read words.
`all_grades` (scales) computes each scale from signs and vitals, `phenotype` the kind, `tryptase` the markers, and
`contradictions` what cannot all be true. All of them say what is unknown; none of them guesses.
"""

from stepward.core.reactions.airway import names_aerd
from stepward.core.reactions.contradictions import Contradiction, contradictions
from stepward.core.reactions.diagnoses import Diagnosis, Syndrome, find_syndrome, read_diagnosis
from stepward.core.reactions.grade import Grade, Scale
from stepward.core.reactions.markers import REFERENCES, SAMPLING, MarkerReference, SamplingAdvice, Tryptase, tryptase
from stepward.core.reactions.phenotype import Phenotype, PhenotypeKind, Setting, phenotype
from stepward.core.reactions.pressure import Pressure, pressure
from stepward.core.reactions.reaction import Danger, Reaction
from stepward.core.reactions.scales import all_grades
from stepward.core.reactions.signs import ASKS, BLOCKS_ALONE, Organ, Sign, asking, blocking, find_sign, read_signs

__all__ = [
    "ASKS",
    "BLOCKS_ALONE",
    "REFERENCES",
    "SAMPLING",
    "Contradiction",
    "Danger",
    "Diagnosis",
    "Grade",
    "MarkerReference",
    "Organ",
    "Phenotype",
    "PhenotypeKind",
    "Pressure",
    "Reaction",
    "SamplingAdvice",
    "Scale",
    "Setting",
    "Sign",
    "Syndrome",
    "Tryptase",
    "all_grades",
    "asking",
    "blocking",
    "contradictions",
    "find_sign",
    "find_syndrome",
    "names_aerd",
    "phenotype",
    "pressure",
    "read_diagnosis",
    "read_signs",
    "tryptase",
]
