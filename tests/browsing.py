"""A real browser on the real command: Debian's Chromium, led by Playwright, with no window."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

AXE = Path(__file__).parent / "axe" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",  # it is root in the continuous check, and sees our own pages only
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = 1280, 360
MOST_TABS = 150
STARTING = re.compile(r"http://127\.0\.0\.1:\d+")
OUTLINE_OF_FOCUS = """
element => element === document.activeElement && getComputedStyle(element).outlineStyle
"""
GRAVE = {"serious", "critical"}


@contextmanager
def serving(path):
    """Yield the address at which ``influence serve`` shows a database."""
    command = [sys.executable, "-m", "influence", "serve", str(path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            yield STARTING.search(server.stderr.readline())[0]
        finally:
            server.terminate()
            server.stderr.read()


@contextmanager
def visiting(browser, address, *, width=WIDE, scripts=True, scheme="light", refused=False):
    """Yield a page that may only ask our own server; what it asks of others fails the test.

    So does whatever the browser complains of; that the server refuses something only where that is
    not meant.
    """
    asked, said = [], []
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
        color_scheme=scheme,
        base_url=address,
        accept_downloads=True,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    mine = re.compile(r"Failed to load resource: .* status of 4\d\d" if refused else "(?!)")
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    try:
        yield page
        elsewhere = [url for url in asked if not url.startswith((address, "data:"))]
        assert not elsewhere, elsewhere
        complaints = [words for words in said if not mine.match(words)]
        assert not complaints, complaints
    finally:
        context.close()


def ranked(page):
    """Wait until the ranking that begins with the server is shown."""
    page.goto("/candidates")
    page.get_by_role("table").wait_for()


def tab_to(page, role, name):
    """Press Tab until something with this role and name has the focus."""
    wanted = page.get_by_role(role, name=name).first.element_handle()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if outline := wanted.evaluate(OUTLINE_OF_FOCUS):
            assert outline != "none", f"{name} has the focus, and nothing shows it"
            return
    raise AssertionError(f"{MOST_TABS} times Tab did not lead to the {role} {name!r}")


def press(page, role, name, key="Enter"):
    """Reach something by Tab, and press a key on it."""
    tab_to(page, role, name)
    page.keyboard.press(key)


def grave_faults(page):
    """Return what axe-core finds serious or worse: rule, and the first element at fault."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (each["id"], each["nodes"][0]["html"][:200], each["nodes"][0].get("failureSummary"))
        for each in found["violations"]
        if each["impact"] in GRAVE
    ]


@contextmanager
def launched(untried):
    """Start the browser; where it is missing, say what was not tried, or fail where it must be."""
    if not Path(CHROMIUM).exists():
        is_required = os.environ.get("INFLUENCE_REQUIRE_BROWSER") == "1"
        give_up = pytest.fail if is_required else pytest.skip
        give_up(f"Chromium is not installed: {untried}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
