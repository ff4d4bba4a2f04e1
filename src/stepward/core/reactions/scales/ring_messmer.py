"""Ring and Messmer: I to IV, by the gravest sign."""

from fractions import Fraction

from stepward.core.reactions.evidence import either, of_signs
from stepward.core.reactions.grade import Grade, Rung, Scale, climb
from stepward.core.reactions.pressure import hypotension
from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.saturation import low_saturation
from stepward.core.reactions.signs import ORGANS, Organ, Sign

SOURCE = "RING-MESSMER-TABLE; low pressure AAP-ANAPHYLAXIS-TABLE; saturation SEVERITY-TABLE-2020"
SKIN = tuple(sign for sign in ORGANS[Organ.SKIN] if sign is not Sign.DELAYED_EXANTHEM)
BREATHING = (*ORGANS[Organ.UPPER_AIRWAY], *ORGANS[Organ.LOWER_AIRWAY])
SHOCK = (Sign.COLLAPSE, Sign.SYNCOPE, Sign.WHEEZE)


def grade(reaction: Reaction, *, patient_age: Fraction | None) -> Grade:
    """Grade by Ring and Messmer: I skin; II breathing or circulation too; III collapse or bronchospasm; IV arrest.

    A sign of breathing or circulation counts without skin signs too.
    Wheeze is read as bronchospasm and syncope as collapse of the circulation. The pressure is low as in anaphylaxis.

    Source: RING-MESSMER-TABLE; AAP-ANAPHYLAXIS-TABLE for what pressure is low.
    """
    second = either(
        of_signs(reaction, BREATHING), hypotension(reaction, age_years=patient_age), low_saturation(reaction)
    )  # fmt: skip
    rungs = (
        Rung(value=1, shown="I", words="Skin and mucosa only.", reached=of_signs(reaction, SKIN)),
        Rung(value=2, shown="II", words="Circulation or breathing too.", reached=second),
        Rung(value=3, shown="III", words="Circulatory collapse or bronchospasm.", reached=of_signs(reaction, SHOCK)),
        Rung(value=4, shown="IV", words="Cardiac arrest.", reached=of_signs(reaction, (Sign.CARDIAC_ARREST,))),
    )
    return climb(Scale.RING_MESSMER, rungs, source=SOURCE)
