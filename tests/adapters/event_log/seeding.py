"""Seeded bugs of the log, and a way to run the tests of their rules on each; nothing on the disk is changed.

`python -m tests.adapters.event_log.seeding 0 3` forks for each of these mutants and prints a line for each; with
`--control` the bugs are left out, and nothing must be caught.
"""

import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple

ROOT = Path(__file__).parents[3]
FOLDERS = ("tests/contracts", "tests/adapters/event_log", "tests/faults", "tests/core/sessions/test_chain.py")
SLOW = ("test_kill", "test_races", "test_power", "test_mutants")
LOG = "stepward.adapters.event_log"
CHAIN = "stepward.core.sessions.chain"


class Mutant(NamedTuple):
    """One seeded bug: a module, a piece of its text that occurs once, and what stands in its place."""

    rule: str
    module: str
    before: str
    after: str
    quick: bool = False


MUTANTS = (
    Mutant("H-05", f"{LOG}.sqlite", "batch = replace(batch, key=beside(batch.key))\n", "raise\n"),
    Mutant("H-06", f"{LOG}.sqlite", "self._write(batch, after=None)\n        except KeyUsed",
           "self._write(batch, after=0)\n        except KeyUsed", quick=True),
    Mutant("H-16", f"{LOG}.schema", "patient TEXT UNIQUE NOT NULL", "patient TEXT NOT NULL"),
    Mutant("H-16", f"{LOG}.session_file", "if draft.holds is not None:", "if draft.holds:"),
    Mutant("H-16", f"{LOG}.memory", "if patient and self._held.get(patient, session_id) != session_id:", "if False:"),
    Mutant("H-23", f"{LOG}.session_file", "at = excluded.at, monotonic_ns", "at = at, monotonic_ns"),
    Mutant("H-60", f"{LOG}.session_file", "after is not None and after != head.sequence", "False", quick=True),
    Mutant("H-61", f"{LOG}.session_file", "if found and found[0].body != key.body:", "if False:"),
    Mutant("H-61", f"{LOG}.session_file", "            if found:\n", "            if False:\n"),
    Mutant("H-62", f"{LOG}.schema", 'if mode != "wal":', "if not mode:"),
    Mutant("H-62", f"{LOG}.schema", "_FULL = 2", "_FULL = 1"),
    Mutant("H-62", f"{LOG}.sqlite", "lambda file: settings_fault(file.connection)", 'lambda _: ""'),
    Mutant("H-63", f"{LOG}.schema", "BEFORE UPDATE ON event", "AFTER UPDATE ON heartbeat"),
    Mutant("H-63", f"{LOG}.schema", "BEFORE DELETE ON event", "AFTER DELETE ON heartbeat"),
    Mutant("H-63", f"{LOG}.schema", "WHERE session_id = NEW.session_id AND sequence", "WHERE FALSE AND sequence"),
    Mutant("H-63", f"{LOG}.schema", "WHERE position = NEW.position", "WHERE FALSE"),
    Mutant("H-63", f"{LOG}.schema", "if _found(connection) != STATEMENTS:", "if not _found(connection):"),
    Mutant("H-64", CHAIN, "if entry.hash != _digest(text):", "if not entry.hash:", quick=True),
    Mutant("H-64", CHAIN, "if entry.previous != (", "if False and entry.previous != ("),
    Mutant("H-64", CHAIN, 'if name != "hash")', 'if name not in {"hash", "reason"})'),
    Mutant("H-64", f"{LOG}.sqlite", "if session_id in self._broken:", "if False:"),
    Mutant("H-64", f"{LOG}.found_sound", "at != version or not known", "not known"),
    Mutant("H-64", f"{LOG}.found_sound", "newest != known[-1] or first_break", "first_break"),
    Mutant("H-64", f"{LOG}.found_sound", "first_break(newer, after=known[-1]) is not None", "False"),
    Mutant("H-64", f"{LOG}.sqlite", "for session_id in self._sound.forgotten():", "for session_id in ():"),
    Mutant("H-68", f"{LOG}.open_ones", "known.closed.add(session_id)", "pass"),
    Mutant("H-23", f"{LOG}.sqlite", "if name not in self._broken)", "if name in self._broken)"),
    Mutant("H-65", f"{LOG}.checkpoints", "if not is_signed or not _has_form(words):", "if not _has_form(words):"),
    Mutant("H-65", f"{LOG}.checkpoints", ' or words["previous"] != last.code', ""),
    Mutant("H-65", f"{LOG}.checkpoints", "found is not None and found.hash == digest", "found is not None"),
    Mutant("H-65", f"{LOG}.checkpoints", "if total < last.total:", "if False:"),
    Mutant("H-66", f"{LOG}.sqlite", "            unwell.recorded = None\n", ""),
    Mutant("H-66", f"{LOG}.sqlite", "            if not found:\n                raise\n", "            raise\n"),
    Mutant("H-66", f"{LOG}.sqlite", 'self._fault = f"A write failed', 'self._fault = "" and f"A write failed'),
    Mutant("H-66", f"{LOG}.sqlite", "            self._line.leave(batch)\n",
           "            self._line.leave(batch)\n            return\n"),
    Mutant("H-66", f"{LOG}.session_file", "return bool(row[0] == 0)", "return True and row is None"),
    Mutant("H-67", f"{LOG}.sqlite", "            if not self._release_reserve():\n", "            if True:\n"),
    Mutant("H-67", f"{LOG}.sqlite", "        if self._is_full:\n", "        if False:\n", quick=True),
    Mutant("H-67", f"{LOG}.sqlite", "self._around.free_bytes() >= 2 * reserve.size", "True"),
    Mutant("H-67", f"{LOG}.sqlite", "if is_new and self._around.free_bytes()",
           "if self._around.free_bytes()"),
    Mutant("H-70", f"{LOG}.backup", "            if health.fault or health.broken:\n", "            if False:\n"),
    Mutant("H-70", f"{LOG}.backup", "if missing or log.total() < signed.total:", "if log.total() < signed.total:"),
    Mutant("H-70", f"{LOG}.backup", "if missing or log.total() < signed.total:", "if missing:"),
    Mutant("H-70", f"{LOG}.backup", "            _replay(names, log)\n", ""),
    Mutant("H-70", f"{LOG}.backup", "    if changed:\n", "    if False:\n"),
    Mutant("H-70", f"{LOG}.backup", "    if kept.checkpoints.exists():\n", "    if False:\n"),
    Mutant("H-70", f"{LOG}.backup", "        if path.exists():\n            msg", "        if False:\n            msg"),
    Mutant("H-68", f"{LOG}.sqlite", "            self._broken[session_id] = where\n", ""),
)  # fmt: skip


def named(mutant: Mutant) -> str:
    """Write how a test of its rule begins, as `test_h_66_`."""
    return f"test_{mutant.rule.lower().replace('-', '_')}_"


def source_of(module: str) -> Path:
    """Find the file of a module."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(module)
    return Path(spec.origin)


class Seeded(SourceFileLoader):
    """Find and load one module from a changed text, without any cache."""

    def __init__(self, mutant: Mutant) -> None:
        path = source_of(mutant.module)
        super().__init__(mutant.module, str(path))
        self._text = path.read_text().replace(mutant.before, mutant.after)

    def get_code(self, fullname: str) -> CodeType:
        """Compile the changed text."""
        del fullname
        return compile(self._text, self.path, "exec", dont_inherit=True)

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Answer for this module only."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)


def run(mutant: Mutant) -> str:
    """Run the quick tests of its rule in a child, and tell whether one fails."""
    seeded = Seeded(mutant)
    for name in [name for name in sys.modules if name.startswith((LOG, CHAIN))]:
        del sys.modules[name]
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
    without = [f"--ignore={ROOT}/{folder}/{name}.py" for folder in FOLDERS for name in SLOW]
    options = ["-x", "-q", "-m", "not soak", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", *without]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*(str(ROOT / folder) for folder in FOLDERS), *options, "-k", named(mutant)]))


def main(numbers: list[int], *, is_control: bool) -> None:
    """Print for each mutant what became of it."""
    import hypothesis  # noqa: F401, PLC0415 - read once, before the forks
    import pytest  # noqa: F401, PLC0415

    for number in numbers:
        mutant = MUTANTS[number]
        done = run(mutant._replace(after=mutant.before) if is_control else mutant)
        print(f"{number} {done}", flush=True)  # noqa: T201 - what it is run for


if __name__ == "__main__":
    asked = [text for text in sys.argv[1:] if text != "--control"]
    main([int(text) for text in asked] or list(range(len(MUTANTS))), is_control="--control" in sys.argv)
