"""What ``influence validate`` says: what its numbers are worth, and plainly where they are not."""

import json
import re

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


def test_where_all_came_out_the_same_nothing_is_compared(validate):
    alike = "".join(f"{(k + 1) % 60},{k},repost,p{k}-{d},2026-01-{d + 1:02}\n"
                    for k in range(AUTHORS) for d in DAYS)  # fmt: skip
    head = "actor_id,target_id,type,post_id,created_at\n"
    _, found, _ = validate({**WHOLE, "acts": head + alike}, *CUT)
    assert found["verdict"][0] == "This data cannot decide: all accounts came out the same."
    assert "nan" not in " ".join(found["verdict"])
    assert not [line for line in found["verdict"] if line.startswith("It ")]
