"""Databases for the page: five scripts, and strangers who write whatever breaks a page."""

from itertools import pairwise, product

from influence.records import Account, Consent, Coverage, Follow, Interaction, Key, Post
from influence.store import ingest, open_database

SCRIPTS = {
    "latin": ("ana_bäckt", "Ana Bäckt", "Brot, süß und sauer"),
    "cyrillic": ("аня_печёт", "Аня Печёт", "хлеб и закваска"),
    "chinese": ("小麦面包", "小麦 面包", "每天做面包"),
    "arabic": ("خباز_البيت", "خباز البيت", "خبز كل يوم"),
    "emoji": ("🍞🥖", "🍞🥖🧑‍🍳", "🥐🥐🥐"),
}
RAN = "window.hostile_code_ran = true"
HOSTILE = {
    "markup": (f"<script>{RAN}</script>", f'"><img src=x onerror="{RAN}">', f"<svg/onload={RAN}>"),
    "template": ("{{ 7 * 7 }}", "{% include 'base.html' %}", "${7*7} #{7*7}"),
    "attribute": (f"' onfocus='{RAN}' autofocus='", f'" onmouseover="{RAN}', "`--><!--"),
    "direction": ("anna\u202egnp.exe", "\u202e\u2066evil\u2069", "\u202dbio\u202c \u200f"),
    "endless": ("x" * 30_000, "long " * 6_000, "y" * 30_000),
    "formula": ('=HYPERLINK("https://evil.example";"x")', "+1+1", "@SUM(A1:A9)"),
    "controls": ("a\x00b\x1b[2J", "line\r\nbreak\ttab", "\x07bell"),
    "closing": ("</textarea></title></style>", "]]></svg>", "</script><h1>big</h1>"),
}
ADDRESSES = [
    f"javascript:{RAN}",
    f"data:text/html,<script>{RAN}</script>",
    "https://ok.example/a?b='\"><script>",
    "  javascript:alert(1)",
    "vbscript:x",
    "//evil.example",
    "https://[broken",
    "file:///etc/passwd",
]
SOURCE = "demo"
FANS = 9


def world_of(path, people):
    """Write accounts with posts that nine others pass on, each with its words; return the path."""
    with open_database(path, create=True) as db:
        ingest(db, _records(people), named=True)
    return path


def key(name):
    return Key(SOURCE, name)


def _records(people):
    fans = [key(f"fan {number}") for number in range(FANS)]
    for number, fan in enumerate(fans):
        yield Account(fan, f"fan{number}", f"Fan {number}", followers_count=10)
    for place, (name, (handle, called, bio)) in enumerate(people.items()):
        address = ADDRESSES[place % len(ADDRESSES)]
        yield Account(key(name), handle, called, address, bio, "en", followers_count=100 + place)
        yield Coverage("followers", key(name), is_complete=True)
        for number in range(4):
            post = Key(SOURCE, f"{name} {number}")
            day = f"2026-03-{1 + 3 * number:02}"
            yield Post(
                post,
                key(name),
                "original",
                f"{day}T09:00:00Z",
                url=ADDRESSES[(place + number) % len(ADDRESSES)],
                title=(handle, called, bio, None)[number],
                text=bio,
                likes_count=number,
            )
        for fan, number in product(range(FANS), range(4)):
            if (fan + number + place) % 3:
                happened = f"2026-03-{1 + 3 * number:02}T1{fan % 10}:00:00Z"
                yield Interaction(
                    "repost", fans[fan], key(name), Key(SOURCE, f"{name} {number}"), None, happened
                )
        yield from (Follow(fan, key(name)) for fan in fans)
    names = list(people)
    for one, other in pairwise(names):
        yield Interaction("reply", key(one), key(other), None, None, "2026-03-05T10:00:00Z")


def opted_out_world(path):
    """Write the five scripts, one of whom opted out."""
    world_of(path, SCRIPTS)
    with open_database(path) as db:
        ingest(db, [Consent(key("latin"), "deny", "asked", "hand", "2026-04-01T00:00:00Z")])
    return path
