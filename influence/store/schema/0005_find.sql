-- The words of posts. No text is kept here a second time; spaced() is a function of this program
-- (influence/store/spaced.py), so that a post that is indexed is changed through it, and read by any
-- program. Whoever looks for words has the posts indexed that came since (influence/store/indexing.py):
-- a crawl that did so a page at a time would take a fifth longer.
create virtual table posts_fts using fts5 (
  title, text, content = '',
  tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co So' separators '©®°¦'"
);

-- One row: the posts up to this one are indexed.
create table indexed (up_to integer not null) strict;
insert into indexed values (0);

create trigger posts_fts_gone after delete on posts
when old.post_id <= (select up_to from indexed)
begin
  insert into posts_fts (posts_fts, rowid, title, text)
  select 'delete', old.post_id, spaced(old.title), spaced(old.text)
  where old.title is not null or old.text is not null;
  -- The number of the last row is given again to the next one.
  update indexed set up_to = (select coalesce(max(post_id), 0) from posts)
  where up_to > (select coalesce(max(post_id), 0) from posts);
end;

create trigger posts_fts_changed after update of title, text on posts
when old.post_id <= (select up_to from indexed)
  and (new.title is not old.title or new.text is not old.text)
begin
  insert into posts_fts (posts_fts, rowid, title, text)
  select 'delete', old.post_id, spaced(old.title), spaced(old.text)
  where old.title is not null or old.text is not null;
  insert into posts_fts (rowid, title, text)
  select new.post_id, spaced(new.title), spaced(new.text)
  where new.title is not null or new.text is not null;
end;

-- A topic is a query that anyone can read (docs/topics.md).
create table topics (
  topic_id   integer primary key,
  slug       text not null unique,
  title      text not null,
  parent_id  integer references topics (topic_id),
  query      text not null,
  changed_at text not null
) strict;
