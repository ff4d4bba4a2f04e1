"""Seeded bugs of the treatment card of a session, and of what devices send."""

from tests.adapters.event_log.seeding import Mutant

CARDS, STATIONS = "stepward.usecases.session_cards", "stepward.usecases.stations"
ORDERS = "stepward.usecases.session_orders"

MUTANTS = (
    Mutant("H-35", CARDS, "if not given.is_whole:", "if False:"),
    Mutant("H-63", CARDS, "if _hash(found.words) != found.sha256:", "if False:"),
    Mutant("H-88", CARDS, "    if not found:\n        msg", "    if False:\n        msg"),
    Mutant("H-35", CARDS, "int(row.repeat.after.value * MINUTE)", "int(row.repeat.after.value)"),
    Mutant("H-24", STATIONS, "abs(at - now) > NOW_WITHIN", "abs(at - now) > 2 * NOW_WITHIN"),
    Mutant("H-98", STATIONS, "if at is None or abs(", "if at is not None and abs("),
    Mutant("H-81", STATIONS, "if not SIGNS[name].is_plausible(value))", "if False)"),
    Mutant("H-81", STATIONS, "    if unsure and where", "    if False and where"),
    Mutant("H-98", STATIONS, "if len(body) > LONGEST_MESSAGE:", "if False:"),
    Mutant("H-98", STATIONS, 'if words["unit"] != sign.unit:', "if False:"),
    Mutant("H-98", STATIONS, "not REQUIRED <= found.keys() <= KEYS:", "not REQUIRED <= found.keys():"),
    Mutant("H-98", STATIONS, "!= len(pairs):", "> len(pairs):"),
    Mutant("H-98", STATIONS, "if len(found) != 1:", "if not found:"),
    Mutant("H-98", STATIONS, "if is_at_the_bed(stands(name, where.log), start_at, where.now.at)", "if name"),
    Mutant("H-98", STATIONS, " and bool(session.controller)", ""),
    Mutant("H-98", STATIONS, " and abs(now - start_at) <= NEAR", ""),
    Mutant("H-16", ORDERS, "and not is_void(other.id):", "and False:"),
    Mutant("H-16", ORDERS, "other.preparation == wanted.preparation and", ""),
    Mutant("H-36", ORDERS, "    if not least <= kilograms <= most:\n", "    if False:\n"),
    Mutant("H-36", ORDERS, "* CHANGED >= before.value:", "* CHANGED > before.value:"),
    Mutant("H-36", ORDERS, "if wanted.weighed is not None and not wanted.is_weight_repeated:", "if False:"),
    Mutant("H-98", STATIONS, "privileges=ROLES[STATION]", 'privileges=ROLES["nurse"]'),
)
