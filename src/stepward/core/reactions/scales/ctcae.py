"""CTCAE: infusion-related reaction and allergic reaction; one event is reported as one of them, never as both."""

from dataclasses import replace
from fractions import Fraction

from stepward.core.reactions.evidence import Evidence, both, either, of_signs
from stepward.core.reactions.grade import Grade, Rung, Scale, climb
from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.signs import ORGANS, Organ, Sign
from stepward.core.reactions.treatments import Treatment, into_vein, treated

SOURCE = "CTCAE-6-LIST; RING-MESSMER-TABLE"
NOT_BOTH = "Report one event as infusion-related or as allergic, never as both."
ALLERGIC = tuple(
    sign
    for organ in (Organ.SKIN, Organ.UPPER_AIRWAY, Organ.LOWER_AIRWAY, Organ.CIRCULATION, Organ.GUT, Organ.NEUROLOGICAL)
    for sign in ORGANS[organ]
)
ANY = (*ALLERGIC, *ORGANS[Organ.GENERAL])
ARREST = (Sign.CARDIAC_ARREST,)
SYSTEMIC = tuple(kind for kind in Treatment if kind not in {Treatment.OXYGEN, Treatment.VENTILATION})
HOSPITAL = Evidence(holds=None, unknown=("whether it meant a stay in hospital",))
PROLONGED = Evidence(holds=None, unknown=("whether it lasted, or came back after it got better",))
INTERRUPTED = Evidence(holds=None, unknown=("whether the infusion was interrupted",))
THREATENING = Evidence(holds=None, unknown=("whether it threatened life",))


def infusion(reaction: Reaction, *, patient_age: Fraction | None) -> Grade:  # noqa: ARG001 - one signature for all
    """Grade an infusion-related reaction: 1 no treatment, 2 treated, 3 prolonged or hospital, 4 life-threatening.

    Source: CTCAE-6-LIST.
    """
    signs = of_signs(reaction, ANY)
    handled = either(treated(reaction, *Treatment), INTERRUPTED)
    life = either(of_signs(reaction, ARREST), both(signs, THREATENING))
    rungs = (
        Rung(value=1, words="Mild and passing, no interruption and no treatment.", reached=signs),
        Rung(value=2, words="Interrupted or treated.", reached=both(signs, handled)),
        Rung(
            value=3,
            words="Prolonged, recurring or in hospital for it.",
            reached=both(signs, either(PROLONGED, HOSPITAL)),
        ),
        Rung(value=4, words="Life-threatening.", reached=life),
    )
    return replace(climb(Scale.CTCAE_INFUSION, rungs, source=SOURCE), note=NOT_BOTH)


def allergic(reaction: Reaction, *, patient_age: Fraction | None) -> Grade:  # noqa: ARG001 - one signature for all
    """Grade an allergic reaction: 1 nothing systemic, 2 by mouth, 3 bronchospasm, vein or hospital, 4 life.

    Source: CTCAE-6-LIST.
    """
    signs = of_signs(reaction, ALLERGIC)
    third = either(of_signs(reaction, (Sign.WHEEZE,)), both(signs, either(into_vein(reaction), HOSPITAL)))
    life = either(of_signs(reaction, ARREST), both(signs, THREATENING))
    rungs = (
        Rung(value=1, words="No systemic treatment.", reached=signs),
        Rung(value=2, words="Treated by mouth.", reached=both(signs, treated(reaction, *SYSTEMIC))),
        Rung(value=3, words="Bronchospasm, treatment into a vein or hospital.", reached=third),
        Rung(value=4, words="Life-threatening.", reached=life),
    )
    return replace(climb(Scale.CTCAE_ALLERGIC, rungs, source=SOURCE), note=NOT_BOTH)
