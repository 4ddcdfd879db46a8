"""``influence graph``: who acted on whom, as a file for Gephi and the like."""

from typing import Any

import click

from influence.cli.file_names import FILE
from influence.cli.pseudonyms import pseudonym_options
from influence.cli.written import asked_of
from influence.library.limits import WEIGHT

FORMATS = ["gexf", "graphml", "csv", "gephi-csv"]
_EXAMPLES = """\b
Examples:
  influence graph bread.db -o bread.gexf
  influence graph bread.db -o bread.graphml --kinds repost,quote --since 90d
  influence graph bread.db --format csv --kinds follow,repost --min-weight 2
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.option(
    "-o", "--output", default="-", type=FILE, help="A file (.gexf, .graphml, .csv); - is stdout."
)
@click.option(
    "--kinds",
    default="repost,quote,reply,like,mention,link",
    show_default=True,
    help="Kinds of edges; also follow. The weight of an edge is the number of its acts.",
)
@click.option("--since", help="First moment: 2026-03-01, 2026-Q1, or 90d before the last event.")
@click.option("--until", help="First moment after the window.")
@click.option(
    "--min-weight",
    type=click.IntRange(*WEIGHT),
    default=1,
    show_default=True,
    help="Leave out edges of fewer acts, and accounts without an edge.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="[default: by the ending of -o, gexf on stdout]",
)
@pseudonym_options
@click.option("-q", "--quiet", is_flag=True, help="Only the data.")
def graph(database: str, **options: Any) -> None:
    """Write who acted on whom in DATABASE as GEXF (Gephi), GraphML or an edge list.

    Edges run from who acted to whose post or account was acted on. Nodes carry followers, posts,
    active audience and influence; size, colour and place are set. Influence is that of the last
    stored run over the same window, and computed where there is none.
    """
    from influence.library.database import open
    from influence.library.graphs import graph as summed
    from influence.show.graphs import choose_graph_form

    form, output = choose_graph_form(options["form"], options["output"]), options["output"]
    with open(database) as db:
        found = summed(db, **asked_of(options))
        for line in () if options["quiet"] else found.size_in(form, output):
            click.echo(line, err=True)
        found.write_as(form, output)
