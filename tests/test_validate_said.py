"""What ``influence validate`` says: what its numbers are worth, and plainly where they are not."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from influence.cli import main

AUTHORS, DAYS = 40, (1, 2, 3, 21, 22)
ACCOUNTS = "id,handle,followers\n" + "".join(f"{k},a{k},{k + 9}\n" for k in range(60))
POSTS = "post_id,account_id,created_at\n" + "".join(
    f"p{k}-{day},{k},2026-01-{day:02}\n" for k in range(AUTHORS) for day in DAYS
)
ACTS = [
    (f"{(k + j + 1) % 60},{k}", f"p{k}-{day}", f"2026-01-{day + 1:02}")
    for k in range(AUTHORS)
    for day in DAYS
    for j in range(1 + k % 5)
]
CUT = ["--cut", "2026-01-10"]


def acts(kind="repost", *, post=True, time=True):
    rows = (
        f"{pair},{kind},{name if post else ''},{moment if time else ''}\n"
        for pair, name, moment in ACTS
    )
    return "actor_id,target_id,type,post_id,created_at\n" + "".join(rows)


TIMELESS = {
    "accounts": ACCOUNTS,
    "posts": re.sub(r",2026-01-\d\d", ",", POSTS),
    "acts": acts(time=False),
}


@pytest.fixture
def validate(tmp_path, capsys):
    """Return a function that imports files, validates by them, and returns code, data and words."""

    def of(files, *options):
        database = str(tmp_path / "said.db")
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text)
        assert main(["import", database, *(str(tmp_path / f"{name}.csv") for name in files)]) == 0
        capsys.readouterr()
        code = main(["validate", database, "--format", "json", *options])
        printed = capsys.readouterr()
        return code, json.loads(printed.out) if printed.out else None, printed.err

    return of


WHOLE = {"accounts": ACCOUNTS, "posts": POSTS, "acts": acts()}


def test_the_same_cut_written_twice_is_one_trial(validate):
    twice = [*CUT, "--cut", "2026-01-10T00:00:00Z", "--cut", "2026-01-10T01:00:00+01:00"]
    code, found, _ = validate(WHOLE, *twice)
    assert code == 0
    assert len(found["trials"]) == 1


@pytest.mark.parametrize("cut", ["", " "])
def test_an_empty_cut_is_one_sentence(validate, cut):
    code, _, words = validate(WHOLE, "--cut", cut)
    assert code == 2
    assert words.startswith("influence: '' is no date")
    assert words.count("\n") == 1


@pytest.mark.parametrize("kind", ["like", "reply", "mention", "link", "follow"])
@pytest.mark.filterwarnings("error")
def test_where_nothing_was_passed_on_nothing_can_judge(validate, kind):
    code, _, words = validate({**WHOLE, "acts": acts(kind)}, *CUT)
    assert code == 3
    assert words.splitlines()[-1].startswith("influence: Nothing was reposted or quoted here")


def test_halves_are_said_to_tell_who_is_steady_and_what_was_halved(validate):
    _, found, _ = validate(TIMELESS, "--halves", "2")
    assert found["verdict"][1].startswith("Random halves of the posts were tried")
    assert "not which predicts" in found["verdict"][1]
    assert found["trials"][0] == "random half 1 of the posts known, judged by the other"


def test_where_posts_are_not_told_apart_amplifications_are_halved(validate):
    counted = {"accounts": ACCOUNTS, "acts": acts(post=False, time=False)}
    _, found, _ = validate(counted, "--halves", "2")
    assert found["verdict"][1].startswith("Random halves of the amplifications were tried")
    assert found["trials"][0].startswith("random half 1 of the amplifications known")


def test_what_was_perhaps_read_after_the_cut_is_said(validate):
    liked = POSTS.replace("created_at\n", "created_at,likes\n").replace("-01-01\n", "-01-01,3\n")
    follows = "actor_id,target_id,type\n1,2,follow\n"
    _, found, _ = validate({**WHOLE, "posts": liked, "follows": follows}, *CUT)
    assert found["verdict"][1] == (
        "Known as they were read, which was perhaps after the cut:"
        " follower counts, follows without a date, counts per post."
    )


def test_what_has_a_date_before_the_cut_is_known_without_a_word(validate):
    seen = re.sub(r",(\d+)\n", r",\1,2026-01-05\n", ACCOUNTS.replace("rs\n", "rs,seen_at\n"))
    follows = "actor_id,target_id,type,created_at\n1,2,follow,2026-01-02\n"
    _, found, _ = validate({**WHOLE, "accounts": seen, "follows": follows}, *CUT)
    assert not [line for line in found["verdict"] if "after the cut" in line]


def test_counts_of_posts_with_times_are_cut_like_acts(validate):
    rows = (
        f"p{k}-{day},{k},2026-01-{day:02},{1 + k % 5}\n" for k in range(AUTHORS) for day in DAYS
    )
    counts = "post_id,account_id,created_at,reposts\n" + "".join(rows)
    files = {"accounts": ACCOUNTS, "posts": counts}
    code, found, words = validate(files, *CUT, "--by", "amplification_rate", "--by", "posts")
    assert code == 0
    assert found["judged"] == AUTHORS
    assert found["trials"] == ["known before 2026-01-10T00:00:00Z, judged by what came after it"]
    assert found["scores"][0]["value"] == 1.0
    assert "halves" not in words
    assert "counts per post" in found["verdict"][1]


def test_a_leader_that_cannot_be_computed_is_told_and_the_others_are_shown(validate, tmp_path):
    page = tmp_path / "page.txt"
    names = ["--by", "applause_rate", "--by", "reposts_per_post"]
    _, found, _ = validate(WHOLE, *CUT, *names)
    first, *others = found["verdict"]
    assert first.startswith("applause_rate leads and could not be computed")
    assert "Not computed, since no likes of posts are known: applause_rate." in others
    assert validate(WHOLE, *CUT, *names, "--format", "table", "-o", str(page))[0] == 0
    head, *_ = (line for line in page.read_text().splitlines() if line.startswith("score  "))
    assert "capture 20" in head


def test_where_all_came_out_the_same_nothing_is_compared(validate):
    alike = "".join(f"{(k + 1) % 60},{k},repost,p{k}-{d},2026-01-{d + 1:02}\n"
                    for k in range(AUTHORS) for d in DAYS)  # fmt: skip
    head = "actor_id,target_id,type,post_id,created_at\n"
    _, found, _ = validate({**WHOLE, "acts": head + alike}, *CUT)
    assert found["verdict"][0] == "This data cannot decide: all accounts came out the same."
    assert "nan" not in " ".join(found["verdict"])
    assert not [line for line in found["verdict"] if line.startswith("It ")]


def test_machines_read_the_sizes_the_lead_over_counting_and_of_whom_a_score_knows(validate):
    few = ACCOUNTS.replace(",9\n", ",\n")
    _, found, _ = validate({**WHOLE, "accounts": few}, *CUT, "--by", "reposts", "--by", "followers")
    rows = {(row["score"], row["measure"]): row for row in found["scores"]}
    assert rows["reposts", "known"]["value"] == AUTHORS
    assert rows["followers", "known"]["value"] == AUTHORS - 1
    over = rows["followers", "concordance_over_counting"]
    ahead = rows["followers", "concordance"]
    assert over["value"] == pytest.approx(-ahead["lead"])
    assert over["high"] == pytest.approx(-ahead["lead_low"])
    thirds = [name for score, name in rows if score == "reposts" and name.endswith("_third")]
    assert len(thirds) == len(found["sizes"]) == 3


SVG = "{http://www.w3.org/2000/svg}"


def test_the_chart_is_as_wide_as_what_is_on_it_and_keeps_it_inside(validate, tmp_path):
    chart = tmp_path / "chart.svg"
    names = ["--by", "reposts_per_post", "--by", "reposts", "--by", "followers"]
    code, found, _ = validate(WHOLE, *CUT, *names, "--chart", str(chart))
    assert code == 0
    tree = ET.fromstring(chart.read_text(encoding="utf-8"))  # noqa: S314 - our own
    bars = [line for line in tree.iter(f"{SVG}line") if line.get("stroke-width")]
    grid = [float(line.get("x1")) for line in tree.iter(f"{SVG}line") if line not in bars]
    assert len(bars) == len(names)
    for bar in bars:
        assert min(grid) - 0.2 <= float(bar.get("x1")) <= float(bar.get("x2")) <= max(grid) + 0.2
    low = min(row["low"] for row in found["scores"] if row.get("measure") == "concordance")
    ticks = [text.text for text in tree.iter(f"{SVG}text") if text.get("text-anchor") == "middle"]
    assert low - 0.25 < float(ticks[0]) <= low
    width = float(tree.get("viewBox").split()[2])
    loose = [text for text in tree.iter(f"{SVG}text") if text.get("text-anchor") is None]
    a_letter = 6.0  # of 11 or 12 pixels, about half of that wide
    assert max(float(text.get("x")) + a_letter * len(text.text) for text in loose) < width
