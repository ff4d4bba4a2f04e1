"""What is asked of medicines, tests and earlier desensitizations."""

from collections.abc import Iterator, Mapping

from stepward.shells.web.screen.asks import (
    LISTED,
    NONE,
    SOME,
    UNKNOWN,
    Ask,
    Block,
    Fact,
    Group,
    Kind,
    choice,
    number,
    pick,
)
from stepward.shells.web.screen.asks_of_reactions import AGO

BROKE_THROUGH = ((SOME, "Yes"), (NONE, "No"), (UNKNOWN, "Not known"))
MEDICINES = Fact(
    words="A beta-blocker weakens epinephrine and changes the place. Eye drops count too.",
    sources=("EPIPEN-INTERACTIONS-CANADA", "DTB-TOPICAL-BETA-BLOCKERS"),
)
TESTS = Fact(
    words="In one center 229 of 515 referred patients were not allergic. Test first, where it is possible and safe.",
    sources=("MADRIGAL-BURGALETA-2019",),
)
EARLIER = Fact(words="Severe breakthroughs of one series all followed a shortened protocol.", sources=("VETTER-2019",))


def treatment_groups(counts: Mapping[str, int]) -> tuple[Group, ...]:
    """Ask for medicines, tests and earlier desensitizations."""
    return (
        Group(
            title="Which medicines are taken?",
            lead=choice("medicines", "", LISTED),
            blocks=tuple(_medicines(counts["m"])),
            fact=MEDICINES,
            adds=("m", "Add a medicine"),
        ),
        Group(
            title="Was the allergy tested?",
            lead=choice("tests", "", LISTED),
            blocks=tuple(_tests(counts["t"])),
            fact=TESTS,
            adds=("t", "Add a test"),
        ),
        Group(
            title="Was this drug given by desensitization before?",
            lead=choice("earlier", "", LISTED),
            blocks=tuple(_earlier(counts["d"])),
            fact=EARLIER,
            adds=("d", "Add a desensitization"),
        ),
    )


def _medicines(count: int) -> Iterator[Block]:
    for i in range(count):
        yield Block(
            title=f"Medicine {i + 1}",
            row=f"m{i}",
            asks=(
                Ask(name=f"m{i}_name", label="Name", of_names="medicine"),
                number(f"m{i}_hours", "Last dose", "h ago"),
                Ask(name=f"m{i}_for", label="Taken for"),
                choice(f"m{i}_held", "Is it held for the procedure?"),
            ),
        )


def _tests(count: int) -> Iterator[Block]:
    for i in range(count):
        yield Block(
            title=f"Test {i + 1}",
            row=f"t{i}",
            asks=(
                pick(f"t{i}_kind", "Kind", ("skin", "provocation")),
                pick(f"t{i}_result", "Result", ("positive", "negative", "tolerated")),
                Ask(name=f"t{i}_days", label="How long ago", kind=Kind.NUMBER, units=AGO),
                Ask(
                    name=f"t{i}_drug",
                    label="Of another drug",
                    hint="Leave it empty if it was of the wanted drug.",
                    of_names="drug",
                ),
                Ask(
                    name=f"t{i}_fraction",
                    label="Share of the full dose",
                    kind=Kind.NUMBER,
                    is_above_zero=True,
                    hint="1 is all of it, 0.1 a tenth.",
                    topic="provocation",
                ),
            ),
        )


def _earlier(count: int) -> Iterator[Block]:
    for i in range(count):
        yield Block(
            title=f"Desensitization {i + 1}",
            row=f"d{i}",
            asks=(
                Ask(name=f"d{i}_days", label="How long ago", kind=Kind.NUMBER, units=AGO),
                Ask(name=f"d{i}_protocol", label="Protocol", hint="Such as 12-step."),
                choice(f"d{i}_completed", "Was it completed?"),
                choice(f"d{i}_broke", "Was there a breakthrough reaction?", BROKE_THROUGH),
                Ask(
                    name=f"d{i}_breakthrough",
                    label="What happened",
                    hint="Say whether it was anaphylaxis: premedication can depend on it.",
                    topic="breakthrough",
                ),
            ),
        )
