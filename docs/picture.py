"""The picture of README.md: followers against influence in the demo world."""

from pathlib import Path

from influence.ranking import CHECK, RANKED, rows, run
from influence.show.charts import influence_against_followers
from influence.store import open_database


def draw(database: Path, file: Path) -> None:
    """Draw every rated account, and name some; the same database gives the same bytes."""
    with open_database(str(database)) as db:
        ranking = run(db)
        found = [row for status in (RANKED, CHECK) for row in rows(db, ranking, which=status)]
    picture = influence_against_followers(found, score="influence", unit=ranking.unit)
    # On paper of its own, since whoever shows it may be dark; one mark a line, for who compares.
    paper = '><rect width="100%" height="100%" fill="#fff"/>'
    file.write_text(f"{picture.svg.replace('>', paper, 1)}\n".replace("><", ">\n<"), "utf-8")
