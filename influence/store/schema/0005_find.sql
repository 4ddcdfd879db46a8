-- The words of posts. No text is kept here a second time; spaced() is a function of this program
-- (influence/store/spaced.py), so that a post is written through it and read by any program.
create virtual table posts_fts using fts5 (
  title, text, content = '',
  tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co So' separators '©®°¦'"
);

create trigger posts_fts_added after insert on posts
when new.title is not null or new.text is not null
begin
  insert into posts_fts (rowid, title, text)
  values (new.post_id, spaced(new.title), spaced(new.text));
end;

create trigger posts_fts_gone after delete on posts
when old.title is not null or old.text is not null
begin
  insert into posts_fts (posts_fts, rowid, title, text)
  values ('delete', old.post_id, spaced(old.title), spaced(old.text));
end;

create trigger posts_fts_changed after update of title, text on posts
when new.title is not old.title or new.text is not old.text
begin
  insert into posts_fts (posts_fts, rowid, title, text)
  select 'delete', old.post_id, spaced(old.title), spaced(old.text)
  where old.title is not null or old.text is not null;
  insert into posts_fts (rowid, title, text)
  select new.post_id, spaced(new.title), spaced(new.text)
  where new.title is not null or new.text is not null;
end;

insert into posts_fts (rowid, title, text)
select post_id, spaced(title), spaced(text) from posts
where title is not null or text is not null;

-- A topic is a query that anyone can read (docs/topics.md).
create table topics (
  topic_id   integer primary key,
  slug       text not null unique,
  title      text not null,
  parent_id  integer references topics (topic_id),
  query      text not null,
  changed_at text not null
) strict;
