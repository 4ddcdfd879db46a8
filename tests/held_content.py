"""What a database holds, without the numbers that it gave to things: what an export must keep."""

COMPUTED = {"runs", "run_scores", "scores"}
RIGHTS = {"forgotten", "forgotten_posts", "notices", "retention"}
CRAWL = {"crawls", "crawl_tasks", "crawl_steps", "pointers", "hosts", "fetches", "validators"}
STREAM = {"streams", "stream_spans", "told_acts"}
PARTS = ("config", "data", "docsize", "idx")
INDEX = {"indexed", "posts_fts", *(f"posts_fts_{part}" for part in PARTS), "kept_columns"}
"""The words of posts, for who looks for them, and columns, for who ranks again."""

PLANNED = {
    *("topics", "briefs", "findings", "candidates", "shortlists", "shortlist_entries"),
    *("account_tags", "account_notes", "do_not_contact", "actions", "action_changes"),
}
"""What the user plans, which is nobody's data."""

OWN = {"_sqlite_migrations"} | RIGHTS | CRAWL | STREAM | INDEX | PLANNED
OBTAINED = {"obtained_at", "is_named"}
"""Who has to be told, and of whom nothing may come back, each holder of data knows for itself; and
so does it when, and whether from a file of its user, it got an account."""


def content(db, leave_out=frozenset(COMPUTED | OWN)):
    """Return the rows of every table, ids replaced by the natural keys of what they refer to."""
    return {
        table: sorted(rows_of(db, table), key=repr)
        for table in db.table_names()
        if table not in leave_out
    }


def rows_of(db, table):
    references = {each.column: each.other_table for each in db[table].foreign_keys}
    own = [column.name for column in db[table].columns if column.is_pk]
    own_id = own[0] if len(own) == 1 and own[0].endswith("_id") else None
    names = {
        column: natural_keys(db, other)
        for column, other in references.items()
        if other in ("accounts", "posts", "interactions")
    }
    for row in db[table].rows:
        yield {
            column: names[column].get(value) if column in names else value
            for column, value in row.items()
            if column != own_id and column not in OBTAINED
        }


def natural_keys(db, table):
    if table == "interactions":
        rows = db.execute(
            """
            select interaction_id, kind, actor.native_id, target.native_id, post_id is null,
                   interactions.native_id, happened_at
            from interactions join accounts actor on actor.account_id = actor_id
            join accounts target on target.account_id = target_id
            """
        ).fetchall()
        return {row[0]: row[1:] for row in rows}
    key = {"accounts": "account_id", "posts": "post_id"}[table]
    return {row[key]: (row["source"], row["native_id"]) for row in db[table].rows}
