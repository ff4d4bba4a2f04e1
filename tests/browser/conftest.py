"""A real server with the demonstration unit, and Chromium to look at it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.bedside_pages import Unit
from tests.browser.looking import DESK, OpenPage
from tests.browser.ward import Ward

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
    "--autoplay-policy=no-user-gesture-required",
]
LONGEST_START_S = 90


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
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the server a folder for its data, and for what it says."""
    return tmp_path_factory.mktemp("unit")


@pytest.fixture(scope="session")
def server(server_folder: Path) -> Iterator[str]:
    """Start the demonstration as `stepward demo` does; give its address."""
    folder, port = server_folder, _free_port()
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once a file: while it runs, its event loop keeps Django's database from other tests."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[OpenPage]:
    """Open an address of the server; keyword arguments choose the size, the theme and whether scripts run.

    Whatever a page does against the content policy fails the test.
    """
    contexts: list[BrowserContext] = []
    against: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            against.append(message.text)

    def open_(path: str, *, size: tuple[int, int] = DESK, theme: str = "light", script: bool = True) -> Page:
        context = browser.new_context(
            base_url=server, viewport={"width": size[0], "height": size[1]}, java_script_enabled=script
        )
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": "stepward-theme", "value": theme, "url": server}])
        contexts.append(context)
        page = context.new_page()
        page.on("console", hear)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert against == []


@pytest.fixture(scope="session")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """Open the ward with its own clock, once for all files of the bedside that run here."""
    opened = Ward(tmp_path_factory.mktemp("ward"))
    yield opened
    opened.stop()


@pytest.fixture
def unit(ward: Ward, browser: Browser) -> Iterator[Unit]:
    """Give people tablets; a page that breaks the content policy, or whose script fails, fails the test."""
    people = Unit(ward, browser)
    yield people
    assert people.close() == []
