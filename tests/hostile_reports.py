"""A list on which strangers wrote all that has ever gone wrong in a page, and its report."""

import io

from influence.outreach import (
    Decision,
    add_entries,
    add_note,
    decide,
    edit_entries,
    find_shortlist,
    make_shortlist,
    tag,
)
from influence.records import Account, Interaction, Key, Post
from influence.show.reports import make_report, write_report
from influence.store import ingest, open_database

NOW = "2026-04-01T00:00:00Z"
WILD = "[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08\x0b-\x1f\x7f-\x9f]"
"""Controls, and marks of direction that turn what is read round."""

SCRIPTS = {
    "latin": "Sauerteig für alle",
    "cyrillic": "Ржаной хлеб",
    "chinese": "今天我们做面包",
    "arabic": "خبز العجين",
    "emoji": "🍞🥖",
}
HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "breakout": "\"'></title></style></pre></svg><svg onload=alert(3)>",
    "override": "safe\u202egnp.exe\u2066\u200f",
    "endless": "x" * 30_000,
    "formula": "=cmd|' /C calc'!A0",
    "template": "{{ 7 * 7 }}{% raw %}",
    "control": "a\x1b[31mred\x07\x9b",
}
ADDRESSES = ("javascript:alert(1)", "data:text/html,<script>1</script>", "https://ok.example/1")
FANS = [Key("file", f"fan{k}") for k in range(9)]
PEOPLE = {**SCRIPTS, **HOSTILE}
TOML = 'name = "rye"\ntopics = ["rye"]\n# ' + HOSTILE["breakout"] + "\n"


def records():
    """Yield people who write all that goes wrong, somebody with many followers, and who acts."""
    yield from (Account(each, each.native_id) for each in FANS)
    for place, (name, words) in enumerate(PEOPLE.items()):
        key, url = Key("file", name), ADDRESSES[place % 3]
        yield Account(key, f"{words} {name}", words, url, words, followers_count=9 + place)
        for k in range(4):
            post, at = Key("file", f"{name}-{k}"), f"2026-03-{2 * k + 1:02}T08:00:00Z"
            yield Post(post, key, title=words, text=f"rye {words}", published_at=at, url=url)
            for fan in FANS[: 9 - place % 4]:
                yield Interaction("repost", fan, key, post, happened_at=at)
    celebrity = Key("file", "celebrity")
    yield Account(celebrity, "celebrity", HOSTILE["markup"], followers_count=99_999)
    yield Post(Key("file", "c"), celebrity, text="a walk", published_at="2026-03-02T00:00:00Z")


def hostile_list(path):
    """Make a database with the list Spring, and return its path."""
    with open_database(path, create=True) as db:
        ingest(db, records(), named=True)
        spring = make_shortlist(
            db, "Spring", question=HOSTILE["breakout"], brief=("rye", TOML), by=HOSTILE["markup"]
        )
        query = "select native_id, account_id from accounts"
        ids = {name: each for name, each in db.execute(query) if name in PEOPLE}
        add_entries(db, spring, list(ids.values()))
        for name, account_id in ids.items():
            decided = Decision("in", f"good {PEOPLE[name]}"[:5_000])
            decide(db, spring, {account_id: None}, decided, by="anna")
            edit_entries(db, spring, {account_id: None}, {"note": PEOPLE[name][:5_000]})
            add_note(db, account_id, PEOPLE[name][:5_000], by=HOSTILE["override"])
            tag(db, account_id, PEOPLE[name].replace("|", "")[:60])
        decide(db, spring, {ids["control"]: None}, Decision("out", HOSTILE["control"]))
    return path


def written(database, name="Spring"):
    """Return the report on a list, and its page."""
    stream = io.StringIO()
    with open_database(database) as db:
        report = make_report(db, find_shortlist(db, name), clock=lambda: NOW)
    write_report(report, stream)
    return report, stream.getvalue()
