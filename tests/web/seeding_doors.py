"""Seeded bugs of the doors; `python -m tests.web.seeding_doors 0 3` says what became of each."""

import os
import sys

from tests.adapters.event_log.seeding import ROOT, Mutant, Seeded, named

WEB = "stepward.shells.web"
LOCK, UNLOCKING, GLASS = f"{WEB}.people.lock", f"{WEB}.people.unlocking", f"{WEB}.bedside.glass"
ATTEMPTS, DOORS, KEEPING = f"{WEB}.people.attempts", f"{WEB}.bedside.doors", f"{WEB}.safekeeping"
FILES = (
    "tests/web/test_lock.py",
    "tests/web/test_glass.py",
    "tests/web/test_people.py",
    "tests/web/test_start.py",
)

MUTANTS = (
    Mutant("H-93", GLASS, "item.person == by.user and clock", "clock"),
    Mutant("H-93", GLASS, "item.person == by.user and clock.now().at < item.until", "item.person == by.user"),
    Mutant("H-93", GLASS, ' or not set(by.role.split(" and ")).intersection(MAY)', ""),
    Mutant("H-93", GLASS, "AccessNote.objects.filter(session=session_id, deed=DEED)",
           "AccessNote.objects.filter(deed=DEED)"),
    Mutant("H-93", GLASS, "        reason=reason,\n        station", "        station"),
    Mutant("H-93", f"{WEB}.bedside.glass_views", "            book().glasses.forget(session_id)\n", ""),
    Mutant("H-93", DOORS, "    if found is None and not sees:\n", "    if False:\n", quick=True),
    Mutant("H-93", f"{WEB}.people.glass_minutes", "MOST_MINUTES, MINUTES = 15, 120, 60",
           "MOST_MINUTES, MINUTES = 15, 180, 60"),
    Mutant("H-94", LOCK, ">= settings.LOCK_AFTER", "> settings.LOCK_AFTER"),
    Mutant("H-94", LOCK, "return used is None or", "return used is not None and"),
    Mutant("H-94", LOCK, "        if is_locked(request):\n", "        if False:\n", quick=True),
    Mutant("H-94", LOCK, '"bedside-stop", "unlock"', '"unlock"'),
    Mutant("H-94", LOCK, 'or request.POST.get("do") == QUIET', ""),
    Mutant("H-94", LOCK, 'return request.method != "POST" or request.POST.get("do") == QUIET', "return True"),
    Mutant("H-08", LOCK, "return None if _is_reaction(request, match) else", "return"),
    Mutant("H-88", LOCK, 'return request.method != "POST" or request.POST.get("do") == HOLDS', "return True"),
    Mutant("H-94", UNLOCKING, "        login(request, found, backend=BACKEND)\n", "        pass\n"),
    Mutant("H-94", UNLOCKING, "    if found is None:\n", "    if found is None and not name:\n"),
    Mutant("H-94", f"{WEB}.people.lock_minutes", "MOST_MINUTES, MINUTES = 1, 10, 3",
           "MOST_MINUTES, MINUTES = 1, 11, 3"),
    Mutant("H-95", f"{WEB}.people.accounts", 'now {_named(roles)}", by)\n    end_sessions(user)\n',
           'now {_named(roles)}", by)\n'),
    Mutant("H-96", ATTEMPTS, '        yield _key(f"station {station}", username), MOST_ATTEMPTS\n', "        pass\n"),
    Mutant("H-96", ATTEMPTS, "MOST_OF_AN_ADDRESS if station else MOST_ATTEMPTS", "MOST_ATTEMPTS"),
    Mutant("H-96", ATTEMPTS, "{place}\\n{username.casefold()}", "{place}"),
    Mutant("H-99", f"{WEB}.unit.access_log", 'if text.lstrip(" ").startswith(STARTERS)', "if not text"),
    Mutant("H-100", KEEPING, "    if debug:\n", "    if False:\n", quick=True),
    Mutant("H-100", KEEPING, '    if "*" in hosts:\n', "    if False:\n"),
    Mutant("H-100", KEEPING, "if not is_loopback(host) and not is_encrypted:", "if False:"),
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
