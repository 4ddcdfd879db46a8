"""Write what pages say beside posts and acts: links, tags, identities and facts."""

from collections.abc import Sequence

from influence.records import Fact, Identity, Link, Tag
from influence.store.books import Books
from influence.store.listings import save_bare_posts
from influence.store.report import Tally
from influence.urls import page_of, site_of

_STAGE_LINK = "insert into staged_links values (?, ?, ?, ?, ?, ?, ?, ?)"

_STAGE_TAG = "insert into staged_tags values (?, ?, ?)"

_TAG = """
insert or ignore into tags (post_id, tag)
select post_id, tag from staged_tags join posts using (source, native_id)
"""

_IDENTITY = "insert or ignore into identities values (?, ?, ?, ?, ?)"
_IDENTITY_SEEN = """
update identities set seen_at = ?
where account_id = ? and url = ? and how = ? and found_in = ? and seen_at < ?
"""

_FACT = "insert or ignore into facts values (?, ?, ?, ?, ?)"
_FACT_SEEN = """
update facts set seen_at = ?
where account_id = ? and kind = ? and url = ? and value = ? and seen_at < ?
"""


def stage_links(books: Books, links: list[Link]) -> None:
    """Stage links, but those that are no addresses of the web; posts that they name get rows."""
    accounts, posts = books.accounts, books.posts
    rows = []
    owners: dict[int, int] = {}
    for account, url, post, rel, position, found in links:
        account_id = accounts[account[0]][account[1]]
        post_id = None if post is None else posts[post[0]][post[1]]
        if post is not None and post_id is not None:
            owners.setdefault(post_id, account_id)
            books.note_post(post, post_id)
        site, page = site_of(url), page_of(url)
        if site is None or page is None:
            continue
        words = " ".join(rel.lower().split()) if rel else ""
        place = (words or None, position, found or books.page)
        rows.append((account_id, post_id, url, site, page, *place))
    if posts.fresh:
        save_bare_posts(books, owners)
    books.stage("staged_links", _STAGE_LINK, rows)


def stage_tags(books: Books, tags: list[Tag]) -> None:
    """Stage tags, folded; posts that they name get rows where it is said whose they are."""
    owners = {
        books.posts[post[0]][post[1]]: books.accounts[account[0]][account[1]]
        for post, _, account in tags
        if account is not None
    }
    if books.posts.fresh:
        save_bare_posts(books, owners)
    rows = [(*each.post, " ".join(each.tag.casefold().split())) for each in tags]
    books.stage("staged_tags", _STAGE_TAG, [row for row in rows if row[-1]])


def settle_tags(books: Books) -> None:
    """Write the tags of posts that are held."""
    if not books.has_staged("staged_tags"):
        return
    if (added := books.connection.execute(_TAG).rowcount) > 0:
        books.report.add("tags", Tally(added))


def write_identities(books: Books, identities: list[Identity]) -> None:
    """Write other addresses of accounts, each when it was last seen."""
    ids = books.accounts
    rows = [(ids[each.account[0]][each.account[1]], *each[1:]) for each in identities]
    _write(books, "identities", rows, _IDENTITY, _IDENTITY_SEEN)


def write_facts(books: Books, facts: list[Fact]) -> None:
    """Write what pages say, each when it was last seen."""
    ids = books.accounts
    rows = [
        (ids[key[0]][key[1]], kind, url, value, at or "") for key, kind, url, value, at in facts
    ]
    _write(books, "facts", rows, _FACT, _FACT_SEEN)


def _write(
    books: Books, table: str, rows: Sequence[tuple[object, ...]], insert: str, update: str
) -> None:
    """Insert what is new; of what is known, only the time moves on."""
    if not rows:
        return
    added = books.connection.executemany(insert, rows).rowcount
    books.connection.executemany(update, ((seen, *key, seen) for *key, seen in rows))
    books.report.add(table, Tally(added, len(rows) - added))
