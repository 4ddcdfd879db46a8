"""What somebody wrote on a page: the element that holds it, and its words."""

import logging
import re
from typing import Final

from lxml import etree

from crawlers.blog.places import Places, tokens
from crawlers.words import LONGEST_TEXT, elements_of, text_within, words

_MARKED = (
    re.compile(r"e-content"),
    re.compile(r"(?:entry|post|article|single|blog-?post)-?(?:content|body|text)|gh-content"),
    re.compile(r"wp-block-post-content|available-content|post-full-content|storycontent"),
    re.compile(r"(?:article|post|entry)(?:__|-)(?:content|body)(?:-\w+)?|markdown-body|prose"),
)
_TAGS = ("article", "main")
_POSTS = frozenset(("post", "hentry", "h-entry", "entry", "blog-post", "single-post"))
_WRITTEN = frozenset((None, "aside"))
_MOST_ELEMENTS: Final = 20_000
_PAYS: Final = frozenset(("gh-post-upgrade-cta", "post-password-form", "paywall"))


def article_of(root: etree._Element) -> etree._Element | None:
    """Return the element that holds what was written; None where nothing says which it is.

    Microformats' ``e-content`` and schema.org's ``articleBody`` first, then the classes that
    themes use, then ``<article>`` and ``<main>``. Of several of a kind, as on a page of many
    posts, it is none of them.
    """
    body = root.find("body")
    top = root if body is None else body
    candidates = _candidates(top)
    for rank in sorted(candidates):
        outermost = candidates[rank]
        if len(outermost) == 1:
            return outermost[0]
        if rank < len(_MARKED):
            return _longest_if_alone(outermost)
    return None


def text_of_article(root: etree._Element, article: etree._Element | None) -> str | None:
    """Return what was written, as plain text of at most 50,000 characters; None where that is none.

    An element that says that it holds the text is taken at its word, without what in it says that
    it is something else (share buttons, related posts, comments). Where nothing says so,
    trafilatura guesses, if the extra ``articles`` is installed.
    """
    if article is not None:
        return words(_within(article), LONGEST_TEXT)
    return words(_guessed(root), LONGEST_TEXT)


def is_withheld(root: etree._Element) -> bool:
    """Return whether a page shows only the beginning of a text, and sells or locks the rest."""
    return any(tokens(element) & _PAYS for element in root.iter("div", "aside", "section", "form"))


def _candidates(top: etree._Element) -> dict[int, list[etree._Element]]:
    """Return rank -> the outermost elements of it."""
    found: dict[int, list[etree._Element]] = {}
    for element in elements_of(top):
        rank = _rank(element)
        if rank is not None and not _is_in_comment(element):
            held = found.setdefault(rank, [])
            if not (held and _is_below(element, held[-1])):
                held.append(element)
    return found


def _rank(element: etree._Element) -> int | None:
    if not isinstance(element.tag, str):
        return None
    names = tokens(element)
    if "articlebody" in tokens(element, "itemprop"):
        return 0
    for rank, pattern in enumerate(_MARKED):
        if any(pattern.fullmatch(name) for name in names):
            return rank
    if element.tag in _TAGS:
        return len(_MARKED) + _TAGS.index(element.tag)
    is_post = element.tag in {"div", "section"} and names & _POSTS
    return len(_MARKED) + len(_TAGS) if is_post or element.get("role") == "main" else None


def _is_in_comment(element: etree._Element) -> bool:
    return any(
        {"comment", "comments", "h-cite", "comments-area"} & tokens(each)
        for each in (element, *element.iterancestors())
    )


def _is_below(element: etree._Element, above: etree._Element) -> bool:
    return any(each is above for each in element.iterancestors())


def _longest_if_alone(elements: list[etree._Element]) -> etree._Element | None:
    """Return the one that holds nearly everything: teasers of other posts stand beside it."""
    lengths = [len("".join(each.itertext())) for each in elements]
    longest = max(lengths)
    return elements[lengths.index(longest)] if longest * 2 > sum(lengths) else None


def _within(article: etree._Element) -> str:
    places = Places(article)
    return text_within(article, lambda element: places.of(element) not in _WRITTEN)


def _guessed(root: etree._Element) -> str | None:
    """Return what trafilatura takes for the text; it is given the page and never fetches.

    Not asked of pages of more elements than it reads in a few seconds.
    """
    if sum(1 for _ in root.iter("*")) > _MOST_ELEMENTS:
        return None
    try:
        from trafilatura import extract  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        return None
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    page = etree.tostring(root, encoding="unicode", method="html")
    text: str | None = extract(page, include_comments=False, favor_precision=True)
    return text
