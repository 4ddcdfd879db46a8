"""What is asked of the two APIs of Hacker News, and how accounts and items are keyed.

Firebase (https://github.com/HackerNews/API) has accounts and single items, Algolia
(https://hn.algolia.com/api) finds stories and gives whole threads. Both are for programs and need
no key; the site itself is never asked.
"""

import re
from typing import Final
from urllib.parse import urlencode

from crawlers.cursors import as_cursor
from crawlers.json_values import as_count, as_id, as_words
from influence.records import Key, Task

SOURCE: Final = "hackernews"
SITE: Final = "https://news.ycombinator.com"
ALGOLIA: Final = "https://hn.algolia.com/api/v1"
FIREBASE: Final = "https://hacker-news.firebaseio.com/v0"

HISTORY: Final = "history"
"""The signal of tasks whose lists are wanted to their end."""

PAGE: Final = 100

_NAME = re.compile(r"[A-Za-z0-9_-]{2,15}")
_ITEM = re.compile(r"\d{1,12}")


def name_in(value: object) -> str | None:
    """Return the name of an account; None for what can be none.

    >>> name_in("pg"), name_in("[deleted]")
    ('pg', None)
    """
    name = as_words(value)
    return name if name and _NAME.fullmatch(name) else None


def item_in(value: object) -> str | None:
    """Return the number of a story or a comment, as text; None for what can be none."""
    number = as_id(value)
    return number if number and as_count(number) and _ITEM.fullmatch(number) else None


def key(native_id: str) -> Key:
    """Return the key of an account, which is its name, or of an item, which is its number."""
    return Key(SOURCE, native_id)


def page_of_item(number: str) -> str:
    """Return where people read an item."""
    return f"{SITE}/item?id={number}"


def page_of_account(name: str) -> str:
    """Return where people read of an account."""
    return f"{SITE}/user?id={name}"


def account_visit(name: str, pointer: str | None = None) -> Task:
    """Return the visit to an account."""
    return Task(SOURCE, "user", f"{FIREBASE}/user/{name}.json", name, None, pointer)


def thread_visit(number: str, author: str, claimed: int | None = None) -> Task:
    """Return the visit to a story with all that was answered."""
    cursor = as_cursor(claimed=claimed, again=True)
    return Task(SOURCE, "thread", f"{ALGOLIA}/items/{number}", author, cursor)


def item_visit(number: str, site: str, **held: object) -> Task:
    """Return the visit to an item alone."""
    cursor = as_cursor(**held) if held else None
    return Task(SOURCE, "item", f"{FIREBASE}/item/{number}.json", site, cursor)


def search(**query: str) -> str:
    """Return the address of a search, newest first.

    >>> search(tags="story,author_pg")
    'https://hn.algolia.com/api/v1/search_by_date?tags=story%2Cauthor_pg&hitsPerPage=100'
    """
    return f"{ALGOLIA}/search_by_date?{urlencode({**query, 'hitsPerPage': str(PAGE)})}"
