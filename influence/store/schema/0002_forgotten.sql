-- People who asked to be forgotten, as keyed hashes: enough to know them when a file or a crawl brings
-- them again. The key lies outside the database (docs/rights.md); without it nobody can try names.
create table forgotten (
  source         text not null,  -- blanked where it would name the person
  native_id_hash text not null,
  handle_hash    text,
  address_hash   text,           -- of the profile or the blog; null where others share it
  key_check      text not null,  -- tells whether a key is the one that made the hashes
  asked_at       text not null,
  reason         text,
  wiped_at       text,           -- when the last traces in free pages were overwritten
  primary key (source, native_id_hash)
) strict, without rowid;

-- Their posts, so that no reply brings a link to one of them back. Nothing says whose each was.
create table forgotten_posts (
  post_hash text primary key
) strict, without rowid;

-- How long data may be kept; at most one row.
create table retention (
  set_at text primary key,
  days   integer check (days > 0),
  until  text,
  check ((days is null) <> (until is null))
) strict, without rowid;
