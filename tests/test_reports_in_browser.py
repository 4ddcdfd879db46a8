"""A report in a real browser: nothing of it runs, it is read by everybody, and it prints to A4."""

import re

import pytest
from browsing import NARROW, WIDE, grave_faults, launched, visiting
from hostile_reports import hostile_list, written

POINTS_OF_A4 = (595, 842)


@pytest.fixture(scope="module")
def browser():
    with launched("the report was not tried") as found:
        yield found


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    _, html = written(hostile_list(folder / "x.db"))
    (folder / "spring.html").write_text(html, encoding="utf-8")
    return (folder / "spring.html").as_uri()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_hostile_report_runs_nothing_and_is_read_by_everybody(browser, address, width):
    with visiting(browser, address, width=width) as page:
        page.goto(address)
        assert page.get_by_role("heading", name="What was found").is_visible()
        assert page.evaluate("document.scripts.length") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert grave_faults(page) == []


def test_it_prints_to_a4(browser, address):
    with visiting(browser, address) as page:
        page.goto(address)
        pages = page.pdf(prefer_css_page_size=True)
    boxes = set(re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+)", pages))
    assert {tuple(round(float(side)) for side in box) for box in boxes} == {POINTS_OF_A4}
