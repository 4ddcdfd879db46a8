"""Workbooks read back by two programs that are not ours: python-calamine and LibreOffice."""

import csv
import io
import re
import subprocess
import zipfile
from datetime import datetime

from python_calamine import CalamineWorkbook

from influence.show.columns import columns_of
from influence.show.workbook import Sheet, write_workbook

EPOCH = datetime.fromisoformat("2026-03-01T00:00:00Z")
PLAIN_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def sheet(rows, names=None, name="Rows", **more):
    names = list(dict.fromkeys(key for row in rows for key in row)) if names is None else names
    return Sheet(name, columns_of(names), rows, **more)


def as_bytes(*sheets, told=None):
    stream = io.BytesIO()
    lines = write_workbook(sheets, stream, title="A test", made=EPOCH)
    if told is not None:
        told += lines
    return stream.getvalue()


def read_back(content):
    """Return the rows of each sheet as calamine reads them; an empty cell is an empty text."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def column_back(values, name="text"):
    """Return the values of one column, written and read back."""
    content = as_bytes(sheet([{name: value, "end": "."} for value in values], [name, "end"]))
    return [row[0] for row in read_back(content)["Rows"][1:]]


def parts(content, pattern):
    """Return the text of the parts of a workbook whose names fit."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [name for name in book.namelist() if re.fullmatch(pattern, name)]
        return [book.read(name).decode() for name in names]


def through_libreoffice(soffice, path):
    """Return the rows of each sheet as LibreOffice saves them as CSV, cells as they look."""
    profile = (path.parent / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", PLAIN_CSV]
    subprocess.run(
        [*command, "--outdir", path.parent, path], check=True, capture_output=True, timeout=120
    )
    found = {}
    for file in sorted(path.parent.glob(f"{path.stem}-*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            found[file.stem.removeprefix(f"{path.stem}-")] = list(csv.reader(lines))
    return found
