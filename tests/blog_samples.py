"""A valid visit, or several, of every kind that the blog source reads."""

import json

from blog_visits import ATOM, HTML, JSON, RSS, SITE, item, rss, visit

ATOM_FEED = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="de"><title>Anna bäckt</title>
<link href="/"/><link rel="next" href="/feed/2"/><id>tag:anna.example,2026:1</id>
<author><name>Anna</name><email>anna@anna.example</email></author>
<entry><title type="html">Roggen &amp;amp; Salz</title><id>tag:anna.example,2026:7</id>
<link href="/roggen"/><link rel="replies" type="application/atom+xml" href="/7" thr:count="2"/>
<updated>2026-01-05T08:00:00Z</updated><category term="Brot"/><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>Mit <a href="https://ben.example/">Ben</a></p></div>
</content></entry></feed>"""

RDF_FEED = """<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://anna.example/"><title>Anna</title><link>https://anna.example/</link>
<description>Bread</description></channel><item rdf:about="https://anna.example/rye">
<title>Rye</title><link>https://anna.example/rye</link><dc:date>2026-01-05T08:00:00+01:00</dc:date>
<description>Rye.</description></item></rdf:RDF>"""

RSS_FEED = rss(
    item(
        more="""<guid isPermaLink="false">https://anna.example/?p=7</guid>
<pubDate>Tue, 06 Jan 2026 10:00:00 +0100</pubDate><dc:creator>Anna</dc:creator>
<author>anna@anna.example (Anna)</author><category>Bread</category>
<wfw:commentRss>https://anna.example/rye/feed/</wfw:commentRss><slash:comments>3</slash:comments>
<podcast:socialInteract protocol="activitypub" uri="https://m.example/@anna/1"/>""",
        text='<p>Rye, says <a href="https://ben.example/rye" rel="sponsored">Ben</a>.</p>'
        "<p>Write to anna@anna.example, and #ad.</p>",
    )
    + item("https://cid.example/", "<guid>https://anna.example/linked</guid>"),
    """<generator>https://wordpress.org/?v=6.8</generator>
<managingEditor>anna@anna.example (Anna)</managingEditor>
<itunes:owner><itunes:email>anna@anna.example</itunes:email></itunes:owner>
<source:blogroll>https://anna.example/roll.opml</source:blogroll><podcast:podroll>
<podcast:remoteItem feedUrl="https://ben.example/pod.xml" title="Ben"/></podcast:podroll>""",
)

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Anna",
        "home_page_url": SITE,
        "next_url": f"{SITE}feed.json?page=2",
        "authors": [{"name": "Anna", "url": "mailto:anna@anna.example"}],
        "items": [
            {
                "id": f"{SITE}rye",
                "external_url": "https://ben.example/rye",
                "content_html": "<p>Rye \u00fcber <a href='https://ben.example/'>Ben</a></p>",
                "date_published": "2026-01-04T08:00:00+01:00",
                "tags": ["Bread"],
            }
        ],
    }
)

HOME = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Anna bakes</title>
<meta name="description" content="Bread, from anna@anna.example"><meta name="generator"
 content="WordPress 6.8"><link rel="alternate" type="application/rss+xml" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="https://api.w.org/" href="/wp-json/"><link rel="blogroll" href="/roll.opml">
<script type="application/ld+json">{"@graph": [{"@type": "Person", "sameAs":
["https://github.com/anna", "mailto:anna@anna.example"]}]}</script></head><body>
<nav><a href="/archive/">Archive</a> <a href="/contact">Contact</a>
<a href="/2024/rye/">Rye</a></nav>
<main class="h-card"><a class="u-url u-uid" href="/">Anna</a><a rel="me" class="u-url"
 href="https://m.example/@anna">m</a><p>See <a href="https://ben.example/">Ben</a>.</p></main>
<aside class="blogroll"><a href="https://cid.example/">Cid</a></aside>
<footer><a href="mailto:anna@anna.example">mail</a></footer></body></html>"""

SITEMAP = f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{SITE}rye</loc><lastmod>2026-01-05</lastmod></url>
<url><loc>{SITE}salt</loc><lastmod>2026-01-06</lastmod></url></urlset>"""

POST_URL = f"{SITE}2024/rye/"
CURSOR = json.dumps({"post": f"{SITE}2024/rye", "url": POST_URL})
API_JSON = "application/json"

COMMENTS = """<div id="comments"><h2>2 comments</h2><ol class="comment-list">
<li id="comment-2" class="comment depth-1"><article class="comment-body"><footer>
<div class="comment-author vcard"><img src="https://secure.gravatar.com/avatar/1c4753aad368a5bd">
<b class="fn"><a href="https://ben.example/" rel="external nofollow ugc" class="url">Ben</a></b>
</div>
<div class="comment-metadata"><time datetime="2024-01-03T10:00:00+01:00"></time></div></footer>
<div class="comment-content"><p>Which oven? ben@ben.example</p></div></article>
<ol class="children"><li id="comment-3" class="comment bypostauthor depth-2"><article
 class="comment-body"><footer><div class="comment-author vcard"><b class="fn">Anna</b></div>
</footer>
<div class="comment-content"><p>The old one.</p></div></article></li></ol></li>
<li id="comment-5" class="pingback"><div class="comment-body">Pingback:
<a href="https://cid.example/oats/" class="url">Oats</a></div></li></ol></div>"""

PAGE = f"""<!doctype html><html lang="en"><head><title>Rye</title>
<meta name="author" content="Anna">
<script type="application/ld+json">{{"@type": "BlogPosting", "headline": "Rye",
"datePublished": "2024-01-02T08:00:00Z", "author": {{"name": "anna@anna.example"}}}}</script></head>
<body><article><h1>Rye</h1><div class="entry-content"><p>#ad Rye, by anna@anna.example.</p>
<p>As <a href="https://ben.example/rye" rel="sponsored">Ben</a> says.</p></div></article>{COMMENTS}
<section id="isso-thread"></section><script data-isso="https://comments.example/"></script>
<footer><a href="https://cid.example/">Cid</a></footer></body></html>"""

COMMENTS_FEED = """<feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:thr="http://purl.org/syndication/thread/1.0"><id>https://anna.example/2024/rye/feed/</id>
<entry><id>https://anna.example/2024/rye/#comment-2</id><title>By: Ben</title>
<link rel="alternate" href="https://anna.example/2024/rye/#comment-2" type="text/html"/>
<author><name>Ben</name><uri>https://ben.example/</uri><email>ben@ben.example</email></author>
<published>2024-01-03T09:00:00Z</published><updated>2024-01-03T09:00:00Z</updated>
<thr:in-reply-to ref="https://anna.example/?p=7" href="https://anna.example/2024/rye/"/>
<content type="html">&lt;p&gt;Which oven?&lt;/p&gt;</content></entry></feed>"""

REST_COMMENTS = json.dumps(
    [
        {
            "id": 2,
            "post": 7,
            "parent": 0,
            "author_name": "Ben",
            "author_url": "https://ben.example/",
            "author_avatar_urls": {"24": "https://secure.gravatar.com/avatar/1c4753aad368a5bd"},
            "date_gmt": "2024-01-03T09:00:00",
            "content": {"rendered": "<p>Which oven? ben@ben.example</p>"},
            "link": f"{POST_URL}#comment-2",
            "type": "comment",
        }
    ]
)

ISSO = json.dumps(
    {
        "total_replies": 2,
        "hidden_replies": 0,
        "replies": [
            {
                "id": 1,
                "parent": None,
                "text": "<p>Which oven? ben@ben.example</p>",
                "author": "Ben",
                "website": "https://ben.example",
                "created": 1704270000.5,
                "mode": 1,
                "hash": "743f537b5431",
                "total_replies": 0,
                "replies": [],
            }
        ],
    }
)

GHOST = json.dumps(
    {
        "comments": [
            {
                "id": "6b02",
                "member": {"id": "1", "uuid": "0b5c9bf5", "name": "Ben"},
                "html": "<p>Which oven?</p>",
                "replies": [],
                "count": {"replies": 1},
            }
        ],
        "meta": {"pagination": {"page": 1, "pages": 2, "total": 3, "next": 2}},
    }
)

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Bread</title><ownerName>Anna
</ownerName><ownerEmail>anna@anna.example</ownerEmail></head><body><outline text="Bread">
<outline type="rss" text="Ben" xmlUrl="https://ben.example/feed" htmlUrl="https://ben.example/"
 description="ben@ben.example" language="de-AT"/>
<outline type="include" text="more" url="https://anna.example/more.opml"/></outline></body></opml>"""

RECOMMENDATIONS = json.dumps(
    [
        {
            "url": "https://ben.example/",
            "title": "Ben bakes",
            "created_at": "2024-01-03T09:00:00.000Z",
            "updated_at": None,
        }
    ]
)

SAMPLES = {
    "feed": [
        visit(RSS_FEED, media=RSS, signals=["history"]),
        visit(ATOM_FEED, media=ATOM, signals=["history"], cursor='{"pages": 1, "held": 10}'),
        visit(RDF_FEED),
        visit(JSON_FEED, media=JSON),
    ],
    "home": [
        visit(HOME, SITE, "home", media=HTML, signals=["history"]),
        visit(RSS_FEED, f"{SITE}feed/", "home", media=RSS),
    ],
    "sitemap": [visit(SITEMAP, f"{SITE}sitemap.xml", "sitemap")],
    "archive": [visit(HOME, f"{SITE}archive/", "archive", media=HTML)],
    "page": [visit(PAGE, POST_URL, "page", media=HTML, signals=["excerpt"])],
    "comments_feed": [
        visit(COMMENTS_FEED, f"{POST_URL}feed/", "comments_feed", media=ATOM, cursor=CURSOR)
    ],
    "wordpress_comments": [
        visit(
            REST_COMMENTS,
            f"{SITE}wp-json/wp/v2/comments?per_page=100",
            "wordpress_comments",
            media=API_JSON,
            headers={"x-wp-total": "2", "x-wp-totalpages": "2"},
        )
    ],
    "isso": [
        visit(
            ISSO, "https://anna.example/isso/?uri=/2024/rye/", "isso", media=API_JSON, cursor=CURSOR
        )
    ],
    "ghost_comments": [
        visit(
            GHOST,
            f"{SITE}members/api/comments/post/6b02/",
            "ghost_comments",
            media=API_JSON,
            cursor=CURSOR,
        )
    ],
    "blogroll": [
        visit(OPML, f"{SITE}roll.opml", "blogroll", media="text/xml"),
        visit(HOME, f"{SITE}blogroll/", "blogroll", media=HTML),
    ],
    "recommendations": [
        visit(
            RECOMMENDATIONS,
            f"{SITE}.well-known/recommendations.json",
            "recommendations",
            media=API_JSON,
        )
    ],
}
"""Kind of a task → visits that its reader makes records of."""
