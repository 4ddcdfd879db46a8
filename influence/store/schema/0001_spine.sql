-- Times are UTC text (2026-03-01T09:30:00Z): text order is time order. Unknown is null.
-- Direction is always actor -> target. *_count is what a source claims.

create table sources (
  source    text primary key,
  title     text,
  home_url  text,
  terms_url text
) strict;

-- An identity on one source; a bare row appears the first time an account is mentioned.
create table accounts (
  account_id integer primary key,
  source     text not null references sources (source),
  native_id  text not null,
  handle     text,
  name       text,
  url        text,
  bio        text,
  language   text,
  is_bot     integer check (is_bot in (0, 1)),
  created_at text,
  unique (source, native_id)
) strict;
create index accounts_by_handle on accounts (handle collate nocase);

-- Append only: the history of claimed counts shows growth and bought followers.
create table account_counts (
  account_id      integer not null references accounts (account_id),
  seen_at         text not null,
  followers_count integer,
  following_count integer,
  posts_count     integer,
  primary key (account_id, seen_at)
) strict, without rowid;

-- is_listed tells a post of which its source gave the record from one that is only known because
-- an interaction named it: only listed posts tell how many posts an account has.
create table posts (
  post_id       integer primary key,
  source        text not null references sources (source),
  native_id     text not null,
  account_id    integer not null references accounts (account_id),
  kind          text not null default 'any'
                check (kind in ('original', 'reply', 'quote', 'repost', 'article', 'any')),
  reply_to_id   integer references posts (post_id),
  reply_to_native_id text,  -- what the source said, until that post is held and can be linked
  is_listed     integer not null default 0 check (is_listed in (0, 1)),
  url           text,
  title         text,
  text          text,
  language      text,
  published_at  text,
  reposts_count integer,
  replies_count integer,
  likes_count   integer,
  unique (source, native_id)
) strict;
create index posts_by_account on posts (account_id, published_at);
create index posts_unlinked on posts (source, reply_to_native_id)
  where reply_to_id is null and reply_to_native_id is not null;

create table follows (
  actor_id      integer not null references accounts (account_id),
  target_id     integer not null references accounts (account_id),
  began_at      text,
  first_seen_at text,
  last_seen_at  text,
  primary key (actor_id, target_id)
) strict, without rowid;
create index follows_by_target on follows (target_id);

-- One act. The unique index makes reading a source twice change nothing, while two acts of one
-- pair at two times stay two: an act that can recur on one post has its time in the key. It starts
-- with the target, so that it also finds who acted on an account.
create table interactions (
  interaction_id integer primary key,
  kind           text not null
                 check (kind in ('repost', 'quote', 'reply', 'like', 'mention', 'link')),
  actor_id       integer not null references accounts (account_id),
  target_id      integer not null references accounts (account_id),
  post_id        integer references posts (post_id),
  via_account_id integer references accounts (account_id),
  native_id      text,
  happened_at    text,
  occurrence     integer not null default 0
) strict;
create unique index interactions_once on interactions (
  target_id, kind, actor_id, coalesce(post_id, 0), coalesce(via_account_id, 0),
  coalesce(native_id, ''),
  case when post_id is null or kind not in ('repost', 'like') then coalesce(happened_at, '') else '' end,
  occurrence
);

-- Sources that only count acts per pair; never mixed up with single acts.
create table interaction_counts (
  kind        text not null
              check (kind in ('repost', 'quote', 'reply', 'like', 'mention', 'link')),
  actor_id    integer not null references accounts (account_id),
  target_id   integer not null references accounts (account_id),
  since_at    text not null default '',  -- '' is open: a key column cannot be null
  until_at    text not null default '',
  count       integer not null check (count > 0),
  posts_count integer,
  primary key (kind, actor_id, target_id, since_at, until_at)
) strict, without rowid;

-- Which lists were read, from when to when, and whether to the end.
create table coverage (
  coverage_id   integer primary key,
  kind          text not null,
  account_id    integer not null references accounts (account_id),
  post_id       integer references posts (post_id),
  from_at       text,
  to_at         text,
  is_complete   integer check (is_complete in (0, 1)),
  claimed_count integer,
  held_count    integer,
  seen_at       text
) strict;
create unique index coverage_once on coverage (
  kind, account_id, coalesce(post_id, 0), coalesce(from_at, '')
);

-- What was computed, over what, by which code.
create table runs (
  run_id       integer primary key,
  started_at   text not null,
  took_seconds real not null,
  since        text,
  until        text,
  accounts     integer not null,
  interactions integer not null,
  data_digest  text not null,
  version      text not null
) strict;

create table run_scores (
  run_id       integer not null references runs (run_id),
  score        text not null,
  settings     text not null default '{}',
  facts        text not null default '{}',
  took_seconds real not null,
  primary key (run_id, score)
) strict, without rowid;

create table scores (
  run_id     integer not null references runs (run_id),
  score      text not null,
  account_id integer not null references accounts (account_id),
  value      real,
  low        real,
  high       real,
  rank       integer,
  status     text not null check (status in ('ranked', 'check', 'unrated')),
  tier       text check (tier in ('A', 'B', 'C')),
  companions text not null default '{}',
  primary key (run_id, score, account_id)
) strict, without rowid;
create index scores_by_rank on scores (run_id, score, rank);

create view latest_runs as
  select score, max(run_id) as run_id from run_scores group by score;

create view ranking as
  select s.score, s.rank, a.source, a.handle, a.name, s.value, s.low, s.high, s.status, s.tier,
         s.companions, s.account_id, s.run_id
  from scores s
  join latest_runs l on l.run_id = s.run_id and l.score = s.score
  join accounts a on a.account_id = s.account_id;
