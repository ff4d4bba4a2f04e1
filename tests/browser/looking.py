"""What tests ask of a page that Chromium shows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[1] / "web/vendor/axe/axe.min.js"
DESK, PORTRAIT, PHONE = (1280, 800), (820, 1180), (320, 640)

OpenPage = Callable[..., Page]


def violations(page: Page) -> list[str]:
    """Run axe on the page as it stands; the content policy stays in force, since nothing is loaded."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{item['id']}: {node['html']} {node['failureSummary']}"
        for item in result["violations"]
        for node in item["nodes"]
    ]


def is_wider_than_its_window(page: Page) -> bool:
    """Tell whether the page scrolls sideways."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"))
