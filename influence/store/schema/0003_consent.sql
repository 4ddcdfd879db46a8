-- What accounts, and whoever speaks for them, say of being listed; append only. In each place the
-- latest signal counts, and together they make accounts.consent (influence/store/consents.py).
create table consents (
  consent_id integer primary key,
  account_id integer not null references accounts (account_id),
  signal     text not null check (signal in ('allow', 'unset', 'deny')),
  reason     text,           -- #nobot in the bio; indexable: false; asked 2026-11-20
  seen_in    text not null,  -- hand (the user said so), bio, file, or what a source calls the place
  seen_at    text not null
) strict;
create unique index consents_once on consents (
  account_id, seen_in, seen_at, signal, coalesce(reason, '')
);

create view latest_consents as
  select * from consents as one
  where not exists (
    select 1 from consents as later
    where later.account_id = one.account_id and later.seen_in = one.seen_in
      and (later.seen_at, later.consent_id) > (one.seen_at, one.consent_id));

-- What was held before this step came from files, which the user named, at a time nobody wrote down.
alter table accounts add column consent text not null default 'unset'
  check (consent in ('allow', 'unset', 'deny'));
alter table accounts add column is_named integer not null default 1 check (is_named in (0, 1));
alter table accounts add column obtained_at text;

-- Whether a profile of this source is public unless its owner says otherwise.
alter table sources add column is_public integer not null default 0 check (is_public in (0, 1));

create index accounts_opted_out on accounts (account_id) where consent = 'deny';
create index accounts_not_named on accounts (source) where consent = 'unset' and is_named = 0;

-- Accounts that no list and no export may show; they stay in the graph, as part of an audience.
create view unlisted as
  select account_id, 'opted out' as why from accounts where consent = 'deny'
  union all
  select account_id, 'not asked' as why from accounts
  where consent = 'unset' and is_named = 0
    and source in (select source from sources where is_public = 0);

drop view ranking;
create view ranking as
  select s.score, s.rank, a.source, a.handle, a.name, s.value, s.low, s.high, s.status, s.tier,
         s.companions, s.account_id, s.run_id
  from scores s
  join latest_runs l on l.run_id = s.run_id and l.score = s.score
  join accounts a on a.account_id = s.account_id
  where s.account_id not in (select account_id from unlisted);

-- Who was told that data of theirs is held, and when.
create table notices (
  account_id integer not null references accounts (account_id),
  told_at    text not null,
  primary key (account_id, told_at)
) strict, without rowid;
