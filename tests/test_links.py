"""Every link of every page of ours leads somewhere: to a file that is there, to a heading in it."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

from crawlers.files.mapping import parse_mapping
from influence.find.briefs import parse_brief

ROOT = Path(__file__).parent.parent
READ = MarkdownIt("commonmark").enable("table")
PAGES = sorted(
    path.relative_to(ROOT)
    for pattern in ("*.md", "docs/**/*.md", "data/*.md", "tests/servers/*.md")
    for path in ROOT.glob(pattern)
)
OUR_OWN = re.compile(r"^https://github\.com/[^/]+/influence-discovery")


@cache
def inline(path):
    """Return each token of running text of a page, with the kind of block that it stands in."""
    tokens = READ.parse((ROOT / path).read_text(encoding="utf-8"))
    return [(before.type, token) for before, token in pairwise(tokens) if token.type == "inline"]


def links_of(path):
    """Return where a page leads to, pictures included."""
    for _, token in inline(path):
        for part in token.children:
            if part.type in {"link_open", "image"}:
                yield part.attrs.get("href") or part.attrs["src"]


@cache
def anchors_of(path):
    """Return the anchors of the headings of a page, as forges make them."""
    titles = ["".join(p.content for p in t.children) for kind, t in inline(path) if "head" in kind]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def is_dead(page, address):
    parts = urlsplit(address)
    if parts.scheme:
        return bool(OUR_OWN.match(address))  # where it will be published nobody knows yet
    target = (ROOT / page).parent / unquote(parts.path) if parts.path else ROOT / page
    if not target.exists():
        return True
    return bool(parts.fragment) and parts.fragment not in anchors_of(target)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_leads_somewhere(page):
    assert [address for address in links_of(page) if is_dead(page, address)] == []


def test_links_and_pictures_are_found_and_dead_ones_are_dead():
    found = list(links_of(Path("README.md")))
    assert "docs/followers_and_influence.svg" in found
    assert "#blogs-from-the-web" in found
    dead = ["docs/none.md", "#none", "docs/scores.md#none", "../README.md"]
    assert [address for address in dead if not is_dead("README.md", address)] == []


def test_every_page_is_found_from_the_readme():
    seen, new = set(), {ROOT / "README.md"}
    while new:
        seen |= new
        new = {
            (path.parent / urlsplit(address).path).resolve()
            for path in new
            for address in links_of(path.relative_to(ROOT))
            if urlsplit(address).path.endswith(".md")
        } - seen
    assert {ROOT / page for page in PAGES if page.parts[0] == "docs"} - seen == set()


def toml_of(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return text.partition("```toml\n")[2].partition("```")[0]


def test_the_brief_and_the_mapping_that_pages_show_can_be_read():
    assert parse_brief(toml_of("brief.md")).must == ("rye",)
    assert parse_mapping("posts.toml", toml_of("imports.md")).source == "facebook"
