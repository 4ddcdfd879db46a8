"""One file at least of every form that can be imported, small and valid, by the form's name.

Tests mutate these. Whoever adds a form adds a sample here; a test names the forms that have none.
"""

import csv
import datetime as dt
import gzip
import io
import json
import zipfile
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from archive_samples import ARCHIVES

from crawlers.files.asked import NOTHING_ASKED, Asked
from crawlers.files.mapping import find_mapping


class Sample(NamedTuple):
    """A file as it lies on a disk, and what a person would say of it."""

    file: str
    content: bytes
    asked: Asked = NOTHING_ASKED


def text(file, lines, **asked):
    return Sample(file, lines.encode(), Asked(**asked))


ACCOUNTS = """\
id,handle,name,url,followers,following,posts_total,posts,created_at,is_bot,source
1,ann,Ann,https://ann.example,1200,30,200,4,2020-01-01T00:00:00Z,0,demo
2,ben,"Ben, the ""Baker"" himself",,7,,,,,1,demo
3,zoé,Zoé,,,,,,,,
"""
POSTS = """\
post_id,account_id,created_at,kind,reply_to,url,title,text,language,reposts,replies,likes
p1,1,2026-03-01T10:00:00+02:00,original,,https://ann.example/1,Bread,"two
lines",en,3,1,9
p2,2,2026-03-02T10:00:00Z,reply,p1,,,Thanks,en,,,
"""
ACTS = """\
actor_id,target_id,type,post_id,created_at,count,via_id
2,1,repost,p1,2026-03-01T11:00:00Z,1,
3,1,like,p1,,1,2
3,2,follow,,,1,
3,1,mention,,,4,
"""
COVERAGE = "account_id,is_complete,kind,claimed_count\n1,1,followers,3\n2,0,posts,\n"
CONSENTS = "account_id,consent,reason\n1,allow,asked\n2,deny,wrote to us\n"
OTHER_NAMES = """\
sep=;
Screen Name;Followers Count;Website;Joined;Notes
ann;1.234;https://ann.example;Mar 1, 2020;likes bread
'@ben;1,2K;;1.3.2021;
"""
EDGE_TABLE = "Source,Target,Weight,n_repost,n_follow\nann,ben,3,2,1\nben,cid,1,0,1\n"
RANKING = (
    "rank,handle,name,platform,influence,followers,why,url,account_id,native_id\n"
    "1,ann,Ann,demo,1.5,1200,about 2 people,https://ann.example,7,1\n"
)
TWARC = """\
id,conversation_id,referenced_tweets.replied_to.id,referenced_tweets.retweeted.id,\
referenced_tweets.quoted.id,author_id,in_reply_to_user_id,retweeted_user_id,quoted_user_id,\
created_at,text,lang,public_metrics.reply_count,public_metrics.retweet_count,\
public_metrics.like_count,author.username,author.name,author.public_metrics.followers_count
101,101,,,,7,,,,2026-03-01T10:00:00.000Z,Bread is rising,en,1,2,3,ann,Ann,1200
102,102,,101,,8,,7,,2026-03-01T11:00:00.000Z,Bread is rising,en,1,2,3,ben,Ben,30
103,101,101,,,9,7,,,2026-03-01T12:00:00.000Z,@ann nice,en,0,0,0,cid,Cid,3
"""
FACEBOOK = """\
Post ID,Page ID,Page name,Title,Description,Publish time,Permalink,Reactions,Comments,Shares
p1,42,Bread Club,Rye,How to,03/04/2026 18:30,https://facebook.example/p1,12,3,1
p2,42,Bread Club,,Spelt,03/25/2026 08:00,https://facebook.example/p2,"1,250",0,0
"""
LINES = "\n".join(
    json.dumps(row)
    for row in (
        {"id": "1", "handle": "ann", "followers": 12},
        {"actor_id": 2, "target_id": "1", "type": "repost", "post_id": "p1", "count": 1},
        {"id": "9", "username": "eve", "public_metrics": {"followers_count": 5}},
    )
)
GRAPHML = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="followers" attr.type="long"><default>0</default></key>
<key id="d1" for="node" attr.name="native_id" attr.type="string"/>
<key id="d2" for="edge" attr.name="weight" attr.type="double"/>
<key id="d3" for="edge" attr.name="interaction" attr.type="string"/>
<graph id="G" edgedefault="directed">
<node id="n1"><desc>ann</desc><data key="d0">120</data><data key="d1">1</data></node>
<node id="n2"><data key="d1">2</data></node>
<edge source="n2" target="n1"><data key="d2">3.0</data><data key="d3">repost</data></edge>
<edge source="n1" target="n2"><data key="d3">follow</data></edge>
</graph>
</graphml>
"""
GEXF = """\
<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3" version="1.3">
<graph defaultedgetype="directed" mode="static">
<attributes class="node"><attribute id="f" title="followers" type="long"/></attributes>
<attributes class="edge"><attribute id="k" title="n_reply" type="long"><default>1</default>
</attribute></attributes>
<nodes><node id="1" label="ann"><attvalues><attvalue for="f" value="12"/></attvalues>
<viz:size value="2"/></node><node id="2" label="ben"/></nodes>
<edges><edge source="2" target="1" weight="2"/><edge source="1" target="2" type="mutual">
<attvalues><attvalue for="k" value="4"/></attvalues></edge></edges>
</graph>
</gexf>
"""
EDGES = "# FromNodeId\tToNodeId\n1\t2\n2\t3\n3\t1\n"
PYTHON_EDGES = "ann ben {'weight': 3, 'kind': 'repost'}\nben cid {'kind': 'follow'}\n"
OPML = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE opml>
<opml version="2.0"><head><title>Bread</title><ownerName>Ann</ownerName>
<ownerId>https://ann.example/about</ownerId></head>
<body><outline text="Friends">
<outline type="rss" text="Ben "the baker"" xmlUrl="https://ben.example/feed?a=1&b=2" language="en"/>
<outline title="Cid" xmlUrl="https://medium.com/feed/@cid" htmlUrl="https://medium.com/@cid"/>
<outline type="include" text="more" url="https://dan.example/list.opml"/>
<outline text="bad" xmlUrl="javascript:alert(1)"/>
</outline></body></opml>
"""
ODS_CONTENT = """\
<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body>
<office:spreadsheet><table:table table:name="A"><table:table-row>
<table:table-cell office:value-type="string"><text:p>username</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>followers</text:p></table:table-cell>
</table:table-row><table:table-row>
<table:table-cell office:value-type="string"><text:p>ann</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="12"><text:p>12</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>
"""


def workbook():
    """Return an XLSX with a title above its header, real dates, and a sheet that is none."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("People")
        sheet.merge_range("A1:C1", "Our bloggers, spring")
        sheet.write_row(2, 0, ["user_id", "username", "followers", "joined"])
        sheet.write_row(3, 0, ["1", "ann", 1234])
        sheet.write_datetime(3, 3, dt.date(2020, 3, 1), date)
        sheet.write_row(5, 0, [17, "ben", 5])
        book.add_worksheet("How to read").write_row(0, 0, ["words", "and more words"])
    return content.getvalue()


def packed(members):
    """Return a zip archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            way = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, member, way)
    return content.getvalue()


ODS = {
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    ),
    "content.xml": ODS_CONTENT.replace("\n", ""),
}


def parquet(file, csv_text):
    """Return the rows of a CSV file as Parquet, all of them texts."""
    head, *rows = csv.reader(io.StringIO(csv_text))
    columns = {name: [row[place] for row in rows] for place, name in enumerate(head)}
    packed = io.BytesIO()
    pq.write_table(pa.table(columns), packed)
    return Sample(file, packed.getvalue())


SAMPLES: dict[str, list[Sample]] = {
    "Parquet": [parquet("accounts.parquet", ACCOUNTS), parquet("acts.parquet", ACTS)],
    "CSV": [
        text("accounts.csv", ACCOUNTS),
        text("posts.csv", POSTS),
        text("acts.csv", ACTS),
        text("coverage.csv", COVERAGE),
        text("consents.csv", CONSENTS),
        text("other_names.csv", OTHER_NAMES),
        text("edges.csv", EDGE_TABLE),
        text("ranking.tsv", RANKING.replace(",", "\t")),
        text("twarc.csv", TWARC),
        text("facebook.csv", FACEBOOK, mapping=find_mapping("facebook")),
        Sample("accounts.csv.gz", gzip.compress(ACCOUNTS.encode(), mtime=0)),
    ],
    "JSON lines": [text("rows.jsonl", LINES)],
    "JSON list": [text("rows.json", "[\n" + LINES.replace("\n", ",\n") + "\n]\n")],
    "GraphML": [text("graph.graphml", GRAPHML)],
    "GEXF": [text("graph.gexf", GEXF)],
    "edge list": [
        text("edges.txt", EDGES, edges="follow"),
        text("edges.edgelist", PYTHON_EDGES),
    ],
    "OPML": [text("blogs.opml", OPML)],
    **{name: [Sample(*each) for each in files] for name, files in ARCHIVES.items()},
    "spreadsheet": [Sample("people.xlsx", workbook()), Sample("people.ods", packed(ODS))],
}
