"""``influence shortlist``: who is in, out or later, and why; and who must not be contacted."""

from typing import Any

import click

from influence.cli.accounts_in import LISTED_IN
from influence.cli.file_names import FILE
from influence.cli.score_names import SCORE_FILE
from influence.cli.text import TEXT
from influence.cli.written import asked_of, chosen_form, write_result, written
from influence.library.limits import TOP

ACTIONS = (
    *("lists", "make", "fill", "show", "queue", "add", "in", "out", "later", "edit", "off"),
    *("rename", "remove", "note", "tag", "untag", "do-not-contact", "may-contact"),
    *("history", "undo"),
)
_EXAMPLES = """\b
Examples:
  influence shortlist bread.db make Spring --question "Who bakes with rye?"
  influence shortlist bread.db fill Spring --brief brief.toml --top 20
  influence shortlist bread.db add Spring anna_bikes ben_rides
  influence shortlist bread.db in Spring anna_bikes --reason "answers every comment"
  influence shortlist bread.db edit Spring anna_bikes --set link_1=https://anna.example/1
  influence shortlist bread.db tag anna_bikes "rye people"
  influence shortlist bread.db note anna_bikes "met at the fair"
  influence shortlist bread.db show Spring --only in -o spring.xlsx
  influence shortlist bread.db do-not-contact ben_rides --reason "says so on the about page"
  influence shortlist bread.db history
  influence shortlist bread.db undo
"""


@click.command(epilog=_EXAMPLES)
@click.argument("database", envvar="INFLUENCE_DB", type=FILE)
@click.argument("action", type=click.Choice(ACTIONS), metavar="DO")
@click.argument("words", nargs=-1, type=TEXT)
@LISTED_IN
@click.option("--reason", type=TEXT, help="Why: kept with what is decided.")
@click.option("--question", type=TEXT, help="With make: what is looked for, in words.")
@click.option("--brief", type=FILE, help="With make and fill: the brief that it is drawn from.")
@click.option("--top", type=click.IntRange(*TOP), help="With fill and show: at most so many.")
@click.option("--only", type=click.Choice(["queued", "in", "out", "later"]), help="With show.")
@click.option("--set", "cells", multiple=True, metavar="NAME=VALUE", help="With edit.")
@click.option("--url", type=TEXT, help="With do-not-contact: where they say so.")
@click.option("--by", type=TEXT, help="Who does it.  [default: who is logged in]")
@SCORE_FILE
@written
def shortlist(database: str, action: str, words: tuple[str, ...], **options: Any) -> None:
    """Keep shortlists in DATABASE.

    DO is one of these: lists; make NAME; fill NAME --brief FILE; show NAME; queue NAME; add, in,
    out, later, off NAME ACCOUNT...; edit NAME ACCOUNT --set NAME=VALUE; rename NAME NEW; remove
    NAME; note ACCOUNT TEXT; tag, untag ACCOUNT TAG; do-not-contact, may-contact ACCOUNT... --reason
    WHY; history [NAME]; undo [NUMBER].

    Accounts may also come from stdin (-) or from a list (-i FILE). Each call is one action, done
    whole or not at all, and can be undone. Who must not be contacted is in no list and no export.
    """
    from influence.cli.accounts_in import asked_accounts
    from influence.library.database import open
    from influence.library.shortlist_asked import Asked, cells_of
    from influence.library.shortlisting import act

    form, files = chosen_form(options), options.pop("score_file")
    asked = Asked(action, words, **asked_of(options), read=asked_accounts)
    with open(database) as db:
        found = act(db, asked._replace(cells=cells_of(asked.cells)), files)
        write_result(found, options | {"form": form})
