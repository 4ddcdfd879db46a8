"""Links become acts: by SQL over what a transaction touched, whatever came first.

A link of blog A to blog B stands for an act of A on B, if B is an account (read, named, or in
somebody's list), A is not B, and neither the page nor the reader says that it is paid for or not
vouched for. A link in a post is an act of that post, once for each post of B that it points to and
once for all other pages of B. A link that is part of the template is one act, however many pages
repeat it: one of a page that is no post, or of the same place on three posts. So is one of a
blogroll.
"""

# ruff: noqa: S608 - only our own words stand in the statements
import json
import sqlite3

from influence.store.books import Books, empty_stages
from influence.store.report import Tally
from influence.urls import BLOG

TEMPLATE, BLOGROLL = "template", "blogroll"
"""What stands for the address of a post in acts that are no post's."""

TEMPLATE_POSTS = 3
"""On how many posts a link stands in one place where it is part of the template."""

UNCOUNTED = ("sponsored", "nofollow", "ugc", "affiliate")
"""Words of ``rel`` with which a link says nothing of what its author thinks of the page."""

_ACTORS = f"('{BLOG}', 'hackernews')"
"""Sources whose links are acts: who submits a story says so by its address alone. Elsewhere links
are nofollow, whoever writes them."""

_VOUCHED = " and ".join(f"instr(' ' || coalesce(l.rel, '') || ' ', ' {w} ') = 0" for w in UNCOUNTED)

_STAGES = ("touched_links", "touched_places", "old_acts", "wanted_acts")

_INSERT = """
insert or ignore into links (account_id, post_id, url, site, page, rel, position, found_in)
select * from staged_links
"""

_TOUCH = "insert or ignore into touched_links"

_TOUCH_WRITTEN = f"""
{_TOUCH} select link_id from staged_links as s cross join links as l
  on l.account_id = s.account_id and coalesce(l.post_id, 0) = coalesce(s.post_id, 0)
  and l.url = s.url and coalesce(l.position, '') = coalesce(s.position, '')
  and coalesce(l.rel, '') = coalesce(s.rel, '')
  and coalesce(l.found_in, '') = coalesce(s.found_in, '')
"""

_TOUCH_NAMED = f"""
{_TOUCH}
-- ... as their target became an account,
select link_id from accounts cross join links on links.site = accounts.native_id
where accounts.account_id >= :first_account and +accounts.source = '{BLOG}'
-- ... as the post that they point to, or stand in, became known or changed,
union all
select link_id from posts cross join links on links.page = posts.native_id
where posts.post_id >= :first_post and +posts.source = '{BLOG}'
union all
select link_id from json_each(:posts) as listed
cross join posts on posts.post_id = listed.value
cross join links on links.page = posts.native_id
union all
select link_id from links where post_id in (select value from json_each(:posts))
"""

# ... as another source tells of the act that they stand for.
_TOUCH_TOLD = f"""
{_TOUCH} select link_id from staged_acts as s
cross join interactions as i on i.target_id = s.target_id and i.kind = 'link'
  and i.actor_id = s.actor_id and coalesce(i.post_id, 0) = coalesce(s.post_id, 0)
  and coalesce(i.via_account_id, 0) = 0 and coalesce(i.native_id, '') = s.native_id
cross join links on links.interaction_id = i.interaction_id
where s.kind = 'link' and s.via_account_id is null
"""

# What the page that was read said last time and says no more, of the posts that it spoke of.
_GONE = """
from links where found_in = :page
  and (post_id is null or post_id in (select value from json_each(:posts)))
  and link_id not in (select link_id from touched_links)
"""

_PLACES = "insert or ignore into touched_places (account_id, page, position, site) select"
_IN_PLACE = f"position is not null and position <> '{BLOGROLL}'"
_PLACE_OF_GONE = f"{_PLACES} account_id, page, position, site {_GONE} and {_IN_PLACE}"
_PLACE_OF_TOUCHED = f"""
{_PLACES} account_id, page, position, site from touched_links cross join links using (link_id)
where {_IN_PLACE}
"""

_HERE = "l.account_id = p.account_id and l.page = p.page and l.position = p.position"

_JUDGE = f"""
update touched_places as p set
  is_template = exists (
      select 1 from links as l
      where l.account_id = p.account_id and coalesce(l.post_id, 0) = 0
        and l.page = p.page and l.position = p.position)
    or {TEMPLATE_POSTS} = (
      select count(*) from (
        select distinct post_id from links as l where {_HERE} limit {TEMPLATE_POSTS})),
  act_id = coalesce((
      select min(i.interaction_id) from accounts as a join interactions as i
        on i.target_id = a.account_id and i.kind = 'link' and i.actor_id = p.account_id
        and coalesce(i.post_id, 0) = 0 and coalesce(i.via_account_id, 0) = 0
        and coalesce(i.native_id, '') = '{TEMPLATE}'
      where a.source = '{BLOG}' and a.native_id = p.site), 0)
"""

# The links of a place that stand for something else than the place does. One more page with a
# template that a thousand have must not make us look at a thousand links.
_OF_PLACE = f"select link_id from touched_places as p cross join links as l on {_HERE}"
_TOUCH_PLACES = f"""
{_TOUCH}
{_OF_PLACE} where not is_template
union all {_OF_PLACE} and l.interaction_id < p.act_id where is_template
union all {_OF_PLACE} and l.interaction_id > p.act_id where is_template
"""

_WANT = f"""
insert into wanted_acts (link_id, actor_id, target_id, post_id, native_id, happened_at)
select l.link_id, l.account_id, target.account_id,
       case when word is null then theirs.post_id end,
       coalesce(word, own.native_id), case when word is null then own.published_at end
from (
  select l.link_id, l.account_id, l.site, l.page, l.post_id,
         case when l.position = '{BLOGROLL}' then '{BLOGROLL}'
              when l.post_id is null or p.is_template then '{TEMPLATE}' end as word
  from touched_links cross join links as l using (link_id)
  left join touched_places as p on {_HERE}
  where {_VOUCHED}) as l
join accounts as actor on actor.account_id = l.account_id and actor.source in {_ACTORS}
join accounts as target on target.source = '{BLOG}' and target.native_id = l.site
  and target.account_id <> l.account_id
left join posts as own on own.post_id = l.post_id
left join posts as theirs on theirs.source = '{BLOG}' and theirs.native_id = l.page
  and theirs.account_id = target.account_id
"""

_EQUAL = """
  i.target_id = w.target_id and i.kind = 'link' and i.actor_id = w.actor_id
  and coalesce(i.post_id, 0) = coalesce(w.post_id, 0) and coalesce(i.via_account_id, 0) = 0
  and coalesce(i.native_id, '') = w.native_id
"""

_FIND = f"""
update wanted_acts as w set
  interaction_id = (select min(interaction_id) from interactions as i where {_EQUAL}),
  happened_at = coalesce(
    happened_at, (select min(i.happened_at) from interactions as i where {_EQUAL}))
where interaction_id is null
"""

_ADD = """
insert into interactions (kind, actor_id, target_id, post_id, native_id, happened_at)
select distinct 'link', actor_id, target_id, post_id, native_id, happened_at from wanted_acts
where interaction_id is null order by target_id, actor_id, post_id, native_id
"""

# One event has one time, whoever told of it: that of the post it stands in, where it is known.
_DROP_EQUAL = f"""
delete from interactions where interaction_id in (
  select i.interaction_id from wanted_acts as w cross join interactions as i on {_EQUAL}
  where i.interaction_id > w.interaction_id)
"""
_DATE = """
update interactions set happened_at = w.happened_at
from wanted_acts as w
where w.interaction_id = interactions.interaction_id
  and interactions.happened_at is not w.happened_at
"""

_KEEP_OLD = "insert or ignore into old_acts select interaction_id"
_OLD_OF_TOUCHED = f"""
{_KEEP_OLD} from touched_links cross join links using (link_id) where interaction_id is not null
"""
_IS_ANY_GONE = f"select exists (select 1 {_GONE})"
_OLD_OF_GONE = f"{_KEEP_OLD} {_GONE} and interaction_id is not null"

_WANTED = "(select w.interaction_id from wanted_acts as w where w.link_id = links.link_id)"
_STAND_FOR = f"""
update links set interaction_id = {_WANTED}
where link_id in (select link_id from touched_links) and interaction_id is not {_WANTED}
"""

_DROP_OLD = """
delete from interactions
where interaction_id in (select interaction_id from old_acts)
  and not exists (select 1 from links where links.interaction_id = interactions.interaction_id)
"""


def settle_links(books: Books) -> None:
    """Write the staged links, and make the acts be those that the links held stand for.

    Only links that this transaction touched are looked at: those written, those that the page read
    (``books.page``) holds no more, and those whose ends became known or changed. The acts are the
    same in whatever order and in however many transactions links, posts and accounts came.
    """
    connection = books.connection
    (has_any,) = connection.execute(
        "select exists (select 1 from links) or exists (select 1 from staged_links)"
    ).fetchone()
    if not has_any:
        return
    _write(books)
    _drop_gone(books)
    _touch_named(books)
    _judge(connection)
    _act(books)
    empty_stages(connection, _STAGES)


def _write(books: Books) -> None:
    """Write the staged links."""
    connection, added, staged = books.connection, 0, 0
    if books.has_staged("staged_links"):
        added = connection.execute(_INSERT).rowcount
        connection.execute(_TOUCH_WRITTEN)
        (staged,) = connection.execute("select count(*) from touched_links").fetchone()
    books.report.add("links", Tally(added, staged - added))


def _named_in(books: Books) -> dict[str, int | str | None]:
    """Return by what the links are named that a transaction may touch."""
    return {
        "posts": json.dumps(sorted(books.blog_posts)),
        "first_post": books.first_post_id,
        "first_account": books.first_account_id,
        "page": books.page,
    }


def _drop_gone(books: Books) -> None:
    """Delete the links that the page that was read holds no more, and note what that touches."""
    connection, named = books.connection, _named_in(books)
    if books.page is None or not connection.execute(_IS_ANY_GONE, named).fetchone()[0]:
        return
    connection.execute(_OLD_OF_GONE, named)
    connection.execute(_PLACE_OF_GONE, named)
    connection.execute(f"delete {_GONE}", named)


def _touch_named(books: Books) -> None:
    """Note which links the accounts, posts and acts touch that were written."""
    books.connection.execute(_TOUCH_NAMED, _named_in(books))
    if books.has_staged("staged_acts"):
        books.connection.execute(_TOUCH_TOLD)


def _judge(connection: sqlite3.Connection) -> None:
    """Tell templates from what stands in posts, and note which links that touches."""
    connection.execute(_PLACE_OF_TOUCHED)
    if connection.execute("select exists (select 1 from touched_places)").fetchone()[0]:
        connection.execute(_JUDGE)
        connection.execute(_TOUCH_PLACES)


def _act(books: Books) -> None:
    """Make the acts of the links that were touched."""
    connection = books.connection
    connection.execute(_OLD_OF_TOUCHED)
    connection.execute(_WANT)
    connection.execute(_FIND)
    added = connection.execute(_ADD).rowcount
    if added:
        connection.execute(_FIND)
    dropped = connection.execute(_DROP_EQUAL).rowcount
    for statement in (_DATE, _STAND_FOR):
        connection.execute(statement)
    dropped += connection.execute(_DROP_OLD).rowcount
    books.report.add("interactions", Tally(added - dropped))
