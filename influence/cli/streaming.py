"""``influence stream``: what happens on Bluesky or Mastodon, as it happens."""

from typing import Any

import click

from influence.cli.file_names import FILE
from influence.cli.networking import (
    ALLOW_LOOPBACK,
    CONTACT,
    DRY_RUN,
    FORMAT,
    QUIET,
    RESOLVE,
)
from influence.cli.numbers import Number
from influence.cli.text import TEXT
from influence.cli.written import say

_EXAMPLES = """\b
Examples:
  influence stream bread.db --minutes 60 --dry-run
  influence stream bread.db --minutes 60 --kinds posts,reposts --dry-run
  influence stream bread.db --until-idle --wanted did:plc:ann --own --dry-run --format json
  influence stream bread.db --minutes 60 --dry-run --url https://m.example/api/v1/streaming/public

\b
For good: say whom hosts may ask about it, and go on where it stopped.
  export INFLUENCE_CONTACT=https://your.site/bot
  influence stream bread.db --minutes 600
  influence stream bread.db --until-idle --from oldest \\
    --url wss://pds.your.site/xrpc/com.atproto.sync.subscribeRepos

\b
Exit codes: 0 the minutes are over, or the stream fell silent; 1 there is no stream
to be had, or it does not know where the last run stopped; 2 wrong usage;
3 nobody is meant; 130 interrupted. Whatever came is written in each case.
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", type=FILE)
@click.option(
    "--url",
    type=TEXT,
    default="",
    help="Who streams: Jetstream (/subscribe, or subscribeEvents), subscribeRepos of a PDS, or "
    "/api/v1/streaming/public, public/local, public/remote or hashtag?tag=WORD of Mastodon.",
    show_default="Jetstream of Bluesky",
)
@click.option("--minutes", type=Number(0, min_open=True), help="How long it listens at most.")
@click.option("--until-idle", is_flag=True, help="Listen until nothing more comes.")
@click.option(
    "--idle",
    type=Number(0.1, 3600),
    default=5.0,
    show_default=True,
    help="Seconds of silence that are taken for the end.",
)
@click.option(
    "--kinds",
    type=TEXT,
    default="posts,reposts,likes,follows",
    show_default=True,
    help="What is read.",
)
@click.option(
    "--wanted",
    multiple=True,
    type=TEXT,
    help="Only what this account does, and what is done to it: a DID, a held handle, @FILE.",
)
@click.option("--held", is_flag=True, help="The same, for accounts whose profile is in DATABASE.")
@click.option("--own", is_flag=True, help="Of these accounts, only what they do themselves.")
@click.option(
    "--from",
    "from_",
    type=click.Choice(["last", "now", "oldest"]),
    default="last",
    show_default=True,
    help="Where to begin; last: where the last run stopped, now where there was none.",
)
@DRY_RUN
@CONTACT
@ALLOW_LOOPBACK
@RESOLVE
@FORMAT
@QUIET
def stream(database: str, form: str, *, quiet: bool, **how: Any) -> None:
    """Listen to Bluesky or Mastodon, and write what happens into DATABASE as it happens.

    Posts, reposts, likes and follows, and what is deleted again. Nothing is kept of who asks not to
    be shown, is taken down or deleted. Stopped at any moment, it goes on where it was.

    A server of Mastodon tells nothing again, so that each connection after the first begins with a
    gap, which is noted. Most want a token of yours, from INFLUENCE_TOKEN_... or the keyring.
    """
    from influence.cli.stream_page import listening
    from influence.library.streaming import stream as streamed

    with listening(quiet=quiet or how["dry_run"]) as progress:
        found = streamed(database, **how, progress=progress)
    if form == "json" or how["dry_run"]:
        found.write_as(form, "-")
    else:
        say(found, quiet=quiet)
