"""What must hold of the repository as a whole, whoever cloned it and wherever."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORE = ROOT / "src/stepward/core"
LOCKS = ("run.lock", "dev.lock")
LONGEST_FILE = 400
CODE = {".css", ".html", ".js", ".py", ".sh", ".typ"}

# Put together here, so that this file does not name what it looks for.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
        ("cdnjs", "cloudflare", "com"),
        ("esm", "sh"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
        ("fonts", "googleapis", "com"),
        ("fonts", "gstatic", "com"),
        ("deb", "debian", "org"),
    )
)


def tracked() -> tuple[Path, ...]:
    """Return the files of the repository: those committed and those about to be."""
    if not (ROOT / ".git").exists():  # an unpacked archive holds only what was tracked, and what make made
        made = {".venv", "build", "dist", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
        paths = (path for path in ROOT.rglob("*") if not made.intersection(path.relative_to(ROOT).parts))
        return tuple(path for path in paths if path.is_file())
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(path for name in listing.split("\0") if name and (path := ROOT / name).is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each tracked file; fonts and pictures as far as they hold letters."""
    for path in tracked():
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8", errors="replace")


def requirements(lock: str) -> list[str]:
    """Return the requirements of a lock, each with its continued lines and without comments."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [line for line in lines.replace("\\\n", " ").splitlines() if line.strip()]


class TestTrackedFiles:
    def test_name_no_registry(self) -> None:
        pattern = re.compile("|".join(map(re.escape, REGISTRIES)))

        found = [(name, hit.group()) for name, text in texts() for hit in pattern.finditer(text)]

        assert not found

    def test_do_not_name_the_folder_of_this_checkout(self) -> None:
        if len(ROOT.parts) < 3:
            return  # a folder right below the root, such as /src, is also an ordinary word of relative paths
        pattern = re.compile(rf"(?<![\w.$)}}-]){re.escape(str(ROOT))}(?![\w-])")

        found = [name for name, text in texts() if pattern.search(text)]

        assert not found

    def test_hold_no_installed_packages(self) -> None:
        names = {"node_modules", "package-lock.json", "yarn.lock", ".venv", "site-packages"}

        found = [str(path) for path in tracked() if names.intersection(path.relative_to(ROOT).parts)]

        assert not found

    def test_have_at_most_400_lines_of_code_each(self) -> None:
        code = [
            path
            for folder in ("src", "tests")
            for path in tracked()
            if path.suffix in CODE
            and path.is_relative_to(ROOT / folder)
            and not {"vendor", "migrations"}.intersection(path.parts)
        ]

        lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in code}

        assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}

    def test_of_third_parties_say_what_they_are(self) -> None:
        vendored = {path.parent for path in tracked() if "vendor" in path.parts and path.name != "README.md"}

        silent = [str(folder) for folder in vendored if not (folder / "README.md").is_file()]

        assert vendored
        assert not silent


@pytest.mark.parametrize("lock", LOCKS)
class TestLock:
    def test_names_no_address_and_no_folder(self, lock: str) -> None:
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")

        assert "http" not in text
        assert "file:" not in text
        assert "--index" not in text
        assert "--find-links" not in text
        assert " @ " not in text
        assert not re.search(r"(?<!\w)/\w", text)

    def test_pins_every_requirement_with_its_hash(self, lock: str) -> None:
        pinned = re.compile(r"[a-z0-9-]+==[^\s;]+(?: ; [^\\]+?)?(?:\s+--hash=sha256:[0-9a-f]{64})+\s*")

        loose = [line for line in requirements(lock) if not pinned.fullmatch(line)]

        assert requirements(lock)
        assert not loose

    def test_pins_what_the_project_asks_for(self, lock: str) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        asked = list(project["project"]["dependencies"])
        if lock == "dev.lock":
            asked += project["dependency-groups"]["dev"]

        pinned = {line.split("==")[0] for line in requirements(lock)}

        assert {re.split(r"[\[<>=~! ]", line)[0] for line in asked} <= pinned


class TestData:
    def test_holds_no_code(self) -> None:
        modules = list((ROOT / "src/stepward/data").rglob("*.py"))

        assert {path.name for path in modules} <= {"__init__.py"}
        assert not any(ast.parse(path.read_text(encoding="utf-8")).body[1:] for path in modules)


class TestCore:
    def test_has_no_float(self) -> None:
        """No dose is decided by floats. Shares and their intervals (`core/outcomes`) are statistics and decide none."""
        found = [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for path in CORE.rglob("*.py")
            if path.parent.name != "outcomes"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
            or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
        ]

        assert not found


class TestImportContracts:
    def test_see_every_folder_of_code(self) -> None:
        folders = {path.parent for path in (ROOT / "src/stepward").rglob("*.py")}

        unseen = [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").is_file()]

        assert not unseen  # without __init__.py a folder is invisible to the contracts

    def test_forbid_frameworks_in_every_package_below_the_adapters(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        pure = next(each for each in project["tool"]["importlinter"]["contracts"] if each["id"] == "pure")
        below = {"core", "usecases", "simulation"}

        present = {f"stepward.{name}" for name in below if (ROOT / "src/stepward" / name / "__init__.py").is_file()}

        assert set(pure["source_modules"]) == present
