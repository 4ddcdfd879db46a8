"""A roster filters, sorts and counts as plain loops over the rows of the ranking do."""

import pytest
from web_worlds import HOSTILE, SCRIPTS, world_of

from influence.ranking import ALL, Wanted, make_roster, rows, rows_at, run
from influence.ranking.roster import SIZES
from influence.store import open_database


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    path = world_of(tmp_path_factory.mktemp("roster") / "r.db", HOSTILE | SCRIPTS)
    with open_database(path) as db:
        found = run(db)
        yield db, found, make_roster(db, found, {}), rows(db, found, which=ALL)


def chosen_of(opened, **wishes):
    db, found, roster, _ = opened
    chosen = roster.choose(db, Wanted(**wishes))
    return rows_at(db, found, chosen.positions), chosen.facets


@pytest.mark.parametrize(
    ("wishes", "keeps"),
    [
        ({}, lambda _: True),
        ({"kinds": {"status": ["ranked"]}}, lambda row: row["status"] == "ranked"),
        ({"kinds": {"status": ["check", "unrated"]}}, lambda row: row["status"] != "ranked"),
        ({"kinds": {"source": []}}, lambda _: True),
        ({"kinds": {"source": ["nowhere"]}}, lambda _: False),
        ({"kinds": {"evidence": ["C"]}}, lambda row: row["evidence"] == "C"),
        ({"kinds": {"size": [SIZES[0]]}}, lambda row: row["followers"] < 1_000),
        ({"ranges": {"followers": (103, None)}}, lambda row: row["followers"] >= 103),
        ({"ranges": {"followers": (None, 103)}}, lambda row: row["followers"] <= 103),
        ({"ranges": {"influence": (0.0, None)}}, lambda row: row["influence"] is not None),
        ({"words": "АНЯ"}, lambda row: "Аня" in row["name"]),
        ({"words": "печёт аня"}, lambda row: "Аня" in row["name"]),
        ({"words": "no such words"}, lambda _: False),
        ({"words": "%"}, lambda row: "%" in str(row)),
    ],
)
def test_a_wish_keeps_whom_a_loop_would_keep(opened, wishes, keeps):
    found, _ = chosen_of(opened, **wishes)
    expected = {row["account_id"] for row in opened[3] if keeps(row)}
    assert {row["account_id"] for row in found} == expected


@pytest.mark.parametrize("column", ["followers", "influence", "active_audience", "posts"])
@pytest.mark.parametrize("descending", [False, True])
def test_a_column_sorts_both_ways_with_the_unknown_last(opened, column, descending):
    found, _ = chosen_of(opened, sort=column, descending=descending)
    values = [row[column] for row in found]
    known = [value for value in values if value is not None]
    assert values[: len(known)] == sorted(known, reverse=descending)


def test_names_sort_in_any_case(opened):
    found, _ = chosen_of(opened, sort="handle")
    names = [row["handle"].casefold() for row in found]
    assert names == sorted(names)


def test_a_facet_counts_what_choosing_each_of_its_words_would_bring(opened):
    wishes = {"kinds": {"status": ["ranked"], "evidence": ["C"]}, "words": "a"}
    _, facets = chosen_of(opened, **wishes)
    for facet, words in facets.items():
        for word, many in words.items():
            kinds = wishes["kinds"] | {facet: [word]}
            found, _ = chosen_of(opened, **{**wishes, "kinds": kinds})
            assert len(found) == many, (facet, word)


def test_rows_are_the_same_one_by_one_as_in_a_list(opened):
    db, found, roster, ranking = opened
    by_id = {row["account_id"]: row for row in ranking}
    assert {row["account_id"]: row for row in rows_at(db, found, roster.positions)} == by_id
