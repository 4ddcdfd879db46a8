"""The generated parts of README.md and of the pages in here, each as Markdown.

``make docs`` writes them in place and the continuous check compares them, so that no page can say
what the code does not.
"""

import inspect
import keyword
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import click

import influence
from crawlers.files.aliases import ALIASES
from crawlers.files.columns import COMMON_KINDS
from crawlers.files.forms import FORMS
from crawlers.files.mapping import Mapping, known_mappings
from influence import errors
from influence.cli import COMMANDS, cli
from influence.opt_outs import OPT_OUT_TAGS, PUBLIC_BY_DEFAULT
from influence.ranking.glossary import COLUMNS
from influence.records import Record
from influence.scores import all_scores
from influence.store import spaced

SCHEMA = Path(influence.__file__).parent / "store" / "schema"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(map(escaped, line))} |" for line in lines)


def escaped(cell: str) -> str:
    """Return a text that can stand in a cell."""
    return cell.replace("|", "\\|").replace("\n", " ")


def fenced(text: str, language: str = "text") -> str:
    """Return a fenced block."""
    return f"```{language}\n{text.strip()}\n```"


def command_table() -> str:
    """Return what each command does, one a row."""
    rows = ((f"`influence {name}`", words) for name, (_, _, words) in COMMANDS.items())
    return table(("command", "what it does"), rows)


def function_table() -> str:
    """Return the function of each command, and what it returns first."""
    rows = []
    for name in COMMANDS:
        called = name.replace("-", "_")
        called = f"{called}_" if keyword.iskeyword(called) else called
        function = getattr(influence, called, None)
        if function is not None:
            signature = inspect.signature(function)
            shown = ", ".join(_argument(each) for each in signature.parameters.values())
            rows.append((f"`inf.{called}({shown})`", _first_sentence(function)))
    return table(("function", "what it does"), rows)


def record_table() -> str:
    """Return each record that a source may yield, and what it tells."""
    rows = ((f"`{each.__name__}`", _first_sentence(each)) for each in get_args(Record))
    return table(("record", "what it tells"), rows)


def _argument(parameter: inspect.Parameter) -> str:
    """Return an argument as it is written in a call; what tells how far it is left out."""
    mark = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
    is_named = parameter.kind is parameter.KEYWORD_ONLY
    return f"{mark}{parameter.name}{'=' if is_named else ''}"


def _first_sentence(function: object) -> str:
    return (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")


def command_pages() -> str:
    """Return the help of every command, as it prints it on a terminal of 80 columns."""
    with click.Context(
        cli,
        info_name="influence",
        terminal_width=80,
        help_option_names=cli.context_settings["help_option_names"],
    ) as context:
        pages = [fenced(cli.get_help(context))]
        pages += [command_page(name, context) for name in COMMANDS]
    return "\n\n".join(pages)


def command_page(name: str, context: click.Context) -> str:
    """Return the section of one command."""
    command = cli.get_command(context, name)
    if command is None:
        raise LookupError(name)
    inner = click.Context(command, context, info_name=name, terminal_width=80)
    return f"## influence {name}\n\n{fenced(command.get_help(inner))}"


def exit_codes() -> str:
    """Return every error with its exit code, as it is drawn beside the code."""
    _, tree, _ = (errors.__doc__ or "").split("\n\n", 2)
    return fenced(tree)


def score_names() -> str:
    """Return every score with the link to its page, in one line."""
    return ", ".join(f"[`{name}`](docs/scores/{name}.md)" for name in all_scores())


def score_list() -> str:
    """Return page, question, unit and source of every score."""
    rows = (
        (f"[`{score.name}`](scores/{score.name}.md)", score.question, score.unit, score.reference)
        for score in all_scores().values()
    )
    return table(("score", "what it answers", "unit", "source"), rows)


def file_table() -> str:
    """Return what each kind of file must have, and what else is read."""
    rows = ((kind.name, _code(kind.needed), _code(kind.read)) for kind in COMMON_KINDS)
    return table(("file", "columns it must have", "columns that are read too"), rows)


def form_table() -> str:
    """Return every form of file, and what it is."""
    rows = ((form.name, _first_line(form.read)) for form in FORMS)
    return table(("form", "what it is"), rows)


def _first_line(function: object) -> str:
    """Return what the module of a reader says of itself first."""
    module = inspect.getmodule(function)
    return (inspect.getdoc(module) or "").split("\n\n")[0].replace("``", "`")


def alias_table() -> str:
    """Return what others call our columns."""
    rows = (
        (kind, f"`{ours}`", _code(names))
        for kind, columns in ALIASES.items()
        for ours, names in columns.items()
    )
    return table(("rows", "our column", "other names of it"), rows)


def mapping_table() -> str:
    """Return the mappings that come with the project."""
    rows = (
        (f"`{each.name}`", each.title, _code(each.header), _how_read(each))
        for each in known_mappings()
    )
    return table(("name", "what it reads", "known by the columns", "how"), rows)


def _how_read(mapping: Mapping) -> str:
    owner = " --owner NAME" if mapping.needs_owner else ""
    if mapping.dates:
        return f"`--mapping {mapping.name}{owner}`"
    return f"by itself{f', with `{owner.strip()}`' if owner else ''}"


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def column_table() -> str:
    """Return what every column means."""
    return table(("column", "meaning"), ((f"`{name}`", words) for name, words in COLUMNS.items()))


def opt_out_tags() -> str:
    """Return the hashtags that count as an opt-out, and whence each is known."""
    return table(("hashtag", "why"), ((f"`#{tag}`", why) for tag, why in OPT_OUT_TAGS.items()))


def sources_by_default() -> str:
    """Return whose silence is a yes, and why."""
    rows = (
        (f"`{source}`", "yes" if is_public else "no", why)
        for source, (is_public, why) in PUBLIC_BY_DEFAULT.items()
    )
    return table(("source", "listed if unset", "why"), rows)


def schema_tables() -> str:
    """Return every table and view of a new database with its columns."""
    db = sqlite3.connect(":memory:")
    db.create_function("spaced", 1, spaced, deterministic=True)
    for file in schema_files():
        db.executescript(file.read_text(encoding="utf-8"))
    names = db.execute(
        "select name, type from sqlite_master where type in ('table', 'view')"
        " and name not like 'sqlite_%' and name not like 'posts_fts_%' order by type, name"
    )
    rows = [(f"`{name}`", kind, ", ".join(columns(db, name))) for name, kind in names]
    return table(("name", "what", "columns"), rows)


def columns(db: sqlite3.Connection, name: str) -> list[str]:
    """Return the columns of a table, those of its key in bold."""
    rows = db.execute("select name, pk from pragma_table_info(?)", [name])
    return [f"**{column}**" if key else column for column, key in rows]


def schema_sql() -> str:
    """Return the SQL that makes a new database, file by file."""
    return "\n\n".join(
        f"## {file.name}\n\n{fenced(file.read_text(encoding='utf-8'), 'sql')}"
        for file in schema_files()
    )


def schema_files() -> list[Path]:
    """Return the migrations in the order in which they are applied."""
    return sorted(file for file in SCHEMA.glob("*.sql") if re.match(r"\d{4}_", file.name))
