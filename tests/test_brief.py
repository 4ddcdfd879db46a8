"""A brief says who is looked for; fit is a sum that can be read; who is left out is told why."""

import csv
import io
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influence.cli import main
from influence.errors import ChangedMeanwhile, InputUnusable, NothingFound, UsageError
from influence.find import (
    FACETS,
    RANGES,
    SORTS,
    Candidates,
    candidate_of,
    columns_of,
    find_by_brief,
    find_candidates,
    keep_brief,
    kept_brief,
    kept_briefs,
    latest_finding,
    parse_brief,
    preview,
    remove_brief,
    save_topic,
    terms_of,
)
from influence.records import Account, Consent, Interaction, Key, Post
from influence.store import ingest, open_database

FANS = [Key("file", f"fan{k}") for k in range(20)]
WRITERS = {
    # name: posts on bread, other posts, fans of each post, followers, language, more
    "anna": (8, 2, 14, 400, "en", {}),
    "ben": (6, 4, 9, 900, "en", {}),
    "celia": (5, 0, 6, 300, "de", {}),
    "dan": (4, 8, 7, 200_000, "en", {}),
    "eve": (2, 0, 1, 50, "en", {}),
    "celebrity": (0, 30, 19, 90_000, "en", {}),
    "robot": (6, 0, 8, 100, "en", {"is_bot": True}),
    "spammer": (6, 3, 8, 100, "en", {}),
    "unknown": (5, 1, 8, None, None, {}),
}


def records():
    yield from (Account(each, each.native_id) for each in FANS)
    for name, (on, off, fans, followers, language, more) in WRITERS.items():
        key = Key("file", name)
        yield Account(key, name, name.title(), followers_count=followers, language=language, **more)
        for k in range(on + off):
            post = Key("file", f"{name}{k}")
            text = "Sourdough with rye" if k < on else "A walk"
            if name == "spammer" and k == on + off - 1:
                text = "Try my casino"
            at = f"2026-03-{k % 28 + 1:02}T08:00:00Z"
            yield Post(post, key, text=text, published_at=at, language=language)
            yield Interaction("reply", FANS[k % 20], key, post, happened_at=at)
            for fan in FANS[k % 3 :][:fans]:
                yield Interaction("repost", fan, key, post, happened_at=at)


TEXT = """\
name = "home bread"
objective = "trial"
topics = ["sourdough", "crumb"]
must = ["rye"]
must_not = ["casino"]
languages = ["en"]
exclude = ["ben", "nobody"]

[size]
followers_max = 100_000
posts_min = 2

[weights]
topical_influence = 3
topic_share = 1
conversation_rate = 1
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("brief") / "x.db"
    with open_database(path, create=True) as db:
        ingest(db, records(), named=True)
    return path


@pytest.fixture
def db(path):
    with open_database(path) as db:
        yield db


@pytest.fixture
def finding(db):
    return find_by_brief(db, parse_brief(TEXT))


def by_handle(db, finding, **options):
    found = find_candidates(db, finding, Candidates(chosen={}, **options))
    return {row["handle"]: row for row in found.rows}


def test_everybody_who_posted_has_a_status_and_a_reason(db, finding):
    rows = by_handle(db, finding)
    assert {name: row["status"] for name, row in rows.items()} == {
        "anna": "candidate",
        "unknown": "candidate",
        "eve": "too_little",
        **dict.fromkeys(("ben", "celia", "dan", "celebrity", "robot", "spammer"), "left_out"),
    }
    assert {name: row["why_not"] for name, row in rows.items() if row["why_not"]} == {
        "ben": "the brief leaves it out by name",
        "celia": "it writes in de",
        "dan": "200,000 followers, above 100,000",
        "celebrity": "no post on the topic: none of its 30 posts in the window",
        "eve": "not rated: 1 more post and 3 more different amplifiers would rate it",
        "robot": "it is a declared bot",
        "spammer": "a post of its says 'casino'",
    }


def test_a_hundred_times_the_followers_and_no_post_on_the_topic_is_left_out_with_that_reason(db):
    """What issue 7 asks for, and the founding essay before it."""
    finding = find_by_brief(db, parse_brief('topics = ["sourdough"]'))
    rows = by_handle(db, finding)
    assert rows["celebrity"]["followers"] >= 100 * rows["ben"]["followers"]
    assert rows["ben"]["place"] is not None
    assert rows["celebrity"]["status"] == "left_out"
    assert rows["celebrity"]["reason"] == "not_on_topic"
    assert rows["celebrity"]["fit"] is None


def test_fit_is_the_weighted_sum_of_named_scores_and_nothing_else(db, finding):
    assert finding.weights == {
        "topical_influence": 0.6,
        "topic_share": 0.2,
        "conversation_rate": 0.2,
    }
    for row in by_handle(db, finding).values():
        terms = terms_of(db, finding, row["account_id"])
        assert [each["score"] for each in terms] == list(finding.weights)
        if row["fit"] is None:
            assert any(each["percentile"] is None for each in terms)
            continue
        for each in terms:
            assert each["adds"] == pytest.approx(each["percentile"] * each["weight"], abs=1e-12)
            assert row[f"fit_{each['score']}"] == each["adds"]
        assert math.fsum(each["adds"] for each in terms) == pytest.approx(row["fit"], abs=1e-9)


@given(
    st.dictionaries(
        st.sampled_from(["topical_influence", "topic_share", "reposts"]),
        st.floats(0.1, 100),
        min_size=1,
    )
)
@settings(max_examples=8)
def test_only_the_proportions_of_weights_matter(path, weights):
    lines = "\n".join(f"{name} = {weight!r}" for name, weight in weights.items())
    doubled = "\n".join(f"{name} = {2 * weight!r}" for name, weight in weights.items())
    head = 'topics = ["sourdough"]\n[weights]\n'
    with open_database(path) as db:
        once, twice = (
            {
                row["handle"]: row["fit"]
                for row in find_candidates(
                    db, find_by_brief(db, parse_brief(head + each)), Candidates()
                ).rows
            }
            for each in (lines, doubled)
        )
    assert once.keys() == twice.keys()
    assert list(once.values()) == pytest.approx(list(twice.values()))


def test_what_is_not_known_leaves_nobody_out(db):
    text = 'topics = ["sourdough"]\nlanguages = ["fr"]\n[size]\nfollowers_max = 10'
    finding = find_by_brief(db, parse_brief(text))
    assert by_handle(db, finding)["unknown"]["status"] == "candidate"


def test_a_score_that_is_not_known_of_somebody_is_too_little_data(db):
    text = 'topics = ["sourdough"]\n[weights]\nfollowers = 1'
    row = by_handle(db, find_by_brief(db, parse_brief(text)))["unknown"]
    assert (row["status"], row["why_not"]) == ("too_little", "its followers is not known")


def test_the_counts_say_how_many_of_each_and_why(db, finding):
    assert finding.counts["candidate"] == 2
    assert finding.counts["left_out"] == 6
    assert finding.counts["reason not_on_topic"] == 1
    assert latest_finding(db, "home bread") == finding
    with pytest.raises(NothingFound):
        latest_finding(db, "another")


def test_a_brief_finds_once_by_its_name(db):
    first = find_by_brief(db, parse_brief(TEXT))
    second = find_by_brief(db, parse_brief(TEXT))
    assert first.counts == second.counts
    assert db.execute("select count(*) from findings where name = 'home bread'").fetchone() == (1,)
    kept = db.execute("select count(distinct finding_id) from candidates").fetchone()[0]
    assert kept == db.execute("select count(*) from findings").fetchone()[0]


@pytest.mark.usefixtures("finding")
def test_a_preview_counts_before_anything_is_computed(db):
    found = preview(db, parse_brief(TEXT))
    assert (found.writers, found.on_topic, found.posts) == (9, 8, 42)
    assert preview(db, parse_brief('topics = ["zymurgy"]')).posts == 0


def test_a_preview_leaves_out_whom_the_finding_leaves_out_for_the_same_reasons(db, finding):
    found = preview(db, parse_brief(TEXT))
    counts = finding.counts
    reasons = (name for name in counts if name.startswith("reason "))
    why = {name.removeprefix("reason "): counts[name] for name in reasons}
    beyond = ("not_on_topic", "not_rated")  # told by other numbers of the preview
    assert found.left_out == {each: many for each, many in why.items() if each not in beyond}
    assert found.rated == counts["candidate"] + counts.get("check", 0)
    assert found.fitting - found.rated == counts["too_little"]


def slow_twin(rows, wanted):
    """Choose, sort and count rows in plain Python."""

    def word_of(row, facet):
        value = row["platform" if facet == "source" else facet]
        return "not known" if value is None else str(value)

    def fits(row, but=None):
        return all(
            word_of(row, facet) in words
            for facet, words in wanted.chosen.items()
            if words and facet != but
        )

    def bounded(row):
        return all(
            row[name] is not None
            and (least is None or row[name] >= least)
            and (most is None or row[name] <= most)
            for name, (least, most) in wanted.ranges.items()
            if (least, most) != (None, None)
        )

    def said(row):
        text = f"{row['handle']} {row['name']}".casefold()
        return all(word.casefold() in text for word in wanted.words.split())

    base = [row for row in rows if bounded(row) and said(row)]
    facets = {}
    for facet in FACETS:
        counts = {}
        for row in base:
            if fits(row, facet) and not (facet == "reason" and row[facet] is None):
                word = word_of(row, facet)
                counts[word] = counts.get(word, 0) + 1
        facets[facet] = counts
    column, turn = wanted.sort.removeprefix("-"), -1 if wanted.sort.startswith("-") else 1
    chosen = [row for row in base if fits(row)]
    chosen.sort(key=lambda row: (row["place"] is None, row["place"] or 0, row["account_id"]))
    known = [row for row in chosen if row[column] is not None]
    known.sort(key=lambda row: row[column], reverse=turn < 0)
    return [*known, *(row for row in chosen if row[column] is None)], facets


@given(
    st.builds(
        Candidates,
        words=st.sampled_from(["", "an", "E", "nobody"]),
        chosen=st.fixed_dictionaries(
            {},
            optional={
                "status": st.lists(st.sampled_from(["candidate", "left_out"]), max_size=2),
                "language": st.lists(st.sampled_from(["en", "not known"]), max_size=2),
                "size": st.just(["under 1,000"]),
                "is_bot": st.just(["0"]),
                "reason": st.just(["not_on_topic"]),
            },
        ),
        ranges=st.fixed_dictionaries(
            {}, optional={"followers": st.just((100, 100_000)), "topic_posts": st.just((1, None))}
        ),
        sort=st.sampled_from(["place", "handle", "-followers", "fit", "-topical_influence"]),
        limit=st.none(),
    )
)
def test_a_query_is_answered_as_by_a_plain_loop(path, wanted):
    with open_database(path) as db:
        finding = find_by_brief_once(db)
        rows = find_candidates(db, finding, Candidates(chosen={}, limit=None)).rows
        found = find_candidates(db, finding, wanted)
        expected, facets = slow_twin(rows, wanted)
        assert [row["handle"] for row in found.rows] == [row["handle"] for row in expected]
        assert found.total == len(expected)
        assert {name: dict(counts) for name, counts in found.facets.items()} == facets


def find_by_brief_once(db):
    try:
        return latest_finding(db, "home bread")
    except NothingFound:
        return find_by_brief(db, parse_brief(TEXT))


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS)])
def test_pages_are_parts_of_the_whole_in_every_order(db, finding, sort):
    whole = find_candidates(db, finding, Candidates(chosen={}, sort=sort, limit=None)).rows
    pages = [
        find_candidates(db, finding, Candidates(chosen={}, sort=sort, limit=4, offset=at)).rows
        for at in (0, 4, 8)
    ]
    assert [row for page in pages for row in page] == whole
    assert {*whole[0]} == {*columns_of(finding)}


@pytest.mark.parametrize(
    "wanted",
    [
        Candidates(sort="followers; drop table candidates"),
        Candidates(chosen={"handle": ["x"]}),
        Candidates(ranges={"handle": (1, 2)}),
    ],
)
def test_a_query_that_means_nothing_is_refused(db, finding, wanted):
    with pytest.raises(UsageError):
        find_candidates(db, finding, wanted)
    assert {*RANGES} < {*SORTS}


def test_who_opts_out_after_a_finding_is_in_none_of_its_rows(tmp_path):
    with open_database(tmp_path / "x.db", create=True) as db:
        ingest(db, records(), named=True)
        finding = find_by_brief(db, parse_brief(TEXT))
        ingest(db, [Consent(Key("file", "anna"), "deny", "asked", "hand")])
        found = find_candidates(db, finding, Candidates(chosen={}))
        assert "anna" not in {row["handle"] for row in found.rows}
        assert sum(found.facets["status"].values()) == found.total == 8
        (account,) = db.execute("select account_id from accounts where handle = 'anna'").fetchone()
        assert candidate_of(db, finding, account) is None
        again = find_by_brief(db, parse_brief(TEXT))
        assert again.counts["opted out"] == 1
        assert again.counts["candidate"] == 1


WRONG = {
    "topics = [": "is no TOML",
    'topics = ["bread"\nname = "x"': "line 2",
    'name = "x"': "topics is missing",
    "topics = []": "topics is missing",
    'topics = "bread"': "line 1: topics: write a list",
    'topics = ["bread"]\nlanguage = ["en"]': "line 2: 'language' means nothing in a brief; did you",
    'topics = ["bread", "(rye"]': "line 1: topics: The query '(rye': the bracket at sign 1",
    'topics = ["bread"]\n[size]\nfollowers_min = "many"': "line 3: followers_min: write a number",
    'topics = ["bread"]\n[size]\nfollowers_min = 9\nfollowers_max = 2': "line 3: followers_min is",
    'topics = ["bread"]\n[weights]\nfolowers = 1': "line 3: There is no score 'folowers'; did you",
    'topics = ["bread"]\n[weights]\nfollowers = 0': "line 3: followers: a weight is a number above",
    'topics = ["bread"]\n[weights]': "line 2: [weights] is empty",
    'topics = ["bread"]\nweights = 3': "line 2: weights: write it as a table",
    'topics = ["bread"]\nbots = "no"': "line 2: bots: write true or false",
    'topics = ["bread"]\nmust = [3]': "line 2: must: write a text",
    "x" * 100_001: "more than 100,000 signs",
}


@pytest.mark.parametrize(("text", "told"), WRONG.items(), ids=range(len(WRONG)))
def test_a_mistake_in_a_brief_is_told_with_its_line_and_its_mend(text, told):
    with pytest.raises(InputUnusable) as raised:
        parse_brief(text, "b.toml")
    assert told in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


@given(st.text(max_size=200))
def test_any_text_is_a_brief_or_one_sentence(text):
    try:
        parse_brief(text)
    except InputUnusable as error:
        assert str(error)  # noqa: PT017 what it says is tried above


def test_topics_that_are_kept_are_found_by_name(db):
    save_topic(db, "Home bread", "sourdough")
    one, other = (
        find_by_brief(db, parse_brief(f'name = "{k}"\ntopics = ["{words}"]')).counts
        for k, words in enumerate(("home-bread", "sourdough"))
    )
    assert one == other


def test_of_two_who_change_a_brief_nobody_loses_theirs_silently(tmp_path):
    with open_database(tmp_path / "x.db", create=True) as db:
        _, kept = keep_brief(db, TEXT)
        assert kept.version == 1
        _, second = keep_brief(db, TEXT.replace("crumb", "loaf"), version=1)
        with pytest.raises(ChangedMeanwhile, match="version 2, yours is of 1"):
            keep_brief(db, TEXT.replace("crumb", "rye"), version=1)
        assert kept_brief(db, "home bread") == second
        assert [each.name for each in kept_briefs(db)] == ["home bread"]
        with pytest.raises(NothingFound, match="did you mean home bread"):
            kept_brief(db, "home bred")
        remove_brief(db, "home bread")
        assert kept_briefs(db) == []


@pytest.fixture
def toml(tmp_path):
    (tmp_path / "brief.toml").write_text(TEXT)
    return tmp_path / "brief.toml"


def test_the_command_gives_candidates_and_says_who_is_left_out(capsys, path, toml):
    assert main(["find", str(path), "--brief", str(toml), "--list", "all", "--format", "csv"]) == 0
    told = capsys.readouterr()
    rows = {row["handle"]: row for row in csv.DictReader(io.StringIO(told.out))}
    assert rows["celebrity"]["why_not"].startswith("no post on the topic")
    assert "2 candidates, 0 check before use, 1 too little data, 6 left out" in told.err
    assert "1 no post on the topic" in told.err
    assert "fit = 60% topical_influence + 20% topic_share + 20% conversation_rate" in told.err


def test_explaining_a_fit_shows_the_terms_that_add_up(capsys, path, toml):
    command = ["explain", str(path), "anna", "--brief", str(toml), "--format", "json"]
    assert main(command) == 0
    told = json.loads(capsys.readouterr().out)
    adds = math.fsum(each["adds"] for each in told["terms"])
    assert adds == pytest.approx(told["account"]["fit"], abs=1e-9)
    assert main(["explain", str(path), "celebrity", "--brief", str(toml)]) == 0
    assert "no post on the topic: none of its 30 posts" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["find", "DB"], 2, "--brief FILE: one of both"),
        (["find", "DB", "rye", "--brief", "TOML"], 2, "one of both"),
        (["find", "DB", "--brief", "nowhere.toml"], 1, "nowhere.toml cannot be read"),
        (["find", "DB", "--brief", "TOML", "--since", "9d"], 2, "stands in the brief"),
        (["find", "DB", "--brief", "TOML", "--sort", "x"], 2, "write one of place"),
        (["explain", "DB", "anna", "--brief", "TOML", "--topic", "x"], 2, "topics of its own"),
        (["explain", "DB", "anna", "--brief", "TOML", "--format", "csv"], 2, "not csv"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(capsys, path, toml, arguments, code, words):
    named = {"DB": str(path), "TOML": str(toml)}
    assert main([named.get(each, each) for each in arguments]) == code
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
