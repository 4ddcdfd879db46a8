"""The pictures of the page, taken of the demo world in Debian's Chromium: make screenshots.

They are for people to look at, and no two browsers draw the same bytes: nothing compares them.
"""

import sys
from io import BytesIO
from pathlib import Path

from browsing import CHROMIUM, FLAGS, NARROW, ranked, serving
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).parent
BRIEF = {"name": "coffee at home", "topics": 'coffee OR espresso\n"light roast"'}
COLOURS = 96
WIDTH, HEIGHT, TALL = 1180, 740, 780


def take(page: Page, name: str) -> None:
    """Take one picture of what is in sight, in few colours, so that it stays small."""
    shot = Image.open(BytesIO(page.screenshot()))
    shot.convert("RGB").quantize(COLOURS).save(DOCS / f"page_{name}.png", optimize=True)


def find(page: Page) -> None:
    """Write a brief, and find by it."""
    page.goto("/brief")
    for label, text in BRIEF.items():
        page.locator(f"[name={label}]").fill(text)
    page.get_by_text("with too little data").wait_for()
    take(page, "brief")
    page.get_by_role("button", name="Keep it and find").click()
    page.get_by_role("table").wait_for()


def review(page: Page) -> None:
    """Put the first candidates on a list, and look at who is next."""
    for tick in page.locator("td.tick input").all()[:8]:
        tick.check()
    page.get_by_label("On list").fill("Spring")
    page.get_by_role("button", name="Put those ticked on it").click()
    page.get_by_role("link", name="Review who is left").click()
    take(page, "review")


def wide(browser: Browser, address: str) -> None:
    """Take what a screen shows."""
    size = {"width": WIDTH, "height": HEIGHT}
    page = browser.new_page(base_url=address, viewport=size, color_scheme="light")
    ranked(page)
    page.goto("/candidates?status=ranked")
    take(page, "candidates")
    ids = [each.get_attribute("value") for each in page.locator("td.tick input").all()[:3]]
    page.goto(f"/accounts/{ids[0]}")
    take(page, "profile")
    page.goto("/compare?" + "&".join(f"id={each}" for each in ids))
    take(page, "compare")
    page.close()
    page = browser.new_page(base_url=address, viewport=size, color_scheme="light")
    find(page)
    take(page, "found")
    review(page)
    page.close()


def narrow(browser: Browser, address: str) -> None:
    """Take what a telephone shows in the dark."""
    size = {"width": NARROW, "height": TALL}
    page = browser.new_page(base_url=address, viewport=size, color_scheme="dark")
    page.goto("/candidates?status=ranked")
    take(page, "narrow")
    page.close()


def main(database: str) -> None:
    """Take every picture of a database of the demo world; a brief is kept in it."""
    with serving(database) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        wide(browser, address)
        narrow(browser, address)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
