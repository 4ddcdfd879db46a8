-- What a live stream told, and up to where it was heard.

-- A server that streams, and the last event of its that is written: cursor is the server's own
-- number of it. url is without what is asked of it.
create table streams (
  stream_id integer primary key,
  url       text not null unique,
  cursor    integer,
  cursor_at text
) strict;

-- What coverage is of lists: stretches of time of which a stream told everything that was asked.
create table stream_spans (
  span_id   integer primary key,
  stream_id integer not null references streams (stream_id),
  asked     text not null,  -- JSON: kinds, and of whom
  from_at   text not null,
  to_at     text not null,
  events    integer not null,
  gap       text  -- why something is missing, or may be, before it; null: nothing that is known
) strict;
create index stream_spans_by_stream on stream_spans (stream_id);

-- Acts and follows by the records that told them: a record that is deleted is named by its key, and
-- nothing says any more what it was. Two records may tell the same act.
create table told_acts (
  account_id     integer not null references accounts (account_id),
  record_key     text not null,
  kind           text not null
                 check (kind in ('repost', 'quote', 'reply', 'like', 'mention', 'follow')),
  target_id      integer not null references accounts (account_id),
  post_id        integer references posts (post_id),
  via_account_id integer references accounts (account_id),
  happened_at    text,
  primary key (account_id, record_key, kind, target_id)
) strict, without rowid;
create index told_acts_by_pair on told_acts (account_id, target_id, kind);
