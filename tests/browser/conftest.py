"""Browsers and the site they visit. Each test finds the site as it was seeded."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from shutil import which
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError, expect

from tests.browser.axe import WIDE
from tests.browser.server import Site, seeded, serve

QUIET_AND_OFFLINE = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Chromium notes an answer that is not a success. 422 is a form to put right, which the journeys look at.
REFUSED = re.compile(
    r"Failed to load resource: (?:the server responded with a status of |net::)(\d+|ERR_\w+)"
)

# In milliseconds, and long, so that a slow machine changes nothing; what comes sooner is not waited for.
TIMEOUT = 30_000
expect.set_options(timeout=TIMEOUT)

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium or the one named; without its sandbox, which a container or root cannot have."""
    program = os.environ.get("CHROMIUM") or which("chromium-headless-shell") or "/usr/bin/chromium"
    return browser_type_launch_args | {
        "executable_path": program,
        "args": ["--no-sandbox", *QUIET_AND_OFFLINE],
    }


@pytest.fixture(scope="session")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for each process of the run."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with serve(seeded(shared), own / "site") as site:
        yield site


@pytest.fixture
def site(running_site: Site) -> Iterator[Site]:
    running_site.reset()
    yield running_site
    log = (running_site.data / "server.log").read_text()
    assert "Internal Server Error" not in log, log


@pytest.fixture
def worker(site: Site) -> Iterator[None]:
    """The background worker runs during this test."""
    with site.background_worker():
        yield


class Console:
    """What pages said in the browser's console and which of their scripts failed: nothing, in a good page."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.expected = {"422"}

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self.hear)
        context.on("weberror", self.hear_error)

    def expect(self, *answers: int | str) -> None:
        """This test asks for an address that answers so: with a status, or with an error of the network."""
        self.expected.update(map(str, answers))

    def hear(self, message: ConsoleMessage) -> None:
        self.lines.append(f"{message.location.get('url', '')}: {message.type}: {message.text}")

    def hear_error(self, error: WebError) -> None:
        self.lines.append(f"{error.page.url if error.page else ''}: {error.error}")

    def unexpected(self) -> list[str]:
        return [line for line in self.lines if not self.is_expected(line)]

    def is_expected(self, line: str) -> bool:
        refused = REFUSED.search(line)
        return refused is not None and refused[1] in self.expected and "/static/" not in line


@pytest.fixture
def console() -> Iterator[Console]:
    heard = Console()
    yield heard
    assert not heard.unexpected(), heard.unexpected()


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], site: Site, console: Console) -> Visit:
    """A browser of somebody not signed in; keywords are the context's, such as java_script_enabled."""

    def open_browser(**settings: Any) -> Page:
        context = new_context(base_url=site.url, viewport=WIDE, locale="en-GB", **settings)
        context.set_default_timeout(TIMEOUT)
        console.watch(context)
        return context.new_page()

    return open_browser


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit()
