"""Seeded bugs of the use cases of a session; `python -m tests.usecases.seeding 0 3` says what became of each."""

import os
import sys

from tests.adapters.event_log.seeding import ROOT, Mutant, Seeded, named
from tests.usecases.alarm_bugs import MUTANTS as OF_ALARMS
from tests.usecases.card_bugs import MUTANTS as OF_CARDS
from tests.usecases.leaflet_bugs import MUTANTS as OF_LEAFLETS
from tests.usecases.place_bugs import MUTANTS as OF_PLACES

RUNNING = "stepward.usecases.running"
KEEPING = "stepward.usecases.keeping"
BROKEN = "stepward.usecases.broken_sessions"
ONE_SESSION = "stepward.usecases.one_session"
REMEMBERING = "stepward.usecases.remembering"
DOCUMENTS = "stepward.adapters.documents"
FILES = (
    "tests/usecases/test_running.py",
    "tests/usecases/test_broken_sessions.py",
    "tests/usecases/test_one_session.py",
    "tests/usecases/test_right_patient.py",
    "tests/usecases/test_keeping.py",
    "tests/usecases/test_remembering.py",
    "tests/usecases/test_session_words.py",
    "tests/adapters/documents/test_moments.py",
    "tests/usecases/test_alarms.py",
    "tests/usecases/test_alarms_seen.py",
    "tests/usecases/test_alarm_table.py",
    "tests/usecases/test_alarm_screens.py",
    "tests/usecases/test_alarm_review.py",
    "tests/usecases/test_session_cards.py",
    "tests/usecases/test_stations.py",
    "tests/usecases/test_session_orders.py",
    "tests/usecases/test_leaflets.py",
    "tests/core/quantities/test_place.py",
)

MUTANTS = (
    Mutant("H-01", REMEMBERING, "return place, self._found[digest]", "return place - 1, self._found[digest]"),
    Mutant("H-05", RUNNING, "return beside(key), log.answer(session_id, beside(key))", "raise"),
    Mutant("H-06", RUNNING, "if not urgent and not session.turn <= sent.seen", "if False and sent.seen", quick=True),
    Mutant("H-16", RUNNING, "drafts if urgent else holding(session, events, drafts, by=by, now=now)", "drafts"),
    Mutant("H-16", ONE_SESSION, "State.VERIFIED, State.RUNNING,", "State.RUNNING,"),
    Mutant("H-16", ONE_SESSION, 'if is_now else "")', "if is_now else None)"),
    Mutant("H-16", "stepward.core.sessions.commands_signing", "plan.identity.patient != before.patient", "False"),
    Mutant("H-23", RUNNING, "return found if found.boot == latest.boot and", "return found if"),
    Mutant("H-23", RUNNING, "and found.monotonic >= latest.monotonic else latest", "else latest"),
    Mutant("H-25", f"{DOCUMENTS}.replay_text", "{utc:%b %Y %H:%M:%S}", "{utc:%m %Y %H:%M:%S}"),
    Mutant("H-25", f"{DOCUMENTS}.paper_words", "{moment:%H:%M:%S} UTC{sign}", "{moment:%H:%M} UTC{sign}"),
    Mutant("H-50", RUNNING, "    if plan.identity is None:\n", "    if False:\n"),
    Mutant("H-50", RUNNING, "        _alarm(session_id, session, key, now=now, log=log, software=software)\n", ""),
    Mutant("H-60", RUNNING, "if not urgent and not session.turn <=", "if not session.turn <="),
    Mutant("H-60", RUNNING, "not session.turn <= sent.seen <= session.version:", "not sent.seen <= session.version:"),
    Mutant("H-60", RUNNING, "not session.turn <= sent.seen <= session.version:", "sent.seen != session.version:"),
    Mutant("H-60", RUNNING, "raise SessionMovedOn(stands(session_id, log)) from None", "raise SessionMovedOn(session)"),
    Mutant("H-61", RUNNING, "    if kept is not None:\n        return _first", "    if False:\n        return _first",
           quick=True),
    Mutant("H-61", RUNNING, '"user": by.user}', '"user": ""}'),
    Mutant("H-61", RUNNING, '"with": words_of_command(command), ', ""),
    Mutant("H-64", RUNNING, "as wrong:\n        if not urgent:\n            raise\n", "as wrong:\n"),
    Mutant("H-64", RUNNING, "return CameBack(session_id=session_id, session=_held(", "raise ValueError(("),
    Mutant("H-64", RUNNING, "session=_held(session_id, wrong, now, log), broken",
           "session=replayed(wrong.sound), broken"),
    Mutant("H-23", KEEPING, "BEAT_EVERY = 5 * SECOND", "BEAT_EVERY = 11 * SECOND"),
    Mutant("H-23", KEEPING, "return not 0 <= now", "return not now"),
    Mutant("H-62", KEEPING, "CHECK_EVERY = MINUTE", "CHECK_EVERY = 2 * MINUTE"),
    Mutant("H-64", KEEPING, "                self._read_open()\n", ""),
    Mutant("H-65", KEEPING, "minutes * MINUTE}", "61 * MINUTE}"),
    Mutant("H-65", KEEPING, "MOST_MINUTES, MINUTES = 1, 60", "MOST_MINUTES, MINUTES = 1, 61"),
    Mutant("H-68", KEEPING, "found = running.come_back(now, self._log, software=software)", "found = ()"),
    Mutant("H-70", KEEPING, "    if found:\n", "    if found > 1:\n"),
    Mutant("H-70", KEEPING, "    except BrokenChain:\n        return True",
           "    except BrokenChain:\n        return False"),
    Mutant("H-68", BROKEN, "yield Held(kind=kind, cause=Cause.RESTART)", "pass"),
    Mutant("H-68", BROKEN, "HoldKind.CLINICAL if outside_vitals(session) else HoldKind.TECHNICAL",
           "HoldKind.TECHNICAL"),
    Mutant("H-64", BROKEN, "yield StopPressed()", "pass"),
    Mutant("H-64", BROKEN, "    yield AlarmRaised(condition=LOG_BROKEN, priority=CONDITIONS[LOG_BROKEN])\n", ""),
    Mutant("H-66", RUNNING, "            raise\n        return known\n", "            raise\n        raise\n"),
    Mutant("H-66", RUNNING, "return Answer(session=replay(waiting, session)", "return Answer(session=session"),
    Mutant("H-68", RUNNING, "if session.state.is_before_start or proven.boot == now.boot:", "if proven.boot:"),
    Mutant("H-68", RUNNING, " or proven.boot == now.boot:", ":", quick=True),
    *OF_ALARMS,
    *OF_CARDS,
    *OF_LEAFLETS,
    *OF_PLACES,
)  # fmt: skip


def run(mutant: Mutant) -> str:
    """Run the tests of its rule in a child, and tell whether one fails."""
    seeded = Seeded(mutant)
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = _tested(mutant, seeded)
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {0: "survived", 1: "caught"}.get(code, f"broken ({code})")


def _tested(mutant: Mutant, seeded: Seeded) -> int:
    import pytest  # noqa: PLC0415 - in the child only

    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.meta_path.insert(0, seeded)
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*(str(ROOT / file) for file in FILES), *options, "-k", named(mutant)]))


def main(numbers: list[int], *, is_control: bool) -> None:
    """Print for each mutant what became of it; with `--control` the bugs are left out."""
    for number in numbers:
        mutant = MUTANTS[number]
        print(number, run(mutant._replace(after=mutant.before) if is_control else mutant), flush=True)  # noqa: T201


if __name__ == "__main__":
    words = sys.argv[1:]
    numbers = [int(word) for word in words if word.isdigit()] or list(range(len(MUTANTS)))
    main(numbers, is_control="--control" in words)
