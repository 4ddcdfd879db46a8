-- Shortlists, and what was decided on each. changes grows with every change of a row, so that of two
-- who change it nobody's is lost silently (docs/shortlists.md).
create table shortlists (
  shortlist_id integer primary key,
  name         text not null,
  question     text,  -- what is looked for, in words
  brief        text,  -- name of the brief it is drawn from
  toml         text,  -- that brief as it was then
  created_at   text not null,
  removed_at   text,  -- it can be brought back
  changes      integer not null default 1,
  changed_at   text not null,
  changed_by   text
) strict;
create unique index shortlists_by_name on shortlists (name) where removed_at is null;

create table shortlist_entries (
  shortlist_id integer not null references shortlists (shortlist_id),
  account_id   integer not null references accounts (account_id),
  decision     text not null default 'queued' check (decision in ('queued', 'in', 'out', 'later')),
  reason       text,  -- why it was decided so
  position     integer,
  note         text,
  why          text,  -- the number in one sentence, when it was added
  facts        text not null default '{}',  -- JSON: its numbers then
  link_1       text,
  link_2       text,
  link_3       text,
  added_at     text not null,
  changes      integer not null default 1,
  changed_at   text not null,
  changed_by   text,
  primary key (shortlist_id, account_id)
) strict, without rowid;
create index shortlist_entries_by_account on shortlist_entries (account_id);

create table account_tags (
  account_id integer not null references accounts (account_id),
  tag        text not null,
  changed_at text not null,
  changed_by text,
  primary key (account_id, tag)
) strict, without rowid;

create table account_notes (
  note_id    integer primary key,
  account_id integer not null references accounts (account_id),
  note       text not null,
  changed_at text not null,
  changed_by text
) strict;
create index account_notes_by_account on account_notes (account_id);

-- Who must not be contacted; no list and no export shows them.
create table do_not_contact (
  barred_id  integer primary key,
  account_id integer not null unique references accounts (account_id),
  reason     text,
  url        text,  -- where they say so
  changed_at text not null,
  changed_by text
) strict;

-- What was done, append only: each action with every row it changed, before and after, so that it
-- can be undone. Undoing is an action too.
create table actions (
  action_id  integer primary key,
  words      text not null,
  changed_at text not null,
  changed_by text,
  undoes_id  integer references actions (action_id)
) strict;
create index actions_undone on actions (undoes_id) where undoes_id is not null;

create table action_changes (
  change_id    integer primary key,
  action_id    integer not null references actions (action_id),
  thing        text not null,  -- the table
  shortlist_id integer references shortlists (shortlist_id),
  account_id   integer references accounts (account_id),
  row_key      text not null,  -- JSON
  before       text,  -- JSON; null: there was no such row
  after        text   -- JSON; null: there is none now
) strict;
create index action_changes_by_action on action_changes (action_id);
create index action_changes_by_account on action_changes (account_id);

-- The first and the last event that a finding saw; since and until are what was asked for.
alter table findings add column first_at text;
alter table findings add column last_at text;

drop view unlisted;
create view unlisted as
  select account_id, 'opted out' as why from accounts where consent = 'deny'
  union all
  select account_id, 'not asked' as why from accounts
  where consent = 'unset' and is_named = 0
    and source in (select source from sources where is_public = 0)
    and account_id not in (select account_id from do_not_contact)
  union all
  select account_id, 'do not contact' as why from do_not_contact
  where account_id not in (select account_id from accounts where consent = 'deny');
