"""What a refusal says: short sentences that tell what to do, and nothing of a patient."""

import ast
import re
from pathlib import Path

import pytest

from stepward.core import sessions

FOLDER = Path(sessions.__file__).parent
SPOKEN = sorted(
    {*FOLDER.glob("commands_*.py"), *FOLDER.glob("gates.py"), FOLDER / "conditions.py", FOLDER / "decide.py"}
)
LONGEST = 20
NEVER = re.compile(r"\b(please|error|invalid|successfully)\b|!", re.IGNORECASE)


def sentences(path: Path) -> list[str]:
    """Find every text that is given to `msg` or `words`, with a word in place of each value."""
    found = (
        _text(node.value)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id in {"msg", "words"} for target in node.targets)
    )
    return [text for text in found if text]


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(part) if isinstance(part, ast.Constant) else "it" for part in parts)
        case _:
            return ""


class TestSentences:
    """Every refusal and every condition."""

    @pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.stem)
    def test_are_short_and_plain(self, path: Path) -> None:
        for text in sentences(path):
            assert text[0].isupper(), text
            assert text.endswith("."), text
            assert not NEVER.search(text), text
            assert all(len(part.split()) <= LONGEST for part in re.split(r"[.:;] ", text)), text

    def test_are_found(self) -> None:
        assert sum(len(sentences(path)) for path in SPOKEN) > 50
