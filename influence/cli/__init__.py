"""The command line. A command parses, calls one function, and shows rows; nothing else.

Commands live one verb (group) a file and are imported only when they are run, so that
``influence --help`` is instant. Data goes to stdout, words go to stderr.
"""

import importlib
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from influence.cli.interrupts import heard_once
from influence.errors import InfluenceError
from influence.invocation import suggested

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "import": ("importing", "import_command", "Read files of accounts, posts and interactions."),
    "crawl": ("crawling", "crawl", "Read blogs, and those that they lead to, from the web."),
    "stream": ("streaming", "stream", "Listen to Bluesky or Mastodon, as it happens."),
    "rank": ("ranking", "rank", "Rank accounts by the audience that acts."),
    "explain": ("explaining", "explain", "Take one account's score apart, down to its evidence."),
    "compare": ("explaining", "compare", "Put accounts side by side."),
    "serve": ("serving", "serve", "Show a database on a page of this machine."),
    "topics": ("topics", "topics", "Keep topics: queries with a name that anyone can read."),
    "find": ("find", "find", "Find posts by words or by a topic."),
    "shortlist": ("shortlisting", "shortlist", "Keep shortlists: who is in, out, later, and why."),
    "report": ("reporting", "report", "Write a shortlist as one HTML file, to hand on."),
    "graph": ("graph", "graph", "Write who acted on whom for Gephi, networkx and the like."),
    "export": ("export", "export", "Write everything that is held, to read back anywhere."),
    "validate": ("validating", "validate", "Tell which score predicts what happens next."),
    "scores": ("ranking", "scores", "List every score: its question, unit and source."),
    "check-score": ("checking", "check_score", "Check that a score of your own keeps promises."),
    "status": ("status", "status", "Say what a database holds and what is missing."),
    "why-not": ("asking_why", "why_not", "Say why a crawl did not read an address."),
    "consent": ("consenting", "consent", "Note who opted out, or list who did."),
    "notices": ("notifying", "notices", "List whom to tell that data is held, with drafts."),
    "forget": (
        "rights",
        "forget_command",
        "Erase accounts for good, and let nothing bring them back.",
    ),
    "show-data": (
        "rights",
        "show_data",
        "Write all that is held about one account, to be sent to it.",
    ),
    "retain": ("rights", "retain_command", "Delete what is older than data may be kept."),
    "attack-test": (
        "attack",
        "attack_test",
        "Try to fool the scores with bots, pods and the like.",
    ),
    "demo": ("demo", "demo", "Build a small world with known truth and rank it."),
    "completion": ("completing", "completion", "Print what makes a shell complete all this."),
}

COMPLETE_VARIABLE = "_INFLUENCE_COMPLETE"
"""What a shell sets to ask for completions, however this program was called."""

EPILOG = """\b
Exit codes: 0 done; 1 a file or value cannot be used; 2 wrong usage;
3 nothing found (unknown account or one that opted out, empty database or window);
130 interrupted.
"""


class LateGroup(click.Group):
    """A group that imports a command's module when the command is run, and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order in which a person needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"influence.cli.{module}"), name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list["CompletionItem[str]"]:
        """Complete commands from the table, without importing them, and options."""
        from click.shell_completion import CompletionItem

        own = [
            CompletionItem(name, help=words)
            for name, (_, _, words) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return own + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in COMMANDS.items()])


@click.group(cls=LateGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="influence-discovery", prog_name="influence")
def cli() -> None:
    """Find the bloggers whose audience acts: rank by influence and passivity, not by followers."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; no mendable error is a traceback."""
    # Threads of BLAS only wait for one another on vectors: half of a ranking's time on two cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with heard_once():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        result = cli.main(
            args=arguments,
            prog_name=suggested(),
            complete_var=COMPLETE_VARIABLE,
            standalone_mode=False,
        )
    except (click.Abort, KeyboardInterrupt):
        return _told("interrupted; what was committed stays.", 130)
    except InfluenceError as error:
        return _told(str(error), error.exit_code)
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return error.exit_code
    except SystemExit:  # click ends so only where the reader of a pipe went away
        return 0
    except OSError as error:
        return _told_of_system(error)
    return result if isinstance(result, int) else 0


def _told(words: str, code: int) -> int:
    """Say on stderr what went wrong, where that can be written to, and return the exit code."""
    with suppress(OSError):
        click.echo(f"influence: {words}", err=True)
    return code


def _told_of_system(error: OSError) -> int:
    """Say what the system refused; a reader of a pipe that went away is no error."""
    from influence.show.output import drop_stdout

    drop_stdout()
    if isinstance(error, BrokenPipeError):
        return 0
    return _told(f"{error.filename or 'The output'}: {error.strerror or error}.", 1)
