"""What an export says of each table: the columns, their types and meanings, and the query.

The columns are those of the common form that ``influence import`` reads, and a few that only an
export has (``crawlers/files/columns.py``): without them a row would not come back as it was.
"""

from influence.show.exports.described import TEXT, TIME, TRUTH, WHOLE, Field, Table

_SOURCE = Field("source", TEXT, "where the ids of the row live, unless another column says so")
_TARGET_SOURCE = Field("target_source", TEXT, "source of target_id, where it is another one")
_ACTOR = Field("actor_id", TEXT, "native id of the account that acted", always=True)
_TARGET = Field("target_id", TEXT, "native id of the account that was acted on", always=True)
_ENDS = """
    join accounts as actor on actor.account_id = held.actor_id
    join accounts as target on target.account_id = held.target_id
"""
_END_COLUMNS = "actor.source, nullif(target.source, actor.source)"

TABLES = (
    Table(
        "sources",
        "sources",
        (
            Field("source", TEXT, "name of the source", always=True),
            Field("terms_url", TEXT, "the terms that were read", always=True),
            Field("title", TEXT, "as people call it"),
            Field("home_url", TEXT, "its front page"),
        ),
        "select source, terms_url, title, home_url from sources order by source",
    ),
    Table(
        "accounts",
        "accounts",
        (
            Field("id", TEXT, "native id: that of the account in its source", always=True),
            Field("handle", TEXT, "what people call it there", always=True),
            _SOURCE,
            Field("name", TEXT, "displayed name"),
            Field("url", TEXT, "address of the profile"),
            Field("bio", TEXT, "what it says of itself"),
            Field("language", TEXT, "language tag that the source gives"),
            Field("is_bot", TRUTH, "whether it is declared to be automated"),
            Field("created_at", TIME, "when it was opened"),
        ),
        """
        select native_id, handle, source, name, url, bio, language, is_bot, created_at
        from accounts order by account_id
        """,
    ),
    Table(
        "account_counts",
        "account_counts",
        (
            Field("account_id", TEXT, "native id of the account", always=True),
            Field("seen_at", TIME, "when the source claimed these numbers", always=True),
            Field("following_count", WHOLE, "accounts that it follows, claimed", always=True),
            Field("followers_count", WHOLE, "followers, claimed"),
            Field("posts_count", WHOLE, "posts since it was opened, claimed"),
            _SOURCE,
        ),
        """
        select native_id, seen_at, following_count, followers_count, posts_count, source
        from account_counts join accounts using (account_id) order by account_id, seen_at
        """,
    ),
    Table(
        "posts",
        "posts",
        (
            Field("post_id", TEXT, "native id of the post in its source", always=True),
            Field("account_id", TEXT, "native id of its author", always=True),
            Field("is_listed", TRUTH, "whether the source gave its record", always=True),
            _SOURCE,
            Field("account_source", TEXT, "source of account_id, where it is another one"),
            Field("kind", TEXT, "original, reply, quote, repost, article, or any: not said"),
            Field("created_at", TIME, "when it was published"),
            Field("reply_to", TEXT, "native id of the post that it answers"),
            Field("url", TEXT, "address of the post"),
            Field("title", TEXT, "title"),
            Field("text", TEXT, "text"),
            Field("language", TEXT, "language tag that the source gives"),
            Field("reposts", WHOLE, "how often it was passed on, claimed"),
            Field("replies", WHOLE, "replies, claimed"),
            Field("likes", WHOLE, "likes, claimed"),
        ),
        """
        select held.native_id, author.native_id, is_listed, held.source,
               nullif(author.source, held.source), kind, published_at, reply_to_native_id,
               held.url, title, text, held.language, reposts_count, replies_count, likes_count
        from posts as held join accounts as author using (account_id) order by post_id
        """,
    ),
    Table(
        "interactions",
        "interactions",
        (
            _ACTOR,
            _TARGET,
            Field("occurrence", WHOLE, "which of several equal acts, from 0", always=True),
            Field("type", TEXT, "repost, quote, reply, like, mention or link"),
            Field("post_id", TEXT, "native id of the post that was acted on"),
            Field("created_at", TIME, "when it happened"),
            Field("via_id", TEXT, "native id of the account through which it was seen"),
            Field("id", TEXT, "native id of the act itself"),
            _SOURCE,
            _TARGET_SOURCE,
            Field("post_source", TEXT, "source of post_id, where it is another one"),
            Field("via_source", TEXT, "source of via_id, where it is another one"),
        ),
        f"""
        select actor.native_id, target.native_id, occurrence, held.kind, post.native_id,
               happened_at, via.native_id, held.native_id, {_END_COLUMNS},
               nullif(post.source, actor.source), nullif(via.source, actor.source)
        from interactions as held {_ENDS}
        left join posts as post using (post_id)
        left join accounts as via on via.account_id = held.via_account_id
        order by interaction_id
        """,  # noqa: S608 our own names
    ),
    Table(
        "follows",
        "follows",
        (
            Field("actor_id", TEXT, "native id of the follower", always=True),
            Field("target_id", TEXT, "native id of the account that is followed", always=True),
            Field("first_seen_at", TIME, "when it was first seen to be so", always=True),
            Field("type", TEXT, "follow"),
            Field("created_at", TIME, "when it began"),
            Field("last_seen_at", TIME, "when it was last seen to be so"),
            _SOURCE,
            _TARGET_SOURCE,
        ),
        f"""
        select actor.native_id, target.native_id, first_seen_at, 'follow', began_at, last_seen_at,
               {_END_COLUMNS}
        from follows as held {_ENDS} order by actor_id, target_id
        """,  # noqa: S608 our own names
    ),
    Table(
        "interaction_counts",
        "interaction_counts",
        (
            _ACTOR,
            _TARGET,
            Field("since_at", TIME, "from when on acts were counted", always=True),
            Field("type", TEXT, "repost, quote, reply, like, mention or link"),
            Field("count", WHOLE, "how many acts the source counts"),
            Field("until_at", TIME, "up to when acts were counted"),
            Field("posts_count", WHOLE, "on how many posts"),
            _SOURCE,
            _TARGET_SOURCE,
        ),
        f"""
        select actor.native_id, target.native_id, nullif(since_at, ''), kind, count,
               nullif(until_at, ''), posts_count, {_END_COLUMNS}
        from interaction_counts as held {_ENDS}
        order by kind, actor_id, target_id, since_at, until_at
        """,  # noqa: S608 our own names
    ),
    Table(
        "coverage",
        "coverage",
        (
            Field("account_id", TEXT, "native id of the account whose list it is", always=True),
            Field("is_complete", TRUTH, "whether it was read to its end", always=True),
            Field("kind", TEXT, "posts, followers, reposters, ...", always=True),
            Field("post_source", TEXT, "source of post_id, where it is another one", always=True),
            Field("post_id", TEXT, "native id of the post whose list it is"),
            Field("from_at", TIME, "from when on"),
            Field("to_at", TIME, "up to when"),
            Field("claimed_count", WHOLE, "how many its owner claims"),
            Field("held_count", WHOLE, "how many were read"),
            Field("seen_at", TIME, "when it was read"),
            _SOURCE,
        ),
        """
        select owner.native_id, is_complete, held.kind, nullif(post.source, owner.source),
               post.native_id, from_at, to_at, claimed_count, held_count, seen_at, owner.source
        from coverage as held join accounts as owner using (account_id)
        left join posts as post using (post_id) order by coverage_id
        """,
    ),
    Table(
        "links",
        "links",
        (
            Field("account_id", TEXT, "native id of the account whose page it is", always=True),
            Field("url", TEXT, "the address that it points to", always=True),
            Field("found_in", TEXT, "the address of the page that was read", always=True),
            Field("position", TEXT, "where outside the running text it stands", always=True),
            Field("post_id", TEXT, "native id of the post that it stands in"),
            Field("rel", TEXT, "what the page says of it: nofollow, sponsored, ..."),
            _SOURCE,
            Field("post_source", TEXT, "source of post_id, where it is another one"),
        ),
        """
        select owner.native_id, held.url, found_in, position, post.native_id, rel, owner.source,
               nullif(post.source, owner.source)
        from links as held join accounts as owner on owner.account_id = held.account_id
        left join posts as post using (post_id) order by link_id
        """,
    ),
    Table(
        "tags",
        "tags",
        (
            Field("post_id", TEXT, "native id of the post", always=True),
            Field("tag", TEXT, "a word that its author filed it under, folded", always=True),
            Field("account_id", TEXT, "native id of its author"),
            _SOURCE,
            Field("account_source", TEXT, "source of account_id, where it is another one"),
        ),
        """
        select held.native_id, tag, author.native_id, held.source,
               nullif(author.source, held.source)
        from tags join posts as held using (post_id) join accounts as author using (account_id)
        order by post_id, tag
        """,
    ),
    Table(
        "identities",
        "identities",
        (
            Field("account_id", TEXT, "native id of the account", always=True),
            Field("url", TEXT, "another address that is its", always=True),
            Field("how", TEXT, "how that is said: rel=me, h-card, ...", always=True),
            Field("found_in", TEXT, "the address of its page that says so"),
            Field("seen_at", TIME, "when that was read"),
            _SOURCE,
        ),
        """
        select native_id, held.url, how, found_in, seen_at, source
        from identities as held join accounts using (account_id)
        order by account_id, held.url, how, found_in
        """,
    ),
    Table(
        "facts",
        "facts",
        (
            Field("account_id", TEXT, "native id of the account", always=True),
            Field("url", TEXT, "the address of the page that says it", always=True),
            Field("kind", TEXT, "sponsored link, disclosure, contact page, ...", always=True),
            Field("value", TEXT, "what it says", always=True),
            Field("seen_at", TIME, "when that was read"),
            _SOURCE,
        ),
        """
        select native_id, held.url, kind, value, nullif(seen_at, ''), source
        from facts as held join accounts using (account_id)
        order by account_id, kind, held.url, value
        """,
    ),
    Table(
        "consents",
        "consents",
        (
            Field("account_id", TEXT, "native id of the account", always=True),
            Field("consent", TEXT, "allow, deny or unset", always=True),
            Field("reason", TEXT, "who said so, or which words"),
            Field("seen_in", TEXT, "where: hand, bio, file, or what a source calls the place"),
            Field("seen_at", TIME, "when it was seen"),
            _SOURCE,
        ),
        """
        select native_id, signal, reason, seen_in, seen_at, source
        from consents join accounts using (account_id) order by consent_id
        """,
    ),
)
