"""What is asked of each reaction: signs, time, lowest values, treatment; then danger signs, diagnosis and markers."""

from collections.abc import Iterator, Mapping

from stepward.core.reactions import Sign
from stepward.core.reactions.signs import ORGANS
from stepward.core.reactions.treatments import Treatment
from stepward.shells.web.screen.asks import LISTED, UNKNOWN, Ask, Block, Fact, Group, Kind, choice, number

SIGNS = frozenset(item.value for item in Sign)
SIGN_ROWS = tuple((organ.value.capitalize(), tuple(sign.value for sign in signs)) for organ, signs in ORGANS.items())
TREATMENTS = tuple(item.value for item in Treatment)
AFTER = (("min", "min"), ("h", "h"), ("d", "days"))
AGO = (("d", "days"), ("w", "weeks"), ("y", "years"))
DANGERS = (("present", "Yes"), ("none", "Asked, none"), (UNKNOWN, "Not known"))
PEN_FAST = Fact(
    words="PEN-FAST counts a reaction of five years ago or less, anaphylaxis or angioedema, a severe skin reaction, "
    "and treatment; treatment that is not known counts too.",
    sources=("PEN-FAST-2020", "PEN-FAST-AAFP", "PEN-FAST-TOOL"),
)
BARS = Fact(
    words="After such a reaction the drug is never given again, also not by desensitization.",
    sources=("GLOBALRPH-12-STEP", "NCC-INDIA", "BSACI", "BUGS-AND-DRUGS"),
)


def _numbered(index: int, counts: Mapping[str, int]) -> str:
    return f"Reaction {index + 1}" if counts["r"] > 1 else "Reaction"


def reaction_groups(counts: Mapping[str, int]) -> tuple[Group, ...]:
    """Ask whether there was a reaction, and what happened in each."""
    blocks = tuple(block for i in range(counts["r"]) for block in _reaction(i, _numbered(i, counts)))
    return (
        Group(
            title="Was there a reaction to this drug or a related one?",
            lead=choice("reactions", "", LISTED),
            blocks=blocks,
            adds=("r", "Add a reaction"),
        ),
        Group(
            title="Is the label of a penicillin allergy right?",
            hint="PEN-FAST is counted from the answers above. Its points stand among the findings.",
            fact=PEN_FAST,
            topic="penicillin",
        ),
    )


def _reaction(i: int, title: str) -> Iterator[Block]:
    yield Block(
        title=title,
        row=f"r{i}",
        asks=(
            Ask(name=f"r{i}_drug", label="To which drug", hint="The product, where it is known.", of_names="reaction"),
            Ask(name=f"r{i}_onset", label="Began after", kind=Kind.NUMBER, units=AFTER),
            Ask(name=f"r{i}_days", label="How long ago", kind=Kind.NUMBER, units=AGO),
            Ask(name=f"r{i}_cycle", label="In which cycle", kind=Kind.NUMBER, is_above_zero=True, is_whole=True),
            choice(f"r{i}_signs_known", "Were there signs?", LISTED),
            Ask(name=f"r{i}_signs", label="Signs", kind=Kind.MARKS, topic="signs"),
            Ask(
                name=f"r{i}_other",
                label="Other signs",
                hint="With commas between. Words not on the list are asked about.",
                topic="signs",
            ),
        ),
    )
    yield Block(
        title=f"{title}: the lowest values",
        hint="What was not recorded stays empty.",
        asks=(
            number(f"r{i}_sbp", "Lowest systolic pressure", "mmHg"),
            number(f"r{i}_usual", "Usual systolic pressure", "mmHg", above=True),
            number(f"r{i}_spo2", "Lowest oxygen saturation", "%"),
            number(f"r{i}_temperature", "Highest temperature", "°C"),
        ),
    )
    yield Block(
        title=f"{title}: what was given?",
        asks=(
            choice(f"r{i}_treated_known", "Was anything given?", LISTED),
            Ask(name=f"r{i}_treated", label="Treatment", kind=Kind.MARKS, options=_plain(TREATMENTS), topic="treated"),
            Ask(name=f"r{i}_treated_other", label="Other treatment", hint="With commas between.", topic="treated"),
            Ask(
                name=f"r{i}_epinephrine",
                label="Epinephrine given",
                kind=Kind.NUMBER,
                unit="min after the first sign",
                topic="epinephrine",
            ),
        ),
    )


def _plain(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((item, item) for item in values)


def danger_groups(counts: Mapping[str, int]) -> tuple[Group, ...]:
    """Ask each reaction for danger signs, a diagnosis and markers."""
    return tuple(group for i in range(counts["r"]) for group in _danger(i, _numbered(i, counts)))


def _danger(i: int, title: str) -> Iterator[Group]:
    yield Group(
        title=f"{title}: blisters, sores in the mouth, peeling skin or organ damage?",
        hint="Organ damage other than that of anaphylaxis. Not known never counts as no.",
        lead=choice(f"r{i}_danger", "", DANGERS),
        fact=BARS,
    )
    yield Group(
        title=f"{title}: was a diagnosis written down?",
        blocks=(Block(asks=(Ask(name=f"r{i}_diagnosis", label="Diagnosis", hint="In the words of the record."),)),),
    )
    yield Group(
        title=f"{title}: were markers measured?",
        blocks=(
            Block(
                asks=(
                    number(f"r{i}_tryptase", "Tryptase at the reaction", "ng/mL"),
                    number(f"r{i}_tryptase_usual", "Tryptase at baseline", "ng/mL"),
                    number(f"r{i}_il6", "IL-6 at the reaction", "pg/mL"),
                )
            ),
        ),
    )
