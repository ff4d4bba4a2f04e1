"""Run the tests of a rule on a copy of a module with a bug in it; nothing on the disk is changed.

`python -m tests.core.sessions.seeding 0 3 7` forks for each of these mutants, and prints one line for each. With
`--control` the bugs are left out, and nothing must be caught.
"""

import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType

from tests.core.sessions.mutants import MUTANTS, Mutant

PACKAGE = "stepward.core.sessions"
TESTS = Path(__file__).parent
CAUGHT, SURVIVED, UNTESTED = "caught", "survived", "untested"
FAILED, BROKEN = 1, 99


def named(mutant: Mutant) -> str:
    """Write how a test of its rule begins, as `test_h_05b_`."""
    return f"test_{mutant.rule.lower().replace('-', '_')}_"


def files_of(mutant: Mutant) -> list[str]:
    """Find the files with tests of the rule, those named for the module first."""
    found = [path for path in sorted(TESTS.glob("test_*.py")) if f"def {named(mutant)}" in path.read_text()]
    return [str(path) for path in sorted(found, key=lambda path: mutant.module not in path.name)]


def source_of(module: str) -> str:
    """Read a module as it is."""
    spec = importlib.util.find_spec(f"{PACKAGE}.{module}")
    if spec is None or spec.origin is None:
        raise FileNotFoundError(module)
    return Path(spec.origin).read_text()


class Seeded(importlib.machinery.SourceFileLoader):
    """Find and load one module from a changed text, without any cache."""

    def __init__(self, mutant: Mutant) -> None:
        name = f"{PACKAGE}.{mutant.module}"
        spec = importlib.machinery.PathFinder.find_spec(name, _folders())
        assert spec is not None
        assert spec.origin is not None
        super().__init__(name, spec.origin)
        self.text = Path(spec.origin).read_text().replace(mutant.before, mutant.after)

    def get_code(self, fullname: str) -> CodeType:
        """Compile the changed text."""
        del fullname
        return compile(self.text, self.path, "exec", dont_inherit=True)

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Answer for this module only."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)


def _folders() -> list[str]:
    spec = importlib.util.find_spec("stepward")
    assert spec is not None
    return [str(Path(folder) / "core" / "sessions") for folder in spec.submodule_search_locations or ()]


def run(mutant: Mutant) -> str:
    """Run the tests of its rule in a child, and tell whether one fails."""
    files = files_of(mutant)
    if not files:
        return UNTESTED
    child = os.fork()
    if child == 0:
        code = BROKEN
        try:
            code = _tested(mutant, files)
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {0: SURVIVED, FAILED: CAUGHT}.get(code, f"broken ({code})")


def _tested(mutant: Mutant, files: list[str]) -> int:
    import pytest  # noqa: PLC0415 - in the child only

    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.meta_path.insert(0, Seeded(mutant))
    options = ["-x", "-q", "-m", "not soak", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*files, *options, "-k", named(mutant)]))


def control(mutant: Mutant) -> Mutant:
    """Leave the bug out: then nothing must be caught."""
    return mutant._replace(after=mutant.before)


def main(numbers: list[int], *, is_control: bool = False) -> None:
    """Print for each mutant, or for none of its bugs, what became of it."""
    import hypothesis  # noqa: F401, PLC0415 - read once, before the forks
    import pytest  # noqa: F401, PLC0415

    for number in numbers:
        print(f"{number} {run(control(MUTANTS[number]) if is_control else MUTANTS[number])}", flush=True)  # noqa: T201


if __name__ == "__main__":
    asked = [text for text in sys.argv[1:] if text != "--control"]
    main([int(text) for text in asked] or list(range(len(MUTANTS))), is_control="--control" in sys.argv)
