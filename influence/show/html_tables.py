"""Rows as a table of HTML, for notebooks: rounded as people read it, and nothing in it runs."""

from collections.abc import Iterator, Sequence
from html import escape

from influence.show.columns import Column, Row, told
from influence.show.markup import web_address


def html_table(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """Return a table; addresses of the web are links."""
    return "".join(_parts(columns, rows))


def _parts(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[str]:
    aligned = ["right" if each.is_right(rows) else "left" for each in columns]
    yield "<table><thead><tr>"
    for column, side in zip(columns, aligned, strict=True):
        yield f'<th style="text-align:{side}">{escape(column.heading)}</th>'
    yield "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>"
        for column, side in zip(columns, aligned, strict=True):
            yield f'<td style="text-align:{side}">{_cell(column.text(row))}</td>'
        yield "</tr>"
    yield "</tbody></table>"


def _cell(text: str) -> str:
    address = web_address(text) if text.startswith("http") and " " not in text else None
    if address is None:
        return escape(text)
    return f'<a href="{escape(address)}" rel="noreferrer nofollow">{escape(text)}</a>'


def html_block(
    columns: Sequence[Column], rows: Sequence[Row], *, most: int, words: Sequence[str] = ()
) -> str:
    """Return the first rows as a table, how many there are, and sentences beside it.

    >>> html_block([Column("handle")], [{"handle": "<b>"}], most=5, words=["All."]).count("&lt;b")
    1
    """
    shown = rows[:most]
    more = [f"{len(rows):,} rows, of which {most:,} are shown."] if len(rows) > most else []
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in [*more, *words] if line)
    return html_table(told(shown, columns), shown) + paragraphs
