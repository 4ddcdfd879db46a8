"""Where on a page something stands: in what somebody wrote, or in what all its pages show."""

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from crawlers.words import line_of

if TYPE_CHECKING:
    from collections.abc import Collection
from functools import lru_cache

BLOGROLL: Final = "blogroll"
COMMENTS: Final = "comments"
SHARE: Final = "share"
FIRST: Final = "first"
LAST: Final = "last"
PAGE: Final = "page"
"""Neither in a part of the page that says what it is, nor in the article."""

_TAGS = {"nav": "nav", "footer": "footer", "aside": "aside", "header": "header"}
_ROLES = {
    "navigation": "nav",
    "contentinfo": "footer",
    "banner": "header",
    "complementary": "aside",
    "search": "nav",
}
_NAMES = (
    (
        COMMENTS,
        (
            r"comments?|comments-area|comment-?list|comment-respond|respond|disqus_thread|isso-thread"
            r"|wp-block-comments(?:-query-loop)?|webmentions?|gh-comments|giscus|utterances"
            r"|wp-block-latest-comments|widget_recent_comments|recentcomments?|recent-comments"
        ),
    ),
    (
        SHARE,
        (
            r"share|sharing|sharedaddy|sd-(?:sharing|content|block).*|social-?shar\w*|share-?(?:bar"
            r"|box|buttons?|icons?|links?|this|post)|post-shar\w+|addtoany_.*|a2a_.*|ssba.*|heateor.*"
            r"|shariff.*|entry-share|sharethis.*"
        ),
    ),
    (BLOGROLL, r"blog-?roll|(?:\w+[-_])*blogroll|blogroll[-_]\w+|linkcat-\d+|widget_links"),
    (BLOGROLL, r"bloglist|blog-list-container|linklist|wp-block-jetpack-blogroll.*"),
    ("webring", r"web-?ring(?:[-_]\w+)*"),
    (
        "related",
        (
            r"related(?:-?posts?|-articles|-content|-entries)?|jp-relatedposts|yarpp.*|crp_related"
            r"|similar-posts|you-might-also-like|recommended-posts|read-next|more-posts|popular-posts"
        ),
    ),
    ("social", r"social|socials|social-(?:links?|icons?|media|menu|nav\w*|list|profiles?)"),
    ("social", r"wp-block-social-links|social-media-list|follow-(?:me|us|links)"),
    ("author", r"author-(?:bio|box|info|card|profile)|authorbox|about-(?:the-)?author"),
    (
        "nav",
        (
            r"nav|navbar|menu|navigation|(?:site|main|primary|top|post|posts)-(?:nav|navigation|menu)"
            r"|breadcrumbs?|pagination|pager|nav-(?:links|menu|bar)|skip-link|wp-block-navigation|toc"
        ),
    ),
    (
        "footer",
        (
            r"footer|(?:site|page|post|entry|article|global|blog)-(?:footer|foot|info)|colophon"
            r"|credits?|copyright|entry-meta|post-meta|footer-\w+"
        ),
    ),
    ("header", r"masthead|banner|site-branding|(?:site|page|blog|global)-header"),
    ("aside", r"side-?bar|widget|widgets|widget-area|sidebar-\w+|(?:primary|secondary)-sidebar"),
    ("ad", r"ads?|ad-(?:box|unit|slot|container)|advert(?:s|isement|ising)?|adsbygoogle|promo"),
)
_BY_NAME = tuple((place, re.compile(names)) for place, names in _NAMES)
_KEPT = frozenset((COMMENTS, SHARE, BLOGROLL, "webring", "related", "hidden"))
"""Places that what lies within them cannot leave."""

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top)\s*:\s*-\d{3}")
_WHOLE = frozenset(("html", "body", "main"))
_LISTS = frozenset(("ul", "ol", "dl"))
_BLOGS = re.compile(
    r"(?:my |our |the )?blog[ -]?roll|(?:other )?blogs?(?: that)? (?:i|we)(?:'m| are)? "
    r"(?:read|like|love|follow|recommend)\w*|(?:my )?fav(?:ou?rite|e)? blogs|friends(?:' blogs)?"
    r"|reading list|who i read|blogs i'm reading|(?:mes )?blogs? amis|mes blogs pr.f.r.s|amis"
    r"|freunde|befreundete blogs|lieblingsblogs|blogs,? die ich (?:lese|mag)|blogempfehlungen"
    r"|blogs? amigos|amigos|blogs que (?:leo|sigo)|blog amici|blogs die ik lees|bloggar jag l.ser",
    re.IGNORECASE,
)
_LONGEST_NAMES = 500
_NONE: frozenset[str] = frozenset()


class Places:
    """Tells of the elements of one tree where they stand.

    Parameters
    ----------
    article
        The element that holds what somebody wrote; what is around it is no part of a template
        for that reason alone, whatever it is called.
    """

    def __init__(self, article: etree._Element | None = None) -> None:
        around = () if article is None else (article, *article.iterancestors())
        self._article = article
        self._around: Collection[etree._Element] = frozenset(around)
        self._known: dict[etree._Element, str | None] = {}

    def of(self, element: etree._Element) -> str | None:
        """Return the part of the page that an element lies in; None for running text."""
        path = []
        each = element
        while each is not None and each not in self._known:
            path.append(each)
            each = each.getparent()
        place = None if each is None else self._known[each]
        for each in reversed(path):
            place = self._known[each] = self._below(each, place)
        return place

    def _below(self, element: etree._Element, place: str | None) -> str | None:
        if place in _KEPT or not isinstance(element.tag, str):
            return place
        if element is self._article or element.tag in _WHOLE:
            return None
        if element in self._around:
            return place
        return _own_place(element) or place


def tokens(element: etree._Element, name: str = "class") -> frozenset[str]:
    """Return the words of an attribute, in small letters."""
    value = element.get(name)
    return _split(value) if value else _NONE


@lru_cache(maxsize=1 << 12)
def _split(value: str) -> frozenset[str]:
    return frozenset(value[:_LONGEST_NAMES].lower().split())


def _own_place(element: etree._Element) -> str | None:
    """Return what an element says that it is."""
    style = element.get("style")
    if element.get("hidden") is not None or (style and _HIDDEN.search(style)):
        return "hidden"
    names, id_ = element.get("class"), element.get("id")
    if (names or id_) and (place := _named(names, id_)):
        return place
    if element.tag in _LISTS and _is_below_blogs(element):
        return BLOGROLL
    return _ROLES.get(element.get("role") or "") or _TAGS.get(element.tag)


@lru_cache(maxsize=1 << 12)
def _named(classes: str | None, id_: str | None) -> str | None:
    names = _split(classes or "") | _split(id_ or "")
    for place, pattern in _BY_NAME:
        if any(pattern.fullmatch(name) for name in names):
            return place
    return None


def _is_below_blogs(element: etree._Element) -> bool:
    """Return whether the words before a list, its heading, say that it is one of blogs."""
    before = element.getprevious()
    if before is None or not isinstance(before.tag, str):
        return False
    if not re.fullmatch(r"h[1-6]|p|div|span|strong|b|summary", before.tag) or len(before) > 1:
        return False
    words = line_of("".join(before.itertext()))[:100].strip(" :.!—-")
    return bool(_BLOGS.fullmatch(words))
