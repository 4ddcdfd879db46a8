"""``influence attack-test``: its numbers against a plain loop, its words, formats and errors."""

import csv
import io
import json
import math
from dataclasses import replace
from functools import cache
from statistics import median

import numpy as np
import pytest

from influence.cli import main
from influence.errors import NothingFound, UsageError
from influence.library.attacking import parse_sizes
from influence.ranking import CHECK, RANKED, compute, find_score
from influence.ranking.under_attack import attacked, choose_victims, guard_costs
from influence.scores import all_scores
from influence.show.attacks import attack_words, cost_words, left_out
from influence.store import open_database
from influence.synthetic import ATTACKS, DEMO, make_world

WORLD = make_world(replace(DEMO, seed=81, accounts=500, boosted=0, pod=0))
GRAPH = WORLD.graph()
SCORES = ("influence", "reposts_per_post", "pagerank")
CLEAN = [compute(GRAPH, find_score(name)) for name in SCORES]
VICTIMS = choose_victims(GRAPH, 3, seed=4)
SIZES = [1, 4]
FORMS = ("csv", "tsv", "json", "jsonl", "md", "table")
SMALL = ("attack-test", "--accounts", "300", "--bots", "1,3", "--victims", "2")
QUICK = ("--by", "reposts_per_post")
GUARDED = ("attack-test", "--accounts", "300", "--bots", "2", "--victims", "1")


@pytest.fixture(scope="module")
def outcomes():
    return list(attacked(CLEAN, VICTIMS, SIZES, 7))


@pytest.fixture
def database(demo_folder):
    return demo_folder / "build/demo/demo.db"


def columns_of(values):
    """Return guard → score, as the report calls them."""
    if "guarded" not in values.companions:
        return {None: values.value}
    own = {"never": values.companions["unguarded"], "always": values.companions["guarded"]}
    return {"triggered": values.value} | own


def place_of(values, account):
    own = values[account]
    return math.nan if math.isnan(own) else 1 + sum(value > own for value in values.tolist())


@cache
def values_under(score, name, size, number):
    victim = VICTIMS.tolist()[number]
    return find_score(score)(ATTACKS[name].run(GRAPH, victim, size, 7 + number))


def looped(score, guard, name, size):
    """Return (clean place, place, lift, flagged) as medians over victims attacked in turn."""
    before = columns_of(CLEAN[SCORES.index(score)].values)[guard]
    found = []
    for number, victim in enumerate(VICTIMS.tolist()):
        values = values_under(score, name, size, number)
        after = columns_of(values)[guard]
        flags = values.companions.get("flagged")
        flag = math.nan if flags is None else flags[victim] * values.companions["rated"][victim]
        lift = after[victim] / before[victim]
        found.append((place_of(before, victim), place_of(after, victim), lift, flag))
    clean, place, lift, flags = zip(*found, strict=True)
    return median(clean), median(place), median(lift), sum(flags) / len(flags)


def printed(capsys, *arguments, code=0):
    assert main([*map(str, arguments)]) == code
    return capsys.readouterr()


def test_every_attack_of_every_size_is_tried_under_every_use_of_the_guard(outcomes):
    keys = [(each.score, each.guard, each.attack, each.size) for each in outcomes]
    guards = [("influence", guard) for guard in ("triggered", "never", "always")]
    guards += [(score, None) for score in SCORES[1:]]
    assert len(keys) == len(set(keys))
    assert set(keys) == {(*each, name, s) for each in guards for name in ATTACKS for s in SIZES}


def test_the_numbers_are_those_of_a_plain_loop(outcomes):
    for each in outcomes:
        if each.size == SIZES[1]:
            found = (each.place_clean, each.place, each.lift, each.flagged)
            expected = looped(each.score, each.guard, each.attack, each.size)
            assert found == pytest.approx(expected, rel=1e-12, nan_ok=True), each
            assert each.victims == 3


def test_an_attack_works_and_the_guard_holds_it_back(outcomes):
    lifts = {(each.guard, each.attack, each.size): each for each in outcomes}
    guarded, bare = (lifts[guard, "exclusive", 4] for guard in ("triggered", "never"))
    assert bare.lift > 2 * guarded.lift > 2
    assert bare.place < guarded.place < guarded.place_clean
    assert guarded.flagged == 1
    assert lifts["triggered", "self-replies", 4].lift == 1


def test_each_victim_attacked_is_told():
    told = []
    list(attacked(CLEAN[1:2], VICTIMS, SIZES, 7, told.append))
    assert told == [1] * (len(ATTACKS) * len(SIZES) * 3)


def test_victims_are_of_middle_rank_with_few_followers_where_there_are_such():
    ranked = CLEAN[0].lists[RANKED].positions
    middle = ranked[ranked.size // 4 : ranked.size - ranked.size // 4].tolist()
    everybody = choose_victims(GRAPH, 1000, seed=4).tolist()
    assert sorted(everybody) == sorted(middle)
    few = [20 <= GRAPH.followers[each] <= 60 for each in everybody]
    assert few == sorted(few, reverse=True)
    assert any(few)
    assert everybody[:3] == VICTIMS.tolist()
    assert choose_victims(GRAPH, 1000, seed=5).tolist() != everybody


def test_the_cost_of_the_guard_is_measured_where_nobody_cheats():
    posted = [k for k in range(len(GRAPH)) if GRAPH.posts[k] > 0]
    best = sum(sorted(WORLD.truth[posted])[::-1][:100])
    columns = columns_of(CLEAN[0].values)
    for cost in guard_costs(CLEAN[0], WORLD.truth):
        own = columns[cost.guard]
        right = pairs = 0
        for k in posted:
            for other in posted:
                if WORLD.truth[k] > WORLD.truth[other]:
                    pairs += 1
                    right += (own[k] > own[other]) + 0.5 * (own[k] == own[other])
        assert cost.concordance == pytest.approx(right / pairs, rel=1e-12)
        first = sorted(posted, key=lambda k: -own[k])[:100]
        assert cost.capture == pytest.approx(sum(WORLD.truth[first]) / best, rel=1e-12)
        assert cost.flagged == CLEAN[0].lists[CHECK].positions.size
        assert cost.rated == CLEAN[0].lists[RANKED].positions.size + cost.flagged


def test_without_a_truth_only_the_flagged_are_told():
    costs = guard_costs(CLEAN[0], None)
    assert all(math.isnan(cost.concordance) and math.isnan(cost.capture) for cost in costs)
    (line,) = cost_words(costs)
    assert line.startswith("Before any attack ")
    assert "leave DB out" in line


def test_the_words_say_what_the_numbers_are(outcomes):
    words = "\n".join(attack_words(outcomes))
    one, four = (
        next(o for o in outcomes if (o.attack, o.size, o.guard) == ("exclusive", size, "triggered"))
        for size in SIZES
    )
    assert (
        f"Under influence the median victim is at place {one.place_clean:g};"
        f" with 1 exclusive bot it moves to {one.place:g} (score x{one.lift:.1f}; all are"
        f" flagged), with 4 it moves to {four.place:g} (x{four.lift:.1f}; all are flagged)."
    ) in words
    assert "Under pagerank" in words
    assert "this score flags nobody" in words
    assert words.count("What doubles ") + words.count("No attack that was tried") == len(SCORES)


def test_what_works_unseen_is_named_with_the_smallest_size_that_does(outcomes):
    one, four = (
        next(o for o in outcomes if (o.attack, o.size, o.guard) == ("slow", size, "triggered"))
        for size in SIZES
    )
    seen = [one._replace(lift=2.5, flagged=0.0), four._replace(lift=9.0, flagged=0.0)]
    assert "1 slow bot (x2.5" in attack_words(seen)[-1]
    assert "4 slow bots" not in attack_words(seen)[-1]
    unseen = [each._replace(flagged=1.0) for each in seen]
    assert attack_words(unseen)[-1].startswith("No attack that was tried doubles influence")
    some = [one._replace(flagged=1 / 3), four._replace(flagged=2 / 3)]
    assert "1 of 3 is flagged" in attack_words(some[:1])[0]
    assert "2 of 3 are flagged" in attack_words(some)[0]
    assert attack_words(some)[0].count("flagged") == 2


def test_an_attack_that_needs_more_accounts_than_there_are_is_left_out_and_named():
    done = list(attacked(CLEAN[1:2], VICTIMS[:1], [2, 2000], 7))
    kept = {(each.attack, each.size) for each in done}
    assert ("pod", 2) in kept
    assert ("pod", 2000) not in kept
    assert ("follow-back", 2000) not in kept
    (line,) = left_out(done, [2, 2000])
    assert line.endswith("pod (2000), follow-back (2000).")
    assert left_out(done, [2]) == []


def test_without_ranked_accounts_or_posts_there_is_nobody_to_attack():
    silent = replace(GRAPH, posts=np.full(len(GRAPH), np.nan))
    empty = type(GRAPH.published)(*(column[:0] for column in GRAPH.published))
    acts = GRAPH.amplifications._replace(post=np.full(GRAPH.amplifications.post.size, -1))
    with pytest.raises(NothingFound, match="No posts are known"):
        choose_victims(replace(silent, published=empty, amplifications=acts), 3, seed=1)
    nobody = replace(GRAPH, amplifications=type(acts)(*(column[:0] for column in acts)))
    with pytest.raises(NothingFound, match="No account is ranked"):
        choose_victims(nobody, 3, seed=1)


def test_sizes_are_whole_numbers_in_order_each_once():
    assert parse_sizes("30, 5,1,5") == [1, 5, 30]
    for text in ("", "5,", "0", "-1", "1.5", "many"):
        with pytest.raises(UsageError, match="whole number above 0"):
            parse_sizes(text)


@pytest.mark.parametrize("form", FORMS)
def test_every_format_tells_every_attack(capsys, form):
    found = printed(capsys, *SMALL, *QUICK, "--format", form)
    assert all(name in found.out.replace("\\", "") for name in ATTACKS)
    words = found.out if form in ("md", "table") else found.err
    assert "with 1 slow bot it" in words
    assert "), with 3 it" in words
    assert "reposts_per_post has no guard: concordance 0." in words
    if form not in ("md", "table"):
        assert "median victim" not in found.out


def test_a_score_with_a_guard_is_shown_without_it_too(capsys):
    out = printed(capsys, *GUARDED, "--format", "table").out
    assert "under influence:" in out
    assert "under influence, if it had no guard:" in out
    assert out.count("camouflaged") == 3  # in each table, and in words
    assert "Where nobody cheats, the guard of influence changes concordance by" in out


def test_all_scores_are_attacked_and_those_that_know_no_victim_are_named(capsys):
    few = ("attack-test", "--accounts", "300", "--bots", "2", "--victims", "1", "--by", "all")
    found = printed(capsys, *few, "--format", "csv")
    attacked_scores = {row["score"] for row in csv.DictReader(io.StringIO(found.out))}
    assert "Left out, since no victim has a value under them: traackr." in found.err
    assert attacked_scores == {*all_scores()} - {"traackr"}
    assert found.err.count("What doubles ") + found.err.count("No attack that") == 24
    assert "median victim" not in found.err
    only = printed(capsys, "attack-test", "--accounts", "300", "--by", "traackr", code=3)
    assert "No victim has a value under traackr" in only.err


def test_the_machine_formats_hold_the_same_rows(capsys):
    both = (*GUARDED, "--by", "influence", "--by", "pagerank", "--format")
    rows = list(csv.DictReader(io.StringIO(printed(capsys, *both, "csv").out)))
    objects = json.loads(printed(capsys, *both, "json").out)
    assert len(rows) == len(objects) == (3 + 1) * (1 + len(ATTACKS))
    for row, twin in zip(rows, objects, strict=True):
        assert list(row) == list(twin)
        assert [row[name] for name in row] == [
            "" if value is None else str(value) for value in twin.values()
        ]
    honest = [row for row in objects if row["attack"] == "none"]
    assert [row["guard"] for row in honest] == ["triggered", "never", "always", None]
    assert all(0.5 < row["concordance"] < 1 for row in honest)


def test_the_same_seed_is_the_same_report(capsys):
    once, again, other = (
        printed(capsys, *SMALL, *QUICK, "--format", "csv", "--seed", seed).out for seed in (1, 1, 2)
    )
    assert once == again != other


def test_a_database_is_attacked_in_memory_and_left_as_it_was(capsys, database):
    before = database.read_bytes()
    done = printed(
        capsys, "attack-test", database, *QUICK, "--bots", "2", "--victims", 1, "--format", "csv"
    )
    assert database.read_bytes() == before
    header = done.out.splitlines()[0].split(",")
    assert "place" in header
    assert "concordance" not in header
    assert "reposts_per_post has no guard." in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--by", "inflence"), 2, "did you mean influence"),
        (("--bots", "1,x"), 2, "'x' is no whole number"),
        (("--victims", "0"), 2, "--victims"),
        (("--format", "xml"), 2, "xml"),
        (("--accounts", "5"), 2, "ask for more accounts"),
        (("missing.db",), 1, "missing.db"),
    ],
)
def test_a_mistake_is_a_sentence_and_an_exit_code(capsys, arguments, code, words):
    found = printed(capsys, "attack-test", *arguments, code=code)
    assert found.out == ""
    assert words in found.err


def test_a_file_and_the_size_of_an_invented_world_do_not_go_together(capsys, database):
    found = printed(capsys, "attack-test", database, "--accounts", 500, code=2)
    assert "--accounts is the size of an invented world" in found.err


def test_an_empty_database_has_nothing_to_attack(capsys, tmp_path):
    open_database(tmp_path / "empty.db", create=True).close()
    found = printed(capsys, "attack-test", tmp_path / "empty.db", code=3)
    assert "The database is empty" in found.err
