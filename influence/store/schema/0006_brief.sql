-- A brief as its user wrote it. changes grows with every change, so that nobody's is lost silently.
create table briefs (
  brief_id   integer primary key,
  name       text not null unique,
  toml       text not null,
  changes    integer not null,
  changed_at text not null
) strict;

-- What a brief found: one a brief, the newest.
create table findings (
  finding_id   integer primary key,
  name         text not null unique,
  toml         text not null,  -- the brief
  run_id       integer references runs (run_id),  -- of influence within its topics
  found_at     text not null,
  took_seconds real not null,
  since        text,
  until        text,
  counts       text not null default '{}',  -- JSON: how many of each status and reason
  weights      text not null default '{}',  -- JSON: score -> its part of the fit
  data_digest  text not null
) strict;

-- Everybody who posted in the window, and what became of them (docs/brief.md).
create table candidates (
  finding_id        integer not null references findings (finding_id),
  account_id        integer not null references accounts (account_id),
  status            text not null check (status in ('candidate', 'check', 'too_little', 'left_out')),
  reason            text,  -- why not, as a code
  detail            text,  -- the number or the word that this rests on
  place             integer,  -- by fit, 1 best
  fit               real,
  terms             text not null default '{}',  -- JSON: score -> [value, percentile]
  topical_influence real,
  low               real,
  high              real,
  influence         real,
  topic_lift        real,
  topic_posts       integer not null,
  posts             integer not null,
  topic_share       real,
  amplifications    integer,
  amplifiers        integer,
  active_audience   integer,
  followers         integer,
  tier              text,
  evidence          text,
  size              text not null,
  source            text not null,
  language          text,
  is_bot            integer check (is_bot in (0, 1)),
  missing_posts     integer,
  missing_amplifiers integer,
  last_on_topic_at  text,
  primary key (finding_id, account_id)
) strict, without rowid;
create index candidates_by_place on candidates (finding_id, status, place);
create index candidates_by_facet on candidates (
  finding_id, status, reason, source, language, size, evidence, tier, is_bot
);
