"""Where a ranking comes from: the run and its data, and the sources that the database holds."""

from typing import TYPE_CHECKING

from influence.ranking.where import Cell, Row

if TYPE_CHECKING:
    from sqlite_utils import Database

    from influence.ranking.runs import Run

_HELD = """
    select source, title, home_url, terms_url,
           (select count(*) from accounts where accounts.source = sources.source) as accounts,
           (select count(*) from posts where posts.source = sources.source) as posts
    from sources order by source
"""
_KINDS = """
    select kind, sum(acts) from (
      select kind, count(*) as acts from interactions group by kind
      union all select kind, sum(count) from interaction_counts group by kind
      union all select 'follow', count(*) from follows)
    group by kind having sum(acts) > 0 order by 2 desc, kind
"""


def facts_of(run: "Run") -> dict[str, Cell]:
    """Return what has to be known to read a ranking's numbers and to compute them again."""
    facts = run.values.facts
    recorded = run.recorded
    return {
        "score": run.score.name,
        "question": run.score.question,
        "unit": run.unit,
        "reference": run.score.reference,
        **run.score.origin_facts,
        "window_start": run.bounds.since,
        "window_end": run.bounds.until,
        "tier": _text(facts.get("tier")),
        "what_cannot_be_known": _text(facts.get("what_cannot_be_known")),
        "method": run.method,
        "version": run.version,
        **{f"setting {name}": value for name, value in sorted(run.settings.items())},
        "accounts": len(run.graph),
        "interactions": run.graph.interactions,
        "data_digest": run.digest,
        "run_id": None if recorded is None else recorded.run_id,
    }


def when_computed(db: "Database", run: "Run") -> str | None:
    """Return the UTC text time of the stored run, the same whenever it is shown; else None."""
    run_id = None if run.recorded is None else run.recorded.run_id
    found = db.execute("select started_at from runs where run_id = ?", [run_id]).fetchone()
    return None if found is None else str(found[0])


def sources_held(db: "Database") -> list[Row]:
    """Return each source with its addresses and how many accounts and posts of it are held."""
    found = db.execute(_HELD)
    names = [each[0] for each in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def acts_held(db: "Database") -> dict[str, int]:
    """Return how many acts of each kind are held, counted ones included, the most first."""
    return {str(kind): int(acts) for kind, acts in db.execute(_KINDS)}


def _text(fact: float | str | None) -> str | None:
    return None if fact is None else str(fact)
