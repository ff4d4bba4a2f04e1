"""Small bugs, seeded one at a time into the rules of the screen: rows of the threshold tables must notice each."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

PACKAGE = "stepward.core.screening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """One bug: where, what it does, the text and what stands there instead, and the codes whose rows notice it."""

    module: str
    what: str
    text: str
    instead: str
    codes: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.module}: {self.what}"


def bug(module: str, what: str, text: str, instead: str, *codes: str) -> Bug:
    return Bug(module=module, what=what, text=text, instead=instead, codes=codes)


def seeded(one: Bug) -> ModuleType:
    """Compile the module of the bug with the bug in it; the text must stand there exactly once."""
    name = f"{PACKAGE}.{one.module}"
    source = Path(str(import_module(name).__file__)).read_text(encoding="utf-8")
    if source.count(one.text) != 1:
        msg = f"{one.id}: expected the text once, found {source.count(one.text)} times"
        raise ValueError(msg)
    made = ModuleType(name)
    exec(compile(source.replace(one.text, one.instead), f"<{one.id}>", "exec"), made.__dict__)  # noqa: S102 # own code
    return made
