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


def what_is_cut(page: Page) -> list[str]:
    """List the words of alarm bar, banner and action bar that stand outside their bar, or below the window."""
    found: list[str] = page.evaluate(
        """() => ['alarm-bar', 'banner', 'actions'].flatMap((id) => {
            const bar = document.getElementById(id)?.getBoundingClientRect();
            if (!bar) return [];
            return [...document.querySelectorAll(`#${id} :is(p, strong, small, button, a)`)]
                .filter((item) => !item.closest('.unseen, .opened') && item.getClientRects().length)
                .filter((item) => {
                    const box = item.getBoundingClientRect();
                    return box.top < bar.top - 1 || box.bottom > Math.min(bar.bottom, innerHeight) + 1
                        || box.left < bar.left - 1 || box.right > bar.right + 1;
                })
                .map((item) => `${id}: ${item.textContent.trim()}`);
        })"""
    )
    return found
