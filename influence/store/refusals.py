"""Whom nothing is asked about: sites that opted out, and people who asked to be forgotten."""

import sqlite3

from influence.records import Key, Task
from influence.store.rights.known import Forgotten
from influence.store.rights.spelling import names_them

OPTED_OUT = "opted out"
"""How the rule begins that refuses the tasks of a site that said deny."""

# The place and the words of the deny that was seen last.
_RULE = f"""
'{OPTED_OUT}' || coalesce((
  select ' (' || coalesce(reason || ', ', '') || seen_in || ')' from latest_consents as latest
  where latest.account_id = accounts.account_id and signal = 'deny'
  order by seen_at desc, consent_id desc limit 1), '')
"""  # noqa: S608 our own word

_OPT_OUT = f"""
select {_RULE} from accounts where source = ? and native_id = ? and consent = 'deny'
"""  # noqa: S608 our own words

_REFUSE = f"""
update crawl_tasks set refused = {_RULE}, due_at = null
from accounts
where accounts.account_id in (select account_id from staged_consents) and consent = 'deny'
  and crawl_tasks.site = native_id and crawl_tasks.source = accounts.source
"""  # noqa: S608 our own words

_ALLOW = f"""
update crawl_tasks set refused = null, due_at = case when finished_at is null then ? end
from accounts
where accounts.account_id in (select account_id from staged_consents) and consent <> 'deny'
  and crawl_tasks.site = native_id and crawl_tasks.source = accounts.source
  and refused like '{OPTED_OUT}%'
"""  # noqa: S608 our own words


def is_forgotten(task: Task, forgotten: Forgotten | None) -> bool:
    """Tell whether a task would visit somebody who asked to be forgotten."""
    return forgotten is not None and (
        forgotten.is_account[Key(task.source, task.site)]
        or names_them(task.site, forgotten)
        or names_them(task.address, forgotten)
    )


def opt_out_of(connection: sqlite3.Connection, source: str, site: str) -> str | None:
    """Return the rule by which a site opted out; None where it did not."""
    row = connection.execute(_OPT_OUT, [source, site]).fetchone()
    return None if row is None else str(row[0])


def settle_opt_outs(connection: sqlite3.Connection, now: str) -> None:
    """Refuse the tasks of accounts whose staged signal is a deny; have others due again."""
    connection.execute(_REFUSE)
    connection.execute(_ALLOW, [now])
