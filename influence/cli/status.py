"""``influence status``: what is held, what it allows, what is missing."""

import click


@click.command(epilog="Example: influence status bread.db --format json")
@click.argument("database", envvar="INFLUENCE_DB")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help="For people or machines.",
)
def status(database: str, form: str) -> None:
    """Say what DATABASE holds, which tier that allows, and what to do next."""
    from influence.show import open_output
    from influence.show.statuses import write_status
    from influence.store import holdings, is_wiped, open_database, retention_of

    with open_database(database) as db, open_output() as stream:
        write_status(holdings(db), retention_of(db), database, form, stream)
        if not is_wiped(db):
            words = "A forgetting was interrupted: `influence forget` of the same account ends it."
            click.echo(words, err=True)
