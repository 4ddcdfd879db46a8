"""Reads a workbook in a process of its own: stdin is the file, stdout its rows.

python-calamine makes room for the whole rectangle that the cells of a sheet span, and a file of a
few kilobytes with one cell in its last corner (XFD1048576) ends the process that reads it. So it
is run by ``spreadsheet`` as a script, within bounds of memory and time, without anything of ours.

What it writes are values of ``marshal``: ``("sheet", name, is_visible)``, then for a visible one
lists of rows, each a list of texts, the last list with None behind them; at the end ``("end",)``,
or ``("error", what)``.
"""

import datetime as dt
import io
import marshal
import sys
from collections.abc import Iterator
from typing import Any

BATCH = 500
MOST_MEMORY = 4 << 30
MOST_SECONDS = 300

_LARGEST_EXACT = 10**15
"""Excel keeps 15 digits of a number; whole numbers beyond were rounded."""


def bound_resources() -> None:
    """Let the process end where a file wants more memory or time than any honest one."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # not on Windows
        return
    for kind, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        hard = resource.getrlimit(kind)[1]
        if hard == resource.RLIM_INFINITY or hard > most:
            resource.setrlimit(kind, (most, hard))


def as_text(value: object) -> str:
    """Return a cell as the text that a CSV cell would hold."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        if abs(value) >= _LARGEST_EXACT:
            return f"{float(value):.14E}"
        return str(int(value)) if float(value).is_integer() else repr(value)
    if isinstance(value, dt.datetime):  # kept as a fraction of a day, so not to the second
        return (value + dt.timedelta(microseconds=500_000)).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def frames(workbook: Any) -> Iterator[Any]:  # noqa: ANN401 - calamine's, which may not be there
    """Yield the sheets of a workbook and their rows."""
    for place, about in enumerate(workbook.sheets_metadata):
        if not str(about.typ).endswith("WorkSheet"):
            continue
        is_visible = str(about.visible).endswith(".Visible")
        if not is_visible:
            yield ("sheet", about.name, False)
            continue
        sheet = workbook.get_sheet_by_index(place)
        yield ("sheet", about.name, True)
        batch: list[list[str] | None] = []
        for row in sheet.iter_rows():
            batch.append([as_text(value) for value in row])
            if len(batch) == BATCH:
                yield batch
                batch = []
        yield [*batch, None]
    yield ("end",)


def main() -> None:
    """Write what stdin holds."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - an extra

    bound_resources()
    out = sys.stdout.buffer
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for frame in frames(workbook):
            marshal.dump(frame, out)
    except (CalamineError, ValueError, OSError) as error:
        marshal.dump(("error", f"{type(error).__name__}: {error}"), out)
    out.flush()


if __name__ == "__main__":
    main()
