"""Somebody whom a database knows in every way, and a search for what is left of her."""

import json
from pathlib import Path
from urllib.parse import quote

from influence.records import Account, Coverage, Follow, Interaction, InteractionCount, Key, Post

ANNA = Key("social", "did:plc:anna77")
BEN, CARL, DORA = (Key("social", f"did:plc:{name}") for name in ("ben", "carl", "dora"))
BREAD = Key("social", "at://did:plc:anna77/post/bread")
RYE, ROLL = Key("social", "at://did:plc:ben/post/rye"), Key("social", "at://did:plc:dora/post/roll")
ABOUT_BREAD = "Yesterday I baked a Württemberg loaf, and it rose."

STRINGS = (
    "anna_bäckt",
    "Anna Schmidt-Bäcker",
    "anna77",
    "anna.example",
    "Bakes since 1987 in the cellar",
    "Württemberg",
    "bread",
)
"""What names her, or is hers, and nobody else's."""

RECORDS = (
    Account(
        ANNA,
        "anna_bäckt",
        "Anna Schmidt-Bäcker",
        "https://anna.example/",
        "Bakes since 1987 in the cellar",
        followers_count=10,
    ),
    Account(BEN, "ben", "Ben", "https://ben.example", "Friend of @Anna_Bäckt. Bakes too."),
    Account(DORA, "dora", "Dora", bio="Reads https://www.anna.example/rolls and anna.example."),
    Post(
        BREAD, ANNA, "original", "2026-03-01T08:00:00Z", None, "https://anna.example/1", "Loaf"
    )._replace(text=ABOUT_BREAD),
    Post(
        RYE,
        BEN,
        "reply",
        "2026-03-02T08:00:00Z",
        BREAD,
        "https://ben.example/re?to=anna_b%C3%A4ckt",
        "For (@anna_bäckt)",
        "So says Anna  Schmidt-BÄCKER, @anna_bäckt@social.example: see HTTPS://Anna.example/1!",
    ),
    Post(Key("social", "rt"), DORA, "repost", None, text=f"RT @anna_bäckt: {ABOUT_BREAD}"),
    Post(Key("social", "copy"), DORA, "repost", None, text=ABOUT_BREAD),
    Post(Key("social", "https://anna.example/1#comment-2"), DORA, text="First!"),
    Post(Key("social", "re"), BEN, reply_to=Key("social", "https://anna.example/1#comment-2")),
    Interaction("repost", BEN, ANNA, BREAD, None, "2026-03-01T09:00:00Z"),
    Interaction("repost", ANNA, DORA, ROLL, None, "2026-03-01T10:00:00Z"),
    Interaction("repost", BEN, DORA, ROLL, ANNA, "2026-03-01T11:00:00Z"),
    Interaction("like", BEN, DORA, ROLL, None, "2026-03-01T11:00:00Z"),
    Interaction("mention", BEN, DORA, None, None, None, "https://anna.example/1#comment-2"),
    Interaction("like", ANNA, CARL, Key("social", "at://did:plc:carl/post/1")),
    InteractionCount("reply", BEN, ANNA, 3),
    InteractionCount("reply", BEN, DORA, 3),
    Follow(BEN, ANNA),
    Follow(ANNA, BEN),
    Follow(BEN, DORA),
    Coverage("followers", ANNA, is_complete=True),
    Coverage("reposters", ANNA, BREAD, is_complete=True),
)


def spellings(text):
    """Yield the bytes that a text may stand as in a file."""
    for each in {text, text.lower(), text.upper()}:
        yield each.encode()
        yield json.dumps(each)[1:-1].encode()
        yield quote(each).encode()
        yield each.encode("utf-16-le")


def traces(path, strings=STRINGS):
    """Return which strings any file of a database, or beside it, still holds."""
    folder, name = Path(path).parent, Path(path).name
    found = {
        f"{string} in {file.name}"
        for file in folder.iterdir()
        if file.name.startswith(name)
        for content in [file.read_bytes()]
        for string in strings
        if any(spelling in content for spelling in spellings(string))
    }
    return sorted(found)
