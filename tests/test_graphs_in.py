"""Graphs in: GraphML, GEXF and edge lists, as other programs write them."""

import networkx as nx
import pytest
from databases import in_memory

from crawlers.files import Asked, Options, import_files
from influence.errors import InputUnusable


def imported(path, **asked):
    """Import a graph, and return database, report, reasons and places."""
    db, problems = in_memory(), []
    options = Options(asked=Asked(**asked), on_problem=problems.append)
    (report,) = import_files(db, [str(path)], options)
    return db, report, [(problem.line, problem.reason) for problem in problems]


def written(folder, text, file="graph.xml"):
    path = folder / file
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def counts(db):
    query = """select c.kind, a.native_id, t.native_id, count from interaction_counts c
               join accounts a on a.account_id = actor_id
               join accounts t on t.account_id = target_id
               order by 1, 2, 3"""
    return [tuple(row) for row in db.execute(query).fetchall()]


def follows(db):
    query = """select a.native_id, t.native_id from follows
               join accounts a on a.account_id = actor_id
               join accounts t on t.account_id = target_id
               order by 1, 2"""
    return [tuple(row) for row in db.execute(query).fetchall()]


@pytest.fixture
def network():
    graph = nx.DiGraph()
    graph.add_node("ann", name="Ann", followers=120)
    graph.add_edge("ben", "ann", weight=3, kind="retweet")
    graph.add_edge("ann", "ben", weight=2, kind="follow")
    graph.add_edge("ben", "cid", weight=0.5, kind="reply")
    return graph


@pytest.mark.parametrize("form", ["graphml", "gexf", "edgelist"])
def test_a_graph_of_networkx_gives_accounts_counts_and_follows(tmp_path, network, form):
    path = tmp_path / f"graph.{form}"
    getattr(nx, f"write_{form}")(network, path)
    db, _, ((line, reason),) = imported(path)
    assert counts(db) == [("repost", "ben", "ann", 3)]
    assert follows(db) == [("ann", "ben")]
    assert "cid" in path.read_text().splitlines()[line - 1]
    assert reason == "weight '0.5' is no whole number of acts from 1"
    if form != "edgelist":
        claimed = (
            "select name, followers_count from accounts join account_counts using (account_id)"
        )
        assert tuple(db.execute(claimed).fetchone()) == ("Ann", 120)


def test_edges_that_do_not_say_what_they_are_are_asked_for(tmp_path, network):
    for _, _, values in network.edges(data=True):
        del values["kind"]
    path = tmp_path / "graph.graphml"
    nx.write_graphml(network, path)
    with pytest.raises(InputUnusable, match="--edges repost"):
        imported(path)
    db, _, _ = imported(path, edges="reply")
    assert counts(db) == [("reply", "ann", "ben", 2), ("reply", "ben", "ann", 3)]
    db, _, _ = imported(path, edges="reply", is_reversed=True)
    assert counts(db) == [("reply", "ann", "ben", 3), ("reply", "ben", "ann", 2)]


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_an_undirected_graph_is_refused_unless_its_edges_are_friendships(tmp_path, form):
    path = tmp_path / f"graph.{form}"
    getattr(nx, f"write_{form}")(nx.Graph([("ann", "ben")]), path)
    with pytest.raises(InputUnusable, match="undirected"):
        imported(path, edges="reply")
    db, _, _ = imported(path, edges="follow")
    assert follows(db) == [("ann", "ben"), ("ben", "ann")]


EDGES = """\
<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed">
<nodes><node id="1" label="ann"/><node id="2" label="ben"/></nodes><edges>
<edge source="1" target="2" type="mutual" weight="2"/>
<edge source="1" target="2" type="undirected"/>
<edge source="1" target="2" type="sideways"/>
<edge source="1"/>
</edges></graph></gexf>
"""


def test_edges_of_a_mixed_graph_go_each_its_own_way(tmp_path):
    db, _, problems = imported(written(tmp_path, EDGES), edges="like")
    assert counts(db) == [("like", "1", "2", 2), ("like", "2", "1", 2)]
    assert [line for line, _ in problems] == [4, 5, 6]
    assert [reason.split(",")[0] for _, reason in problems] == [
        "is undirected",
        "'sideways' is no direction",
        "an end is missing",
    ]


OURS = """\
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="native_id" for="node" attr.name="native_id" attr.type="string"/>
<key id="platform" for="node" attr.name="platform" attr.type="string"/>
<key id="posts" for="node" attr.name="posts" attr.type="long"/>
<key id="n_repost" for="edge" attr.name="n_repost" attr.type="long"><default>0</default></key>
<key id="n_follow" for="edge" attr.name="n_follow" attr.type="long"><default>0</default></key>
<graph edgedefault="directed">
<node id="7"><desc>ann</desc><data key="native_id">a7</data><data key="platform">x</data>
<data key="posts">4</data></node>
<node id="8"><desc>ben</desc><data key="native_id">b8</data><data key="platform">blog</data></node>
<edge source="8" target="7"><data key="n_repost">3</data><data key="n_follow">1</data></edge>
</graph></graphml>
"""


def test_a_graph_of_ours_gives_the_accounts_at_their_sources_and_every_count(tmp_path):
    db, _, problems = imported(written(tmp_path, OURS))
    assert not problems
    keys = "select source, native_id, handle from accounts order by 2"
    assert [tuple(row) for row in db.execute(keys)] == [("x", "a7", "ann"), ("blog", "b8", "ben")]
    assert counts(db) == [("repost", "b8", "a7", 3)]
    assert follows(db) == [("b8", "a7")]
    assert db.execute("select count(*) from coverage").fetchone()[0] == 0  # posts are no claim


YED = """\
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
<key for="node" id="d6" yfiles.type="nodegraphics"/>
<graph edgedefault="directed" id="G">
<node id="n0"><data key="d6"><y:ShapeNode><y:NodeLabel>ann</y:NodeLabel></y:ShapeNode></data></node>
<node id="n1" yfiles.foldertype="group"><data key="d6"><y:NodeLabel>ben</y:NodeLabel></data>
<graph edgedefault="directed" id="n1:"><node id="n1::n0"/></graph></node>
<edge id="e0" source="n0" target="n1"/>
</graph></graphml>
"""


def test_ids_that_a_program_made_up_are_none_of_an_account(tmp_path):
    db, _, ((line, reason),) = imported(written(tmp_path, YED), edges="mention")
    assert counts(db) == [("mention", "ann", "ben", 1)]
    assert (line, reason[:12]) == (6, "has no name,")


IGRAPH = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<!-- Created by igraph -->
  <key id="v_name" for="node" attr.name="name" attr.type="string"/>
  <key id="e_weight" for="edge" attr.name="weight" attr.type="double"/>
  <graph id="G" edgedefault="directed">
    <node id="n0"><data key="v_name">ann</data></node>
    <node id="n1"><data key="v_name">ben</data></node>
    <edge source="n0" target="n1"><data key="e_weight">2</data></edge>
  </graph>
</graphml>
"""


def test_vertices_of_igraph_are_known_by_their_names(tmp_path):
    db, _, problems = imported(written(tmp_path, IGRAPH), edges="quote")
    assert not problems
    assert counts(db) == [("quote", "ann", "ben", 2)]


BOMBS = {
    "a bomb": '<!DOCTYPE g [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
    "a file": '<!DOCTYPE g [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    "a parameter": '<!DOCTYPE g [<!ENTITY % a SYSTEM "http://ann.example/a.dtd">%a;]>',
}


@pytest.mark.parametrize("doctype", list(BOMBS.values()), ids=list(BOMBS))
@pytest.mark.parametrize("root", ["graphml", "gexf", "opml"])
def test_entities_are_refused_with_a_sentence(tmp_path, doctype, root):
    path = written(tmp_path, f"<?xml version='1.0'?>\n{doctype}\n<{root}>&a;</{root}>\n")
    with pytest.raises(InputUnusable, match="line 2: defines entities"):
        imported(path, edges="like")


def test_a_graph_that_is_cut_off_goes_in_not_at_all_and_names_the_line(tmp_path):
    path = written(tmp_path, EDGES[: EDGES.index("<edge source") + 60])
    db = in_memory()
    with pytest.raises(InputUnusable, match=r"graph.xml line 4: is no well-formed XML"):
        list(import_files(db, [str(path)], Options(asked=Asked(edges="like"))))
    assert db.execute("select count(*) from accounts").fetchone()[0] == 0


def test_elements_within_elements_without_end_are_refused(tmp_path):
    path = written(tmp_path, "<graphml>" + "<a>" * 5_000)
    with pytest.raises(InputUnusable, match="deep within each other"):
        imported(path, edges="like")


@pytest.mark.parametrize("encoding", ["shift_jis", "utf-7", "nonsense"])
def test_an_encoding_that_xml_cannot_be_read_in_is_told(tmp_path, encoding):
    path = written(tmp_path, f'<?xml version="1.0" encoding="{encoding}"?><graphml></graphml>')
    with pytest.raises(InputUnusable, match=r"encoding|well-formed"):
        imported(path, edges="like")


def test_nodes_after_edges_that_meant_them_are_refused(tmp_path):
    node = OURS[OURS.index('<node id="7"') : OURS.index('<node id="8"')]
    text = OURS.replace(node, "").replace("</graph>", f"{node}</graph>")
    with pytest.raises(InputUnusable, match="write the nodes first"):
        imported(written(tmp_path, text))


LISTS = {
    "SNAP": "# Directed graph\n# FromNodeId\tToNodeId\n1\t2\n2\t3\n",
    "KONECT": "% asym weighted\n1 2\n2 3\n",
    "commas": "1,2\n2,3\n",
    "spaces": "1 2\n2    3\n",
    "no dictionary": "1 2 {}\n2 3 {}\n",
}


@pytest.mark.parametrize("text", list(LISTS.values()), ids=list(LISTS))
def test_edge_lists_without_a_header_are_known_and_asked_about(tmp_path, text):
    path = written(tmp_path, text, "edges.txt")
    with pytest.raises(InputUnusable, match="--edges"):
        imported(path)
    db, report, problems = imported(path, edges="follow")
    assert not problems
    assert report.form.name == "edge list"
    assert follows(db) == [("1", "2"), ("2", "3")]


def test_words_and_commas_are_no_edges_unless_it_is_said(tmp_path):
    path = written(tmp_path, "ann,ben\nben,cid\n", "edges.csv")
    with pytest.raises(InputUnusable, match="must name the columns"):
        imported(path)
    db, _, _ = imported(path, edges="follow")
    assert follows(db) == [("ann", "ben"), ("ben", "cid")]


@pytest.mark.parametrize("head", ["Source,Target,Weight", "source,target,weight", "from,to,weight"])
def test_edge_tables_are_known_by_their_header(tmp_path, head):
    path = written(tmp_path, f"{head}\nann,ben,2\nben,ann,1.0\n", "edges.csv")
    with pytest.raises(InputUnusable, match="--edges"):
        imported(path)
    db, _, _ = imported(path, edges="repost")
    assert counts(db) == [("repost", "ann", "ben", 2), ("repost", "ben", "ann", 1)]


def test_an_edge_table_of_gephi_says_its_directions(tmp_path):
    text = "Source,Target,Type,Weight\nann,ben,Directed,2\nann,ben,Undirected,1\n"
    db, _, ((line, reason),) = imported(written(tmp_path, text, "edges.csv"), edges="repost")
    assert counts(db) == [("repost", "ann", "ben", 2)]
    assert line == 3
    assert "undirected" in reason


def test_followers_and_followees_say_themselves_what_they_are(tmp_path):
    db, _, _ = imported(written(tmp_path, "follower,followee\nann,ben\n", "edges.csv"))
    assert follows(db) == [("ann", "ben")]


def test_importing_a_graph_twice_changes_nothing(tmp_path):
    db = in_memory()
    path = written(tmp_path, OURS)
    list(import_files(db, [str(path)]))
    once = list(db.conn.iterdump())
    list(import_files(db, [str(path)]))
    assert list(db.conn.iterdump()) == once
