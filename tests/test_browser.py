"""The page in a real browser: by keyboard alone, at two widths, in the dark, without JavaScript."""

import hashlib
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from browsing import (
    AXE,
    NARROW,
    WIDE,
    grave_faults,
    launched,
    press,
    ranked,
    serving,
    tab_to,
    visiting,
)
from web_worlds import HOSTILE, SCRIPTS, world_of
from workbooks import read_back

AXE_4_14_1 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"

MOST_SHEETS = 4
"""For a page of fifty rows."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser():
    with launched("the page was not tried") as found:
        yield found


@pytest.fixture(scope="module")
def demo(browser, demo_folder, tmp_path_factory):
    """Return the address of the demo world, ranked."""
    path = tmp_path_factory.mktemp("browser") / "demo.db"
    shutil.copy(demo_folder / "build" / "demo" / "demo.db", path)
    with serving(path) as address:
        with visiting(browser, address) as page:
            ranked(page)
            prepared(page, "bread OR water")
        yield address


@pytest.fixture(scope="module")
def hostile(browser, tmp_path_factory):
    path = world_of(tmp_path_factory.mktemp("hostile") / "h.db", HOSTILE | SCRIPTS)
    with serving(path) as address:
        with visiting(browser, address) as page:
            ranked(page)
            prepared(page, "long OR line OR window OR хлеб")
        yield address


def prepared(page, topics):
    """Find by a brief, and put some on a list, so that every page has something to show."""
    name = "<b>first</b>"
    page.goto("/brief")
    page.locator("[name=name]").fill(name)
    page.locator("[name=topics]").fill(topics)
    page.get_by_role("button", name="Keep it and find").click()
    page.get_by_text("to check before use").wait_for()
    page.goto("/candidates")
    for tick in page.locator("td.tick input").all():
        tick.check()
    page.get_by_label("On list").fill(name)
    page.get_by_role("button", name="Put those ticked on it").click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def pages_of(page):
    """Return the address of every page, with accounts where one asks for them."""
    page.goto("/candidates?status=ranked")
    links = page.locator("th a.who")
    ids = [links.nth(place).get_attribute("href").rpartition("/")[2] for place in range(3)]
    profile, compared = f"/accounts/{ids[0]}", "/compare?" + "&".join(f"id={each}" for each in ids)
    first = f"{quote('<b>first</b>')}"
    few = "status=candidate&status=check"  # rows are all alike
    return [
        *("/", "/candidates?evidence=B", profile, compared, "/compare", "/ranking", "/methods"),
        *("/status", "/briefs", f"/brief?open={first}", f"/found?brief={first}&{few}"),
        f"{profile}?brief={first}",
        *("/topics", "/topics?q=water", "/topics?q=long", "/shortlists", "/do-not-contact"),
        *(f"/shortlist?name={first}", f"/review?name={first}"),
    ]


def test_axe_is_the_file_that_was_taken():
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == AXE_4_14_1


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
def test_axe_finds_nothing_serious_on_any_page_and_nothing_runs_out_at_the_side(
    browser, demo, width, scheme
):
    with visiting(browser, demo, width=width, scheme=scheme) as page:
        for address in pages_of(page):
            page.goto(address)
            assert (address, grave_faults(page)) == (address, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_what_strangers_write_runs_nowhere_and_breaks_no_page(browser, hostile):
    for width in (WIDE, NARROW):
        with visiting(browser, hostile, width=width) as page:
            addresses = pages_of(page)
            profiles = page.locator("th a.who")
            page.goto("/candidates")
            count = profiles.count()
            assert count == len(HOSTILE | SCRIPTS)
            more = [profiles.nth(place).get_attribute("href") for place in range(count)]
            for address in addresses + (more if width == NARROW else []):
                page.goto(address)
                assert page.evaluate("window.hostile_code_ran") is None
                assert page.evaluate("document.documentElement.scrollWidth") <= width, address
                assert page.locator("h1").count() == 1


def from_the_ranking_to_a_workbook(page):
    """Go from ranking to a comparison of three and to the workbook, by keyboard alone."""
    page.goto("/")
    press(page, "link", "Candidates")
    page.wait_for_url("**/candidates")
    press(page, "link", "Change")
    page.wait_for_url("**/ranking")
    press(page, "button", "Rank")
    page.get_by_role("link", name="See the candidates").wait_for()
    press(page, "link", "See the candidates")
    page.wait_for_url("**/candidates")
    names = page.locator("th a.who")
    first = names.first.inner_text()
    press(page, "link", first)
    page.get_by_role("heading", level=1, name=first).wait_for()
    press(page, "link", "Candidates")
    page.wait_for_url("**/candidates")
    for tick in page.get_by_role("checkbox", name="Choose").all()[:3]:
        tab_to(page, "checkbox", tick.get_attribute("aria-label"))
        page.keyboard.press("Space")
        assert tick.is_checked()
    press(page, "button", "Compare those ticked")
    page.get_by_role("heading", level=1, name="Compared").wait_for()
    assert page.locator("table.compared thead a").count() == 3
    with page.expect_download() as download:
        press(page, "link", "XLSX")
    book = read_back(Path(download.value.path()).read_bytes())
    assert first.casefold().replace(" ", "_") in [cell.casefold() for cell in book["Compared"][2]]


@pytest.mark.parametrize("scripts", [True, False])
def test_from_ranking_to_a_comparison_and_its_workbook_by_keyboard_alone(browser, demo, scripts):
    with visiting(browser, demo, scripts=scripts) as page:
        from_the_ranking_to_a_workbook(page)


def test_a_filter_is_applied_as_it_is_chosen_and_stands_in_the_address(browser, demo):
    with visiting(browser, demo) as page:
        page.goto("/candidates")
        tab_to(page, "checkbox", "check before use")
        with page.expect_navigation():
            page.keyboard.press("Space")
        assert page.url.endswith("/candidates?status=check&sort=rank")
        shown = page.locator("tbody tr").count()
        assert page.locator(".bar b").inner_text() == str(shown)
        page.go_back()
        assert page.locator("tbody tr").count() > shown


def test_a_filter_without_javascript_takes_a_button(browser, demo):
    with visiting(browser, demo, scripts=False) as page:
        page.goto("/candidates")
        page.get_by_label("check before use").check()
        page.get_by_role("button", name="Apply").click()
        page.wait_for_url("**status=check**")
        assert page.locator("tbody tr.ranked").count() == 0


def test_the_skip_link_leads_past_the_menu(browser, demo):
    with visiting(browser, demo) as page:
        page.goto("/candidates")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_on_paper_there_are_rows_and_no_buttons(browser, demo):
    with visiting(browser, demo) as page:
        page.goto("/candidates?status=ranked")
        page.emulate_media(media="print")
        row = page.locator("tbody tr").first
        assert row.evaluate("row => getComputedStyle(row).display") == "table-row"
        assert not page.locator("nav").first.is_visible()
        assert not page.get_by_role("button").first.is_visible()
        sheets = page.pdf(format="A4").count(b"/Type /Page\n")
        assert 1 <= sheets <= MOST_SHEETS


def test_from_a_brief_to_a_shortlist_and_its_workbook_by_keyboard_alone(browser, demo):
    with visiting(browser, demo) as page:
        write_a_brief(page)
        names = page.locator("th a.who")
        press(page, "link", names.first.inner_text())
        page.get_by_role("heading", level=2, name="For the brief").wait_for()
        assert grave_faults(page) == []
        page.go_back()
        put_on_a_list(page, "spring", 3)
        review(page)
        press(page, "link", "spring")
        page.get_by_role("heading", level=1, name="spring").wait_for()
        with page.expect_download() as download:
            press(page, "link", "Those who are in, as XLSX")
        book = read_back(Path(download.value.path()).read_bytes())
        (row,) = book["Shortlist"][2:]
        assert "answers everybody" in row
        assert "Left out and why" in book


def write_a_brief(page):
    """Write a brief, see it counted as it is written, and go to its candidates."""
    page.goto("/")
    press(page, "link", "Briefs")
    page.wait_for_url("**/briefs")
    press(page, "link", "Write a brief")
    page.get_by_role("heading", level=1, name="A new brief").wait_for()
    tab_to(page, "textbox", "Name")
    page.keyboard.type("coffee at home")
    tab_to(page, "textbox", "Topics, one a line")
    page.keyboard.type("coffee")
    page.locator("#counts b").first.wait_for()
    few = int(page.locator("#counts b").first.inner_text())
    page.keyboard.type("\nwater")
    page.wait_for_function("few => document.querySelector('#counts b').innerText > few", arg=few)
    press(page, "button", "Keep it and find")
    page.get_by_role("heading", level=1, name="Candidates for coffee at home").wait_for()
    page.get_by_role("table").wait_for()


def put_on_a_list(page, name, many):
    """Tick the first rows, and put them on a list."""
    for tick in page.get_by_role("checkbox", name="Choose").all()[:many]:
        tab_to(page, "checkbox", tick.get_attribute("aria-label"))
        page.keyboard.press("Space")
    tab_to(page, "combobox", "On list")
    page.keyboard.type(name)
    press(page, "button", "Put those ticked on it")
    page.get_by_role("heading", level=1, name=name).wait_for()


def review(page):
    """Decide on three by keys: in, out, later."""
    press(page, "link", "Review who is left")
    page.get_by_role("heading", level=1, name="Review").wait_for()
    page.wait_for_load_state("load")
    page.keyboard.press("i")
    page.keyboard.press("Enter")  # without a reason: said beside the field, and nothing is sent
    assert page.locator("[name=reason]:invalid").count() == 1
    page.keyboard.press("Escape")
    for key, reason, left in (("i", "answers everybody", 2), ("o", "off topic", 1)):
        page.keyboard.press(key)
        page.keyboard.type(reason)
        page.keyboard.press("Enter")
        page.get_by_text(f"{left} left to decide on").wait_for()
        page.wait_for_load_state("load")
    page.keyboard.press("l")
    page.get_by_text("Put off earlier").wait_for()


def test_a_brief_without_javascript_is_counted_by_a_button(browser, demo):
    with visiting(browser, demo, scripts=False) as page:
        page.goto("/brief")
        page.locator("[name=topics]").fill("coffee")
        page.get_by_role("button", name="Count").click()
        page.get_by_text("write on it").wait_for()
        page.locator("[name=name]").fill("without scripts")
        page.get_by_role("button", name="Keep it", exact=True).click()
        page.get_by_role("heading", level=1, name="Brief: without scripts").wait_for()


def test_what_another_one_changed_is_not_lost_silently(browser, demo):
    theirs = visiting(browser, demo, scripts=False, refused=True)
    with visiting(browser, demo, scripts=False) as one, theirs as two:
        one.goto("/brief?topics=bread&name=shared")
        with one.expect_navigation():
            one.get_by_role("button", name="Keep it", exact=True).click()
        for page in (one, two):
            page.goto("/brief?open=shared")
        for page, objective in ((one, "trial"), (two, "awareness")):
            page.locator("[name=objective]").fill(objective)
            with page.expect_navigation():
                page.get_by_role("button", name="Keep it", exact=True).click()
        two.get_by_text("was changed meanwhile").wait_for()
        one.goto("/brief?open=shared")
        assert one.locator("[name=objective]").input_value() == "trial"


def test_a_shortlist_is_reviewed_without_javascript(browser, demo):
    with visiting(browser, demo, scripts=False) as page:
        page.goto("/candidates?status=ranked&q=rides")
        page.get_by_role("checkbox", name="Choose").first.check()
        page.get_by_label("On list").fill("autumn")
        page.get_by_role("button", name="Put those ticked on it").click()
        page.get_by_role("link", name="Review who is left").click()
        page.get_by_label("Reason").fill("fits")
        page.get_by_role("button", name="In").click()
        page.get_by_text("Everybody is decided on").wait_for()
        page.get_by_role("button", name="Undo").first.click()
        page.get_by_text("1 left to decide on").wait_for()
