"""The ranking that pages show: computed on request, with its progress, and ended on request."""

from dataclasses import dataclass

from influence.ranking import DEFAULT_SCORE
from influence.scores import all_scores
from influence.show.rankings import heading
from influence.web.desk import Desk
from influence.web.jobs import Wish
from influence.web.responding import View

HERE = "/ranking"


@dataclass(frozen=True, slots=True)
class RankingQuery:
    """The page of the ranking asks for nothing."""


@dataclass(frozen=True, slots=True)
class RankingForm:
    """A ranking that is asked for: its score, and the bounds of its window as they are typed."""

    by: str = DEFAULT_SCORE
    since: str = ""
    until: str = ""


def ranking(desk: Desk, _: RankingQuery) -> View:
    """Return what is ranked, and how far the next ranking is."""
    ranked, job = desk.rankings.latest, desk.rankings.job
    row = {
        "state": job.state if job else "none",
        "step": job.step if job else None,
        "done_share": job.done_share if job else None,
        "why_not": job.why_not if job else None,
        "score": ranked.wish.by if ranked else None,
        "shown": heading(ranked.run) if ranked else None,
        "run_id": ranked.run.recorded.run_id if ranked and ranked.run.recorded else None,
    }
    return View(
        "Ranking",
        "ranking.html",
        list(row),
        lambda: [row],
        {
            "job": job,
            "ranked": ranked,
            "heading": heading(ranked.run) if ranked else "",
            "wish": ranked.wish if ranked else Wish(),
            "scores": all_scores(),
        },
        is_news=job is not None and not job.is_running,
    )


def start(desk: Desk, form: RankingForm) -> str:
    """Begin to compute a ranking, and return where its progress is seen."""
    desk.rankings.start(Wish(form.by, form.since, form.until))
    return HERE


def cancel(desk: Desk, _: RankingQuery) -> str:
    """End the computation that runs."""
    desk.rankings.cancel()
    return HERE
