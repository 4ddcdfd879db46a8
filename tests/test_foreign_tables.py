"""Tables of other tools: their names, separators, numbers and times, and mapping files."""

import json

import pytest
from databases import in_memory

from crawlers.bad_row import BadRow
from crawlers.files import Asked, Options, import_files
from crawlers.files.mapping import SHIPPED, find_mapping, known_mappings, parse_mapping
from crawlers.files.numbers import NumberReader
from crawlers.times import TimeReader, UnreadableTime
from influence.errors import InputUnusable, UsageError


def imported(folder, text, *, file="some.csv", **asked):
    """Import one text, and return database, report and problems."""
    path = folder / file
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    db, problems = in_memory(), []
    options = Options(asked=Asked(**asked), on_problem=problems.append)
    (report,) = import_files(db, [str(path)], options)
    return db, report, [problem.reason for problem in problems]


def rows(db, query):
    return [tuple(row) for row in db.execute(query).fetchall()]


ACCOUNTS = "select source, native_id, handle, name, url from accounts order by account_id"
FOLLOWERS = "select followers_count from account_counts order by account_id"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("screen_name,followers_count", "ann,12"),
        ("Username,Followers Count", "ann,12"),
        ("id,username,public_metrics.followers_count", "ann,ann,12"),
        ("profile_name,media_url,followersCount", "ann,https://ann.example,12"),
        ("user_screen_name,user_followers", "ann,12"),
        ("acct,followers_count,statuses_count", "ann,12,7"),
    ],
)
def test_other_names_of_columns_are_read_as_ours(tmp_path, header, row):
    db, _, reasons = imported(tmp_path, f"{header}\n{row}\n")
    assert not reasons
    assert rows(db, "select native_id, handle from accounts") == [("ann", "ann")]
    assert rows(db, FOLLOWERS) == [(12,)]


def test_a_media_list_without_ids_is_known_by_the_address_of_the_outlet(tmp_path):
    text = "Outlet,Website,Beat,Notes\nBread Weekly,https://bread.example,baking,met in May\n"
    db, report, _ = imported(tmp_path, text)
    assert rows(db, "select native_id, name, bio from accounts") == [
        ("https://bread.example", "Bread Weekly", "baking")
    ]
    assert report.unused == ("Notes",)
    assert "url is the id" in report.notes[0]


RANKING = [
    ("handle", "name", "platform", "followers", "why", "url", "account_id", "native_id"),
    ("ann", "Ann", "x", "12", "about 2 people", "https://ann.example", "7", "a1"),
]


def written(form):
    """Return a ranking as our own exports write it."""
    header, row = RANKING
    if form == "json":
        return f"[\n{json.dumps(dict(zip(header, row, strict=True)))}\n]\n"
    if form == "jsonl":
        return json.dumps(dict(zip(header, row, strict=True)))
    return "\n".join({"csv": ",", "tsv": "\t"}[form].join(line) for line in RANKING) + "\n"


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl"])
def test_a_ranking_of_ours_comes_back_as_its_accounts(tmp_path, form):
    db, report, reasons = imported(tmp_path, written(form), file=f"ranking.{form}")
    assert not reasons
    assert "a ranking of this program" in report.told[0]
    assert rows(db, ACCOUNTS) == [("x", "a1", "ann", "Ann", "https://ann.example")]
    assert rows(db, FOLLOWERS) == [(12,)]


def test_names_alone_are_no_identity(tmp_path):
    with pytest.raises(InputUnusable, match="must name the columns"):
        imported(tmp_path, "Name,Outlet\nAnn,Bread Weekly\n")


def test_of_two_columns_that_say_the_same_ours_is_read_and_it_is_told(tmp_path):
    db, report, _ = imported(tmp_path, "id,handle,followers_count,followers\n1,ann,5,7\n")
    assert rows(db, FOLLOWERS) == [(7,)]
    assert report.notes == ("followers_count not read: followers is read from followers",)


def test_what_people_write_posts_with_is_not_the_source_of_an_account(tmp_path):
    text = "id,user_id,text,source\n1,7,Hello,Some App for phones\n"
    db, _, _ = imported(tmp_path, text)
    assert rows(db, "select source, native_id from posts") == [("file", "1")]


def test_a_person_with_an_id_and_a_description_is_no_post(tmp_path):
    db, _, _ = imported(tmp_path, "id,username,description\n1,ann,I bake\n")
    assert rows(db, "select handle, bio from accounts") == [("ann", "I bake")]
    assert rows(db, "select count(*) from posts") == [(0,)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("says_so", [False, True])
def test_separators_are_told_by_the_header_that_makes_sense(tmp_path, separator, says_so):
    first = f"sep={separator}\r\n" if says_so else ""
    text = f"{first}username{separator}followers{separator}joined\r\nann{separator}7{separator}\r\n"
    db, _, reasons = imported(tmp_path, text)
    assert not reasons
    assert rows(db, FOLLOWERS) == [(7,)]


def test_a_line_is_counted_from_the_first_even_where_that_says_the_separator(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nid;handle;followers\n1;ann;x\n")
    problems = []
    list(import_files(in_memory(), [str(path)], Options(on_problem=problems.append)))
    assert [problem.line for problem in problems] == [3]


def test_apostrophes_before_formulas_are_taken_off_only_in_files_for_excel(tmp_path):
    text = "id,handle,name\n1,'@ann,'=1+1\n"
    db, _, _ = imported(tmp_path, b"\xef\xbb\xbf" + text.encode())
    assert rows(db, "select handle, name from accounts") == [("@ann", "=1+1")]
    db, _, _ = imported(tmp_path, text)
    assert rows(db, "select handle, name from accounts") == [("'@ann", "'=1+1")]


@pytest.mark.parametrize(
    ("decimal", "cell", "number"),
    [
        (".", "1,234", 1_234),
        (".", "1,234,567.0", 1_234_567),
        (".", "12.0", 12),
        (".", "1 234", 1_234),
        (".", "1.2K", 1_200),
        (".", "3.4m", 3_400_000),
        (",", "1.234", 1_234),
        (",", "1,2K", 1_200),
        (",", "12,0", 12),
        (",", "1'234'567", 1_234_567),
    ],
)
def test_numbers_are_read_as_people_write_them(decimal, cell, number):
    assert NumberReader(decimal)(cell, "followers") == number


@pytest.mark.parametrize(
    ("decimal", "cell"),
    [(".", "1.234"), (",", "1,234"), (".", "1.234K"), (".", "12,34"), (".", "1.5"), (".", "K")],
)
def test_a_number_that_may_be_two_is_none(decimal, cell):
    with pytest.raises(BadRow):
        NumberReader(decimal)(cell, "followers")


TIMES = {
    "2026-03-01 09:30:00 UTC": "2026-03-01T09:30:00Z",
    "2026-03-01 09:30:00 EST": "2026-03-01T14:30:00Z",
    "Sun Mar 01 09:30:00 +0000 2026": "2026-03-01T09:30:00Z",
    "Sun, 01 Mar 2026 09:30:00 +0100": "2026-03-01T08:30:00Z",
    "Mar 1, 2026": "2026-03-01T00:00:00Z",
    "1 March 2026 9:30 PM": "2026-03-01T21:30:00Z",
    "1.3.2026 12:05 AM": "2026-03-01T00:05:00Z",
    "2026/3/1 9:30": "2026-03-01T09:30:00Z",
    "1772357400": "2026-03-01T09:30:00Z",
    "1772357400000": "2026-03-01T09:30:00Z",
}


@pytest.mark.parametrize(("written", "moment"), list(TIMES.items()))
def test_times_are_read_as_exports_write_them(written, moment):
    assert TimeReader("2026-11-25T00:00:00Z")(written) == moment


@pytest.mark.parametrize("written", ["03/04/2026", "25/03/2026 10:00", "3-4-26"])
def test_a_day_and_a_month_that_may_be_either_are_refused_with_the_mend(written):
    with pytest.raises(UnreadableTime, match="which comes first"):
        TimeReader("2026-11-25T00:00:00Z")(written)


def test_an_id_that_a_spreadsheet_rounded_is_refused(tmp_path):
    _, _, (reason,) = imported(tmp_path, "id,handle\n1.04688E+18,ann\n")
    assert "rounded by a spreadsheet" in reason


TWARC = """\
id,conversation_id,referenced_tweets.replied_to.id,referenced_tweets.retweeted.id,\
referenced_tweets.quoted.id,author_id,in_reply_to_user_id,retweeted_user_id,quoted_user_id,\
created_at,text,lang,source,public_metrics.reply_count,public_metrics.retweet_count,\
public_metrics.like_count,author.username,author.name,author.public_metrics.followers_count
101,101,,,,7,,,,2026-03-01T10:00:00.000Z,Rising,en,Web,1,2,3,ann,Ann,1200
102,102,,101,,8,,7,,2026-03-01T11:00:00.000Z,Rising,en,Web,1,2,3,ben,Ben,30
103,101,101,,,9,7,,,2026-03-01T12:00:00.000Z,@ann nice,en,Web,0,0,0,cid,Cid,3
"""


def test_a_row_of_twarc_csv_yields_author_post_and_acts(tmp_path):
    db, report, reasons = imported(tmp_path, TWARC)
    assert not reasons
    assert report.told[0].startswith("posts of X, as twarc-csv writes them")
    assert rows(db, "select distinct source from accounts") == [("x",)]
    assert rows(db, "select native_id from posts where is_listed order by 1") == [
        ("101",),
        ("103",),
    ]
    acts = """select i.kind, a.handle, t.handle, p.native_id from interactions i
              join accounts a on a.account_id = actor_id join accounts t on t.account_id = target_id
              join posts p using (post_id) order by i.kind"""
    assert rows(db, acts) == [("reply", "cid", "ann", "101"), ("repost", "ben", "ann", "101")]


FACEBOOK = """\
Post ID,Page ID,Page name,Publish time,Permalink,Reactions,Comments,Shares
p1,42,Bread Club,03/04/2026 18:30,https://facebook.example/p1,"1,250",3,1
"""


def test_an_export_with_days_in_either_order_asks_a_person_to_look(tmp_path):
    with pytest.raises(InputUnusable, match="--mapping facebook"):
        imported(tmp_path, FACEBOOK)


def test_a_shipped_mapping_reads_account_post_and_counts_in_its_zone(tmp_path):
    db, _, reasons = imported(tmp_path, FACEBOOK, mapping=find_mapping("facebook"))
    assert not reasons
    assert rows(db, ACCOUNTS) == [("facebook", "42", None, "Bread Club", None)]
    query = "select published_at, reposts_count, replies_count, likes_count from posts"
    assert rows(db, query) == [("2026-03-05T02:30:00Z", 1, 3, 1250)]


LINKEDIN = """\
"The export shows posts of the last year"
Post title,Post link,Created date,Likes,Comments,Reposts
Rye,https://linkedin.example/1,03/04/2026,12,3,1
"""


def test_an_export_that_names_no_account_asks_for_its_owner(tmp_path):
    linkedin = find_mapping("linkedin")
    with pytest.raises(InputUnusable, match="--owner"):
        imported(tmp_path, LINKEDIN, mapping=linkedin)
    db, _, reasons = imported(tmp_path, LINKEDIN, mapping=linkedin, owner="bread-club")
    assert not reasons
    assert rows(db, "select native_id from accounts") == [("bread-club",)]
    assert rows(db, "select published_at, likes_count from posts") == [("2026-03-04T00:00:00Z", 12)]


def test_a_total_is_no_row(tmp_path):
    text = 'Content,Video title,Video publish time,Likes\nTotal,,,90\nabc,Rye,"Mar 1, 2026",9\n'
    db, report, _ = imported(tmp_path, text, owner="UC1")
    assert report.rows == 1
    assert rows(db, "select native_id, likes_count from posts") == [("abc", 9)]


def test_a_file_without_a_header_is_read_by_a_mapping_that_names_its_columns(tmp_path):
    mapping = parse_mapping(
        "higgs.toml",
        'separator = " "\ncomment = "#"\ncolumns = ["actor", "target", "when", "what"]\n'
        "[interaction]\n"
        'actor_id = "actor"\ntarget_id = "target"\ncreated_at = "when"\n'
        'type = { column = "what", words = { RT = "repost", MT = "mention", "*" = "reply" } }\n',
    )
    text = "# user user time act\n1 2 1341100972 MT\n2 1 1341100973 RT\n3 1 1341100974 RE\n"
    db, report, reasons = imported(tmp_path, text, mapping=mapping)
    assert not reasons
    assert report.rows == 3
    kinds = "select kind, happened_at from interactions order by happened_at"
    assert [kind for kind, _ in rows(db, kinds)] == ["mention", "repost", "reply"]
    assert rows(db, kinds)[0][1] == "2012-07-01T00:02:52Z"


BROKEN = {
    'title = "x"\n[post\n': "line 2",
    '[post]\npost_id = "A"\naccount_id = "B"\nlikes = 3\n': r"line 4: \[post\] likes is a column",
    '[post]\npost_id = "A"\naccount_id = "B"\nliks = "C"\n': r"line 4: \[post\] liks is not known",
    'delimiter = ";"\n[post]\npost_id = "A"\naccount_id = "B"\n': "line 1: delimiter is not known",
    '[post]\npost_id = "A"\n': r"line 1: \[post\] needs account_id",
    'zone = "Mars/Olympus"\n[post]\npost_id = "A"\naccount_id = "B"\n': "line 1: zone",
    'decimal = "x"\n[post]\npost_id = "A"\naccount_id = "B"\n': "line 1: decimal",
    'title = "x"\n': "of no column",
    '[[interaction]]\nactor_id = "A"\ntarget_id = "B"\n[[interaction]]\nactor_id = "A"\n': "line 4",
}


@pytest.mark.parametrize(("text", "words"), list(BROKEN.items()))
def test_what_is_wrong_in_a_mapping_is_told_with_key_and_line(text, words):
    with pytest.raises(InputUnusable, match=words):
        parse_mapping("my.toml", text)


def test_a_mapping_for_another_export_says_which_column_is_missing(tmp_path):
    with pytest.raises(InputUnusable, match="no column 'Page ID'"):
        imported(tmp_path, "id,handle\n1,ann\n", mapping=find_mapping("facebook"))


def test_an_unknown_mapping_offers_the_nearest():
    with pytest.raises(UsageError, match="facebook"):
        find_mapping("facebok")


def test_every_shipped_mapping_says_what_it_is_for_and_is_known_by_its_header():
    assert {mapping.name for mapping in known_mappings()} == {
        path.stem for path in SHIPPED.glob("*.toml")
    }
    for mapping in known_mappings():
        assert mapping.title != mapping.name
        assert mapping.header
        assert sum(other.is_of(mapping.header) for other in known_mappings()) == 1
