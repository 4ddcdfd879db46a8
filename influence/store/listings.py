"""Write accounts and posts as their source lists them: unknowns are filled, changes taken over."""

from influence.records import Account, Coverage, Follow, Key, Post, Source
from influence.store.books import Books, count_rows
from influence.store.consents import stage_bios
from influence.store.native_ids import NativeIds
from influence.store.report import Tally

Placed = tuple[Post, int]

_UPSERT_SOURCE = """
insert into sources (source, title, home_url, terms_url) values (?, ?, ?, ?)
on conflict (source) do update set
  title     = coalesce(excluded.title, title),
  home_url  = coalesce(excluded.home_url, home_url),
  terms_url = coalesce(excluded.terms_url, terms_url)
"""

_UPSERT_ACCOUNT = """
insert into accounts (account_id, source, native_id, handle, name, url, bio, language, is_bot,
                      created_at, is_named, obtained_at)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (account_id) do update set
  handle     = coalesce(excluded.handle, handle),
  name       = coalesce(excluded.name, name),
  url        = coalesce(excluded.url, url),
  bio        = coalesce(excluded.bio, bio),
  language   = coalesce(excluded.language, language),
  is_bot     = coalesce(excluded.is_bot, is_bot),
  created_at = coalesce(excluded.created_at, created_at),
  is_named   = max(excluded.is_named, is_named)
"""

_STAGE_CLAIM = """
insert into staged_claims values (?, ?, ?, ?, ?)
on conflict (account_id, seen_at) do update set
  followers_count = coalesce(excluded.followers_count, followers_count),
  following_count = coalesce(excluded.following_count, following_count),
  posts_count     = coalesce(excluded.posts_count, posts_count)
"""

_UPSERT_POST = """
insert into posts (post_id, source, native_id, account_id, kind, published_at, reply_to_native_id,
                   url, title, text, language, reposts_count, replies_count, likes_count, is_listed)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (post_id) do update set
  account_id         = excluded.account_id,
  kind               = case excluded.kind when 'any' then kind else excluded.kind end,
  published_at       = coalesce(excluded.published_at, published_at),
  reply_to_id        = case
                         when excluded.reply_to_native_id <> reply_to_native_id then null
                         else reply_to_id
                       end,
  reply_to_native_id = coalesce(excluded.reply_to_native_id, reply_to_native_id),
  url                = coalesce(excluded.url, url),
  title              = coalesce(excluded.title, title),
  text               = coalesce(excluded.text, text),
  language           = coalesce(excluded.language, language),
  reposts_count      = coalesce(excluded.reposts_count, reposts_count),
  replies_count      = coalesce(excluded.replies_count, replies_count),
  likes_count        = coalesce(excluded.likes_count, likes_count),
  is_listed          = max(excluded.is_listed, is_listed)
"""

_BARE_POST = "insert into posts (post_id, source, native_id, account_id) values (?, ?, ?, ?)"

# A post that was only named, in this same transaction, has no owner yet but the one inferred.
_OWNERS = """
select post_id, account_id from posts
where post_id in (select value from json_each(?)) and (is_listed or post_id < ?)
"""

_LINK_REPLIES = """
update posts set reply_to_id = answered.post_id
from posts as answered
where posts.reply_to_id is null and posts.reply_to_native_id is not null
  and answered.source = posts.source and answered.native_id = posts.reply_to_native_id
"""

_UPSERT_FOLLOW = """
insert into follows (actor_id, target_id, began_at, first_seen_at, last_seen_at)
values (?, ?, ?, ?, ?)
on conflict (actor_id, target_id) do update set
  began_at      = coalesce(excluded.began_at, began_at),
  first_seen_at = coalesce(min(excluded.first_seen_at, first_seen_at),
                           excluded.first_seen_at, first_seen_at),
  last_seen_at  = coalesce(max(excluded.last_seen_at, last_seen_at),
                           excluded.last_seen_at, last_seen_at)
"""

_UPSERT_COVERAGE = """
insert into coverage (kind, account_id, post_id, from_at, to_at, is_complete, claimed_count,
                      held_count, seen_at)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (kind, account_id, coalesce(post_id, 0), coalesce(from_at, '')) do update set
  to_at         = coalesce(excluded.to_at, to_at),
  is_complete   = coalesce(excluded.is_complete, is_complete),
  claimed_count = coalesce(excluded.claimed_count, claimed_count),
  held_count    = coalesce(excluded.held_count, held_count),
  seen_at       = coalesce(excluded.seen_at, seen_at)
"""


def write_sources(books: Books, sources: list[Source]) -> None:
    """Write what is known of sources; a source that is only named has its row already."""
    if not sources:
        books.report.add("sources", Tally())
        return
    before = count_rows(books.connection, "sources")
    books.connection.executemany(_UPSERT_SOURCE, sources)
    added = count_rows(books.connection, "sources") - before
    books.report.add("sources", Tally(added, len(sources) - added))


def write_accounts(books: Books, accounts: list[Account]) -> None:
    """Write listed accounts; their claimed counts are staged, since these are history."""
    ids = books.accounts
    books.save_bare_accounts()
    came = (books.named, books.now)
    rows = [(ids[each.key[0]][each.key[1]], *each.key, *each[1:8], *came) for each in accounts]
    books.connection.executemany(_UPSERT_ACCOUNT, rows)
    ids.take_fresh()  # the rows just written are theirs
    stage_bios(books, [row[0] for row in rows], accounts)
    claims = [
        (row[0], each.seen_at or "", *each[8:11])
        for row, each in zip(rows, accounts, strict=True)
        if each[8:11] != (None, None, None)
    ]
    books.stage("staged_claims", _STAGE_CLAIM, claims)


def settle_claims(books: Books) -> None:
    """Append the staged claimed counts that say something new.

    A claim of a known time is that time's row. A claim without one is of now, unless a row held
    says the same already: reading a file again tomorrow must change nothing.
    """
    if not books.has_staged("staged_claims"):
        return
    books.connection.execute(
        """
        insert into account_counts
        select account_id, case seen_at when '' then ? else seen_at end,
               followers_count, following_count, posts_count
        from staged_claims as new
        where seen_at <> '' or not exists (
          select 1 from account_counts as held
          where held.account_id = new.account_id
            and (new.followers_count is null or new.followers_count is held.followers_count)
            and (new.following_count is null or new.following_count is held.following_count)
            and (new.posts_count is null or new.posts_count is held.posts_count))
        on conflict (account_id, seen_at) do update set
          followers_count = coalesce(excluded.followers_count, followers_count),
          following_count = coalesce(excluded.following_count, following_count),
          posts_count     = coalesce(excluded.posts_count, posts_count)
        """,
        [books.now],
    )


def write_posts(books: Books, placed: list[Placed]) -> None:
    """Write listed posts; one that is known to belong to another account is rejected."""
    ids, accounts = books.posts, books.accounts
    first = ids.next_id
    rows = [
        (
            ids[post.key[0]][post.key[1]],
            *post.key,
            accounts[post.account[0]][post.account[1]],
            post.kind,
            post.published_at,
            post.reply_to and post.reply_to.native_id,
            *post[5:12],
            post.is_listed,
        )
        for post, _ in placed
    ]
    ids.take_fresh()  # every id given here is written here: what is new cannot be rejected
    owners = _owners(books, [row[0] for row in rows if row[0] < first])
    kept = []
    for row, (post, place) in zip(rows, placed, strict=True):
        if owners.setdefault(row[0], row[3]) == row[3]:
            kept.append(row)
            books.note_post(post.key, row[0])
        else:
            books.reject(place, f"post {post.key.native_id} belongs to another account", post)
    books.connection.executemany(_UPSERT_POST, kept)


def _owners(books: Books, post_ids: list[int]) -> dict[int, int]:
    if not post_ids:
        return {}
    return dict(books.connection.execute(_OWNERS, [str(post_ids), books.first_post_id]))


def save_bare_posts(books: Books, owners: dict[int, int]) -> None:
    """Make rows of the posts that were named and are not listed so far, as their owners'."""
    fresh = [(*each, owners[each[0]]) for each in books.posts.take_fresh()]
    books.connection.executemany(_BARE_POST, fresh)


def link_replies(books: Books) -> None:
    """Link posts to the posts that they answer, as far as these are held."""
    books.connection.execute(_LINK_REPLIES)


def write_follows(books: Books, follows: list[Follow]) -> None:
    """Write follows; a known start of a follow stays known."""
    if not follows:
        return
    if books.follows_before is None:
        books.follows_before = count_rows(books.connection, "follows")
    books.follows_listed += len(follows)
    ids = books.accounts
    rows = [
        (ids[actor[0]][actor[1]], ids[target[0]][target[1]], began_at, seen_at, seen_at)
        for actor, target, began_at, seen_at in follows
    ]
    # Ids come first and are never unknown; the times may be, and need no order.
    rows.sort(key=lambda row: row[:2])
    books.connection.executemany(_UPSERT_FOLLOW, rows)


def settle_follows(books: Books) -> None:
    """Report how many of the follows are new; the table is not counted where none came."""
    added = 0
    if books.follows_before is not None:
        added = count_rows(books.connection, "follows") - books.follows_before
    books.report.add("follows", Tally(added, max(books.follows_listed - added, 0)))


def write_coverage(books: Books, coverage: list[Coverage]) -> None:
    """Write which lists were read and what their owners claim of them."""
    owners: dict[int, int] = {}
    rows = []
    for each in coverage:
        account_id = books.accounts[each.account.source][each.account.native_id]
        post_id = _id_or_none(books.posts, each.post)
        if post_id is not None:
            owners.setdefault(post_id, account_id)
        rows.append((each.kind, account_id, post_id, *each[3:]))
    save_bare_posts(books, owners)
    books.connection.executemany(_UPSERT_COVERAGE, rows)


def _id_or_none(ids: NativeIds, key: Key | None) -> int | None:
    return None if key is None else ids[key.source][key.native_id]
