"""The page of all alarms: harm, onset, priority, and what the unit may set."""

from stepward.core.sessions.alarm_table import BY_HARM, TABLE, Harm, Onset
from stepward.core.sessions.commands_clock import CONDITIONS
from stepward.core.sessions.holds import Priority
from stepward.usecases.alarm_review import SHOWN_WITHIN
from stepward.usecases.alarms import BOUNDS, USUAL


def alarms_page() -> str:
    """Write the table of alarms, that of harm by onset, and the settings."""
    lines = [
        "# Alarms\n",
        "The priority of an alarm follows from the harm and its onset. It is fixed; nobody lowers it (H-80).",
        "A HIGH alarm stays until its condition is over and a named person resets it (H-83).\n",
        "| harm | " + " | ".join(onset.value for onset in Onset) + " |",
        "|---|" + "---|" * len(Onset),
    ]
    lines += [f"| {harm.value} | " + " | ".join(BY_HARM[harm, onset].value for onset in Onset) + " |" for harm in Harm]
    lines += ["", "| alarm | priority | why | harm | onset | raised in the log |", "|---|---|---|---|---|---|"]
    for row in TABLE:
        logged = "yes" if row.code in CONDITIONS and row.priority is Priority.HIGH else ""
        harm = f"{row.harm.value} | {row.onset.value}"
        lines.append(f"| `{row.code}` | {row.priority.value} | {row.why} | {harm} | {logged} |")
    lines += [
        "",
        "`pump-may-run` comes with the STOP or hold in the log, and stays until the pump is confirmed stopped.",
        "",
    ]
    within = ", ".join(f"{priority.value} {seconds} s" for priority, seconds in SHOWN_WITHIN.items())
    lines += [f"Shown at each screen of the session within: {within} (H-82).", ""]
    lines += ["| setting | bounds | usual | rule |", "|---|---|---|---|"]
    for name, bounds in BOUNDS.items():
        usual = getattr(USUAL, name)
        lines.append(f"| `{name}` | {bounds.least} to {bounds.most} {bounds.unit} | {usual} | {bounds.rule} |")
    return "\n".join(lines) + "\n"
