"""Seeded bugs of what guards the pages; `python -m tests.web.seeding_guard 0 3` says what became of each."""

import os
import sys

from tests.adapters.event_log.seeding import ROOT, Mutant, Seeded, named

WEB = "stepward.shells.web"
GATE, LISTENING, LOGS = f"{WEB}.gate", f"{WEB}.listening", f"{WEB}.logs"
PRESSES, PAGES, BANNER = f"{WEB}.bedside.presses", f"{WEB}.bedside.pages", f"{WEB}.bedside.shown.banner"
ERRORS = f"{WEB}.errors"
ORIGIN, USING = f"{WEB}.same_origin", "stepward.usecases.foreseeing"
SHEET, VITALS = f"{WEB}.bedside.sheets.sheet", f"{WEB}.bedside.sheets.vitals"
TYPESETTING = "stepward.adapters.documents.typesetting"
FILES = (
    "tests/web/test_gate.py",
    "tests/web/test_presses.py",
    "tests/web/test_another_person.py",
    "tests/web/test_bedside_guard.py",
    "tests/web/test_vitals_page.py",
    "tests/adapters/documents/test_tables.py",
)

MUTANTS = (
    Mutant("H-54", BANNER, 'return f"Step {session.step} of {session.plan.last}"', 'return f"Step {session.step}"'),
    Mutant("H-54", BANNER, "identifier=patient.identifier,", 'identifier="",'),
    Mutant("H-54", BANNER, 'return f"{number(session.rate)}\\u00a0mL/h"', 'return ""'),
    Mutant("H-54", BANNER, "word=session.state.value.upper(),", 'word="",'),
    Mutant("H-55", PRESSES, "if (session, patient) != (order.id, order.patient.id):", "if False:"),
    Mutant("H-55", PRESSES, "    if user != by.user and not is_urgent:\n", "    if False:\n"),
    Mutant("H-94", PRESSES, "    if user != by.user and not is_urgent:\n", "    if user != by.user:\n"),
    Mutant("H-94", PAGES, "    if found.is_urgent and not is_urgent(command):\n", "    if False:\n"),
    Mutant("H-95", ORIGIN, "        return site in OWN\n", "        return True\n"),
    Mutant("H-95", ORIGIN, "urlsplit(origin).netloc == request.get_host()", "True"),
    Mutant("H-95", ORIGIN, "            return with_token(request,", "            return view(request,"),
    Mutant("H-88", PAGES, "        foresee(room.session, command, by=room.by, now=clock.now(), seen=press.seen)\n", ""),
    Mutant("H-88", USING, "    if not session.turn <= seen <= session.version:\n", "    if False:\n"),
    Mutant("H-05", ORIGIN, "    return csrf_exempt(guarded)\n", "    return guarded\n"),
    Mutant("H-05", ERRORS, "    bed = bed_of(path)\n", '    bed = ""\n'),
    Mutant("H-05", ERRORS, '"bed": bed_of(request.path)}', '"bed": ""}'),
    Mutant("H-05", GATE, "await refuse(send, BUSY, path)", 'await refuse(send, BUSY, "")'),
    Mutant("H-05", GATE, 'await refuse(send, TOO_LARGE, scope["path"])', 'await refuse(send, TOO_LARGE, "")'),
    Mutant("H-05", PAGES, "sent=Sent(key=key if is_fit(key) else new_id()),", "sent=Sent(key=key),"),
    Mutant("H-55", PRESSES, "salt=SALT, max_age=LONGEST)", "salt=SALT)"),
    Mutant("H-60", PAGES, "sent=press.sent,", "sent=Sent(key=press.key, seen=room.session.version),"),
    Mutant("H-61", PRESSES, "return Press(seen=int(seen), key=str(key))",
           "return Press(seen=int(seen), key=secrets.token_urlsafe(KEY_BYTES))"),
    Mutant("H-61", PAGES, "sent=Sent(key=key if is_fit(key) else new_id()),", "sent=Sent(key=new_id()),"),
    Mutant("H-81", VITALS, "return tuple((usual | dict(again)).items())", "return tuple(values.items())"),
    Mutant("H-81", VITALS, "    if not _is_unusual(entry.sign.name, typed):\n", "    if False:\n"),
    Mutant("H-96", GATE, '("stop", re.compile(r"/bedside/[^/]+/stop/"), True)', '("ordinary", re.compile("s"), True)'),
    Mutant("H-96", GATE, "if (is_signed_in or not needs_sign_in) and", "if"),
    Mutant("H-96", GATE, "            self.leave()\n            try:", "            try:"),
    Mutant("H-96", GATE, "if size > DISCARDED or (size > largest and", "if size > DISCARDED or (False and"),
    Mutant("H-96", GATE, "    if _length(scope) > DISCARDED:\n", "    if False:\n"),
    Mutant("H-96", GATE, "> MOST_OF_HEADERS:", "> 10**9:"),
    Mutant("H-96", GATE, "                await asyncio.sleep(MOMENT_S)\n", "                pass\n"),
    Mutant("H-96", LISTENING, "        super().connection_made(transport)\n        self._wait()\n",
           "        super().connection_made(transport)\n"),
    Mutant("H-97", LOGS, 'return "\\n".join(_lines(ei[1]))', "return super().formatException(ei)"),
    Mutant("H-98", SHEET, "if len(found) > LONGEST_TEXT:", "if False:"),
    Mutant("H-98", SHEET, "if not all(letter.isprintable() or letter in LINES for letter in found):", "if False:"),
    Mutant("H-99", TYPESETTING, "            if missing is None:\n", "            if True:\n"),
    Mutant("H-99", "stepward.adapters.documents.tables", "if text.startswith(_FORMULA_STARTERS)", "if not text"),
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
