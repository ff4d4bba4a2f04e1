"""Seeded bugs of the alarms."""

from tests.adapters.event_log.seeding import Mutant

ALARMS = "stepward.usecases.alarms"
SCREENS = "stepward.usecases.alarm_screens"
REVIEW = "stepward.usecases.alarm_review"
TABLE = "stepward.core.sessions.alarm_table"
KEEPING = "stepward.usecases.keeping"

MUTANTS = (
    Mutant("H-07", ALARMS, "if heard[0].priority is not Priority.LOW:", "if heard[0].priority is Priority.MEDIUM:"),
    Mutant("H-80", TABLE, "(Harm.PASSING, Onset.SOON): Priority.MEDIUM", "(Harm.PASSING, Onset.SOON): Priority.LOW"),
    Mutant("H-80", TABLE, "_row(Code.STEP_OVERDUE, Harm.PASSING,", "_row(Code.STEP_OVERDUE, Harm.MINOR,"),
    Mutant("H-82", ALARMS, "note.deed is Deed.SHOWN and note.station == station", "note.deed is Deed.SHOWN"),
    Mutant("H-82", ALARMS, "since = max(item.since if item.since < now.at else began, seen_since)", "since = began"),
    Mutant("H-82", SCREENS, "if before is not None and _since(before.latest, now) > SILENT_AFTER:", "if False:"),
    Mutant("H-82", REVIEW, "tenths > limit", "tenths > limit * 10"),
    Mutant("H-82", KEEPING, "ATTEND_EVERY = SECOND // 2", "ATTEND_EVERY = 2 * SECOND"),
    Mutant("H-83", ALARMS, "if code in since:\n        return since[code] is None",
           "if code in since:\n        return True"),
    Mutant("H-83", ALARMS, "code in COMPUTED or code in {WRONG_PATIENT_OR_PRODUCT, DEVICE_UNSURE}", "True"),
    Mutant("H-83", ALARMS, "    is_anew = found[0].at < item.since < now.at\n", "    is_anew = False\n"),
    Mutant("H-83", ALARMS, "    return not is_anew and all(note.deed is not Deed.ENDED for note in found)\n",
           "    return not is_anew\n"),
    Mutant("H-83", ALARMS, "for code in dict.fromkeys(note.condition for note in notes if note.deed is Deed.BEGAN):",
           "for code in ():"),
    Mutant("H-83", ALARMS, "    if not is_noted(item, notes, now):\n        return None\n", ""),
    Mutant("H-83", ALARMS, "or item.priority is not Priority.HIGH:\n        return False\n    return item.code",
           "or item.priority is Priority.HIGH:\n        return False\n    return item.code"),
    Mutant("H-83", ALARMS, "and item.code not in {alarm.condition for alarm in session.alarms}", "and item.code"),
    Mutant("H-84", ALARMS, '"pause_most": Bounds(30, 120,', '"pause_most": Bounds(30, 1200,'),
    Mutant("H-84", ALARMS, "if 0 <= passed < settings.pause_most else 0", "if passed < settings.pause_most else 0"),
    Mutant("H-84", ALARMS, "return settings.pause_most - passed if", "return settings.pause_most if"),
    Mutant("H-84", ALARMS, "note.deed is Deed.PAUSED and note.station == station", "note.deed is Deed.PAUSED"),
    Mutant("H-84", ALARMS, "if later & {Deed.BEGAN, Deed.PASSED_ON} or not all(", "if not all("),
    Mutant("H-84", ALARMS, "if later & {Deed.BEGAN, Deed.PASSED_ON} or", "if later & {Deed.BEGAN} or"),
    Mutant("H-85", SCREENS, "and before.hearing is Hearing.RELOADED and hearing", "and not before and hearing"),
    Mutant("H-85", SCREENS, "            trouble = None\n            if hearing is not Hearing.READY:",
           "            trouble = None\n            if hearing is Hearing.BLOCKED:"),
    Mutant("H-85", SCREENS, "BLOCKED_AFTER = 5 * SECOND", "BLOCKED_AFTER = 50 * SECOND"),
    Mutant("H-85", ALARMS, "(SOUND_BLOCKED, facts.sound_blocked_since, is_watched)",
           "(SOUND_BLOCKED, None, is_watched)"),
    Mutant("H-86", SCREENS, "SILENT_AFTER = 15 * SECOND", "SILENT_AFTER = 16 * SECOND"),
    Mutant("H-86", SCREENS, "(not station or at == station)", "(not station or at)"),
    Mutant("H-86", SCREENS, "    return now.monotonic - start.monotonic\n",
           "    return (now.at - start.at) // MICROSECOND\n"),
    Mutant("H-86", ALARMS, "    if not told and item.code == BEDSIDE_SILENT:\n        return True\n", ""),
    Mutant("H-87", ALARMS, "return not 0 <= seconds(start, now.at) < limit", "return seconds(start, now.at) >= limit"),
    Mutant("H-87", ALARMS, "if item.priority is not Priority.HIGH or acknowledged_by(item, notes, now) is not None:",
           "if item.priority is not Priority.HIGH:"),
    Mutant("H-87", ALARMS, "key=lambda seen: not seen.is_first)", "key=lambda seen: seen.is_first)"),
    Mutant("H-87", ALARMS, "if seen.station not in told)", "if seen.station)"),
    Mutant("H-87", SCREENS, "if at not in here}", "if at}"),
    Mutant("H-89", ALARMS, "settings.low_again * MINUTE_SECONDS)", "settings.low_again)"),
    Mutant("H-89", ALARMS, "if item.priority is not Priority.LOW or acknowledged_by(item, notes, now) is not None:",
           "if item.priority is not Priority.LOW:"),
    Mutant("H-89", ALARMS, "    return not before or _is_over(before[-1].at,",
           "    return not before or not _is_over(before[-1].at,"),
    Mutant("H-89", REVIEW, "            began = None\n", ""),
    Mutant("H-89", REVIEW, "pauses=sum(note.deed is Deed.PAUSED", "pauses=sum(note.deed is Deed.SHOWN"),
)  # fmt: skip
