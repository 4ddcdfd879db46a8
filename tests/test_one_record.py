"""One record's journey, from a line of a file to a rank and back to a link: read this first.

Records in, rows out, pure functions between. Each step below is one function of the program, and
what it hands to the next one is shown whole.
"""

import csv
import io
import math

from crawlers.files.csv import read_csv
from crawlers.files.reading import Encoding, Reading
from crawlers.times import TimeReader
from influence.cli import main
from influence.graph import load
from influence.ranking import rows, run
from influence.records import Interaction, Key, Post
from influence.scores import find_score
from influence.store import ingest, open_database

BREAD, CAKE = "https://ann.example/bread", "https://ann.example/cake"
POSTS = f"post_id,account_id,created_at\n{BREAD},ann,2026-03-01T08:00:00Z\n{CAKE},ann,\n"
ACTS = (
    f"actor_id,target_id,type,post_id,created_at\nben,ann,repost,{BREAD},2026-03-01T10:30+01:00\n"
)

UTF8 = Encoding("utf-8", "utf-8-sig")

NAMES = """
    select acts.kind, actor.native_id, target.native_id, post.native_id, acts.happened_at
    from interactions as acts
    join accounts as actor on actor.account_id = acts.actor_id
    join accounts as target on target.account_id = acts.target_id
    join posts as post on post.post_id = acts.post_id
"""


def read(text):
    """Return the records of a CSV file; none of its lines is bad."""
    bad = []
    now = TimeReader("2026-06-01T00:00:00Z")
    stream = io.BufferedReader(io.BytesIO(text.encode()))
    reading = Reading("a file", "file", now, lambda *told: bad.append(told), stream, UTF8)
    records = list(read_csv(reading))
    assert bad == []
    return records


def test_one_record_from_a_line_of_a_file_to_a_rank_and_back_to_a_link(tmp_path, capsys):
    # 1. A source reads: a line becomes a plain value with the source's own ids and UTC text time.
    posts, (act,) = read(POSTS), read(ACTS)
    ann, ben, bread = Key("file", "ann"), Key("file", "ben"), Key("file", BREAD)
    assert posts[0] == Post(bread, ann, "any", "2026-03-01T08:00:00Z", url=BREAD)
    assert act == Interaction("repost", ben, ann, bread, happened_at="2026-03-01T09:30:00Z")

    # 2. The store writes: accounts that are only mentioned get a row, the act refers to our ids.
    path = str(tmp_path / "bread.db")
    with open_database(path, create=True) as db:
        assert ingest(db, [*posts, act]).tables["interactions"].new == 1
        assert db.execute(NAMES).fetchall() == [
            ("repost", "ben", "ann", BREAD, "2026-03-01T09:30:00Z")
        ]

        # 3. A window of rows becomes a graph: matrices from actor (row) to target (column).
        graph = load(db)
        known = dict(db.execute("select native_id, account_id from accounts").fetchall())
        at = {name: graph.accounts.tolist().index(each) for name, each in known.items()}
        assert graph.acts["repost"][at["ben"], at["ann"]] == 1
        assert graph.posts[at["ann"]] == 2

        # 4. A score is a pure function of the graph: one number an account, nan where unknown.
        values = find_score("reposts_per_post")(graph).value
        assert values[at["ann"]] == 1 / 2
        assert math.isnan(values[at["ben"]])

        # 5. A run ranks the values and stores them, where any program can read them with SQL.
        (row,) = rows(db, run(db, by="reposts_per_post"))
        assert (row["rank"], row["native_id"], row["reposts_per_post"]) == (1, "ann", 0.5)
        assert db.execute("select rank, value from ranking").fetchall() == [(1, 0.5)]

    # The command line calls the same functions and prints the same row ...
    assert main(["rank", path, "--by", "reposts_per_post", "--format", "csv"]) == 0
    (printed,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert printed["native_id"] == "ann"
    assert (printed["reposts_per_post"], printed["unit"]) == ("0.5", "amplifications per post")

    # ... and explaining it walks back to the post, at the address that a person can open.
    assert main(["explain", path, "ann", "--format", "json"]) == 0
    assert f'"url": "{BREAD}"' in capsys.readouterr().out
