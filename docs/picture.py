"""The picture of README.md: followers against influence in the demo world."""

from pathlib import Path

import matplotlib as mpl

from influence.ranking import ALL, rows, run
from influence.store import open_database

mpl.use("svg")
mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "influence", "font.size": 10}

from matplotlib import pyplot as plt  # noqa: E402 - the settings come first

SMALL = 100
COLOURS = {"ranked": "#1f5f8b", "check": "#c25b12"}
WORDS = {"ranked": "ranked", "check": "check before use: few or exclusive accounts carry it"}


def draw(database: Path, file: Path) -> None:
    """Draw every rated account, and name three; the same database gives the same bytes."""
    with open_database(str(database)) as db:
        found = [row for row in rows(db, run(db), which=ALL) if row["status"] in COLOURS]
    figure, axes = plt.subplots(figsize=(8, 4))
    for status, colour in COLOURS.items():
        chosen = [row for row in found if row["status"] == status]
        axes.scatter(
            [row["followers"] for row in chosen],
            [row["influence"] for row in chosen],
            s=22,
            color=colour,
            alpha=0.75,
            linewidths=0,
            label=f"{WORDS[status]} ({len(chosen)})",
        )
    for row in named(found):
        axes.annotate(
            row["handle"],
            (row["followers"], row["influence"]),
            xytext=(5, 3),
            textcoords="offset points",
            fontsize=8.5,
        )
    axes.set(xscale="log", yscale="log", xlabel="followers", ylabel="people who pass on each post")
    axes.set_title("Followers do not make influence: the demo world", loc="left", fontsize=11)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower right", fontsize=8.5, frameon=False)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    plain = "\n".join(line.rstrip() for line in file.read_text("utf-8").splitlines())
    file.write_text(plain + "\n", encoding="utf-8")


def named(found: list) -> list:
    """Return the most followed, the most influential, and the most influential small account."""
    ranked = [row for row in found if row["status"] == "ranked"]
    followed = max(ranked, key=lambda row: row["followers"])
    small = next(row for row in ranked if row["followers"] < SMALL)
    return [followed, ranked[0], small]
