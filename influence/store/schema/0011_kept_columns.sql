-- Columns that a ranking reads, as arrays of numbers: a large table is read row by row once. A copy
-- of what is in other tables, which is gone as soon as any of it changes; rows with higher ids than
-- its last are read beside it. Deleting all of it loses nothing but time.
create table kept_columns (
  kept_of text not null,      -- the table whose rows they are
  query   text not null,      -- what was read of it, and how
  last_id integer not null,
  place   integer not null,   -- of the column among those of the query
  part    integer not null,   -- a column is cut where it would be too long for one value
  type    text not null,      -- of its numbers, as numpy names them: '<i4'
  data    blob not null,
  primary key (kept_of, query, place, part)
) strict;

create trigger kept_posts_added after insert on posts
  when new.post_id <= (select max(last_id) from kept_columns where kept_of = 'posts')
  begin delete from kept_columns where kept_of = 'posts'; end;
create trigger kept_posts_gone after delete on posts
  begin delete from kept_columns where kept_of = 'posts'; end;
create trigger kept_posts_changed
  after update of post_id, account_id, kind, is_listed, published_at,
                  reposts_count, likes_count, replies_count on posts
  when (old.post_id, old.account_id, old.kind, old.is_listed, old.published_at,
        old.reposts_count, old.likes_count, old.replies_count)
    is not (new.post_id, new.account_id, new.kind, new.is_listed, new.published_at,
            new.reposts_count, new.likes_count, new.replies_count)
  begin delete from kept_columns where kept_of = 'posts'; end;

create trigger kept_interactions_added after insert on interactions
  when new.interaction_id <= (select max(last_id) from kept_columns where kept_of = 'interactions')
  begin delete from kept_columns where kept_of = 'interactions'; end;
create trigger kept_interactions_gone after delete on interactions
  begin delete from kept_columns where kept_of = 'interactions'; end;
create trigger kept_interactions_changed
  after update of interaction_id, kind, actor_id, target_id, post_id, happened_at on interactions
  when (old.interaction_id, old.kind, old.actor_id, old.target_id, old.post_id, old.happened_at)
    is not (new.interaction_id, new.kind, new.actor_id, new.target_id, new.post_id, new.happened_at)
  begin delete from kept_columns where kept_of = 'interactions'; end;

create trigger kept_coverage_added after insert on coverage
  when new.coverage_id <= (select max(last_id) from kept_columns where kept_of = 'coverage')
  begin delete from kept_columns where kept_of = 'coverage'; end;
create trigger kept_coverage_gone after delete on coverage
  begin delete from kept_columns where kept_of = 'coverage'; end;
create trigger kept_coverage_changed
  after update of coverage_id, kind, account_id, post_id, is_complete, claimed_count on coverage
  when (old.coverage_id, old.kind, old.account_id, old.post_id, old.is_complete, old.claimed_count)
    is not (new.coverage_id, new.kind, new.account_id, new.post_id, new.is_complete,
            new.claimed_count)
  begin delete from kept_columns where kept_of = 'coverage'; end;

-- These have no ids that tell which rows are new.
create trigger kept_follows_added after insert on follows
  begin delete from kept_columns where kept_of = 'follows'; end;
create trigger kept_follows_gone after delete on follows
  begin delete from kept_columns where kept_of = 'follows'; end;
create trigger kept_follows_changed after update of actor_id, target_id, began_at on follows
  when (old.actor_id, old.target_id, old.began_at)
    is not (new.actor_id, new.target_id, new.began_at)
  begin delete from kept_columns where kept_of = 'follows'; end;

create trigger kept_account_counts_added after insert on account_counts
  begin delete from kept_columns where kept_of = 'account_counts'; end;
create trigger kept_account_counts_gone after delete on account_counts
  begin delete from kept_columns where kept_of = 'account_counts'; end;
create trigger kept_account_counts_changed
  after update of account_id, seen_at, followers_count on account_counts
  when (old.account_id, old.seen_at, old.followers_count)
    is not (new.account_id, new.seen_at, new.followers_count)
  begin delete from kept_columns where kept_of = 'account_counts'; end;
