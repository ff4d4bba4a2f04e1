"""The generated page of scenarios: every file, what it shows, and the rules that it runs."""

from pathlib import Path

from stepward.adapters.documents.scenario_toml import read_scenario
from stepward.usecases.scenarios import Scenario

FOLDER = Path(__file__).parents[3] / "tests" / "scenarios"
INTRO = """# Scenarios

Whole days on a ward, each a file that runs through the use cases without a database. All people and drugs are invented.
`stepward replay tests/scenarios/FILE` shows one line by line: what was asked for, what came of it, how the session
stood, the dose given and the dose at the vein, and what was refused and why.

A line says when (`at` since the start, or `after` the line before), who, what is done (`does`: a command by its name,
with its fields beside it) and what is expected (`then`, or the code of the refusal in `refused`). Rates and doses that
are not written are read as planned; a second person who is not named is the first one at hand. Short forms stand for
what a ward always does:

| short form | what it does |
|---|---|
"""
WORDS = {
    "make ready": "signs the plan, makes, checks and hangs the first solution, ticks the checklist, takes control, "
    "hears the alarm, takes vital signs",
    "calm vitals": "takes vital signs within the limits",
    "next step": "waits until the step is over, takes vital signs, sees to the next solution, advances",
    "run to step N": "does so until step N runs",
    "settle": "confirms that the pump stands still, resolves open reactions, takes calm vital signs",
    "finish and flush": "waits for the end of the last step, ends it and flushes the line",
    "watch and complete": "waits for the end of the observation and completes",
    "look": "does nothing but compare",
    "set clock": "sets the UTC clock of the server by so much; the other clock does not know",
    "server stops": "stops the server after its last heartbeat",
    "server comes back": "starts it anew; it notes the restart by itself",
}


def scenarios() -> tuple[Scenario, ...]:
    """Read every file of the folder."""
    return tuple(read_scenario(path.read_bytes(), name=path.name) for path in sorted(FOLDER.glob("*.toml")))


def scenarios_page() -> str:
    """Write the page: the short forms, the files, and the files of each rule."""
    found = scenarios()
    lines = [INTRO + "\n".join(f"| `{name}` | {words} |" for name, words in WORDS.items())]
    lines += ["", f"## The {len(found)} files", "", "| file | title | what it shows | rules |", "|---|---|---|---|"]
    lines += [f"| {_link(item)} | {item.title} | {item.shows} | {', '.join(item.rules)} |" for item in found]
    lines += ["", "## By rule", "", "| rule | files |", "|---|---|"]
    rules = sorted({rule for item in found for rule in item.rules}, key=_place)
    for rule in rules:
        lines.append(f"| {rule} | {', '.join(_link(item) for item in found if rule in item.rules)} |")
    return "\n".join(lines) + "\n"


def _link(item: Scenario) -> str:
    return f"[{item.name.removesuffix('.toml')}](../tests/scenarios/{item.name})"


def _place(rule: str) -> tuple[int, str]:
    digits = rule.removeprefix("H-").removesuffix("b")
    return int(digits), rule
