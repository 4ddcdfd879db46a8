"""``influence demo``: a small world with known truth, imported and ranked."""

import click


@click.command(epilog="Example: influence demo build/demo")
@click.argument("folder", default="influence-demo")
@click.option("-q", "--quiet", is_flag=True, help="Only the two rankings.")
def demo(folder: str, quiet: bool) -> None:  # noqa: FBT001
    """Write an invented world of 3,000 accounts into FOLDER, import it, and rank it two ways."""
    from pathlib import Path

    from crawlers.files import Options
    from influence.cli.demo_page import show_demo
    from influence.cli.importing import run_import
    from influence.store import open_or_make
    from influence.synthetic import DEMO, make_world, write_world

    files = write_world(make_world(DEMO), folder)
    database = str(Path(folder) / "demo.db")
    with open_or_make(database) as db:
        options = Options(source="demo")
        run_import(db, [str(file) for file in files], options, None, quiet=quiet)
        show_demo(db, database)
