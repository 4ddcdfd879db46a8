-- What a crawl reads beside accounts, posts and acts, and where it stands.

-- Where pages point to. A link of a page that is no post (the home page) has no post. found_in is
-- the address that was read: what it said of a post is replaced as a whole when it is read again.
-- position is where outside the running text a link stands; site and page are what its address
-- means (influence/urls.py). interaction_id is the act that it stands for, null for none
-- (influence/store/link_acts.py).
create table links (
  link_id        integer primary key,
  account_id     integer not null references accounts (account_id),  -- whose page it stands on
  post_id        integer references posts (post_id),
  url            text not null,
  site           text not null,
  page           text not null,
  rel            text,
  position       text,
  found_in       text,
  interaction_id integer references interactions (interaction_id)
) strict;
create unique index links_once on links (
  account_id, coalesce(post_id, 0), url, coalesce(position, ''), coalesce(rel, ''),
  coalesce(found_in, '')
);
create index links_by_post on links (post_id);
create index links_by_site on links (site);
create index links_by_page on links (page);
create index links_by_place on links (account_id, page, position, interaction_id, post_id)
  where position is not null;
create index links_by_found_in on links (found_in);
create index links_by_interaction on links (interaction_id);

create table tags (
  post_id integer not null references posts (post_id),
  tag     text not null,  -- folded
  primary key (post_id, tag)
) strict, without rowid;

-- Other addresses that an account's own pages say are its.
create table identities (
  account_id integer not null references accounts (account_id),
  url        text not null,
  how        text not null,  -- rel=me, h-card, json-ld, ...
  found_in   text not null,  -- the address of the page that says so
  seen_at    text not null,
  primary key (account_id, url, how, found_in)
) strict, without rowid;

-- What pages say that later judgement needs, each with its address.
create table facts (
  account_id integer not null references accounts (account_id),
  kind       text not null,  -- sponsored link, affiliate link, disclosure, contact page, ...
  url        text not null,
  value      text not null default '',
  seen_at    text not null default '',
  primary key (account_id, kind, url, value)
) strict, without rowid;

-- A crawl, gone on with by each call of `influence crawl` until it is finished: what was asked last.
create table crawls (
  crawl_id    integer primary key,
  started_at  text not null,
  finished_at text,
  asked       text not null  -- JSON: addresses, topic, budget, depth
) strict;

-- Addresses to visit. due_at null: never again, or beyond the depth of the crawl. cursor is what its
-- reader needs to go on, signals (JSON) are cheap signs of what is there.
create table crawl_tasks (
  task_id     integer primary key,
  source      text not null,
  kind        text not null,
  address     text not null,
  site        text not null,  -- the blog or account it belongs to, for frontier and budget
  host        text not null,  -- whose turn it takes
  cursor      text,
  signals     text not null default '[]',
  depth       integer not null,
  phase       text not null default '',  -- part of the budget
  voters      integer not null default 0,  -- sites that point at its site, those of one ring once
  how         text not null default '',  -- the most trusted way in which they do
  worth       real not null default 0,  -- of its site, by those votes and the topic
  gain        real not null default 0,  -- expected, per request; of 0 it is not asked for
  sites_found integer not null default 0,  -- sites that it was the first to point at
  added_at    text not null,
  due_at      text,
  finished_at text,
  failures    integer not null default 0,
  last_error  text,
  refused     text,  -- the rule that refuses it
  unique (source, kind, address)
) strict;
create index crawl_tasks_due on crawl_tasks (phase, gain desc, task_id, due_at, host)
  where due_at is not null;
create index crawl_tasks_by_site on crawl_tasks (site);

-- What each visit of a crawl brought, in order: its yield curve, and what its order learns from.
-- entries are sites pointed at, found those of them that are new and on topic.
create table crawl_steps (
  step_id   integer primary key,
  crawl_id  integer not null references crawls (crawl_id),
  task_id   integer not null references crawl_tasks (task_id),
  requests  integer not null,
  entries   integer,  -- null where nothing was read, as it failed or is unchanged
  new       integer not null,
  found     integer not null,
  has_lists integer not null check (has_lists in (0, 1))  -- it leads to lists
) strict;
create index crawl_steps_by_crawl on crawl_steps (crawl_id);
create index crawl_steps_by_task on crawl_steps (task_id);

-- Who points at a site, and how: what a site's expected gain is made of. '' points at seeds.
create table pointers (
  site      text not null,
  from_site text not null,
  how       text not null,  -- blogroll, recommendation, link, comment, seed
  seen_at   text not null,
  primary key (site, from_site, how)
) strict, without rowid;
create index pointers_by_from on pointers (from_site, site);

create table hosts (
  host          text primary key,  -- scheme, host and port
  robots_txt    text,
  robots_status integer,
  robots_at     text,
  delay_seconds real,
  not_before    text,
  failures      integer not null default 0,
  open_until    text  -- a host that failed too often is left alone until then
) strict, without rowid;

-- Every request: the proof of good manners.
create table fetches (
  fetch_id       integer primary key,
  task_id        integer references crawl_tasks (task_id),
  url            text not null,
  host           text not null,
  fetched_at     text not null,
  status         integer,
  waited_seconds real not null,
  took_seconds   real not null,
  bytes          integer not null,
  from_cache     integer not null check (from_cache in (0, 1)),
  error          text
) strict;
create index fetches_by_task on fetches (task_id, url);
create index fetches_by_host on fetches (host, fetched_at);

-- What to send with the next request for an address, so that an unchanged page costs a 304.
create table validators (
  url           text primary key,
  etag          text,
  last_modified text,
  body_hash     text,
  seen_at       text not null
) strict, without rowid;
