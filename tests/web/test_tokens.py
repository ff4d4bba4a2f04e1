import re
from pathlib import Path

import pytest

import stepward.shells.web

STATIC = Path(stepward.shells.web.__file__).parent / "static"
TOKENS = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
SHEETS = sorted(path for path in (STATIC / "css").glob("*.css") if path.name not in {"tokens.css", "print.css"})
TEXT, LARGE_OR_LINE = 4.5, 3.0
ALARM_COLORS = ("#C4102B", "#D0142D", "#FFCC00", "#3FD0E6")


def colors(theme: str) -> dict[str, str]:
    """Read the color tokens of a theme; dark overrides light."""
    light, _, dark = TOKENS.partition(':root[data-theme="dark"]')
    found = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", light))
    return found | (dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", dark)) if theme == "dark" else {})


def luminance(color: str) -> float:
    """Compute the relative luminance of WCAG 2."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Compute the contrast of WCAG 2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
class TestContrast:
    @pytest.mark.parametrize("ground", ["paper", "card", "well", "tint"])
    @pytest.mark.parametrize("text", ["ink", "ink-2"])
    def test_of_text_is_enough_on_every_ground(self, theme: str, text: str, ground: str) -> None:
        found = colors(theme)

        assert contrast(found[text], found[ground]) >= TEXT

    @pytest.mark.parametrize("ground", ["paper", "card", "well"])
    def test_of_the_quietest_text_is_enough(self, theme: str, ground: str) -> None:
        found = colors(theme)

        assert contrast(found["ink-3"], found[ground]) >= TEXT

    @pytest.mark.parametrize("pair", ["accent", "stop", "alarm-high", "alarm-medium", "alarm-low"])
    def test_of_words_on_a_filled_ground_is_enough(self, theme: str, pair: str) -> None:
        found = colors(theme)

        assert contrast(found[pair], found[f"on-{pair}"]) >= TEXT

    @pytest.mark.parametrize("line", ["control", "accent"])
    @pytest.mark.parametrize("ground", ["paper", "card"])
    def test_of_controls_and_focus_is_enough(self, theme: str, line: str, ground: str) -> None:
        found = colors(theme)

        assert contrast(found[line], found[ground]) >= LARGE_OR_LINE


class TestColors:
    def test_stand_among_the_tokens_alone(self) -> None:
        found = [(path.name, color) for path in SHEETS for color in re.findall(r"#[0-9a-fA-F]{3,8}\b", _rules(path))]

        assert not found

    def test_of_alarms_are_used_by_the_sheet_of_alarms_alone(self) -> None:
        found = [path.name for path in SHEETS if "--alarm" in path.read_text(encoding="utf-8")]

        assert found == ["bedside-alarms.css"]

    def test_of_alarms_are_in_no_picture(self) -> None:
        texts = [path.read_text(encoding="utf-8").upper() for path in (STATIC / "img").glob("*.svg")]

        assert texts
        assert not [color for color in ALARM_COLORS for text in texts if color in text]


def _rules(path: Path) -> str:
    """Give the declarations of a sheet, without comments and selectors, where # begins an id."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(re.findall(r"\{([^{}]*)\}", text))
