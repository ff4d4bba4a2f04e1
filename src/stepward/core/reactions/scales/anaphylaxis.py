"""The criteria of anaphylaxis: NIAID/FAAN 2006 and WAO 2020; met, not met, or not known."""

from fractions import Fraction

from stepward.core.reactions.evidence import Evidence, at_least, both, either, of_signs, perhaps
from stepward.core.reactions.grade import Criterion, Grade, Scale, meet
from stepward.core.reactions.pressure import hypotension
from stepward.core.reactions.reaction import Reaction
from stepward.core.reactions.saturation import low_saturation
from stepward.core.reactions.signs import Sign

NIAID_SOURCE = "SAMPSON-2006-TABLE; AAP-ANAPHYLAXIS-TABLE; saturation SEVERITY-TABLE-2020"
WAO_SOURCE = "WAO-2020-TABLE; AAP-ANAPHYLAXIS-TABLE; saturation SEVERITY-TABLE-2020"
SKIN = (Sign.HIVES, Sign.FLUSHING, Sign.ITCH, Sign.ANGIOEDEMA)
BREATHING = (Sign.WHEEZE, Sign.DYSPNEA, Sign.STRIDOR, Sign.DESATURATION)
PERHAPS_BREATHING = (Sign.THROAT_TIGHTNESS, Sign.VOICE_CHANGE, Sign.COUGH, Sign.CHEST_TIGHTNESS)
END_ORGAN = (Sign.SYNCOPE, Sign.COLLAPSE, Sign.CARDIAC_ARREST)
LARYNX = (Sign.STRIDOR, Sign.VOICE_CHANGE)
GUT = (Sign.VOMITING, Sign.ABDOMINAL_PAIN)
BREATH_QUESTION = "whether breathing was compromised"
GUT_QUESTION = "whether vomiting or abdominal pain was severe or went on"
LARYNX_QUESTION = "whether the larynx was involved"


def _breathing(reaction: Reaction) -> Evidence:
    doubtful = perhaps(of_signs(reaction, PERHAPS_BREATHING), BREATH_QUESTION)
    return either(of_signs(reaction, BREATHING), low_saturation(reaction), doubtful)


def _circulation(reaction: Reaction, patient_age: Fraction | None) -> Evidence:
    return either(of_signs(reaction, END_ORGAN), hypotension(reaction, age_years=patient_age))


def _gut(reaction: Reaction) -> Evidence:
    return perhaps(of_signs(reaction, GUT), GUT_QUESTION)


def niaid_faan(reaction: Reaction, *, patient_age: Fraction | None) -> Grade:
    """Tell whether any of the three criteria of NIAID/FAAN is met; the drug is the known or likely allergen.

    Source: SAMPSON-2006-TABLE; AAP-ANAPHYLAXIS-TABLE for what pressure is low.
    """
    skin, breathing = of_signs(reaction, SKIN), _breathing(reaction)
    circulation, low = _circulation(reaction, patient_age), hypotension(reaction, age_years=patient_age)
    criteria = (
        Criterion(name="1", words="Skin or mucosa with breathing or circulation.", met=both(
            skin, either(breathing, circulation)
        )),
        Criterion(name="2", words="Two or more of skin, breathing, circulation and gut.", met=at_least(
            2, skin, breathing, circulation, _gut(reaction)
        )),
        Criterion(name="3", words="Low pressure after the drug.", met=low),
    )  # fmt: skip
    return meet(Scale.NIAID_FAAN, criteria, source=NIAID_SOURCE)


def wao_2020(reaction: Reaction, *, patient_age: Fraction | None) -> Grade:
    """Tell whether a criterion of the WAO of 2020 is met; a drug that was reacted to counts as a known allergen.

    So low pressure, bronchospasm (wheeze) or laryngeal signs are enough without skin signs.

    Source: WAO-2020-TABLE; AAP-ANAPHYLAXIS-TABLE for what pressure is low in a child.
    """
    circulation = _circulation(reaction, patient_age)
    larynx = either(
        of_signs(reaction, LARYNX), perhaps(of_signs(reaction, (Sign.THROAT_TIGHTNESS,)), LARYNX_QUESTION)
    )  # fmt: skip
    alone = either(hypotension(reaction, age_years=patient_age), of_signs(reaction, (Sign.WHEEZE,)), larynx)
    criteria = (
        Criterion(name="1", words="Skin or mucosa with breathing, circulation or severe gut signs.", met=both(
            of_signs(reaction, SKIN), either(_breathing(reaction), circulation, _gut(reaction))
        )),
        Criterion(name="2", words="Low pressure, bronchospasm or larynx after a known allergen.", met=alone),
    )  # fmt: skip
    return meet(Scale.WAO_2020, criteria, source=WAO_SOURCE)
