"""``influence demo``: a small world with known truth, imported and ranked."""

import click

from influence.cli.file_names import FILE

SOURCE = "demo"


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
    from pathlib import Path

    from crawlers.files import Options, find_files
    from influence.cli.demo_page import check_demo, show_demo
    from influence.cli.import_page import run_import
    from influence.store import open_or_make
    from influence.synthetic import DEMO, make_world, write_world

    database = str(Path(folder) / "demo.db")
    check_demo(database)
    files = find_files([str(file) for file in write_world(make_world(DEMO), folder)])
    with open_or_make(database) as db:
        run_import(db, files, Options(source=SOURCE), None, quiet=quiet)
        show_demo(db, database)
