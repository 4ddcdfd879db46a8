"""``influence demo``: a small world with known truth, imported and ranked."""

import click

from influence.cli.file_names import FILE
from influence.cli.progress import steps
from influence.cli.written import say, teller

_EXAMPLES = """\b
Examples:
  influence demo
  influence demo build/demo --quiet
"""


@click.command(epilog=_EXAMPLES)
@click.argument("folder", default="influence-demo", type=FILE)
@click.option("-q", "--quiet", is_flag=True, help="Only the two rankings.")
def demo(folder: str, quiet: bool) -> None:  # noqa: FBT001
    """Write an invented world of 3,000 accounts into FOLDER, import it, and rank it two ways."""
    from influence.library.demo import demo as built

    with steps("reading", in_bytes=True, quiet=quiet) as progress:
        found = built(folder, told=teller(quiet=quiet), progress=progress)
    found.write_as("table", "-")
    say(found)
