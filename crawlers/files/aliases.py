"""What other tools call our columns.

Compared without case, spaces, ``_`` and ``-``, so that ``followersCount``, ``Followers Count`` and
``followers_count`` are one name. Names are those of the Twitter and X interfaces and of what writes
their answers as CSV (twarc-csv, minet), of Mastodon, Bluesky and YouTube, of 4CAT, and of the
exports and import templates of Upfluence, Modash, HypeAuditor, BuzzStream and Muck Rack.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from crawlers.files.columns import ACCOUNTS, INTERACTIONS, KINDS, POSTS, Kind

ALIASES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "accounts": {
        "id": ("native_id", "user_id", "user.id", "account_id", "author_id", "author.id", "did",
               "channel_id", "profile_id", "id_str"),
        "handle": ("username", "screen_name", "user_screen_name", "user.username",
                   "author.username", "acct", "profile_name", "account_handle", "account",
                   "user_handle"),
        "name": ("display_name", "full_name", "author.name", "user.name", "author_name",
                 "account_name", "channel_title", "page_name", "outlet", "outlet_name", "blog_name",
                 "website_name", "nickname"),
        "url": ("profile_url", "profile_link", "media_url", "channel_url", "blog_url", "outlet_url",
                "website", "home_url", "homepage", "site_url", "web_site", "link"),
        "bio": ("description", "biography", "about", "user_description", "author.description",
                "beat", "beats"),
        "language": ("lang", "user_lang", "language_code"),
        "is_bot": ("bot",),
        "created_at": ("account_created_at", "user_created_at", "author.created_at", "joined",
                       "join_date", "date_joined", "registered_at"),
        "followers": ("followers_count", "follower_count", "public_metrics.followers_count",
                      "author.public_metrics.followers_count", "user_followers",
                      "user_followers_count", "author_followers", "number_of_followers",
                      "subscribers", "subscriber_count", "statistics.subscriberCount", "fans",
                      "twitter_followers"),
        "following": ("following_count", "friends_count", "follows_count", "user_friends",
                      "public_metrics.following_count", "author.public_metrics.following_count"),
        "posts_total": ("posts_count", "statuses_count", "tweets_count", "tweet_count",
                        "public_metrics.tweet_count", "author.public_metrics.tweet_count",
                        "user_tweets", "media_count", "video_count", "statistics.videoCount"),
        "seen_at": ("collected_at", "collection_time", "retrieved_at", "fetched_at", "crawled_at",
                    "last_seen_at"),
        "source": ("platform", "network", "social_network"),
    },
    "posts": {
        "post_id": ("tweet_id", "status_id", "video_id", "media_id", "message_id", "shortcode",
                    "id_str", "uri"),
        "account_id": ("author_id", "user_id", "user.id", "author.id", "channel_id", "page_id",
                       "owner_id", "username", "screen_name", "user_screen_name",
                       "author.username", "author", "account", "acct"),
        "created_at": ("timestamp_utc", "timestamp", "published_at", "publish_time", "posted_at",
                       "post_time", "created_time", "create_time", "datetime", "date",
                       "publication_date", "taken_at"),
        "reply_to": ("in_reply_to_status_id", "in_reply_to_id", "to_tweetid", "reply_to_id",
                     "referenced_tweets.replied_to.id", "parent_id"),
        "url": ("permalink", "permalink_url", "post_url", "tweet_url", "post_link", "video_link",
                "link"),
        "title": ("post_title", "video_title", "headline", "subject"),
        "text": ("full_text", "body", "message", "content", "caption", "post_text", "description"),
        "language": ("lang",),
        "reposts": ("retweet_count", "retweets", "public_metrics.retweet_count", "repost_count",
                    "reblogs_count", "boosts", "share_count", "shares", "shares_count",
                    "reshare_count"),
        "replies": ("reply_count", "replies_count", "public_metrics.reply_count", "comment_count",
                    "comments", "comments_count", "num_comments", "statistics.commentCount"),
        "likes": ("like_count", "likes_count", "public_metrics.like_count", "favorite_count",
                  "favorites", "favourites_count", "favourites", "reactions", "digg_count",
                  "statistics.likeCount"),
        "source": ("platform", "network", "social_network"),
    },
    "interactions": {
        "actor_id": ("actor", "from_user_id", "from_id", "follower_id"),
        "target_id": ("to_user_id", "to_id", "followee_id", "followed_id"),
        "type": ("interaction", "relation", "edge_type", "action"),
        "post_id": ("tweet_id", "status_id"),
        "created_at": ("happened_at", "timestamp", "published_at", "datetime", "date"),
        "count": ("weight", "times"),
        "source": ("platform", "network", "social_network"),
    },
}  # fmt: skip
"""Kind of rows -> our column -> what others call it, the surest name first."""

_TEXTS = frozenset({"text", "fulltext", "body", "message", "content", "posttext"})
"""Names of a column that only posts have; a description may be a person's too."""

_IGNORED = re.compile(r"[\s_-]+")


@lru_cache(maxsize=10_000)
def folded(name: str) -> str:
    """Return a name as it is compared.

    >>> folded("Followers Count") == folded("followersCount") == folded("followers_count")
    True
    """
    return _IGNORED.sub("", name).casefold()


_FOLDED = {
    kind: {our: tuple(dict.fromkeys(map(folded, names))) for our, names in columns.items()}
    for kind, columns in ALIASES.items()
}


class Meaning(dict[str, int]):
    """Our column -> the place of the column of a header that holds it.

    Attributes
    ----------
    also
        Our column -> other columns of the header that say the same, and are not read.
    """

    def __init__(self) -> None:
        super().__init__()
        self.also: dict[str, list[str]] = {}


def meaning(kind: Kind, header: Iterable[str], *, is_ours: bool) -> Meaning:
    """Return which of our columns of a kind stand where in a header.

    Our own name wins over any other, and a surer one over a less sure. Where a header is not ours
    its ``source`` is what people write posts with, or anything else, and is not read.
    """
    header = list(header)
    exact = {name.strip().casefold(): place for place, name in reversed([*enumerate(header)])}
    loose = {folded(name): place for place, name in reversed([*enumerate(header)])}
    found, taken = Meaning(), set[int]()
    for our in kind.columns:
        if our in exact and (is_ours or our != "source"):
            found[our] = exact[our]
            taken.add(exact[our])
    for our, names in _FOLDED.get(kind.name, {}).items():
        places = [loose[name] for name in (folded(our), *names) if name in loose]
        if our == "source" and not is_ours:
            places = [loose[name] for name in names if name in loose]
        for place in dict.fromkeys(place for place in places if place not in taken):
            if our not in found:
                found[our] = place
                taken.add(place)
            else:
                found.also.setdefault(our, []).append(header[place])
    return found


def kind_by_aliases(header: Iterable[str]) -> tuple[Kind, Meaning] | None:
    """Return what rows under a header of other names are; None where it is not to be told.

    Posts are told by an id, an author, and a text or an id that is called a post's. Accounts are
    told by a handle, or by a name and an address: names alone are no identity.
    """
    header = list(header)
    acts = meaning(INTERACTIONS, header, is_ours=False)
    if acts.keys() >= {"actor_id", "target_id"}:
        return INTERACTIONS, acts
    posts = meaning(POSTS, header, is_ours=False)
    names = [folded(name) for name in header]
    if "post_id" not in posts and "id" in names and not _TEXTS.isdisjoint(names):
        posts["post_id"] = names.index("id")
    if posts.keys() >= {"post_id", "account_id"}:
        return POSTS, posts
    accounts = meaning(ACCOUNTS, header, is_ours=False)
    if "handle" in accounts or accounts.keys() >= {"name", "url"}:
        return ACCOUNTS, accounts
    return None


def is_known_name(name: str) -> bool:
    """Return whether anybody calls one of our columns so."""
    return folded(name) in _ALL_NAMES


_ALL_NAMES = frozenset(
    name
    for kind in KINDS
    for our in kind.columns
    for name in (folded(our), *_FOLDED.get(kind.name, {}).get(our, ()))
)
