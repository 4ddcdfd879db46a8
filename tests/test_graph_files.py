"""Graph files: the graph that is loaded, as Gephi and networkx read it without a warning."""

import csv
import gc
import io
import weakref

import networkx as nx
import numpy as np
import pytest
from graph_schemas import GEXF, GRAPHML
from held_records import held_worlds, write_world
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from influence.cli import main
from influence.errors import NothingFound
from influence.graph import load
from influence.ranking import rows, run, scored_accounts, stored
from influence.records import Interaction, Key
from influence.show.graphs import KINDS, collect_edges, count_acts
from influence.show.graphs.edge_list import distinct_labels
from influence.show.graphs.layout import communities, layout, tie_matrix
from influence.show.graphs.nodes import Node
from influence.show.graphs.xml_text import escaped
from influence.store import ingest, open_database
from influence.windows import Window

ALL = ",".join(KINDS)
WINDOWS = (
    Window(),
    Window("2026-02-01T00:00:00Z"),
    Window(None, "2026-02-20T00:00:00Z"),
    Window("2026-01-15T00:00:00Z", "2026-03-01T00:00:00Z"),
)
EXPECTED_SCHEMA = {"gexf": GEXF, "graphml": GRAPHML}
READ_BACK = {
    "gexf": lambda path: nx.read_gexf(path, node_type=int),
    "graphml": lambda path: nx.read_graphml(path, node_type=int),
}


def written(capsys, *arguments, code=0):
    assert main(["graph", *map(str, arguments)]) == code
    return capsys.readouterr()


@pytest.fixture(scope="module")
def demo(demo_folder, tmp_path_factory):
    """Return a copy of the demo's database."""
    place = tmp_path_factory.mktemp("graph") / "demo.db"
    place.write_bytes((demo_folder / "build" / "demo" / "demo.db").read_bytes())
    return place


def loaded(db, window):
    try:
        return load(db, window)
    except NothingFound:
        return None


@given(held_worlds(), st.sampled_from(WINDOWS))
@settings(max_examples=25)
def test_edges_are_those_of_the_loaded_graph(tmp_path_factory, seed, window):
    path = tmp_path_factory.mktemp("world") / "w.db"
    with write_world(path, seed) as db:
        graph = loaded(db, window)
        edges = collect_edges(db, window, KINDS)
        found = {
            (edge.actor, edge.target, kind): times
            for edge in edges
            for kind, times in zip(edges.kinds, edge.counts, strict=True)
            if times
        }
        assert all(edge.weight == sum(edge.counts) for edge in edges)
        if graph is None:
            return
        pairs = {kind: matrix.tocoo() for kind, matrix in graph.acts.items()}
        assert found == {
            (graph.accounts[row], graph.accounts[column], kind): times
            for kind, matrix in pairs.items()
            for row, column, times in zip(matrix.row, matrix.col, matrix.data, strict=True)
        }
        assert count_acts(db, window) == graph.interactions


@pytest.mark.parametrize("form", READ_BACK)
@given(seed=held_worlds(), window=st.sampled_from(WINDOWS))
@settings(max_examples=8)
def test_a_file_is_sound_and_read_back_is_the_graph_and_the_ranking(
    tmp_path_factory, form, seed, window
):
    folder = tmp_path_factory.mktemp("world")
    file = folder / f"w.{form}"
    bounds = [f"--{name}={bound}" for name, bound in window._asdict().items() if bound]
    with write_world(folder / "w.db", seed) as db:
        graph = loaded(db, window)
        if graph is None:
            return
        ranked = {row["account_id"]: row for row in rows(db, run(db, window=window), which="all")}
        names = {row["account_id"]: row for row in db["accounts"].rows}
    assert (
        main(["graph", str(folder / "w.db"), "-o", str(file), "-q", "--kinds", ALL, *bounds]) == 0
    )
    EXPECTED_SCHEMA[form].assertValid(etree.parse(file))
    network = READ_BACK[form](file)
    ids = graph.accounts.tolist()
    total = sum(graph.acts.values())
    assert {(a, b): edge["weight"] for a, b, edge in network.edges(data=True)} == {
        (ids[a], ids[b]): times
        for (a, b), times in zip(np.argwhere(total.toarray()), total.data, strict=True)
    }
    audience = dict(zip(ids, np.bincount(graph.acted.indices, minlength=len(ids)), strict=True))
    known = {name: column_of(graph, name) for name in ("followers", "posts")}
    for account_id, node in network.nodes(data=True):
        assert node["active_audience"] == audience[account_id]
        for name, column in known.items():
            assert node.get(name) == column[account_id]
        row = ranked.get(account_id, {})
        is_rated = row.get("status") in ("ranked", "check")
        assert node.get("influence") == (row["influence"] if is_rated else None)
        assert node.get("influence_rank") == row.get("rank")
        assert node["native_id"] == names[account_id]["native_id"]
        assert node["platform"] == names[account_id]["source"]


def column_of(graph, name):
    values = getattr(graph, name)
    return {
        account_id: None if np.isnan(value) else value
        for account_id, value in zip(graph.accounts.tolist(), values, strict=True)
    }


@pytest.mark.parametrize("form", READ_BACK)
def test_no_attribute_has_a_name_that_gephi_takes_for_its_own(capsys, demo, tmp_path, form):
    written(capsys, demo, "-o", tmp_path / f"x.{form}", "--kinds", ALL)
    network = READ_BACK[form](tmp_path / f"x.{form}")
    text = (tmp_path / f"x.{form}").read_text()
    declared = etree.fromstring(text.encode()).xpath(
        "//*[local-name()='attribute' or local-name()='key']/@id"
    )
    assert not {"type", "id", "label", "pid"} & set(declared)
    assert len(set(declared)) == len(declared)
    values = [value for _, node in network.nodes(data=True) for value in node.values()]
    values += [value for *_, edge in network.edges(data=True) for value in edge.values()]
    assert {type(value) for value in values} <= {str, int, float}
    assert not {"None", "nan", "inf", "[]"} & set(map(str, values))


def test_nodes_are_called_by_their_handles_and_drawn_apart(capsys, demo, tmp_path):
    written(capsys, demo, "-o", tmp_path / "x.gexf")
    root = etree.parse(tmp_path / "x.gexf").getroot()
    nodes = root.findall(".//{*}node")
    with open_database(demo) as db:
        handles = {str(row["account_id"]): row["handle"] for row in db["accounts"].rows}
    assert {node.get("id"): node.get("label") for node in nodes}.items() <= handles.items()
    places = {tuple(node.find("{*}position").attrib.values()) for node in nodes}
    assert len(places) > 0.99 * len(nodes)
    sizes = [float(node.find("{*}size").get("value")) for node in nodes]
    assert max(sizes) == 40
    assert len({tuple(node.find("{*}color").attrib.values()) for node in nodes}) > 3


@pytest.mark.parametrize("form", ["gexf", "graphml", "csv"])
def test_the_same_data_gives_the_same_bytes(capsys, demo, tmp_path, form):
    for name in ("a", "b"):
        written(capsys, demo, "-o", tmp_path / f"{name}.{form}")
    assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()


def test_light_edges_and_the_accounts_that_only_they_touch_are_left_out(capsys, demo, tmp_path):
    written(capsys, demo, "-o", tmp_path / "all.gexf")
    written(capsys, demo, "-o", tmp_path / "some.gexf", "--min-weight", "3")
    all_of_them, some = (nx.read_gexf(tmp_path / f"{name}.gexf") for name in ("all", "some"))
    heavy = {(a, b) for a, b, weight in all_of_them.edges(data="weight") if weight >= 3}
    assert set(some.edges) == heavy
    assert set(some) == {end for pair in heavy for end in pair}


def test_only_the_kinds_that_are_asked_for_are_counted(capsys, demo):
    table = csv.DictReader(
        io.StringIO(written(capsys, demo, "--format", "csv", "--kinds", "follow,repost").out)
    )
    found = list(table)
    assert table.fieldnames == [
        *("source", "target", "weight", "first_at", "last_at", "n_repost", "n_follow")
    ]
    assert {int(row["weight"]) - int(row["n_repost"]) - int(row["n_follow"]) for row in found} == {
        0
    }
    assert sum(int(row["n_repost"]) for row in found) > 1000
    assert {row["n_follow"] for row in found} <= {"0", "1"}


def test_the_edge_list_for_gephi_has_its_capitals(capsys, demo):
    head = written(capsys, demo, "--format", "gephi-csv").out.splitlines()[0]
    assert head.startswith("Source,Target,Weight,")


def test_an_edge_list_tells_namesakes_apart():
    def node(account_id, native_id, handle):
        return Node(account_id, "x", native_id, handle, *[None] * 8)

    apart = distinct_labels([node(1, "a", "ann"), node(2, "b", "Ann"), node(3, "c", "ben")])
    assert apart == {1: "x:a", 2: "x:b", 3: "ben"}
    mean = distinct_labels([node(1, "a", "ann"), node(2, "b", "ann"), node(3, "c", "x:a")])
    assert len(set(mean.values())) == 3


def test_the_size_is_told_before_a_file_is_written_and_is_about_right(capsys, demo, tmp_path):
    said = written(capsys, demo, "-o", tmp_path / "x.gexf").err
    told = float(said.split("about ")[1].split(" MB")[0])
    assert told == pytest.approx((tmp_path / "x.gexf").stat().st_size / 1e6, rel=0.1)


def test_of_a_large_file_it_is_told_how_to_make_it_smaller(capsys, demo, tmp_path, monkeypatch):
    monkeypatch.setattr("influence.library.graphs.LARGE", 1000)
    said = written(capsys, demo, "-o", tmp_path / "x.gexf").err
    assert "--min-weight 2 leaves" in said


def test_influence_is_of_the_stored_run_and_computed_anew_when_the_data_changed(
    capsys, tmp_path, demo
):
    place = tmp_path / "copy.db"
    place.write_bytes(demo.read_bytes())
    first = written(capsys, place, "-o", tmp_path / "a.gexf").err
    assert written(capsys, place, "-o", tmp_path / "b.gexf").err == first.replace(
        "a.gexf", "b.gexf"
    )
    with open_database(place) as db:
        known = next(iter(db["accounts"].rows))
        ingest(
            db,
            [
                Interaction(
                    "repost",
                    Key("demo", "a newcomer"),
                    Key(known["source"], known["native_id"]),
                    happened_at="2026-03-01T00:00:00Z",
                )
            ],
        )
    assert written(capsys, place, "-o", tmp_path / "c.gexf").err != first.replace("a.", "c.")


def test_a_database_that_may_not_be_written_is_drawn_with_influence_too(capsys, demo, tmp_path):
    place = tmp_path / "busy.db"
    place.write_bytes(demo.read_bytes())
    with open_database(place) as db, db.conn:
        db.execute("delete from scores")
        db.execute("delete from run_scores")
    with open_database(place) as writer:
        writer.execute("begin immediate")
        said = written(capsys, place, "-o", tmp_path / "x.gexf").err
    assert "a run not stored" in said
    assert any(
        "influence" in node for _, node in nx.read_gexf(tmp_path / "x.gexf").nodes(data=True)
    )


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["-o", "x.png"], 2, "--format"),
        (["--kinds", "repost,applause"], 2, "applause"),
        (["--min-weight", "100000"], 3, "--min-weight"),
        (["--min-weight", "9" * 25], 2, "--min-weight"),
        (["--since", "2031", "--kinds", "repost"], 3, "2031"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_sentence(capsys, demo, arguments, code, words):
    told = written(capsys, demo, *arguments, code=code)
    assert words in told.err
    assert told.out == ""
    assert "Traceback" not in told.err


def test_what_was_computed_lets_go_of_its_memory_before_the_graph_is_gathered(
    demo, tmp_path, monkeypatch
):
    place = tmp_path / "demo.db"
    place.write_bytes(demo.read_bytes())
    graphs = []

    def kept_weakly(db, **options):
        found = run(db, **options)
        graphs.append(weakref.ref(found.graph))
        return found

    monkeypatch.setattr(stored, "run", kept_weakly)
    with open_database(place) as db:
        _, scored = scored_accounts(db, Window("2026-02-01T00:00:00Z"), 0)
        gc.collect()
        assert [graph() for graph in graphs] == [None]
        assert len(list(scored)) > 10


def test_nothing_is_left_in_the_database(capsys, demo, tmp_path):
    with open_database(demo) as db:
        before = db.table_names()
    written(capsys, demo, "-o", tmp_path / "x.gexf")
    with open_database(demo) as db:
        assert db.table_names() == before


@given(st.text())
def test_whatever_a_name_holds_is_sound_xml(text):
    kept = etree.fromstring(f'<a b="{escaped(text)}">{escaped(text)}</a>'.encode())
    assert kept.get("b") == (kept.text or "")
    if text.isprintable():
        assert (kept.text or "") == text


def test_layout_puts_two_groups_apart_and_holds_for_no_edges():
    rng = np.random.default_rng(1)
    size = 400
    ends = rng.integers(0, size, (2, 6000))
    bridge = np.array([[0], [size]])
    actor, target = np.concatenate([ends, ends + size, bridge], axis=1)
    ties = tie_matrix(actor, target, np.ones(actor.size), 2 * size)
    places = layout(ties)
    assert np.isfinite(places).all()
    axis = places[:size].mean(axis=0) - places[size:].mean(axis=0)
    side = (places - places.mean(axis=0)) @ axis > 0
    assert side[:size].mean() > 0.9
    assert side[size:].mean() < 0.1
    assert len(set(communities(ties)[:size]) & set(communities(ties)[size:])) == 0
    nothing = tie_matrix(*np.empty((2, 0), int), np.empty(0), 700)
    assert np.isfinite(layout(nothing)).all()
    assert layout(tie_matrix(*np.empty((2, 0), int), np.empty(0), 0)).shape == (0, 2)
