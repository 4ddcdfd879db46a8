-- An event with an id of its own is one event, whether its time was told or not: its time is no part
-- of its key. Of those that are held twice the earliest time stays.
create temp table doubled as
select interaction_id, first_value(interaction_id) over events as kept
from interactions where native_id is not null
window events as (
  partition by target_id, kind, actor_id, post_id, via_account_id, native_id, occurrence
  order by happened_at is null, happened_at, interaction_id);
delete from doubled where interaction_id = kept;

update links set interaction_id = doubled.kept
from doubled where doubled.interaction_id = links.interaction_id;
delete from interactions where interaction_id in (select interaction_id from doubled);
drop table doubled;

drop index interactions_once;
create unique index interactions_once on interactions (
  target_id, kind, actor_id, coalesce(post_id, 0), coalesce(via_account_id, 0),
  coalesce(native_id, ''),
  case when native_id is null and (post_id is null or kind not in ('repost', 'like'))
       then coalesce(happened_at, '') else '' end,
  occurrence
);
