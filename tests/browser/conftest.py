"""A real server with the demonstration unit, and Chromium to look at it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
AXE = Path(__file__).resolve().parents[1] / "web/vendor/axe.min.js"
LONGEST_START_S = 30
DESK, PORTRAIT, PHONE = (1280, 800), (820, 1180), (320, 640)

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the demonstration as `stepward demo` does; give its address."""
    folder, port = tmp_path_factory.mktemp("unit"), _free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("STEPWARD_")}
    environment["STEPWARD_DATA_DIR"] = str(folder)
    program = f"from stepward.shells.web.serve import serve; serve('127.0.0.1', {port}, demo=True)"
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process, folder / "log.txt")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + LONGEST_START_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{address}/static/css/tokens.css", timeout=1):  # noqa: S310 - this machine only
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[OpenPage]:
    """Open an address of the server; keyword arguments choose the size, the theme and whether scripts run."""
    contexts: list[BrowserContext] = []

    def open_(path: str, *, size: tuple[int, int] = DESK, theme: str = "light", script: bool = True) -> Page:
        context = browser.new_context(
            base_url=server, viewport={"width": size[0], "height": size[1]}, java_script_enabled=script
        )
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "stepward-theme", "value": theme, "url": server}])
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()


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
