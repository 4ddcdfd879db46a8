"""``influence crawl``: blogs in, politely, from a few addresses on."""

from typing import Any

import click

from influence.cli.file_names import FILE
from influence.cli.interrupts import hear_again
from influence.cli.networking import (
    ALLOW_LOOPBACK,
    CONTACT,
    DRY_RUN,
    QUIET,
    RESOLVE,
)
from influence.cli.numbers import Number
from influence.cli.text import TEXT
from influence.cli.written import TEXT_FORMATS, tell

MOST = 1_000_000
"""Of whatever is counted: none is asked for more, and any sum of it is a number of a database."""

_EXAMPLES = """\b
Examples:
  influence crawl bread.db https://anna.example ben.example --budget 200 --dry-run
  influence crawl bread.db @blogs.txt --topic "sourdough baking" --dry-run
  influence crawl bread.db - --dry-run --format json < blogs.opml

\b
For good: say whom hosts may ask about it, then crawl, and go on where it stopped.
  export INFLUENCE_CONTACT=https://your.site/bot
  influence crawl bread.db https://a.blog https://b.blog --budget 500
  influence crawl bread.db
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.argument("addresses", nargs=-1, type=TEXT)
@click.option("--from", "from_", multiple=True, type=FILE, help="A file of addresses, or OPML.")
@click.option("--topic", type=TEXT, help="Words that blogs use which are looked for.")
@click.option(
    "--budget",
    type=click.IntRange(1, MOST),
    default=500,
    show_default=True,
    help="The most requests of this call.",
)
@click.option(
    "--depth",
    type=click.IntRange(0, MOST),
    default=2,
    show_default=True,
    help="How many blogs away from the addresses it goes.",
)
@click.option("--history", is_flag=True, help="Read posts too that no feed has any more.")
@click.option(
    "--exposure",
    type=Number(0, 0.9),
    default=0.15,
    show_default=True,
    help="The share of the budget that goes, last, to who could see the accounts that matter.",
)
@click.option(
    "--since",
    type=TEXT,
    default="90d",
    show_default=True,
    help="How far back posts of these are completed: 2026-03-01, 2026-Q1, or 90d before the last.",
)
@click.option(
    "--sample",
    type=click.IntRange(0, MOST),
    default=20,
    show_default=True,
    help="Of how many followers of each of these the acts are read.",
)
@click.option(
    "--who-acted",
    type=click.IntRange(0, 40),
    help="Of how many of an account's newest posts is asked who acted on them.",
)
@DRY_RUN
@CONTACT
@click.option(
    "--delay",
    type=Number(0, 3600),
    default=1.0,
    show_default=True,
    help="Seconds between two requests to a host; 1 at least, but for your own servers.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 32),
    default=8,
    show_default=True,
    help="How many hosts are asked at a time.",
)
@ALLOW_LOOPBACK
@RESOLVE
@click.option(
    "--format",
    "form",
    type=click.Choice(TEXT_FORMATS),
    help="Any with --dry-run, else table or json.  [default: table; a dry run in a pipe: tsv]",
)
@QUIET
def crawl(
    database: str, addresses: tuple[str, ...], form: str | None, *, quiet: bool, **how: Any
) -> None:
    """Read the blogs at ADDRESSES, and those that they lead to, into DATABASE.

    Posts, links, blogrolls and comments, from home pages, feeds and what they name. Blogs that many
    independent blogs point at come first, and pages that seem to list blogs. One request at a time
    a host, a second apart, and none that a robots.txt refuses. Accounts of Bluesky and Mastodon,
    channels of YouTube and pages of Hacker News are read too. @FILE reads addresses from a file, -
    from stdin: one a line, or OPML.

    Tokens and keys of yours come from INFLUENCE_TOKEN_..., one a host, or the keyring, never from
    here: docs/crawling.md says how.

    All that is known of it is in DATABASE: when it is stopped, at any moment, the same command
    without ADDRESSES goes on. When it is through, another call reads again what may have changed.
    """
    from influence.cli.crawl_page import check_form, crawling, show_crawl, show_plan

    dry_run = how["dry_run"]
    check_form(form, dry_run=dry_run)
    with crawling(quiet=quiet or dry_run, begins=not dry_run) as means:
        from influence.cli.addresses_in import database_and_addresses
        from influence.library.crawling import crawl as crawled

        database, addresses = database_and_addresses(database, addresses)
        found = crawled(database, *addresses, **how, **means, told=tell, interrupted=hear_again)
    if dry_run:
        show_plan(found, form, quiet=quiet)
    else:
        show_crawl(found, database, form, quiet=quiet)
